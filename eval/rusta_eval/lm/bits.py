"""Bits per byte on files of held-out crates: each file by itself, and nothing learned on the way.

The peer is PPMd of order 16 over the archive of all held-out crates, which learns as it goes: what
it costs in the middle of an archive is what a model that is already trained has to beat.
"""

import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import click
import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from rusta_eval.lm import packers
from rusta_eval.lm.shared import opened, options, progressed, work_folder, write
from rusta_eval.report import console
from rusta_model.data.documents import Document, documents
from rusta_model.data.errors import DataError
from rusta_model.streams import head
from rusta_server.lm.features import FeatureStream
from rusta_server.lm.network import stacked
from rusta_server.lm.session import LmSession, log2_probabilities
from rusta_server.lm.symbols import PATCH, Symbol

CONTEXTS = (2 << 10, 8 << 10, 32 << 10)
"""Bytes before the ones that count."""
STRETCH = 2 << 10
"""Bytes that count after a context."""
STRETCHES = 32
_CHUNK = 512 * PATCH


class Stretch(NamedTuple):
    """Bytes `start .. start + STRETCH` of a file, so far in that every context fits before."""

    file: Document
    start: int


@click.command()
@click.option(
    "--bytes", "least", default=1 << 20, show_default=True, help="Sample files up to this size."
)
@click.option("--stretches", default=STRETCHES, show_default=True, help="For the contexts.")
@options
def bits(
    folder: Path | None, home: Path | None, limit: int | None, seed: int, out: Path | None,
    least: int, stretches: int,
) -> None:  # fmt: skip
    """Bits per byte of the model, PPMd and xz on held-out files, and by length of context."""
    artifact, session = opened(folder)
    try:
        every = list(documents("heldout", home=work_folder(home), kind="rust"))
    except DataError as error:
        raise click.ClickException(str(error)) from error
    chosen = sample(every, least, limit, seed)
    taken = {(file.source, file.path) for file in chosen}
    rest = [file.bytes for file in every if (file.source, file.path) not in taken]
    own = [file.bytes for file in chosen]
    began = time.monotonic()
    by_crate: dict[str, list[tuple[float, int]]] = {}
    for file in progressed(chosen, len(chosen), "files"):
        cost = float(costs(session, file, 0, len(file.bytes)).sum())
        by_crate.setdefault(file.source, []).append((cost, len(file.bytes)))
    seconds = time.monotonic() - began
    size = sum(map(len, own))
    figures = {
        "seed": seed, "files": len(chosen), "bytes": size, "crates": len(by_crate),
        "heldout_files": len(every), "heldout_bytes": size + sum(map(len, rest)),
        "model_bpb": sum(cost for each in by_crate.values() for cost, _ in each) / max(1, size),
        **packed(rest, own),
        "bytes_per_second": size / max(seconds, 1e-9),
        "contexts": contexts(session, every, stretches, seed),
        "crates_bpb": {
            name: sum(c for c, _ in each) / sum(n for _, n in each)
            for name, each in sorted(by_crate.items())
        },
    }  # fmt: skip
    show(figures)
    write(out, artifact, figures)


def packed(rest: Sequence[bytes], own: Sequence[bytes]) -> dict[str, float]:
    """Bits per byte of the compressors: of the whole archive, of the same files behind all others,
    by themselves together, and each by itself."""
    every = [*rest, *own]
    size, whole = max(1, sum(map(len, own))), max(1, sum(map(len, every)))
    steps: dict[str, Callable[[], float]] = {
        "ppmd16_whole_archive_bpb": lambda: packers.ppmd(every) / whole,
        "ppmd16_same_files_after_the_rest_bpb": lambda: (
            (found["ppmd16_whole_archive_bpb"] / 8 * whole - packers.ppmd(rest)) / size
        ),
        "ppmd16_same_files_bpb": lambda: packers.ppmd(own) / size,
        "ppmd16_each_file_bpb": lambda: sum(packers.ppmd([file]) for file in own) / size,
        "xz9e_whole_archive_bpb": lambda: packers.xz(every) / whole,
        "xz9e_same_files_bpb": lambda: packers.xz(own) / size,
        "xz9e_each_file_bpb": lambda: sum(packers.xz([file]) for file in own) / size,
    }
    found: dict[str, float] = {}
    for name in progressed(steps, len(steps), "PPMd and xz"):
        found[name] = 8 * steps[name]()
    return found


def sample(every: Sequence[Document], least: int, limit: int | None, seed: int) -> list[Document]:
    """Files in a fair order until they hold `least` bytes; at most `limit`."""
    mixed = list(every)
    random.Random(f"bits:{seed}").shuffle(mixed)
    chosen: list[Document] = []
    size = 0
    for file in mixed:
        if size >= least or (limit is not None and len(chosen) >= limit):
            break
        chosen.append(file)
        size += len(file.bytes)
    return sorted(chosen, key=lambda f: (f.source, f.path))


def costs(session: LmSession, file: Document, start: int, end: int) -> NDArray[np.float64]:
    """[end - start]: bits of each byte, given the file's path and the bytes from `start` on."""
    network = session.network
    opening = head(f"{file.source}/{file.path}")
    text = list(file.bytes[start:end])
    symbols = [*opening, *text]
    symbols += [int(Symbol.PAD)] * (-len(symbols) % PATCH)
    stream = FeatureStream(session.memory, network.shape.table_rows)
    none = past = network.nothing(1)
    found: list[NDArray[np.float64]] = []
    for at in range(0, len(symbols), _CHUNK):
        part = symbols[at : at + _CHUNK]
        inputs = stacked([stream.extend(part)], len(part))
        said, past = network.extend(inputs, none, past, range(len(part)))
        following = np.asarray([*symbols[at + 1 : at + len(part)], *symbols[at + len(part) :][:1]])
        logits = log2_probabilities(said.logits[0, : len(following)])
        found.append(-logits[np.arange(len(following)), following])
    # The symbol at i is told at i - 1.
    return np.concatenate(found)[len(opening) - 1 :][: len(text)]


def contexts(
    session: LmSession, every: Sequence[Document], count: int, seed: int
) -> dict[str, float | int]:
    """Bits per byte of the same stretches after contexts of several lengths."""
    longest = max(CONTEXTS)
    places = [
        Stretch(file, start)
        for file in every
        for start in range(longest, len(file.bytes) - STRETCH + 1, STRETCH)
    ]
    random.Random(f"contexts:{seed}").shuffle(places)
    chosen = places[:count]
    total = dict.fromkeys(CONTEXTS, 0.0)
    for place in progressed(chosen, len(chosen), "contexts"):
        for context in CONTEXTS:
            end = place.start + STRETCH
            total[context] += float(
                costs(session, place.file, place.start - context, end)[context:].sum()
            )
    size = max(1, len(chosen) * STRETCH)
    shares = {f"{context >> 10} kB": cost / size for context, cost in total.items()}
    return {"stretches": len(chosen), **shares}


def show(figures: dict[str, object]) -> None:
    table = Table(
        "bits per byte", "", title=f"{figures['files']} files, {figures['bytes']:,} bytes"
    )
    for name, value in figures.items():
        if name.endswith("_bpb") and isinstance(value, float):
            table.add_row(name.removesuffix("_bpb").replace("_", " "), f"{value:.3f}")
    given = figures["contexts"]
    assert isinstance(given, dict)
    for name, value in given.items():
        if isinstance(value, float):
            table.add_row(f"model after {name}", f"{value:.3f}")
    console().print(table)
