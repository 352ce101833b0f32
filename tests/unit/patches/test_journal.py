"""Apply and revert: our own hunks come and go, everything else stays."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rusta_server.contracts.probe import INVALID_PARAMS, REFUSED, STALE, ProbeFailure
from rusta_server.patches.build import patch_between
from rusta_server.patches.disk import Disk
from rusta_server.patches.journal import Journal
from rusta_server.patches.threeway import HunkConflictError, unapply

LIB = "$WS/src/lib.rs"
TEN = "".join(f"line {n}\n" for n in range(10))


class Tree:
    def __init__(self, folder: Path) -> None:
        self.root = folder / "ws"
        (self.root / "src").mkdir(parents=True)
        self.journal = Journal(
            folder / "state",
            lambda token: self.root / token.removeprefix("$WS/"),
            lambda path: f"$WS/{path.relative_to(self.root).as_posix()}",
        )

    def __getitem__(self, token: str) -> str:
        return (self.root / token.removeprefix("$WS/")).read_bytes().decode()

    def __setitem__(self, token: str, text: str) -> None:
        (self.root / token.removeprefix("$WS/")).write_bytes(text.encode())

    def apply(self, token: str, after: str) -> str:
        before = {token: self[token]} if (self.root / token.removeprefix("$WS/")).exists() else {}
        return self.journal.apply(patch_between(before, {token: after}), "0" * 64).id


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path)


def test_an_entry_is_named_by_the_hash_of_its_manifest(tree: Tree) -> None:
    tree[LIB] = TEN
    entry_id = tree.apply(LIB, TEN.replace("line 3", "LINE 3"))
    (entry,) = tree.journal.entries()
    assert entry.id == entry.manifest.record_id == entry_id
    assert entry.files == (LIB,)
    assert not entry.reverted


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_several_reverted_in_reverse_order_give_the_original_bytes(
    newline: str, tree: Tree
) -> None:
    original = TEN.replace("\n", newline)[: -len(newline)]  # no newline at the end either
    tree[LIB] = original
    texts = [original]
    for n in (2, 7, 2):
        texts.append(texts[-1].replace(f"line {n}", f"line {n}, line {n}"))
        tree.apply(LIB, texts[-1])
    for text in reversed(texts[:-1]):
        tree.journal.revert("last")
        assert tree[LIB] == text
    with pytest.raises(ProbeFailure, match="nothing to revert") as raised:
        tree.journal.revert()
    assert raised.value.code == REFUSED


def test_an_entry_is_found_by_a_unique_prefix(tree: Tree) -> None:
    tree[LIB] = TEN
    entry_id = tree.apply(LIB, "other\n")
    for prefix in (entry_id[:7], "f" * 8 if entry_id[0] != "f" else "0" * 8, ""):
        with pytest.raises(ProbeFailure) as raised:
            tree.journal.revert(prefix)
        assert raised.value.code == INVALID_PARAMS
    entry, revert = tree.journal.revert(entry_id[:8])
    assert (entry.id, revert.manifest.reverts) == (entry_id, entry_id)
    with pytest.raises(ProbeFailure, match="already reverted"):
        tree.journal.revert(entry_id[:8])
    with pytest.raises(ProbeFailure, match="no applied entry"):
        tree.journal.revert(revert.id)


def test_an_earlier_entry_is_reverted_under_a_later_one(tree: Tree) -> None:
    tree[LIB] = TEN
    first = tree.apply(LIB, TEN.replace("line 2", "LINE 2"))
    tree.apply(LIB, tree[LIB].replace("line 8", "LINE 8"))
    tree.journal.revert(first)
    assert tree[LIB] == TEN.replace("line 8", "LINE 8")
    tree.journal.revert("last")
    assert tree[LIB] == TEN


def test_a_later_entry_over_the_same_lines_is_named(tree: Tree) -> None:
    tree[LIB] = TEN
    first = tree.apply(LIB, TEN.replace("line 2", "LINE 2"))
    second = tree.apply(LIB, tree[LIB].replace("LINE 2", "LINE TWO"))
    now = tree[LIB]
    with pytest.raises(ProbeFailure, match=r"lib.rs near line 3: our lines were edited") as raised:
        tree.journal.revert(first)
    assert raised.value.code == STALE
    assert raised.value.remedy == f"rusta revert {second[:12]}"
    assert tree[LIB] == now


def test_edits_made_since_stay(tree: Tree) -> None:
    tree[LIB] = TEN
    tree.apply(LIB, TEN.replace("line 5\n", "line five\nand a half\n"))
    tree[LIB] = "// mine\n" + tree[LIB].replace("line 9", "line nine")
    tree.journal.revert()
    assert tree[LIB] == "// mine\n" + TEN.replace("line 9", "line nine")


def test_one_conflict_reverts_nothing(tree: Tree) -> None:
    tree[LIB] = TEN
    tree["$WS/src/b.rs"] = TEN
    before = {LIB: TEN, "$WS/src/b.rs": TEN}
    after = {path: text.replace("line 5", "LINE 5") for path, text in before.items()}
    tree.journal.apply(patch_between(before, after), "0" * 64)
    tree["$WS/src/b.rs"] = after[LIB].replace("LINE 5", "line V")
    with pytest.raises(ProbeFailure, match=r"\$WS/src/b.rs near line 6: our lines were edited"):
        tree.journal.revert()
    assert tree[LIB] == after[LIB]


def test_what_the_user_reverted_by_hand_needs_nothing(tree: Tree) -> None:
    tree[LIB] = TEN
    tree.apply(LIB, TEN.replace("line 5", "LINE 5"))
    tree[LIB] = TEN
    tree.journal.revert()
    assert tree[LIB] == TEN
    assert tree.journal.entries()[0].reverted


def test_a_created_file_goes_with_its_folders_but_not_with_others_files(tree: Tree) -> None:
    new = "$WS/src/deep/new.rs"
    tree.apply(new, "new\n")
    tree.journal.revert()
    assert not (tree.root / "src/deep").exists()

    tree.apply(new, "new\n")
    tree["$WS/src/deep/mine.rs"] = "mine\n"
    tree.journal.revert()
    assert tree["$WS/src/deep/mine.rs"] == "mine\n"
    assert not (tree.root / "src/deep/new.rs").exists()


def test_a_created_file_that_was_edited_stays(tree: Tree) -> None:
    new = "$WS/src/new.rs"
    tree.apply(new, "new\n")
    tree[new] = "newer\n"
    with pytest.raises(ProbeFailure, match="was edited since we created it"):
        tree.journal.revert()
    assert tree[new] == "newer\n"


def test_a_deleted_executable_comes_back_even_when_its_folder_went(tree: Tree) -> None:
    tree["$WS/src/run.sh"] = "x\n"
    (tree.root / "src/run.sh").chmod(0o750)
    tree.journal.apply(patch_between({"$WS/src/run.sh": "x\n"}, {}), "0" * 64)
    (tree.root / "src").rmdir()
    tree.journal.revert()
    assert tree["$WS/src/run.sh"] == "x\n"
    assert (tree.root / "src/run.sh").stat().st_mode & 0o777 == 0o750


def test_a_revert_gives_a_fresh_mtime(tree: Tree) -> None:
    """cargo trusts mtimes: old text with its old mtime would be a false green."""
    tree[LIB] = TEN
    os.utime(tree.root / "src/lib.rs", (1_000_000_000, 1_000_000_000))
    tree.apply(LIB, "other\n")
    applied = (tree.root / "src/lib.rs").stat().st_mtime_ns
    tree.journal.revert()
    assert 10**18 < applied <= (tree.root / "src/lib.rs").stat().st_mtime_ns


def test_confirmation_comes_before_anything_is_written(tmp_path: Path) -> None:
    class Untouchable(Disk):
        def call(self, operation: object, *args: object, **kwargs: object) -> object:  # type: ignore[override]
            raise AssertionError("a system call before the confirmation")

    tree = Tree(tmp_path)
    tree[LIB] = TEN
    journal = Journal(tmp_path / "s", lambda _: tree.root / "src/lib.rs", str, Untouchable())

    def no() -> None:
        raise ProbeFailure(STALE, "no")

    with pytest.raises(ProbeFailure, match="no"):
        journal.apply(patch_between({LIB: TEN}, {LIB: "x"}), "0" * 64, confirm=no)
    assert tree[LIB] == TEN


LINES = st.lists(st.sampled_from(["a", "b", "c", "d", "e", "f"]), min_size=1, max_size=14)


def joined(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


@settings(max_examples=300, suppress_health_check=[HealthCheck.filter_too_much])
@given(LINES, LINES, LINES, LINES)
def test_unapply_undoes_ours_and_keeps_theirs_or_refuses(
    head: list[str], ours_before: list[str], ours_after: list[str], tail: list[str]
) -> None:
    """Theirs: a line put at the top and one at the end, each with a neighbour to itself."""
    fence = [f"unique {n}" for n in range(4)]
    before = joined([*head, fence[0], *ours_before, fence[1], *tail])
    after = joined([*head, fence[0], *ours_after, fence[1], *tail])
    mine = b"top\n" + after + b"end\n"
    assert unapply(before, after, mine) == b"top\n" + before + b"end\n"


def test_unapply_refuses_where_our_lines_stand_twice() -> None:
    before, after = b"fn f() {\n    a\n}\n", b"fn f() {\n    b\n}\n"
    with pytest.raises(HunkConflictError, match="several places"):
        unapply(before, after, after + b"\n" + after)


def test_unapply_refuses_an_edit_beside_our_lines() -> None:
    before, after = b"1\n2\n3\n", b"1\n2 two\n3\n"
    with pytest.raises(HunkConflictError, match="our lines were edited"):
        unapply(before, after, b"1\n2 two\nnew\n3\n")
