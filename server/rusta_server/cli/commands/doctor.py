"""rusta doctor: what is there, what is not, and the command that gets it."""

from pathlib import Path
from typing import Any

import click

from rusta_server.cli.options import directory_argument, gather, json_option, run_options


@click.command("doctor")
@directory_argument
@run_options
@json_option
def command(directory: Path, as_json: bool, **values: Any) -> None:
    """Toolchain, documentation, sandbox, rust-analyzer, model and policy: found or not."""
    from rich.table import Table
    from rich.text import Text

    from rusta_server.cli.output import ABSTAINED, DONE, errors_shown, out, print_json
    from rusta_server.doctor import examine

    common = gather(directory, as_json, values)
    with errors_shown(as_json=as_json):
        document = examine(common.directory, common.policy)
    if as_json:
        print_json(document)
    else:
        table = Table(box=None, show_header=False, padding=(0, 1))
        for item in document.items:
            mark = ("✓", "green") if item.found else ("✗", "red" if item.required else "yellow")
            help_text = Text(f"  help: {item.remedy}", style="bold") if item.remedy else Text()
            table.add_row(Text(*mark), item.name, Text(item.detail).append_text(help_text))
        out.print(table)
        out.print("\n[bold]policy in force[/]")
        for section, knobs in document.policy.model_dump().items():
            if isinstance(knobs, dict):
                for knob, value in knobs.items():
                    origin = document.origins.get(f"{section}.{knob}", "default")
                    out.print(f"  {section}.{knob} = {value}  [dim]{origin}[/]")
    raise SystemExit(DONE if document.ok else ABSTAINED)
