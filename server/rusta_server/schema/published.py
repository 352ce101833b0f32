"""What is published: every contract by name and version, and the model that defines it.

A change within a version is additive: what was valid stays valid. Anything else is a new version
beside the old one.
"""

from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from rusta_server.contracts.anchor import Anchor
from rusta_server.contracts.dataset import (
    CorpusDocument,
    CorpusFile,
    CorpusStatus,
    DroppedFile,
    LedgerEntry,
    Snapshot,
)
from rusta_server.contracts.documents import DOCUMENTS
from rusta_server.contracts.model_manifest import CheckpointManifest, ModelManifest
from rusta_server.contracts.policy import Policy
from rusta_server.contracts.proof import Patch, Proof, Proposal
from rusta_server.contracts.rpc import EXCHANGES
from rusta_server.contracts.trace import TraceLine
from rusta_server.contracts.triplet import TripletRecord
from rusta_server.lsp.settings import EditorSettings

PUBLISHED: dict[str, Any] = {
    **DOCUMENTS,
    "anchor/1": Anchor,
    "checkpoint-manifest/1": CheckpointManifest,
    "corpus-document/1": CorpusDocument,
    "corpus-file/1": CorpusFile,
    "corpus-snapshot/1": Snapshot,
    "corpus-status/1": CorpusStatus,
    "dropped-file/1": DroppedFile,
    "editor-settings/1": EditorSettings,
    "ledger-entry/1": LedgerEntry,
    "model-manifest/1": ModelManifest,
    "patch/1": Patch,
    "policy/1": Policy,
    "proof/1": Proof,
    "proposal/1": Proposal,
    "tools/1": reduce(or_, EXCHANGES.values()),
    "trace/1": TraceLine,
    "triplet/1": TripletRecord,
}


def adapter(name: str) -> TypeAdapter[Any]:
    """The validator of contract `name`. Raises KeyError where nothing is published under it."""
    return TypeAdapter(PUBLISHED[name])


def file_name(name: str) -> str:
    """Where the schema of contract `name` lies below `schemas/`: `diagnose.v1.schema.json`."""
    contract, version = name.split("/")
    return f"{contract}.v{version}.schema.json"


def folder() -> Path:
    """`schemas/` of the checkout this module lies in."""
    return Path(__file__).resolve().parents[3] / "schemas"
