"""ra.expand_macro: what a macro call, or a derive, stands for; all of it, down to the last one."""

from rusta_server.contracts.tools_ra import RaExpansion, RaPlaceParams
from rusta_server.probes.context import ProbeContext
from rusta_server.probes.rust_analyzer.desk import Desk, answered


def run(params: RaPlaceParams, ctx: ProbeContext) -> RaExpansion:
    """Raises ProbeFailure: as `desk.answered`."""
    return answered(params, ctx, lambda desk: _expansion(params, desk))


def _expansion(params: RaPlaceParams, desk: Desk) -> RaExpansion:
    found = desk.request("rust-analyzer/expandMacro", desk.at(params.path, params.offset))
    if found is None:
        return RaExpansion(**desk.frame, name=None, expansion=None)
    return RaExpansion(
        **desk.frame, name=str(found["name"]), expansion=desk.says(str(found["expansion"]))
    )
