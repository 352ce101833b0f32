"""`graph.*`: names in scope, definitions by name, and the project graph's counts.

The graph is that of the files on disk with overlays in place of them, brought up to date before
each answer.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rusta_indexer.graph import ProjectGraph
from rusta_indexer.indexing import MAX_BYTES
from rusta_indexer.records import CrateRoot, SourceFile, UpdateReport
from rusta_indexer.records import Symbol as Definition
from rusta_indexer.scope import module_path, names_in_scope, self_path
from rusta_server.contracts.edits import Overlay
from rusta_server.contracts.probe import UNREADABLE, ProbeFailure
from rusta_server.contracts.tools import (
    GraphStats,
    ScopeName,
    ScopeParams,
    ScopeResult,
    Symbol,
    SymbolsParams,
    SymbolsResult,
    UpdateParams,
)
from rusta_server.patches.shadow_store import make_store
from rusta_server.probes.context import ProbeContext

_WS = "$WS/"
_FILE = "graph.sqlite"
_IMPORTABLE = frozenset(("lib", "rlib", "dylib", "proc-macro"))


def update(params: UpdateParams, ctx: ProbeContext) -> GraphStats:
    """Raises ProbeFailure(UNREADABLE)."""
    with graph_of(ctx, params.overlays) as (graph, report):
        stats = graph.stats()
    skipped = tuple(f"{_WS}{path}: {why}" for path, why in report.skipped)
    return GraphStats(
        files=stats.files,
        nodes=stats.nodes,
        edges=stats.edges,
        reparsed=report.reparsed,
        skipped=skipped,
    )


def symbols(params: SymbolsParams, ctx: ProbeContext) -> SymbolsResult:
    """Raises ProbeFailure(UNREADABLE)."""
    with graph_of(ctx, params.overlays) as (graph, _):
        found = graph.symbols(params.name, params.near, params.kinds, params.limit)
    return SymbolsResult(symbols=tuple(map(_symbol, found)))


def names(ctx: ProbeContext, overlays: Sequence[Overlay]) -> tuple[list[str], list[str]]:
    """What the workspace defines, and the paths it speaks of; see `ProjectGraph.names`. No probe.

    Raises:
        ProbeFailure: UNREADABLE.
    """
    with graph_of(ctx, overlays) as (graph, _):
        return graph.names()


def scope(params: ScopeParams, ctx: ProbeContext) -> ScopeResult:
    """What the file itself says, innermost first, then by name what only other files know.

    Raises:
        ProbeFailure: REFUSED (a path outside of the workspace), UNREADABLE.
    """
    source = source_of(params.path, params.overlays, ctx)
    local = names_in_scope(source, params.offset)
    path = params.path.removeprefix(_WS)
    inline = module_path(source, params.offset)
    of_self = self_path(source, params.offset)
    with graph_of(ctx, params.overlays) as (graph, _):
        visible = graph.visible(path, inline)
        members = graph.members(path, inline, of_self) if of_self else []
    known = {v.name: v for v in visible}
    names: list[ScopeName] = []
    for name in local:
        elsewhere = known.get(name.name) if name.kind == "use" else None
        if elsewhere is not None:
            names.append(_named(elsewhere.name, name.path, elsewhere.symbol))
        else:
            names.append(
                ScopeName(
                    name=name.name,
                    kind=name.kind,
                    path=name.path,
                    type=name.type,
                    signature=name.signature,
                )
            )
    taken = {name.name for name in local if name.kind not in ("field", "method")}
    names += [_named(v.name, v.path or v.name, v.symbol) for v in visible if v.name not in taken]
    own = {(name.name, name.kind) for name in local}
    for member in members:
        if member.kind in ("field", "method") and (member.name, member.kind) not in own:
            prefix = "" if member.kind == "field" else "Self::"
            names.append(_named(member.name, prefix + member.name, member))
    return ScopeResult(names=tuple(names))


def source_of(path: str, overlays: Sequence[Overlay], ctx: ProbeContext) -> bytes:
    """The file's text as it is, or that of its overlay.

    Raises:
        ProbeFailure: REFUSED (a path outside of the workspace), UNREADABLE.
    """
    file = ctx.tokens.from_token(path)
    overlay = next((o for o in overlays if o.path == path), None)
    if overlay is not None and overlay.text is None:
        raise ProbeFailure(UNREADABLE, f"{path} does not exist in the overlaid tree")
    try:
        source = (
            file.read_bytes() if overlay is None or overlay.text is None else overlay.text.encode()
        )
    except OSError as error:
        why = error.strerror or "unreadable"
        raise ProbeFailure(UNREADABLE, f"cannot read {path}: {why}") from error
    if len(source) > MAX_BYTES:
        why = f"{len(source)} bytes, of {MAX_BYTES} at most"
        raise ProbeFailure(UNREADABLE, f"{path} is too large: {why}")
    return source


@contextmanager
def graph_of(
    ctx: ProbeContext, overlays: Sequence[Overlay]
) -> Iterator[tuple[ProjectGraph, UpdateReport]]:
    """The graph of the tree as it is now, with `overlays`; what is asked of it is answered from
    that, though other jobs and other processes have theirs in the same file."""
    make_store(ctx.workspace, ctx.store)
    try:
        with (
            ProjectGraph.open(ctx.store / _FILE) as graph,
            graph.updated(sources_of(ctx, overlays), _crates(ctx)) as report,
        ):
            yield graph, report
    except sqlite3.Error as error:
        where = ctx.tokens.to_token(ctx.store / _FILE)
        raise ProbeFailure(
            UNREADABLE, f"the project graph {where} cannot be used: {error}", "rusta clean"
        ) from error


def sources_of(ctx: ProbeContext, overlays: Sequence[Overlay]) -> Iterator[SourceFile]:
    """The Rust sources of the tree, with `overlays` in place of theirs."""
    tree = ctx.tree.read()
    over = {overlay.path: overlay.text for overlay in overlays}
    for token, text in over.items():
        if text is not None and token.endswith(".rs"):
            yield SourceFile.of(token.removeprefix(_WS), text.encode())
    for file in tree.files:
        if file.token in over:
            continue
        if file.counted and file.link is None and file.token.endswith(".rs"):
            sha256 = tree.hashes[file.token][1]
            path = file.token.removeprefix(_WS)
            yield SourceFile(path, Path(file.path).read_bytes, sha256, None, file.size)


def _crates(ctx: ProbeContext) -> list[CrateRoot]:
    """Libraries first: a file that a binary shares with its library belongs to the library."""
    found: list[tuple[bool, CrateRoot]] = []
    for package in sorted(ctx.workspace.local_packages, key=lambda p: (p.name, p.version)):
        for target in package.targets:
            token = ctx.tokens.to_token(target.src_path)
            importable = not _IMPORTABLE.isdisjoint(target.kind)
            extern = target.name.replace("-", "_") if importable else None
            root = token.removeprefix(_WS)
            crate = CrateRoot(package.name, package.version, target.edition, root, extern)
            found.append((not importable, crate))
    return [crate for _, crate in sorted(found, key=lambda f: (f[0], f[1].name, f[1].root_file))]


def _symbol(found: Definition) -> Symbol:
    return Symbol(
        symbol=found.symbol,
        name=found.name,
        kind=found.kind,
        path=_WS + found.path,
        start=found.start,
        end=found.end,
        visibility=found.visibility,
        signature=found.signature,
    )


def _named(name: str, path: str, symbol: Definition) -> ScopeName:
    written = None
    if symbol.kind in ("field", "const", "static"):
        # A tuple field's signature is its type.
        declared = "" if symbol.name.isdigit() else symbol.signature.partition(": ")[2]
        written = declared or symbol.signature
    return ScopeName(
        name=name, kind=symbol.kind, path=path, type=written, signature=symbol.signature
    )
