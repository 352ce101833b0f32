"""What each stage is trained on. Each keeps a part of the ones before, against forgetting."""

from pathlib import Path

from rusta_model.comprehension import Codes, Middles, Passages
from rusta_model.config import ModelConfig
from rusta_model.data.documents import Document, documents
from rusta_model.data.errors import DataError
from rusta_model.data.ledger import Ledger
from rusta_model.mixture import Source
from rusta_model.prompts import Asker
from rusta_model.repair import Repairs, Tools
from rusta_model.windows import Windows
from rusta_server.lm.features import NgramMemory

SHARES = {
    "s0": {"bytes": 1.0},
    "s1": {"bytes": 0.5, "middles": 0.3, "codes": 0.15, "passages": 0.05},
    "s2": {"bytes": 0.4, "middles": 0.1, "codes": 0.05, "repairs": 0.45},
    "s3": {"bytes": 0.3, "middles": 0.1, "repairs": 0.4, "tools": 0.2},
}
"""By number of examples. A source that holds nothing is left out."""


def sources_of(
    stage: str,
    windows: Windows,
    memory: NgramMemory,
    config: ModelConfig,
    ledger: Ledger,
    home: Path,
) -> dict[str, tuple[Source, float]]:
    """The stage's sources with their shares.

    Raises:
        DataError: a stage that learns repairs finds no triplets.
    """
    shares = SHARES[stage]
    asker = Asker(memory, config)
    sources: dict[str, Source] = {"bytes": windows, "middles": Middles(windows, asker)}
    if {"repairs", "codes", "tools"} & shares.keys():
        repairs = Repairs(home, ledger, asker)
        if len(repairs):
            sources |= {
                "repairs": repairs, "codes": Codes(repairs, asker), "tools": Tools(repairs, asker)
            }  # fmt: skip
        elif "repairs" in shares:
            raise DataError(
                "there are no triplets", remedy="python -m rusta_model.data.triplets build"
            )
    if "passages" in shares:
        passages = Passages(_pages(home), asker)
        if len(passages):
            sources["passages"] = passages
    return {name: (sources[name], share) for name, share in shares.items() if name in sources}


def _pages(home: Path) -> list[Document]:
    if not (home / "corpus").is_dir():
        return []
    return list(documents("train", home=home, kind="prose"))
