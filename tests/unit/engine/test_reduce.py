"""Shrinking a green one: what the compiler does not need goes, but nothing that is put to use."""

from collections.abc import Callable
from typing import Any

from rusta_server.contracts.candidate import Candidate
from rusta_server.contracts.canonical import Record
from rusta_server.contracts.edits import Edit, apply_edits
from rusta_server.contracts.policy import Policy
from rusta_server.contracts.tools import JudgeParams, JudgeResult, Verdict
from rusta_server.engine.node import Node
from rusta_server.engine.reduce import reduce
from rusta_server.engine.search import Search
from rusta_server.patches.build import patch_between
from rusta_server.patches.renames import without_renames

from .diagnostics import diagnostic
from .driving import drive

PATH = "$WS/src/lib.rs"
USE = "use std::iter::FromIterator;\n"
TEXT = "impl FromIterator<u8> for S {\n}\n"
LINES = ("    fn from_iter(iter: I) -> S {\n", "        let mut s = S::new();\n",
         "        s.extend(iter);\n", "        log();\n", "        s\n", "    }\n")  # fmt: skip
NEEDED = (USE, "fn from_iter", "let mut s", "        s\n", "    }\n")


def reduced(
    base: str,
    edits: tuple[Edit, ...],
    green: Callable[[str], bool],
    lints: Callable[[str], tuple[str, ...]] = lambda _: (),
) -> str:
    """The text with what is left of `edits`, where the compiler says `green` and warns of `lints`."""
    step = Candidate(source="template:x", title="Implement from_iter", edits=edits)
    node = Node({PATH: apply_edits(base.encode(), edits).decode()}, (step,), ())
    search = Search(
        base={PATH: base},
        errors=(diagnostic("E0046", "not all trait items implemented, missing: `from_iter`"),),
        gate="check",
        selectors=(),
        policy=Policy(),
    )

    def judge(params: dict[str, Any]) -> Record:
        verdicts = []
        for candidate in JudgeParams.model_validate(params).candidates:
            text = apply_edits(base.encode(), candidate.edits).decode()
            verdicts.append(
                Verdict(
                    id=candidate.id,
                    verdict="green" if green(text) else "red",
                    errors=() if green(text) else (diagnostic("E0425"),),
                    warnings=lints(text),
                )
            )
        return JudgeResult(verdicts=tuple(verdicts), sandbox="none")

    smaller, _ = drive(reduce(node, search), {"rustc.judge": judge})
    return smaller.texts[PATH]


def shrunk(
    lints: Callable[[str], tuple[str, ...]],
    lines: tuple[str, ...] = LINES,
    needed: tuple[str, ...] = NEEDED,
) -> str:
    """Of the import and six lines the compiler needs five; what it warns of is by `lints`."""
    edits = (
        Edit(path=PATH, start=0, end=0, text=USE),
        Edit(path=PATH, start=30, end=30, text="".join(lines)),
    )
    return reduced(TEXT, edits, lambda text: all(words in text for words in needed), lints)


def test_what_the_compiler_does_not_need_goes() -> None:
    kept = [line for line in LINES if any(words in line for words in NEEDED)]
    assert shrunk(lambda _: ()) == USE + TEXT[:30] + "".join(kept) + TEXT[30:]


def test_a_line_that_alone_uses_a_parameter_stays() -> None:
    kept = [line for line in LINES if "log" not in line]
    text = shrunk(lambda text: () if "extend" in text else ("unused_variables",))
    assert text == USE + TEXT[:30] + "".join(kept) + TEXT[30:]


def test_a_lint_that_says_nothing_of_use_keeps_no_line() -> None:
    kept = [line for line in LINES if any(words in line for words in NEEDED)]
    text = shrunk(lambda text: () if "extend" in text else ("clippy::style",))
    assert text == USE + TEXT[:30] + "".join(kept) + TEXT[30:]


def test_a_binding_for_the_next_line_alone_goes() -> None:
    lines = ("    fn from_iter(iter: I) -> S {\n", "        let interim = S::of(iter);\n",
             "        let s = interim;\n", "        s\n", "    }\n")  # fmt: skip
    needed = (USE, "fn from_iter", "S::of(iter)", "let s = ", "        s\n", "    }\n")
    kept = (lines[0], "        let s = S::of(iter);\n", *lines[3:])
    assert shrunk(lambda _: (), lines, needed) == USE + TEXT[:30] + "".join(kept) + TEXT[30:]


def test_a_new_binding_goes_before_it_is_taken_for_a_new_name() -> None:
    base = "fn f(&self) {\n    let n = self.n();\n    h(n);\n}\n"
    renamed = base.replace("n = self.n();", "interim = self.n();\n    let m = interim;")
    bloated = renamed.replace("h(n)", "h(m, k)")
    edits = tuple(e for f in patch_between({PATH: base}, {PATH: bloated}).files for e in f.edits)

    def green(text: str) -> bool:
        used = [name for name in ("n", "m", "interim") if f"h({name}, k)" in text]
        used += ["interim"] * ("= interim" in text)
        return ", k)" in text and all(f"let {name} = " in text for name in used)

    assert reduced(base, edits, green) == base.replace("h(n)", "h(n, k)")


def test_a_rename_is_undone_in_what_is_new_too() -> None:
    base = {PATH: "let n = 1;\nreturn;\nf(n);\n"}
    edits = (
        Edit(path=PATH, start=4, end=5, text="n_value"),
        Edit(path=PATH, start=17, end=17, text=" n_value.to_string()"),
        Edit(path=PATH, start=21, end=22, text="n_value"),
    )
    (back,) = without_renames(edits, base)
    assert [(edit.start, edit.text) for edit in back] == [(17, " n.to_string()")]


def test_what_is_written_anew_is_no_rename() -> None:
    edits = (Edit(path=PATH, start=8, end=9, text="2"), Edit(path=PATH, start=4, end=4, text="m"))
    assert not [*without_renames(edits, {PATH: "let n = 1;\n"})]
