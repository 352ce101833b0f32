"""rusta data: the training corpus. A door to `python -m rusta_model.data`, which is in no wheel."""

import click


@click.command(
    "data",
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
    add_help_option=False,
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="COMMAND [ARGS]...")
def command(arguments: tuple[str, ...]) -> None:
    """What the byte model is trained on (from a checkout): fetch, ledger, clean, split, status."""
    from rusta_server.cli.room import hand_over

    hand_over(
        "rusta_model.data",
        arguments,
        missing="what makes the training data is not in the installed package",
        remedy="in a checkout: pip install -e '.[train]'",
    )
