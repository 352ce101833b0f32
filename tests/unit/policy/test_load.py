"""policy.toml: defaults < user < workspace < LSP settings < flags."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from rusta_server.contracts.policy import Policy
from rusta_server.contracts.probe import INVALID_PARAMS, ProbeFailure
from rusta_server.policy.load import PolicyInForce, load_policy, user_file


@pytest.fixture(autouse=True)
def own_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "ws"


def user(text: str) -> None:
    put(user_file(), text)


def workspace(root: Path, text: str) -> None:
    put(root / ".rusta" / "policy.toml", text)


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def refused(root: Path | None, **layers: Any) -> str:
    with pytest.raises(ProbeFailure) as caught:
        load_policy(root, **layers)
    assert caught.value.code == INVALID_PARAMS
    assert caught.value.remedy
    return str(caught.value)


def test_without_a_word_the_defaults_hold(root: Path):
    assert load_policy(root) == load_policy(None) == PolicyInForce(Policy(), {})


def test_the_documented_defaults():
    policy = Policy()
    assert (policy.thresholds.answer, policy.thresholds.patch) == (7_000, 8_500)
    assert 0 < policy.thresholds.abstain < policy.thresholds.answer
    assert (policy.guards.max_lines, policy.guards.max_net_removed) == (20, 6)
    assert (policy.explore.max_experiments, policy.probes.cheap_s) == (3, 2)


def test_each_layer_goes_over_the_ones_before(root: Path):
    assert load_policy(root).policy.search.max_steps == 12
    user("[search]\nmax_steps = 1\n")
    assert load_policy(root).policy.search.max_steps == 1
    workspace(root, "[search]\nmax_steps = 2\n")
    assert load_policy(root).policy.search.max_steps == 2
    settings = {"search": {"max_steps": 3}}
    assert load_policy(root, settings).policy.search.max_steps == 3
    flags = {"search": {"max_steps": 4}}
    found = load_policy(root, settings, flags)
    assert (found.policy.search.max_steps, found.origins) == (4, {"search.max_steps": "flags"})


def test_layers_join_knob_by_knob_and_each_remembers_where_it_is_from(root: Path):
    user("[search]\nmax_steps = 1\nmax_proofs = 1\n[tests]\nrun = false\n")
    workspace(root, "[search]\nmax_proofs = 2\n[guards]\nmax_lines = 5\n")
    found = load_policy(root, {"tests": {"doc": False}}, {"guards": {"max_lines": 6}})
    policy = found.policy
    assert (policy.search.max_steps, policy.search.max_proofs) == (1, 2)
    assert (policy.tests.run, policy.tests.doc, policy.guards.max_lines) == (False, False, 6)
    assert found.origins == {
        "search.max_steps": "user",
        "search.max_proofs": "workspace",
        "tests.run": "user",
        "tests.doc": "settings",
        "guards.max_lines": "flags",
    }


def test_without_a_workspace_its_file_is_not_looked_for(root: Path, monkeypatch):
    workspace(root, "[search]\nmax_steps = 2\n")
    monkeypatch.chdir(root)
    assert load_policy(None).policy == Policy()


@pytest.mark.parametrize(
    ("written", "points"), [("0.85", 8_500), ("8500", 8_500), ("1.0", 10_000), ("0.0", 0)]
)
def test_thresholds_are_probabilities_or_basis_points(root: Path, written: str, points: int):
    user(f"[thresholds]\npatch = {written}\n")
    assert load_policy(root).policy.thresholds.patch == points


@pytest.mark.parametrize(
    ("text", "knob"),
    [
        ("[search]\nmax_step = 1\n", "search.max_step"),
        ("[serch]\nmax_steps = 1\n", "serch"),
        ("[search]\nmax_steps = 0\n", "search.max_steps"),
        ("[search]\nmax_steps = 1.5\n", "search.max_steps"),
        ("[search]\nmax_steps = 'many'\n", "search.max_steps"),
        ("[thresholds]\npatch = 1.1\n", "thresholds.patch"),
        ("[thresholds]\npatch = nan\n", "thresholds.patch"),
        ("[thresholds]\npatch = -inf\n", "thresholds.patch"),
        ("search = 3\n", "search"),
        ("[version]\nof = 1\n", "version"),
    ],
)
def test_an_unknown_knob_or_one_out_of_range_names_its_layer(root: Path, text: str, knob: str):
    workspace(root, text)
    assert refused(root).startswith(f"policy (workspace): {knob}: ")
    user(text)
    assert refused(root).startswith(f"policy (user): {knob}: ")


def test_settings_and_flags_are_checked_too(root: Path):
    wrong = {"guards": {"max_lines": -1}}
    assert refused(root, settings=wrong).startswith("policy (settings): guards.max_lines")
    assert refused(root, flags=wrong).startswith("policy (flags): guards.max_lines")


def test_a_section_cannot_change_its_kind_between_layers(root: Path):
    user("version = 1\n")
    workspace(root, "[version]\nof = 1\n")
    assert refused(root).startswith("policy (workspace): version")


@pytest.mark.parametrize("data", [b"[search\n", b"\xff\xfe", b"a = 1\na = 2\n"])
def test_a_file_that_is_not_toml_is_named(root: Path, data: bytes):
    workspace(root, "")
    path = root / ".rusta/policy.toml"
    path.write_bytes(data)
    assert refused(root).startswith(f"{path} cannot be read")


def test_a_folder_in_the_file_s_place_is_named(root: Path):
    (root / ".rusta/policy.toml").mkdir(parents=True)
    assert "cannot be read" in refused(root)


def test_each_use_of_the_model_is_switched_by_itself(root: Path) -> None:
    user("[lm]\nrank = false\n")
    workspace(root, "[lm]\ncite = false\n")
    in_force = load_policy(root, settings={"lm": {"enabled": False}})
    uses = in_force.policy.lm
    assert (uses.enabled, uses.rank, uses.propose, uses.cite) == (False, False, True, False)
    assert in_force.origins == {"lm.rank": "user", "lm.cite": "workspace", "lm.enabled": "settings"}


def test_the_readme_shows_the_switches_and_their_defaults() -> None:
    readme = (Path(__file__).parents[3] / "README.md").read_text()
    (block,) = re.findall(r"```toml\n(\[lm\]\n.*?)```", readme, re.DOTALL)
    assert tomllib.loads(block)["lm"] == Policy().lm.model_dump()
