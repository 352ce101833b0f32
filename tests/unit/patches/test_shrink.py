"""Shrinking, with a pure stand-in for the compiler: the result is 1-minimal."""

from collections.abc import Callable, Generator

from hypothesis import given
from hypothesis import strategies as st

from rusta_server.contracts.edits import Edit
from rusta_server.contracts.probe import Evidence
from rusta_server.engine.job import Ask, Step
from rusta_server.patches.shrink import Edits, shrink

Oracle = Callable[[Edits], bool]


def insertion(at: int, text: str = "x") -> Edit:
    return Edit(path="$WS/src/lib.rs", start=at, end=at, text=text)


def run(edits: Edits, green: Oracle) -> tuple[Edits, list[int]]:
    """(result, size of each judged batch)."""
    batches: list[int] = []

    def still_green(subsets: list[Edits]) -> Generator[Step, tuple[Evidence, ...], list[bool]]:
        assert all(subsets), "the empty patch was judged"
        assert len(set(subsets)) == len(subsets)
        batches.append(len(subsets))
        yield Ask(probes=())
        return [green(subset) for subset in subsets]

    job = shrink(edits, still_green)
    try:
        next(job)
        while True:
            job.send(())
    except StopIteration as done:
        return done.value, batches


@given(size=st.integers(1, 40), needed=st.sets(st.integers(0, 39), min_size=1))
def test_only_the_needed_edits_stay(size: int, needed: set[int]) -> None:
    wanted = {insertion(n) for n in needed if n < size} or {insertion(0)}
    result, _ = run(tuple(insertion(n) for n in range(size)), lambda edits: wanted <= set(edits))
    assert set(result) == wanted
    assert list(result) == sorted(result, key=lambda e: e.start)


@given(
    size=st.integers(1, 12),
    alternatives=st.lists(st.sets(st.integers(0, 11), min_size=1), min_size=1, max_size=4),
    spoilers=st.sets(st.integers(0, 11)),
)
def test_the_result_is_1_minimal_for_any_judge(
    size: int, alternatives: list[set[int]], spoilers: set[int]
) -> None:
    """Green: all edits together, or one of several sets without too many of the others."""
    everything = tuple(insertion(n) for n in range(size))

    def green(edits: Edits) -> bool:
        have = {edit.start for edit in edits}
        return edits == everything or any(
            need <= have and len(have & spoilers) <= 1 for need in alternatives
        )

    result, _ = run(everything, green)
    assert green(result)
    if len(result) > 1:
        assert not any(green(result[:k] + result[k + 1 :]) for k in range(len(result)))


def test_an_inserted_block_loses_the_lines_it_does_not_need() -> None:
    block = insertion(5, "use a;\nuse b;\nuse c;\n")
    result, _ = run((block,), lambda edits: "use b;\n" in "".join(e.text for e in edits))
    assert result == (insertion(5, "use b;\n"),)


def test_a_block_that_is_needed_whole_stays_one_edit() -> None:
    block = insertion(5, "impl A {\n}\n")
    result, _ = run((block,), lambda edits: "".join(e.text for e in edits) == block.text)
    assert result == (block,)


def test_batches_are_few() -> None:
    edits = tuple(insertion(n) for n in range(64))
    result, batches = run(edits, lambda some: edits[17] in some)
    assert result == (edits[17],)
    assert len(batches) <= 8


def test_edits_that_need_one_another_go_together() -> None:
    """A renamed local with its uses, and a value in a statement of its own: leaving away any one
    edit of either is red, and neither is needed."""
    renamed = (
        insertion(10, "kept_value"),
        insertion(400, "kept_value"),
        insertion(900, "kept_value"),
    )
    split = (insertion(200, "interim"), insertion(230, "let interim = 1;"))
    fix = insertion(500, "Some(")

    def green(edits: Edits) -> bool:
        have = set(edits)
        return fix in have and all(have >= set(g) or not have & set(g) for g in (renamed, split))

    everything = tuple(sorted((*renamed, *split, fix), key=lambda edit: edit.start))
    result, _ = run(everything, green)
    assert result == (fix,)


def test_a_blank_goes_with_the_edit_beside_it() -> None:
    needed, blank, other = insertion(9, "= 1"), insertion(8, " "), insertion(500, "y")
    result, _ = run((blank, needed, other), lambda edits: needed in edits)
    assert result == (blank, needed)


def test_a_blank_far_from_all_others_is_left_out() -> None:
    needed, blank = insertion(9, "= 1"), insertion(500, " ")
    result, _ = run((needed, blank), lambda edits: needed in edits)
    assert result == (needed,)


def test_a_line_that_goes_leaves_the_next_its_indentation() -> None:
    text = "a();\n\n    b();\n    "
    result, _ = run((insertion(9, text), insertion(500, "y")), lambda edits: any(
        "a()" in edit.text for edit in edits
    ) and any("b()" in edit.text for edit in edits))  # fmt: skip
    assert "".join(edit.text for edit in result) == "a();\n    b();\n    "
