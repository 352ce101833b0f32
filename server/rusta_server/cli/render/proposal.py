"""Proposals: title, confidence, diff, claims, proof."""

import json
import shlex

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from rusta_server.cli.render.explanation import Citations, print_claims
from rusta_server.contracts.policy import Thresholds
from rusta_server.contracts.proof import Proof, Proposal
from rusta_server.contracts.results import Abstention, PartialStep

_DIFF = {"+": "green", "-": "red", "@": "cyan"}


def chip(bp: int, calibrated: bool, thresholds: Thresholds) -> Text:
    """The confidence chip: bold green only above the threshold for applying."""
    style = "bold black on green" if bp >= thresholds.patch else "black on yellow"
    text = Text(f" {bp / 100:.0f} % ", style=style)
    if not calibrated:
        text.append(" uncalibrated", style="dim not bold default on default")
    return text


def print_proposal(
    console: Console, proposal: Proposal, thresholds: Thresholds, *, explain: bool = True
) -> None:
    confidence = proposal.confidence
    title = Text.assemble(("● ", "green"), (proposal.title, "bold"), "  ")
    title.append_text(chip(confidence.bp, confidence.calibrated, thresholds))
    console.print(title)
    console.print(Text(f"  {proposal.record_id[:12]} · {', '.join(proposal.sources)}", style="dim"))
    print_diff(console, proposal.patch.diff)
    console.print(Padding(proof_line(proposal.proof), (0, 0, 0, 2)))
    if explain:
        citations = Citations()
        console.print()
        print_claims(console, proposal.claims, citations)
        console.print()
        citations.print(console)


def print_diff(console: Console, diff: str) -> None:
    """The diff indented and never cut, so that it can be copied whole."""
    console.print()
    for line in diff.rstrip("\n").split("\n"):
        style = "bold" if line.startswith(("--- ", "+++ ")) else _DIFF.get(line[:1], "")
        console.print(Text(f"  {line}", style=style), soft_wrap=True)
    console.print()


def proof_line(proof: Proof) -> Text:
    gate = "cargo check" if proof.gate == "check" else "cargo clippy"
    tests = proof.tests
    said = {
        "passed": f"{tests.passed} tests pass",
        "no-tests": "no tests",
        "not-run": "tests not run",
    }.get(tests.run, tests.run)
    text = Text.assemble(
        ("proven ", "bold green"),
        f"{gate} green · {said} · baseline: {tests.baseline} · sandbox: {proof.sandbox}",
    )
    if tests.known_failing:
        text.append(f" · failed before too: {', '.join(tests.known_failing)}", style="yellow")
    if tests.flaky:
        text.append(f" · flaky: {', '.join(tests.flaky)}", style="yellow")
    if proof.remaining:
        text.append(f" · {len(proof.remaining)} other lints remain", style="yellow")
    return text


def print_abstention(console: Console, abstention: Abstention) -> None:
    """An abstention is correct behaviour, so it is green."""
    console.print(Text.assemble(("○ abstains: ", "bold green"), abstention.reason))
    probe = abstention.next_probe
    params = {name: value for name, value in probe.params.items() if value is not None}
    words = ["rusta", "tool", probe.method, *([json.dumps(params)] if params else [])]
    console.print(Text(f"  next: {probe.why}", style="green"))
    console.print(Text(f"  {shlex.join(words)}", style="bold"), soft_wrap=True)


def print_partial(console: Console, step: PartialStep) -> None:
    left = f"{step.remaining} error" + ("s" if step.remaining != 1 else "")
    console.print(Text(f"A step that helps, still {left}: {step.title}", style="yellow"))
    print_diff(console, step.diff)
