"""The text of an edit held to its rules while it is written, symbol by symbol.

What `edit_text` reads and `edit_checks` lets stand: old lines that the prompt shows, new lines
whose names exist. A writer asks `after` before it takes a symbol; END, which the whole text must
deserve, is asked last. Lines come in the order in which `edit_text.to_text` writes them, so that
few texts say the same.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from rusta_server.contracts.edits import Edit
from rusta_server.lm.edit_text import MAX_BYTES, InexpressibleError, Place, to_edits
from rusta_server.lm.enclosing import lexer_at, lexer_behind
from rusta_server.lm.lexing import Known, Lexer
from rusta_server.lm.names import Names
from rusta_server.lm.places import Option, Places, shown_lines
from rusta_server.lm.symbols import TOOLS, Symbol

Accepts = Callable[[tuple[Edit, ...]], bool]
Step = Literal["begin", "head", "line", "old", "new", "answered", "tool", "target"]
_LONGEST_TARGET = 80
_MINUS, _PLUS, _KEEP, _AT, _LINE_END = 0x2D, 0x2B, 0x20, 0x40, 0x0A
_STARTS = (_MINUS, _PLUS, _KEEP, _AT)
"""Of lines."""


@dataclass(frozen=True, eq=False)
class EditRules:
    """What one prompt's answers are held to. `accepts` judges the finished edits. `tools`: the
    probes that may be asked for."""

    files: Mapping[str, str]
    site: Place
    prompt: Sequence[int]
    known: Known
    accepts: Accepts = lambda _: True
    abstains: bool = True
    tools: Collection[str] = ()
    places: dict[str, Places] = field(default_factory=dict)
    heads: dict[tuple[str, int], frozenset[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shown = shown_lines(self.prompt)
        for path, text in self.files.items():
            near = self.site.line if path == self.site.path else 0
            self.places[path] = Places(text.encode(), near, shown)

    @property
    def paths(self) -> list[str]:
        """In the order in which hunks come."""
        return sorted(self.files, key=lambda path: (path != self.site.path, path))

    def begin(self) -> "EditState":
        """Before the first symbol after EDIT."""
        return EditState(self, path=self.site.path)


@dataclass(frozen=True, slots=True)
class EditState:
    """A text so far. `after` a symbol is another state, or None where it may not come."""

    rules: EditRules
    path: str
    step: Step = "begin"
    text: bytes = b""
    line: bytes = b""
    """Of a header, an old line or a probe's target: what stands of it."""
    rank: int = 1
    options: tuple[Option, ...] = ()
    old: int = 0
    """Old lines of this hunk that are whole."""
    before: bool = False
    """New lines stand before the line that this hunk keeps."""
    added: bool = False
    keeps: bool = False
    lexer: Lexer | None = None
    behind: int = 0
    """Where the last hunk of this file ends."""
    new: frozenset[bytes] = frozenset()
    tool: int = 0
    """The probe's symbol, where one is asked for."""
    edits: tuple[Edit, ...] | None = None
    """Once END stands: what the text means."""

    def after(self, symbol: int) -> "EditState | None":
        if symbol > 255:
            return self._special(symbol)
        if len(self.text) >= MAX_BYTES:
            return None
        match self.step:
            case "begin":
                return self._hunk_begins(symbol)
            case "head":
                went = self._header(symbol)
            case "line":
                return self._line_begins(symbol)
            case "old":
                went = self._old(symbol)
            case "new":
                went = self._new(symbol)
            case "target":
                went = self._target(symbol)
            case _:
                return None
        return went and went._with(symbol)

    @property
    def only(self) -> Collection[int] | None:
        """Where the rules leave few symbols, these."""
        match self.step:
            case "begin":
                silent = [int(Symbol.ABSTAIN)] if self.rules.abstains else []
                asked = [int(Symbol.NEED_PROBE)] if self.rules.tools else []
                return [*_STARTS, *silent, *asked]
            case "line":
                return [*_STARTS, int(Symbol.END)]
            case "head":
                heads = _heads(self.rules, self.path, self.behind)
                return _next_bytes(self.line, heads)
            case "old":
                wanted = (self._places.wanted(option, self.old) for option in self.options)
                return _next_bytes(self.line, [line for line in wanted if line is not None])
            case "answered":
                return [int(Symbol.END)]
            case "tool":
                return [int(TOOLS[tool]) for tool in self.rules.tools]
            case _:
                return None

    @property
    def kind(self) -> Literal["edit", "abstain", "probe"]:
        if self.step == "answered":
            return "abstain"
        return "probe" if self.step in ("tool", "target") else "edit"

    @property
    def meaning(self) -> object:
        return self.edits or (self.kind, self.tool, self.line)

    def _with(self, symbol: int) -> "EditState":
        return replace(self, text=self.text + bytes([symbol]))

    def _special(self, symbol: int) -> "EditState | None":
        rules = self.rules
        if symbol == Symbol.END:
            return self._ended()
        if self.step == "begin" and symbol == Symbol.ABSTAIN and rules.abstains:
            return replace(self, step="answered")
        if self.step == "begin" and symbol == Symbol.NEED_PROBE and rules.tools:
            return replace(self, step="tool")
        if self.step == "tool" and symbol in {TOOLS[tool] for tool in rules.tools}:
            return replace(self, step="target", tool=symbol)
        return None

    def _ended(self) -> "EditState | None":
        if self.step == "answered" or (self.step == "target" and self._target_stands):
            return replace(self, edits=())
        if self.step != "line" or not self._hunk_stands:
            return None
        try:
            edits = to_edits(self.text.decode(), self.rules.files, self.rules.site)
        except (InexpressibleError, UnicodeDecodeError):
            return None
        return replace(self, edits=edits) if self.rules.accepts(edits) else None

    # headers

    def _hunk_begins(self, symbol: int) -> "EditState | None":
        """The first byte of a hunk without a header, or of its header."""
        if symbol == _AT:
            return replace(self, step="head", line=b"")._with(symbol)
        options = self._places.options(self.rank, self.behind)
        return replace(self, options=tuple(options))._line_begins(symbol)

    def _header(self, symbol: int) -> "EditState | None":
        if symbol == _LINE_END:
            return self._headed()
        line = self.line + bytes([symbol])
        fits = any(head.startswith(line) for head in _heads(self.rules, self.path, self.behind))
        return replace(self, line=line) if fits else None

    def _headed(self) -> "EditState | None":
        if self.line not in _heads(self.rules, self.path, self.behind):
            return None
        # Only what needs no header may do without one.
        if not self.line and not self.text.removesuffix(b"@"):
            return None
        count, _, path = self.line.decode().partition(" ")
        fresh = replace(self, rank=int(count or 1), path=path or self.path,
                        behind=0 if path else self.behind)  # fmt: skip
        options = tuple(fresh._places.options(fresh.rank, fresh.behind))
        return replace(fresh, step="line", line=b"", options=options, old=0, before=False,
                       added=False, keeps=False, lexer=None) if options else None  # fmt: skip

    # lines

    @property
    def _places(self) -> Places:
        return self.rules.places[self.path]

    @property
    def _named(self) -> Option | None:
        """The place that the old lines so far name, if one that may be named."""
        if not self.old:
            return None
        ranks = self._places.ranks
        return next((o for o in self.options if ranks(o)[self.old - 1] == self.rank), None)

    @property
    def _hunk_stands(self) -> bool:
        if self.lexer is not None and self.lexer.mode != "code" and not self.lexer.outer:
            return False
        return self._named is not None and (self.added or not self.keeps)

    def _line_begins(self, symbol: int) -> "EditState | None":
        went: EditState | None = None
        if symbol == _MINUS and not self.added and not self.keeps:
            going_on = (o for o in self.options if self._places.wanted(o, self.old) is not None)
            options = tuple(going_on)
            went = replace(self, step="old", line=b"", options=options) if options else None
        elif symbol == _KEEP and not self.old:
            went = replace(self, step="old", line=b"", keeps=True)
        elif symbol == _PLUS and self._may_add:
            went = replace(self, step="new", lexer=self.lexer or self._begun, added=True,
                           before=self.before or not self.old)  # fmt: skip
        elif symbol == _AT and self._hunk_stands and self.old:
            named = self._named
            assert named is not None
            new = self.lexer.new if self.lexer is not None else self.new
            went = replace(self, step="head", line=b"", behind=named.start + self.old, new=new)
        return went and went._with(symbol)

    @property
    def _may_add(self) -> bool:
        return bool(self.options) if not self.old else self._named is not None

    @property
    def _begun(self) -> Lexer:
        """What the new lines of this hunk go on from."""
        named, source = self._named, self.rules.files[self.path].encode()
        if named is None:
            lexer = lexer_at(source, None)
        elif self.keeps:
            lexer = lexer_behind(source, named.start)
        else:
            lexer = lexer_at(source, named.start)
        return replace(lexer, new=self.new)

    def _old(self, symbol: int) -> "EditState | None":
        places, at = self._places, len(self.line)
        if symbol == _LINE_END:
            return self._old_ends()
        byte = bytes([symbol])
        wanted = ((option, places.wanted(option, self.old)) for option in self.options)
        kept = tuple(o for o, line in wanted if line is not None and line[at : at + 1] == byte)
        return replace(self, line=self.line + bytes([symbol]), options=kept) if kept else None

    def _old_ends(self) -> "EditState | None":
        count = self.old + 1
        kept = tuple(o for o in self.options if self._places.wanted(o, self.old) == self.line)
        went = replace(self, step="line", line=b"", options=kept, old=count)
        if self.keeps:
            return went if went._named is not None else None
        # More lines may be needed to tell the place; some must then lead there.
        leads = [o for o in kept if self.rank in self._places.ranks(o)[count - 1 :]]
        return replace(went, options=tuple(leads)) if leads else None

    def _new(self, symbol: int) -> "EditState | None":
        assert self.lexer is not None
        lexer = self.lexer.after(symbol, self.rules.known)
        if lexer is None:
            return None
        return replace(self, lexer=lexer, step="line" if symbol == _LINE_END else "new")

    # a probe's target

    def _target(self, symbol: int) -> "EditState | None":
        """A path of known names: `a::b`."""
        line = self.line + bytes([symbol])
        before, _, name = line.rpartition(b"::")
        if name.endswith(b":"):
            before, name = name[:-1], b""
        known = self.rules.known.names
        whole = _all_known(before, known) if before else not line.startswith(b":")
        fits = len(line) <= _LONGEST_TARGET and whole and (not name or known.goes_on(name))
        return replace(self, line=line) if fits else None

    @property
    def _target_stands(self) -> bool:
        return bool(self.line) and _all_known(self.line, self.rules.known.names)


