"""`journal.apply`, `journal.record` and `journal.revert`: the probes that change the user's tree,
or write down that an editor did."""

from collections.abc import Mapping

from rusta_server.contracts.canonical import sha256_hex
from rusta_server.contracts.edits import Overlay
from rusta_server.contracts.probe import REFUSED, ProbeFailure
from rusta_server.contracts.tools import ApplyParams, ApplyResult, RevertParams, RevertResult
from rusta_server.patches.journal import Journal
from rusta_server.patches.journal_records import Entry, Recovery
from rusta_server.patches.journal_swap import stale
from rusta_server.probes.context import ProbeContext
from rusta_server.traces.blobs import BlobStore
from rusta_server.workspace.tree import hash_entries, with_overlays


def apply(params: ApplyParams, ctx: ProbeContext) -> ApplyResult:
    """Raises ProbeFailure as `Journal.apply`: STALE where the tree is not the one of the proof."""
    journal = open_journal(ctx)
    recover(ctx)

    def confirm() -> None:
        if ctx.editor is None:
            same = ctx.tree.read().hash == params.tree_before
        else:
            same = _tree(ctx, _patched(params, ctx)) == params.tree_after
        if not same:
            raise stale("files of the workspace were changed since")

    entry = journal.apply(
        params.patch,
        params.proposal,
        params.trace,
        params.tree_before,
        confirm=confirm,
        buffers=ctx.editor,
    )
    return _applied(entry, ctx)


def record(params: ApplyParams, ctx: ProbeContext) -> ApplyResult:
    """An editor's own edit, seen to be the one that was proven.

    Raises:
        ProbeFailure: STALE where the texts are not those of the proof, and as `Journal.record`.
    """
    recover(ctx)
    before = {
        file.path: text
        for file in params.patch.files
        if (text := _before(file.path, file.before_sha256, ctx)) is not None
    }

    def confirm() -> None:
        for file in params.patch.files:
            # Editors may keep a file they have not opened for us changed and unsaved: its old text
            # on the disk says nothing against that.
            unseen = ctx.editor is None or ctx.editor.text(file.path) is None
            allowed = (file.after_sha256, file.before_sha256) if unseen else (file.after_sha256,)
            if _sha256(file.path, ctx) not in allowed:
                raise stale(f"{file.path} is not what the proof says")

    entry = open_journal(ctx).record(
        params.patch, before, params.proposal, params.trace, confirm=confirm
    )
    return _applied(entry, ctx)


def revert(params: RevertParams, ctx: ProbeContext) -> RevertResult:
    """Raises ProbeFailure as `Journal.revert`."""
    recover(ctx)
    entry, back = open_journal(ctx).revert(params.entry, ctx.editor)
    return RevertResult(
        entry=entry.id, files=entry.files, tree_after=_tree(ctx), buffers=back.buffered
    )


def can_revert(ctx: ProbeContext) -> bool:
    """Whether an applied patch stands. Costs a read of every entry."""
    entries = open_journal(ctx).entries()
    return any(e.manifest.kind == "apply" and not e.reverted for e in entries)


def recover(ctx: ProbeContext) -> Recovery:
    """Finish what a crash interrupted; for every start, before the tree is read. One listing where
    there is nothing to do.

    Raises:
        ProbeFailure: REFUSED where files are neither old nor new: they are left as they are, and
            are not asked about again. Others as `Journal.recover`.
    """
    journal = open_journal(ctx)
    if not journal.interrupted:
        return Recovery()
    found = journal.recover()
    if found.conflicts:
        names = ", ".join(conflict.path for conflict in found.conflicts)
        kept = ", ".join(conflict.kept for conflict in found.conflicts if conflict.kept)
        raise ProbeFailure(
            REFUSED,
            f"an interrupted operation was undone, but for files changed since: {names}; they were "
            "left as they are",
            f"compare with their text before it: {kept}" if kept else None,
        )
    return found


def open_journal(ctx: ProbeContext) -> Journal:
    return Journal(ctx.state.journal, ctx.tokens.from_token, ctx.tokens.to_token)


def _applied(entry: Entry, ctx: ProbeContext) -> ApplyResult:
    return ApplyResult(
        entry=entry.id, tree_after=_tree(ctx), files=entry.files, buffers=entry.buffered
    )


def _tree(ctx: ProbeContext, patched: Mapping[str, str | None] | None = None) -> str:
    """The hash of the tree with unsaved text and `patched` (sha256 by token) over it."""
    found = ctx.tree.read().hashes
    if ctx.editor is None and not patched:
        return hash_entries(found)
    overlays: tuple[Overlay, ...] = ctx.editor.overlays() if ctx.editor is not None else ()
    entries = with_overlays(found, overlays)
    for token, sha256 in (patched or {}).items():
        if sha256 is None:
            entries.pop(token, None)
        else:
            entries[token] = (entries.get(token, (False, ""))[0], sha256)
    return hash_entries(entries)


def _patched(params: ApplyParams, ctx: ProbeContext) -> dict[str, str | None]:
    """Raises ProbeFailure(STALE) where a file is not what the patch was made for."""
    for file in params.patch.files:
        if _sha256(file.path, ctx) != file.before_sha256:
            raise stale(f"{file.path} was edited since")
    return {file.path: file.after_sha256 for file in params.patch.files}


def _sha256(token: str, ctx: ProbeContext) -> str | None:
    """Of the file as it counts now: in the editor, else on the disk; None where it is nowhere."""
    text = ctx.editor.text(token) if ctx.editor is not None else None
    if text is None:
        try:
            text = ctx.tokens.from_token(token).read_bytes()
        except OSError:
            return None
    return sha256_hex(text)


def _before(token: str, sha256: str | None, ctx: ProbeContext) -> bytes | None:
    """The text the patch was made for: kept when it was proven, else what the disk still has."""
    if sha256 is None:
        return None
    kept = BlobStore(ctx.state.blobs).get(sha256)
    if kept is not None:
        return kept
    try:
        data = ctx.tokens.from_token(token).read_bytes()
    except OSError:
        return None
    return data if sha256_hex(data) == sha256 else None
