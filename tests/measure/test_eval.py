"""`rusta eval`: suites as data, and anybody's cases judged like ours."""

import importlib
import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from click.testing import CliRunner

from rusta_eval import given, suites
from rusta_eval.__main__ import main
from rusta_eval.crates import read_tree, write_tree
from rusta_eval.mutants import main as mutants

ROOT = Path(__file__).parents[2]
MANIFEST = b'[package]\nname = "cart"\nversion = "0.1.0"\nedition = "2021"\n[workspace]\n'
LOCK = b'version = 4\n\n[[package]]\nname = "cart"\nversion = "0.1.0"\n'
FIXED = b"fn total(a: u8) -> u8 {\n    let mut sum = a;\n    sum += 1;\n    sum\n}\n\nfn main() {\n    total(1);\n}\n"
BROKEN = FIXED.replace(b"let mut", b"let")
TESTS = b'#[test]\nfn holds() {\n    assert_eq!(env!("CARGO_PKG_NAME"), "cart");\n}\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A program that lost a `mut`, with what it was and a test that nobody sees."""
    home = tmp_path / "own"
    for name, text in (("broken", BROKEN), ("fixed", FIXED)):
        write_tree({"Cargo.toml": MANIFEST, "Cargo.lock": LOCK, "src/main.rs": text}, home / name)
    write_tree({"tests/holds.rs": TESTS}, home / "tests")
    line = {"id": "cart", "folder": "broken", "reference": "fixed", "tests": "tests"}
    path = home / "cases.jsonl"
    path.write_text(json.dumps(line) + "\n\n", "utf-8")
    return path


def invoke(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, list(words))
    return result.exit_code, " ".join(result.output.split())


def test_cases_of_ones_own_are_repaired_and_judged(file: Path, tmp_path: Path) -> None:
    out, metrics = tmp_path / "out.jsonl", tmp_path / "figures.json"
    before = read_tree(file.parent)
    words = ("run", "--cases", str(file), "--engines", "first-suggestion", "--out", str(out))
    code, said = invoke(*words, "--metrics", str(metrics))
    assert (code, "right" in said) == (0, True)
    (record,) = given.read(out)
    assert (record.verdict.exact, record.verdict.right, record.verdict.lines) == (True, True, 1)
    assert json.loads(metrics.read_text())["engines"]["first-suggestion"]["tests"] == 1
    assert read_tree(file.parent) == before


def test_a_repair_that_fails_the_hidden_tests_is_green_only(file: Path) -> None:
    (case,) = given.load(file)
    write_tree({"tests/holds.rs": TESTS.replace(b'"cart"', b'"other"')}, file.parent / "tests")
    verdict = given.judge(case, case.broken() | {"src/main.rs": FIXED})
    assert (verdict.green, verdict.tests, verdict.right) == (True, False, False)


def test_taking_the_line_away_is_no_repair(file: Path) -> None:
    (case,) = given.load(file)
    shorter = BROKEN.replace(b"    sum += 1;\n", b"")
    verdict = given.judge(case, case.broken() | {"src/main.rs": shorter})
    assert (verdict.tests, verdict.deletes, verdict.right) == (True, True, False)


def test_without_reference_and_tests_the_check_judges(file: Path) -> None:
    bare = given.load(file)[0].model_copy(update={"reference": None, "tests": None})
    good = given.judge(bare, bare.broken() | {"src/main.rs": FIXED})
    assert (good.right, good.exact, good.same) == (True, False, False)
    bad = given.judge(bare, bare.broken() | {"src/main.rs": FIXED + b"fn\n"})
    assert (bad.green, bad.right) == (False, False)


def test_a_changed_manifest_does_not_help(file: Path) -> None:
    (case,) = given.load(file)
    loose = {"Cargo.toml": MANIFEST + b'[lib]\npath = "src/absent.rs"\n', "src/main.rs": FIXED}
    assert given.judge(case, case.broken() | loose).right


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "cases.jsonl, line 1: Invalid JSON"),
        ('{"folder": "broken"}', "line 1: id: Field required"),
        ('{"id": "a", "folder": "absent"}', "no Cargo.toml in"),
        ('{"id": "a", "folder": "broken", "tests": "absent"}', "there is no folder"),
        ('{"id": "a", "folder": "broken", "test": "tests"}', "test: Extra inputs"),
        ('{"id": "a", "folder": "broken"}\n{"id": "a", "folder": "broken"}', "comes twice"),
    ],
)
def test_what_is_no_case_is_named_and_nothing_is_run(file: Path, line: str, said: str) -> None:
    file.write_text(line + "\n", "utf-8")
    out = file.with_name("out.jsonl")
    code, output = invoke("run", "--cases", str(file), "--out", str(out))
    assert (code, said in output, "nothing was run" in output) == (1, True, True)
    assert not out.exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "name a suite"),
        (("absent",), "no suite absent; there are mutants"),
        (("mutants", "--engines", "guess"), "no engine guess; there are cargo-fix"),
    ],
)
def test_bad_input_is_named(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    code, output = invoke("run", *words, "--out", str(tmp_path / "out.jsonl"))
    assert (code, said in output) == (2, True)


@pytest.mark.parametrize("suite", suites.load().values(), ids=lambda suite: suite.name)
def test_every_suite_takes_the_options_they_share(suite: suites.Suite) -> None:
    command = importlib.import_module(suite.module).main.commands["run"]
    options = {option for param in command.params for option in param.opts}
    shared = {"--engines", "--sample", "--seed", "--jobs", "--out", "--metrics"}
    assert shared | {word for word in (*suite.seen, *suite.unread) if word[:2] == "--"} <= options


def test_a_suite_is_run_with_the_words_of_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []
    monkeypatch.setattr(type(mutants), "main", lambda self, args, **rest: seen.append(args))
    suites.load()["held-out-pairs"].run(["--half", "heldout-dev", "--pairs", "--out", "x"])
    assert seen[-1] == ["run", "--half", "heldout-dev", "--pairs", "--out", "x"]


def test_the_suites_are_listed() -> None:
    code, output = invoke("suites")
    assert code == 0
    assert all(name in output for name in ("held-out-pairs", "error-index", "engines: cargo-fix"))


def test_an_installed_rusta_says_that_it_takes_a_checkout(tmp_path: Path) -> None:
    roots = [str(ROOT / "server"), str(ROOT / "indexer"), sysconfig.get_path("purelib")]
    done = subprocess.run(
        [sys.executable, "-S", "-m", "rusta_server.cli.main", "eval", "suites"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(roots), "COLUMNS": "200"},
        cwd=tmp_path, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert "is not in the installed package" in done.stderr
    assert "in a checkout: pip install -e '.[dev]'" in done.stderr
    assert "Traceback" not in done.stderr
