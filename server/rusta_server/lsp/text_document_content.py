"""`rusta:` documents: passages, tool output and previews (textDocumentContent, LSP 3.18).

`rusta:/anchor/<workspace id>/<anchor id>.md`, `rusta:/preview/<project>/<proposal>/<path>`. Clients
without the capability get real files in the cache, to be opened like any other.
"""

import asyncio
import re
from pathlib import Path
from urllib.parse import quote, unquote

from lsprotocol import types

from rusta_server.contracts.anchor import Anchor
from rusta_server.contracts.canonical import sha256_hex
from rusta_server.contracts.edits import apply_edits
from rusta_server.contracts.probe import ProbeFailure
from rusta_server.lsp.announced import SCHEME
from rusta_server.lsp.documents import uri_of
from rusta_server.lsp.locations import bytes_location
from rusta_server.lsp.project import Project
from rusta_server.lsp.server import RustaServer
from rusta_server.workspace.state import cache_home, private_dir

_ANCHOR = re.compile(r"rusta:/anchor/([0-9a-f]+)/([0-9a-f]{8,64})(?:\.\w+)?$")
_PREVIEW = re.compile(r"rusta:/preview/([0-9a-f]+)/([0-9a-f]{64})/(.+)$")


def register(server: RustaServer) -> None:
    @server.feature(types.WORKSPACE_TEXT_DOCUMENT_CONTENT)
    async def asked(params: types.TextDocumentContentParams) -> types.TextDocumentContentResult:
        ticket = server.query(lambda: content(server, params.uri))
        text = await asyncio.wrap_future(ticket.future)
        return types.TextDocumentContentResult(text)


def content(server: RustaServer, uri: str) -> str:
    """The text of a `rusta:` document. For worker threads."""
    from rusta_server.session import show_anchor
    from rusta_server.state import NoSuchAnchorError, find_anchor

    if found := _ANCHOR.match(uri):
        try:
            workspace_id, anchor = find_anchor(found[2])
        except NoSuchAnchorError as error:
            return f"{error}\n"
        shown = show_anchor(workspace_id, anchor)
        head = f"# {anchor.title}\n\n" if anchor.kind == "doc" else ""
        amiss = "" if shown.ok else f"\n\n**This is not what was cited**: {shown.reason}\n"
        return f"{head}{shown.text}{amiss}"
    if found := _PREVIEW.match(uri):
        return preview(server, found[1], found[2], unquote(found[3]))
    return f"{uri} is no document of rusta\n"


def preview(server: RustaServer, project_id: str, proposal_id: str, token: str) -> str:
    """The file `token` as the proposal would make it."""
    from rusta_server.proposals import NoSuchProposalError, ProposalStore

    project = server.projects.get(project_id)
    if project is None:
        return "the project is not open\n"
    try:
        proposal = ProposalStore(project.state.proposals).get(proposal_id)
    except NoSuchProposalError as error:
        return f"{error}\n"
    file = next((f for f in proposal.patch.files if f.path == token), None)
    path = project.path(token)
    if file is None or path is None:
        return f"the proposal does not change {token}\n"
    document = server.documents.at(path)
    try:
        data = b""
        if file.before_sha256 is not None:
            data = document.text.encode() if document is not None else path.read_bytes()
            if sha256_hex(data) != file.before_sha256:
                return f"{token} is not what the patch was made for: it was edited since\n"
        return apply_edits(data, file.edits).decode()
    except (OSError, ValueError, ProbeFailure) as error:
        return f"{token} is not what the patch was made for: {error}\n"


def preview_uri(project: Project, proposal_id: str, token: str) -> str:
    return f"{SCHEME}:/preview/{project.id}/{proposal_id}/{quote(token, safe='/')}"


def anchor_uri(server: RustaServer, project: Project | None, anchor: Anchor) -> str | None:
    """What opens `anchor` in this client: the span itself for a source file, a `rusta:` document
    where the client asks us for those, else the passage as a file in the cache."""
    if anchor.kind == "file" and project is not None:
        where = bytes_location(server, project, anchor.source, anchor.start, anchor.end)
        if where is not None:
            return f"{where.uri}#L{where.range.start.line + 1}"
        return None
    if server.client.text_document_content and project is not None:
        suffix = "md" if anchor.kind == "doc" else "txt"
        return f"{SCHEME}:/anchor/{project.id}/{anchor.record_id}.{suffix}"
    return None


def as_file(server: RustaServer, uri: str) -> str:
    """`uri` of a `rusta:` document as a file of the cache. For worker threads."""
    folder = private_dir(cache_home() / "shown")
    name = re.sub(r"[^\w.-]+", "-", uri.removeprefix(f"{SCHEME}:/"))
    path = Path(folder) / name
    data = content(server, uri).encode()
    # An editor that has it open would ask whether to read it again.
    if not path.exists() or path.read_bytes() != data:
        path.write_bytes(data)
    return uri_of(path)
