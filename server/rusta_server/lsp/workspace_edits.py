"""Patches as workspace edits: versioned, annotated, and only for texts that are what was proven."""

from lsprotocol import types

from rusta_server.contracts.canonical import sha256_hex
from rusta_server.contracts.policy import Policy
from rusta_server.contracts.proof import FileChange, Patch, Proposal
from rusta_server.lsp.chips import percent
from rusta_server.lsp.documents import position, uri_of
from rusta_server.lsp.positions import LineIndex
from rusta_server.lsp.project import Project
from rusta_server.lsp.server import RustaServer

ANNOTATION = "rusta"


class StaleError(Exception):
    """The texts are not those the patch was proven for; says which."""


def edit_of(
    server: RustaServer, project: Project, proposal: Proposal, policy: Policy
) -> types.WorkspaceEdit:
    """The proposal's patch as one edit of the client.

    Raises:
        StaleError: a file changed since the proof, or cannot be edited this way.
    """
    below = proposal.confidence.bp < policy.thresholds.patch
    annotation = types.ChangeAnnotation(
        label=proposal.title, needs_confirmation=below, description=f"proven · {percent(proposal)}"
    )
    return patch_edit(server, project, proposal.patch, annotation)


def patch_edit(
    server: RustaServer,
    project: Project,
    patch: Patch,
    annotation: types.ChangeAnnotation | None = None,
) -> types.WorkspaceEdit:
    """Raises StaleError."""
    annotated = annotation is not None and server.client.annotations
    edits: list[types.TextDocumentEdit] = []
    for file in patch.files:
        uri, version, found = _text_edits(server, project, file)
        identifier = types.OptionalVersionedTextDocumentIdentifier(uri, version)
        named = [
            types.AnnotatedTextEdit(ANNOTATION, e.range, e.new_text) if annotated else e
            for e in found
        ]
        edits.append(types.TextDocumentEdit(identifier, named))
    if not server.client.versioned_edits:
        plain = {
            edit.text_document.uri: [
                types.TextEdit(t.range, t.new_text)
                for t in edit.edits
                if not isinstance(t, types.SnippetTextEdit)
            ]
            for edit in edits
        }
        return types.WorkspaceEdit(changes=plain)
    return types.WorkspaceEdit(
        document_changes=list(edits),
        change_annotations={ANNOTATION: annotation} if annotated and annotation else None,
    )


def _text_edits(
    server: RustaServer, project: Project, file: FileChange
) -> tuple[str, int | None, list[types.TextEdit]]:
    path = project.path(file.path)
    if path is None or file.before_sha256 is None or file.after_sha256 is None:
        raise StaleError(f"{file.path} is created or deleted: apply it with rusta.applyPatch")
    document = server.documents.at(path)
    if document is not None:
        if document.lost or document.sha256 != file.before_sha256:
            raise StaleError(f"{file.path} was edited since the proof")
        return document.uri, document.version, server.documents.text_edits(document, file.edits)
    try:
        data = path.read_bytes()
        index = LineIndex(data.decode())
    except (OSError, UnicodeDecodeError) as error:
        raise StaleError(f"{file.path} cannot be read: {error}") from error
    if sha256_hex(data) != file.before_sha256:
        raise StaleError(f"{file.path} was changed on disk since the proof")
    encoding = server.documents.encoding
    found = [
        types.TextEdit(
            types.Range(
                position(index.place_at(e.start, encoding)),
                position(index.place_at(e.end, encoding)),
            ),
            e.text,
        )
        for e in file.edits
    ]
    return uri_of(path), None, found
