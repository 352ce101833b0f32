"""Tool protocol v1, `git.committed`: how files stood at the last commit.

Read off the repository's objects; git itself is never started. What was changed since then is what
its author is at work on, and no answer is ever needed.
"""

from rusta_server.contracts.canonical import Record


class CommittedParams(Record):
    """Token paths of the workspace."""

    paths: tuple[str, ...]


class CommittedFile(Record):
    """`text` is empty where the commit has no such file, None where it is no text of a sensible
    size."""

    path: str
    text: str | None


class CommittedResult(Record):
    """`commit` is HEAD's; None where there is no repository, or no commit yet."""

    commit: str | None
    files: tuple[CommittedFile, ...] = ()


GIT_METHODS: dict[str, tuple[type[Record], type[Record]]] = {
    "git.committed": (CommittedParams, CommittedResult),
}
