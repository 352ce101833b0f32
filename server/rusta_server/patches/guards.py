"""Guards: why a patch is refused, whatever the compiler says of it.

A green check is cheap to get by deleting, disabling or silencing. What is counted are words of code
around the edits, before against after over the whole patch, so that moved code counts as unchanged
and strings and comments count as nothing.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from rusta_server.contracts.diagnostic import UNCLOSED, Diagnostic
from rusta_server.contracts.edits import Edit, apply_edits
from rusta_server.contracts.policy import Guards
from rusta_server.contracts.proof import FileChange, Patch
from rusta_server.patches.build import patch_between
from rusta_server.patches.constructs import Construct, constructs
from rusta_server.patches.diff import count_lines, differing
from rusta_server.patches.lexer import code, comments
from rusta_server.patches.removals import unasked_removals
from rusta_server.patches.surplus import surplus_lines
from rusta_server.patches.syntax import parse, regions
from rusta_server.patches.test_list import (
    inside_tests,
    may_hold_tests,
    test_list,
    written_tests,
)

_TEST_FOLDERS = frozenset(("tests", "benches"))
_TEST_FILES = frozenset(("tests.rs", "benches.rs"))
_BUILD_FILES = frozenset(
    (
        "build.rs",
        "Cargo.toml",
        "Cargo.lock",
        "rust-toolchain",
        "rust-toolchain.toml",
        "clippy.toml",
        ".clippy.toml",
        "rustfmt.toml",
        ".rustfmt.toml",
    )
)
_PUNCTUATION = frozenset("#[](){};,")
_MARKS = re.compile(r"[\"'#*/ ]*")
# Shorter remarks than this many words are prose that happens to repeat the code.
_COMMENTED_OUT_WORDS = 3


class Refusal(NamedTuple):
    """`rule` is stable and machine-readable, `message` a sentence for the user."""

    rule: str
    message: str


def check(
    patch: Patch,
    before: Mapping[str, str],
    after: Mapping[str, str],
    diagnostics: Iterable[Diagnostic],
    guards: Guards,
    project: Mapping[str, str] | None = None,
) -> tuple[Refusal, ...]:
    """Every reason to refuse `patch`, sorted; empty where there is none.

    `before` and `after` are the texts of its files by token path (missing: the file does not
    exist); the edits of `patch` are byte offsets into `before`. `diagnostics` are all that were
    reported on the way, on `before` or on a text between it and `after`. `project`: all texts of
    the workspace; where they are not given, of what may go only `before` is asked.
    """
    said = tuple(diagnostics)
    closed = _closed(patch, before) if any(d.code in UNCLOSED for d in said) else None
    if closed is not None:
        first = check(patch_between(before, closed), before, closed, said, guards, project)
        known = {**(project or before), **closed}
        then = check(patch_between(closed, after), closed, after, said, guards, known)
        return tuple(sorted({*first, *then, *_size(patch, before, after, guards)}))
    found = [*_size(patch, before, after, guards), *_places(patch, guards)]
    rust = [file for file in patch.files if file.path.endswith(".rs")]
    closes = any(d.code in UNCLOSED for d in said) and _only_delimits(rust, before, after)
    if not closes:
        found += _added(rust, before, after)
    found += _tests(rust, before, after, guards, closes)
    found += [
        Refusal(
            "only-removes", f"it deletes `{_short(text)}`, which no diagnostic calls superfluous"
        )
        for text in unasked_removals(rust, before, after, said, project or before)
    ]
    return tuple(sorted(set(found)))


def _closed(patch: Patch, before: Mapping[str, str]) -> dict[str, str] | None:
    """`before` with those edits of `patch` alone that only delimit; None where all do, or none.
    What they close is code only then, so the other edits are about that text."""
    marks = {
        file.path: [e for e in file.edits if _delimits(e, before.get(file.path, ""))]
        for file in patch.files
    }
    count = sum(map(len, marks.values()))
    if count in (0, sum(len(file.edits) for file in patch.files)):
        return None
    return {
        path: apply_edits(text.encode(), marks.get(path, ())).decode()
        for path, text in before.items()
    }


def _delimits(edit: Edit, text: str) -> bool:
    old = text.encode()[edit.start : edit.end].decode()
    return bool(_MARKS.fullmatch("".join(differing(old, edit.text))))


def _only_delimits(
    files: list[FileChange], before: Mapping[str, str], after: Mapping[str, str]
) -> bool:
    """Whether nothing but the marks of texts and comments comes and goes. What was taken for code
    was a text before, and the reverse; every word of it is the author's own."""
    for file in files:
        old, new = before.get(file.path, ""), after.get(file.path, "")
        if not _MARKS.fullmatch("".join(differing(old, new))):
            return False
    return True


