"""rusta tool: one probe by its JSON-RPC name."""

import json
from pathlib import Path
from typing import Any

import click

from rusta_server.cli.options import directory_option, gather, json_option, run_options


@click.command("tool")
@click.argument("method", metavar="METHOD")
@click.argument("params", default="{}", metavar="[PARAMS]")
@directory_option
@run_options
@json_option
def command(method: str, params: str, directory: Path, as_json: bool, **values: Any) -> None:
    """Run one probe, such as cargo.check or docs.search, with PARAMS as JSON.

    Its name and params are those of the tool protocol (schemas/tools.v1.schema.json).
    """
    from rusta_server.cli.door import opened
    from rusta_server.cli.output import DONE, fail, out, print_json
    from rusta_server.contracts.documents import ToolDocument
    from rusta_server.contracts.probe import INVALID_PARAMS, Probe, ProbeError

    common = gather(directory, as_json, values)
    try:
        parsed = json.loads(params)
        if not isinstance(parsed, dict):
            raise ValueError("an object is needed")
    except ValueError as error:
        fail(
            ProbeError(
                code=INVALID_PARAMS,
                message=f"PARAMS is not a JSON object: {error}",
                remedy="""rusta tool docs.search '{"query": "borrow"}'""",
            ),
            as_json=as_json,
        )
    with opened(common) as session:
        evidence = session.ctx_executor.execute(Probe(method=method, params=parsed))
        if evidence.error is not None:
            fail(evidence.error, as_json=as_json)
        if as_json:
            print_json(ToolDocument(evidence=evidence))
        else:
            out.print_json(json.dumps(evidence.result))
    raise SystemExit(DONE)
