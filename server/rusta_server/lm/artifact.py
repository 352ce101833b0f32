"""The trained model on disk: where it lies, whether it is whole, and how it is loaded.

An artifact is a folder with `manifest.json` and the files that it names. The user's own, installed
by `rusta lm install`, comes before the one in the package. A damaged one is reported and never
passed over in silence: a smaller model must not answer in its place unnoticed.
"""

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_data_path
from pydantic import ValidationError

from rusta_server.contracts.model_manifest import ModelManifest

if TYPE_CHECKING:
    from rusta_server.lm.session import LmSession

MANIFEST = "manifest.json"
MEMORY = "memory.npz"
NEEDED = ("extend.onnx", "local.onnx", "weights.bin", MEMORY)
CONTRACT = 1
"""The version of symbols and edit format that this server knows."""
_PACKAGED = Path(__file__).parent / "weights"
_INSTALL = "rusta lm install FOLDER"


class ArtifactError(Exception):
    """No model can be used. `remedy` is the command that helps."""

    def __init__(self, message: str, remedy: str = _INSTALL) -> None:
        super().__init__(message)
        self.remedy = remedy


@dataclass(frozen=True)
class Artifact:
    """A folder whose files are those that its manifest names."""

    folder: Path
    manifest: ModelManifest

    @property
    def bytes(self) -> int:
        return sum(file.bytes for file in self.manifest.files)


def installed_folder() -> Path:
    return user_data_path("rusta") / "model"


def find(installed: Path | None = None, packaged: Path = _PACKAGED) -> Artifact:
    """The model to use, verified.

    Raises:
        ArtifactError: there is none, or the one there is damaged or for another rusta.
    """
    own = installed or installed_folder()
    if own.exists():
        try:
            return verified(own)
        except ArtifactError as error:
            raise ArtifactError(str(error), f"{_INSTALL}, or remove {own}") from error
    if packaged.is_dir():
        try:
            return verified(packaged)
        except ArtifactError as error:
            raise ArtifactError(str(error), "pip install --force-reinstall rusta") from error
    raise ArtifactError("no model is installed")


def stamps() -> tuple[tuple[str, int, int, int], ...]:
    """Path, inode, size and time of each file that a model may consist of: as long as these are
    the same, so is what `find` finds."""
    found: list[tuple[str, int, int, int]] = []
    for folder in (installed_folder(), _PACKAGED):
        for path in (folder, *(folder / name for name in (MANIFEST, *NEEDED))):
            try:
                stat = path.stat()
            except OSError:
                continue
            found.append((str(path), stat.st_ino, stat.st_size, stat.st_mtime_ns))
    return tuple(found)


def verified(folder: Path) -> Artifact:
    """The artifact in `folder`.

    Raises:
        ArtifactError: it is not one, a file is missing or has other bytes, or it was made for
            another version of the edit format.
    """
    try:
        manifest = ModelManifest.from_json((folder / MANIFEST).read_bytes())
    except OSError as error:
        raise ArtifactError(f"{folder} has no readable {MANIFEST}") from error
    except ValidationError as error:
        raise ArtifactError(f"{folder / MANIFEST} is no manifest of a model") from error
    if manifest.rusta_contract != CONTRACT:
        raise ArtifactError(
            f"the model in {folder} writes edits of version {manifest.rusta_contract}, "
            f"this rusta reads version {CONTRACT}"
        )
    missing = set(NEEDED) - {file.path for file in manifest.files}
    if missing:
        raise ArtifactError(f"{folder / MANIFEST} does not name {min(missing)}")
    for file in manifest.files:
        try:
            with (folder / file.path).open("rb") as data:
                digest = hashlib.file_digest(data, "sha256").hexdigest()
        except OSError as error:
            raise ArtifactError(f"{folder / file.path} cannot be read") from error
        if digest != file.sha256:
            raise ArtifactError(f"{folder / file.path} is damaged: its hash is not the manifest's")
    return Artifact(folder, manifest)


def load(artifact: Artifact, threads: int | None = None) -> "LmSession":
    """Raises ArtifactError: onnxruntime does not take the graphs."""
    import numpy as np

    from rusta_server.lm.features import NgramMemory
    from rusta_server.lm.network import THREADS, Network, Shape
    from rusta_server.lm.session import LmSession

    try:
        shape = Shape.of(artifact.manifest.architecture)
        network = Network(artifact.folder, shape, threads or THREADS)
        with np.load(artifact.folder / MEMORY, allow_pickle=False) as arrays:
            memory = NgramMemory.from_arrays(dict(arrays))
    except Exception as error:  # onnxruntime has many kinds, none of them public
        raise ArtifactError(f"the model in {artifact.folder} cannot be loaded: {error}") from error
    return LmSession(network, memory)


def install(source: Path, into: Path | None = None) -> Artifact:
    """Copies a verified artifact to the user's data, in place of the one there. The old one stays
    until the new one is whole.

    Raises:
        ArtifactError: `source` is no whole artifact.
        OSError: the disk.
    """
    artifact = verified(source)
    target = into or installed_folder()
    staged, old = target.with_name(".model-new"), target.with_name(".model-old")
    for folder in (staged, old):
        shutil.rmtree(folder, ignore_errors=True)
    staged.mkdir(parents=True)
    for name in (MANIFEST, *(file.path for file in artifact.manifest.files)):
        shutil.copyfile(source / name, staged / name)
    copied = verified(staged)
    if target.exists():
        target.rename(old)
    staged.rename(target)
    shutil.rmtree(old, ignore_errors=True)
    return Artifact(target, copied.manifest)
