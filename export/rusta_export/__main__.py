"""`python -m rusta_export CHECKPOINT --out FOLDER`: a checkpoint as the server loads it."""

import importlib
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import click

from rusta_export.artifact import ExportError, Wanted, export
from rusta_export.build import Quantisation
from rusta_export.parity import LEAST_CASES, ParityError, Repairer
from rusta_export.ranking import choices, first_choices
from rusta_model.paths import home

_TOO_FEW = f"""\
not exported: fewer than {LEAST_CASES} rivals of held-out crates are there to compare repairs on
  python -m rusta_model.data.triplets rivals   finds them
  --no-repairs                                 exports without"""

_FORMS: dict[str, Quantisation] = {"8": "int8", "4": "int4", "none": "none"}


@click.command()
@click.argument("checkpoint", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--out", type=click.Path(path_type=Path), required=True)
@click.option("--quant", type=click.Choice(list(_FORMS)), default="8", show_default=True)
@click.option("--version", default="0.1.0", show_default=True)
@click.option("--ledger", type=click.Path(path_type=Path, exists=True), help="Its training data.")
@click.option(
    "--heldout", type=click.Path(path_type=Path, exists=True), multiple=True,
    help="Files to compare on; the validation documents where none is named.",
)  # fmt: skip
@click.option("--repairs", metavar="MODULE:FUNCTION", help="Repairs with the artifact of a folder.")
@click.option("--no-repairs", is_flag=True, help="Compare no repairs; the model card will say so.")
def main(
    checkpoint: Path, out: Path, quant: str, version: str, ledger: Path | None,
    heldout: tuple[Path, ...], repairs: str | None, no_repairs: bool,
) -> None:  # fmt: skip
    """Export a checkpoint; fails where the artifact is worse than it or its gates are red."""
    repairer = _function(repairs) if repairs else None
    if repairer is None and quant != "none" and not no_repairs:
        among = choices()
        if len(among) < LEAST_CASES:
            click.echo(_TOO_FEW, err=True)
            sys.exit(1)
        repairer = partial(first_choices, among=among)
    wanted = Wanted(
        checkpoint=checkpoint,
        ledger=ledger or home() / "ledger.jsonl",
        quantisation=_FORMS[quant],
        version=version,
        texts=_texts(heldout),
        repairer=repairer,
    )
    try:
        made = export(wanted, out)
    except (ExportError, ParityError) as error:
        click.echo(f"not exported: {error}", err=True)
        sys.exit(1)
    parity, compared = made.manifest.parity, made.manifest.repairs
    click.echo(f"{out}: {made.bytes / 1e6:.2f} MB, {made.manifest.parameters:,} parameters")
    click.echo(
        f"bits per byte {parity.artifact_mbit / 1000:.3f}, checkpoint "
        f"{parity.checkpoint_mbit / 1000:.3f}, on {parity.heldout_bytes:,} bytes; "
        f"same first choice {parity.top1_agreement_bp / 100:.2f} %"
    )
    if compared is None:
        click.echo("repairs: not compared")
    else:
        click.echo(
            f"repairs: {compared.artifact_fixed}, checkpoint {compared.checkpoint_fixed}, "
            f"of {compared.cases}"
        )


def _texts(files: tuple[Path, ...]) -> Iterator[bytes]:
    if files:
        yield from (file.read_bytes() for file in files)
        return
    from rusta_model.data.documents import documents

    yield from (document.bytes for document in documents("validation", kind="rust"))


def _function(named: str) -> Repairer:
    module, _, function = named.partition(":")
    found: Repairer = getattr(importlib.import_module(module), function)
    return found


if __name__ == "__main__":
    main()
