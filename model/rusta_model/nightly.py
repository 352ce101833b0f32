"""`python -m rusta_model.nightly --consent`: the byte model learns the user's own proven fixes.

Never by itself: it runs when it is called, and reads nothing without `--consent`. Nothing leaves
the machine. It begins with the artifact in use, learns the fixes of the traces beside the files
they were made in, pulled back towards the weights it began with, and leaves a candidate only where
that is better than the artifact on fixes it has not seen and no worse on plain text.
"""

import hashlib
import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from rusta_model import checkpoint, ngram_memory
from rusta_model.artifact_weights import artifact_named, rebuild
from rusta_model.gates import Held
from rusta_model.loop import Options, Trainer
from rusta_model.mixture import Mixture
from rusta_model.paths import home
from rusta_model.prompts import Asker
from rusta_model.stages import RATES, held_fixes
from rusta_model.traces import Fix, Fixes, Texts, fixes, sha256_of
from rusta_server.lm.artifact import Artifact, ArtifactError, find, load, verified
from rusta_server.lm.edit_text import InexpressibleError
from rusta_server.lm.session import LmSession
from rusta_server.lm.symbols import Symbol, segment
from rusta_server.workspace.state import state_home

LEAST = 8
"""Fixes to learn from, and as many to measure on."""
FORGOTTEN = 0.02
"""Of the bits per byte of plain text, that a candidate may be worse by."""
_PULL = 0.002
_WINDOWS = 24


class TooFewError(Exception):
    """Not enough was proven yet."""


@dataclass(frozen=True)
class Measured:
    """On held-out fixes and the files they were made in, in thousandths of a bit a symbol; `first`:
    of `contested` fixes with rivals, how often the right one scored highest."""

    edit_mbit: int
    text_mbit: int
    contested: int
    first: int

    def beats(self, other: "Measured") -> bool:
        """Better on fixes, no worse in what it chooses and, but for a little, on plain text."""
        return (
            self.edit_mbit < other.edit_mbit
            and self.first >= other.first
            and self.text_mbit <= other.text_mbit * (1 + FORGOTTEN)
        )


