"""Records of a run, one JSON object a line, so that a stopped run goes on later."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Protocol, TypeVar

from pydantic import BaseModel

Key = tuple[str, str]
"""A case's id and the name of an engine."""


class HasId(Protocol):
    @property
    def id(self) -> str: ...


CaseT = TypeVar("CaseT", bound=HasId)
RecordT = TypeVar("RecordT", bound=BaseModel)


def read_records(path: Path, model: type[RecordT]) -> list[RecordT]:
    """The records of a file, none where there is no file. A half-written last line is dropped."""
    lines = path.read_text("utf-8").split("\n")[:-1] if path.exists() else []
    return [model.model_validate_json(line) for line in lines]


def run_rest(
    pairs: Iterable[tuple[CaseT, str]],
    work: Callable[[CaseT, str], RecordT],
    known: set[Key],
    shared: Mapping[Key, RecordT],
    out: Path,
    jobs: int,
) -> Iterator[RecordT]:
    """Appends to `out` what is not `known`, and yields it: a copy of a `shared` record where there
    is one, else what `work` makes of the case and the engine, `jobs` at a time."""
    wanted = [(case, engine) for case, engine in pairs if (case.id, engine) not in known]
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("a", encoding="utf-8") as file, ThreadPoolExecutor(jobs) as pool:
        futures = []
        for case, engine in wanted:
            copied = shared.get((case.id, engine))
            if copied is not None:
                file.write(copied.model_dump_json() + "\n")
                yield copied
            else:
                futures.append(pool.submit(work, case, engine))
        try:
            for future in as_completed(futures):
                record = future.result()
                file.write(record.model_dump_json() + "\n")
                file.flush()
                yield record
        except BaseException:
            # Said at once, not after hours of work that nobody would write down.
            pool.shutdown(wait=False, cancel_futures=True)
            raise
