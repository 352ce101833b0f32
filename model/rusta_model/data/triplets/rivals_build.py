"""Finding the rivals of a crate's triplets: choose triplets, take the engine's candidates, judge.

A shard holds the rivals of a fair sample of a crate's triplets, those of different functions first,
for these are judged together. A shard that is there is not made again.
"""

import random
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel

from rusta_indexer.syntax import parse_uncached
from rusta_model.data.triplets import store
from rusta_model.data.triplets.bench import Bench, on_bench
from rusta_model.data.triplets.crates import Listed
from rusta_model.data.triplets.record import Triplet
from rusta_model.data.triplets.rivals import FOLDER, Green, Rivals, likenesses, stored
from rusta_model.data.triplets.rivals_judge import GreenJudge, Part, Parts, is_together
from rusta_model.data.triplets.trials import Function, functions_of
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit, apply_edits
from rusta_server.contracts.policy import Policy
from rusta_server.engine.node import Node, apply_to
from rusta_server.engine.search import Search
from rusta_server.patches.build import patch_between
from rusta_server.patches.diff import common_prefix, common_suffix

_POLICY = Policy()


@dataclass(frozen=True)
class Options:
    """`each`: triplets in a shard, of functions of which many candidates are judged in one run.
    `costly`: further ones (signatures, items, methods of a foreign trait, what does not parse),
    where each candidate takes a run. `apart`: how many candidates of a triplet may take a run of
    their own; later ones are left unclear. `alone`: the share of verdicts that is looked at once
    more by a run of its own."""

    seed: int = 1
    each: int = 48
    costly: int = 0
    apart: int = 2
    alone: float = 0.005
    no_sandbox: bool = False


class Report(BaseModel):
    """`contested`: triplets with a rival; `offered`: where the engine has the author's edit too.
    `differs`: verdicts that a run alone contradicts."""

    triplets: int = 0
    contested: int = 0
    offered: int = 0
    candidates: int = 0
    greens: int = 0
    unclear: int = 0
    refused: int = 0
    alone: int = 0
    differs: int = 0
    runs: int = 0
    seconds: float = 0.0
    generating: float = 0.0
    skipped: Counter[str] = Counter()


class _Unguarded(Search):
    """The guards cost more than the compiler: they are asked about what is green alone."""

    def refuses(self, texts: object, errors: object = ()) -> bool:
        return False


class _Candidate(NamedTuple):
    order: int
    sources: tuple[str, ...]
    parts: Parts
    edits: tuple[Edit, ...]


@dataclass
class _Open:
    """A triplet under way."""

    triplet: Triplet
    files: dict[str, str]
    errors: tuple[Diagnostic, ...]
    clean: str
    candidates: list[_Candidate] = field(default_factory=list)


def build_shard(listed: Listed, home: Path, number: int, options: Options) -> Report:
    """Makes shard `number` of a crate below the triplets' `home`, of triplets that are in none of
    its other shards; an empty one where none is left.

    Raises:
        ProbeFailure: NO_SANDBOX.
    """
    key = listed.unit.key
    known = {rivals.triplet.id for rivals in stored(home, key)}
    found = [t for shard in store.shards(home / "shards" / key) for t in store.read(shard, Triplet)]
    fresh = [t for t in found if t.id not in known]
    began = time.monotonic()
    report = Report()
    rivals: list[Rivals] = []
    if fresh:
        with on_bench(listed.unit, no_sandbox=options.no_sandbox) as bench:
            if bench is not None:
                rivals = list(_rivals(bench, fresh, options, report))
                report.runs = bench.runs
    report.seconds = round(time.monotonic() - began, 1)
    report.generating = round(report.generating, 1)
    path = home / FOLDER / key / f"{number}{store.SUFFIX}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_name(f"{number}.report.json").write_text(report.model_dump_json())
    store.write(path, rivals)
    return report


def _chosen(
    found: Sequence[Triplet], scopes: Mapping[str, "_Scopes"], options: Options
) -> list[Triplet]:
    """A fair sample: of every function one before a second of any."""
    mixed = sorted(found, key=lambda t: t.id)
    random.Random(f"rivals:{options.seed}").shuffle(mixed)
    times: Counter[tuple[str, str]] = Counter()
    turns: list[tuple[int, int, Triplet]] = []
    costly: list[Triplet] = []
    for n, triplet in enumerate(mixed):
        scope = scopes.get(triplet.path)
        if scope is None or not scope.is_cheap(triplet):
            costly.append(triplet)
            continue
        place = (triplet.path, triplet.function)
        turns.append((times[place], n, triplet))
        times[place] += 1
    cheap = [triplet for *_, triplet in sorted(turns, key=lambda turn: turn[:2])]
    return cheap[: options.each] + costly[: options.costly]


