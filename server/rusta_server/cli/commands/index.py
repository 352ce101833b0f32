"""rusta index: the project graph."""

from pathlib import Path
from typing import Any

import click

from rusta_server.cli.options import directory_argument, gather, json_option


@click.command("index")
@directory_argument
@click.option("--stats", is_flag=True, help="Print counts by kind (the default).")
@json_option
def command(directory: Path, stats: bool, as_json: bool, **values: Any) -> None:
    """Bring DIR's project graph up to date and say what is in it. Only changed files are parsed."""
    from rich.table import Table

    from rusta_server.cli.door import opened
    from rusta_server.cli.output import DONE, fail, out, print_json
    from rusta_server.contracts.documents import IndexDocument
    from rusta_server.contracts.probe import Probe
    from rusta_server.contracts.tools import GraphStats

    with opened(gather(directory, as_json, values)) as session:
        evidence = session.ctx_executor.execute(Probe(method="graph.update"))
        if evidence.error is not None:
            fail(evidence.error, as_json=as_json)
        found = GraphStats.model_validate(evidence.result)
        if as_json:
            print_json(IndexDocument(stats=found))
        else:
            table = Table(
                title=f"{found.files} files, {found.reparsed} of them parsed now",
                title_justify="left",
            )
            table.add_column("nodes and edges")
            table.add_column("count", justify="right")
            for name, count in [*found.nodes.items(), *found.edges.items()]:
                if count:
                    table.add_row(name, str(count))
            out.print(table)
            for line in found.skipped:
                out.print(f"not looked into: {line}", markup=False)
    raise SystemExit(DONE)
