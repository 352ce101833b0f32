"""What a name in sound code is: what defines it, its type, its documentation, its uses.

The project graph says what is meant, as far as the text shows it. Of what it leaves open (a local
without a written type, what a method is called on) rustc is asked for the type; where that fails,
the answer says what may be meant.
"""

from collections.abc import Generator, Mapping

from rusta_server.contracts.anchor import Anchor, Claim, Explanation
from rusta_server.contracts.canonical import canonical_bytes, sha256_hex
from rusta_server.contracts.edits import Overlay
from rusta_server.contracts.probe import Evidence
from rusta_server.contracts.results import At
from rusta_server.contracts.tools_place import Definition, PlaceParams, PlaceResult, Use
from rusta_server.engine.explaining.comments import prose
from rusta_server.engine.explaining.parts import short
from rusta_server.engine.explaining.standard import documented
from rusta_server.engine.explaining.types import TypeAsked, asked_type
from rusta_server.engine.job import Step, UnansweredError, ask
from rusta_server.engine.keeping import blob_anchor, read_texts

Steps = Generator[Step, tuple[Evidence, ...], Explanation | None]
Claims = Generator[Step, tuple[Evidence, ...], list[Claim]]

_KINDS = {
    "fn": "function",
    "const": "constant",
    "type_alias": "type alias",
    "param": "parameter",
    "type_param": "type parameter",
    "const_param": "const parameter",
    "local": "local variable",
}
_SHOWN_USES = 8
_SHOWN_RIVALS = 4
_MOST_USES = 200


def explain_symbol(
    at: At,
    texts: Mapping[str, str],
    overlays: tuple[Overlay, ...],
    selectors: tuple[str, ...],
    missing: set[str],
    *,
    compiles: bool,
) -> Steps:
    """What the name at `at` is; None where none stands there. `texts` has the file of `at`.
    `compiles`: the tree does, so rustc may be asked for types."""
    text = texts.get(at.path)
    if text is None:
        return None
    start, end = _offsets(text, at)
    params = PlaceParams(path=at.path, offset=start, end=end, limit=_MOST_USES, overlays=overlays)
    try:
        place: PlaceResult = yield from ask(params, method="graph.at")
    except UnansweredError as stop:
        missing.add(stop.error.remedy or stop.error.message)
        return None
    if place.name is None:
        return None
    here = _anchor(at.path, text, place.start, place.end)
    asked = TypeAsked(at.path, text, overlays, selectors) if compiles else None
    claims, of = yield from _what(place, here, at.path, texts, asked, missing)
    unknown = None
    if not claims:
        unknown = f"neither this workspace nor the standard library defines `{place.written}`"
    if place.binding is not None:
        claims += yield from _used(place)
    elif of is not None:
        if not place.exact:
            # Which one is meant is known only now: its uses were not asked for.
            again = params.model_copy(
                update={"path": of.path, "offset": of.name_start, "end": None}
            )
            place = yield from ask(again, method="graph.at")
        claims += yield from _used(place)
    return Explanation(
        code=None,
        message=f"`{short(text.encode()[here.start : here.end].decode(), 60)}`",
        claims=tuple(claims),
        unknown=unknown,
        about="symbol",
    )