def _rivals(
    bench: Bench, found: Sequence[Triplet], options: Options, report: Report
) -> Iterator[Rivals]:
    began = time.monotonic()
    scopes = {path: _Scopes(text) for path, text in bench.clean.items()}
    open_: list[_Open] = []
    for triplet in _chosen(found, scopes, options):
        opened = _opened(bench, triplet, report)
        if opened is not None:
            opened.candidates = list(_candidates(opened, bench.clean, scopes))
            open_.append(opened)
    report.generating = time.monotonic() - began
    every = [candidate for each in open_ for candidate in each.candidates]
    left_out = {
        id(candidate)
        for each in open_
        for candidate in [c for c in each.candidates if not is_together(c.parts)][options.apart :]
    }
    judged = [candidate for candidate in every if id(candidate) not in left_out]
    told = GreenJudge(bench.clean, bench.compile).judge([c.parts for c in judged])
    by_id = {id(c): verdict for c, verdict in zip(judged, told, strict=True)}
    verdicts = [by_id.get(id(candidate)) for candidate in every]
    _check(bench, every, verdicts, options, report)
    at = 0
    for each in open_:
        own = verdicts[at : at + len(each.candidates)]
        at += len(own)
        rivals = _record(each, own, report)
        report.triplets += 1
        report.contested += rivals.contested
        report.offered += rivals.offered
        report.candidates += len(own)
        report.greens += len(rivals.greens) - 1
        report.unclear += rivals.unclear
        yield rivals


def _opened(bench: Bench, triplet: Triplet, report: Report) -> _Open | None:
    clean = bench.clean.get(triplet.path)
    try:
        if clean is None:
            raise ValueError
        files = {**bench.clean, triplet.path: triplet.break_(clean)}
        errors = triplet.unpacked(files)
        texts = {path: text.decode() for path, text in files.items()}
    except ValueError:
        report.skipped["its file has changed"] += 1
        return None
    return _Open(triplet, texts, errors, clean.decode())


def _candidates(
    opened: _Open, clean: dict[str, bytes], scopes: dict[str, "_Scopes"]
) -> Iterator[_Candidate]:
    search = _search(_Unguarded, opened)
    for order, node in enumerate(islice(search.first(), _POLICY.search.max_candidates)):
        edits = _edits(node)
        parts = _parts(opened.triplet, opened.files, edits, clean, scopes)
        if parts is not None:
            yield _Candidate(order, tuple(step.source for step in node.steps), parts, edits)


def _search(kind: type[Search], opened: _Open) -> Search:
    return kind(opened.files, opened.errors, "check", (), _POLICY)


def _edits(node: Node) -> tuple[Edit, ...]:
    return tuple(edit for step in node.steps for edit in step.edits)


def _parts(
    triplet: Triplet,
    files: dict[str, str],
    edits: Iterable[Edit],
    clean: dict[str, bytes],
    scopes: dict[str, "_Scopes"],
) -> Parts | None:
    """Edits of the broken crate as changes of the clean one; None where the text cannot parse."""
    by_path: dict[str, list[Edit]] = {triplet.path: []}
    for edit in edits:
        by_path.setdefault(edit.path, []).append(edit)
    parts: list[Part] = []
    for path, own in by_path.items():
        pieces = _pieces(files[path].encode(), own, triplet if path == triplet.path else None)
        found = scopes[path].changes(path, [p for p in pieces if clean[path][p[0] : p[1]] != p[2]])
        if found is None:
            return None
        parts += found
    return tuple(parts)


_Piece = tuple[int, int, bytes]
"""Bytes of the clean file, and what stands there instead."""


def _pieces(broken: bytes, edits: Sequence[Edit], triplet: Triplet | None) -> list[_Piece]:
    """The edits, and what was broken; what meets is one piece."""
    spans = [(edit.start, edit.end) for edit in edits]
    begin = end = len(broken) + 1
    growth = 0
    if triplet is not None:
        begin, end = triplet.broken_span
        growth = end - begin - len(triplet.fixed.encode())
        spans.append((begin, end))
    merged: list[tuple[int, int]] = []
    for low, high in sorted(spans):
        if merged and low <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(high, merged[-1][1])
        else:
            merged.append((low, high))
    pieces: list[_Piece] = []
    for low, high in merged:
        own = [
            edit.model_copy(update={"start": edit.start - low, "end": edit.end - low})
            for edit in edits
            if low <= edit.start and edit.end <= high
        ]
        text = apply_edits(broken[low:high], own)
        pieces.append((low - growth * (low > begin), high - growth * (high >= end), text))
    return pieces


