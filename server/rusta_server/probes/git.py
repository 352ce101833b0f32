"""`git.committed`: how files stood at the last commit, read off the repository's objects."""

import stat
from pathlib import Path
from typing import Any

from rusta_server.contracts.probe import UNREADABLE, ProbeFailure
from rusta_server.contracts.tools_git import CommittedFile, CommittedParams, CommittedResult
from rusta_server.probes.context import ProbeContext

MAX_BYTES = 1 << 20
"""Larger sources are generated: nobody edits them by hand."""


def run(params: CommittedParams, ctx: ProbeContext) -> CommittedResult:
    """Raises ProbeFailure(UNREADABLE): the repository is damaged, or in a format unknown here."""
    from dulwich.errors import NotGitRepository
    from dulwich.repo import Repo

    try:
        with Repo.discover(str(ctx.workspace.root)) as repo:
            return _committed(params, repo, ctx)
    except NotGitRepository:
        return CommittedResult(commit=None)
    except ProbeFailure:
        raise
    except Exception as error:
        # What lies in `.git` is anybody's bytes, and dulwich says so in many ways.
        why = f"the last commit cannot be read: {type(error).__name__}: {error}"
        raise ProbeFailure(UNREADABLE, why, "git fsck") from error


def _committed(params: CommittedParams, repo: Any, ctx: ProbeContext) -> CommittedResult:
    try:
        head = repo.head()
    except KeyError:
        return CommittedResult(commit=None)
    tree, root = repo[head].tree, Path(repo.path).resolve()
    files = tuple(
        CommittedFile(path=token, text=_text(repo, tree, root, ctx.tokens.from_token(token)))
        for token in params.paths
    )
    return CommittedResult(commit=head.decode(), files=files)


def _text(repo: Any, tree: bytes, root: Path, path: Path) -> str | None:
    from dulwich.object_store import tree_lookup_path
    from dulwich.objects import ObjectID

    if not path.is_relative_to(root):
        return None
    try:
        inside = path.relative_to(root).as_posix().encode()
        mode, sha = tree_lookup_path(repo.__getitem__, ObjectID(tree), inside)
    except KeyError:
        return ""
    if not stat.S_ISREG(mode):
        return None
    data: bytes = repo[sha].data
    if len(data) > MAX_BYTES:
        return None
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None
