"""rusta doctor: what is there, what is not, and the command that gets it."""

from pathlib import Path
from typing import Any, NoReturn

import click

from rusta_server.cli.options import directory_argument, gather, json_option, run_options


@click.command("doctor")
@directory_argument
@click.option("--lsp", is_flag=True, help="What the last editor and `rusta serve` agreed on.")
@run_options
@json_option
def command(directory: Path, lsp: bool, as_json: bool, **values: Any) -> None:
    """Toolchain, documentation, sandbox, rust-analyzer, model and policy: found or not."""
    if lsp:
        _last_client(as_json)
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


def _last_client(as_json: bool) -> NoReturn:
    from datetime import datetime

    from rich.table import Table
    from rich.text import Text

    from rusta_server.cli.output import DONE, errors_shown, out, print_json
    from rusta_server.workspace.last_client import last

    with errors_shown(as_json=as_json):
        document = last()
    if as_json:
        print_json(document)
        raise SystemExit(DONE)
    client = f"{document.client or 'a client without a name'} {document.client_version or ''}"
    out.print(Text(f"{client.rstrip()} with rusta {document.server_version}", style="bold"))
    out.print(Text(f"{datetime.fromtimestamp(document.at):%Y-%m-%d %H:%M} · {document.encoding}"))
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column()
    table.add_column(
        no_wrap=True, min_width=max((len(c.name) for c in document.capabilities), default=0)
    )
    table.add_column()
    for capability in document.capabilities:
        mark = ("✓", "green") if capability.announced else ("✗", "yellow")
        without = "" if capability.announced else capability.without
        table.add_row(Text(*mark), capability.name, Text(without, style="dim"))
    out.print(table)
    raise SystemExit(DONE)
