"""cargo.test: each test's outcome, for all the ways in which a test can end."""

import pytest

from rusta_server.contracts.probe import KILLED, ProbeFailure
from rusta_server.contracts.tools import NoParams
from rusta_server.contracts.tools import TestResult as Result
from rusta_server.probes import tests_baseline

from .conftest import Make, World, manifest

LIB = """
/// ```
/// assert_eq!(demo::one(), 1);
/// ```
///
/// ```
/// assert_eq!(demo::one(), 2);
/// ```
pub fn one() -> i32 { 1 }

#[cfg(test)]
mod tests {
    #[test]
    fn sound() { assert_eq!(super::one(), 1) }
    #[test]
    fn wrong() { println!("test tests::fake ... ok"); assert_eq!(super::one(), 3) }
    #[test]
    #[ignore = "slow"]
    fn left_out() {}
    #[test]
    #[should_panic(expected = "so")]
    fn panics() { panic!("so") }
}
"""


def outcomes(result: Result) -> dict[str, str]:
    return {test.name: test.outcome for test in result.tests}


def test_every_kind_of_target_and_outcome(world: Make) -> None:
    w = world(
        {
            "Cargo.toml": manifest("demo", '[[test]]\nname = "own"\nharness = false\n'),
            "src/lib.rs": LIB,
            "src/main.rs": "fn main() {}\n#[test]\nfn t() {}\n",
            "tests/it.rs": "#[test]\nfn t() { assert_eq!(demo::one(), 1) }\n",
            "tests/own.rs": 'fn main() { println!("mine"); std::process::exit(1) }\n',
            "examples/shown.rs": "fn main() {}\n",
        }
    )
    result = w.test()
    assert result.run == "failed"
    assert outcomes(result) == {
        "demo::bin/demo::t": "passed",
        "demo::doc::src/lib.rs - one": "passed",
        "demo::doc::src/lib.rs - one (2)": "failed",
        "demo::it::t": "passed",
        "demo::own": "failed",
        "demo::tests::left_out": "ignored",
        "demo::tests::panics": "passed",
        "demo::tests::sound": "passed",
        "demo::tests::wrong": "failed",
    }


def test_doctests_can_be_left_out_and_cargos_selectors_pass_through(world: Make) -> None:
    w = world({"src/lib.rs": LIB, "tests/it.rs": "#[test]\nfn t() {}\n"})
    assert not any("::doc::" in name for name in outcomes(w.test(doc=False)))
    assert outcomes(w.test("--test", "it")) == {"demo::it::t": "passed"}


def test_tests_that_do_not_compile_are_not_built_and_say_why(world: Make) -> None:
    w = world({"src/lib.rs": LIB, "examples/broken.rs": "fn main() { gone() }\n"})
    result = w.test()
    assert result.run == "not-built"
    assert [d.code for d in result.diagnostics if d.level == "error"] == ["E0425"]


def test_a_crash_takes_only_the_test_that_crashed(world: Make) -> None:
    body = "#[test]\nfn {}() {{ {} }}\n"
    text = "".join(
        body.format(name, what)
        for name, what in (
            ("a_fine", ""),
            ("b_aborts", "std::process::abort()"),
            ("c_fine", ""),
            ("d_leaves", "std::process::exit(0)"),
            ("e_fine", ""),
        )
    )
    result = world({"src/lib.rs": "", "tests/it.rs": text}).test()
    assert outcomes(result) == {
        "demo::it::a_fine": "passed",
        "demo::it::b_aborts": "failed",
        "demo::it::c_fine": "passed",
        "demo::it::d_leaves": "failed",
        "demo::it::e_fine": "passed",
    }


def test_a_test_that_passes_when_run_again_is_flaky(world: Make) -> None:
    text = """
#[test]
fn t() {
    if !std::path::Path::new("seen").exists() {
        std::fs::write("seen", "").unwrap();
        panic!();
    }
}
"""
    w = world({"src/lib.rs": "", "tests/it.rs": text})
    assert outcomes(w.test(retries=0)) == {"demo::it::t": "failed"}
    result = w.test(retries=1)
    assert (result.run, outcomes(result)) == ("passed", {"demo::it::t": "flaky"})
    assert not (w.root / "seen").exists()


def test_tests_run_in_the_packages_folder_with_cargos_environment(world: Make) -> None:
    text = """
#[test]
fn t() {
    assert!(std::fs::read_to_string("Cargo.toml").unwrap().contains("member"));
    assert_eq!(std::env::var("CARGO_PKG_NAME").unwrap(), "member");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    std::net::TcpStream::connect(listener.local_addr().unwrap()).unwrap();
}
"""
    w = world(
        {
            "Cargo.toml": '[workspace]\nmembers = ["member"]\nresolver = "2"\n',
            "member/Cargo.toml": manifest("member"),
            "member/src/lib.rs": "",
            "member/tests/it.rs": text,
        }
    )
    assert outcomes(w.test()) == {"member::it::t": "passed"}


def test_a_test_that_hangs_ends_at_the_time_limit(world: Make) -> None:
    text = "#[test]\nfn quick() {}\n#[test]\nfn slow() { loop { std::thread::yield_now() } }\n"
    result = world({"src/lib.rs": "", "tests/it.rs": text}).test(timeout_s=2)
    assert result.run == "timeout"
    assert outcomes(result) == {"demo::it::quick": "passed"}


def test_a_killed_cargo_is_a_failure_and_no_passed_run(world: Make) -> None:
    text = """
#[test]
fn t() {
    let parent = std::fs::read_to_string("/proc/self/stat").unwrap();
    let runner = parent.rsplit(')').next().unwrap().split_whitespace().nth(1).unwrap().to_string();
    let stat = std::fs::read_to_string(format!("/proc/{runner}/stat")).unwrap();
    let cargo = stat.rsplit(')').next().unwrap().split_whitespace().nth(1).unwrap().to_string();
    let kill = format!("kill -9 {cargo}");
    std::process::Command::new("/bin/sh").args(["-c", &kill]).status().unwrap();
    std::thread::sleep(std::time::Duration::from_secs(1));
}
"""
    w = world({"src/lib.rs": "", "tests/it.rs": text})
    with pytest.raises(ProbeFailure) as failure:
        w.test()
    assert failure.value.code == KILLED


def test_a_crate_without_tests_has_none(world: Make) -> None:
    result = world({"src/lib.rs": "pub fn f() {}\n"}).test()
    assert (result.run, result.tests) == ("no-tests", ())


def test_only_a_run_on_the_tree_as_it_is_becomes_the_baseline(world: Make) -> None:
    w: World = world({"src/lib.rs": LIB})
    w.test(overlays={"src/lib.rs": LIB.replace("{ 1 }", "{ 3 }")})
    assert tests_baseline.run(NoParams(), w.ctx).source == "none"
    w.test()
    recorded = tests_baseline.run(NoParams(), w.ctx)
    assert recorded.source == "recorded"
    assert recorded.failing == ("demo::doc::src/lib.rs - one (2)", "demo::tests::wrong")
