"""Options that several commands share."""

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

_VALUED = {
    "package": ("-p", "--package"),
    "exclude": ("--exclude",),
    "features": ("-F", "--features"),
    "target": ("--target",),
    "profile": ("--profile",),
    "bin": ("--bin",),
    "example": ("--example",),
    "test": ("--test",),
    "bench": ("--bench",),
}
_FLAGS = [
    "workspace",
    "all-features",
    "no-default-features",
    "all-targets",
    "lib",
    "bins",
    "examples",
    "tests",
    "benches",
    "release",
]


@dataclass(frozen=True)
class Common:
    """What every command that opens a workspace takes. `directory` as the user named it."""

    directory: Path
    as_json: bool
    selectors: tuple[str, ...]
    no_sandbox: bool
    policy: dict[str, dict[str, Any]]


def where(common: Common) -> str:
    """` -C DIR` for the commands that are shown, nothing where DIR is the current folder."""
    if common.directory == Path():
        return ""
    return f" -C {shlex.quote(str(common.directory))}"


def directory_argument(function: F) -> F:
    return click.argument(
        "directory", default=".", type=click.Path(path_type=Path), metavar="[DIR]"
    )(function)


def directory_option(function: F) -> F:
    return click.option(
        "-C",
        "--directory",
        default=".",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="The project, where it is not the current folder.",
    )(function)


def json_option(function: F) -> F:
    return click.option(
        "--json", "as_json", is_flag=True, help="Print one JSON document, nothing else."
    )(function)


def cargo_options(function: F) -> F:
    """cargo's own selectors, passed through as they are."""
    for name in reversed(_FLAGS):
        function = click.option(f"--{name}", is_flag=True, hidden=name != "workspace")(function)
    for name, flags in reversed(_VALUED.items()):
        function = click.option(
            *flags, f"cargo_{name}", multiple=True, metavar="SPEC", hidden=name != "package"
        )(function)
    return function


def run_options(function: F) -> F:
    """Sandbox and policy flags."""
    decorators = (
        click.option(
            "--no-sandbox", is_flag=True, help="Run the repository's code without a sandbox."
        ),
        click.option("--no-tests", is_flag=True, help="Prove by the check alone."),
        click.option("--no-doctests", is_flag=True, help="Leave doctests out of the proof."),
        click.option("--deadline", type=int, metavar="S", help="Seconds one search may take."),
        click.option(
            "--policy",
            "knobs",
            multiple=True,
            metavar="KNOB=VALUE",
            help="Set a knob of policy.toml, such as guards.max_lines=10.",
        ),
    )
    for decorator in reversed(decorators):
        function = decorator(function)
    return function


def gather(directory: Path, as_json: bool, values: dict[str, Any]) -> Common:
    """The common part of a command's arguments. Unknown policy knobs are found by the loader."""
    policy: dict[str, dict[str, Any]] = {}
    for knob in values.get("knobs", ()):
        name, equals, value = knob.partition("=")
        section, dot, key = name.partition(".")
        if not (equals and dot):
            raise click.BadParameter(f"{knob!r} is not SECTION.KNOB=VALUE", param_hint="--policy")
        policy.setdefault(section, {})[key] = _scalar(value)
    if values.get("no_tests"):
        policy.setdefault("tests", {})["run"] = False
    if values.get("no_doctests"):
        policy.setdefault("tests", {})["doc"] = False
    if values.get("deadline") is not None:
        policy.setdefault("search", {})["deadline_s"] = values["deadline"]
    return Common(
        directory=directory,
        as_json=as_json,
        selectors=_selectors(values),
        no_sandbox=bool(values.get("no_sandbox")),
        policy=policy,
    )


def _selectors(values: dict[str, Any]) -> tuple[str, ...]:
    out: list[str] = []
    for name in _VALUED:
        for value in values.get(f"cargo_{name}", ()):
            out += [f"--{name}", value]
    out += [f"--{name}" for name in _FLAGS if values.get(name.replace("-", "_"))]
    return tuple(out)


def _scalar(text: str) -> Any:
    if text in ("true", "false"):
        return text == "true"
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
