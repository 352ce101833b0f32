"""`cargo fix --broken-code`: what cargo itself applies, the suggestions rustc is sure of."""

from pathlib import Path

from rusta_eval import cargo
from rusta_eval.peers.outcome import Outcome


def repair(folder: Path) -> Outcome:
    """Changes the crate in `folder`. cargo says by its exit code whether errors are left."""
    target = "--lib" if (folder / "src" / "lib.rs").exists() else "--bins"
    words = ("fix", target, "--broken-code", "--allow-no-vcs", "--offline")
    code, _, _ = cargo.cargo(folder, *words, timeout=120)
    return Outcome(applied=code == 0, checks=1, note=f"exit {code}")
