"""rusta diagnose: what is wrong, root causes first."""

from pathlib import Path
from typing import Any

import click

from rusta_server.cli.options import (
    cargo_options,
    directory_argument,
    gather,
    json_option,
    run_options,
)


@click.command("diagnose")
@directory_argument
@cargo_options
@run_options
@json_option
def command(directory: Path, as_json: bool, **values: Any) -> None:
    """Check DIR and print what the compiler says, root causes first.

    Where the check is green, clippy's lints. Exit 1 where something is broken.
    """
    from rusta_server.cli.door import finish, opened
    from rusta_server.cli.output import ABSTAINED, DONE, out, print_json
    from rusta_server.cli.render.diagnostic import print_all
    from rusta_server.contracts.documents import DiagnoseDocument
    from rusta_server.contracts.results import DiagnoseRequest, DiagnoseResult

    common = gather(directory, as_json, values)
    with opened(common) as session:
        trace, result = finish(
            session.run("diagnose", DiagnoseRequest(selectors=common.selectors)),
            DiagnoseResult,
            as_json=as_json,
        )
        if as_json:
            print_json(DiagnoseDocument(trace=trace, result=result))
        else:
            print_all(out, result.diagnostics, result.roots)
            if not result.roots:
                out.print("[bold green]green[/]: cargo check and clippy report no errors")
    raise SystemExit(ABSTAINED if result.roots else DONE)
