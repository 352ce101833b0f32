"""Candidates: edits somebody suggests, before anything is proven about them."""

from rusta_server.contracts.canonical import Record
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit


class Candidate(Record):
    """`source` names where it came from and is what priors are kept for: `rustc:maybe-incorrect`,
    `template:e0382_clone_before_move`. `title` is an imperative sentence without a full stop.
    `rule` optionally names the documentation query that explains why this edit is right."""

    source: str
    title: str
    edits: tuple[Edit, ...]
    rule: str | None = None


class Scene(Record):
    """All a pure candidate source may look at: one diagnostic, the other errors beside it, and the
    texts of the workspace's files by token path (at least those the diagnostic touches)."""

    diagnostic: Diagnostic
    errors: tuple[Diagnostic, ...] = ()
    files: dict[str, str]

    def text(self, path: str) -> bytes:
        """The bytes of `path`. Raises KeyError where the file is not in the scene."""
        return self.files[path].encode()
