"""The engines of the measure behind one call: a folder with a broken crate goes in, and is changed.

A peer sees a copy without tests and may run `cargo check` in it as often as its bound allows."""

from collections.abc import Callable
from pathlib import Path

from rusta_eval.peers import (
    cargo_fix,
    first_suggestion,
    rust_analyzer,
    rusta,
    verified_suggestions,
)
from rusta_eval.peers.outcome import Outcome

ENGINES: dict[str, Callable[[Path], Outcome]] = {
    "cargo-fix": cargo_fix.repair,
    "first-suggestion": first_suggestion.repair,
    "verified-suggestions": verified_suggestions.repair,
    "rust-analyzer": rust_analyzer.repair,
    "rusta": rusta.repair,
    "rusta-tests": rusta.repair_with_tests,
}
"""`rusta-tests` is rusta on a copy that holds the tests: the second column."""

__all__ = ["ENGINES", "Outcome"]
