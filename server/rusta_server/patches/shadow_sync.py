"""Bring a shadow's tree up to date with the user's, file by file, by content."""

import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rusta_server.contracts.probe import NO_SPACE, UNREADABLE, ProbeFailure
from rusta_server.patches.shadow_files import Writer, source_stamp, stamp_of
from rusta_server.patches.shadow_layout import Layout
from rusta_server.patches.shadow_manifest import Kept, Manifest
from rusta_server.workspace.ignores import Ignores
from rusta_server.workspace.tree import FileState, Tree, TreeReader, sha256_file

LOCK = "$WS/Cargo.lock"


@dataclass(frozen=True)
class TreeSync:
    """One shadow's tree, its manifest, and the reader of the user's tree."""

    layout: Layout
    reader: TreeReader
    manifest: Manifest
    writer: Writer
    max_bytes: int

    def copy(self, tree: Tree) -> bool:
        """Make the shadow equal `tree`. False where the user's files changed under the copy.

        Files a build made in the shadow stay where git would ignore them (generated sources); all
        others go.

        Raises:
            ProbeFailure: UNREADABLE; NO_SPACE where the tree is larger than the disk cap.
        """
        if (size := sum(f.size for f in tree.files)) > self.max_bytes:
            raise ProbeFailure(
                NO_SPACE,
                f"the tree holds {size >> 20} MiB, more than shadow.max_mib = "
                f"{self.max_bytes >> 20}",
                "raise shadow.max_mib in policy.toml",
            )
        # Before anything is compared: a link in place of a folder would lead to the user's files.
        for folder in sorted({os.path.dirname(self._to(file)) for file in tree.files}):  # noqa: PTH120
            self.writer.secure(Path(folder))
        self._remove_strangers(tree)
        for file in tree.files:
            if file.token == LOCK and self.manifest.lock_for:
                continue
            if not self._is_current(file) and not self._copy_one(file):
                return False
        return True

    def _to(self, file: FileState) -> str:
        return self._mirror + file.path[self._cut :]

    @cached_property
    def _mirror(self) -> str:
        return str(self.layout.tree_dir)

    @cached_property
    def _cut(self) -> int:
        """As `Layout.on_disk`, without a Path for each of thousands of files."""
        return len(str(self.layout.workspace.ancestor.parent).rstrip("/"))

    def _is_current(self, file: FileState) -> bool:
        """Does the shadow already hold the content of `file`?"""
        kept = self.manifest.files.get(file.token)
        if kept is None:
            return False
        same_source = kept.source == source_stamp(file)
        if not same_source and not (
            file.counted
            and self.reader.sha256(file) == kept.sha256
            and file.executable == kept.executable
        ):
            return False
        to = self._to(file)
        now = stamp_of(to)
        if now is None:
            return False
        if now != kept.shadow and not self._holds(to, kept, mtime_ns=now[1]):
            return False
        if now != kept.shadow or not same_source:
            self.manifest.files[file.token] = Kept(
                kept.sha256, kept.executable, source_stamp(file), now
            )
        return True

    def _holds(self, to: str, kept: Kept, *, mtime_ns: int) -> bool:
        """A build or a test wrote there. The same bytes are as good, but for an mtime that went
        back, which would hide from cargo what it saw in between."""
        return (
            mtime_ns >= kept.shadow[1]
            and Path(to).is_file()
            and not Path(to).is_symlink()
            and sha256_file(to) == kept.sha256
        )

    def _copy_one(self, file: FileState) -> bool:
        to = Path(self._to(file))
        try:
            if file.link is not None:
                self.writer.link(self._relocated(file.link), to)
                sha256 = self.reader.sha256(file)
            else:
                sha256 = self.writer.copy(file, to)
                if stamp_of(file.path) != source_stamp(file):
                    return False
        except FileNotFoundError:
            return False
        except PermissionError as error:
            if not file.counted:
                return True
            raise ProbeFailure(UNREADABLE, f"cannot copy {file.path}: {error.strerror}") from error
        except OSError as error:
            full = error.errno in (errno.ENOSPC, errno.EDQUOT)
            raise ProbeFailure(
                NO_SPACE if full else UNREADABLE,
                f"cannot copy {file.path}: {error.strerror}",
                "rusta clean" if full else None,
            ) from error
        stamp = stamp_of(to)
        assert stamp is not None
        self.manifest.files[file.token] = Kept(sha256, file.executable, source_stamp(file), stamp)
        return True

    def _relocated(self, link: str) -> str:
        """An absolute link into the workspace must lead into the shadow, or a test could write to
        the user's files through it. In a relocating sandbox the shadow lies at the same place."""
        target = Path(link)
        if target.is_absolute() and target.is_relative_to(self.layout.workspace.ancestor):
            return str(self.layout.inside(target))
        return link

    def _remove_strangers(self, tree: Tree) -> None:
        ours = {self._to(file) for file in tree.files}
        if self.manifest.lock_for:
            ours.add(str(self.layout.on_disk(self.layout.workspace.root) / "Cargo.lock"))
        current = {file.token for file in tree.files}
        gone = self.manifest.files.keys() - current
        copied = {str(self.layout.on_disk(self._real(token))) for token in gone}
        for root in self.layout.workspace.roots:
            mirror = str(self.layout.on_disk(root))
            ignores = Ignores.above(root)
            for path in list(self._strangers(mirror, ours, copied, ignores, ignored=False)):
                self.writer.remove(Path(path))
        for token in gone:
            del self.manifest.files[token]

    def _real(self, token: str) -> Path:
        return Path(os.path.normpath(self.layout.workspace.root / token.removeprefix("$WS/")))

    def _strangers(
        self, folder: str, ours: set[str], copied: set[str], ignores: Ignores, *, ignored: bool
    ) -> Iterator[str]:
        """Files below `folder` that are neither the user's (`ours`) nor ignored, and those that
        were (`copied`). The mount point of the target folder is left alone."""
        ignores = ignores.within(folder)
        with os.scandir(folder) as entries:
            listed = list(entries)
        for entry in listed:
            path = entry.path
            if entry.is_dir(follow_symlinks=False):
                if path != self._mount_point:
                    below = ignored or ignores.ignores(path, is_dir=True)
                    yield from self._strangers(path, ours, copied, ignores, ignored=below)
            elif path not in ours and (
                path in copied or not (ignored or ignores.ignores(path, is_dir=False))
            ):
                yield path

    @cached_property
    def _mount_point(self) -> str:
        return str(self.layout.on_disk_target)
