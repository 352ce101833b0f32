"""The model in the package: whole, small, past its gates, and at work."""

from pathlib import Path

import pytest
from tests.unit.engine.diagnostics import diagnostic, span

from rusta_server.contracts.edits import Edit
from rusta_server.engine.combine import shipped_weights
from rusta_server.lm.artifact import Artifact, find, load
from rusta_server.lm.prompt import edit_symbols, place_of, repair_prompt
from rusta_server.lm.session import LmSession

PATH = "$WS/src/lib.rs"
SOURCE = """\
pub fn area(width: u32, height: u32) -> u32 {
    width * heigth
}
"""


@pytest.fixture(scope="module")
def artifact(tmp_path_factory: pytest.TempPathFactory) -> Artifact:
    return find(installed=tmp_path_factory.mktemp("none") / "model")


@pytest.fixture(scope="module")
def session(artifact: Artifact) -> LmSession:
    return load(artifact)


def test_it_is_whole_small_and_past_its_gates(artifact: Artifact) -> None:
    assert artifact.manifest.name == "nano"
    assert artifact.bytes <= 16_000_000
    assert artifact.manifest.gates
    assert all(gate.passed for gate in artifact.manifest.gates)
    assert {"README.md", "bom.cdx.json"} <= {Path(f.path).name for f in artifact.manifest.files}


def test_what_ranks_with_it_was_fitted(artifact: Artifact) -> None:
    assert shipped_weights().provenance.fitted


def test_the_name_that_was_meant_is_likelier_than_another_that_exists(session: LmSession) -> None:
    at = SOURCE.index("heigth")
    site = span(2, 13).model_copy(update={"start": at, "end": at + 6})
    error = diagnostic("E0425", "cannot find value `heigth` in this scope", spans=(site,))
    files = {PATH: SOURCE}
    place = place_of(error, files)
    assert place is not None
    meant, other = (
        edit_symbols([Edit(path=PATH, start=at, end=at + 6, text=text)], files, place)
        for text in ("height", "width")
    )
    right, wrong = session.score(session.read(repair_prompt(error, files)), [meant, other])
    assert right.likelihood_mbit > wrong.likelihood_mbit
    assert right.right_mlogit > wrong.right_mlogit
