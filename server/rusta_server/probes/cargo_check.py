"""`cargo.check`: what the compiler, or clippy, says about the tree with overlays."""

from collections.abc import Sequence

from rusta_server.contracts.tools import CheckParams, CheckResult, Gate
from rusta_server.probes.cargo_run import run_cargo
from rusta_server.probes.context import ProbeContext

TIMEOUT_S = 900


def run(params: CheckParams, ctx: ProbeContext) -> CheckResult:
    """Raises ProbeFailure as `run_cargo` and the shadow do."""
    ctx.progress("cargo clippy" if params.gate == "clippy" else "cargo check", None, None)
    with ctx.shadows.lease() as shadow:
        shadow.sync()
        with shadow.overlaid(params.overlays) as tree:
            args = check_args(params.gate, params.selectors)
            checked = run_cargo(shadow, ctx, args, timeout_s=TIMEOUT_S)
    return CheckResult(
        ok=checked.ok, diagnostics=checked.diagnostics, tree=tree, sandbox=ctx.sandbox.mode
    )


def check_args(gate: Gate, selectors: Sequence[str]) -> list[str]:
    """`--keep-going`: which crates are reached must not depend on which one fails first."""
    command = "clippy" if gate == "clippy" else "check"
    args = [command, "--message-format=json", "--frozen", "--keep-going", *selectors]
    return [*args, "--", "-D", "warnings"] if gate == "clippy" else args
