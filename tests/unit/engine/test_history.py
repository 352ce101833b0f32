"""What was changed since the last commit says what its author is at work on."""

from hypothesis import given
from hypothesis import strategies as st

from rusta_server.candidates.templates import types_one_layer_less
from rusta_server.contracts.candidate import Candidate
from rusta_server.contracts.edits import Edit, apply_edits
from rusta_server.engine.history import AT_WORK, ELSEWHERE, TAKES_BACK, hunks_of, standing
from rusta_server.engine.node import Node, patch_of
from rusta_server.engine.rank import rank

PATH = "$WS/src/lib.rs"
COMMITTED = """\
pub struct Area {
    pub width: u32,
}

pub fn twice(area: &Area) -> u32 {
    area.width + area.width
}

pub fn thrice(area: &Area) -> u32 {
    let width = area.width;
    width + width + width
}
"""
RENAMED = COMMITTED.replace("pub width", "pub breadth")
TYPED = COMMITTED.replace("    width + width + width", "    width + wdth + width")
DEFINITION = f"template:{types_one_layer_less.__name__.rpartition('.')[2]}"


def node(now: str, *changes: tuple[str, str], source: str = "rustc:machine-applicable") -> Node:
    """Replaces each text, wherever it stands."""
    after, edits = now, []
    for old, new in changes:
        at = now.encode().find(old.encode())
        assert at >= 0
        while at >= 0:
            edits.append(Edit(path=PATH, start=at, end=at + len(old.encode()), text=new))
            at = now.encode().find(old.encode(), at + 1)
    after = apply_edits(now.encode(), edits).decode()
    return Node(
        {PATH: after}, (Candidate(source=source, title=str(changes), edits=tuple(edits)),), ()
    )


def stands(now: str, *changes: tuple[str, str], committed: str = COMMITTED) -> int:
    base = {PATH: now}
    return standing(patch_of(node(now, *changes), base), base, {PATH: committed})


def test_an_edit_of_a_line_that_is_not_committed() -> None:
    assert stands(TYPED, ("wdth", "width")) == AT_WORK
    assert stands(TYPED, ("let width", "let wdth")) == ELSEWHERE


def test_lines_of_which_nothing_is_known() -> None:
    base = {PATH: TYPED}
    assert standing(patch_of(node(TYPED, ("wdth", "width")), base), base, {}) == ELSEWHERE


def test_a_definition_as_it_was_committed() -> None:
    assert stands(RENAMED, ("pub breadth", "pub width")) == TAKES_BACK
    assert stands(RENAMED, ("area.width", "area.breadth")) == ELSEWHERE
    assert stands(RENAMED, ("pub breadth", "pub wide")) == ELSEWHERE, (
        "no change of it is taken back"
    )


def test_a_line_of_a_body_as_it_was_committed_is_no_definition() -> None:
    assert stands(TYPED, ("width + wdth", "width + width")) == AT_WORK


def test_in_a_file_that_is_not_committed_every_body_is_at_work() -> None:
    assert stands(TYPED, ("wdth", "width"), committed="") == AT_WORK
    assert stands(RENAMED, ("pub breadth", "pub width"), committed="") == ELSEWHERE


def test_the_uses_follow_what_was_changed_though_one_place_disagrees_with_many() -> None:
    back = node(RENAMED, ("pub breadth", "pub width"), source=DEFINITION)
    on = node(RENAMED, ("area.width", "area.breadth"))
    base = {PATH: RENAMED}

    assert [r.node for r in rank([back, on], base)] == [back, on], "without history"
    assert [r.node for r in rank([back, on], base, {PATH: COMMITTED})] == [on, back]


def test_of_equals_the_one_at_work_comes_first() -> None:
    far = node(TYPED, ("let width = area.width", "let wdth = area.width"))
    near = node(TYPED, ("wdth", "width"))
    base = {PATH: TYPED}
    assert [r.node for r in rank([far, near], base)] == [far, near]
    assert [r.node for r in rank([far, near], base, {PATH: COMMITTED})] == [near, far]


LINES = st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=12)


@given(LINES, LINES)
def test_the_changes_make_the_one_text_of_the_other(before: list[str], now: list[str]) -> None:
    made, at = [], 0
    for hunk in hunks_of("\n".join(before), "\n".join(now)):
        old, new = "\n".join(before).splitlines(), "\n".join(now).splitlines()
        assert old[at : hunk.old] == new[len(made) : hunk.new]
        made += [*old[at : hunk.old], *new[hunk.new : hunk.new_end]]
        at = hunk.old_end
    old, new = "\n".join(before).splitlines(), "\n".join(now).splitlines()
    assert [*made, *old[at:]] == new
