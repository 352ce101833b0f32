"""rusta replay: the same decisions from the recorded evidence, to the same bytes."""

from pathlib import Path

import click

from rusta_server.cli.options import json_option


@click.command("replay")
@click.argument("trace", default="last", metavar="[TRACE|last]")
@click.option(
    "-C",
    "--directory",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The project whose last trace is meant; an id is found wherever it is.",
)
@json_option
def command(trace: str, directory: Path | None, as_json: bool) -> None:
    """Replay TRACE: no cargo, no network, no workspace; every step must come out the same."""
    from rusta_server.cli.output import ABSTAINED, DONE, errors_shown, fail, out, print_json
    from rusta_server.contracts.probe import INVALID_PARAMS, ProbeError
    from rusta_server.runner.replay_document import replayed
    from rusta_server.state import find_trace
    from rusta_server.traces.store import NoSuchTraceError

    with errors_shown(as_json=as_json):
        try:
            store, trace_id = find_trace(trace, directory)
        except NoSuchTraceError as error:
            fail(
                ProbeError(
                    code=INVALID_PARAMS, message=str(error), remedy="rusta replay last -C DIR"
                ),
                as_json=as_json,
            )
    document = replayed(store, trace_id)
    if as_json:
        print_json(document)
    elif document.same:
        out.print(
            f"[bold green]same bytes[/]: {document.job}, {document.steps} steps "
            f"(trace {trace_id[:12]})"
        )
    else:
        out.print(f"[bold red]diverges[/] at step {document.step}: {document.reason}")
        if document.recorded is not None:
            out.print(f"  recorded: {document.recorded}", markup=False)
            out.print(f"  replayed: {document.replayed}", markup=False)
    raise SystemExit(DONE if document.same else ABSTAINED)
