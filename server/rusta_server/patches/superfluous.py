"""Which words a diagnostic calls superfluous.

`calls_superfluous` is the whole definition. A diagnostic calls a word superfluous where
1. rustc itself suggests an edit that takes it away without replacing it (any applicability): a
   stray `&` or `*` of a type error, an unused import, an extra argument;
2. it is a lint about words without effect (`_LINTS`, `_CLIPPY`), or says so (`_SAYS`), and the
   word lies in its primary span, or is the separator beside it;
3. the parser expected something else exactly at that word, or a delimiter does not match;
4. an operator or a modifier cannot stand there at all (`_OPERATORS`, `_MODIFIERS`);
5. something is too private, and the word is the restriction of a `pub(…)`;
6. it is a derive of what floats never implement (`_NEVER`), or of what is implemented by hand too,
   for the whole type and in every build;
7. the types of a mismatch are one inside of the other (`Option<T>` and `T`, `&T` and `T`), and the
   words are what the outer one has around the inner, where it is written (but see `meant`);
8. a value was given away, and the statement that wants it again is word for word the one before it;
9. a name is defined twice, and the second definition is word for word the first;
10. a closure has more parameters than it is given, or a pattern more fields than what it matches,
   and the word is one of them;
11. something is not possible in a `const fn`, and the word is that `const`;
12. a block stands where an item is expected, and the word is the `;` before it;
13. the found type of a mismatch has a `()`, and the word is the `;` that ends a block in its span;
14. the found type of a mismatch is one that contains (`Result`, `Option`, `Box` …) where the
   expected one is not that, and the words are the `Ok(` … `)` that is the whole of its span;
15. the signature of a trait's method is not that of an impl, and the word is a `&` or `mut` of the
   type that a note points at in the trait, or, where another crate has the trait, any word of the
   impl's signature; or what is imported is not there, and the word is its name in the list, which
   no other word of the file is;
16. a closure is wanted, and the words are the `()` of a call that is the whole of its span; or of
   one that is a method's argument itself and lacks all of its own, or whose name is a field's and
   whose result lacks the method that is asked of it;
17. a future stands where a value is wanted, and the word is an `async`; or a parameter of a type is
   never used, and the words are that parameter, where no documentation of the type quotes it and no
   code gives it;
18. to 23.: the uses of a definition are right, and the word is what it asks for beyond them: see
   `unneeded`;
24. something is awaited outside of `async` in a file that has none, and the words are that
   `.await`; or a lifetime is declared nowhere, and the word is that lifetime; or a method has more
   parameters than another crate's trait, and the words are one that its body does not name;
25. a conflict of a version control system is met, and the words lie in one whose sides are alike;
   or a type of the library lacks an allocator, and the word is the argument that would be it; or
   items are collected as values, and the word is a `&` in the closure that made them references.
A lint about values nobody uses (unused_variables, unused_must_use, dead_code) calls no code
superfluous: the value may have been meant, and its computation may have effects.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from tree_sitter import Node

from rusta_server.contracts.diagnostic import Diagnostic, Span
from rusta_server.patches.calls import is_given_to_method
from rusta_server.patches.declared_elsewhere import of_foreign_declaration, of_lost_import
from rusta_server.patches.diff import changes
from rusta_server.patches.lexer import words
from rusta_server.patches.meant import is_by_hand, is_kept_layer
from rusta_server.patches.surplus import of_allocator, of_borrowed_items, of_conflict
from rusta_server.patches.syntax import ancestors, parse, smallest
from rusta_server.patches.unnamed_parameters import of_unnamed_parameters
from rusta_server.patches.unneeded import calls_unneeded, is_ours
from rusta_server.patches.unused_generics import of_unused_type_parameter


class Removal(NamedTuple):
    """One word taken away: bytes `start..end` of `path`, in the text before the patch."""

    path: str
    start: int
    end: int


_LINTS = frozenset(
    (
        "explicit_outlives_requirements",
        "redundant_imports",
        "redundant_lifetimes",
        "redundant_semicolons",
        "single_use_lifetimes",
        "trivial_casts",
        "trivial_numeric_casts",
        "unreachable_code",
        "unreachable_patterns",
        "unused_allocation",
        "unused_attributes",
        "unused_braces",
        "unused_doc_comments",
        "unused_extern_crates",
        "unused_features",
        "unused_import_braces",
        "unused_imports",
        "unused_labels",
        "unused_lifetimes",
        "unused_mut",
        "unused_parens",
        "unused_qualifications",
        "unused_unsafe",
    )
)
_CLIPPY = re.compile(
    r"clippy::(needless|redundant|unnecessary|useless|extra_unused|duplicated|double|"
    r"borrow_deref_ref|deref_addrof|identity_op|clone_on_copy|explicit_auto_deref)"
)
_SAYS = re.compile(
    r"\b(unnecessary|unneeded|superfluous|redundant|extraneous|stray|is not needed)\b"
    r"|^leading `\S+` is not supported|\b(remove|consider removing) (this|these|the) (?!.*\badd\b)",
)
# Only where the whole span is what the message is about: a list of generics of `main`.
_NOT_ALLOWED = re.compile(r"\bis not allowed to (have|be)\b|\bmay not be used on\b")
_MODIFIER_WORDS = frozenset(
    (
        "pub",
        "unsafe",
        "const",
        "async",
        "static",
        "mut",
        "ref",
        "default",
        "extern",
        "dyn",
        "move",
        "crate",
        "super",
        "self",
        "in",
        "(",
        ")",
    )
)
_MODIFIERS = re.compile(
    r"not (permitted|allowed|supported) (here|on|in)\b|cannot be (declared |marked )?"
    r"`?(const|async|unsafe|static|default|mutable|public)\b|is not unsafe$|visibility qualifiers"
)
# A restriction is taken from a definition, which may lie far from where the error is reported.
_PRIVATE = re.compile(r"\bprivate\b|is only public within the crate|can't leak")
_INACCESSIBLE = "exists but is inaccessible"
_RESTRICTED = re.compile(rb"\bpub\s*(\([^()]*\))")
_RESTRICTION_MAX = 200
_CLOSERS = re.compile(r"^unexpected closing delimiter: `(?P<delimiter>[)\]}])`")
# Of this label rustc's span may be empty: what counts is the delimiter it names.
_NO_OPENER = re.compile(r"^missing open `(?P<opener>[(\[{])` for this delimiter")
# Of this label rustc's span is empty.
NOT_CLOSED = "this delimiter might not be properly closed"
TWO_BRACES = re.compile(rb"\{\s*\{")
_CLOSER_OF = {"(": ")", "[": "]", "{": "}"}
_UNBALANCED = re.compile(r"delimiter")
_EXPECTED = re.compile(r"^expected .+, found |^unexpected |^unknown start of token")
_NEVER = re.compile(r"^the trait bound `f(32|64): (Eq|Ord|Hash)` is not satisfied$")
_MISMATCH = re.compile(r"expected [^`]*`([^`]+)`[^`]*\bfound [^`]*`([^`]+)`", re.DOTALL)
_UNSIZED = re.compile(r"^the size for values of type `.+` cannot be known at compilation time$")
_SURPLUS = re.compile(r"expected to take (\d+) .* it takes (\d+) ")
_SURPLUS_FIELDS = re.compile(r"has (\d+) fields?, but .* has (\d+) field")
_NOT_CONST = frozenset(("E0015", "E0493", "E0658", "E0744", "E0764", "E0010"))
_FOUND_NOTHING = re.compile(r"\bfound [^`]*`[^`]*\(\)")
_FIELD_CALLED = re.compile(rb"\.(\w+)(\(\))\s*\.$")
_CLOSURE = re.compile(r"^expected an? `Fn(?:Once|Mut)?\(.*\)` closure, found")
_FUTURE = re.compile(r"\bfound future\b|`impl (?:\w+::)*Future\b")
_MAKING = re.compile(rb"(Ok|Err|Some|(?:Box|Rc|Arc|Cell|RefCell)::new)\(")
_CONTAINERS = {b"Ok": "Result", b"Err": "Result", b"Some": "Option"} | {
    b"%b::new" % name.encode(): name for name in ("Box", "Rc", "Arc", "Cell", "RefCell")
}
_TWICE = frozenset("E0062 E0119 E0124 E0201 E0428 E0592".split())
_PARTS = ("_item", "field_declaration", "enum_variant", "field_initializer")
_MOVED = frozenset(("E0382", "E0505"))
_QUESTION_MARK = "the `?` operator can only be applied to values"


def calls_superfluous(
    diagnostic: Diagnostic,
    removal: Removal,
    text: bytes,
    shift: int = 0,
    project: Mapping[str, str] = MappingProxyType({}),
) -> bool:
    """Does `diagnostic` call the word at `removal` of `text` superfluous? `shift` is what its
    offsets are ahead of those of `text`: it may have been reported on a text some edits later.
    `project`: all texts of the workspace by token path; none: only this one is looked at."""
    place = (removal.start, removal.end)
    if calls_unneeded(diagnostic, removal.path, place, text, shift, project):
        return True
    hidden = _PRIVATE.search(diagnostic.message) or _INACCESSIBLE in diagnostic.said
    if hidden and _is_restriction(removal, text):
        return True
    if diagnostic.code == "E0308" and _is_wrapping(diagnostic, removal, text):
        node = smallest(parse(text).root_node, *place)
        if is_ours(node, removal.path, text, project):
            return True
    if text[removal.start : removal.end] == b"async" and _FUTURE.search(diagnostic.said):
        return True
    return any(
        start <= removal.start and removal.end <= end
        for start, end in _ranges(diagnostic, removal, text, shift, project)
    )


def _is_restriction(removal: Removal, text: bytes) -> bool:
    near = text[max(0, removal.start - _RESTRICTION_MAX) : removal.end + _RESTRICTION_MAX]
    first = max(0, removal.start - _RESTRICTION_MAX)
    return any(
        first + found.start(1) <= removal.start and removal.end <= first + found.end(1)
        for found in _RESTRICTED.finditer(near)
    )


def _is_wrapping(diagnostic: Diagnostic, removal: Removal, text: bytes) -> bool:
    first = max(0, removal.start - _RESTRICTION_MAX)
    near = text[first : removal.end + _RESTRICTION_MAX]
    for outer, inner in _nested_types(diagnostic):
        left = outer.index(inner)
        at = near.find(outer)
        while at >= 0:
            start, end = first + at, first + at + len(outer)
            inside = (start + left, start + left + len(inner))
            if start <= removal.start and removal.end <= end:
                node = smallest(parse(text).root_node, removal.start, removal.end)
                outside = removal.end <= inside[0] or inside[1] <= removal.start
                return outside and not is_kept_layer(node)
            at = near.find(outer, at + 1)
    return False


def _nested_types(diagnostic: Diagnostic) -> Iterator[tuple[bytes, bytes]]:
    """(outer, inner) where one of the two types of the mismatch stands in the other."""
    said = [diagnostic.primary.label or ""] if diagnostic.primary is not None else []
    for message in (*said, *(note.message for note in diagnostic.notes)):
        pair = _MISMATCH.search(message)
        one, other = (pair[1].encode(), pair[2].encode()) if pair is not None else (b"", b"")
        for outer, inner in ((one, other), (other, one)):
            if inner and inner != outer and re.search(rb"[<&( ]%s[>)]*$" % re.escape(inner), outer):
                yield outer, inner


def _ranges(
    diagnostic: Diagnostic, removal: Removal, text: bytes, shift: int, project: Mapping[str, str]
) -> Iterator[tuple[int, int]]:
    yield from of_conflict(diagnostic, text)
    yield from of_borrowed_items(diagnostic, removal.path, text, shift)
    for suggestion in diagnostic.suggestions:
        for edit in suggestion.edits:
            if edit.path == removal.path and not suggestion.in_expansion:
                yield from _taken_away(edit.start - shift, edit.end - shift, edit.text, text)
    for span in diagnostic.spans:
        if span.path == removal.path and shift <= span.start:
            yield from _of_span(diagnostic, span, removal, text, shift)
            if diagnostic.code == "E0392" and span.primary:
                place = (span.start - shift, span.end - shift)
                yield from of_unused_type_parameter(*place, removal.path, text, project)
    if diagnostic.code == "E0053" and text[removal.start : removal.end] in (b"&", b"mut"):
        for span in (s for note in diagnostic.notes for s in note.spans):
            if span.path == removal.path:
                yield span.start - shift, span.end - shift


def _of_span(
    diagnostic: Diagnostic, span: Span, removal: Removal, text: bytes, shift: int
) -> Iterator[tuple[int, int]]:
    code, message = diagnostic.code or "", diagnostic.message
    start, end = span.start - shift, span.end - shift
    word = text[removal.start : removal.end].decode(errors="replace")
    closer = _CLOSERS.match(message)
    if closer and word == closer["delimiter"]:
        yield removal.start, removal.end  # any one of its kind: the stray one may stand elsewhere
    if code == "E0728" and span.primary and b"async" not in text:
        yield start - 1, end  # rustc's span lacks the dot
    if code == "E0261" and span.primary:
        yield start, end
    opener = _NO_OPENER.match(span.label or "")
    opened = (span.label or "").startswith(NOT_CLOSED) and TWO_BRACES.match(text, start)
    if opened:
        yield opened.end() - 1, opened.end()
    if opener and word == _CLOSER_OF[opener["opener"]]:
        yield removal.start, removal.end
    if _UNBALANCED.search(message) and word in "()[]{}" and end - start == 1:
        yield start, end
    surplus = _SURPLUS.search(message) if code == "E0593" else None
    if surplus is not None and int(surplus[2]) > int(surplus[1]):
        yield start, end
    fields = _SURPLUS_FIELDS.search(message) if code == "E0023" else None
    if fields is not None and int(fields[1]) > int(fields[2]):
        yield _with_separators(text, start, end)
    if not span.primary:
        return
    for first, last in of_unnamed_parameters(diagnostic, text, start, end):
        yield _with_separators(text, first, last)
    yield from of_foreign_declaration(diagnostic, text, start, end)
    yield from of_allocator(diagnostic, text, start, end)
    yield from of_lost_import(diagnostic, text, start, end)
    lint = code in _LINTS or bool(_CLIPPY.match(code))
    if lint or _SAYS.search(message) or _NOT_ALLOWED.search(message):
        yield _with_separators(text, start, end)
    if _MODIFIERS.search(message) and word in _MODIFIER_WORDS:
        yield start, end
    if (
        not code
        and _EXPECTED.search(message)
        and len(_code(text[start:end].decode(errors="replace"))) <= 1
    ):
        yield start, end
    if _UNSIZED.match(message) and text[start - 1 : start] == b"&":
        yield start - 1, start  # `&x: &[u8]` takes apart what has no size
    if code in _NOT_CONST and word == "const":
        yield from _of_const_fn(text, start, end)
    if code in _TWICE:
        yield from _second(diagnostic, span, text, shift)
    if code in _MOVED and start < end:
        yield from _repeated(text, start, end)
    derive = span.expansion.call_site if span.expansion is not None else None
    twice = _NEVER.match(message) or (code == "E0119" and is_by_hand(diagnostic, text, shift))
    if derive is not None and derive.path == removal.path and twice:
        # Several side by side go with the comma on either side.
        before = text[: derive.start - shift].rstrip(b" \n\t,")
        yield len(before), _with_separators(text, derive.start - shift, derive.end - shift)[1]
    ends = word == ";" and text[removal.end :].lstrip().startswith(b"}")
    if code == "E0308" and ends and _FOUND_NOTHING.search(span.label or ""):
        yield start, end
    if _CLOSURE.match(message) and text[start:end].endswith(b"()"):
        yield end - 2, end
    lacks_all = code == "E0061" and "but 0 arguments were supplied" in message
    if lacks_all and text[end : end + 2] == b"()" and is_given_to_method(text, end):
        yield end, end + 2
    if code == "E0599" and message.startswith("no method named"):
        called = _FIELD_CALLED.search(text[:start])
        if called is not None and re.search(rb"\b%b\s*:[^:]" % called[1], text):
            yield called.start(2), called.end(2)
    made = _MAKING.match(text, start, end) if code == "E0308" else None
    if made is not None and _only_found(diagnostic, _CONTAINERS[made[1]]):
        yield from ((start, made.end()), (end - 1, end))
    if message == "expected item, found `{`" and text[:start].rstrip().endswith(b";"):
        yield len(text[:start].rstrip()) - 1, start
    if code == "E0614" and text[start : start + 1] == b"*":
        yield start, start + 1
    if message.startswith(_QUESTION_MARK) and text[end - 1 : end] == b"?":
        yield end - 1, end


def _of_const_fn(text: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The `const` of the function around `start..end`."""
    for node in ancestors(smallest(parse(text).root_node, start, end)):
        if node.type == "function_item":
            for listed in node.children:
                if listed.type == "function_modifiers":
                    found = (c for c in listed.children if c.type == "const")
                    yield from ((c.start_byte, c.end_byte) for c in found)
            return


