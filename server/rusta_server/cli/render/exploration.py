"""Explorations: the proposals, each experiment in a line, and where rivals differ."""

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from rusta_server.cli.render.proposal import print_abstention, print_proposal
from rusta_server.contracts.explore import Experiment, ExploreResult
from rusta_server.contracts.policy import Thresholds

_SHOWN = 6


def print_exploration(
    console: Console, result: ExploreResult, thresholds: Thresholds, where: str, trace: str
) -> None:
    proposals = result.proposed.proposals
    if result.status == "clean":
        console.print("[bold green]green[/]: there is nothing to repair")
        return
    for proposal in proposals:
        print_proposal(console, proposal, thresholds, explain=False)
        console.print(f"  apply with: [bold]rusta apply {proposal.record_id[:12]}{where}[/]\n")
    for each in result.experiments:
        # Where rivals differ, the table below says all that tells them apart.
        if not (result.differences and each.kind == "behaviour"):
            console.print(_line(each))
    if result.differences:
        table = Table("input", *(p.record_id[:12] for p in proposals), box=None, padding=(0, 2))
        for difference in result.differences[:_SHOWN]:
            table.add_row(Text(difference.input), *(Text(said) for said in difference.said))
        console.print(Padding(table, (1, 0, 1, 2)))
    if result.conclusion:
        console.print(Text.assemble(("explored: ", "bold green"), result.conclusion))
    if result.experiments:
        kept = f"  kept as a golden-trace candidate: rusta replay {trace[:12]}"
        console.print(Text(kept, style="dim"))
    for abstention in result.proposed.abstentions if not proposals else ():
        print_abstention(console, abstention)


def _line(each: Experiment) -> Text:
    of = f" of `{each.function}`" if each.function else ""
    if each.outcome == "unknown":
        return Text(f"○ {each.kind}{of}: not known, {each.reason}", style="yellow")
    if each.kind == "coverage":
        tests = ", ".join(each.tests[:3]) if each.tests else "no test executes it"
        return Text(f"● coverage{of}: {tests}", style="green" if each.tests else "yellow")
    told = "; ".join(f"({o.input}) → {o.said}" for o in each.observations[:3])
    return Text(f"● behaviour{of} as in {each.proposal[:12]}: {told} …")
