"""`journal.apply` and `journal.revert`: the two probes that change the user's tree."""

from rusta_server.contracts.probe import REFUSED, ProbeFailure
from rusta_server.contracts.tools import ApplyParams, ApplyResult, RevertParams, RevertResult
from rusta_server.patches.journal import Journal
from rusta_server.patches.journal_records import Recovery
from rusta_server.patches.journal_swap import stale
from rusta_server.probes.context import ProbeContext


def apply(params: ApplyParams, ctx: ProbeContext) -> ApplyResult:
    """Raises ProbeFailure as `Journal.apply`: STALE where the tree is not the one of the proof."""
    journal = open_journal(ctx)
    recover(ctx)

    def confirm() -> None:
        if ctx.tree.read().hash != params.tree_before:
            raise stale("files of the workspace were changed since")

    entry = journal.apply(
        params.patch, params.proposal, params.trace, params.tree_before, confirm=confirm
    )
    return ApplyResult(entry=entry.id, tree_after=ctx.tree.read().hash, files=entry.files)


def revert(params: RevertParams, ctx: ProbeContext) -> RevertResult:
    """Raises ProbeFailure as `Journal.revert`."""
    recover(ctx)
    entry, _ = open_journal(ctx).revert(params.entry)
    return RevertResult(entry=entry.id, files=entry.files, tree_after=ctx.tree.read().hash)


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
