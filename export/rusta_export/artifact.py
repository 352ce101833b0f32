"""From a checkpoint to an artifact: graphs, memory, parity, manifest and bill of materials."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from rusta_export import bom, card
from rusta_export.build import OPSET, Quantisation, build
from rusta_export.parity import Repairer, compare, compare_repairs, require
from rusta_model import checkpoint
from rusta_model.gates import Gate
from rusta_model.model import ByteModel
from rusta_server.contracts.model_manifest import (
    GateOutcome,
    ModelFile,
    ModelManifest,
    Parity,
    Repairs,
)
from rusta_server.lm.artifact import CONTRACT, MANIFEST, MEMORY, NEEDED, Artifact, load

LICENCE = "MIT OR Apache-2.0"
_NO_PARITY = Parity(
    heldout_bytes=1, checkpoint_mbit=0, artifact_mbit=0, top1_agreement_bp=0, max_gap_mbit=0
)


class ExportError(Exception):
    """The checkpoint may not be shipped, and why."""


@dataclass(frozen=True)
class Wanted:
    """`texts`: held-out bytes to compare on. `repairer`: None where fixes are not compared."""

    checkpoint: Path
    ledger: Path
    quantisation: Quantisation
    version: str
    texts: Iterable[bytes]
    repairer: Repairer | None = None


def export(wanted: Wanted, into: Path) -> Artifact:
    """Writes the artifact to `into`, in place of what is there; nothing is written where it fails.

    Raises:
        ExportError: a gate is red, or ledger or memory are not those it was trained by.
        ParityError: the artifact is worse than the checkpoint.
    """
    state = checkpoint.read_state(wanted.checkpoint)
    gates = _gates(wanted.checkpoint)
    red = [gate.name for gate in gates if not gate.passed]
    if red or not gates:
        none = "it passed no gates; they are measured by rusta_model.train --run NAME --seconds 0"
        raise ExportError(f"red gates: {', '.join(red)}" if red else none)
    if _sha256(wanted.checkpoint / MEMORY) != state.memory_sha256:
        raise ExportError(
            f"{wanted.checkpoint / MEMORY} is not the n-gram memory that the model was trained with"
        )
    if hashlib.sha256(wanted.ledger.read_bytes()).hexdigest() != state.ledger_sha256:
        raise ExportError(f"{wanted.ledger} is not the ledger that the model was trained by")
    model = ByteModel(state.config)
    checkpoint.load_model(wanted.checkpoint, model)
    manifest = ModelManifest(
        name=state.config.name,
        version=wanted.version,
        licence=LICENCE,
        architecture=_architecture(state),
        parameters=sum(parameter.numel() for parameter in model.parameters()),
        training_data_sha256=state.ledger_sha256,
        files=(ModelFile(path="x", sha256="0" * 64, bytes=1),),
        checkpoint_sha256=_sha256(wanted.checkpoint / "model.safetensors"),
        opset=OPSET,
        quantisation=wanted.quantisation,
        parity=_NO_PARITY,
        gates=gates,
        rusta_contract=CONTRACT,
    )
    into.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=into.parent, prefix=".export-") as scratch:
        made = _made(model, wanted, wanted.quantisation, manifest, Path(scratch) / "artifact")
        parity = compare(model, load(made), wanted.texts)
        repairs: Repairs | None = None
        if wanted.repairer is not None and wanted.quantisation != "none":
            plain = _made(model, wanted, "none", manifest, Path(scratch) / "plain")
            repairs = compare_repairs(wanted.repairer, plain.folder, made.folder)
        require(parity, repairs)
        whole = manifest.model_copy(update={"parity": parity, "repairs": repairs})
        (made.folder / bom.NAME).write_text(bom.text_of(whole, wanted.ledger), "utf-8")
        signed = _signed(made.folder, whole, (*NEEDED, bom.NAME))
        (made.folder / card.NAME).write_text(card.text_of(signed.manifest, wanted.ledger), "utf-8")
        signed = _signed(made.folder, whole, (*NEEDED, bom.NAME, card.NAME))
        shutil.rmtree(into, ignore_errors=True)
        made.folder.rename(into)
    return Artifact(into, signed.manifest)


def _made(
    model: ByteModel,
    wanted: Wanted,
    quantisation: Quantisation,
    manifest: ModelManifest,
    into: Path,
) -> Artifact:
    into.mkdir()
    build(model, quantisation, into)
    shutil.copyfile(wanted.checkpoint / "memory.npz", into / MEMORY)
    return _signed(into, manifest.model_copy(update={"quantisation": quantisation}), NEEDED)


def _signed(folder: Path, manifest: ModelManifest, names: Iterable[str]) -> Artifact:
    """Writes the manifest, with the hash of each file."""
    files = tuple(
        ModelFile(path=name, sha256=_sha256(folder / name), bytes=(folder / name).stat().st_size)
        for name in sorted(names)
    )
    signed = manifest.model_copy(update={"files": files})
    text = json.dumps(signed.model_dump(mode="json"), indent=1, sort_keys=True)
    (folder / MANIFEST).write_text(text + "\n", "utf-8")
    return Artifact(folder, signed)


def _gates(folder: Path) -> tuple[GateOutcome, ...]:
    told = TypeAdapter(dict[str, Gate]).validate_json((folder / "gates.json").read_bytes())
    return tuple(
        GateOutcome(
            name=gate.name,
            passed=gate.passed,
            value_milli=round(1000 * gate.value),
            limit_milli=round(1000 * gate.limit),
        )
        for _, gate in sorted(told.items())
    )


def _architecture(state: checkpoint.State) -> dict[str, int | str | bool]:
    told = state.config.model_dump(exclude={"dropout"})
    return {**told, "trained_bytes": state.bytes, "stage": state.stage}


def _sha256(file: Path) -> str:
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()
