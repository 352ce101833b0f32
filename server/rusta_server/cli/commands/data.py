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
    import importlib.util
    import os
    import sys

    from rusta_server.cli.output import fail
    from rusta_server.contracts.probe import TOOL_MISSING, ProbeError

    if importlib.util.find_spec("rusta_model") is None:
        fail(
            ProbeError(
                code=TOOL_MISSING,
                message="what makes the training data is not in the installed package",
                remedy="in a checkout: pip install -e '.[train]'",
            ),
            as_json="--json" in arguments,
        )
    # This process becomes that one, so keys, streams and the exit code are its own. -P: a folder
    # where it is started must not be able to stand in for a module.
    os.execv(sys.executable, [sys.executable, "-P", "-m", "rusta_model.data", *arguments])
