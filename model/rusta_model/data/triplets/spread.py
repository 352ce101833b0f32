"""Spread crates over cores, or over machines that share the work folder, by joblib."""

import importlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar, cast

import joblib

Work = TypeVar("Work")
Result = TypeVar("Result")


def spread(
    function: Callable[[Work], Result], works: Sequence[Work], *, jobs: int, backend: str
) -> Iterator[Result]:
    """Results as they come, in any order. `backend`: `loky` (processes of this machine) or `ray`
    (the cluster that Ray is connected to, or a local one).

    Raises:
        ModuleNotFoundError: Ray is asked for and not installed.
    """
    if backend == "ray":
        # Untyped, and not installed by default.
        importlib.import_module("ray.util.joblib").register_ray()
    with joblib.parallel_config(backend=backend, n_jobs=jobs):
        tasks = (joblib.delayed(function)(work) for work in works)
        # Ray's backend hands results back all at the end.
        order = "list" if backend == "ray" else "generator_unordered"
        results = cast(Iterable[Result], joblib.Parallel(return_as=order)(tasks))
        yield from results


class Rate:
    """A line of progress: how far, how many a second."""

    def __init__(self) -> None:
        self._done = self._made = 0
        self._began = time.monotonic()

    def line(self, what: str, made: int, known: int) -> str:
        """`known`: how many were left at the last look, this one among them."""
        self._done += 1
        self._made += made
        spent = time.monotonic() - self._began
        return (
            f"[{self._done}, {known} were left] {what}: {made} · {self._made} in all · "
            f"{self._made / max(spent, 0.001):.1f}/s"
        )
