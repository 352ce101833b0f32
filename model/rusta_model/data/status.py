"""How far a corpus is, in figures."""

import json
from collections import Counter
from pathlib import Path

from rusta_model.data.docs_text import BOOKS, count_listings
from rusta_model.data.fetch import is_vendored
from rusta_model.data.ledger import Ledger
from rusta_model.data.progress import Progress
from rusta_model.data.snapshot import describe
from rusta_model.data.sources import Spine, text_files
from rusta_model.data.triplets import store
from rusta_server.contracts.dataset import (
    CorpusStatus,
    DroppedCount,
    ListingCount,
    Split,
    SplitCount,
)

_TEST = b"#[test]"


def status(spine: Spine, progress: Progress) -> CorpusStatus:
    """What is there; of what is not made yet, nothing."""
    entries = list(Ledger.read(spine.ledger)) if spine.ledger.exists() else []
    fetched = [pin for pin in spine.pins if is_vendored(spine.vendor / pin.id)]
    splits: dict[Split, SplitCount] = {}
    if (spine.corpus / "files.jsonl").exists():
        splits = describe(spine).splits
    heldout = [spine.vendor / pin.id for pin in fetched if pin.split == "heldout"]
    progress.step("held-out crates", len(heldout))
    tested = 0
    for folder in heldout:
        tested += has_tests(folder)
        progress.advance()
    return CorpusStatus(
        pinned=len(spine.pins),
        fetched=len(fetched),
        entries=len(entries),
        cleaned=len(list(spine.cleaned.glob("*.jsonl"))),
        licences=dict(Counter(entry.licence for entry in entries).most_common()),
        splits=splits,
        dropped=_dropped(spine.corpus / "dropped.jsonl"),
        listings=_listings(spine, progress),
        heldout_with_tests=tested,
        triplets=_triplets(spine, progress),
    )


def has_tests(crate: Path) -> bool:
    return any(path.endswith(".rs") and _TEST in f.read_bytes() for path, f in text_files(crate))


def _listings(spine: Spine, progress: Progress) -> dict[str, ListingCount]:
    if spine.toolchain is None:
        return {}
    progress.step("listings", len(BOOKS))
    found = {}
    for book in BOOKS:
        found[book.name] = count_listings(spine.toolchain.html, book)
        progress.advance()
    return found


def _dropped(file: Path) -> dict[str, DroppedCount]:
    if not file.exists():
        return {}
    files: Counter[str] = Counter()
    size: Counter[str] = Counter()
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            files[record["reason"]] += 1
            size[record["reason"]] += record["bytes"]
    return {why: DroppedCount(files=n, bytes=size[why]) for why, n in files.most_common()}


def _triplets(spine: Spine, progress: Progress) -> dict[Split, int]:
    """Of the pinned crates; the shards of a crate lie in a folder of its id."""
    split: dict[str, Split] = {pin.id: pin.split for pin in spine.pins}
    shards = [
        path
        for path in store.shards(spine.home / "triplets" / "shards")
        if path.parent.name in split
    ]
    progress.step("triplets", len(shards))
    count: Counter[Split] = Counter()
    for path in shards:
        count[split[path.parent.name]] += sum(1 for _ in store.lines(path))
        progress.advance()
    return dict(count)
