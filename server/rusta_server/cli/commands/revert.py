"""rusta revert: a patch rusta applied goes back to the bytes before."""

from pathlib import Path
from typing import Any

import click

from rusta_server.cli.options import directory_option, gather, json_option


@click.command("revert")
@click.argument("entry", default="last", metavar="[ID|last]")
@directory_option
@json_option
def command(entry: str, directory: Path, as_json: bool, **values: Any) -> None:
    """Undo the last patch rusta applied, or the one with that ID. Only rusta's own hunks."""
    from rusta_server.cli.door import finish, opened
    from rusta_server.cli.output import DONE, out, print_json
    from rusta_server.contracts.documents import RevertDocument
    from rusta_server.contracts.results import RevertOutcome, RevertRequest

    common = gather(directory, as_json, values)
    with opened(common) as session:
        trace, result = finish(
            session.run("revert", RevertRequest(entry=entry)), RevertOutcome, as_json=as_json
        )
        if as_json:
            print_json(RevertDocument(trace=trace, result=result))
        else:
            files = ", ".join(path.removeprefix("$WS/") for path in result.files)
            out.print(f"[bold green]reverted[/] {result.entry[:12]}: {files}")
    raise SystemExit(DONE)
