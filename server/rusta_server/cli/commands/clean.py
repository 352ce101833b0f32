"""rusta clean: remove shadows and caches; proposals, reverts and traces stay."""

from pathlib import Path
from typing import Any

import click

from rusta_server.cli.options import directory_argument, gather, json_option


@click.command("clean")
@directory_argument
@json_option
def command(directory: Path, as_json: bool, **values: Any) -> None:
    """Remove DIR's shadow copies and caches. What can be reverted stays revertible."""
    from rusta_server.cli.door import opened
    from rusta_server.cli.output import DONE, out, print_json
    from rusta_server.contracts.documents import CleanDocument

    with opened(gather(directory, as_json, values)) as session:
        freed = session.ctx.shadows.clean()
        if as_json:
            print_json(CleanDocument(freed_bytes=freed))
        else:
            out.print(f"freed {freed / 1_000_000:.1f} MB; reverts, proposals and traces are kept")
    raise SystemExit(DONE)
