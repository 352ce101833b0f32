"""rusta lm: the byte model, by itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from rusta_server.cli.options import json_option

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group("lm")
def command() -> None:
    """Look at the byte model, try it, measure it, install another."""


@command.command("status")
@json_option
def status(as_json: bool) -> None:
    """Which model is used, and whether its files are whole."""
    from rusta_server.cli.output import ABSTAINED, DONE, out, print_json
    from rusta_server.lm.status import status_of

    document = status_of()
    if as_json:
        print_json(document)
    else:
        out.print(document.detail, markup=False)
        if document.remedy:
            out.print(f"help: {document.remedy}", markup=False)
    raise SystemExit(DONE if document.usable else ABSTAINED)


@command.command("install")
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path, exists=True))
@click.option("--sha256", metavar="HEX", help="Refuse the file unless this is its hash.")
@json_option
def install(source: Path, sha256: str | None, as_json: bool) -> None:
    """Install the packed model FILE (a .zip, or a folder) for this user.

    Its files are checked against their hashes and loaded before they take the place of the model
    that was installed. With a folder, --sha256 is that of its manifest.json.
    """
    from rusta_server.cli.output import out, print_json
    from rusta_server.lm.install import install as put
    from rusta_server.lm.status import status_of

    with _shown(as_json):
        artifact = put(source, sha256=sha256)
    if as_json:
        print_json(status_of())
    else:
        out.print(f"installed {artifact.manifest.name} in {artifact.folder}", markup=False)


@command.command("remove")
@json_option
def remove(as_json: bool) -> None:
    """Remove the model that was installed for this user; the one in the package is used then."""
    from rusta_server.cli.output import out, print_json
    from rusta_server.lm.install import remove as take_away
    from rusta_server.lm.status import status_of

    with _shown(as_json):
        was_there = take_away()
    document = status_of()
    if as_json:
        print_json(document)
    else:
        out.print("removed" if was_there else "no model was installed")
        out.print(f"now: {document.detail}", markup=False)


@command.command("bench")
@json_option
def bench(as_json: bool) -> None:
    """Load, score and write, and say what it took."""
    from rusta_server.cli.output import out, print_json
    from rusta_server.lm.artifact import find

    with _shown(as_json):
        artifact = find()
        from rusta_server.lm.bench import bars_of
        from rusta_server.lm.bench import bench as measure

        document = measure(artifact)
    if as_json:
        print_json(document)
        return
    out.print(f"{document.model} {document.quantisation}, {document.artifact_bytes / 1e6:.1f} MB")
    for line in bars_of(document):
        out.print(line, markup=False)


@command.command("score")
@click.argument("prefix", type=_FILE)
@click.argument("candidates", type=_FILE, nargs=-1, required=True)
@json_option
def score(prefix: Path, candidates: tuple[Path, ...], as_json: bool) -> None:
    """How likely the text of each CANDIDATE is after that of PREFIX."""
    from rusta_server.cli.output import out, print_json
    from rusta_server.contracts.documents import LmScoreDocument
    from rusta_server.lm.loaded import loaded

    with _shown(as_json):
        model, session = loaded()
        from rusta_server.lm.symbols import Symbol, segment

        read = session.read(segment(Symbol.TEXT, prefix.read_bytes()))
        texts = [[int(Symbol.EDIT), *each.read_bytes(), int(Symbol.END)] for each in candidates]
        scores = session.score(read, texts)
    document = LmScoreDocument(
        model=model, likelihoods_mbit=tuple(each.likelihood_mbit for each in scores)
    )
    if as_json:
        print_json(document)
        return
    for name, each in zip(candidates, scores, strict=True):
        out.print(f"{each.likelihood_mbit / 1000:12.3f} bit  {name}", markup=False)


@command.command("complete")
@click.argument("prefix", type=_FILE)
@click.option("--limit", type=click.IntRange(1, 4096), default=256, show_default=True)
@click.option("--temperature", type=click.IntRange(0, 100_000), default=0, metavar="BP")
@click.option("--seed", type=int, default=0, show_default=True)
@json_option
def complete(prefix: Path, limit: int, temperature: int, seed: int, as_json: bool) -> None:
    """Go on after the text of PREFIX. --temperature is in basis points; 0 takes the likeliest."""
    import sys

    from rusta_server.cli.output import print_json
    from rusta_server.contracts.documents import LmCompleteDocument
    from rusta_server.lm.loaded import loaded

    with _shown(as_json):
        model, session = loaded()
        from rusta_server.lm.complete import Sampling
        from rusta_server.lm.complete import complete as write
        from rusta_server.lm.symbols import PATCH, Symbol

        symbols = [int(Symbol.TEXT), *prefix.read_bytes()]
        whole = len(symbols) // PATCH * PATCH or PATCH
        padded = symbols + [int(Symbol.PAD)] * (whole - len(symbols))
        written = write(
            session, session.read(padded[:whole]), Sampling(limit, temperature, seed),
            begin=tuple(symbols[whole:]),
        )  # fmt: skip
    document = LmCompleteDocument(
        model=model,
        text=written.text.decode(errors="replace"),
        end=written.end,
        likelihood_mbit=written.likelihood_mbit,
    )
    if as_json:
        print_json(document)
    else:
        sys.stdout.write(document.text + "\n")


@contextmanager
def _shown(as_json: bool) -> Iterator[None]:
    from rusta_server.cli.output import errors_shown
    from rusta_server.contracts.probe import TOOL_MISSING, ProbeFailure
    from rusta_server.lm.artifact import ArtifactError

    with errors_shown(as_json=as_json):
        try:
            yield
        except ArtifactError as error:
            raise ProbeFailure(TOOL_MISSING, str(error), error.remedy) from error
