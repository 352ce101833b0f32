"""Where training keeps what it makes: sources, corpus, shards, checkpoints; never committed."""

import os
from pathlib import Path

from platformdirs import user_cache_path

VARIABLE = "RUSTA_MODEL_HOME"


def home() -> Path:
    """`$RUSTA_MODEL_HOME`, else the user's cache folder for `rusta-model`. It need not exist."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else user_cache_path("rusta-model")
