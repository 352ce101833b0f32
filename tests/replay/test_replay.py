"""A recorded job comes out the same without cargo, workspace and network; changes are found."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from rusta_server.contracts.canonical import canonical_bytes, sha256_hex
from rusta_server.schema.generate import schema_of
from rusta_server.traces.encode import GENESIS, next_chain

RUSTA = Path(sys.executable).with_name("rusta")
SOURCE = """\
pub fn first(words: &[String]) -> String {
    words[0]
}

#[test]
fn the_first_is_found() {
    assert_eq!(first(&["a".to_string()]), "a");
}
"""


@dataclass(frozen=True)
class Recorded:
    """A trace of `rusta propose`, and the state it lies in. The workspace is gone."""

    state: Path
    trace_id: str

    @property
    def path(self) -> Path:
        (found,) = self.state.glob(f"rusta/*/traces/{self.trace_id}.jsonl")
        return found

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.path.read_bytes().splitlines()]

    def replay(self) -> dict[str, Any]:
        """`rusta replay` where no program can be found."""
        done = subprocess.run(
            [RUSTA, "replay", self.trace_id, "--json"],
            env={"XDG_STATE_HOME": str(self.state), "PATH": "", "HOME": str(self.state)},
            cwd=self.state,
            capture_output=True,
            text=True,
            timeout=60,
        )
        document: dict[str, Any] = json.loads(done.stdout)
        assert done.returncode == (0 if document["same"] else 1), done.stderr
        return document


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    folder = tmp_path_factory.mktemp("recorded")
    crate = folder / "crate"
    (crate / "src").mkdir(parents=True)
    (crate / "Cargo.toml").write_text(
        '[package]\nname = "words"\nversion = "0.1.0"\nedition = "2021"\n'
    )
    (crate / "src" / "lib.rs").write_text(SOURCE)
    done = subprocess.run(
        [RUSTA, "propose", str(crate), "--json", "--no-doctests"],
        env={**os.environ, "XDG_STATE_HOME": str(folder / "state")},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["result"]["status"] == "proposed"
    shutil.rmtree(crate)
    return Recorded(folder / "state", document["trace"])


@pytest.fixture
def recorded(original: Recorded, tmp_path: Path) -> Recorded:
    """A copy that a test may damage."""
    shutil.copytree(original.state, tmp_path / "state")
    return Recorded(tmp_path / "state", original.trace_id)


def test_without_cargo_and_workspace_it_comes_out_the_same(recorded: Recorded) -> None:
    document = recorded.replay()
    assert (document["job"], document["same"], document["step"]) == ("propose", True, None)
    assert document["steps"] == len(recorded.lines()) - 2


def test_every_line_is_a_line_of_trace_v1(original: Recorded) -> None:
    validator = Draft202012Validator(schema_of("trace/1"))
    assert all(validator.is_valid(line) for line in original.lines())


def test_a_changed_byte_is_found_at_its_line(recorded: Recorded) -> None:
    lines = recorded.path.read_bytes().splitlines(keepends=True)
    for at, line in enumerate(lines):
        middle = len(line) // 2
        damaged = line[:middle] + bytes([line[middle] ^ 1]) + line[middle + 1 :]
        recorded.path.write_bytes(b"".join([*lines[:at], damaged, *lines[at + 1 :]]))
        document = recorded.replay()
        assert (document["same"], document["step"]) == (False, at - 1)


def test_a_missing_blob_is_named(recorded: Recorded) -> None:
    blobs = list(recorded.path.parents[1].glob("blobs/*/*"))
    assert blobs
    for blob in blobs:
        blob.unlink()
    document = recorded.replay()
    assert document["same"] is False
    assert document["reason"]


def test_other_evidence_leads_to_another_decision(recorded: Recorded) -> None:
    """Forged with a chain and a name that fit: only running the job again can tell."""
    lines = recorded.lines()
    at = next(
        i for i, line in enumerate(lines) if line["record"].get("step", {}).get("step") == "decide"
    )
    lines[at]["record"]["step"]["because"] = "somebody says so"
    chain, out = GENESIS, b""
    for line in lines:
        record = canonical_bytes(line["record"])
        chain = next_chain(chain, record)
        out += b'{"chain":"' + chain.encode() + b'","record":' + record + b"}\n"
    recorded.path.unlink()
    forged = Recorded(recorded.state, sha256_hex(out))
    (blobs,) = recorded.state.glob("rusta/*/blobs")
    (blobs.parent / "traces" / f"{forged.trace_id}.jsonl").write_bytes(out)
    document = forged.replay()
    assert (document["same"], document["step"], document["reason"]) == (
        False,
        at - 1,
        "another step",
    )
    assert "somebody says so" in document["recorded"]
