"""How the measures print their tables and write their figures down."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from rich.console import Console

from rusta_eval.cargo import versions


def console(stderr: bool = False) -> Console:
    """Wide enough for the tables where the output is a file."""
    stream = sys.stderr if stderr else sys.stdout
    return Console(width=None if stream.isatty() else 130, stderr=stderr)


def write_metrics(path: Path, figures: dict[str, Any]) -> None:
    """JSON: the figures under the commit and the versions of the tools they were measured with."""
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=Path(__file__).parent, capture_output=True
    )
    head = {"commit": commit.stdout.decode().strip(), "tools": versions()}
    path.write_text(json.dumps(head | figures, indent=2) + "\n", "utf-8")
