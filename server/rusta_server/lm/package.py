"""One file that holds an artifact: what `rusta lm install` reads and the export hands on.

A plain zip archive named `NAME-VERSION-QUANTISATION.zip`: the manifest first, then the files that
it names, all at the top, nothing else. The same artifact gives the same bytes.
"""

import errno
import zipfile
import zlib
from pathlib import Path

from pydantic import ValidationError

from rusta_server.contracts.model_manifest import ModelManifest
from rusta_server.lm.artifact import MANIFEST, Artifact, ArtifactError

MAX_BYTES = 4 << 30
"""Unpacked, all files together; the largest configuration quantised takes half of it."""
_MAX_MANIFEST = 1 << 20
_CHUNK = 1 << 20
_BROKEN = (
    zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError,
)  # fmt: skip
_EPOCH = (1980, 1, 1, 0, 0, 0)


def pack(artifact: Artifact, into: Path) -> Path:
    """Writes the artifact to one file in the folder `into`, and names it.

    Raises:
        OSError: the disk.
    """
    manifest = artifact.manifest
    file = into / f"{manifest.name}-{manifest.version}-{manifest.quantisation}.zip"
    staged = file.with_suffix(".zip.part")
    with zipfile.ZipFile(staged, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in (MANIFEST, *sorted(each.path for each in manifest.files)):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            with (artifact.folder / name).open("rb") as data, archive.open(entry, "w") as packed:
                while chunk := data.read(_CHUNK):
                    packed.write(chunk)
    staged.replace(file)
    return file


def unpack(file: Path, into: Path) -> None:
    """Writes what the manifest names to the empty folder `into`. No entry chooses where it goes, no
    file becomes larger than the manifest says. The hashes are not checked here.

    Raises:
        ArtifactError: it is no such file, or holds less or more than its manifest names.
        OSError: the disk.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            _unpack(archive, file, into)
    except _BROKEN as error:
        raise ArtifactError(f"{file} is damaged, or no packed model: {error}") from error
    except OSError as error:
        # Places in a damaged archive may lie before its beginning.
        if error.errno != errno.EINVAL:
            raise
        raise ArtifactError(f"{file} is damaged, or no packed model") from error


def _unpack(archive: zipfile.ZipFile, file: Path, into: Path) -> None:
    entries = {entry.filename: entry for entry in archive.infolist()}
    if len(entries) < len(archive.infolist()):
        raise ArtifactError(f"{file} names a file twice")
    if MANIFEST not in entries or entries[MANIFEST].file_size > _MAX_MANIFEST:
        raise ArtifactError(f"{file} holds no {MANIFEST}")
    _copy(archive, entries[MANIFEST], into / MANIFEST, _MAX_MANIFEST)
    try:
        manifest = ModelManifest.from_json((into / MANIFEST).read_bytes())
    except ValidationError as error:
        raise ArtifactError(f"{MANIFEST} in {file} is no manifest of a model") from error
    if sum(each.bytes for each in manifest.files) > MAX_BYTES:
        raise ArtifactError(f"the model in {file} is larger than {MAX_BYTES >> 30} GiB")
    named = {MANIFEST, *(each.path for each in manifest.files)}
    if other := sorted(named ^ set(entries)):
        raise ArtifactError(f"{file} holds less or more than its manifest names: {other[0]}")
    for each in manifest.files:
        if each.path != MANIFEST:
            _copy(archive, entries[each.path], into / each.path, each.bytes)


def _copy(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, into: Path, limit: int) -> None:
    """What the entry says of its size is not believed."""
    left = limit
    with archive.open(entry) as packed, into.open("xb") as out:
        while chunk := packed.read(min(_CHUNK, left + 1)):
            left -= len(chunk)
            if left < 0:
                raise ArtifactError(f"{entry.filename} is larger than its manifest says")
            out.write(chunk)
