"""The error index as a measure: what is read off its pages, what is left out, what is counted."""

from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from rusta_eval import cargo, peers
from rusta_eval.error_index import cases, run
from rusta_eval.error_index.__main__ import main
from rusta_eval.error_index.build import build, case_of, crate_type
from rusta_eval.error_index.cases import Case, crate, half_of, sha256
from rusta_eval.error_index.extract import Example, examples, pages
from rusta_eval.error_index.figures import figures
from rusta_eval.error_index.judge import Verdict
from rusta_eval.error_index.run import PEERS, Record, read, run_all
from rusta_eval.peers import Outcome
from rusta_eval.report import console

PAGE = """<html><body><main>
<pre class="playground"><code
 class="language-rust compile_fail E0308 edition2021"><span class="boring">#![allow(unused)]
</span><span class="boring">fn main() {
</span>let x: &amp;str = 1; // <em>wrong</em> “type”
<span class="boring">}</span></code></pre>
<pre class="playground"><code class="language-rust">fn main() {}</code></pre>
<pre><code class="language-text">compile_fail</code></pre>
<pre><code class="language-rust compile_fail">fn main() { 1 + }
</code></pre>
<pre><code class="language-rust ignore compile_fail E0001">fn main() { 2 + }</code></pre>
</main></body></html>"""
ENGINES = ("cargo-fix", "first-suggestion", "verified-suggestions")


def example(text: str, declared: str | None = None, ignored: bool = False) -> Example:
    return Example(code="E9999", index=1, edition="2021", declared=declared, ignored=ignored,
                   text=text)  # fmt: skip


def test_failing_examples_are_read_with_their_hidden_lines() -> None:
    first, second, third = examples(PAGE, "E0308")
    wrapped = "#![allow(unused)]\nfn main() {\nlet x: &str = 1; // wrong “type”\n}\n"
    assert first.text == wrapped
    assert (first.code, first.index, first.edition) == ("E0308", 1, "2021")
    assert (first.declared, first.ignored) == ("E0308", False)
    assert (second.text, second.index) == ("fn main() { 1 + }\n", 2)
    assert (second.edition, second.declared) == ("2015", None)
    assert (third.declared, third.ignored) == ("E0001", True)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("fn main() {}", "bin"),
        ("pub fn f() {} // fn main() {}", "lib"),
        ('#![crate_type = "lib"]\npub fn f() { fn main() {} }', "lib"),
    ],
)
def test_a_program_has_a_main(text: str, kind: str) -> None:
    assert crate_type(text) == kind


@pytest.mark.parametrize(
    ("text", "declared", "ignored", "reason"),
    [
        ("fn main() { let _: u8 = true; }", "E0308", False, None),
        ("fn main() { let _: u8 = true; }", None, False, None),
        ("fn main() { let _: u8 = true; }", "E0382", False, "reports another code"),
        ("fn main() {}", "E0308", False, "compiles on stable"),
        ("#![feature(never_type)]\nfn main() { let _: u8 = 1 }", None, False,
         "needs a feature gate"),
        ("fn main() { let _ = |x: !| x; }", None, False, "needs a feature gate"),
        ("extern crate absent;\nfn main() {}", None, False, "needs an external crate"),
        ("extern crate absent;\nfn main() {}", "E0463", False, None),
        ("fn main() { let _: u8 = true; }", "E0308", True,
         "ignored by the documentation's own tests"),
    ],
)  # fmt: skip
def test_what_is_left_out_and_why(
    text: str, declared: str | None, ignored: bool, reason: str | None
) -> None:
    assert case_of(example(text, declared, ignored)).excluded == reason


def test_the_slice_is_that_of_the_announced_error() -> None:
    text = "fn main() { let a = String::new(); drop(a); drop(a); let _ = a + 1; }"
    both = case_of(example(text, "E0308"))
    assert (both.slice, both.codes) == ("types", ["E0308"])
    assert case_of(example("fn main() { let = 1; }")).slice == "syntax"


