"""deps.items: what the locked dependencies offer now, and what they did before.

Reads cargo's registry folder, nothing else: the locked version of each direct dependency, and of
former versions those of the same package that lie there already.
"""

import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from rusta_server.contracts.tools_deps import (
    DepItem,
    DepPassage,
    DepsParams,
    DepsResult,
    LockedCrate,
)
from rusta_server.docs.dependencies import Source, passages, sources_of
from rusta_server.probes.context import ProbeContext
from rusta_server.probes.deps_items import Crate, Item, Reached, reach, read_crate

_FORMER_TRIED = 3
MAX_HOPS = 3


def run(params: DepsParams, ctx: ProbeContext) -> DepsResult:
    """Empty where no lock file is there, or nothing of it on disk."""
    crates: list[LockedCrate] = []
    items: list[DepItem] = []
    former: list[DepItem] = []
    found: list[DepPassage] = []
    for crate, now, olds in _locked(params.crates, ctx):
        current = _described(crate, now, ctx)
        old = _old(crate, olds, params.names, ctx)
        crates.append(
            LockedCrate(
                crate=crate,
                package=now.name,
                version=now.version,
                former=old[0].version if old else None,
            )
        )
        items += sorted(current[: params.limit], key=lambda i: (i.path, i.kind, i.trait))
        former += old[1] if old else []
        found += passages(now, crate, params.names, ctx.tokens)
    return DepsResult(
        crates=tuple(crates), items=tuple(items), former=tuple(former), passages=tuple(found)
    )


def _locked(
    wanted: tuple[str, ...], ctx: ProbeContext
) -> Iterator[tuple[str, Source, list[Source]]]:
    """(name in code, locked version, former versions, the newest first) of the wanted crates."""
    lock = ctx.workspace.root / "Cargo.lock"
    direct = _direct(ctx)
    for crate in sorted(set(wanted) & direct.keys()):
        found = sources_of(direct[crate], lock, ctx.workspace.cargo_home)
        if found is not None:
            yield crate, *found


def _direct(ctx: ProbeContext) -> dict[str, str]:
    """Name in code → package, of the dependencies of all members."""
    found: dict[str, str] = {}
    for package in ctx.workspace.members:
        try:
            manifest = tomllib.loads(package.manifest_path.read_text("utf-8"))
        except (OSError, ValueError):
            continue
        targets = manifest.get("target", {})
        tables = [manifest, manifest.get("workspace", {}), *targets.values()]
        for table in tables:
            for kind in ("dependencies", "dev-dependencies", "build-dependencies"):
                for key, spec in table.get(kind, {}).items():
                    name = spec.get("package", key) if isinstance(spec, dict) else key
                    found[key.replace("-", "_")] = name
    return found


def _old(
    crate: str, olds: list[Source], names: tuple[str, ...], ctx: ProbeContext
) -> tuple[Source, list[DepItem]] | None:
    """The former version that knows most of the names; of equals the newest."""
    best: tuple[int, Source, list[DepItem]] | None = None
    for old in olds[:_FORMER_TRIED]:
        known = [item for item in _described(crate, old, ctx) if _asked(item, names)]
        score = len({item.name for item in known} & set(names))
        if best is None or score > best[0]:
            best = score, old, known
    return best[1:] if best is not None else None


def _asked(item: DepItem, names: tuple[str, ...]) -> bool:
    return item.name in names or item.owner in names


def _described(crate: str, source: Source, ctx: ProbeContext) -> list[DepItem]:
    """Every item once, by its shortest path, the sooner reached ones first."""
    items: dict[tuple[str, str, str], DepItem] = {}
    whole, reached = _read(source.folder)
    for one in reached:
        for item in _records(crate, source, whole, one, ctx, MAX_HOPS):
            items.setdefault((item.kind, item.path, item.trait), item)
    found: dict[tuple[str, ...], DepItem] = {}
    for item in sorted(items.values(), key=lambda i: (i.path.count("::"), i.path, i.kind, i.trait)):
        place = (item.file, str(item.start)) if item.file else (item.path,)
        found.setdefault((item.kind, *place, item.trait), item)
    return list(found.values())


@lru_cache(maxsize=64)
def _read(folder: Path) -> tuple[Crate, list[Reached]]:
    """Published sources do not change under their version."""
    crate = read_crate(folder)
    return crate, reach(crate)


@lru_cache(maxsize=64)
def _packages(folder: Path) -> dict[str, str]:
    """Name in code → package, where a published crate calls a dependency of its own otherwise."""
    try:
        manifest = tomllib.loads((folder / "Cargo.toml").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {
        key.replace("-", "_"): spec["package"]
        for key, spec in manifest.get("dependencies", {}).items()
        if isinstance(spec, dict) and "package" in spec
    }


def _records(
    crate: str, source: Source, whole: Crate, reached: Reached, ctx: ProbeContext, hops: int
) -> Iterator[DepItem]:
    path = "::".join((crate, *reached.path))
    if reached.item is None:
        if hops:
            yield from _from_others(crate, source, path, reached, ctx, hops)
        yield DepItem(
            crate=crate, version=source.version, kind="reexport",
            name=reached.path[-1].lstrip("*"), path=path, signature="::".join(reached.outside),
        )  # fmt: skip
        return
    root = ctx.tokens.to_token(source.folder)
    yield _record(crate, source.version, root, path, reached.item)
    if reached.item.kind in ("struct", "enum", "union", "trait", "type"):
        for member in whole.members.get(reached.item.name, ()):
            if member.name:
                yield _record(crate, source.version, root, f"{path}::{member.name}", member)


def _from_others(
    crate: str, source: Source, path: str, reached: Reached, ctx: ProbeContext, hops: int
) -> Iterator[DepItem]:
    """What is re-exported from another crate that is locked too, under the path it has here; `hops`
    crates far, for a re-export is often one of a re-export."""
    head, *rest = reached.outside or ("",)
    if not head or head == crate:
        return
    found = None
    lock = ctx.workspace.root / "Cargo.lock"
    for package in (_packages(source.folder).get(head, head), head.replace("_", "-")):
        found = found or sources_of(package, lock, ctx.workspace.cargo_home, source)
    if found is None:
        return
    glob = reached.path[-1].startswith("*")
    shown = path.rpartition("::")[0] if glob else path
    whole, others = _read(found[0].folder)
    for other in others:
        inner = other.path
        if inner[: len(rest)] != tuple(rest):
            continue
        for item in _records(crate, found[0], whole, other, ctx, hops - 1):
            below = item.path.split("::")[1 + len(rest) :]
            if below or not glob:
                place = "::".join((shown, *below))
                name = place.rpartition("::")[2]
                yield item.model_copy(update={"path": place, "name": name})


def _record(crate: str, version: str, root: str, path: str, item: Item) -> DepItem:
    return DepItem.model_validate(
        {
            "crate": crate, "version": version, "kind": item.kind,
            "name": path.rpartition("::")[2], "path": path, "owner": item.owner,
            "trait": item.trait, "signature": item.signature, "required": item.required,
            "deprecated": item.deprecated, "aliases": item.aliases,
            "file": f"{root}/{item.file}" if item.file else "", "start": item.start,
            "end": item.end,
        }
    )  # fmt: skip
