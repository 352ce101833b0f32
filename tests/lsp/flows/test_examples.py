"""The main job through the protocol: open → diagnostics → code action → apply → cargo green →
revert → the same bytes.

Each example runs once, the makes of editors taking turns, and three run under all four. With
RUSTA_ALL_PROFILES=1 every case runs under all of them.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rusta_eval.tree_bytes import digest

from ...e2e.world import cargo, copy_example, crate, example_names
from .crates import proven
from .editor import Buffer, Editor
from .profiles import PROFILES, Opener, environment, start, stop

ALL = bool(os.environ.get("RUSTA_ALL_PROFILES"))
THOROUGH = {"borrow-push-while-iterating", "lint-index-loop", "visibility-private-field-read"}
MAX_FIXES = 6


def turns(names: list[str], thorough: set[str]) -> list[Any]:
    found = []
    for number, name in enumerate(names):
        makes = list(PROFILES)
        if not (ALL or name in thorough):
            makes = [makes[number % len(makes)]]
        found += [pytest.param(name, make, id=f"{name}-{make}") for make in makes]
    return found


def fix_everything(one: Editor, by_command: bool) -> int:
    """Apply proven fixes until nothing is broken; how many it took, one at least."""
    for done in range(MAX_FIXES):
        if done and one.command("rusta.diagnose")["result"]["ok"]:
            return done
        one.wait(lambda e: bool(proven(e)))
        uri, diagnostic = proven(one)[0]
        offered = one.actions(uri, diagnostic["range"])
        fixes = [a for a in offered if a["kind"] == "quickfix.rusta" and "disabled" not in a]
        assert fixes, offered
        assert any(a["kind"] == "quickfix.rusta.explain" for a in offered)
        # What is shown from now on must be about the new text.
        one.published.clear()
        if by_command:
            named = fixes[0]["command"]["arguments"][0]
            applied: Any = one.command("rusta.applyPatch", **named)
        else:
            applied = one.choose(fixes[0])
        assert applied["document"] == "apply/1", applied
        assert applied["result"]["verified"], applied
    raise AssertionError(f"still broken after {MAX_FIXES} fixes: {one.published}")


def revert_everything(one: Editor) -> int:
    for done in range(MAX_FIXES + 1):
        answer = one.command("rusta.revert")
        if answer["document"] == "error/1":
            assert answer["error"]["message"] == "there is nothing to revert", answer
            return done
    raise AssertionError("there is no end of reverts")


def green(root: Path, *, lint: bool = False) -> None:
    words = ("clippy", "--offline", "--", "-D", "warnings") if lint else ("check", "--offline")
    checked = cargo(root, *words)
    assert checked.returncode == 0, checked.stderr


def sources(root: Path) -> list[Path]:
    return sorted((root / "src").rglob("*.rs"))


@pytest.mark.parametrize(("name", "make"), turns(example_names(), THOROUGH))
def test_an_example(name: str, make: str, editor: Opener, tmp_path: Path) -> None:
    root = copy_example(name, tmp_path)
    before = digest(root)
    one = editor(root, make)
    for path in sources(root):
        one.open(path)

    by_command = list(PROFILES).index(make) % 2 == 1
    fixes = fix_everything(one, by_command)
    one.save()
    green(root, lint=name.startswith("lint-"))
    assert fixes >= 1 and digest(root) != before

    assert revert_everything(one) == fixes
    one.save()
    assert digest(root) == before
    assert one.end() == 0


# Broken only in the editor: the disk is green all the time until the user saves.

SOUND = """\
use std::collections::HashMap;

/// Counts words. Größe, naïve, 🦀🦀.
pub fn count(text: &str) -> HashMap<String, u32> {
    let mut found = HashMap::new();
    for word in text.split_whitespace() {
        *found.entry(word.to_owned()).or_insert(0) += 1;
    }
    found
}

pub fn longest(words: &[String]) -> Option<&String> {
    words.iter().max_by_key(|word| word.len())
}

pub fn label(name: &str, count: u32) -> String {
    let crab = "🦀 é"; let shown = name.to_owned();
    format!("{crab} {shown}: {count}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts() {
        assert_eq!(count("a b a")["a"], 2);
        assert_eq!(longest(&["a".into(), "bb".into()]).unwrap(), "bb");
        assert_eq!(label("x", 2), "🦀 é x: 2");
    }
}
"""
TYPED: dict[str, tuple[str, str]] = {
    "mut forgotten": ("let mut found", "let found"),
    "import forgotten": ("use std::collections::HashMap;\n\n", ""),
    "semicolon too many": ("    found\n}", "    found;\n}"),
    "owned text forgotten, after characters of two units": (
        "let shown = name.to_owned()",
        "let shown: String = name",
    ),
    "type misspelt": ("let mut found = HashMap::new()", "let mut found = HashMpa::new()"),
    "comma forgotten": ("name: &str, count: u32", "name: &str count: u32"),
    "name misspelt": ("{crab} {shown}: {count}", "{crab} {show}: {count}"),
    "method misspelt": ("text.split_whitespace()", "text.split_whitespaces()"),
    "moved and used": (
        "let shown = name.to_owned();",
        "let own = name.to_owned(); let shown = own; let _ = own.len();",
    ),
    "value for a reference": ("longest(words: &[String])", "longest(words: [String; 2])"),
}


class Typist:
    """One editor of each make with the sound crate open, started when first asked for."""

    def __init__(self, cache: Path, folder: Path) -> None:
        self._cache, self._folder = cache, folder
        self.editors: dict[str, tuple[Editor, Buffer]] = {}

    def at(self, make: str) -> tuple[Editor, Buffer]:
        if make not in self.editors:
            root = crate(self._folder / make / "typed", {"src/lib.rs": SOUND})
            one = start(root, environment(self._cache, self._folder / make), make)
            self.editors[make] = (one, one.open(root / "src/lib.rs"))
        one, buffer = self.editors[make]
        revert_everything(one)
        one.published.clear()
        buffer.path.write_text(SOUND)
        one.type(buffer, SOUND)
        return one, buffer


@pytest.fixture(scope="module")
def typist(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Typist]:
    made = Typist(cache, tmp_path_factory.mktemp("typist"))
    yield made
    for one, _ in made.editors.values():
        stop(one)


@pytest.mark.parametrize(
    ("case", "make"), turns(list(TYPED), {"owned text forgotten, after characters of two units"})
)
def test_an_unsaved_buffer(case: str, make: str, typist: Typist) -> None:
    one, buffer = typist.at(make)
    old, new = TYPED[case]
    text = SOUND.replace(old, new)
    assert text != SOUND
    one.published.clear()
    one.type(buffer, text)

    fixes = fix_everything(one, by_command=list(PROFILES).index(make) % 2 == 0)
    assert fixes >= 1 and buffer.path.read_text() == SOUND
    one.save()
    green(one.root)

    assert revert_everything(one) == fixes
    assert buffer.text == text
    one.save()
    assert buffer.path.read_bytes() == text.encode()


def test_an_unsaved_buffer_with_crlf_and_tabs(editor: Opener, tmp_path: Path) -> None:
    sound = SOUND.replace("    ", "\t").replace("\n", "\r\n")
    root = crate(tmp_path / "crlf", {"src/lib.rs": sound.encode()})
    one = editor(root, "neovim")
    buffer: Buffer = one.open(root / "src/lib.rs")
    text = sound.replace("let mut found", "let found")
    one.published.clear()
    one.type(buffer, text)
    assert fix_everything(one, by_command=False) == 1
    assert buffer.text == sound
    one.command("rusta.revert")
    assert buffer.text == text
