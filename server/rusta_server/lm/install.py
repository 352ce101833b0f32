"""Putting an artifact in the place of the user's own, and taking it away.

The earlier one stays until the new one is whole, is what was asked for and loads. Two installs at
once wait for each other; a crash leaves one of the two (`artifact.find` looks at both places).
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from rusta_server.lm.artifact import (
    MANIFEST,
    Artifact,
    ArtifactError,
    installed_folder,
    kept_beside,
    load,
    sha256_of,
    verified,
)
from rusta_server.lm.package import unpack


def install(source: Path, into: Path | None = None, sha256: str | None = None) -> Artifact:
    """Installs a packed artifact (`lm.package`) or a folder with one. `sha256`, where given, is
    that of the file; of a folder, that of its manifest, which names the hashes of all others.

    Raises:
        ArtifactError: `source` is no whole artifact, another than asked for, or does not load; the
            one that was installed stays.
        OSError: the disk.
    """
    if sha256 is not None:
        told = sha256_of(source / MANIFEST if source.is_dir() else source)
        if told != sha256.lower():
            raise ArtifactError(f"{source} has the sha256 {told}, not {sha256.lower()}")
    target = into or installed_folder()
    with _alone(target):
        staged = target.with_name(f".{target.name}-new")
        shutil.rmtree(staged, ignore_errors=True)
        staged.mkdir()
        try:
            if source.is_dir():
                _copy(source, staged)
            else:
                unpack(source, staged)
            artifact = verified(staged)
            load(artifact, threads=1)
            _exchange(staged, target)
        finally:
            shutil.rmtree(staged, ignore_errors=True)
    return Artifact(target, artifact.manifest)


def remove(folder: Path | None = None) -> bool:
    """Takes the user's own artifact away; whether there was one.

    Raises:
        OSError: the disk.
    """
    target = folder or installed_folder()
    if not target.exists() and not kept_beside(target).exists():
        return False
    with _alone(target):
        shutil.rmtree(kept_beside(target), ignore_errors=True)
        if target.exists():
            target.rename(kept_beside(target))
        shutil.rmtree(kept_beside(target))
    return True


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """Nobody else installs; what a crash left is put right."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(target.with_name(f".{target.name}.lock")):
        kept = kept_beside(target)
        if kept.exists() and not target.exists():
            kept.rename(target)
        shutil.rmtree(kept, ignore_errors=True)
        yield


def _exchange(staged: Path, target: Path) -> None:
    kept = kept_beside(target)
    if target.exists():
        target.rename(kept)
    staged.rename(target)
    shutil.rmtree(kept, ignore_errors=True)


def _copy(source: Path, into: Path) -> None:
    """Only what the manifest names, checked before it is copied."""
    artifact = verified(source)
    for name in (MANIFEST, *(file.path for file in artifact.manifest.files)):
        shutil.copyfile(source / name, into / name)
