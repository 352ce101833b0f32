"""Diagnostics as rustc prints them, under a heading with code and slice."""

from rich.console import Console, Group, RenderableType
from rich.text import Text

from rusta_server.contracts.diagnostic import Diagnostic

_COLOURS = {"error": "red", "warning": "yellow"}


def heading(diagnostic: Diagnostic, *, place: bool = True) -> Text:
    colour = _COLOURS.get(diagnostic.level, "cyan")
    code = f"[{diagnostic.code}]" if diagnostic.code else ""
    text = Text.assemble((f"{diagnostic.level}{code}", f"bold {colour}"), ": ", diagnostic.message)
    primary = diagnostic.primary
    if place and primary is not None:
        at = f"{primary.path.removeprefix('$WS/')}:{primary.line}:{primary.column}"
        text.append(f"\n  {at}", style="cyan")
    text.append(f"  · {diagnostic.slice}", style="dim")
    return text


def full(diagnostic: Diagnostic) -> RenderableType:
    """rustc's arrow names the place, so the heading does not."""
    return Group(heading(diagnostic, place=False), frame(diagnostic.rendered))


def frame(rendered: str) -> Text:
    """What rustc printed below its first line, in its colours."""
    _, _, rest = rendered.strip("\n").partition("\n")
    text = Text(rest.replace("$WS/", ""), no_wrap=True, overflow="ignore")
    text.highlight_regex(r"(?m)^ *(\d+ )?[|+~-](?= |$)|^ +(-->|:::|= )|^\.\.\.", "blue")
    # A group's name is its style.
    text.highlight_regex(r"(?m)^ +\| .*?(?P<red>\^.*)$")
    text.highlight_regex(r"(?m)^(?P<cyan>note|help|warning)(?=:)")
    return text


def print_all(
    console: Console, diagnostics: tuple[Diagnostic, ...], first: tuple[int, ...]
) -> None:
    """Root causes whole, the others as one line each."""
    for index in first:
        console.print(full(diagnostics[index]))
        console.print()
    others = [d for i, d in enumerate(diagnostics) if i not in first]
    errors = [d for d in others if d.level == "error"]
    if errors:
        console.print(Text(f"{len(errors)} more, which may follow from the above:", style="bold"))
        for diagnostic in errors:
            console.print(heading(diagnostic))
    warnings = len(others) - len(errors)
    if warnings:
        console.print(Text(f"{warnings} warnings", style="yellow"))
