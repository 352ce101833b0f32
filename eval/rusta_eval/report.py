"""How the measures print their tables and write their figures down."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from rich.console import Console

from rusta_eval.cargo import versions


def console() -> Console:
    """Wide enough for the tables where the output is a file."""
    return Console(width=None if sys.stdout.isatty() else 130)


def write_metrics(path: Path, figures: dict[str, Any]) -> None:
    """JSON: the figures under the commit and the versions of the tools they were measured with."""
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=Path(__file__).parent, capture_output=True
    )
    head = {"commit": commit.stdout.decode().strip(), "tools": versions()}
    path.write_text(json.dumps(head | figures, indent=2) + "\n", "utf-8")
