"""rusta explain: why, in claims that each cite a passage; and what a name is."""

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


@click.command("explain")
@directory_argument
@click.option(
    "--at",
    metavar="FILE:LINE[:COL]",
    help="What is reported at this place; where nothing is, what the name there is.",
)
@click.option("--code", metavar="CODE", help="The documentation of one code, such as E0382.")
@cargo_options
@run_options
@json_option
def command(
    directory: Path, at: str | None, code: str | None, as_json: bool, **values: Any
) -> None:
    """Explain what is wrong in DIR, or what the name at a place is.

    Every sentence cites a passage on your disk.
    """
    from rusta_server.cli.door import finish, opened, position
    from rusta_server.cli.output import ABSTAINED, DONE, err, out, print_json
    from rusta_server.cli.render.explanation import print_explanations
    from rusta_server.contracts.documents import ExplainDocument
    from rusta_server.contracts.results import ExplainRequest, ExplainResult

    common = gather(directory, as_json, values)
    with opened(common, anywhere=code is not None) as session:
        request = ExplainRequest(
            selectors=common.selectors,
            at=position(at, session) if at else None,
            code=code,
        )
        trace, result = finish(session.run("explain", request), ExplainResult, as_json=as_json)
        session.remember(result)
        if as_json:
            print_json(ExplainDocument(trace=trace, result=result))
        else:
            print_explanations(out, result.explanations, session.blob)
            if not result.explanations:
                place = f"nothing is reported at {at}, and no name stands there" if at else None
                out.print(place or "nothing is reported here: there is nothing to explain")
            for remedy in result.missing:
                err.print(f"[yellow]some documentation is not installed[/]: {remedy}")
    raise SystemExit(DONE if result.ok else ABSTAINED)
