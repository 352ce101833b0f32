"""Which model would be used, told without loading it."""

from rusta_server.contracts.documents import LmStatusDocument
from rusta_server.lm.artifact import ArtifactError, find


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
