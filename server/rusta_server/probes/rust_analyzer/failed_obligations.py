"""ra.failed_obligations: what had to hold of types around a place, and does not.

rust-analyzer prints its solver's own proof tree as JSON; it is made for debugging it, and its words
may change with any version. Read for the goals, none of it is relied on.
"""

import json
from collections.abc import Iterator
from typing import Any

from rusta_server.contracts.tools_ra import RaObligation, RaObligations, RaPlaceParams
from rusta_server.probes.context import ProbeContext
from rusta_server.probes.rust_analyzer.desk import Desk, answered


def run(params: RaPlaceParams, ctx: ProbeContext) -> RaObligations:
    """Raises ProbeFailure: as `desk.answered`."""
    return answered(params, ctx, lambda desk: _obligations(params, desk))


def _obligations(params: RaPlaceParams, desk: Desk) -> RaObligations:
    said = desk.request("rust-analyzer/getFailedObligations", desk.at(params.path, params.offset))
    try:
        trees = json.loads(desk.says(str(said or "[]")))
    except ValueError:
        trees = []
    found = dict.fromkeys(each for tree in _list(trees) for each in _failed(tree))
    return RaObligations(**desk.frame, obligations=tuple(found))


def _failed(tree: Any) -> Iterator[RaObligation]:
    if not isinstance(tree, dict) or "goal" not in tree:
        return
    result, depth = str(tree.get("result", "")), tree.get("depth", 0)
    if not result.startswith("Ok"):
        yield RaObligation(
            goal=str(tree["goal"]), result=result, depth=depth if isinstance(depth, int) else 0
        )
    for candidate in _list(tree.get("candidates")):
        nested = candidate.get("nested_goals") if isinstance(candidate, dict) else None
        for each in _list(nested):
            yield from _failed(each)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
