"""rusta eval: the measures. A door to `python -m rusta_eval`, which is in no wheel."""

import click


@click.command(
    "eval",
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
    add_help_option=False,
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="COMMAND [ARGS]...")
def command(arguments: tuple[str, ...]) -> None:
    """Measure engines and peers on the same cases (from a checkout): suites, run."""
    from rusta_server.cli.room import hand_over

    hand_over(
        "rusta_eval",
        arguments,
        missing="what measures is not in the installed package",
        remedy="in a checkout: pip install -e '.[dev]'",
    )
