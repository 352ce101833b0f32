"""Whether what was judged in a run of many is what rustc says of each alone.

Some stored triplets, drawn at random, are compiled again: the true text with this one edit, one
rustc run each.
"""

import random
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel

from rusta_model.data.progress import Progress
from rusta_model.data.triplets import store
from rusta_model.data.triplets.bench import Bench, on_bench
from rusta_model.data.triplets.crates import Listed
from rusta_model.data.triplets.record import Triplet, codes_of, pack
from rusta_server.contracts.triplet import PackedDiagnostic


class Checked(BaseModel):
    """How many of `triplets` say alone what is stored: that they break, the code of the first
    error, the set of codes, and every error with its message and places. `missing`: their crate is
    not there, or has changed."""

    triplets: int = 0
    verdict: int = 0
    first_code: int = 0
    codes: int = 0
    errors: int = 0
    missing: int = 0
    differing: list[str] = []


def check(
    crates: Sequence[Listed], folder: Path, number: int, seed: int, progress: Progress,
    *, no_sandbox: bool = False,
) -> Checked:  # fmt: skip
    """Compile `number` triplets of the shards below `folder`, by crate.

    Raises:
        ProbeFailure: NO_SANDBOX.
    """
    lines = [line for path in store.shards(folder) for line in store.lines(path)]
    chosen = random.Random(seed).sample(lines, min(number, len(lines)))
    by_crate: dict[str, list[Triplet]] = {}
    for triplet in map(Triplet.model_validate_json, chosen):
        by_crate.setdefault(f"{triplet.crate}-{triplet.version}", []).append(triplet)
    known = {crate.unit.key: crate for crate in crates}
    found = Checked()
    progress.step("check", len(chosen))
    for key, triplets in sorted(by_crate.items()):
        crate = known.get(key)
        if crate is None:
            found.missing += len(triplets)
            progress.advance(len(triplets))
            continue
        with on_bench(crate.unit, no_sandbox=no_sandbox) as bench:
            for triplet in triplets:
                if bench is None or not _compare(bench, triplet, found):
                    found.missing += 1
                progress.advance()
    return found


def _compare(bench: Bench, triplet: Triplet, found: Checked) -> bool:
    """False where the clean text is not the one that was broken."""
    clean = bench.clean.get(triplet.path)
    try:
        broken = triplet.break_(clean or b"")
    except ValueError:
        return False
    errors = bench.compile({triplet.path: broken}) or ()
    packed = tuple(pack(error, triplet.path) for error in errors)
    found.triplets += 1
    found.verdict += bool(errors)
    found.first_code += bool(packed) and packed[0].code == triplet.diagnostics[0].code
    found.codes += codes_of(errors) == triplet.codes
    same = sorted(map(said, packed)) == sorted(map(said, triplet.diagnostics))
    found.errors += same
    if not same:
        found.differing.append(triplet.id)
    return True


def said(error: PackedDiagnostic) -> tuple[str, str, tuple[tuple[str, int], ...]]:
    """What makes two errors the same: code, message and primary places."""
    primary = tuple((span.path, span.start) for span in error.spans if span.primary)
    return error.code or "", error.message, primary
