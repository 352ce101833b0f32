"""History: what was changed since the last commit is what its author is at work on.

    changed in a body      the mistake is likeliest there: edits of those lines stand first
    changed definition     is meant: what takes it back stands behind what carries it on

Where there is no repository, or it cannot be read, nothing is known and nothing is said.
"""

from collections.abc import Generator, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import takewhile
from typing import NamedTuple

from rusta_indexer.syntax import parse
from rusta_server.contracts.edits import apply_edits
from rusta_server.contracts.probe import Evidence, Probe
from rusta_server.contracts.proof import FileChange, Patch
from rusta_server.contracts.tools_git import CommittedParams, CommittedResult
from rusta_server.engine.job import Ask, Decide, Step
from rusta_server.engine.node import Node, Texts

AT_WORK, ELSEWHERE, TAKES_BACK = 1, 0, -1


class Hunk(NamedTuple):
    """Lines `old..old_end` of the commit are lines `new..new_end` now; from 0, end excluded."""

    old: int
    old_end: int
    new: int
    new_end: int


def ask_committed(
    greens: Sequence[Node], base: Texts
) -> Generator[Step, tuple[Evidence, ...], dict[str, str]]:
    """The files that any of `greens` changes, as they were committed; those alone that are not
    like that any more."""
    paths = tuple(sorted({path for node in greens for path in node.texts if path in base}))
    params = CommittedParams(paths=paths).model_dump(mode="json")
    (answer,) = yield Ask(probes=(Probe(method="git.committed", params=params),))
    if answer.error is not None:
        return {}
    known = CommittedResult.model_validate(answer.result)
    changed = {f.path: f.text for f in known.files if f.text not in (None, base[f.path])}
    if changed:
        yield Decide(
            what="history",
            because=f"{len(changed)} of {len(paths)} files are not as they were committed",
            data={"commit": known.commit, "changed": sorted(changed)},
        )
    return {path: text for path, text in changed.items() if text is not None}


def standing(patch: Patch, base: Texts, committed: Mapping[str, str]) -> int:
    """`AT_WORK`: it edits nothing but lines of bodies that are not committed. `TAKES_BACK`: it
    makes of a definition what was committed. Else `ELSEWHERE`."""
    at_work = bool(patch.files)
    for file in patch.files:
        if file.path not in committed or file.path not in base:
            at_work = False
            continue
        now, before = base[file.path], committed[file.path]
        hunks = hunks_of(before, now)
        touched = _touched(file, now, hunks)
        taken_back = {h for _, h in touched if h is not None} & _gone(file, now, before, hunks)
        if any(hunk in taken_back and not inside for inside, hunk in touched):
            return TAKES_BACK
        at_work &= all(inside and hunk is not None for inside, hunk in touched)
    return AT_WORK if at_work else ELSEWHERE


def _touched(file: FileChange, now: str, hunks: Sequence[Hunk]) -> list[tuple[bool, Hunk | None]]:
    """Of each edit whether it stands in a body, and the change since the commit that it is in."""
    source = now.encode()
    bodies = list(_bodies(source))
    found: list[tuple[bool, Hunk | None]] = []
    for edit in file.edits:
        first = source.count(b"\n", 0, edit.start)
        last = source.count(b"\n", 0, max(edit.start, edit.end - 1))
        holding = (h for h in hunks if h.new <= first and last < max(h.new_end, h.new + 1))
        inside = any(start < edit.start and edit.end < end for start, end in bodies)
        found.append((inside, next(holding, None)))
    return found


def _gone(file: FileChange, now: str, before: str, hunks: Sequence[Hunk]) -> set[Hunk]:
    """Those of `hunks` that are none any more with the patch."""
    after = apply_edits(now.encode(), file.edits).decode()
    left = [(h.old, h.old_end) for h in hunks_of(before, after)]
    return {h for h in hunks if not any(old <= h.old_end and h.old <= end for old, end in left)}


def hunks_of(before: str, now: str) -> list[Hunk]:
    """Where the lines differ. What begins and ends alike is left out first, so that a long file
    with a small change costs little."""
    old, new = before.splitlines(), now.splitlines()
    head = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    rest = zip(reversed(old[head:]), reversed(new[head:]), strict=False)
    tail = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], rest))
    matcher = SequenceMatcher(
        None, old[head : len(old) - tail], new[head : len(new) - tail], autojunk=False
    )
    return [
        Hunk(a + head, b + head, c + head, d + head)
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
    ]


def _bodies(source: bytes) -> Iterator[tuple[int, int]]:
    """Bytes of the outermost bodies of functions."""
    pending = [parse(source).root_node]
    while pending:
        node = pending.pop()
        body = node.child_by_field_name("body") if node.type == "function_item" else None
        if body is not None:
            yield body.start_byte, body.end_byte
        else:
            pending.extend(node.children)
