"""rusta propose: proven patches, nothing changed."""

from pathlib import Path
from typing import Any

import click

from rusta_server.cli.options import (
    cargo_options,
    directory_argument,
    gather,
    json_option,
    run_options,
    where,
)


@click.command("propose")
@directory_argument
@click.option("--at", metavar="FILE:LINE:COL", help="Only for what is reported at this place.")
@click.option("--limit", default=3, show_default=True, help="How many rivals to prove.")
@click.option(
    "--explore",
    is_flag=True,
    help="Below the threshold, try out what no test says: at most explore.max_experiments runs.",
)
@cargo_options
@run_options
@json_option
def command(
    directory: Path, at: str | None, limit: int, explore: bool, as_json: bool, **values: Any
) -> None:
    """Search and prove patches for DIR in a sandboxed copy. Changes nothing."""
    from rusta_server.cli.door import finish, opened, position
    from rusta_server.cli.output import ABSTAINED, DONE, out, print_json
    from rusta_server.cli.render.proposal import print_abstention, print_partial, print_proposal
    from rusta_server.contracts.documents import ProposeDocument
    from rusta_server.contracts.results import ProposeRequest, ProposeResult

    common = gather(directory, as_json, values)
    if explore:
        from rusta_server.cli.exploring import explored

        raise SystemExit(explored(common, at))
    with opened(common) as session:
        request = ProposeRequest(
            selectors=common.selectors,
            at=position(at, session) if at else None,
            limit=limit,
        )
        trace, result = finish(session.run("propose", request), ProposeResult, as_json=as_json)
        session.remember(result)
        ids = tuple(proposal.record_id for proposal in result.proposals)
        if as_json:
            print_json(ProposeDocument(trace=trace, ids=ids, result=result))
        elif result.status == "clean":
            out.print("[bold green]green[/]: there is nothing to repair")
        else:
            for number, proposal in enumerate(result.proposals):
                print_proposal(out, proposal, session.policy.policy.thresholds, explain=number == 0)
                out.print(f"  apply with: [bold]rusta apply {ids[number][:12]}{where(common)}[/]\n")
            for abstention in result.abstentions:
                print_abstention(out, abstention)
            for step in result.partial:
                print_partial(out, step)
    raise SystemExit(ABSTAINED if result.status == "abstained" else DONE)
