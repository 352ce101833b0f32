"""What a sandbox has to know of cargo's configuration files.

See the Cargo book, "Configuration", for their hierarchy and what paths in them are relative to.
"""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from rusta_server.workspace.discover import Workspace

Table = Mapping[str, object]


def files(workspace: Workspace) -> list[Path]:
    """The configuration files that hold in the directory the user named, nearest first."""
    above = [workspace.directory, *workspace.directory.parents]
    folders = [*(folder / ".cargo" for folder in above), workspace.cargo_home]
    named = (folder / name for folder in folders for name in ("config", "config.toml"))
    return [path for path in dict.fromkeys(named) if path.is_file()]


def rustc_wrapper(workspace: Workspace) -> str:
    """`build.rustc-wrapper`, empty where there is none."""
    for path in files(workspace):
        value = _table(_read(path), "build").get("rustc-wrapper")
        if isinstance(value, str):
            return value
    return ""


def local_sources(workspace: Workspace) -> list[Path]:
    """Folders dependencies are taken from: vendored sources, local registries, path overrides."""
    found: set[Path] = set()
    for path in files(workspace):
        # Relative to the folder that holds `.cargo`, and to cargo's home itself.
        base = path.parent.parent
        found.update(base / value for value in _source_values(_read(path)))
    return sorted(found)


def _source_values(config: Table) -> Iterator[str]:
    for source in _table(config, "source").values():
        if isinstance(source, dict):
            values = (source.get("directory"), source.get("local-registry"))
            yield from (value for value in values if isinstance(value, str))
    overrides = config.get("paths")
    if isinstance(overrides, list):
        yield from (value for value in overrides if isinstance(value, str))


def _table(config: Table, name: str) -> Table:
    value = config.get(name)
    return value if isinstance(value, dict) else {}


def _read(path: Path) -> Table:
    # A file cargo cannot read is cargo's to report.
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
