"""`cargo.check`: what the compiler, or clippy, says about the tree with overlays."""

from collections.abc import Sequence

from rusta_server.contracts.tools import CheckParams, CheckResult, Gate
from rusta_server.patches.shadow import Shadow
from rusta_server.probes.cargo_run import CargoRun, run_cargo
from rusta_server.probes.context import ProbeContext
from rusta_server.probes.judge_units import Recorder

TIMEOUT_S = 900


def run(params: CheckParams, ctx: ProbeContext) -> CheckResult:
    """Raises ProbeFailure as `run_cargo` and the shadow do."""
    ctx.progress("cargo clippy" if params.gate == "clippy" else "cargo check", None, None)
    with ctx.shadows.lease() as shadow:
        shadow.sync()
        with shadow.overlaid(params.overlays) as tree:
            checked = check_tree(shadow, ctx, params.gate, params.selectors, tree)
    return CheckResult(
        ok=checked.ok, diagnostics=checked.diagnostics, tree=tree, sandbox=ctx.sandbox.mode
    )


def check_tree(
    shadow: Shadow,
    ctx: ProbeContext,
    gate: Gate,
    selectors: Sequence[str],
    tree: str,
    timeout_s: float = TIMEOUT_S,
) -> CargoRun:
    """Check what lies in the shadow now (`tree`), and record how rustc is called."""
    recorder = Recorder(shadow, ctx)
    env = recorder.begin()
    args = _arguments(gate, selectors)
    checked = run_cargo(shadow, ctx, args, timeout_s=timeout_s, env=env)
    if env:
        recorder.end(checked.messages, ok=checked.ok, gate=gate, selectors=selectors, tree=tree)
    return checked


def _arguments(gate: Gate, selectors: Sequence[str]) -> list[str]:
    """`--keep-going`: which crates are reached must not depend on which one fails first."""
    command = "clippy" if gate == "clippy" else "check"
    args = [command, "--message-format=json", "--frozen", "--keep-going", *selectors]
    return [*args, "--", "-D", "warnings"] if gate == "clippy" else args
