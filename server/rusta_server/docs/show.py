"""Opening an anchor: where it lies on this machine now, and whether it still says the same."""

from collections.abc import Callable, Iterable
from pathlib import Path

from rusta_server.contracts.anchor import Anchor
from rusta_server.contracts.canonical import sha256_hex
from rusta_server.contracts.probe import ProbeFailure
from rusta_server.contracts.tools import ShowResult
from rusta_server.docs.layout import REMEDY
from rusta_server.docs.render import to_markdown
from rusta_server.docs.spans import fragment_before
from rusta_server.traces.blobs import BlobStore

_AROUND = 2


def show_doc(anchor: Anchor, roots: Iterable[Path]) -> ShowResult:
    """A passage of the documentation as Markdown. `roots` are the documentation folders it may lie
    in, the likeliest first: the hash decides which one is the cited."""
    _, _, path = anchor.source.partition("/")
    uri, reason = "", f"the documentation it cites is not installed: {REMEDY}"
    for root in roots:
        page = root / path
        if not page.resolve().is_relative_to(root.resolve()):
            return ShowResult(ok=False, uri="", text="", reason="leads out of the documentation")
        try:
            raw = page.read_bytes()
        except OSError:
            continue
        fragment = fragment_before(raw, anchor.start)
        uri = page.as_uri() + (f"#{fragment}" if fragment else "")
        span = raw[anchor.start : anchor.end]
        if _holds(anchor, span):
            return ShowResult(ok=True, uri=uri, text=to_markdown(span))
        reason = f"{path} has changed: its bytes no longer hash to what was cited"
    return ShowResult(ok=False, uri=uri, text="", reason=reason)


def show_file(anchor: Anchor, from_token: Callable[[str], Path]) -> ShowResult:
    """The lines of a source file around the cited span, numbered, the span underlined."""
    try:
        path = from_token(anchor.source)
    except ProbeFailure as failure:
        return ShowResult(ok=False, uri="", text="", reason=str(failure))
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = f"{anchor.source} cannot be read: {error.strerror}"
        return ShowResult(ok=False, uri=path.as_uri(), text="", reason=reason)
    line = raw.count(b"\n", 0, anchor.start) + 1
    uri = f"{path.as_uri()}#L{line}"
    if not _holds(anchor, raw[anchor.start : anchor.end]):
        reason = f"{anchor.source} has changed since it was cited"
        return ShowResult(ok=False, uri=uri, text="", reason=reason)
    return ShowResult(ok=True, uri=uri, text=_excerpt(raw, anchor.start, anchor.end))


def show_blob(anchor: Anchor, blobs: BlobStore) -> ShowResult:
    """The cited part of a diagnostic or of a tool's output."""
    data = blobs.get(anchor.source)
    if data is None:
        reason = "it is no longer kept, or was changed"
        return ShowResult(ok=False, uri="", text="", reason=reason)
    uri = blobs.path(anchor.source).as_uri()
    span = data[anchor.start : anchor.end]
    if not _holds(anchor, span):
        return ShowResult(ok=False, uri=uri, text="", reason="its bytes are not those cited")
    return ShowResult(ok=True, uri=uri, text=span.decode(errors="replace"))


def _holds(anchor: Anchor, span: bytes) -> bool:
    return len(span) == anchor.end - anchor.start and sha256_hex(span) == anchor.span_sha256


def _excerpt(raw: bytes, start: int, end: int) -> str:
    lines = raw.split(b"\n")
    first = raw.count(b"\n", 0, start)
    last = raw.count(b"\n", 0, max(start, end - 1))
    shown = range(max(0, first - _AROUND), min(len(lines), last + _AROUND + 1))
    width = len(str(shown.stop))
    offset = sum(len(line) + 1 for line in lines[: shown.start])
    text = []
    for number in shown:
        line = lines[number]
        text.append(f"{number + 1:>{width}} | {_characters(line)}".rstrip())
        inside_from, inside_to = max(start - offset, 0), min(end - offset, len(line))
        if first <= number <= last and (inside_from < inside_to or start == end):
            before = "".join("\t" if c == "\t" else " " for c in _characters(line[:inside_from]))
            marks = "^" * max(1, len(_characters(line[inside_from:inside_to])))
            text.append(f"{'':>{width}} | {before}{marks}")
        offset += len(line) + 1
    return "\n".join(text) + "\n"


def _characters(line: bytes) -> str:
    return line.decode(errors="replace").rstrip("\r")