def _only_found(diagnostic: Diagnostic, container: str) -> bool:
    """Whether the found type of the mismatch is a `container`, and the expected one is none."""
    label = diagnostic.primary.label or "" if diagnostic.primary is not None else ""
    pair = _MISMATCH.search(label)
    heads = [re.match(r"(?:\w+::)*(\w*)", side) for side in pair.groups()] if pair else []
    names = [found[1] if found is not None else "" for found in heads]
    return names[1:] == [container] and names[0] != container


def _second(
    diagnostic: Diagnostic, primary: Span, text: bytes, shift: int
) -> Iterator[tuple[int, int]]:
    """The item around the primary span, where the one that was there before it is the same."""
    root = parse(text).root_node
    around = _item(root, primary.start - shift, primary.end - shift)
    for span in diagnostic.spans:
        if span.primary or span.path != primary.path or around is None:
            continue
        first = _item(root, span.start - shift, span.end - shift)
        if first is not None and first != around and first.text == around.text:
            yield _with_separators(text, around.start_byte, around.end_byte)
            yield _with_separators(text, first.start_byte, first.end_byte)


def _item(root: Node, start: int, end: int) -> Node | None:
    return next((n for n in ancestors(smallest(root, start, end)) if n.type.endswith(_PARTS)), None)


