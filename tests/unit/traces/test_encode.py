"""Large values move out into blobs and come back the same."""

from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from rusta_server.contracts.canonical import canonical_bytes, sha256_hex
from rusta_server.contracts.trace import INLINE_LIMIT
from rusta_server.traces.encode import inline, outline

KEYS = st.sampled_from(["params", "result", "request", "data", "$blob", "other", "evidence"])
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53) + 1, 2**53 - 1),
    st.text(max_size=8),
    st.text("aä", min_size=1, max_size=3).map(lambda t: t * 1_500),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


def moved(value: Any) -> tuple[Any, dict[str, bytes]]:
    blobs: dict[str, bytes] = {}

    def put(data: bytes) -> str:
        blobs[sha256_hex(data)] = data
        return sha256_hex(data)

    return outline(value, put), blobs


@settings(max_examples=100, deadline=None)
@given(VALUES)
@example({"$blob": "0" * 64})
@example({"data": {"$blob": {"$blob": None}}})
@example({"params": {"params": {"$blob": "x" * 5_000}}})
def test_every_value_comes_back(value: Any):
    out, blobs = moved(value)
    assert inline(out, blobs.__getitem__) == value


@given(VALUES)
@settings(max_examples=25, deadline=None)
def test_the_same_value_is_written_the_same(value: Any):
    assert canonical_bytes(moved(value)[0]) == canonical_bytes(moved(value)[0])


def test_a_member_moves_out_as_a_whole_above_the_limit():
    fits = {"result": {"a": "x" * (INLINE_LIMIT - len('{"a":""}'))}}
    assert moved(fits) == (fits, {})
    large = {"result": {"a": fits["result"]["a"] + "x"}}
    out, blobs = moved(large)
    (digest,) = blobs
    assert out == {"result": {"$blob": digest}}
    assert blobs[digest] == canonical_bytes(large["result"])


def test_equal_values_are_stored_once():
    result = {"text": "x" * INLINE_LIMIT}
    out, blobs = moved({"evidence": [{"result": result}, {"result": dict(result)}]})
    assert len(blobs) == 1
    assert out["evidence"][0] == out["evidence"][1]


def test_only_members_that_may_be_large_move_out():
    value = {"goal": "x" * 5_000, "step": {"because": "x" * 5_000}}
    assert moved(value) == (value, {})
