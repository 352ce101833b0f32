"""rusta trust: remember that a workspace's code may run."""

from pathlib import Path

import click

from rusta_server.cli.options import directory_argument, json_option


@click.command("trust")
@directory_argument
@click.option("--forget", is_flag=True, help="Take the trust back.")
@json_option
def command(directory: Path, forget: bool, as_json: bool) -> None:
    """Remember that the code of DIR (build scripts, macros, tests) may run in the sandbox.

    Naming DIR on the command line trusts it for that run; editors ask once and remember.
    """
    from rusta_server.cli.output import DONE, errors_shown, out, print_json
    from rusta_server.contracts.documents import TrustDocument
    from rusta_server.workspace.discover import discover
    from rusta_server.workspace.trust import TrustStore

    with errors_shown(as_json=as_json):
        workspace = discover(directory)
        store = TrustStore()
        if forget:
            store.forget(workspace.id)
        else:
            store.remember(workspace.id, workspace.root)
    document = TrustDocument(
        workspace_id=workspace.id, root=str(workspace.root), trusted=not forget
    )
    if as_json:
        print_json(document)
    else:
        out.print(f"{'no longer trusted' if forget else 'trusted'}: {workspace.root}", markup=False)
    raise SystemExit(DONE)
