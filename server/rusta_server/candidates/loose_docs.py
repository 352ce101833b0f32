"""Doc comments that document nothing: where what they spoke of stood, and what is lost belongs."""

from tree_sitter import Node

from rusta_server.candidates.site import Site, child
from rusta_server.contracts.edits import Edit


def loose_doc(body: Node) -> Node | None:
    """The last line of the outer doc comment in `body` that a blank line, or the end, follows; None
    unless there is exactly one."""
    found = [part for part in body.named_children if _is_outer(part) and _ends(part)]
    return found[0] if len(found) == 1 else None


def behind(site: Site, doc: Node, written: str, lead: str) -> Edit:
    """`written`, not indented, on the lines behind the comment, whose line break is part of it."""
    lines = "\n".join(f"{lead}{line}" if line.strip() else line for line in written.split("\n"))
    end = doc.end_byte - (site.source[doc.end_byte - 1 : doc.end_byte] == b"\n")
    return site.insert(end, f"\n{lines}")


def _is_outer(node: Node) -> bool:
    return node.type.endswith("_comment") and child(node, "outer") is not None


def _ends(doc: Node) -> bool:
    after = doc.next_named_sibling
    return after is None or after.start_point.row > doc.end_point.row