def _size(
    patch: Patch, before: Mapping[str, str], after: Mapping[str, str], guards: Guards
) -> list[Refusal]:
    found: list[Refusal] = []
    if patch.lines > guards.max_lines:
        found.append(
            Refusal(
                "max-lines", f"{patch.lines} lines, more than guards.max_lines = {guards.max_lines}"
            )
        )
    added, removed = count_lines(before, after)
    net = removed - added
    if net >= guards.max_net_removed:
        net -= sum(surplus_lines(before.get(path, ""), text) for path, text in after.items())
    if net >= guards.max_net_removed:
        found.append(
            Refusal(
                "net-removal",
                f"{net} lines fewer, guards.max_net_removed = {guards.max_net_removed}",
            )
        )
    return found


def _places(patch: Patch, guards: Guards) -> list[Refusal]:
    found: list[Refusal] = []
    for file in patch.files:
        *folders, name = file.path.split("/")
        if folders[:1] != ["$WS"]:
            found.append(Refusal("outside", f"{file.path} is no file of the workspace"))
        if file.after_sha256 is None:
            found.append(Refusal("deleted-file", f"it deletes {file.path}"))
        if not guards.allow_build_files and (name in _BUILD_FILES or ".cargo" in folders):
            found.append(
                Refusal(
                    "build-file",
                    f"{file.path} steers the build; allow with guards.allow_build_files",
                )
            )
        if not guards.allow_tests and (_TEST_FOLDERS & set(folders) or name in _TEST_FILES):
            found.append(
                Refusal("test-file", f"{file.path} holds tests; allow with guards.allow_tests")
            )
    return found


def _added(
    files: list[FileChange], before: Mapping[str, str], after: Mapping[str, str]
) -> list[Refusal]:
    """Constructs that silence, skip or postpone, and code that became a comment."""
    old_words: list[str] = []
    new_words: list[str] = []
    had: Counter[Construct] = Counter()
    has: Counter[Construct] = Counter()
    remarks: Counter[str] = Counter()
    for file in files:
        old, new = before.get(file.path, ""), after.get(file.path, "")
        old_bytes, new_bytes = old.encode(), new.encode()
        for region in regions(old_bytes, new_bytes, file.edits):
            old_part = old_bytes[slice(*region.before)].decode()
            new_part = new_bytes[slice(*region.after)].decode()
            old_code, new_code = code(old_part), code(new_part)
            had.update(constructs(old_code))
            has.update(constructs(new_code))
            remarks.update(comments(new_part))
            remarks.subtract(comments(old_part))
            old_words += old_code
            new_words += new_code
    found = [
        Refusal(construct.rule, f"it adds {construct.shown}")
        for construct, count in (has - had).items()
        if count > 0
    ]
    if not any(word not in _PUNCTUATION for word in (Counter(new_words) - Counter(old_words))):
        # `[allow(x)]` lacked its `#`: every word that says something is the author's own.
        found = []
    missing = Counter(old_words) - Counter(new_words)
    for remark in +remarks:
        inside = code(remark.removeprefix("/*").removesuffix("*/").lstrip("/"))
        if len(inside) >= _COMMENTED_OUT_WORDS and not Counter(inside) - missing:
            found.append(
                Refusal("commented-out", f"it turns code into a comment: {_short(remark)}")
            )
    return found


def _tests(
    files: list[FileChange],
    before: Mapping[str, str],
    after: Mapping[str, str],
    guards: Guards,
    closes: bool,
) -> list[Refusal]:
    """The policy may allow to edit tests; none comes, goes or is skipped all the same. Where a text
    `closes` the tests behind it come back."""
    found: list[Refusal] = []
    was: Counter[str] = Counter()
    now: Counter[str] = Counter()
    for file in files:
        old, new = before.get(file.path, ""), after.get(file.path, "")
        inside = inside_tests(old, file.edits)
        if inside and not guards.allow_tests:
            found.append(
                Refusal(
                    "test-code", f"it edits a test in {file.path}; allow with guards.allow_tests"
                )
            )
        old_bytes, new_bytes = old.encode(), new.encode()
        # What lies outside of the regions is the same syntax before and after.
        if inside or any(
            may_hold_tests((old_bytes[slice(*r.before)] + new_bytes[slice(*r.after)]).decode())
            for r in regions(old_bytes, new_bytes, file.edits)
        ):
            parses = not any(parse(b).root_node.has_error for b in (old_bytes, new_bytes))
            listed = test_list if parses else written_tests
            was.update(listed(old))
            now.update(listed(new))
    if was != now and not (closes and was <= now):
        names = ", ".join(sorted(((was - now) + (now - was)).keys())[:3])
        found.append(Refusal("test-list", f"the list of tests changes: {names}"))
    return found


def _short(text: str, limit: int = 60) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
