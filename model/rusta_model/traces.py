"""Stage 4: what rusta itself has proven. Out of its traces come the fixes whose proof was green,
and of those the ones somebody took; what was reverted is none.

A folder of states is what `$XDG_STATE_HOME/rusta` is: one folder a workspace, with its traces and
blobs. It is only read.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from rusta_model.examples import Example
from rusta_model.order import Order
from rusta_model.prompts import Asker
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit
from rusta_server.contracts.proof import Proposal
from rusta_server.contracts.results import ApplyOutcome, ApplyRequest, ProposeResult, RevertOutcome
from rusta_server.contracts.tools import ReadResult
from rusta_server.lm.edit_text import InexpressibleError
from rusta_server.lm.prompt import edit_symbols, place_of, repair_prompt
from rusta_server.lm.symbols import Symbol, segment
from rusta_server.traces.blobs import BlobStore
from rusta_server.traces.encode import BrokenTraceError
from rusta_server.traces.reader import Trace
from rusta_server.traces.store import TraceStore

HELD_PERCENT = 30
_TEXT = 2_000


@dataclass(frozen=True)
class Fix:
    """A proven fix, and the other proven ones that nobody took. `trace` names where it stands."""

    trace: str
    error: Diagnostic
    files: Mapping[str, str]
    edits: tuple[Edit, ...]
    rivals: tuple[tuple[Edit, ...], ...]
    taken: bool

    @property
    def held(self) -> bool:
        """Whether it is for measuring. By the text that was repaired: the same mistake, mended
        twice, must not stand on both sides."""
        key = self.error.message + "".join(sorted(self.files[e.path] for e in self.edits))
        return int(hashlib.sha256(key.encode()).hexdigest(), 16) % 100 < HELD_PERCENT

    def units(self) -> tuple[list[int], list[list[int]]]:
        """The prompt, and the edits in symbols, the right one first.

        Raises:
            InexpressibleError: the right one cannot be written.
        """
        place = place_of(self.error, self.files)
        if place is None:
            raise InexpressibleError("the error has no place")
        answers = [edit_symbols(self.edits, self.files, place)]
        for rival in self.rivals:
            try:
                answers.append(edit_symbols(rival, self.files, place))
            except InexpressibleError:
                continue
        return repair_prompt(self.error, self.files), answers


def fixes(states: Path) -> list[Fix]:
    """Of all workspaces below the folder, each once, sorted by trace. Broken traces are left out:
    they prove nothing."""
    found: dict[str, Fix] = {}
    for folder in sorted(path for path in states.glob("*") if (path / "traces").is_dir()):
        for fix in _of_workspace(TraceStore(folder / "traces", BlobStore(folder / "blobs"))):
            key = fix.error.message + fix.error.model_dump_json() + str(fix.edits)
            if key not in found or fix.taken:
                found[key] = fix
    return sorted(found.values(), key=lambda fix: (fix.trace, str(fix.edits)))


def sha256_of(found: Sequence[Fix]) -> str:
    """Which fixes these are."""
    return hashlib.sha256("\n".join(sorted(fix.trace for fix in found)).encode()).hexdigest()


def _of_workspace(store: TraceStore) -> Iterator[Fix]:
    traces = list(_readable(store))
    taken: set[str] = set()
    entries: dict[str, str] = {}
    for _, trace in traces:
        result = trace.outcome.result
        if result is None:
            continue
        if trace.header.job == "apply":
            proposal = ApplyRequest.model_validate(trace.header.request).proposal.record_id
            taken.add(proposal)
            entries[ApplyOutcome.model_validate(result).entry] = proposal
    reverted = {
        entries.get(RevertOutcome.model_validate(trace.outcome.result).entry, "")
        for _, trace in traces
        if trace.header.job == "revert" and trace.outcome.result is not None
    }
    for name, trace in traces:
        if trace.header.job == "propose" and trace.outcome.result is not None:
            proposed = ProposeResult.model_validate(trace.outcome.result)
            green = [p for p in proposed.proposals if p.proof.level == "green" and p.resolves]
            right = _right(green, taken, reverted)
            if right is not None:
                yield _fix(name, trace, right, green, right.record_id in taken)


def _readable(store: TraceStore) -> Iterator[tuple[str, Trace]]:
    for name in sorted(store.ids()):
        try:
            yield name, store.read(name)
        except (BrokenTraceError, ValidationError, OSError):
            continue


def _right(green: list[Proposal], taken: set[str], reverted: set[str]) -> Proposal | None:
    """The one that was taken; where none was, the first if tests ran and passed with it."""
    standing = [p for p in green if p.record_id not in reverted]
    for proposal in standing:
        if proposal.record_id in taken:
            return proposal
    first = standing[0] if standing and standing[0] is green[0] else None
    return first if first is not None and first.proof.tests.run == "passed" else None


def _fix(name: str, trace: Trace, right: Proposal, green: list[Proposal], taken: bool) -> Fix:
    files = _texts(trace)
    others = [p for p in green if p is not right and p.resolves[:1] == right.resolves[:1]]
    return Fix(
        trace=name,
        error=right.resolves[0],
        files={path: text for path, text in files.items() if path.startswith("$WS/")},
        edits=_edits(right),
        # Nobody chose against the others where nobody chose.
        rivals=tuple(map(_edits, others)) if taken else (),
        taken=taken,
    )


def _edits(proposal: Proposal) -> tuple[Edit, ...]:
    return tuple(edit for file in proposal.patch.files for edit in file.edits)


def _texts(trace: Trace) -> dict[str, str]:
    """What the job read, and what stood unsaved in an editor."""
    found: dict[str, str] = {}
    for step in trace.steps:
        for evidence in step.evidence:
            if evidence.method == "fs.read" and evidence.result is not None:
                read = ReadResult.model_validate(evidence.result)
                found |= {file.path: file.text for file in read.files if file.text is not None}
    overlays: list[dict[str, Any]] = trace.header.request.get("overlays") or []
    found |= {o["path"]: o["text"] for o in overlays if o.get("text") is not None}
    return found


class Fixes:
    """A source of repairs out of traces."""

    def __init__(self, found: Sequence[Fix], asker: Asker) -> None:
        self._fixes, self._asker = found, asker
        self._order = Order(len(found), 5)
        self.identity = f"traces/{sha256_of(found)[:16]}"

    def __len__(self) -> int:
        return len(self._fixes)

    def take(self, position: int) -> list[Example]:
        return self.unit(self._order[position], position)

    def unit(self, number: int, group: int) -> list[Example]:
        """A fix and its rivals; none where it cannot be written."""
        try:
            prompt, answers = self._fixes[number].units()
        except InexpressibleError:
            return []
        return [
            self._asker.example(
                prompt, answer, verdict=float(place == 0), group=(2 << 40) + group,
                learn=place == 0,
            )
            for place, answer in enumerate(answers)
        ]  # fmt: skip


class Texts:
    """The files that the traced jobs read, as stage 0 would read them: the replay of those who
    have no corpus."""

    def __init__(self, found: Sequence[Fix], asker: Asker) -> None:
        files = {text: path for fix in found for path, text in fix.files.items()}
        self._pieces = [
            (path, data[start : start + _TEXT])
            for text, path in sorted(files.items())
            for data in [text.encode()]
            for start in range(0, len(data), _TEXT)
        ]
        self._asker, self._order = asker, Order(len(self._pieces), 6)
        self.identity = f"traced-files/{sha256_of(found)[:16]}"

    def __len__(self) -> int:
        return len(self._pieces)

    def take(self, position: int) -> list[Example]:
        return [self.piece(self._order[position])]

    def piece(self, number: int) -> Example:
        path, data = self._pieces[number]
        begin = [*segment(Symbol.START, b""), *segment(Symbol.PATH, path.encode()[-60:])]
        return self._asker.example(begin, [int(Symbol.TEXT), *data])
