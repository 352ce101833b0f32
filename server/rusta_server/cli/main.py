"""`rusta`: the commands, each loaded only when it is used (`rusta --version` stays fast)."""

import importlib
import os
import sys
from typing import Any

import click

from rusta_server.__about__ import __version__

_COMMANDS = [
    "diagnose",
    "explain",
    "propose",
    "apply",
    "fix",
    "revert",
    "replay",
    "tool",
    "show",
    "trust",
    "clean",
    "index",
    "lm",
    "data",
    "eval",
    "doctor",
    "schema",
    "serve",
]


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"rusta_server.cli.commands.{cmd_name}")
        command: click.Command = module.command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except Exception as error:
            if os.environ.get("RUSTA_BACKTRACE"):
                raise
            from rusta_server.cli.output import fail_by_a_bug

            fail_by_a_bug(error, as_json="--json" in sys.argv)


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="rusta", message="%(prog)s %(version)s")
def main() -> None:
    """Explains and repairs Rust, and offers only what it has already proven.

    \b
    rusta diagnose          what is wrong, root causes first
    rusta explain           why, with passages that open on your disk
    rusta propose           patches already proven in a sandboxed copy
    rusta fix               propose and apply, asking before each
    rusta revert            put the last patch back, byte for byte
    rusta doctor            what is installed, and how to get what is not

    Exit codes: 0 done · 1 abstained or still broken · 2 bad input or environment.
    """


if __name__ == "__main__":
    main()