def test_a_text_that_comes_again_is_no_second_case() -> None:
    one = example("fn main() { 1 + }")
    other = Example(code="E9999", index=2, edition="2021", declared=None, ignored=False,
                    text=one.text)  # fmt: skip
    assert [case.excluded for case in build([one, other], 1)] == [None, "same text as E9999-1"]


def test_halves_go_by_the_last_digit() -> None:
    assert [half_of("00" + digit) for digit in "0123456789abcdef"] == ["even", "odd"] * 8


def test_the_checked_in_examples_are_what_they_say() -> None:
    given = cases.load()
    assert len({case.id for case in given}) == len(given)
    wrong = [case.id for case in given
             if case.sha256 != sha256(case.text) or case.half != half_of(case.sha256)
             or case.crate_type != crate_type(case.text)]  # fmt: skip
    assert wrong == []
    chosen = cases.chosen("both")
    assert 388 <= len(chosen) <= 418
    assert len(cases.chosen("even")) + len(cases.chosen("odd")) == len(chosen)
    assert all(case.codes for case in chosen)


def test_a_build_of_a_few_pages_writes_the_same_lines() -> None:
    """Pages whose examples are all even, so that a failure shows none of the blind half."""
    wanted = ("E0004", "E0025", "E0133", "E0198", "E0277", "E0448", "E0525", "E0534")
    found = [one for page in pages() if page.stem in wanted
             for one in examples(page.read_text("utf-8"), page.stem)]  # fmt: skip
    assert len(found) >= len(wanted)
    held = [case for case in cases.load() if case.code in wanted]
    assert {case.half for case in held} == {"even"}
    # Where this fails on another toolchain: `python -m rusta_eval.error_index build`.
    assert [case.model_dump_json() for case in build(found, 2)] == [
        case.model_dump_json() for case in held
    ]


def test_a_case_is_a_crate_that_is_red_for_its_reasons(tmp_path: Path) -> None:
    case = next(case for case in cases.chosen("even") if case.code == "E0515")
    cases.materialise(case, tmp_path)
    assert cargo.check(tmp_path).codes == case.codes
    with pytest.raises(FileExistsError):
        cases.materialise(case, tmp_path)


def test_the_peers_have_run_over_every_case() -> None:
    wanted = {(case.id, engine, case.sha256) for case in cases.chosen("both") for engine in ENGINES}
    assert {(*record.key, record.sha256) for record in read(PEERS)} == wanted


def test_cargo_fix_repairs_a_program(tmp_path: Path) -> None:
    tree = crate("fn main() {\n    let x = 1 as u8 < 2;\n    if x < 3 as u8 {}\n}\n", "2021",
                 "src/main.rs")  # fmt: skip
    tree["src/main.rs"] = b"fn main() {\n    let x: u64 = 1u32 as u32;\n    let _ = x;\n}\n"
    (tmp_path / "src").mkdir()
    for name, data in tree.items():
        (tmp_path / name).write_bytes(data)
    assert peers.ENGINES["cargo-fix"](tmp_path).checks == 1
    assert b".into()" in (tmp_path / "src" / "main.rs").read_bytes()


def tiny(text: str = 'fn main() {\n    let _: String = "a";\n}\n') -> Case:
    return case_of(example(text, "E0308"))


def test_runs_go_on_and_repeat_what_broke_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "PEERS", tmp_path / "none.jsonl")
    case, out = tiny(), tmp_path / "out.jsonl"
    assert [one.verdict.proven for one in run_all([case], ["verified-suggestions"], out, 1)] == [
        True
    ]
    assert list(run_all([case], ["verified-suggestions"], out, 1)) == []
    monkeypatch.setitem(
        peers.ENGINES, "rusta", lambda folder: Outcome(applied=False, failed=True, note="exit 2")
    )
    for _ in range(2):
        assert len(list(run_all([case], ["rusta"], out, 1))) == 1


