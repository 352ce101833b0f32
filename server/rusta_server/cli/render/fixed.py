"""The end of `rusta fix`: what was applied, what waits, what is left."""

from rich.console import Console
from rich.text import Text

from rusta_server.cli.render.diagnostic import heading
from rusta_server.cli.render.proposal import print_abstention, print_diff, print_partial
from rusta_server.contracts.documents import FixDocument
from rusta_server.contracts.policy import Thresholds


def print_fixed(
    console: Console, document: FixDocument, thresholds: Thresholds, *, dry_run: bool, where: str
) -> None:
    """`where`: the option that names the project in the commands shown, ` -C DIR` or nothing."""
    applied = [step for step in document.steps if step.outcome == "applied"]
    waiting = [step for step in document.steps if step.outcome == "offered"]
    if dry_run:
        for step in waiting:
            console.print(Text(f"● {step.title}  {step.confidence_bp / 100:.0f} %"))
            print_diff(console, step.diff)
    if document.status == "clean":
        console.print("[bold green]green[/]: there was nothing to repair")
    elif document.status == "fixed":
        console.print(
            Text.assemble(
                ("fixed", "bold green"),
                f" with {len(applied)} proven patch",
                "es" if len(applied) != 1 else "",
                "; undo the last with: " if len(applied) > 1 else "; undo with: ",
                (f"rusta revert{where}", "bold"),
            )
        )
    else:
        for diagnostic in document.remaining[:5]:
            console.print(heading(diagnostic))
        for abstention in document.abstentions:
            print_abstention(console, abstention)
        for partial in document.partial:
            print_partial(console, partial)
        if waiting:
            console.print(
                Text.assemble(
                    f"{len(waiting)} proven patch",
                    "es" if len(waiting) != 1 else "",
                    " below the threshold of ",
                    f"{thresholds.patch / 100:.0f} %; look with ",
                    ("rusta propose", "bold"),
                    ", apply with ",
                    (f"rusta apply {waiting[0].proposal[:12]}{where}", "bold"),
                )
            )
