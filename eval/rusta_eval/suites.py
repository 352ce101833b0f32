"""The suites as data: `suites.toml` beside this file says which there are and what runs them."""

import importlib
import tomllib
from pathlib import Path

import click
from pydantic import BaseModel, ConfigDict


class Suite(BaseModel):
    """`module` has a click group `main` with a command `run`, which takes `seen` or `unread`
    before the options that all suites share (`--engines`, `--sample`, `--jobs`, `--out`,
    `--metrics`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    about: str
    module: str
    seen: tuple[str, ...]
    unread: tuple[str, ...]

    def run(self, words: list[str]) -> None:
        """Runs it in this process; the errors of click go to the caller."""
        main: click.Group = importlib.import_module(self.module).main
        main.main(["run", *words], prog_name=f"rusta eval run {self.name}", standalone_mode=False)


def load() -> dict[str, Suite]:
    """The suites by name, in the order of the file."""
    rows = tomllib.loads(Path(__file__).with_name("suites.toml").read_text("utf-8"))["suite"]
    return {row["name"]: Suite.model_validate(row) for row in rows}
