"""rusta apply: one proven proposal goes to the tree, through the journal."""

from pathlib import Path
from typing import Any

import click

from rusta_server.cli.options import directory_option, gather, json_option


@click.command("apply")
@click.argument("proposal")
@directory_option
@json_option
def command(proposal: str, directory: Path, as_json: bool, **values: Any) -> None:
    """Apply PROPOSAL (an id from `rusta propose`, or 8 or more digits of it).

    Refused where the tree is no longer the one the proof was made for.
    """
    from rusta_server.cli.door import finish, opened
    from rusta_server.cli.output import DONE, fail, out, print_json
    from rusta_server.contracts.documents import ApplyDocument
    from rusta_server.contracts.probe import INVALID_PARAMS, ProbeError
    from rusta_server.contracts.results import ApplyOutcome, ApplyRequest
    from rusta_server.proposals import NoSuchProposalError

    common = gather(directory, as_json, values)
    with opened(common) as session:
        try:
            found = session.proposals.get(proposal)
        except NoSuchProposalError as error:
            fail(
                ProbeError(code=INVALID_PARAMS, message=str(error), remedy="rusta propose"),
                as_json=as_json,
            )
        trace, result = finish(
            session.run("apply", ApplyRequest(proposal=found)), ApplyOutcome, as_json=as_json
        )
        if as_json:
            print_json(ApplyDocument(trace=trace, result=result))
        else:
            out.print(f"[bold green]applied[/] {found.title}")
            out.print(f"  undo with: [bold]rusta revert {result.entry[:12]}[/]")
    raise SystemExit(DONE)