def _next_bytes(begun: bytes, lines: Iterable[bytes]) -> set[int]:
    """What follows `begun` in those of the lines that begin so; behind a whole one a line break."""
    size = len(begun)
    return {
        line[size] if len(line) > size else _LINE_END for line in lines if line.startswith(begun)
    }


def _all_known(path: bytes, known: Names) -> bool:
    return all(part in known for part in path.split(b"::"))


def _heads(rules: EditRules, path: str, behind: int) -> frozenset[bytes]:
    """What may stand after the `@` of a header: a rank, another file's path."""
    if (path, behind) not in rules.heads:
        rules.heads[path, behind] = frozenset(_found_heads(rules, path, behind))
    return rules.heads[path, behind]


def _found_heads(rules: EditRules, path: str, behind: int) -> set[bytes]:
    here = rules.places[path].ranked_from(behind)
    found = {b"" if rank == 1 else b"%d" % rank for rank in here}
    order = rules.paths
    for other in order[order.index(path) + 1 :]:
        found |= {
            (b"" if rank == 1 else b"%d" % rank) + b" " + other.encode()
            for rank in rules.places[other].ranked_from(0)
        }
    return found


def known_names(names: Names, files: Mapping[str, str]) -> Known:
    """`names`, and the lifetimes that the files speak of."""
    found = {
        m.encode() for text in files.values() for m in re.findall(r"'([a-z_]\w*)\b(?!')", text)
    }
    return Known(names, frozenset({b"static", b"_", *found}))
