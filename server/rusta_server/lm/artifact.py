"""The trained model on disk: where it lies, whether it is whole, and how it is loaded.

An artifact is a folder with `manifest.json` and the files that it names. The user's own, which
`lm.install` puts in place, comes before the one in the package. A damaged one is reported and never
passed over in silence: a smaller model must not answer in its place unnoticed.
"""

import hashlib
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
_INSTALL = "rusta lm install FILE"
_REMOVE = "rusta lm remove"


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


def kept_beside(folder: Path) -> Path:
    """Where the earlier artifact lies while a new one takes its place; after a crash just then, it
    is the one that counts."""
    return folder.with_name(f".{folder.name}-old")


def find(installed: Path | None = None, packaged: Path = _PACKAGED) -> Artifact:
    """The model to use, verified.

    Raises:
        ArtifactError: there is none, or the one there is damaged or for another rusta.
    """
    own = installed or installed_folder()
    for folder in (own, kept_beside(own)):
        if folder.exists():
            try:
                return verified(folder)
            except ArtifactError as error:
                raise ArtifactError(str(error), f"{_INSTALL}, or {_REMOVE}") from error
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
    own = installed_folder()
    for folder in (own, kept_beside(own), _PACKAGED):
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
            digest = sha256_of(folder / file.path)
        except OSError as error:
            raise ArtifactError(f"{folder / file.path} cannot be read") from error
        if digest != file.sha256:
            raise ArtifactError(f"{folder / file.path} is damaged: its hash is not the manifest's")
    return Artifact(folder, manifest)


def sha256_of(file: Path) -> str:
    """Raises OSError."""
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


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
