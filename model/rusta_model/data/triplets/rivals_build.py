"""Finding the rivals of a crate's triplets: choose triplets, take the engine's candidates, judge.

A shard holds the rivals of a fair sample of a crate's triplets, those of different functions first,
for these are judged together. A shard that is there is not made again.
"""

import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel

from rusta_model.data.triplets import store
from rusta_model.data.triplets.bench import Bench, on_bench
from rusta_model.data.triplets.crates import Listed
from rusta_model.data.triplets.record import Triplet
from rusta_model.data.triplets.rivals import FOLDER, Green, Rivals, likenesses, stored
from rusta_model.data.triplets.rivals_judge import GreenJudge, Parts, is_together
from rusta_model.data.triplets.rivals_parts import Scopes, alone, parts_of
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit
from rusta_server.contracts.policy import Policy
from rusta_server.engine.node import Node, apply_to
from rusta_server.engine.search import Search
from rusta_server.patches.build import patch_between
from rusta_server.patches.lexer import code

_POLICY = Policy()
_PATIENCE = 5
"""Times `each` triplets are looked at."""
_ALONE = frozenset(("arguments", "habits", "paths", "returns", "syntax"))
"""Families of mistakes that hardly ever have two repairs that compile: none among 40 whose author's
edit the engine had, against a fifth to a half of others."""


@dataclass(frozen=True)
class Options:
    """`each`: triplets in a shard, of functions of which many candidates are judged in one run,
    for which the engine has the author's edit too; `bare`: for which it has not. `costly`: how many
    are looked at besides (signatures, items, methods of a foreign trait, what does not parse),
    where each candidate takes a run. `apart`: how many candidates of a triplet may take a run of
    their own; later ones are left unclear. `alone`: the share of verdicts that is looked at once
    more by a run of its own."""

    seed: int = 1
    each: int = 40
    bare: int = 8
    costly: int = 0
    apart: int = 2
    alone: float = 0.005
    no_sandbox: bool = False


class Report(BaseModel):
    """`looked_at`: triplets whose candidates were made; `known`: where the author's edit was among
    them; `triplets` were judged. `contested`: with a rival; `offered`: that leave the
    engine a choice. `alone`: verdicts that were looked at once
    more by a run of their own; `false_greens` and `false_reds` of them it contradicts."""

    looked_at: int = 0
    known: int = 0
    triplets: int = 0
    contested: int = 0
    offered: int = 0
    candidates: int = 0
    greens: int = 0
    unclear: int = 0
    refused: int = 0
    alone: int = 0
    false_greens: int = 0
    false_reds: int = 0
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
class Opened:
    """A triplet under way: the broken crate, what the compiler says of it, the clean file."""

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


def _mixed(
    found: Sequence[Triplet], scopes: Mapping[str, Scopes], options: Options
) -> tuple[list[Triplet], list[Triplet]]:
    """Cheap and costly ones, in a fair order: of every function one before a second of any, and
    those last that seldom have rivals."""
    mixed = sorted(found, key=lambda t: t.id)
    random.Random(f"rivals:{options.seed}").shuffle(mixed)
    times: Counter[tuple[str, str]] = Counter()
    turns: list[tuple[bool, int, int, Triplet]] = []
    costly: list[Triplet] = []
    for n, triplet in enumerate(mixed):
        scope = scopes.get(triplet.path)
        if scope is None or not scope.is_cheap(triplet):
            costly.append(triplet)
            continue
        place = (triplet.path, triplet.function)
        turns.append((triplet.family in _ALONE, times[place], n, triplet))
        times[place] += 1
    return [triplet for *_, triplet in sorted(turns, key=lambda turn: turn[:3])], costly


def _chosen(
    bench: Bench, found: Sequence[Triplet], options: Options, report: Report
) -> Iterator[Opened]:
    """With their candidates. It costs nothing yet to see whether the author's edit is among them:
    of those without it few are taken, for they leave nothing to choose."""
    scopes = {path: Scopes(text) for path, text in bench.clean.items()}
    cheap, costly = _mixed(found, scopes, options)
    left = {True: options.each, False: options.bare}
    for triplet in chain(cheap[: _PATIENCE * options.each], costly[: options.costly]):
        if not any(left.values()):
            break
        opened = opened_of(bench.clean, triplet)
        if opened is None:
            report.skipped["its file has changed"] += 1
            continue
        opened.candidates = list(_candidates(opened, bench.clean, scopes))
        known = any(_is_author(candidate.parts, bench.clean) for candidate in opened.candidates)
        report.looked_at += 1
        if known and search_of(Search, opened).refuses({triplet.path: opened.clean}):
            report.skipped["the guards refuse the author's edit"] += 1
            continue
        report.known += known
        if left[known]:
            left[known] -= 1
            yield opened


def _is_author(parts: Parts, clean: Mapping[str, bytes]) -> bool:
    """Whether it restores the clean crate but for white space and comments."""
    return all(_code(part.text) == _code(clean[part.path][part.start : part.end]) for part in parts)


def _code(text: bytes) -> list[str]:
    return code(text.decode(errors="replace"))


def _rivals(
    bench: Bench, found: Sequence[Triplet], options: Options, report: Report
) -> Iterator[Rivals]:
    began = time.monotonic()
    open_ = list(_chosen(bench, found, options, report))
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


def opened_of(clean: Mapping[str, bytes], triplet: Triplet) -> Opened | None:
    """None where its file has changed."""
    text = clean.get(triplet.path)
    try:
        if text is None:
            return None
        files = {**clean, triplet.path: triplet.break_(text)}
        errors = triplet.unpacked(files)
        texts = {path: text.decode() for path, text in files.items()}
    except ValueError:
        return None
    return Opened(triplet, texts, errors, text.decode())


def _candidates(
    opened: Opened, clean: dict[str, bytes], scopes: dict[str, Scopes]
) -> Iterator[_Candidate]:
    search = search_of(_Unguarded, opened)
    for order, node in enumerate(islice(search.first(), _POLICY.search.max_candidates)):
        edits = _edits(node)
        parts = parts_of(opened.triplet, opened.files, edits, clean, scopes)
        if parts is not None:
            yield _Candidate(order, tuple(step.source for step in node.steps), parts, edits)


def search_of(kind: type[Search], opened: Opened) -> Search:
    return kind(opened.files, opened.errors, "check", (), _POLICY)


def _edits(node: Node) -> tuple[Edit, ...]:
    return tuple(edit for step in node.steps for edit in step.edits)


def _record(opened: Opened, verdicts: Sequence[bool | None], report: Report) -> Rivals:
    """The greens, the author's first; the guards are asked here."""
    search = search_of(Search, opened)
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
    opened: Opened,
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


def _alike(opened: Opened, after: Sequence[Mapping[str, str]]) -> list[tuple[tuple[str, ...], ...]]:
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
            errors = bench.compile(alone(candidate.parts, bench.clean))
            report.alone += 1
            report.false_greens += bool(verdict) and errors != ()
            report.false_reds += not verdict and errors == ()