def test_a_checked_in_record_holds_only_for_the_same_text_and_compiler(tmp_path: Path) -> None:
    shared = tmp_path / "peers.jsonl"
    case = tiny()
    (first,) = run_all([case], ["first-suggestion"], tmp_path / "a.jsonl", 1)
    marked = first.model_copy(update={"seconds": 99.0})
    for change, copied in (({}, True), ({"rustc": "rustc 1.0"}, False), ({"sha256": "0"}, False)):
        shared.write_text(marked.model_copy(update=change).model_dump_json() + "\n", "utf-8")
        out = tmp_path / f"{len(change)}{copied}{change}.jsonl"
        (again,) = run_all([case], ["first-suggestion"], out, 1, shared)
        assert (again.seconds == 99.0) is copied


def record(
    case: str, half: str, slice_: str, faults: list[str] | None, sure: bool = True
) -> Record:
    """`faults` is None for a repair that is not green."""
    verdict = Verdict(green=faults is not None, faults=faults or [])
    return Record.model_validate(
        {"case": case, "engine": "rusta", "half": half, "slice": slice_, "seconds": 1.0,
         "outcome": Outcome(applied=faults is not None, sure=sure), "verdict": verdict,
         "rustc": "r", "sha256": "s"}
    )  # fmt: skip


def test_figures_count_the_proven_and_nothing_else() -> None:
    given = figures(
        [
            record("a", "even", "types", []),
            record("b", "even", "types", ["only-deletes"]),
            record("c", "odd", "borrow", None),
            record("d", "odd", "types", [], sure=False),
        ]
    )["rusta"]
    assert [given[half]["proven"] for half in ("even", "odd", "both")] == [0.5, 0.5, 0.5]
    assert (given["both"]["green"], given["both"]["degenerate"]) == (0.75, 0.25)
    assert given["both"]["faults"] == {"only-deletes": 1}
    assert (given["both"]["applied"], given["both"]["right_of_applied"]) == (0.5, 0.5)
    assert given["both"]["slices"] == {
        "borrow": {"cases": 1, "proven": 0.0},
        "types": {"cases": 3, "proven": 2 / 3},
    }
    assert given["odd"]["slices"]["types"] == {"cases": 1, "proven": 1.0}


def test_report_prints_both_halves_and_writes_the_figures(tmp_path: Path) -> None:
    metrics = tmp_path / "figures.json"
    result = CliRunner().invoke(main, ["report", str(PEERS), "--metrics", str(metrics)])
    assert result.exit_code == 0
    halves = Counter(word for word in ("even", "odd", "both") if word in result.output)
    assert len(halves) == 3
    assert '"rustc"' in metrics.read_text("utf-8")
    assert console().width >= 80


def test_no_case_of_the_odd_half_is_shown(tmp_path: Path) -> None:
    odd = cases.chosen("odd")[0]
    result = CliRunner().invoke(main, ["materialise", odd.id, str(tmp_path / "case")])
    assert result.exit_code != 0
    assert "stays unread" in result.output
    assert not (tmp_path / "case").exists()
    words = ["run", "--half", "odd", "--sample", "2", "--engines", "cargo-fix", "--out"]
    result = CliRunner().invoke(main, [*words, str(tmp_path / "out.jsonl")])
    assert result.exit_code == 0
    ids = [case.id for case in cases.chosen("odd")]
    assert not [one for one in ids if one in result.output]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["materialise", "E9999-1", "folder"], "there is no example E9999-1"),
        (["run", "--engines", "guess", "--out", "x"], "no engine guess; there are cargo-fix"),
    ],
)
def test_bad_input_is_named(words: list[str], said: str) -> None:
    result = CliRunner().invoke(main, words)
    assert result.exit_code != 0
    assert said in result.output.replace("\n", " ")


def test_a_toolchain_without_documentation_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fake = tmp_path / "rustc"
    fake.write_text(f"#!/bin/sh\necho {tmp_path}\n", "utf-8")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    result = CliRunner().invoke(main, ["build", "--out", str(tmp_path / "cases.jsonl")])
    assert result.exit_code != 0
    assert "rustup component add rust-docs" in result.output
    assert not (tmp_path / "cases.jsonl").exists()


def test_counts_are_shown() -> None:
    result = CliRunner().invoke(main, ["counts"])
    assert result.exit_code == 0
    assert "excluded: needs a feature gate" in result.output