class _Scopes:
    """Where the functions of a clean file are."""

    def __init__(self, clean: bytes) -> None:
        self._clean = clean
        root = parse_uncached(clean).root_node
        self._readable = not root.has_error
        self._functions = list(functions_of(root))
        self._starts = [function.start for function in self._functions]

    def changes(self, path: str, pieces: Sequence[_Piece]) -> list[Part] | None:
        """Those of one body as one change. None where they cannot be parsed."""
        inside: dict[Function, list[_Piece]] = {}
        found: list[Part] = []
        for piece in pieces:
            function = self._around(piece)
            if function is None:
                found.append(Part(path, *self._trimmed(piece)))
            else:
                inside.setdefault(function, []).append(piece)
        for function, own in inside.items():
            start, end = own[0][0], own[-1][1]
            text = self._with(own, start, end)
            if not self._parses(function, start, end, text):
                return None
            found.append(Part(path, start, end, text, function))
        if len(found) > len(inside) and self._readable:
            whole = self._with(sorted(pieces), 0, len(self._clean))
            if parse_uncached(whole).root_node.has_error:
                return None
        return found

    def is_cheap(self, triplet: Triplet) -> bool:
        """Whether many repairs of it can be judged in one run."""
        end = triplet.start + len(triplet.fixed.encode())
        function = self._around((triplet.start, end, b""))
        return function is not None and function.named is not None and triplet.kind == "body"

    def _around(self, piece: _Piece) -> Function | None:
        n = bisect_right(self._starts, piece[0]) - 1
        function = self._functions[n] if n >= 0 else None
        if function is None or not (function.body[0] < piece[0] and piece[1] < function.body[1]):
            return None
        return function

    def _trimmed(self, piece: _Piece) -> _Piece:
        """Without what it leaves as it is: something put in is to be seen as that."""
        start, end, text = piece
        old = self._clean[start:end]
        head = common_prefix(old, text)
        tail = common_suffix(old, text, head)
        return start + head, end - tail, text[head : len(text) - tail]

    def _with(self, pieces: Sequence[_Piece], start: int, end: int) -> bytes:
        out, at = bytearray(), start
        for low, high, text in pieces:
            out += self._clean[at:low] + text
            at = high
        return bytes(out + self._clean[at:end])

    def _parses(self, function: Function, start: int, end: int, text: bytes) -> bool:
        if not self._readable:
            return True
        text = self._clean[function.start : start] + text + self._clean[end : function.end]
        return not parse_uncached(b"impl X {" + text + b"}").root_node.has_error


def _record(opened: _Open, verdicts: Sequence[bool | None], report: Report) -> Rivals:
    """The greens, the author's first; the guards are asked here."""
    search = _search(Search, opened)
    path, files = opened.triplet.path, opened.files
    green = [c for c, verdict in zip(opened.candidates, verdicts, strict=True) if verdict]
    after = [{path: opened.clean}, *((apply_to(c.edits, files) or {}) for c in green)]
    alike = _alike(opened, after)
    author = next((c for c, like in zip(green, alike[1:], strict=True) if like == alike[0]), None)
    greens = [_green(opened, after[0], author, reference=True, refused=search.refuses(after[0]))]
    seen = {alike[0]}
    for candidate, texts, like in zip(green, after[1:], alike[1:], strict=True):
        if like in seen:
            continue
        seen.add(like)
        if search.refuses(texts):
            report.refused += 1
        else:
            greens.append(_green(opened, texts, candidate))
    return Rivals(
        triplet=opened.triplet,
        slice=opened.errors[0].slice if opened.errors else "other",
        greens=tuple(greens),
        judged=sum(verdict is not None for verdict in verdicts),
        unclear=sum(verdict is None for verdict in verdicts),
    )


def _green(
    opened: _Open,
    after: Mapping[str, str],
    candidate: _Candidate | None,
    *,
    reference: bool = False,
    refused: bool = False,
) -> Green:
    own = opened.triplet.path
    patch = patch_between({path: opened.files[path] for path in after}, after)
    return Green(
        edits=tuple(
            ("" if e.path == own else e.path, e.start, e.end, e.text)
            for file in patch.files
            for e in file.edits
        ),
        sources=candidate.sources if candidate is not None else (),
        order=candidate.order if candidate is not None else None,
        lines=patch.lines,
        reference=reference,
        refused=refused,
    )


def _alike(opened: _Open, after: Sequence[Mapping[str, str]]) -> list[tuple[tuple[str, ...], ...]]:
    """Equal for texts of the crate that differ in white space and comments alone."""
    paths = sorted({path for texts in after for path in texts})
    clean = {**opened.files, opened.triplet.path: opened.clean}
    columns = [
        likenesses(clean[path], [texts.get(path, opened.files[path]) for texts in after])
        for path in paths
    ]
    return list(zip(*columns, strict=True))


def _check(
    bench: Bench,
    every: Sequence[_Candidate],
    verdicts: Sequence[bool | None],
    options: Options,
    report: Report,
) -> None:
    """Looks at a share of the verdicts once more, each by a run of its own."""
    rng = random.Random(f"alone:{options.seed}:{bench.unit.key}")
    for candidate, verdict in zip(every, verdicts, strict=True):
        # Greens are what counts, and few.
        share = options.alone * (10 if verdict else 1)
        if verdict is not None and rng.random() < share and candidate.parts:
            errors = bench.compile(_alone(candidate.parts, bench.clean))
            report.alone += 1
            report.differs += (errors == ()) != verdict


def _alone(parts: Parts, clean: Mapping[str, bytes]) -> dict[str, bytes]:
    own: dict[str, list[Edit]] = {}
    for part in parts:
        edit = Edit(path=part.path, start=part.start, end=part.end, text=part.text.decode())
        own.setdefault(part.path, []).append(edit)
    return {path: apply_edits(clean[path], edits) for path, edits in own.items()}
