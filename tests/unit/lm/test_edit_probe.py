"""lm.complete held to edits: what the workspace defines may be used, what it only speaks of not."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rusta_server.contracts.probe import INVALID_PARAMS, UNREADABLE, Evidence, Probe
from rusta_server.lm.install import install
from rusta_server.lm.loaded import loaded
from rusta_server.lm.symbols import Symbol, segment
from rusta_server.probes.context import ProbeContext
from rusta_server.probes.executor import LiveExecutor

ARTIFACT = Path(__file__).parent / "tiny_artifact"
SOURCE = "mod other;\n\npub fn first(value: u32) -> u32 {\n    valeu\n}\n"
PROMPT = segment(Symbol.CONTEXT, SOURCE.encode())


@pytest.fixture
def crate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    install(ARTIFACT, tmp_path / "data" / "rusta" / "model")
    folder = tmp_path / "crate"
    (folder / "src").mkdir(parents=True)
    (folder / "Cargo.toml").write_text(
        '[package]\nname = "small"\nversion = "0.1.0"\nedition = "2021"\n'
    )
    (folder / "src" / "lib.rs").write_text(SOURCE)
    (folder / "src" / "other.rs").write_text("pub fn quartered(a: u32) -> u32 {\n    a / 4\n}\n")
    loaded.cache_clear()
    yield folder
    loaded.cache_clear()


def written(crate: Path, begun: str, limit: int = 4, **edit: Any) -> Evidence:
    params = {
        "prefix": PROMPT, "begin": [int(Symbol.EDIT), *begun.encode()], "limit": limit,
        "samples": 64,
        "edit": {"path": "$WS/src/lib.rs", "offset": SOURCE.index("valeu"), "missing": ["valeu"]} | edit,
    }  # fmt: skip
    with ProbeContext.open(crate) as ctx:
        return LiveExecutor(ctx).execute(Probe(method="lm.complete", params=params))


def texts(evidence: Evidence) -> list[str]:
    assert evidence.result is not None, evidence.error
    completions = evidence.result["completions"]
    assert all(each["end"] == "end" for each in completions)
    bits = [each["likelihood_mbit"] for each in completions]
    assert bits == sorted(bits, reverse=True)
    return ["".join(map(chr, each["symbols"])) for each in completions]


def test_a_name_in_scope_is_written_to_its_end(crate: Path) -> None:
    found = written(crate, "-valeu\n+valu")
    assert "e\n" in texts(found)
    assert found == written(crate, "-valeu\n+valu")


def test_a_name_of_another_file_exists(crate: Path) -> None:
    assert "" in texts(written(crate, "-valeu\n+other::quartered(value)\n")), "it may end there"


def test_the_name_that_is_missing_does_not_exist_for_being_there(crate: Path) -> None:
    error = written(crate, "-valeu\n+vale").error
    assert error is not None
    assert (error.code, "begins like this" in error.message) == (INVALID_PARAMS, True)
    assert "" in texts(written(crate, "-valeu\n+valeu + 1\n", missing=[]))
    assert "" in texts(written(crate, "-valeu\n+valeu + 1\n", names=["valeu"]))


def test_abstaining_is_an_answer_where_it_may_be(crate: Path) -> None:
    assert chr(Symbol.ABSTAIN) in texts(written(crate, "", abstains=True))
    assert chr(Symbol.ABSTAIN) not in texts(written(crate, ""))


def test_what_cannot_be_asked_is_refused(crate: Path) -> None:
    for edit, code in (
        ({"tools": ["rm"]}, INVALID_PARAMS),
        ({"path": "$WS/src/no.rs"}, UNREADABLE),
    ):
        error = written(crate, "", **edit).error
        assert error is not None
        assert error.code == code
