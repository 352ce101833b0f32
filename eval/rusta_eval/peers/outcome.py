"""What an engine says of its own run; what its patch is worth, the judge says."""

from pydantic import BaseModel


class Outcome(BaseModel):
    """`checks` counts the cargo runs a peer made, 0 where it does not tell.

    `applied` says whether the engine stands by what the folder holds now; where it does not, the
    case counts as unrepaired. `sure` tells whether it would at its own default threshold as well;
    a peer without a threshold always is. `failed` marks a run that broke down and is made again
    next time. `score` is the lowest one that a repair of several steps had before it was calibrated
    (basis points; None where the engine has none). `note` is for a reader: an exit code, a reason
    to abstain."""

    applied: bool
    sure: bool = True
    failed: bool = False
    checks: int = 0
    score: int | None = None
    note: str = ""
