"""Which of greens that mend the same errors stands before the others in any case."""

from dataclasses import replace

from rusta_server.candidates import templates
from rusta_server.candidates.offer import modules_of
from rusta_server.contracts.candidate import Candidate
from rusta_server.contracts.edits import Edit, apply_edits
from rusta_server.engine.node import Node
from rusta_server.engine.precedence import DEFINITIONS, EVIDENT, Reach, reordered
from rusta_server.engine.rank import rank

PATH = "$WS/src/lib.rs"
BASE = {PATH: "".join(f"line {n}\n" for n in range(8))}
SURE = "rustc:machine-applicable"
DEFINITION = "template:types_one_layer_less"


def green(source: str, *lines: int, path: str = PATH) -> Node:
    """Changes the first word of each of `lines`."""
    edits = tuple(Edit(path=path, start=7 * n, end=7 * n + 4, text="LINE") for n in lines)
    step = Candidate(source=source, title=f"At {lines}", edits=edits)
    return Node({path: apply_edits(BASE[PATH].encode(), edits).decode()}, (step,), ())


def titles(*greens: Node) -> list[str]:
    return [each.node.steps[0].title for each in rank(greens, BASE)]


def test_the_definition_stands_before_edits_at_two_uses_however_sure() -> None:
    assert titles(green(SURE, 2, 5), green(DEFINITION, 0)) == ["At (0,)", "At (2, 5)"]


def test_at_one_place_against_one_place_the_surer_source_comes_first() -> None:
    assert titles(green(DEFINITION, 0), green(SURE, 2)) == ["At (2,)", "At (0,)"]


def test_what_a_single_place_lacks_is_added_there() -> None:
    arms, variant = "template:e0004_missing_arms", "template:e0004_unmade_variant"
    assert titles(green(variant, 0), green(arms, 2)) == ["At (2,)", "At (0,)"]
    assert titles(green(variant, 0), green(arms, 2, 5)) == ["At (0,)", "At (2, 5)"]


def test_lines_side_by_side_are_one_place() -> None:
    assert titles(green(DEFINITION, 0), green(SURE, 2, 3)) == ["At (2, 3)", "At (0,)"]


def test_other_sources_do_not_gain_by_fewer_places() -> None:
    assert titles(green(SURE, 2, 5), green("template:x", 0)) == ["At (2, 5)", "At (0,)"]


def test_a_parameter_that_nobody_reads_goes_before_its_only_call_is_given_one() -> None:
    unread = "template:e0061_unread_parameter"
    assert titles(green(SURE, 2), green(unread, 0)) == ["At (0,)", "At (2,)"]
    assert titles(green(SURE, 2), green(unread, 0, 5)) == ["At (2,)", "At (0, 5)"]


def test_a_receiver_that_its_body_does_not_need_goes_before_its_caller_asks_for_more() -> None:
    shared = "template:e0596_receiver_shared"
    assert titles(green(SURE, 2), green(shared, 0)) == ["At (0,)", "At (2,)"]


def test_words_in_another_order_stand_before_a_name_spelt_alike() -> None:
    swapped = green("template:names_words_swapped", 2)
    assert titles(green(SURE, 3), swapped)[0] == "At (2,)"
    found_first = replace(green("template:x", 2), agreeing=("template:names_words_swapped",))
    assert titles(green(SURE, 3), found_first)[0] == "At (2,)"


def test_what_leaves_a_variable_unread_stands_behind_what_reads_it() -> None:
    idle = replace(green(SURE, 2), warnings=("unused_variables",))
    assert titles(idle, green("template:x", 3, 5)) == ["At (3, 5)", "At (2,)"]


def test_a_variable_that_is_unread_either_way_tells_nothing() -> None:
    rivals = (green(SURE, 2), green("template:x", 3))
    idle = [replace(one, warnings=("unused_variables",)) for one in rivals]
    assert titles(*idle) == ["At (2,)", "At (3,)"]


def test_a_function_that_calls_itself_for_ever_is_not_what_was_meant() -> None:
    endless = replace(green(SURE, 2), warnings=("unconditional_recursion",))
    assert titles(endless, green("template:x", 3)) == ["At (3,)", "At (2,)"]


def test_whatever_else_orders_them_only_they_move_and_no_further_than_they_must() -> None:
    other, wide = Reach(1, False, False), Reach(3, False, False)
    assert reordered([other, wide, Reach(2, True, False)]) == [0, 2, 1]
    assert reordered([wide, other, Reach(1, True, True)]) == [2, 0, 1]
    assert reordered([Reach(1, True, True), Reach(1, True, True)]) == [0, 1]
    assert reordered([other, Reach(1, True, False), wide]) == [0, 1, 2]


def test_every_one_of_them_is_a_template() -> None:
    assert {f"template:{name}" for name, _ in modules_of(templates)} > DEFINITIONS | EVIDENT


def both(*greens: Node) -> Node:
    """The steps of all of them in one."""
    steps = tuple(step for each in greens for step in each.steps)
    edits = sorted((e for step in steps for e in step.edits), key=lambda edit: edit.start)
    return Node({PATH: apply_edits(BASE[PATH].encode(), edits).decode()}, steps, ())


def test_of_two_mistakes_each_is_weighed_without_the_other() -> None:
    other = green(SURE, 7)
    uses, definition = green(SURE, 2, 5), green(DEFINITION, 0)
    assert titles(both(uses, other), both(definition, other)) == ["At (0,)", "At (2, 5)"]


def test_what_two_greens_have_in_common_gives_neither_the_first_place() -> None:
    other = green(DEFINITION, 7)
    uses, rival = green(SURE, 2, 5), green("template:x", 0, 1)
    assert titles(both(uses, other), both(rival, other)) == ["At (2, 5)", "At (0, 1)"]
