"""The artifact's CycloneDX bill of materials: the model, and every source it was trained on."""

import json
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output.json import JsonV1Dot6

from rusta_server.contracts.model_manifest import ModelManifest

NAME = "bom.cdx.json"


def text_of(manifest: ModelManifest, ledger: Path) -> str:
    """The same manifest and ledger give the same bytes. `ledger` holds one source a line."""
    model = Component(
        name=f"rusta-{manifest.name}",
        version=manifest.version,
        type=ComponentType.MACHINE_LEARNING_MODEL,
        bom_ref="model",
        licenses=[LicenseExpression(manifest.licence)],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=manifest.checkpoint_sha256)],
        properties=[
            Property(name="rusta:parameters", value=str(manifest.parameters)),
            Property(name="rusta:quantisation", value=manifest.quantisation),
            Property(name="rusta:ledger_sha256", value=manifest.training_data_sha256),
            Property(name="rusta:heldout_mbit", value=str(manifest.parity.artifact_mbit)),
        ],
    )
    bom = Bom()
    bom.metadata.component = model
    sources = [_source(json.loads(line)) for line in ledger.read_text("utf-8").splitlines() if line]
    bom.components.update(sources)
    bom.register_dependency(model, sources)
    made = json.loads(JsonV1Dot6(bom).output_as_string())
    # Drawn anew each time: a clock and a random number.
    made.pop("serialNumber", None)
    made.get("metadata", {}).pop("timestamp", None)
    return json.dumps(made, indent=1, sort_keys=True) + "\n"


def _source(entry: dict[str, str | int]) -> Component:
    return Component(
        name=str(entry["name"]),
        version=str(entry["version"]),
        type=ComponentType.DATA,
        bom_ref=f"{entry['name']}@{entry['version']}",
        licenses=[LicenseExpression(str(entry["licence"]))],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=str(entry["sha256"]))],
    )
