"""The jobs by name: what a trace's header names and both runners start."""

from collections.abc import Callable
from typing import Any

from rusta_server.contracts.canonical import Record
from rusta_server.contracts.explore import ExploreRequest
from rusta_server.contracts.policy import Policy
from rusta_server.contracts.results import (
    ApplyRequest,
    DiagnoseRequest,
    ExplainRequest,
    LintRequest,
    ProposeRequest,
    RevertRequest,
)
from rusta_server.engine.apply import apply
from rusta_server.engine.diagnose import diagnose
from rusta_server.engine.explain import explain
from rusta_server.engine.explore import explore
from rusta_server.engine.job import Job
from rusta_server.engine.lint import lint
from rusta_server.engine.propose import propose
from rusta_server.engine.revert import revert

JOBS: dict[str, tuple[type[Record], Callable[[Any, Policy], Job[Any]]]] = {
    "diagnose": (DiagnoseRequest, diagnose),
    "explain": (ExplainRequest, explain),
    "propose": (ProposeRequest, propose),
    "lint": (LintRequest, lint),
    "explore": (ExploreRequest, explore),
    "apply": (ApplyRequest, apply),
    "revert": (RevertRequest, revert),
}


class UnknownJobError(LookupError):
    """No job has that name."""


def start(name: str, request: dict[str, Any], policy: Policy) -> Job[Any]:
    """The generator of job `name` for `request` (validated).

    Raises:
        UnknownJobError: no such job.
        pydantic.ValidationError: the request does not fit the job.
    """
    if name not in JOBS:
        raise UnknownJobError(name)
    model, job = JOBS[name]
    return job(model.model_validate(request), policy)
