"""Statements of a block, and moving one of them up or down."""

from tree_sitter import Node

from rusta_indexer.syntax import ancestors, line_start
from rusta_server.candidates.site import Site, text
from rusta_server.contracts.edits import Edit


def statement_of(node: Node) -> Node | None:
    """The innermost ancestor (or itself) that is a direct child of a block."""
    return _below(node, None)


def siblings(one: Node, other: Node) -> tuple[Node, Node] | None:
    """The two different statements of the innermost common block around `one` and `other`."""
    blocks = [n for n in (one, *ancestors(one)) if n.type == "block"]
    for block in blocks:
        if block.start_byte <= other.start_byte and other.end_byte <= block.end_byte:
            first, second = _below(one, block), _below(other, block)
            if first is None or second is None or first == second:
                return None
            return first, second
    return None


def move_before(site: Site, statement: Node, target: Node) -> tuple[Edit, ...] | None:
    """`statement` in front of `target`, on lines of its own, indented as `target` is; None where
    one of them shares its lines with other code."""
    span = _lines(site.source, statement)
    if (
        span is None
        or site.source[line_start(site.source, target.start_byte) : target.start_byte].strip()
    ):
        return None
    at = line_start(site.source, target.start_byte)
    return (site.insert(at, _reindented(site, statement, target)), site.replace_range(*span, ""))


def move_after(site: Site, statement: Node, target: Node) -> tuple[Edit, ...] | None:
    """As `move_before`, behind `target`."""
    span, around = _lines(site.source, statement), _lines(site.source, target)
    if span is None or around is None:
        return None
    return (
        site.replace_range(*span, ""),
        site.insert(around[1], _reindented(site, statement, target)),
    )


def mentions(node: Node, name: str) -> bool:
    """Whether the word `name` stands in `node` as a name (also inside of a macro's tokens)."""
    if node.type in ("identifier", "self", "shorthand_field_identifier"):
        return text(node) == name
    return any(mentions(part, name) for part in node.children)


def bound_names(statement: Node) -> list[str]:
    """The names a `let` binds."""
    if statement.type != "let_declaration":
        return []
    pattern = statement.child_by_field_name("pattern")
    return _identifiers(pattern) if pattern is not None else []


def _identifiers(node: Node) -> list[str]:
    if node.type == "identifier":
        return [text(node)]
    return [name for part in node.named_children for name in _identifiers(part)]


def _below(node: Node, block: Node | None) -> Node | None:
    for around in (node, *ancestors(node)):
        parent = around.parent
        if parent is not None and parent.type == "block" and (block is None or parent == block):
            return around
    return None


def _lines(source: bytes, node: Node) -> tuple[int, int] | None:
    """The whole lines of `node`, with its comment behind; None where other code stands there."""
    start = line_start(source, node.start_byte)
    end = source.find(b"\n", node.end_byte)
    end = len(source) if end < 0 else end + 1
    behind = source[node.end_byte : end].strip()
    if source[start : node.start_byte].strip() or (behind and not behind.startswith(b"//")):
        return None
    return start, end


def _reindented(site: Site, statement: Node, target: Node) -> str:
    span = _lines(site.source, statement)
    assert span is not None
    lines = site.source[slice(*span)].decode(errors="replace").splitlines(keepends=True)
    old, new = site.indent(statement), site.indent(target)
    return "".join(new + line[len(old) :] if line.startswith(old) else line for line in lines)
