"""Which model would be used, told without loading it."""

from functools import lru_cache

from rusta_server.contracts.documents import LmStatusDocument
from rusta_server.lm.artifact import ArtifactError, find, stamps


def status_kept() -> LmStatusDocument:
    """`status_of`, for those who ask often: the files are hashed again only once they changed."""
    return _status_at(stamps())


@lru_cache(maxsize=1)
def _status_at(_: object) -> LmStatusDocument:
    return status_of()


def status_of() -> LmStatusDocument:
    try:
        artifact = find()
    except ArtifactError as error:
        return LmStatusDocument(usable=False, detail=str(error), remedy=error.remedy)
    manifest = artifact.manifest
    detail = (
        f"{manifest.name} {manifest.version}, {manifest.quantisation}, "
        f"{artifact.bytes / 1e6:.1f} MB, in {artifact.folder}"
    )
    return LmStatusDocument(usable=True, detail=detail, model=manifest.record_id)