def _what(
    place: PlaceResult,
    here: Anchor,
    path: str,
    texts: Mapping[str, str],
    asked: TypeAsked | None,
    missing: set[str],
) -> Generator[Step, tuple[Evidence, ...], tuple[list[Claim], Definition | None]]:
    """What is said of it, and which definition of the workspace it is."""
    if place.binding is not None:
        return (yield from _local(place, path, texts[path], asked)), None
    defined = place.definitions
    if place.exact and len(defined) == 1:
        return (yield from _defined(defined[0], texts)), defined[0]
    receiver = place.receiver
    claims: list[Claim] = []
    if place.role in ("method", "field") and asked is not None and place.receiver_start is not None:
        found = yield from asked_type(asked, place.receiver_start, place.receiver_end or 0)
        if found is not None:
            receiver, proof = found
            of = short(texts[path].encode()[place.receiver_start : place.receiver_end].decode(), 40)
            verb = "called on" if place.role == "method" else "read of"
            claims.append(
                Claim(
                    role="type",
                    text=f"`{place.name}` is {verb} `{of}`, which has the type `{receiver}`.",
                    anchors=(here, proof),
                )
            )
            own = [d for d in defined if _owner(d) == _base(receiver)]
            if len(own) == 1:
                return [*(yield from _defined(own[0], texts)), *claims], own[0]
    standard = yield from documented(place, receiver, missing)
    if standard is not None:
        title = standard.passage.anchor.title
        text = f"`{place.name}` is `{title}` of the standard library."
        if place.role in ("keyword", "primitive"):
            text = (
                f"`{place.name}` is a {'keyword' if place.role == 'keyword' else 'primitive type'}."
            )
        elif not standard.sure:
            text = f"`{place.name}` may be `{title}` of the standard library."
        what = Claim(role="symbol", text=text, anchors=(here, standard.passage.anchor))
        says = standard.sentences
        doc = [Claim(role="doc", text=says, anchors=(standard.passage.anchor,))] if says else []
        return [what, *claims, *doc], None
    if defined:
        return [*(yield from _rivals(place, texts)), *claims], None
    return claims, None


def _defined(found: Definition, texts: Mapping[str, str]) -> Claims:
    """A definition of the workspace, with what its documentation comment says."""
    loaded = yield from _with(texts, found.path)
    source = loaded.get(found.path)
    if source is None:
        return []
    signature = _anchor(found.path, source, found.start, found.signature_end)
    kind = _KINDS.get(found.kind, found.kind)
    parent = _parent(found)
    of = f" of `{parent}`" if parent not in ("", "crate") else " of the crate's root"
    text = (
        f"`{short(found.signature, 160)}`, {_article(kind)} {kind}{of}, defined at "
        f"{signature.title}."
    )
    claims = [Claim(role="symbol", text=text, anchors=(signature,))]
    if found.doc_start is not None and found.doc_end is not None:
        doc = _anchor(found.path, source, found.doc_start, found.doc_end)
        said = prose(source.encode()[found.doc_start : found.doc_end].decode(errors="replace"), doc)
        if said:
            claims.append(Claim(role="doc", text=said, anchors=(doc,)))
    return claims


def _local(place: PlaceResult, path: str, source: str, asked: TypeAsked | None) -> Claims:
    binding = place.binding
    assert binding is not None
    declared = _anchor(path, source, binding.start, binding.end)
    kind = _KINDS.get(binding.kind, binding.kind.replace("_", " "))
    mutable = "mutable " if binding.mutable else ""
    line = short(_line_of(source, binding.start), 80)
    shown = f": `{line}`" if "`" not in line else ""
    article = "a" if mutable else _article(kind)
    text = f"`{place.name}`, {article} {mutable}{kind} declared at {declared.title}{shown}"
    claims = [Claim(role="symbol", text=text, anchors=(declared,))]
    written = binding.type
    if binding.kind in ("local", "param") and asked is not None:
        # The use that was pointed at, else one in the same function.
        spots = [(place.start, place.end), *((u.start, u.end) for u in place.uses)]
        for start, end in [spot for spot in spots if spot[0] != binding.start][:2]:
            found = yield from asked_type(asked, start, end)
            if found is not None:
                type_, proof = found
                said = f"rustc gives `{place.name}` the type `{type_}`."
                return [*claims, Claim(role="type", text=said, anchors=(declared, proof))]
    if written:
        said = f"Its type is written as `{written}`."
        claims.append(Claim(role="type", text=said, anchors=(declared,)))
    return claims


