"""What is asked of dependencies, and what an explanation cites of them."""

from rusta_server.contracts.anchor import Anchor, Passage
from rusta_server.contracts.candidate import Candidate
from rusta_server.contracts.diagnostic import Diagnostic, Span
from rusta_server.contracts.tools_deps import DepPassage, DepsResult
from rusta_server.engine.upgrades import claims_of, crates_named, names_of, together, turned

TEXT = "use rand::Rng;\nextern crate nom;\nfn f() { rand::gen_range(1); }\n"
PATH = "$WS/src/lib.rs"


def error(message: str, code: str = "E0599") -> Diagnostic:
    at = TEXT.index("gen_range")
    span = Span(path=PATH, start=at, end=at + 9, line=3, column=16, end_line=3, end_column=25,
                primary=True)  # fmt: skip
    return Diagnostic(level="error", code=code, slice="names", message=message, spans=(span,))


def passage(text: str, *names: str) -> DepPassage:
    anchor = Anchor(kind="file", source="$CARGO_HOME/registry/src/i/rand-0.9.0/CHANGELOG.md",
                    start=0, end=len(text), span_sha256="0" * 64, title="rand")  # fmt: skip
    return DepPassage(crate="rand", version="0.9.0", kind="changelog", names=names,
                      passage=Passage(anchor=anchor, heading="0.9.0", text=text))  # fmt: skip


def test_what_the_broken_files_name_may_be_a_dependency() -> None:
    assert crates_named((error("no `x`"),), {PATH: TEXT}) == ("nom", "rand")
    assert crates_named((error("no `x`"),), {}) == ()


def test_names_are_what_is_quoted_and_what_is_pointed_at() -> None:
    found = names_of((error("no method named `sample` found for `Rng<T>`"),), {PATH: TEXT})
    assert {"sample", "Rng", "gen_range"} <= set(found)


def test_names_are_those_of_methods_called_just_above_too() -> None:
    """What they gave is what the error complains of."""
    text = (
        "fn f(d: &Dep) -> u8 {\n    d.whole(1)\n        .map(|x| x.part())\n        .unwrap()\n}\n"
    )
    at = text.index("unwrap")
    span = Span(path=PATH, start=at, end=at + 6, line=4, column=10, end_line=4, end_column=16,
                primary=True)  # fmt: skip
    found = Diagnostic(level="error", code="E0308", slice="types", message="", spans=(span,))
    assert names_of((found,), {PATH: text}) == ("part", "unwrap", "whole")


def test_a_step_of_an_upgrade_may_turn_an_error_into_another() -> None:
    old, new, more = error("mismatched types"), error("no bound"), error("no method")
    step = Candidate(source="upgrade:deps_same_signature", title="Call it", edits=())
    assert turned(step, (old,), (new,))
    assert not turned(step, (old,), (new, more))
    assert not turned(step, (old, new), (old, new))
    hides = error("unresolved import", "E0432")
    assert not turned(step, (old, new), (hides,))
    other = step.model_copy(update={"source": "operator:calls"})
    assert not turned(other, (old,), (new,))


def test_a_renaming_is_cited_before_a_mere_mention() -> None:
    told = passage("- Rename `gen_range` to `random_range`", "gen_range")
    deps = DepsResult(passages=(passage("- Faster `gen_range`", "gen_range"), told))
    claims = claims_of(error("no method named `gen_range` found"), deps, most=1)
    assert [claim.text for claim in claims] == ["rand 0.9.0: Rename `gen_range` to `random_range`"]
    assert claims[0].anchors == (told.passage.anchor,)


def test_nothing_is_cited_of_other_names() -> None:
    deps = DepsResult(passages=(passage("- Rename `a`", "a"),))
    assert claims_of(error("no method named `gen_range` found"), deps) == []
    assert claims_of(error("no method named `a` found"), None) == []


def test_one_error_needs_no_step_of_its_own_kind() -> None:
    assert list(together((error("no `x`"),), {PATH: TEXT}, None)) == []
