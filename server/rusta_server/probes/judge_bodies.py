"""Judge many edits of function bodies in one rustc run: each in a copy of its function.

The copies stand behind the function, under names of their own, an unedited one among them. rustc
reports name, type and borrow errors of different bodies side by side, so an error belongs to the
copy that it points to. Concluded is only that a text is red and no step forward: its copy shows
errors that are none (`phases.progress`), and the unedited copy shows exactly the errors that the
base has in that function, so that being a copy changes nothing. Whatever may be green, or a step
towards it, is judged by itself afterwards. A copy that shows nothing is red where the errors of the
base stand in other functions.

Traps: lints would call every copy unused (`--cap-lints`); an error of an early phase may hide
others, so that copies that show one are taken out and the rest run again; a method of a trait's
impl cannot have copies beside it, they stand in an inherent impl, where `Self::Item` has to be
`<Self as Iterator>::Item`; a type of another crate has none, there it is the impl of a trait made
for them; names of copies in messages lose what was added to them.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from tree_sitter import Node

from rusta_server.contracts.diagnostic import Diagnostic, Span
from rusta_server.contracts.phases import progress
from rusta_server.patches.syntax import ancestors, parse, smallest
from rusta_server.probes.diagnostics.normalise import merged
from rusta_server.probes.judge_spans import moved, names_a_line, written
from rusta_server.probes.judge_texts import changed

Errors = tuple[Diagnostic, ...]
Compile = Callable[[Sequence[Mapping[str, bytes]]], Sequence[Errors | None]]
"""Compiles the crate with these files changed, lints capped; None where that did not work out."""

MIN_COPIES = 3
_MAX_COPIES = 128
_MAX_ROUNDS = 3
_SUFFIX = re.compile(r"__rusta\d+__")
_CONDITIONAL = re.compile(rb"\bcfg\b|\bmacro_export\b|\bproc_macro")


@dataclass(frozen=True)
class Function:
    """Bytes of the base: the whole item, its name, and where copies go. `before` and `after` are
    written around them: an impl of their own, for a method of `trait`, whose types are `types`.
    With `head_end`, where the body begins, that impl is of a trait that declares them."""

    path: str
    start: int
    end: int
    name_end: int
    at: int
    before: bytes = b""
    after: bytes = b""
    trait: bytes = b""
    types: tuple[bytes, ...] = ()
    head_end: int | None = None

    def opening(self, base: bytes, suffixes: Sequence[bytes]) -> bytes:
        """What stands before the copies that are named by `suffixes`."""
        if self.head_end is None:
            return self.before
        name, head = b"Rusta%b" % suffixes[0], base[self.start : self.head_end]
        declared = b"".join(self.copied(head, suffix)[0] + b";" for suffix in suffixes)
        return self.before % (name, declared, name)

    def copied(self, item: bytes, suffix: bytes) -> tuple[bytes, list[tuple[int, int]]]:
        """A copy of the item, and what was put in: (offset in `item`, bytes), in order."""
        put = [(self.name_end - self.start, suffix)]
        if self.types:
            for match in re.finditer(rb"\bSelf(?=::(?:%b)\b)" % b"|".join(self.types), item):
                put += [(match.start(), b"<"), (match.end(), b" as %b>" % self.trait)]
        out, at = bytearray(), 0
        put.sort()
        for offset, new in put:
            out += item[at:offset] + new
            at = offset
        return bytes(out + item[at:]), [(offset, len(new)) for offset, new in put]


@dataclass(frozen=True)
class Candidate:
    """The function that a text changes inside of its body, and the item as the text has it."""

    function: Function
    item: bytes
    text: bytes


def candidate_of(path: str, base: bytes, text: bytes) -> Candidate | None:
    """None where the change lies outside of a body, or the function cannot have copies."""
    start, end, _ = changed(base, text)
    outer: Node | None = None
    for node in ancestors(smallest(parse(base).root_node, start, end)):
        if node.type == "macro_invocation" or node.type == "macro_definition":
            return None
        outer = node if node.type == "function_item" else outer
    body = outer.child_by_field_name("body") if outer is not None else None
    name = outer.child_by_field_name("name") if outer is not None else None
    if outer is None or body is None or name is None or not _inside(body, start, end):
        return None
    own = Function(path, outer.start_byte, outer.end_byte, name.end_byte, outer.end_byte)
    function = _placed(base, outer, own, body.start_byte)
    if function is None or _is_conditional(outer):
        return None
    growth = len(text) - len(base)
    return Candidate(function, text[outer.start_byte : outer.end_byte + growth], text)


def reds(
    bases: Mapping[str, bytes],
    errors: Errors,
    candidates: Mapping[int, Candidate],
    compile_all: Compile,
) -> dict[int, Errors]:
    """The candidates that are red and no step forward, with the errors they show."""
    functions = dict.fromkeys(one.function for one in candidates.values())
    expected = {f: [e for e in errors if _points_into(e, f)] for f in functions}
    elsewhere = {f: [e for e in errors if not _points_into(e, f)] for f in functions}
    numbers = list(candidates)
    pairs = -(-len(numbers) // (2 * _MAX_COPIES))
    size = -(-len(numbers) // (2 * pairs))  # An even number of runs: two at a time.
    runs = [
        _Run(bases, expected, {n: candidates[n] for n in numbers[at : at + size]})
        for at in range(0, len(numbers), size)
    ]
    for _ in range(_MAX_ROUNDS):
        pending = [run for run in runs if not run.done]
        if not pending:
            break
        for run, shown in zip(pending, compile_all([r.texts() for r in pending]), strict=True):
            run.take(shown)
    found: dict[int, Errors] = {}
    for run in runs:
        for n in run.candidates:
            function, own = candidates[n].function, run.shown.get(n, ())
            if not run.is_faithful(function) or any(map(names_a_line, own)):
                continue
            growth = len(candidates[n].item) - (function.end - function.start)
            left = [_shifted(e, function, growth) for e in elsewhere[function]]
            shown = merged((*left, *own))
            if shown and not progress(errors, shown):
                found[n] = shown
    return found


@dataclass
class _Copy:
    """Bytes `start..end` of a composed text; `n` is None for the unedited one. `put`: what it has
    more than the item, (offset in the item, bytes) in order."""

    function: Function
    n: int | None
    start: int
    end: int
    put: list[tuple[int, int]]

    def back(self, offset: int) -> int:
        """An offset of the composed text, in the text that has the item alone."""
        inside = offset - self.start
        for at, size in self.put:
            if inside <= at:
                break
            inside = max(at, inside - size)
        return self.function.start + inside


@dataclass
class _Run:
    bases: Mapping[str, bytes]
    expected: Mapping[Function, list[Diagnostic]]
    candidates: Mapping[int, Candidate]
    shown: dict[int, Errors] = field(default_factory=dict)
    done: bool = False
    _unedited: dict[Function, Errors] = field(default_factory=dict)
    _copies: dict[str, list[_Copy]] = field(default_factory=dict)
    _failed: bool = False

    def texts(self) -> dict[str, bytes]:
        """The files with the copies that have shown nothing yet."""
        self._copies = {}
        by_function: dict[Function, list[int]] = {}
        for n, one in self.candidates.items():
            if n not in self.shown:
                by_function.setdefault(one.function, []).append(n)
        texts: dict[str, bytes] = {}
        for path in dict.fromkeys(f.path for f in by_function):
            base, out, at = self.bases[path], bytearray(), 0
            copies = self._copies.setdefault(path, [])
            inside = (f for f in by_function if f.path == path)
            for function in sorted(inside, key=lambda f: f.at):
                items: list[tuple[int | None, bytes]] = [
                    (None, base[function.start : function.end]),
                    *((n, self.candidates[n].item) for n in by_function[function]),
                ]
                suffixes = [b"__rusta%d__" % (len(copies) + n) for n in range(len(items))]
                out += base[at : function.at] + function.opening(base, suffixes)
                at = function.at
                for suffix, (number, item) in zip(suffixes, items, strict=True):
                    out += b"\n"
                    copy, put = function.copied(item, suffix)
                    end = len(out) + len(copy)
                    copies.append(_Copy(function, number, len(out), end, put))
                    out += copy
                out += function.after
            texts[path] = bytes(out + base[at:])
        return texts

    def take(self, errors: Errors | None) -> None:
        """Give each copy its errors. Ends where no further one shows any."""
        if errors is None:
            self._failed, self.done = True, True
            return
        unedited: dict[Function, list[Diagnostic]] = {}
        own: dict[int, list[Diagnostic]] = {}
        for error in errors:
            copy = self._owner(error)
            if copy is None:
                continue
            local = self._localised(error, copy)
            if copy.n is None:
                unedited.setdefault(copy.function, []).append(local)
            else:
                own.setdefault(copy.n, []).append(local)
        present = {copy.function for copies in self._copies.values() for copy in copies}
        for function in present:
            self._unedited[function] = tuple(unedited.get(function, ()))
        hiding = {f for f in present if Counter(map(_key, self.expected[f])) - self._seen(f)}
        # Something hides what the base shows: what showed an error goes, nothing is concluded of
        # it, and the others are looked at again.
        hidden = {n for n in own if hiding}
        self.candidates = {n: c for n, c in self.candidates.items() if n not in hidden}
        self.done = not hidden or not self.candidates
        own = {n: e for n, e in own.items() if n not in hidden}
        self.shown |= {n: tuple(found) for n, found in own.items()}

    def is_faithful(self, function: Function) -> bool:
        """Whether the unedited copy shows what the base does in the function."""
        if function not in self._unedited or self._failed:
            return False
        return self._seen(function) == Counter(map(_key, self.expected[function]))

    def _seen(self, function: Function) -> Counter[tuple[str, int]]:
        return Counter(map(_key, self._unedited[function]))

    def _owner(self, error: Diagnostic) -> _Copy | None:
        span = written(error.primary) if error.primary is not None else None
        copies = self._copies.get(span.path, []) if span is not None else []
        if span is None:
            return None
        k = bisect_right([copy.start for copy in copies], span.start) - 1
        return copies[k] if k >= 0 and span.end <= copies[k].end else None

    def _localised(self, error: Diagnostic, copy: _Copy) -> Diagnostic:
        """As the text that has the edit alone would show it; notes and suggestions are left out,
        for nobody goes on from what is no step forward."""
        base = self.bases[copy.function.path]
        text = base if copy.n is None else self.candidates[copy.n].text
        spans = [
            moved(span, text, copy.back(at.start), copy.back(at.end), _SUFFIX)
            for span in error.spans
            if (at := written(span)).path == copy.function.path
            and copy.start <= at.start
            and at.end <= copy.end
        ]
        return error.model_copy(
            update={
                "message": _SUFFIX.sub("", error.message),
                "spans": tuple(spans),
                "notes": (),
                "suggestions": (),
                "rendered": "",
            }
        )


def _shifted(error: Diagnostic, function: Function, growth: int) -> Diagnostic:
    """An error elsewhere, in the text where the function has grown."""

    def behind(span: Span) -> Span:
        if span.path != function.path or span.start < function.end:
            return span
        at = {"start": span.start + growth, "end": span.end + growth}
        return span.model_copy(update=at)

    return error.model_copy(update={"spans": tuple(map(behind, error.spans)), "rendered": ""})


def _points_into(error: Diagnostic, function: Function) -> bool:
    span = written(error.primary) if error.primary is not None else None
    return (
        span is not None
        and span.path == function.path
        and function.start <= span.start
        and span.end <= function.end
    )


def _key(error: Diagnostic) -> tuple[str, int]:
    primary = error.primary
    return error.code or error.message, -1 if primary is None else written(primary).start


def _inside(body: Node, start: int, end: int) -> bool:
    return body.start_byte < start and end < body.end_byte


def _placed(base: bytes, node: Node, function: Function, body: int) -> Function | None:
    """Behind the function; of a method of a trait's impl, in an impl behind that. `body`: where the
    function's begins."""
    around = node.parent
    holder = around.parent if around is not None and around.type == "declaration_list" else around
    if holder is None or holder.type not in ("source_file", "mod_item", "impl_item", "trait_item"):
        return None
    trait = holder.child_by_field_name("trait")
    kind = holder.child_by_field_name("type")
    if trait is None or kind is None:
        return function

    def text(node: Node | None) -> bytes:
        return base[node.start_byte : node.end_byte] if node is not None else b""

    name = re.match(rb"\w+", text(kind))
    generics = text(holder.child_by_field_name("type_parameters"))
    clause = text(next((c for c in holder.children if c.type == "where_clause"), None))
    members = around.named_children if around is not None else []
    function = replace(
        function,
        at=holder.end_byte,
        before=b"\nimpl%b %b %b {" % (generics, text(kind), clause),
        after=b"\n}\n",
        trait=text(trait),
        types=tuple(text(m.child_by_field_name("name")) for m in members if m.type == "type_item"),
    )
    if name is not None and _declares(base, name[0]):
        return function
    # A type of another crate has no inherent impls here.
    if b"%" in generics + clause + text(kind) + text(trait):
        return None
    listed = holder.child_by_field_name("type_parameters")
    given = [p.child_by_field_name("name") for p in listed.named_children] if listed else []
    names = b"<%b>" % b", ".join(map(text, given)) if given else b""
    declared = b"\ntrait %%b%b: %b %b {%%b}" % (generics, text(trait), clause)
    impl = b"\nimpl%b %%b%b for %b %b {" % (generics, names, text(kind), clause)
    return replace(function, before=declared + impl, head_end=body)


@lru_cache(maxsize=256)
def _declares(base: bytes, name: bytes) -> bool:
    """Whether the file declares a type of that name; asked for each candidate in its methods."""
    return re.search(rb"\b(struct|enum|union) %b\b" % name, base) is not None


def _is_conditional(function: Node) -> bool:
    before = function.prev_sibling
    while before is not None and before.type in ("attribute_item", "line_comment", "block_comment"):
        if before.type == "attribute_item" and _CONDITIONAL.search(before.text or b""):
            return True
        before = before.prev_sibling
    return False
