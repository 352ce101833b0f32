"""Bits per byte: of the model, and of those it is compared with."""

from pathlib import Path

import pyppmd
import pytest

from rusta_eval.lm import packers
from rusta_eval.lm.bits import CONTEXTS, STRETCH, contexts, costs, packed, sample
from rusta_model.data.documents import Document
from rusta_server.lm.artifact import load, verified
from rusta_server.lm.session import LmSession
from rusta_server.lm.symbols import Symbol, segment

ARTIFACT = Path(__file__).parents[2] / "unit/lm/tiny_artifact"
TEXT = b"".join(b"pub fn f%d(x: u32) -> u32 {\n    x * %d\n}\n" % (n, n * 7) for n in range(140))


@pytest.fixture(scope="module")
def session() -> LmSession:
    return load(verified(ARTIFACT))


def document(text: bytes, path: str = "src/lib.rs") -> Document:
    return Document("little-1.0.0", path, "rust", text)


def test_the_cost_of_a_file_is_what_the_session_says_of_it(session: LmSession) -> None:
    text = TEXT[:3_001]
    start = [*segment(Symbol.START, b""), *segment(Symbol.PATH, b"little-1.0.0/src/lib.rs")]
    whole, role = session.score(
        session.read(start), [[int(Symbol.TEXT), *text], [int(Symbol.TEXT)]]
    )
    found = costs(session, document(text), 0, len(text))
    assert len(found) == len(text)
    assert (found > 0).all()
    assert found.sum() == pytest.approx((role.likelihood_mbit - whole.likelihood_mbit) / 1000, 1e-3)


def test_stretches_are_the_same_for_every_context(session: LmSession) -> None:
    longest = max(CONTEXTS)
    text = (TEXT * 10)[: longest + 2 * STRETCH]
    found = contexts(session, [document(text), document(TEXT[:500])], 1, 0)
    assert found["stretches"] == 1
    assert all(found[f"{context >> 10} kB"] > 0 for context in CONTEXTS)


def test_a_sample_is_fair_and_the_same_each_time() -> None:
    files = [document(bytes(10), f"src/{n}.rs") for n in range(50)]
    chosen = sample(files, 200, None, 1)
    assert len(chosen) == 20
    assert chosen == sample(files, 200, None, 1) != sample(files, 200, None, 2)
    assert len(sample(files, 200, 3, 1)) == 3


def test_the_archives_size_is_that_of_one_that_can_be_unpacked() -> None:
    encoder = pyppmd.Ppmd7Encoder(packers.ORDER, 1 << 24)
    packed = encoder.encode(TEXT) + encoder.flush()
    assert abs(packers.ppmd([TEXT[:999], TEXT[999:]]) - len(packed)) <= 2
    assert pyppmd.Ppmd7Decoder(packers.ORDER, 1 << 24).decode(packed, len(TEXT)) == TEXT


def test_a_file_is_cheaper_after_others_like_it() -> None:
    found = packed([TEXT], [TEXT])
    assert found["ppmd16_same_files_after_the_rest_bpb"] < found["ppmd16_same_files_bpb"] / 2
    assert found["xz9e_whole_archive_bpb"] < found["xz9e_same_files_bpb"]
    assert found["ppmd16_each_file_bpb"] == found["ppmd16_same_files_bpb"]