def measured(session: LmSession, held: Sequence[Fix]) -> Measured:
    """What the artifact behind `session` makes of fixes."""
    edit = text = edit_symbols = text_symbols = contested = first = 0
    for fix in held:
        try:
            prompt, answers = fix.units()
        except InexpressibleError:
            continue
        scores = session.score(session.read(prompt), answers)
        edit -= scores[0].likelihood_mbit
        edit_symbols += scores[0].symbols
        if len(scores) > 1:
            contested += 1
            first += scores[0].right_mlogit > max(s.right_mlogit for s in scores[1:])
        source = next(iter(fix.files.values())).encode()[:1_000]
        begin = session.read(segment(Symbol.START, b""))
        [plain] = session.score(begin, [[int(Symbol.TEXT), *source]])
        text -= plain.likelihood_mbit
        text_symbols += plain.symbols
    return Measured(edit // max(edit_symbols, 1), text // max(text_symbols, 1), contested, first)


def learn(
    artifact: Artifact, found: Sequence[Fix], work: Path, *, seconds: float | None = None,
    steps: int | None = None, rows: int = 4,
) -> Path:  # fmt: skip
    """A checkpoint that began with the artifact and has learned the fixes that are not held; below
    `work`, with its ledger.

    Raises:
        TooFewError: there are not enough fixes.
        ArtifactError: the artifact does not tell its weights.
    """
    learned = [fix for fix in found if not fix.held]
    held = [fix for fix in found if fix.held]
    if min(len(learned), len(held)) < LEAST:
        raise TooFewError(
            f"{len(learned)} proven fixes to learn from and {len(held)} to measure on; "
            f"{LEAST} of each are needed"
        )
    run = work / "run"
    shutil.rmtree(run, ignore_errors=True)
    begin = rebuild(artifact, run)
    state = checkpoint.read_state(begin)
    ledger = work / "ledger.jsonl"
    ledger.write_text(_ledger(artifact, found), "utf-8")
    state.ledger_sha256 = hashlib.sha256(ledger.read_bytes()).hexdigest()
    state.traces_sha256 = sha256_of(found)
    state.stage, state.optimizer = "s4", "adamw"
    memory = (begin / checkpoint.MEMORY).read_bytes()
    asker = Asker(ngram_memory.loads(memory), state.config)
    texts = Texts(learned, asker)
    mixture = Mixture({"fixes": (Fixes(learned, asker), 0.5), "texts": (texts, 0.5)}, {}, {})
    others = Texts(held, asker)
    plain = [others.piece(n) for n in range(min(_WINDOWS, len(others)))]
    options = Options(
        run=run, optimizer="adamw", rate=RATES["s4"], rows=rows, warm_up=10, seconds=seconds,
        steps=steps, pull=_PULL, resume=False,
    )  # fmt: skip
    trainer = Trainer(options, state, mixture, Held(plain, fixes=held_fixes(found, asker)), memory)
    trainer.restore(begin, moments=False)
    trainer.train()
    made = checkpoint.latest(run)
    assert made is not None
    return made


def candidate(checkpoint_folder: Path, artifact: Artifact, work: Path, held: Sequence[Fix]) -> Path:
    """The checkpoint as an artifact, in the form of the one it began with.

    Raises:
        ExportError, ParityError: it may not be used.
    """
    from rusta_export.artifact import Wanted, export

    version = artifact.manifest.version.split("-", 1)[0]
    texts = [text.encode() for fix in held for text in fix.files.values()]
    wanted = Wanted(
        checkpoint_folder, work / "ledger.jsonl", artifact.manifest.quantisation,
        f"{version}-nightly", texts,
    )  # fmt: skip
    return export(wanted, work / "candidate").folder


def _ledger(artifact: Artifact, found: Sequence[Fix]) -> str:
    """The artifact's sources, as its bill of materials names them, and the traces."""
    bom = artifact.folder / "bom.cdx.json"
    told = json.loads(bom.read_text("utf-8")).get("components", []) if bom.is_file() else []
    entries = [
        {
            "name": each["name"], "version": each["version"],
            "licence": each["licenses"][0]["expression"], "sha256": each["hashes"][0]["content"],
        }
        for each in told
    ]  # fmt: skip
    own = {
        "name": "own-traces", "version": str(len(found)), "kind": "set of the user's own fixes",
        "licence": "LicenseRef-own", "sha256": sha256_of(found),
    }  # fmt: skip
    return "".join(json.dumps(entry, sort_keys=True) + "\n" for entry in [*entries, own])


@click.command()
@click.option("--consent", is_flag=True, help="Yes: learn from my own traces, on this machine.")
@click.option(
    "--states", type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Where the workspaces' states lie [default: rusta's own].",
)  # fmt: skip
@click.option(
    "--from-artifact", "named", metavar="FOLDER|package",
    help="Begin with this artifact [default: the one in use].",
)  # fmt: skip
@click.option("--seconds", default=1_800.0, show_default=True, help="How long to train.")
@click.option("--work", type=click.Path(path_type=Path), help="Where to work and leave it.")
def main(
    consent: bool, states: Path | None, named: str | None, seconds: float, work: Path | None
) -> None:
    """Learn from the fixes that rusta has proven on this machine, and leave a candidate."""
    states = states or state_home()
    work = work or home() / "nightly"
    if not consent:
        sys.exit(
            f"This would train on the code and the fixes in the traces below {states}.\n"
            "Nothing was read. If you want that: python -m rusta_model.nightly --consent"
        )
    from rusta_export.artifact import ExportError
    from rusta_export.parity import ParityError

    try:
        artifact = artifact_named(named) if named is not None else find()
        found = fixes(states)
        held = [fix for fix in found if fix.held]
        work.mkdir(parents=True, exist_ok=True)
        folder = learn(artifact, found, work, seconds=seconds)
        click.echo("measuring")
        made = candidate(folder, artifact, work, held)
    except TooFewError as error:
        sys.exit(f"{error}.\nNothing was trained; `rusta fix` proves more.")
    except ArtifactError as error:
        sys.exit(f"{error}\nNothing was trained; {error.remedy}")
    except (ExportError, ParityError) as error:
        sys.exit(f"the candidate was dropped: {error}")
    if not decide(artifact, made, held):
        sys.exit(1)


def decide(artifact: Artifact, made: Path, held: Sequence[Fix]) -> bool:
    """Says how both fare on the held-out fixes; a candidate that is no better is removed."""
    before, after = measured(load(artifact), held), measured(load(verified(made)), held)
    for name, of in (("in use", before), ("candidate", after)):
        click.echo(
            f"{name:10} {of.edit_mbit / 1000:.3f} bits a symbol of an edit, "
            f"{of.text_mbit / 1000:.3f} of text, {of.first} of {of.contested} chosen right"
        )
    if after.beats(before):
        click.echo(f"the candidate is better: rusta lm install {made}")
        return True
    shutil.rmtree(made)
    click.echo("the candidate is no better and was dropped; the model in use stays")
    return False


if __name__ == "__main__":
    main()
