"""rusta show: open what a citation points to, its hash checked again."""

import click

from rusta_server.cli.options import json_option


@click.command("show")
@click.argument("anchor", metavar="ANCHOR")
@json_option
def command(anchor: str, as_json: bool) -> None:
    """Show the passage, source span or tool output that ANCHOR (8 or more digits) names."""
    from rich.markdown import Markdown
    from rich.text import Text

    from rusta_server.cli.output import ABSTAINED, DONE, errors_shown, fail, out, print_json
    from rusta_server.contracts.documents import ShowDocument
    from rusta_server.contracts.probe import INVALID_PARAMS, ProbeError
    from rusta_server.session import show_anchor
    from rusta_server.state import NoSuchAnchorError, find_anchor

    with errors_shown(as_json=as_json):
        try:
            workspace_id, found = find_anchor(anchor)
        except NoSuchAnchorError as error:
            fail(
                ProbeError(
                    code=INVALID_PARAMS,
                    message=str(error),
                    remedy="rusta explain prints the ids of what it cites",
                ),
                as_json=as_json,
            )
        shown = show_anchor(workspace_id, found)
    if as_json:
        print_json(
            ShowDocument(
                anchor=found, ok=shown.ok, uri=shown.uri, text=shown.text, reason=shown.reason
            )
        )
    else:
        out.print(Text.assemble((found.title, "bold"), f"\n{shown.uri}\n"))
        out.print(Markdown(shown.text) if found.kind == "doc" else Text(shown.text))
        if not shown.ok:
            out.print(Text(f"not what was cited: {shown.reason}", style="bold red"))
    raise SystemExit(DONE if shown.ok else ABSTAINED)
