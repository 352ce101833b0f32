"""Reading, scoring and writing with an artifact of random weights (`tests.model.export.tiny`)."""

from pathlib import Path

import pytest

from rusta_server.lm.artifact import load, verified
from rusta_server.lm.complete import Sampling, complete, infer
from rusta_server.lm.session import LmSession, StoppedError, Writer
from rusta_server.lm.symbols import Symbol, segment

ARTIFACT = Path(__file__).parent / "tiny_artifact"
PREFIX = segment(Symbol.TEXT, b"fn main() { let total = add(1, 2); }")
CANDIDATES = [[*b"a.clone()", int(Symbol.END)], [*b"&a"], [*b"let mut total = 1; // longer"]]


@pytest.fixture(scope="module")
def session() -> LmSession:
    return load(verified(ARTIFACT))


def test_a_prefix_read_in_parts_is_the_prefix_read_at_once(session: LmSession) -> None:
    whole = session.read(PREFIX * 3)
    parts = session.read(PREFIX, session.read(PREFIX, session.read(PREFIX)))
    assert session.score(whole, CANDIDATES) == session.score(parts, CANDIDATES)


def test_a_prefix_longer_than_the_window_is_read(session: LmSession) -> None:
    """16 patches are the window, 512 one run."""
    prefix = session.read(PREFIX * 80)
    assert prefix.past.position == 800
    assert prefix.past.keys[0].shape[2] == 15
    assert session.score(prefix, CANDIDATES)[0].likelihood_mbit < 0


def test_a_score_depends_neither_on_its_neighbours_nor_on_threads(session: LmSession) -> None:
    together = session.score(session.read(PREFIX), CANDIDATES)
    for threads in (1, 4):
        other = load(verified(ARTIFACT), threads)
        alone = [other.score(other.read(PREFIX), [each])[0] for each in CANDIDATES]
        assert alone == together


def test_padding_costs_nothing(session: LmSession) -> None:
    prefix = session.read(PREFIX)
    (plain,) = session.score(prefix, [CANDIDATES[1]])
    (padded,) = session.score(prefix, [[*CANDIDATES[1], int(Symbol.PAD), int(Symbol.PAD)]])
    assert plain == padded
    assert plain.symbols == 2


def test_writing_symbol_by_symbol_scores_as_reading_at_once(session: LmSession) -> None:
    prefix = session.read(PREFIX)
    written = complete(session, prefix, Sampling(limit=30, temperature_bp=10_000, seed=5))
    ended = [int(Symbol.END)] if written.end == "end" else []
    (score,) = session.score(prefix, [[*written.symbols, *ended]])
    assert abs(score.likelihood_mbit - written.likelihood_mbit) <= 2


def test_streams_chosen_twice_go_on_by_themselves(session: LmSession) -> None:
    first = Writer(session, session.read(PREFIX))
    for symbol in b"let a":
        first.push([symbol])
    both = first.chosen([0, 0])
    for pair in zip(b" = b; let a = 1", b" - c; let a = 2", strict=True):
        both.push(pair)
    for row, text in enumerate((b"let a = b; let a = 1", b"let a - c; let a = 2")):
        alone = Writer(session, session.read(PREFIX))
        for symbol in text:
            alone.push([symbol])
        assert (both.logits[row] == alone.logits[0]).all()
    swapped = both.chosen([1, 0])
    assert (swapped.logits == both.logits[::-1]).all()


def test_the_same_seed_writes_the_same_and_another_does_not(session: LmSession) -> None:
    prefix = session.read(PREFIX)
    one, same, other = (complete(session, prefix, Sampling(40, 10_000, seed)) for seed in (1, 1, 2))
    assert one == same
    assert one != other


class Only:
    """Rules that let these symbols come, whatever stands before."""

    def __init__(self, symbols: set[int]) -> None:
        self.symbols = symbols

    def after(self, symbol: int) -> "Only | None":
        return self if symbol in self.symbols else None

    @property
    def only(self) -> set[int]:
        return self.symbols

    @property
    def meaning(self) -> object:
        return self


def test_only_what_the_rules_let_come_is_written(session: LmSession) -> None:
    rules = Only({*b"abc", int(Symbol.END)})
    written = complete(session, session.read(PREFIX), Sampling(40, 20_000, 3), rules=rules)
    assert set(written.symbols) <= set(b"abc")
    nothing = complete(session, session.read(PREFIX), Sampling(), rules=Only(set()))
    assert (nothing.end, nothing.symbols) == ("refused", ())


def test_a_nucleus_leaves_out_what_is_unlikely(session: LmSession) -> None:
    greedy = complete(session, session.read(PREFIX), Sampling(30))
    narrow = complete(session, session.read(PREFIX), Sampling(30, 30_000, 3, nucleus_bp=1))
    wide = complete(session, session.read(PREFIX), Sampling(30, 30_000, 3))
    assert narrow == greedy != wide


def test_who_is_told_to_stop_stops(session: LmSession) -> None:
    prefix = session.read(PREFIX)
    asked = iter([False, False, True])
    with pytest.raises(StoppedError):
        complete(session, prefix, Sampling(30), stop=lambda: next(asked))
    with pytest.raises(StoppedError):
        session.score(prefix, CANDIDATES, stop=lambda: True)
    with pytest.raises(StoppedError):
        session.read(PREFIX, stop=lambda: True)


def test_an_answer_is_of_a_known_kind(session: LmSession) -> None:
    answer = infer(session, b"fn main() {}", ["cargo.check"])
    assert answer == infer(session, b"fn main() {}", ["cargo.check"])
    assert answer.kind in ("edit", "abstain", "probe", "refused")


def test_what_is_no_whole_patch_is_refused(session: LmSession) -> None:
    with pytest.raises(ValueError, match="whole patches"):
        session.read([1, 2, 3])
    with pytest.raises(ValueError, match="empty"):
        session.score(session.read(PREFIX), [[]])


def test_the_counters_count(session: LmSession) -> None:
    before = session.counters.scored
    session.score(session.read(PREFIX), [[65] * 7])
    assert session.counters.scored == before + 7
