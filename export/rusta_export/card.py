"""The model card: what an artifact is, what it was trained on, how good it is and is not. Every
figure comes from the manifest and the ledger."""

import json
from collections import Counter
from pathlib import Path

from rusta_server.contracts.model_manifest import GateOutcome, ModelManifest

NAME = "README.md"

_TEXT = """\
# rusta-{name} {version}

A byte-level language model of Rust, trained from nothing: no tokenizer, no other model's weights.
rusta asks it which of several proven repairs was meant, lets it write edits where no template does,
and reads from it how sure it is. Whatever it says is proven by the compiler before it is offered.

| | |
|---|---|
| parameters | {parameters:,} ({quantisation}) |
| size | {megabytes:.1f} MB |
| trained | {trained:,} bytes, last in stage {stage} |
| context | {context:,} bytes |
| licence | {licence} |

## Trained on

{sources}; the ledger's sha256 is `{ledger}`. Each source with its version, licence and hash stands
in `bom.cdx.json`. Licences:

{licences}

Held-out crates were split off, by family and with near-duplicates, before anything was trained.

## Measured

{measured}

Gates of the checkpoint (`{checkpoint}`):

| gate | value | limit | |
|---|---|---|---|
{gates}

## Limits

* {few}It knows little Rust beside a large model: it ranks and completes, it does not design.
* Its confidence is its own word; rusta calibrates it before it counts.
* It has seen repairs of mistakes that were made on purpose. Real ones are of other kinds too.
* Text it has learned may come back word for word, short pieces above all.
"""


def text_of(manifest: ModelManifest, ledger: Path) -> str:
    """The card; the same manifest and ledger give the same text. `ledger` has one source a line."""
    entries = [json.loads(line) for line in ledger.read_text("utf-8").splitlines() if line]
    kinds = Counter(str(entry.get("kind", "crate")) for entry in entries)
    told = {"crate": "crates", "docs": "books of the toolchain's documentation"}
    licences = Counter(str(entry["licence"]) for entry in entries)
    architecture = manifest.architecture
    trained = int(architecture.get("trained_bytes", 0))
    return _TEXT.format(
        name=manifest.name,
        version=manifest.version,
        parameters=manifest.parameters,
        quantisation=manifest.quantisation,
        megabytes=sum(file.bytes for file in manifest.files) / 1e6,
        trained=trained,
        stage=architecture.get("stage", "unknown"),
        context=int(architecture.get("window", 0)) * 4,
        licence=manifest.licence,
        sources=" and ".join(f"{n} {told.get(kind, kind)}" for kind, n in sorted(kinds.items())),
        ledger=manifest.training_data_sha256,
        licences="\n".join(f"* {name}: {n}" for name, n in licences.most_common()),
        measured="\n".join(f"* {line}" for line in _measured(manifest)),
        checkpoint=manifest.checkpoint_sha256[:12],
        gates="\n".join(map(_gate, manifest.gates)),
        few="" if trained > manifest.parameters * 20 else _FEW,
    )


_FEW = "It has seen fewer bytes than twenty a parameter: more training would still help. "


def _measured(manifest: ModelManifest) -> list[str]:
    parity, repairs = manifest.parity, manifest.repairs
    found = [
        f"{parity.artifact_mbit / 1000:.3f} bits per byte on {parity.heldout_bytes:,} bytes of "
        f"files it was not trained on, 2 kB at a time ({parity.checkpoint_mbit / 1000:.3f} before "
        "quantisation)",
        f"the same most likely byte as before quantisation: {parity.top1_agreement_bp / 100:.2f} %",
    ]
    if repairs is None:
        return [*found, "which repairs it chooses was not compared with before quantisation"]
    share = 100 * repairs.artifact_fixed / repairs.cases
    before = 100 * repairs.checkpoint_fixed / repairs.cases
    return [
        *found,
        f"of {repairs.cases:,} broken programs of held-out crates with several repairs that "
        f"compile, it puts the author's first in {share:.1f} % "
        f"({before:.1f} % before quantisation)",
    ]


def _gate(gate: GateOutcome) -> str:
    passed = "passed" if gate.passed else "red"
    return f"| {gate.name} | {gate.value_milli / 1000} | {gate.limit_milli / 1000} | {passed} |"
