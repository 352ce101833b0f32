"""What a rust-analyzer of our own is told when it starts, and what we say we can do.

It checks nothing with cargo (we do), watches nothing (it is told), indexes nothing ahead, and its
answers hold no links. rust-analyzer's manual, "Configuration"; its "LSP Extensions".
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

CAPABILITIES: dict[str, Any] = {
    "general": {"positionEncodings": ["utf-8"]},
    "experimental": {"serverStatusNotification": True},
    "workspace": {
        "configuration": True,
        "workspaceEdit": {
            "documentChanges": True,
            "resourceOperations": ["create", "rename", "delete"],
        },
    },
    "textDocument": {
        "hover": {"contentFormat": ["markdown"]},
        "definition": {"linkSupport": True},
        "implementation": {"linkSupport": True},
        "inlayHint": {},
        "codeAction": {
            "dataSupport": True,
            "resolveSupport": {"properties": ["edit"]},
            "codeActionLiteralSupport": {
                "codeActionKind": {"valueSet": ["", "quickfix", "refactor"]}
            },
        },
    },
}


def settings(selectors: Sequence[str]) -> dict[str, Any]:
    """Section `rust-analyzer`. Of `selectors` those count that choose features and target."""
    cargo: dict[str, Any] = {
        "allTargets": True,
        "buildScripts": {"enable": True},
        "noDefaultFeatures": "--no-default-features" in selectors,
        "features": "all" if "--all-features" in selectors else _values(selectors, "--features"),
    }
    if target := _values(selectors, "--target"):
        cargo["target"] = target[-1]
    return {
        "assist": {"expressionFillDefault": "default"},
        "cachePriming": {"enable": False},
        "cargo": cargo,
        "checkOnSave": False,
        "diagnostics": {"enable": True, "experimental": {"enable": True}},
        "files": {"watcher": "client"},
        "hover": {"links": {"enable": False}, "memoryLayout": {"enable": False}},
        "lens": {"enable": False},
        "numThreads": 2,
        "procMacro": {"enable": True},
    }


def _values(selectors: Sequence[str], name: str) -> list[str]:
    """Of an option that may stand several times, each with several values."""
    given = [b for a, b in pairwise(selectors) if a == name]
    given += [s.partition("=")[2] for s in selectors if s.startswith(f"{name}=")]
    return [value for each in given for value in each.replace(",", " ").split()]
