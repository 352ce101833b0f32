"""libtest's plain output, whatever else is printed between."""

from rusta_server.probes.doctests import stable_names
from rusta_server.probes.libtest import parse


def test_outcomes_by_name() -> None:
    out = parse(
        "\nrunning 5 tests\n"
        "test tests::a ... ok\n"
        "test tests::b ... FAILED\n"
        "test tests::c ... ignored, slow\n"
        "test tests::d - should panic ... ok\n"
        "test src/lib.rs - f (line 3) - compile fail ... ok\n"
        "\nfailures:\n\n---- tests::b stdout ----\ntest tests::fake ... ok\n\n"
        "failures:\n    tests::b\n\n"
        "test result: FAILED. 3 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out\n"
    )
    assert out is not None and out.finished
    assert out.results == {
        "tests::a": "passed",
        "tests::b": "failed",
        "tests::c": "ignored",
        "tests::d": "passed",
        "src/lib.rs - f (line 3)": "passed",
    }


def test_prints_before_and_inside_of_a_result() -> None:
    out = parse(
        "running 3 tests\n"
        "no newline heretest a ... ok\n"
        "test b ... printed by a child\nand more\nok\n"
        "test c ... half a lineFAILED\n"
        "\nfailures:\n\nfailures:\n    c\n\n"
        "test result: FAILED. 2 passed; 1 failed; 0 ignored\n"
    )
    assert out is not None
    assert out.results == {"a": "passed", "b": "passed", "c": "failed"}


def test_a_failure_whose_line_was_lost_is_in_the_list_of_failures() -> None:
    out = parse(
        "running 1 test\ngarbage\n\nfailures:\n\n---- x stdout ----\n\nfailures:\n    x\n\n"
        "test result: FAILED. 0 passed; 1 failed; 0 ignored\n"
    )
    assert out is not None and out.results == {"x": "failed"}


def test_an_output_that_breaks_off_is_not_finished_and_names_what_was_running() -> None:
    out = parse("running 3 tests\ntest a ... ok\ntest b ... ")
    assert out is not None
    assert (out.finished, out.begun, out.results) == (False, "b", {"a": "passed"})


def test_several_runs_in_one_output_are_read_together() -> None:
    one = "running 1 test\ntest {} ... ok\n\ntest result: ok. 1 passed; 0 failed; 0 ignored\n\n"
    out = parse(one.format("a") + one.format("b"))
    assert out is not None and out.finished
    assert out.results == {"a": "passed", "b": "passed"}


def test_a_test_that_prints_like_libtest_starts_no_new_run() -> None:
    out = parse(
        "running 2 tests\nrunning 7 tests\ntest a ... ok\ntest b ... ok\n"
        "test result: ok. 2 passed; 0 failed; 0 ignored\n"
    )
    assert out is not None and out.results == {"a": "passed", "b": "passed"}


def test_another_harness_is_not_libtest() -> None:
    assert parse("all fine\n") is None


def test_doctests_keep_their_names_when_lines_move() -> None:
    before = stable_names(["a.rs - f (line 9)", "a.rs - f (line 12)", "a.rs - g (line 1)"])
    after = stable_names(["a.rs - f (line 10)", "a.rs - f (line 13)", "a.rs - g (line 2)"])
    assert list(before.values()) == ["a.rs - f", "a.rs - f (2)", "a.rs - g"]
    assert sorted(before.values()) == sorted(after.values())


def test_what_failing_tests_print_is_told_apart_by_their_headings() -> None:
    out = parse(
        "running 2 tests\ntest a ... FAILED\ntest b ... FAILED\n\nfailures:\n\n"
        "---- a stdout ----\nsaid: 7\nmore\n\n---- b stdout ----\nsaid: 8\n\n"
        "failures:\n    a\n    b\n\ntest result: FAILED. 0 passed; 2 failed; 0 ignored\n"
    )
    assert out is not None
    assert out.printed == {"a": ["said: 7", "more", ""], "b": ["said: 8", ""]}
