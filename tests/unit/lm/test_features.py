"""The features of a stream are the same however it is cut, copied or put beside others."""

from random import Random

import numpy as np

from rusta_server.lm.features import (
    Features,
    FeatureStream,
    Followers,
    NgramMemory,
    extend_all,
    hashes,
    step_all,
)

TEXT = list(b"fn main() { let total = add(1, 2); add(1, 2); let totals = add(2, 1); }" * 12)


def stream() -> FeatureStream:
    keys = np.unique((hashes(np.asarray(TEXT, np.int32), 5) >> np.uint64(32)).astype(np.uint32))
    following = (keys % 251).astype(np.uint8)
    table = Followers(5, keys, following, np.full(len(keys), 7, np.uint8))
    return FeatureStream(NgramMemory((table,)), 1 << 10)


def arrays(features: Features) -> list[np.ndarray]:
    return [features.symbols, features.rows, features.predicted, features.certainty]


def same(features: Features, others: Features) -> bool:
    return all((a == b).all() for a, b in zip(arrays(features), arrays(others), strict=True))


def test_a_stream_cut_anywhere_is_the_stream() -> None:
    whole = stream().extend(TEXT)
    assert whole.certainty.max() > 1, "something repeats itself"
    cut = stream()
    parts = [cut.extend(TEXT[:300]), cut.extend(TEXT[300:301]), cut.extend(TEXT[301:])]
    for found, expected in zip(zip(*map(arrays, parts), strict=True), arrays(whole), strict=True):
        assert (np.concatenate(found) == expected).all()


def test_copies_go_on_by_themselves_and_so_does_the_original() -> None:
    """Long pasts are shared between copies, short ones copied."""
    chance = Random(1)
    for past in (10, 200, 700):
        original = stream()
        original.extend(TEXT[:past])
        copies = [original.copy() for _ in range(3)]
        ways = [
            chance.choices(range(284), k=5) + TEXT[chance.randrange(300) :][:150] for _ in range(4)
        ]
        found = [each.extend(way) for each, way in zip([original, *copies], ways, strict=True)]
        for way, got in zip(ways, found, strict=True):
            alone = stream()
            alone.extend(TEXT[:past])
            assert same(got, alone.extend(way))


def test_streams_together_and_by_single_steps_are_streams_alone() -> None:
    pasts, ways = (TEXT[:300], TEXT[:40], TEXT[7:500]), (TEXT[:60], TEXT[90:150], TEXT[300:360])

    def streams() -> list[FeatureStream]:
        made = [stream() for _ in pasts]
        memory = made[0]._memory
        for each, past in zip(made, pasts, strict=True):
            each._memory = memory
            each.extend(past)
        return made

    alone = [each.extend(way) for each, way in zip(streams(), ways, strict=True)]
    together = extend_all(streams(), ways)
    assert all(map(same, together, alone))
    stepping = streams()
    steps = [step_all(stepping, symbols) for symbols in zip(*ways, strict=True)]
    for row, expected in enumerate(alone):
        rows = (arrays(step.chosen([row])) for step in steps)
        for found, wanted in zip(zip(*rows, strict=True), arrays(expected), strict=True):
            assert (np.concatenate(found, 1)[0] == wanted).all()
