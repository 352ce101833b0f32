"""A repair of an example counts where it repairs; deleting and silencing do not."""

import pytest

from rusta_eval.crates import Tree
from rusta_eval.error_index.build import case_of
from rusta_eval.error_index.cases import Case
from rusta_eval.error_index.extract import Example
from rusta_eval.error_index.judge import Verdict, judge

MISMATCH = """\
fn size() -> u32 {
    4
}

fn main() {
    let kept = 1;
    let wrong: String = size();
    println!("{kept}");
}
"""


def case(text: str) -> Case:
    return case_of(Example(code="E9999", index=1, edition="2021", declared=None, ignored=False,
                           text=text))  # fmt: skip


def verdict(text: str, old: str, new: str, files: Tree | None = None) -> Verdict:
    assert text.count(old) == 1
    given = case(text)
    assert given.excluded is None
    return judge(given, given.tree | {given.path: text.replace(old, new).encode()} | (files or {}))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("size();", "size().to_string();"),
        ("String = size", "u32 = size"),
        # It replaces: a word is taken away, and another comes.
        ("let wrong: String = size();", "let wrong = size();  let other = wrong;"),
        ("    let wrong: String = size();", '    let wrong: String = "todo!() unsafe".into();'),
    ],
)
def test_a_repair_counts(old: str, new: str) -> None:
    found = verdict(MISMATCH, old, new)
    assert (found.green, found.faults, found.proven) == (True, [], True)


@pytest.mark.parametrize(
    ("old", "new", "faults"),
    [
        ("    let wrong: String = size();\n", "", ["only-deletes"]),
        (": String", "", ["only-deletes"]),
        ("    let wrong", "    // let wrong", ["only-deletes"]),
        ("let wrong: String = size();", "/* let wrong: String = size(); */", ["only-deletes"]),
        ("size();", "todo!();", ["added-todo"]),
        ("size();", "unimplemented!();", ["added-unimplemented"]),
        ("size();", "unreachable!();", ["added-unreachable"]),
        ("size();", 'panic!("{}", size());', ["added-panic"]),
        ("size();", "unsafe { std::mem::zeroed() };", ["added-unsafe"]),
        ("size();", "std::process::exit(1);", ["added-process"]),
        ("size();", "loop {};", ["disabled-code"]),
        ("    let wrong: String", "    #[allow(unused)]\n    let wrong: u32", ["added-allow"]),
        ("    let wrong: String", "    #[expect(unused)]\n    let wrong: u32", ["added-expect"]),
        ("    let wrong", "    #[cfg(test)]\n    let wrong", ["added-cfg"]),
    ],
)  # fmt: skip
def test_deleting_and_silencing_do_not(old: str, new: str, faults: list[str]) -> None:
    found = verdict(MISMATCH, old, new)
    assert (found.green, found.faults, found.proven) == (True, faults, False)


def test_what_is_not_green_does_not_count() -> None:
    assert verdict(MISMATCH, "size();", "absent();") == Verdict(green=False, faults=[])


def test_a_macro_that_was_there_may_stay() -> None:
    text = MISMATCH.replace('println!("{kept}")', 'if kept > 1 { panic!("{kept}") }')
    assert verdict(text, "String", "u32").proven


GENERICS = """\
fn id<T>(value: T) -> T {
    value
}

fn main() {
    let mut kept = id::<u8, u16>(1);
    println!("{kept}");
}
"""


@pytest.mark.parametrize(
    ("old", "new", "faults"),
    [
        # E0107 asks for just this.
        ("<u8, u16>", "<u8>", []),
        # The error asks for the one, then a warning for the other.
        ("let mut kept = id::<u8, u16>", "let kept = id::<u8>", []),
        # It asks for an argument to go, not for its whole list.
        ("::<u8, u16>", "", ["only-deletes"]),
        ("id::<u8, u16>(1)", "1", ["only-deletes"]),
    ],
)
def test_a_deletion_counts_where_rustc_asks_for_exactly_that(
    old: str, new: str, faults: list[str]
) -> None:
    assert verdict(GENERICS, old, new) == Verdict(green=True, faults=faults)


def test_six_lines_fewer_are_too_many() -> None:
    long = "    let wrong: String = [\n" + "        size(),\n" * 6 + "    ];\n"
    text = MISMATCH.replace("    let wrong: String = size();\n", long)
    found = verdict(text, long, "    let wrong = [0u32];\n")
    assert found == Verdict(green=True, faults=["net-removal"])


def test_a_doc_comment_is_code() -> None:
    text = "fn main() {\n    /// Says nothing.\n}\n"
    assert verdict(text, "///", "//").faults == ["only-deletes"]
    assert verdict(text, "nothing.\n", "nothing.\n    struct Silent;\n").proven


def test_closing_a_comment_adds_to_it() -> None:
    text = "fn main() {}\n/* without an end\n"
    assert verdict(text, "an end", "an end */").proven
    assert verdict(text, "/* without an end\n", "").faults == ["only-deletes"]


def test_a_new_file_is_no_deletion() -> None:
    text = "mod absent;\n\nfn main() {}\n"
    given = case(text)
    assert judge(given, given.tree | {"src/absent.rs": b""}).proven


def test_a_changed_manifest_and_a_build_script_do_not_help() -> None:
    given = case("fn main() {\n    let async = 1;\n}\n")
    old = given.tree["Cargo.toml"].replace(b"2021", b"2015")
    found = judge(given, given.tree | {"Cargo.toml": old, "build.rs": b"fn main() {}"})
    assert not found.green
