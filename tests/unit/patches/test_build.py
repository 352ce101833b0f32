"""Patches round-trip: their edits, their diff under git and patch(1), and their hashes."""

import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rusta_server.contracts.canonical import sha256_hex
from rusta_server.contracts.edits import Edit, OverlappingEditsError, apply_edits
from rusta_server.patches.build import build_patch, minimise_edits, patch_between
from rusta_server.patches.diff import changes, lines_of

PATH = "$WS/src/lib.rs"
# Few different lines, so that they repeat, with every kind of end that a file may have.
LINE = st.sampled_from(
    ["a\n", "b\n", "}\n", "\n", "  x + y;\n", "é\u2028ü\n", "crlf\r\n", "\x0c\n"]
)
TEXT = st.builds(
    lambda lines, end: "".join(lines) + end,
    st.lists(LINE, max_size=30),
    st.sampled_from(["", "no newline", "\r"]),
)
quick = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@given(before=TEXT, after=TEXT)
def test_minimised_edits_make_the_after_text(before: str, after: str) -> None:
    edits = minimise_edits(PATH, before, after)
    assert apply_edits(before.encode(), edits).decode() == after
    assert all(edit.start < edit.end or edit.text for edit in edits)
    assert [e.start for e in edits] == sorted(e.start for e in edits)
    assert (edits == ()) == (before == after)


@given(st.lists(st.integers(0, 4), max_size=25), st.lists(st.integers(0, 4), max_size=25))
def test_changes_are_shortest(before: list[int], after: list[int]) -> None:
    found = changes(before, after)
    rebuilt: list[int] = []
    at = 0
    for change in found:
        rebuilt += before[at : change.b0] + after[change.a0 : change.a1]
        at = change.b1
    assert rebuilt + before[at:] == after
    kept = len(before) - sum(c.b1 - c.b0 for c in found)
    assert kept == _longest_common_subsequence(before, after)


def _longest_common_subsequence(one: list[int], other: list[int]) -> int:
    row = [0] * (len(other) + 1)
    for a in one:
        above = row[:]
        for k, b in enumerate(other):
            row[k + 1] = above[k] + 1 if a == b else max(above[k + 1], row[k])
    return row[-1]


@quick
@given(before=st.none() | TEXT, after=st.none() | TEXT, tool=st.sampled_from(["git", "patch"]))
def test_the_diff_applies_with_git_and_patch(
    before: str | None, after: str | None, tool: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    if before == after or (tool == "patch" and "" in (before, after)):
        return  # GNU patch does not know empty files
    folder = tmp_path_factory.mktemp("tree")
    file = folder / "src" / "lib.rs"
    file.parent.mkdir()
    if before is not None:
        file.write_bytes(before.encode())
    patch = patch_between(
        {} if before is None else {PATH: before}, {} if after is None else {PATH: after}
    )
    argv = {
        "git": ["git", "apply", "--whitespace=nowarn", "-"],
        "patch": ["patch", "-p1", "--binary", "--silent", "--fuzz=0"],
    }[tool]
    done = subprocess.run(argv, input=patch.diff.encode(), cwd=folder, capture_output=True)
    assert done.returncode == 0, done.stderr.decode() + done.stdout.decode()
    assert (file.read_bytes().decode() if file.exists() else None) == after


def test_a_patch_of_several_files() -> None:
    patch = build_patch(
        [
            Edit(path="$WS/src/b.rs", start=4, end=5, text="2"),
            Edit(path="$WS/src/new.rs", start=0, end=0, text="fn f() {}\n"),
        ],
        {"$WS/src/b.rs": "one 1\nlast", "$WS/src/untouched.rs": ""},
    )
    b, new = patch.files
    assert (b.path, b.before_sha256) == ("$WS/src/b.rs", sha256_hex(b"one 1\nlast"))
    assert b.after_sha256 == sha256_hex(b"one 2\nlast")
    assert (new.before_sha256, new.after_sha256) == (None, sha256_hex(b"fn f() {}\n"))
    assert patch.lines == 2
    assert patch.diff == (
        "--- a/src/b.rs\n"
        "+++ b/src/b.rs\n"
        "@@ -1,2 +1,2 @@\n"
        "-one 1\n"
        "+one 2\n"
        " last\n"
        "\\ No newline at end of file\n"
        "diff --git a/src/new.rs b/src/new.rs\n"
        "new file mode 100644\n"
        "--- /dev/null\n"
        "+++ b/src/new.rs\n"
        "@@ -0,0 +1 @@\n"
        "+fn f() {}\n"
    )


@pytest.mark.parametrize(
    ("before", "after", "edits"),
    [
        ("let x = f(y);", "let x = f(&y);", [(10, 10, "&")]),
        ("let mut x = 1;", "let x = 1;", [(4, 8, "")]),
        ("use a::b;\nuse a::c;\n", "use a::b;\nuse a::d;\nuse a::c;\n", [(10, 10, "use a::d;\n")]),
        ("let é = x;", "let é = xy;", [(9, 10, "xy")]),
        ("f(a, b)\r\ng()\r\n", "f(b, b)\r\ng()\r\n", [(2, 3, "b")]),
    ],
)
def test_edits_are_words(before: str, after: str, edits: list[tuple[int, int, str]]) -> None:
    found = [(e.start, e.end, e.text) for e in minimise_edits(PATH, before, after)]
    assert found == edits


def test_two_edits_far_apart_in_a_long_file_stay_two() -> None:
    lines = [f"    line({n});\n" if n % 3 else "}\n" for n in range(20_000)]
    changed = [*lines]
    changed[7] = "    other();\n"
    changed[19_990] = "    last();\n"
    patch = patch_between({PATH: "".join(lines)}, {PATH: "".join(changed)})
    assert len(patch.files[0].edits) <= 6
    assert patch.lines == 2
    assert patch.diff.count("@@ -") == 2


def test_a_name_with_a_space_or_a_quote(tmp_path: Path) -> None:
    names = {"a b.rs": "1\n", 'q"uo\te.rs': "1\n", "ünï.rs": "1\n"}
    for name, text in names.items():
        (tmp_path / name).write_text(text)
    patch = patch_between(
        {f"$WS/{n}": t for n, t in names.items()}, {f"$WS/{n}": "2\n" for n in names}
    )
    subprocess.run(["git", "apply", "-"], input=patch.diff.encode(), cwd=tmp_path, check=True)
    assert {name: (tmp_path / name).read_text() for name in names} == dict.fromkeys(names, "2\n")


def test_edits_that_do_not_fit_are_refused() -> None:
    two = [Edit(path=PATH, start=0, end=2, text="x"), Edit(path=PATH, start=1, end=3, text="y")]
    with pytest.raises(OverlappingEditsError):
        build_patch(two, {PATH: "abcd"})
    with pytest.raises(ValueError, match="outside"):
        build_patch([Edit(path=PATH, start=3, end=9, text="")], {PATH: "abcd"})


def test_lines_end_at_newlines_alone() -> None:
    assert lines_of("a\x0bb\u2028c\r\nd\re") == ["a\x0bb\u2028c\r\n", "d\re"]