def _rivals(place: PlaceResult, texts: Mapping[str, str]) -> Claims:
    """Several definitions have the name; which is meant hangs on a type that is not known."""
    told, anchors = [], []
    for found in place.definitions[:_SHOWN_RIVALS]:
        texts = yield from _with(texts, found.path)
        if found.path in texts:
            told.append(f"`{found.rust_path}`")
            source = texts[found.path]
            anchors.append(_anchor(found.path, source, found.name_start, found.name_end))
    more = len(place.definitions) - _SHOWN_RIVALS
    if not told:
        return []
    also = f" or {more} more" if more > 0 else ""
    text = f"`{place.name}` may be {' or '.join(told)}{also}: only the name fits."
    return [Claim(role="symbol", text=text, anchors=tuple(anchors))]


def _used(place: PlaceResult) -> Claims:
    """Where it is used: each place an anchor, the graph's answer the evidence of their number."""
    told = canonical_bytes(place.model_dump(mode="json")).decode()
    answer = yield from blob_anchor(told, "what the project graph answered")
    sure = [use for use in place.uses if use.exact]
    likely = [use for use in place.uses if not use.exact]
    claims = []
    if not place.uses:
        claims.append(
            Claim(
                role="use",
                text="The sources of this workspace mention it nowhere else.",
                anchors=(answer,),
            )
        )
    if sure:
        many = f"{len(sure)} times" if len(sure) > 1 else "once"
        claims.append(
            Claim(role="use", text=f"{many.capitalize()}: {_places(sure)}.", anchors=(answer,))
        )
    if likely:
        more = f"{len(likely)} more" if sure else str(len(likely))
        text = f"{more} by name, on what has no written type: {_places(likely)}."
        claims.append(Claim(role="use", text=text, anchors=(answer,)))
    return claims


def _places(uses: list[Use]) -> str:
    by_item: dict[str, list[str]] = {}
    for use in uses[:_SHOWN_USES]:
        place = f"{use.path.removeprefix('$WS/')}:{use.line}:{use.column}"
        by_item.setdefault(use.within, []).append(place)
    told = [
        f"in `{within.removeprefix('crate::')}` at {', '.join(places)}"
        if within and within != "crate"
        else f"at {', '.join(places)}"
        for within, places in by_item.items()
    ]
    more = len(uses) - _SHOWN_USES
    return "; ".join(told) + (f"; and {more} more" if more > 0 else "")


def _with(
    texts: Mapping[str, str], path: str
) -> Generator[Step, tuple[Evidence, ...], Mapping[str, str]]:
    if path in texts:
        return texts
    read = yield from read_texts((path,))
    return {**texts, **read}


def _anchor(path: str, source: str, start: int, end: int) -> Anchor:
    data = source.encode()
    line = data.count(b"\n", 0, start) + 1
    column = len(data[data.rfind(b"\n", 0, start) + 1 : start].decode(errors="replace")) + 1
    return Anchor(
        kind="file",
        source=path,
        start=start,
        end=end,
        span_sha256=sha256_hex(data[start:end]),
        title=f"{path.removeprefix('$WS/')}:{line}:{column}",
    )


def _offsets(text: str, at: At) -> tuple[int, int | None]:
    """The byte that `at` names; for a whole line its bytes."""
    lines = text.splitlines(keepends=True)
    before = sum(len(line.encode()) for line in lines[: at.line - 1])
    line = lines[at.line - 1] if at.line <= len(lines) else ""
    if at.column == 1:
        return before, before + len(line.encode())
    return before + len(line[: at.column - 1].encode()), None


def _line_of(source: str, offset: int) -> str:
    data = source.encode()
    start = data.rfind(b"\n", 0, offset) + 1
    end = data.find(b"\n", offset)
    return data[start : end if end >= 0 else len(data)].decode(errors="replace").strip()


def _owner(found: Definition) -> str:
    return _base(_parent(found).rpartition("::")[2])


def _parent(found: Definition) -> str:
    return found.rust_path.rpartition("::")[0]


def _base(type_: str) -> str:
    """`Circle` of `&mut shapes::Circle<T>`."""
    text = type_.lstrip("&").removeprefix("mut ").partition("<")[0]
    return text.rpartition("::")[2]


def _article(kind: str) -> str:
    return "an" if kind[:1] in "aeiou" else "a"
