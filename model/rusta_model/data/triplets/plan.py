"""Which trials a crate's runs hold: for every pass some of bodies, of items and of syntax.

A run is one list of trials that are judged together. All of it follows from the crate's sources,
the seed and the number of passes; more passes give the same runs and more.
"""

import random
from collections.abc import Iterator, Sequence

from rusta_model.data.triplets.bench import Bench
from rusta_model.data.triplets.copies import CopiedFile
from rusta_model.data.triplets.trials import FileTrials, Function, Trial
from rusta_server.probes.judge_scopes import Change, ScopeJudge

_LARGEST_FILE = 400 << 10
# A run of bodies tries about so many edits: one of each function, more of each where there are few.
# (rustc looks through all copies for similar names: twice as many in a run cost more than twice.)
_BODY_TRIALS = 600
_EACH = 15
_BODY_RUNS = 4
# A pass over a crate with more functions takes so many of them.
_MOST_FUNCTIONS = 2000
_ITEM_TRIALS = 24
_VISIBILITY_TRIALS = 100
_SYNTAX_TRIALS = 40
_PROBE = b" let () = 0u8; "

Runs = Iterator[tuple[str, list[Trial]]]


def plan(bench: Bench, key: str, seed: int, passes: int) -> Runs:
    """(name, trials) of each run, pass by pass: `0-body-0`, `0-item-0`, `0-syntax-0`."""
    files = [
        FileTrials(path, text, f"{seed}:{key}")
        for path, text in sorted(bench.clean.items())
        if len(text) <= _LARGEST_FILE and not _is_generated(text)
    ]
    rng = random.Random(f"{seed}:{key}")
    bodies = _Bodies(bench, files, rng, passes)
    rng.shuffle(files)
    items = _items(files, passes, _ITEM_TRIALS)
    visibility = _items(files, passes, _VISIBILITY_TRIALS, visibility=True)
    syntax = [list(file.of_syntax(passes)) for file in files[:_SYNTAX_TRIALS]]
    for number in range(passes):
        of_kind = {
            "body": bodies.of_pass(number),
            "item": items[number][:1],
            "visibility": visibility[number][:1],
            "syntax": [[queue[number] for queue in syntax if number < len(queue)]],
        }
        for kind, runs in of_kind.items():
            yield from ((f"{number}-{kind}-{n}", run) for n, run in enumerate(runs) if run)


class _Bodies:
    def __init__(
        self, bench: Bench, files: Sequence[FileTrials], rng: random.Random, passes: int
    ) -> None:
        live = _live(bench, files)
        rng.shuffle(live)
        self._each = max(1, min(_EACH, _BODY_TRIALS // max(1, len(live))))
        # Where one pass cannot take all functions, the next one takes others.
        self._parts = [live[n : n + _MOST_FUNCTIONS] for n in range(0, len(live), _MOST_FUNCTIONS)]
        self._runs = _BODY_RUNS if len(live) <= _BODY_TRIALS else 1
        each = self._runs * (1 + (passes - 1) // max(1, len(self._parts)))
        self._queues = [
            [(fn, list(file.of_body(fn, each * self._copies(fn)))) for file, fn in part]
            for part in self._parts[:passes]
        ]

    def of_pass(self, number: int) -> list[list[Trial]]:
        if not self._parts:
            return []
        queues, first = self._queues[number % len(self._parts)], number // len(self._parts)
        return [
            [
                trial
                for fn, queue in queues
                for trial in queue[n * self._copies(fn) : (n + 1) * self._copies(fn)]
            ]
            for n in range(first * self._runs, (first + 1) * self._runs)
        ]

    def _copies(self, function: Function) -> int:
        return self._each if function.named is not None else 1


def _live(bench: Bench, files: Sequence[FileTrials]) -> list[tuple[FileTrials, Function]]:
    """The functions that are compiled at all (no other `cfg`), found by an error put into each.
    Those whose copy shows errors though it is unchanged lose their `named`."""
    places = [(file, fn) for file in files for fn in file.functions]
    copied = {
        file.path: CopiedFile(file.source, [(f, f.named is not None) for f in file.functions])
        for file in files
    }
    changes: list[Change] = []
    copies: list[int | None] = []
    for file, fn in places:
        text = copied[file.path]
        scope, shift = text.slot(fn, 0)
        at = fn.body[0] + 1 + shift
        changes.append(Change(file.path, at, at, _PROBE, scope))
    for file, fn in places:
        copies.append(None if fn.named is None else len(changes))
        if fn.named is not None:
            scope, shift = copied[file.path].slot(fn, 1)
            at = fn.body[0] + 1 + shift
            changes.append(Change(file.path, at, at, b"", scope))
    clean = dict(bench.clean) | {path: file.text for path, file in copied.items()}
    judged = ScopeJudge(clean, bench.compile, halve=False).judge(changes)
    return [
        (file, fn if copy is not None and not judged[copy] else fn._replace(named=None))
        for (file, fn), errors, copy in zip(places, judged, copies, strict=False)
        if errors
    ]


def _items(
    files: Sequence[FileTrials], passes: int, most: int, *, visibility: bool = False
) -> list[list[list[Trial]]]:
    """For every pass its runs, of edits whose scopes lie apart."""
    each = max(1, most // max(1, len(files)))
    queues = [list(file.of_items(each * passes, visibility=visibility)) for file in files[:most]]
    return [
        _apart([t for queue in queues for t in queue[n * each : (n + 1) * each]])
        for n in range(passes)
    ]


def _apart(trials: Sequence[Trial]) -> list[list[Trial]]:
    """In as many runs as it takes so that no scopes meet."""
    runs: list[list[Trial]] = []
    for trial in trials:
        for run in runs:
            if not any(_meet(trial, other) for other in run):
                run.append(trial)
                break
        else:
            runs.append([trial])
    return runs


def _meet(one: Trial, other: Trial) -> bool:
    return (
        one.path == other.path and one.scope[0] <= other.scope[1] and other.scope[0] <= one.scope[1]
    )


def _is_generated(text: bytes) -> bool:
    head = text[:2000]
    return b"@generated" in head or b"automatically generated" in head.lower()
