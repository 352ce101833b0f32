"""`graph.at`: the name at a place, what it stands for, and where that is used."""

from collections.abc import Iterator, Sequence

from rusta_indexer.graph import ProjectGraph
from rusta_indexer.records import SourceFile
from rusta_indexer.records import Symbol as Known
from rusta_indexer.scope import ScopeName
from rusta_indexer.signatures import signature_end
from rusta_indexer.tokens import Token, token_at, token_between
from rusta_server.contracts.tools_place import (
    Binding,
    Definition,
    PlaceParams,
    PlaceResult,
    Use,
)
from rusta_server.probes.context import ProbeContext
from rusta_server.probes.graph import graph_of, source_of, sources_of

_WS = "$WS/"


def run(params: PlaceParams, ctx: ProbeContext) -> PlaceResult:
    """Raises ProbeFailure(REFUSED, UNREADABLE)."""
    source = source_of(params.path, params.overlays, ctx)
    if params.end is None:
        token = token_at(source, params.offset)
    else:
        token = token_between(source, params.offset, params.end)
    if token is None:
        return PlaceResult(name=None)
    path, asked = params.path.removeprefix(_WS), token.receiver
    texts = _Texts(sources_of(ctx, params.overlays))
    with graph_of(ctx, params.overlays) as (graph, _):
        meant = graph.meaning(path, source, token)
        nodes = [s for node in meant.nodes if (s := graph.symbol(node)) is not None]
        uses: list[Use] = []
        if meant.local is not None:
            uses = [_use(path, source, t, "", True) for t in graph.local_uses(meant.local, source)]
        elif meant.exact and len(nodes) == 1:
            uses = _uses(graph, nodes[0], texts)
    return PlaceResult(
        name=token.name,
        role=token.role,
        start=token.start,
        end=token.end,
        written=meant.written,
        receiver=meant.receiver,
        receiver_start=asked.start_byte if asked is not None else None,
        receiver_end=asked.end_byte if asked is not None else None,
        definitions=tuple(
            _definition(s, texts.get(s.path)) for s in nodes[:8] if s.kind != "crate"
        ),
        exact=meant.exact,
        binding=_binding(meant.local) if meant.local is not None else None,
        uses=tuple(uses[: params.limit]),
        total=len(uses),
    )


class _Texts:
    """The sources by path, each read once and only when asked for."""

    def __init__(self, files: Iterator[SourceFile]) -> None:
        self._files = {file.path: file for file in files}
        self._read: dict[str, bytes] = {}

    def get(self, path: str) -> bytes:
        """Empty where it cannot be read: then nothing of it is quoted."""
        if path not in self._read:
            try:
                self._read[path] = self._files[path].load() if path in self._files else b""
            except OSError:
                self._read[path] = b""
        return self._read[path]

    def all(self) -> Iterator[tuple[str, bytes]]:
        return ((path, self.get(path)) for path in sorted(self._files))


def _uses(graph: ProjectGraph, meant: Known, texts: _Texts) -> list[Use]:
    found = []
    for path, token, exact, within in graph.uses(meant.id, meant.name, texts.all()):
        around = within.rust_path if within is not None and within.kind != "crate" else ""
        found.append(_use(path, texts.get(path), token, around, exact))
    return found


def _use(path: str, source: bytes, token: Token, within: str, exact: bool) -> Use:
    line_start = source.rfind(b"\n", 0, token.start) + 1
    column = len(source[line_start : token.start].decode(errors="replace")) + 1
    return Use(
        path=_WS + path,
        start=token.start,
        end=token.end,
        line=source.count(b"\n", 0, token.start) + 1,
        column=column,
        within=within,
        exact=exact,
    )


def _definition(found: Known, source: bytes) -> Definition:
    doc: Sequence[int | None] = found.doc or (None, None)
    return Definition(
        symbol=found.symbol,
        rust_path=found.rust_path,
        kind=found.kind,
        path=_WS + found.path,
        start=found.start,
        end=found.end,
        signature_end=signature_end(source, found.start, found.end),
        name_start=found.name_start,
        name_end=found.name_end,
        visibility=found.visibility,
        signature=found.signature,
        doc_start=doc[0],
        doc_end=doc[1],
    )


def _binding(local: ScopeName) -> Binding:
    return Binding(
        kind=local.kind,
        type=local.type,
        mutable=local.mutable,
        start=local.start,
        end=local.end,
    )
