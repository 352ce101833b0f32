"""What each stage is trained on. Each keeps a part of the ones before, against forgetting."""

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from rusta_model.comprehension import Codes, Middles, Passages
from rusta_model.data.documents import Document, documents
from rusta_model.data.errors import DataError
from rusta_model.data.ledger import Ledger
from rusta_model.examples import Example
from rusta_model.gates import Held
from rusta_model.mixture import Source
from rusta_model.prompts import Asker
from rusta_model.repair import Contested, Repairs
from rusta_model.tools import Abstentions, Probes, Sequences, Several
from rusta_model.traces import Fix, Fixes
from rusta_model.windows import Windows
from rusta_server.contracts.dataset import Split

SHARES = {
    "s0": {"bytes": 1.0},
    "s1": {"bytes": 0.5, "middles": 0.3, "codes": 0.15, "passages": 0.05},
    "s2": {
        "bytes": 0.24, "middles": 0.02, "codes": 0.02, "passages": 0.08, "repairs": 0.52,
        "contested": 0.06, "probes": 0.04, "abstentions": 0.02,
    },
    "s3": {
        "bytes": 0.3, "middles": 0.06, "passages": 0.03, "repairs": 0.2,
        "contested": 0.15, "probes": 0.06, "abstentions": 0.04, "sequences": 0.08, "several": 0.08,
    },
    "s4": {
        "bytes": 0.35, "middles": 0.05, "passages": 0.03, "repairs": 0.12, "contested": 0.12,
        "probes": 0.03, "abstentions": 0.03, "fixes": 0.27,
    },
}  # fmt: skip
"""By number of examples. A source that holds nothing is left out."""
RATES = {"s0": 1.0, "s1": 1.0, "s2": 0.3, "s3": 0.3, "s4": 0.1}
"""At the full rate stage 2 unlearned what stage 0 had learned."""
VALIDATION_WINDOWS = 96
VALIDATION_UNITS = 40
"""Edits with their rivals, passages, probes: each at most so many at a gate."""


def sources_of(
    stage: str,
    windows: Windows,
    asker: Asker,
    ledger: Ledger,
    home: Path,
    fixes: Sequence[Fix] = (),
) -> dict[str, tuple[Source, float]]:
    """The stage's sources with their shares.

    Raises:
        DataError: a stage that learns repairs finds no triplets, or stage 4 no fixes.
    """
    shares = SHARES[stage]
    found: dict[str, Source] = {"bytes": windows, "middles": Middles(windows, asker)}
    found |= _told(stage, asker, ledger, home, "train")
    if "repairs" in shares and "repairs" not in found:
        raise DataError("there are no triplets", remedy="python -m rusta_model.data.triplets build")
    if "fixes" in shares:
        learned = Fixes([fix for fix in fixes if not fix.held], asker)
        if not len(learned):
            raise DataError(
                "there is no proven fix in the traces to learn from",
                remedy="--traces FOLDER, which holds a folder for each workspace",
            )
        found["fixes"] = learned
    return {name: (found[name], share) for name, share in shares.items() if name in found}


def held_of(
    stage: str,
    windows: Windows,
    asker: Asker,
    ledger: Ledger,
    home: Path,
    fixes: Sequence[Fix] = (),
) -> Held:
    """What a checkpoint of the stage is measured on; `windows` are those of validation text."""
    some = range(0, len(windows), max(1, len(windows) // VALIDATION_WINDOWS))
    text = [windows.window(number) for number in some][:VALIDATION_WINDOWS]
    found = _told(stage, asker, ledger, home, "validation")
    return Held(
        text,
        edits=_first(found.get("repairs")),
        fixes=held_fixes(fixes, asker),
        contested=_first(found.get("contested")),
        passages=[unit for unit in _first(found.get("passages")) if len(unit) > 1],
        probes=[unit[0] for unit in _first(found.get("probes"))],
    )


def _told(stage: str, asker: Asker, ledger: Ledger, home: Path, split: Split) -> dict[str, Source]:
    """Sources that are not plain text, as far as the stage has a share of them."""
    shares = SHARES[stage]
    found: dict[str, Source] = {}
    if {"repairs", "codes"} & shares.keys():
        repairs = Repairs(home, ledger, asker, split)
        if len(repairs):
            found |= {
                "repairs": repairs,
                "codes": Codes(repairs, asker),
                "probes": Probes(repairs, asker),
                "abstentions": Abstentions(repairs, asker),
                "sequences": Sequences(repairs, asker),
                "several": Several(repairs, asker),
            }
    if "contested" in shares:
        contested = Contested(home, ledger, asker, split)
        if len(contested):
            found["contested"] = contested
    if "passages" in shares:
        passages = Passages(_pages(home, split), asker, split)
        if len(passages):
            found["passages"] = passages
    return {name: source for name, source in found.items() if name in shares}


def held_fixes(fixes: Sequence[Fix], asker: Asker) -> list[list[Example]]:
    """Of those that are for measuring."""
    held = Fixes([fix for fix in fixes if fix.held], asker)
    units = (held.unit(number, number) for number in range(len(held)))
    return list(islice((unit for unit in units if unit), VALIDATION_UNITS))


def _first(source: Source | None) -> list[list[Example]]:
    if source is None:
        return []
    found = (source.take(position) for position in range(4 * VALIDATION_UNITS))
    return list(islice((unit for unit in found if unit), VALIDATION_UNITS))


def _pages(home: Path, split: Split) -> list[Document]:
    if not (home / "corpus").is_dir():
        return []
    return list(documents(split, home=home, kind="prose"))
