"""ra.related_tests: the tests from which an item is reached."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from rusta_server.contracts.tools_ra import RaPlaceParams, RaTest, RaTests
from rusta_server.probes.context import ProbeContext
from rusta_server.probes.rust_analyzer.desk import Desk, answered
from rusta_server.probes.rust_analyzer.locations import refuse_foreign


def run(params: RaPlaceParams, ctx: ProbeContext) -> RaTests:
    """Raises ProbeFailure: as `desk.answered`."""
    return answered(params, ctx, lambda desk: _tests(params, desk))


def _tests(params: RaPlaceParams, desk: Desk) -> RaTests:
    refuse_foreign(params, desk)
    listed = desk.request("rust-analyzer/relatedTests", desk.at(params.path, params.offset)) or ()
    found = dict.fromkeys(_test(each["runnable"], desk) for each in listed)
    return RaTests(
        **desk.frame,
        tests=tuple(sorted(found, key=lambda test: (test.path, test.start or 0, test.name))),
    )


def _test(runnable: Mapping[str, Any], desk: Desk) -> RaTest:
    args = runnable.get("args", {})
    words = [w for w in args.get("executableArgs", ()) if not w.startswith("-")]
    where = runnable["location"]
    place = desk.places.location(where["targetUri"], where["targetRange"])
    return RaTest(
        name=words[0] if words else str(runnable["label"]).partition(" ")[2],
        package=_after(args.get("cargoArgs", ()), "--package"),
        path=place.path,
        start=place.start,
        end=place.end,
    )


def _after(words: Sequence[str], option: str) -> str | None:
    """The package without the version or place that cargo's package ids may have."""
    for one, other in pairwise(words):
        if one == option:
            return other.rpartition("#")[2].partition("@")[0]
    return None
