"""Bring a shadow's tree up to date with the user's, file by file, by content."""

import os
from collections.abc import Iterator
from pathlib import Path

from rusta_server.contracts.probe import STALE, UNREADABLE, ProbeFailure
from rusta_server.patches.shadow_files import Writer, source_stamp, stamp_of
from rusta_server.patches.shadow_layout import Layout
from rusta_server.patches.shadow_manifest import Kept, Manifest
from rusta_server.workspace.ignores import Ignores
from rusta_server.workspace.tree import FileState, Tree, TreeReader, is_cache_dir, sha256_file

_ATTEMPTS = 3


def sync_tree(layout: Layout, reader: TreeReader, manifest: Manifest, writer: Writer) -> Tree:
    """Make the shadow's tree equal the user's tree, which is returned as it was copied.

    Files a build made in the shadow stay where git would ignore them (generated sources), all
    others go.

    Raises:
        ProbeFailure: UNREADABLE; STALE where the user's files keep changing under the copy.
    """
    for _ in range(_ATTEMPTS):
        tree = reader.read()
        if _copy_changed(layout, reader, manifest, writer, tree):
            _remove_strangers(layout, manifest, writer, tree)
            return tree
    raise ProbeFailure(STALE, "the files keep changing while they are copied", "try again")


def _copy_changed(
    layout: Layout, reader: TreeReader, manifest: Manifest, writer: Writer, tree: Tree
) -> bool:
    """False where a file is no longer what the walk saw."""
    for file in tree.files:
        if manifest.lock_for and file.token == "$WS/Cargo.lock":
            continue
        to = layout.on_disk(Path(file.path))
        kept = manifest.files.get(file.token)
        if kept is not None and _is_current(file, reader, kept, to, manifest):
            continue
        try:
            if not _copy(layout, file, reader, manifest, writer, to):
                return False
        except FileNotFoundError:
            return False
        except OSError as error:
            raise ProbeFailure(UNREADABLE, f"cannot copy {file.path}: {error.strerror}") from error
    return True


def _is_current(
    file: FileState, reader: TreeReader, kept: Kept, to: Path, manifest: Manifest
) -> bool:
    """Does the shadow already hold the content of `file`?"""
    same_source = kept.source == source_stamp(file)
    if not same_source and (
        not file.counted or reader.sha256(file) != kept.sha256 or file.executable != kept.executable
    ):
        return False
    now = stamp_of(to)
    if now is None:
        return False
    # Where a build or a test wrote there, the same bytes are as good; cargo has seen their mtime.
    if now != kept.shadow and (
        to.is_symlink() or not to.is_file() or sha256_file(str(to)) != kept.sha256
    ):
        return False
    if now != kept.shadow or not same_source:
        manifest.files[file.token] = Kept(kept.sha256, kept.executable, source_stamp(file), now)
    return True


def _copy(
    layout: Layout,
    file: FileState,
    reader: TreeReader,
    manifest: Manifest,
    writer: Writer,
    to: Path,
) -> bool:
    if file.link is not None:
        writer.link(_relocated(layout, file.link), to)
        sha256 = reader.sha256(file)
    else:
        sha256 = writer.copy(file, to)
        if file.counted and sha256 != reader.sha256(file):
            return False
        if stamp_of(file.path) != source_stamp(file):
            return False
    stamp = stamp_of(to)
    assert stamp is not None
    manifest.files[file.token] = Kept(sha256, file.executable, source_stamp(file), stamp)
    return True


def _relocated(layout: Layout, link: str) -> str:
    """An absolute link into the workspace must lead into the shadow, or a test could write to the
    user's files through it. In a relocating sandbox the shadow lies at the same place."""
    target = Path(link)
    if target.is_absolute() and target.is_relative_to(layout.workspace.ancestor):
        return str(layout.inside(target))
    return link


def _remove_strangers(layout: Layout, manifest: Manifest, writer: Writer, tree: Tree) -> None:
    ours = {layout.on_disk(Path(file.path)) for file in tree.files}
    for root in layout.workspace.roots:
        mirror = layout.on_disk(root)
        for path, is_ignored in _walk(mirror, Ignores.above(root), layout):
            if (
                path not in ours
                and not is_ignored
                and not _is_generated_lock(layout, path, manifest)
            ):
                writer.remove(path)
    for token in manifest.files.keys() - {file.token for file in tree.files}:
        del manifest.files[token]


def _is_generated_lock(layout: Layout, path: Path, manifest: Manifest) -> bool:
    return bool(manifest.lock_for) and path == layout.on_disk(layout.workspace.root) / "Cargo.lock"


def _walk(folder: Path, ignores: Ignores, layout: Layout) -> Iterator[tuple[Path, bool]]:
    """Files below `folder` that no ignored folder holds, and whether git would ignore them."""
    ignores = ignores.within(str(folder))
    with os.scandir(folder) as entries:
        listed = sorted(entries, key=lambda e: e.name)
    for entry in listed:
        path = Path(entry.path)
        if entry.is_dir(follow_symlinks=False):
            if path == layout.on_disk_target or is_cache_dir(entry.path):
                continue
            if not ignores.ignores(entry.path, is_dir=True):
                yield from _walk(path, ignores, layout)
        else:
            yield path, ignores.ignores(entry.path, is_dir=False)
