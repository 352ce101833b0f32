"""clock.now: time is evidence too, never read by a job itself."""

import time

from rusta_server.contracts.tools import ClockResult, NoParams
from rusta_server.probes.context import ProbeContext


def run(params: NoParams, ctx: ProbeContext) -> ClockResult:
    return ClockResult(unix_s=int(time.time()))
