"""Explore Mode: what is asked for and what the experiments showed."""

from typing import Literal

from rusta_server.contracts.anchor import Anchor
from rusta_server.contracts.canonical import Record
from rusta_server.contracts.edits import Overlay
from rusta_server.contracts.results import At, ProposeResult
from rusta_server.contracts.tools import Gate


class ExploreRequest(Record):
    """As a ProposeRequest; what stays below τ_patch is tried out."""

    selectors: tuple[str, ...] = ()
    gate: Gate | None = None
    at: At | None = None
    overlays: tuple[Overlay, ...] = ()


class Observation(Record):
    """`input`: the arguments of the call; `said`: what came of it, as `{:?}` prints it."""

    input: str
    said: str


class Experiment(Record):
    """One run in the shadow. `coverage`: a panic stands before the edited statement; the `tests`
    that fail with it execute that. `behaviour`: the edited function is called with sample inputs.

    `proposal` is what was tried. `outcome`: `covered`, `not-covered`, `observed`, or `unknown`,
    and then `reason` says why. `source` cites the text of what was run.
    """

    kind: Literal["coverage", "behaviour"]
    proposal: str
    function: str
    outcome: Literal["covered", "not-covered", "observed", "unknown"]
    reason: str = ""
    tests: tuple[str, ...] = ()
    observations: tuple[Observation, ...] = ()
    source: Anchor | None = None


class Difference(Record):
    """An input after which rivals do not do the same; `said` in the order of the proposals."""

    input: str
    said: tuple[str, ...]


class ExploreResult(Record):
    """`status`: `clean` nothing to repair · `certain` a proposal reaches τ_patch · `explored` ·
    `nothing` no proposal to try out. `conclusion` says what the experiments tell and what not;
    `micro_test` is the test that was made up, for a person to complete."""

    status: Literal["clean", "certain", "explored", "nothing"]
    proposed: ProposeResult
    experiments: tuple[Experiment, ...] = ()
    differences: tuple[Difference, ...] = ()
    conclusion: str = ""
    micro_test: str | None = None
