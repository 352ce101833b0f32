"""What a job is: a generator that yields steps and receives evidence.

    def job(request) -> Job[Result]:
        yield Plan(goal="…", probes=("cargo.check",))
        (check,) = yield Ask((Probe(method="cargo.check", params={…}),))
        yield Decide(what="…", because="…")
        return Result(…)

The live runner executes the probes of an `Ask` and records them; the replay runner feeds recorded
evidence. Plan → Probe → Decide → Patch is therefore the only way a job can run. A job must be
deterministic: the same evidence gives the same steps, byte for byte.
"""

from collections.abc import Generator
from typing import Any, Literal, TypeVar

from rusta_server.contracts.canonical import Record
from rusta_server.contracts.probe import Evidence, Probe
from rusta_server.contracts.tools import METHODS


class Plan(Record):
    """What the job is about to find out, and the claims it expects to hold (hypotheses), checked
    against evidence by CONSISTENCY_CHECK."""

    step: Literal["plan"] = "plan"
    goal: str
    probes: tuple[str, ...] = ()
    hypotheses: tuple[str, ...] = ()


class Ask(Record):
    """Run probes; answered by as many `Evidence` in the same order. Independent of each other, so
    the runner may run them side by side."""

    step: Literal["probe"] = "probe"
    probes: tuple[Probe, ...]


class Decide(Record):
    """A decision and its reasons, as data."""

    step: Literal["decide"] = "decide"
    what: str
    because: str
    data: dict[str, Any] = {}


class Ledger(Record):
    """One line of the confidence ledger."""

    step: Literal["ledger"] = "ledger"
    claim: str
    anchors: tuple[str, ...] = ()
    probes: tuple[str, ...] = ()
    confidence_bp: int


class PatchStep(Record):
    """A patch the job stands behind: the id of the proposal it became."""

    step: Literal["patch"] = "patch"
    proposal: str


Step = Plan | Ask | Decide | Ledger | PatchStep

R = TypeVar("R")
Job = Generator[Step, tuple[Evidence, ...], R]


class UnansweredError(Exception):
    """A probe the job cannot do without came back as an error."""

    def __init__(self, evidence: Evidence) -> None:
        assert evidence.error is not None
        super().__init__(evidence.error.message)
        self.error = evidence.error


def ask(params: Record | None = None, *, method: str) -> Generator[Step, tuple[Evidence, ...], Any]:
    """Ask one probe and read its answer into the result model of `method`.

    Raises:
        UnansweredError: the evidence is an error.
    """
    dumped = params.model_dump(mode="json") if params is not None else {}
    (evidence,) = yield Ask(probes=(Probe(method=method, params=dumped),))
    if evidence.error is not None:
        raise UnansweredError(evidence)
    return METHODS[method][1].model_validate(evidence.result)
