"""tests.baseline: which tests failed at the last green state of this workspace.

Recorded whenever the tests of the tree as it is (no overlays) were run and built.
"""

import json

from rusta_server.contracts.canonical import canonical_bytes
from rusta_server.contracts.tools import NoParams, TestBaseline, TestResult
from rusta_server.probes.context import ProbeContext

_FILE = "tests-baseline.json"


def run(params: NoParams, ctx: ProbeContext) -> TestBaseline:
    try:
        failing = json.loads((ctx.state.root / _FILE).read_bytes())["failing"]
    except (OSError, ValueError, KeyError):
        return TestBaseline(source="none")
    return TestBaseline(source="recorded", failing=tuple(failing))


def record(result: TestResult, ctx: ProbeContext) -> None:
    """Keep the outcome of a run on the tree as it is; runs that did not finish are not kept."""
    if result.run not in ("passed", "failed"):
        return
    failing = sorted(test.name for test in result.tests if test.outcome == "failed")
    ctx.state.root.mkdir(parents=True, exist_ok=True, mode=0o700)
    (ctx.state.root / _FILE).write_bytes(canonical_bytes({"failing": failing}))
