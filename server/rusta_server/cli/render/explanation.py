"""Explanations: numbered citations behind every sentence, and the list that opens them."""

from collections.abc import Callable, Iterable, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from rusta_server.cli.render.diagnostic import frame
from rusta_server.contracts.anchor import Anchor, Claim, Explanation

_ROLES = {
    "diagnosis": "What",
    "cause": "Why",
    "span": "Where",
    "chain": "Notes",
    "rule": "Rule",
    "fix": "Fix",
    "proof": "Proof",
    "symbol": "What",
    "type": "Type",
    "doc": "Says",
    "use": "Used",
}


class Citations:
    """Numbers anchors in the order they are cited."""

    def __init__(self) -> None:
        self._numbers: dict[Anchor, int] = {}

    def number(self, anchor: Anchor) -> int:
        return self._numbers.setdefault(anchor, len(self._numbers) + 1)

    def print(self, console: Console) -> None:
        if not self._numbers:
            return
        table = Table.grid(padding=(0, 1))
        for anchor, number in self._numbers.items():
            table.add_row(
                Text(f"[{number}]", style="blue"),
                Text(anchor.title),
                Text(f"rusta show {anchor.record_id[:10]}", style="dim"),
            )
        console.print(Padding(table, (0, 0, 0, 2)))


def print_claims(console: Console, claims: Iterable[Claim], citations: Citations) -> None:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(ratio=1)
    last = None
    for claim in claims:
        label = _ROLES[claim.role] if claim.role != last else ""
        last = claim.role
        marks = "".join(f"[{citations.number(anchor)}]" for anchor in claim.anchors)
        table.add_row(label, Text.assemble(claim.text, " ", (marks, "blue")))
    console.print(Padding(table, (0, 0, 0, 2)))


def print_explanations(
    console: Console, explanations: Sequence[Explanation], blob: Callable[[str], bytes | None]
) -> None:
    """`blob` gives a kept text by its hash: the compiler's own words are shown above the claims."""
    for explanation in explanations:
        citations = Citations()
        _print_heading(console, explanation, citations)
        for claim in explanation.claims:
            if claim.role == "diagnosis":
                printed = blob(claim.anchors[0].source) or b""
                console.print(frame(printed.decode(errors="replace")))
                console.print()
        shown = [claim for claim in explanation.claims if claim.role != "diagnosis"]
        print_claims(console, shown, citations)
        if explanation.unknown:
            console.print(Text(f"  not certain: {explanation.unknown}", style="green"))
        console.print()
        citations.print(console)
        console.print()


def _print_heading(console: Console, explanation: Explanation, citations: Citations) -> None:
    """What the compiler says, with its citation; of a symbol its name."""
    code = f"{explanation.code}: " if explanation.code else ""
    text = Text.assemble((code, "bold red"), (explanation.message, "bold"))
    for claim in explanation.claims:
        if claim.role == "diagnosis":
            marks = "".join(f"[{citations.number(anchor)}]" for anchor in claim.anchors)
            text.append(f" {marks}", style="blue")
    console.print(text)
