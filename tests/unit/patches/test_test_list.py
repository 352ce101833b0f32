"""The syntactic list of tests."""

import pytest

from rusta_server.patches.test_list import test_list as list_of

SOURCE = """\
//! ```
//! crate_docs();
//! ```

/// Adds.
///
/// ```rust,no_run
/// add(1, 2);
/// ```
/// and text between
/// ~~~text
/// no code
/// ~~~
pub fn add(a: u32, b: u32) -> u32 { a + b }

/** A block.
 * ```
 * block();
 * ```
 */
pub fn block() {}

#[cfg(test)]
mod tests {
    mod inner {
        #[test]
        // why
        #[should_panic(expected = "no")]
        fn dies() {}
    }
    #[tokio::test(flavor = "current_thread")]
    async fn later() {}
    #[ignore = "slow"]
    #[test]
    fn slow() {}
    fn helper() {}
    const TEXT: &str = "#[test] fn text() {}";
    // #[test] fn commented() {}
    proptest! {
        #[test]
        fn any(x in 0..9) {}
    }
}
"""


def test_functions_with_their_modules_and_marks_and_doctests() -> None:
    found = list_of(SOURCE)
    assert [name for name in found if not name.startswith("doctest")] == [
        "macro::any",
        "tests::inner::dies (should_panic)",
        "tests::later",
        "tests::slow (ignored)",
    ]
    doctests = [name.split(" ", 2)[2:] for name in found if name.startswith("doctest")]
    assert sorted(doctests) == [[], [], ["(rust,no_run)"], ["(text)"]]


@pytest.mark.parametrize("source", ["", "fn f() {}\n", "// test\nfn g() {}\n", "#[test"])
def test_no_tests(source: str) -> None:
    assert list_of(source) == ()
