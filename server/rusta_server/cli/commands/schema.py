"""rusta schema: the published contracts."""

import click

from rusta_server.cli.options import json_option


@click.command("schema")
@click.option("--check", is_flag=True, help="Compare the checked-in schemas with the models.")
@click.option("--print", "name", metavar="CONTRACT", help="Print one JSON Schema.")
@json_option
def command(check: bool, name: str | None, as_json: bool) -> None:
    """List the published contracts, print one, or check the schemas of this checkout."""
    import json
    import sys

    from rusta_server.cli.output import ABSTAINED, DONE, fail, out, print_json
    from rusta_server.contracts.documents import SchemaDocument
    from rusta_server.contracts.probe import INVALID_PARAMS, ProbeError
    from rusta_server.schema.check import check as check_schemas
    from rusta_server.schema.generate import schema_of
    from rusta_server.schema.published import PUBLISHED

    names = tuple(sorted(PUBLISHED))
    if name is not None:
        if name not in PUBLISHED:
            fail(
                ProbeError(
                    code=INVALID_PARAMS,
                    message=f"no contract is called {name!r}; there are: {', '.join(names)}",
                ),
                as_json=as_json,
            )
        sys.stdout.write(json.dumps(schema_of(name), indent=2, ensure_ascii=False) + "\n")
        raise SystemExit(DONE)
    stale, missing = check_schemas() if check else ((), ())
    document = SchemaDocument(
        ok=not (stale or missing), contracts=names, stale=tuple(stale), missing=tuple(missing)
    )
    if as_json:
        print_json(document)
    else:
        for contract in names:
            state = (
                "stale"
                if contract in stale
                else "missing"
                if contract in missing
                else "up to date"
                if check
                else ""
            )
            out.print(f"{contract:24} {state}")
        if not document.ok:
            out.print("[bold red]schemas differ from the models[/]; help: make schemas")
    raise SystemExit(DONE if document.ok else ABSTAINED)
