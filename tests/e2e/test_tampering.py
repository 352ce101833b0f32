"""A trace that was altered does not replay: the first step that differs is named."""

import json
from pathlib import Path

import pytest

from rusta_server.contracts.canonical import canonical_bytes, sha256_hex
from rusta_server.contracts.documents import ReplayDocument
from rusta_server.traces.encode import GENESIS, next_chain

from .world import Rusta, copy_example


@pytest.fixture(scope="module")
def recorded(rusta: Rusta, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The trace of a search that found and proved a patch."""
    crate = copy_example("types-swapped-arguments", tmp_path_factory.mktemp("crate"))
    trace = rusta.json("propose", crate).document.trace
    (path,) = (rusta.home / "state/rusta").glob(f"*/traces/{trace}.jsonl")
    return path


def test_a_changed_byte_names_its_step(rusta: Rusta, recorded: Path, tmp_path: Path) -> None:
    """Whatever line it is in: line 0 is the header (step -1), line n is step n - 1."""
    original = recorded.read_bytes()
    lines = original.splitlines(keepends=True)
    for number in {0, 1, len(lines) // 2, len(lines) - 1}:
        changed = lines.copy()
        at = changed[number].index(b'"record"') + 14
        changed[number] = changed[number][:at] + b"\x7e" + changed[number][at + 1 :]
        document = _replay(rusta, recorded, b"".join(changed))
        assert not document.same
        assert document.step == number - 1
        assert document.reason


def test_a_forged_evidence_names_the_step_that_no_longer_follows(
    rusta: Rusta, recorded: Path
) -> None:
    """With the chain made right again, only replaying the decisions can tell."""
    lines = [json.loads(line) for line in recorded.read_bytes().splitlines()]
    records = [line["record"] for line in lines]
    forged = next(
        number
        for number, record in enumerate(records)
        if any(e["method"] == "cargo.check" for e in record.get("evidence", ()))
    )
    (evidence,) = records[forged]["evidence"]
    evidence["result"] = None
    evidence["error"] = {"code": -32603, "message": "forged", "remedy": None}
    document = _replay(rusta, recorded, _chained(records))
    assert not document.same
    assert document.step == forged, "the step after the forged one is the first to differ"
    assert "forged" in (document.reason or "")


def test_a_blob_that_was_altered(rusta: Rusta, recorded: Path) -> None:
    digests = _blobs(json.loads(line) for line in recorded.read_bytes().splitlines())
    blob = next(iter((recorded.parents[1] / "blobs").rglob(digests[0])))
    kept = blob.read_bytes()
    blob.write_bytes(kept.replace(b"wrap", b"warp") if b"wrap" in kept else kept + b" ")
    try:
        ran = rusta.json("replay", recorded.stem)
    finally:
        blob.write_bytes(kept)
    assert ran.code == 1
    assert "blob" in ran.document.reason


def _replay(rusta: Rusta, recorded: Path, data: bytes) -> ReplayDocument:
    """Replay `data` in the place of a trace, under an id of its own."""
    path = recorded.with_name(f"{sha256_hex(data)}.jsonl")
    path.write_bytes(data)
    try:
        ran = rusta.json("replay", path.stem)
    finally:
        path.unlink()
    assert ran.code == 1
    document: ReplayDocument = ran.document
    return document


def _chained(records: list[dict[str, object]]) -> bytes:
    chain, out = GENESIS, b""
    for record in records:
        data = canonical_bytes(record)
        chain = next_chain(chain, data)
        out += b'{"chain":"' + chain.encode() + b'","record":' + data + b"}\n"
    return out


def _blobs(values: object) -> list[str]:
    if isinstance(values, dict):
        if set(values) == {"$blob"}:
            return [values["$blob"]]
        return _blobs(values.values())
    if isinstance(values, str | int | bool | None):
        return []
    return [found for value in values for found in _blobs(value)]  # type: ignore[attr-defined]
