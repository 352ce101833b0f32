"""docs.code, docs.search, docs.show: the installed documentation, and clippy's own."""

import os
from collections.abc import Iterator
from pathlib import Path

from rusta_server.contracts.anchor import Anchor, Passage
from rusta_server.contracts.canonical import sha256_hex
from rusta_server.contracts.probe import DOCS_MISSING, INVALID_PARAMS, TOOL_MISSING, ProbeFailure
from rusta_server.contracts.tools import (
    CodeDocParams,
    DocSearchParams,
    PassagesResult,
    ShowParams,
    ShowResult,
)
from rusta_server.contracts.tools_place import ItemDocParams
from rusta_server.docs.items import item_places
from rusta_server.docs.layout import SOURCES
from rusta_server.docs.navigator import DocNavigator
from rusta_server.docs.show import show_blob, show_doc, show_file
from rusta_server.probes.context import ProbeContext
from rusta_server.probes.process import run_process
from rusta_server.probes.sandbox.environment import fixed
from rusta_server.traces.blobs import BlobStore

_CLIPPY = "clippy::"
_CLIPPY_REMEDY = "rustup component add clippy"
_TIMEOUT_S = 30
_HTML = Path("share/doc/rust/html")


def code(params: CodeDocParams, ctx: ProbeContext) -> PassagesResult:
    """What documents a diagnostic's code, or the rule a syntax error's message speaks of."""
    if params.code is not None and params.code.startswith(_CLIPPY):
        return _clippy(params.code, ctx)
    docs = navigator(ctx)
    if docs.missing:
        return PassagesResult(passages=(), missing=docs.missing)
    found, further = docs.with_alternatives(params.code, params.message, params.alternatives)
    return PassagesResult(passages=found, alternatives=further)


def item(params: ItemDocParams, ctx: ProbeContext) -> PassagesResult:
    """What the standard library's documentation says of an item; empty where there is none of that
    path. Reads the page itself: no index is needed."""
    docs = navigator(ctx)
    if docs.missing:
        return PassagesResult(passages=(), missing=docs.missing)
    for place in item_places(params.path, params.kind):
        found = docs.at(place) if place.fragment else docs.top(place.path)
        if found is not None:
            return PassagesResult(passages=(found,))
    return PassagesResult(passages=())


def search(params: DocSearchParams, ctx: ProbeContext) -> PassagesResult:
    """Full-text search, indexing what it needs first.

    Raises:
        ProbeFailure: INVALID_PARAMS (no such source), UNREADABLE (the cache), CANCELLED.
    """
    known = {source.name for source in SOURCES}
    for name in params.sources:
        if name not in known:
            raise ProbeFailure(
                INVALID_PARAMS, f"no source is called {name!r}; there are: {', '.join(known)}"
            )
    try:
        found = navigator(ctx).search(params.query, params.sources, params.limit)
    except ProbeFailure as failure:
        if failure.code != DOCS_MISSING:
            raise
        return PassagesResult(passages=(), missing=failure.remedy)
    return PassagesResult(passages=tuple(found))


def show(params: ShowParams, ctx: ProbeContext) -> ShowResult:
    """What an anchor points to now; `ok` only while its bytes hash to what was cited."""
    anchor = params.anchor
    if anchor.kind == "doc":
        return show_doc(anchor, _doc_roots(ctx.workspace.sysroot))
    if anchor.kind == "file":
        return show_file(anchor, ctx.tokens.from_token)
    return show_blob(anchor, BlobStore(ctx.state.blobs))


def navigator(ctx: ProbeContext) -> DocNavigator:
    """The documentation of the workspace's toolchain."""
    return DocNavigator(
        ctx.workspace.sysroot / _HTML,
        ctx.workspace.toolchain_commit,
        ctx.state.cache / "docs",
        ctx.progress,
        ctx.cancel,
    )


def _doc_roots(sysroot: Path) -> Iterator[Path]:
    """This toolchain's documentation, then that of those rustup keeps beside it: an anchor may be
    older than the toolchain in use."""
    yield sysroot / _HTML
    if sysroot.parent.name == "toolchains":
        for other in sorted(sysroot.parent.iterdir()):
            if other != sysroot:
                yield other / _HTML


def _clippy(lint: str, ctx: ProbeContext) -> PassagesResult:
    """`cargo clippy --explain`: a tool's output, kept as a blob. Runs nothing of the repository."""
    driver = ctx.workspace.sysroot / "bin" / "cargo-clippy"
    name = lint.removeprefix(_CLIPPY)
    env = {**fixed(), "PATH": f"{driver.parent}:{os.environ.get('PATH', '/usr/bin:/bin')}"}
    try:
        done = run_process(
            [str(driver), "clippy", "--explain", name],
            cwd="/",
            env=env,
            timeout_s=_TIMEOUT_S,
            cancel=ctx.cancel,
        )
    except ProbeFailure as failure:
        if failure.code != TOOL_MISSING:
            raise
        return PassagesResult(passages=(), missing=_CLIPPY_REMEDY)
    if done.returncode != 0 or not done.stdout.strip():
        return PassagesResult(passages=())
    data = done.stdout
    digest = BlobStore(ctx.state.blobs).put(data)
    anchor = Anchor(
        kind="blob",
        source=digest,
        start=0,
        end=len(data),
        span_sha256=sha256_hex(data),
        title=f"{lint} · cargo clippy --explain",
    )
    text = data.decode(errors="replace")
    return PassagesResult(passages=(Passage(anchor=anchor, heading=f"Clippy › {lint}", text=text),))
