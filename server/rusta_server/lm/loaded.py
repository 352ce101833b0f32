"""The one model of this process, loaded when first asked for."""

from functools import lru_cache
from typing import TYPE_CHECKING

from rusta_server.lm.artifact import find, load

if TYPE_CHECKING:
    from rusta_server.lm.session import LmSession


@lru_cache(maxsize=1)
def loaded() -> tuple[str, "LmSession"]:
    """The manifest's id, and the session. A failure is not kept: the next call looks again.

    Raises:
        ArtifactError: there is none, or it cannot be used.
    """
    artifact = find()
    return artifact.manifest.record_id, load(artifact)
