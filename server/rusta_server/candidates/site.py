"""A place in the sources: its file, its syntax, and the edits one can make there."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from tree_sitter import Node, Tree

from rusta_indexer.syntax import enclosing, indentation, node_text, parse, smallest_node
from rusta_server.candidates.opened_macros import closed, opened
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.diagnostic import Span
from rusta_server.contracts.edits import Edit

EXPRESSIONS = frozenset(
    """
    array_expression assignment_expression async_block await_expression binary_expression block
    boolean_literal break_expression call_expression char_literal closure_expression
    compound_assignment_expr const_block continue_expression field_expression float_literal
    for_expression generic_function identifier if_expression index_expression integer_literal
    loop_expression macro_invocation match_expression parenthesized_expression range_expression
    raw_string_literal reference_expression return_expression scoped_identifier self
    string_literal struct_expression try_expression tuple_expression type_cast_expression
    unary_expression unit_expression unsafe_block while_expression
    """.split()
)


@dataclass(frozen=True)
class Site:
    """Bytes `start..end` of the file `path`. Edits are made from it, so that a template never
    counts bytes of the wrong file."""

    path: str
    source: bytes
    start: int
    end: int

    @cached_property
    def tree(self) -> Tree:
        """The syntax of the file, the arguments of known macros as the expressions they are."""
        return parse(opened(self.source))

    @cached_property
    def node(self) -> Node:
        """The smallest named node around the range."""
        return smallest_node(self.tree, self.start, self.end)

    @property
    def text(self) -> str:
        return self.source[self.start : self.end].decode(errors="replace")

    def enclosing(self, *kinds: str) -> Node | None:
        """The innermost node around the range whose type is one of `kinds`."""
        return enclosing(self.node, *kinds)

    @cached_property
    def expression(self) -> Node | None:
        """The largest expression that is exactly the range, else the smallest around it."""
        node: Node | None = self.node
        while node is not None and node.type not in EXPRESSIONS:
            node = node.parent
        while (
            node is not None
            and node.parent is not None
            and node.parent.type in EXPRESSIONS
            and (node.parent.start_byte, node.parent.end_byte) == (node.start_byte, node.end_byte)
        ):
            node = node.parent
        return node

    def at(self, node: Node) -> "Site":
        """The site of another node of the same file."""
        return Site(self.path, self.source, node.start_byte, node.end_byte)

    def indent(self, node: Node) -> str:
        """The blanks that the line on which `node` starts begins with."""
        return indentation(self.source, node.start_byte)

    def unindented(self, node: Node, start: int | None = None) -> str:
        """The source from `start`, that of the node if none is given, to the node's end, its
        further lines without the blanks that the node's own line begins with."""
        first = node.start_byte if start is None else start
        lines = self.source[first : node.end_byte].decode(errors="replace").split("\n")
        lead = self.indent(node)
        return "\n".join([lines[0], *(line.removeprefix(lead) for line in lines[1:])])

    def replace(self, node: Node, text: str) -> Edit:
        return Edit(path=self.path, start=node.start_byte, end=node.end_byte, text=text)

    def replace_range(self, start: int, end: int, text: str) -> Edit:
        return Edit(path=self.path, start=start, end=end, text=text)

    def insert(self, at: int, text: str) -> Edit:
        return Edit(path=self.path, start=at, end=at, text=text)

    def before(self, node: Node, text: str) -> Edit:
        return self.insert(node.start_byte, text)

    def after(self, node: Node, text: str) -> Edit:
        return self.insert(node.end_byte, text)

    def remove(self, node: Node) -> Edit:
        return self.replace(node, "")

    def wrap(self, node: Node, left: str, right: str) -> tuple[Edit, ...]:
        return (self.before(node, left), self.after(node, right))


def site_of(scene: Scene, span: Span | None) -> Site | None:
    """The site of a span; None where its file is not in the scene or the span lies outside of it
    (a file outside of the workspace)."""
    if span is None or span.path not in scene.files:
        return None
    source = scene.text(span.path)
    if span.end > len(source):
        return None
    return Site(span.path, source, span.start, span.end)


def primary_site(scene: Scene) -> Site | None:
    """Where the diagnostic points; for a span inside of a macro's definition, its call."""
    return site_of(scene, _written(scene.diagnostic.primary))


def sites(scene: Scene) -> Iterator[tuple[Site, Span]]:
    """Every span of the diagnostic in a known file, the primary ones first, then those of notes."""
    diagnostic = scene.diagnostic
    spans = sorted(diagnostic.spans, key=lambda s: not s.primary)
    for span in [*spans, *(s for note in diagnostic.notes for s in note.spans)]:
        site = site_of(scene, _written(span))
        if site is not None:
            yield site, span


def files(scene: Scene) -> Iterator[Site]:
    """Every Rust file of the scene as a whole, the diagnostic's own first, then by path."""
    primary = scene.diagnostic.primary
    own = primary.path if primary else ""
    for path in sorted(scene.files, key=lambda p: (p != own, p)):
        if path.endswith(".rs"):
            source = scene.text(path)
            yield Site(path, source, 0, len(source))


def text(node: Node | None) -> str:
    """The source of `node`; empty for None."""
    return "" if node is None else closed(node_text(node))


def shown(node: Node | None) -> str:
    """The source of `node` on one line of at most 40 characters, as a title names it."""
    line = " ".join(text(node).split())
    return line if len(line) <= 40 else f"{line[:39]}…"


def child(node: Node | None, field: str) -> Node | None:
    return None if node is None else node.child_by_field_name(field)


def _written(span: Span | None) -> Span | None:
    """The place a person wrote: the outermost call of the macros the span lies in. What the
    compiler desugars (`for`, `?`, `.await`) is written where the span is."""
    while span is not None and span.expansion is not None and span.expansion.call_site is not None:
        if span.expansion.macro.startswith("desugaring of"):
            break
        span = span.expansion.call_site
    return span
