"""Crates spread over processes, or over a Ray cluster, give the same records."""

import importlib.util
import warnings
from functools import partial
from pathlib import Path

import pytest

from rusta_model.data.triplets import store
from rusta_model.data.triplets.build import Options, build_crate
from rusta_model.data.triplets.crates import Listed
from rusta_model.data.triplets.spread import Rate, spread

from .crate import write_crate

SMALL = """\
pub fn longest<'a>(words: &[&'a str]) -> Option<&'a str> {
    let mut found: Option<&str> = None;
    for word in words {
        if found.map_or(true, |old| old.len() < word.len()) {
            found = Some(word);
        }
    }
    found
}
"""


def crates(folder: Path) -> list[Listed]:
    return [write_crate(folder, name, {"src/lib.rs": SMALL}) for name in ("one", "two")]


def spread_out(folder: Path, backend: str) -> dict[str, bytes]:
    work = partial(build_crate, folder=folder / "shards", options=Options(priority=0))
    made = list(spread(work, crates(folder), jobs=2, backend=backend))
    assert [m["triplets"] > 10 for m in made] == [True, True]
    shards = store.shards(folder / "shards")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in shards}


@pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="Ray is not installed")
def test_a_ray_cluster_gives_what_one_process_gives(tmp_path: Path) -> None:
    import ray

    alone = tmp_path / "alone"
    for crate in crates(alone):
        build_crate(crate, alone / "shards", Options(priority=0))
    with warnings.catch_warnings():
        # Of Ray itself, about its own future.
        warnings.simplefilter("ignore")
        ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
        try:
            clustered = spread_out(tmp_path / "clustered", "ray")
        finally:
            ray.shutdown()
    expected = {p.relative_to(alone).as_posix(): p.read_bytes() for p in store.shards(alone)}
    assert clustered == expected


def test_the_line_of_progress_says_how_many_are_made_and_left() -> None:
    rate = Rate()
    assert rate.line("one-1.0.0", 5, 2).startswith("[1, 2 were left] one-1.0.0: 5 · 5 in all · ")
    assert rate.line("two-1.0.0", 7, 1).startswith("[2, 1 were left] two-1.0.0: 7 · 12 in all · ")