def _repeated(text: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The statement around `start..end`, where the same one stands directly before it."""
    first = max(text.rfind(mark, 0, start) for mark in (b";", b"{", b"}")) + 1
    last = text.find(b";", end) + 1
    statement = text[first:last].strip()
    if last > end and statement and text[:first].rstrip().endswith(statement):
        yield first, last


@lru_cache(maxsize=4096)
def _taken_away(start: int, end: int, by: str, text: bytes) -> tuple[tuple[int, int], ...]:
    """Byte ranges of the words that an edit to `by` removes without putting others there."""
    if not 0 <= start <= end <= len(text):
        return ()
    old = _code(text[start:end].decode(errors="replace"))
    new = [word for _, _, word in _code(by)]
    runs = changes([word for _, _, word in old], new)
    if any(change.a0 < change.a1 for change in runs):
        return ()
    return tuple((start + b, start + e) for c in runs for b, e, _ in old[c.b0 : c.b1])


def _code(text: str) -> list[tuple[int, int, str]]:
    """(start, end, word) in bytes."""
    found, at = [], 0
    for word in words(text):
        size = len(word.text.encode())
        if word.kind not in ("space", "comment"):
            found.append((at, at + size, word.text))
        at += size
    return found


def _with_separators(text: bytes, start: int, end: int) -> tuple[int, int]:
    """With one `,` or `;` behind it (`:` behind a label) or one `,` before it."""
    separators = rb"\s*[,;:]" if text[start : start + 1] == b"'" else rb"\s*[,;]"
    if match := re.compile(separators).match(text, end):
        return start, match.end()
    before = text[:start].rstrip()
    return (len(before) - 1 if before.endswith(b",") else start), end
