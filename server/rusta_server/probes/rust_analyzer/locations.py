"""ra.find_refs, ra.goto_def, ra.goto_implementation: places, by path and offset."""

from typing import Any

from rusta_server.contracts.probe import INVALID_PARAMS, ProbeFailure
from rusta_server.contracts.tools_ra import RaLocation, RaLocations, RaPlaceParams, RaRefsParams
from rusta_server.probes.context import ProbeContext
from rusta_server.probes.rust_analyzer.desk import Desk, answered


def references(params: RaRefsParams, ctx: ProbeContext) -> RaLocations:
    """Raises ProbeFailure: as `desk.answered`."""
    more = {"context": {"includeDeclaration": params.declaration}}

    def question(desk: Desk) -> RaLocations:
        refuse_foreign(params, desk)
        return _found("textDocument/references", params, desk, more)

    return answered(params, ctx, question)


def definition(params: RaPlaceParams, ctx: ProbeContext) -> RaLocations:
    """Raises ProbeFailure: as `desk.answered`."""
    return answered(params, ctx, lambda desk: _found("textDocument/definition", params, desk))


def implementation(params: RaPlaceParams, ctx: ProbeContext) -> RaLocations:
    """Raises ProbeFailure: as `desk.answered`."""
    return answered(params, ctx, lambda desk: _found("textDocument/implementation", params, desk))


def _found(
    method: str, params: RaPlaceParams, desk: Desk, more: dict[str, Any] | None = None
) -> RaLocations:
    result = desk.request(method, {**desk.at(params.path, params.offset), **(more or {})})
    listed = result if isinstance(result, list) else [] if result is None else [result]
    found = dict.fromkeys(location(each, desk) for each in listed)
    return RaLocations(
        **desk.frame,
        locations=tuple(sorted(found, key=lambda each: (each.path, each.start or 0))),
    )


def refuse_foreign(params: RaPlaceParams, desk: Desk) -> None:
    """Uses of what std or a dependency defines would be looked for in all of std: that takes
    minutes, and rust-analyzer has been seen to overflow its stack over it.

    Raises:
        ProbeFailure: INVALID_PARAMS.
    """
    found = _found("textDocument/definition", params, desk).locations
    if found and not any(each.path.startswith("$WS/") for each in found):
        raise ProbeFailure(INVALID_PARAMS, "what stands there is defined outside of the workspace")


def location(value: dict[str, Any], desk: Desk) -> RaLocation:
    """Of LSP's Location or LocationLink."""
    if "targetUri" in value:
        return desk.places.location(
            value["targetUri"], value["targetSelectionRange"], value["targetRange"]
        )
    return desk.places.location(value["uri"], value["range"])
