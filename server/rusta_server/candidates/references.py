"""Reference types as they are written: `T`, `&T`, `&mut T`, borrowed forms of owned types."""

import re

from tree_sitter import Node

from rusta_indexer.syntax import query
from rusta_server.candidates.site import Site, text
from rusta_server.contracts.edits import Edit

_BORROWED = (
    (r"(?:\w+::)*String", "str"),
    (r"(?:\w+::)*PathBuf", "Path"),
    (r"(?:\w+::)*OsString", "OsStr"),
)
_VEC = re.compile(r"(?:\w+::)*Vec<(.*)>", re.DOTALL)

# Accessors that lend, with those that lend mutably.
MUTABLE_OF = {
    "iter": "iter_mut",
    "as_ref": "as_mut",
    "as_deref": "as_deref_mut",
    "get": "get_mut",
    "values": "values_mut",
    "borrow": "borrow_mut",
    "first": "first_mut",
    "last": "last_mut",
    "peek": "peek_mut",
    "front": "front_mut",
    "back": "back_mut",
    "as_slice": "as_mut_slice",
    "as_str": "as_mut_str",
    "chunks": "chunks_mut",
    "chunks_exact": "chunks_exact_mut",
    "split_at": "split_at_mut",
    "split_first": "split_first_mut",
    "split_last": "split_last_mut",
    "read": "write",
    "deref": "deref_mut",
    "as_ptr": "as_mut_ptr",
    "get_ref": "get_mut",
}


def borrowed_forms(written: str) -> list[str]:
    """`&str`, `&String` for `String`; `&T` for any other type; empty for references."""
    if written.startswith("&"):
        return []
    found = [f"&{short}" for long, short in _BORROWED if re.fullmatch(long, written)]
    if vec := _VEC.fullmatch(written):
        found.append(f"&[{vec[1]}]")
    if "+" in written and written.startswith(("dyn ", "impl ")):
        return [*found, f"&({written})"]
    return [*found, f"&{written}"]


def mutable_type(site: Site, node: Node) -> Edit | None:
    """`&T` at `node` as `&mut T`; None where it is another type."""
    parts = [part.type for part in node.children]
    if node.type != "reference_type" or "mutable_specifier" in parts:
        return None
    inner = node.child_by_field_name("type")
    return None if inner is None else site.before(inner, "mut ")


def shared_type(site: Site, node: Node) -> Edit | None:
    """`&mut T` at `node` as `&T`; None where it is another type."""
    inner = node.child_by_field_name("type")
    for part in node.children if node.type == "reference_type" else ():
        if part.type == "mutable_specifier" and inner is not None:
            return site.replace_range(part.start_byte, inner.start_byte, "")
    return None


def mutable_accessors(site: Site, node: Node) -> list[Edit]:
    """The edits that make an accessor called in `node` the mutable one, the last called first."""
    called = query(
        node, "(call_expression function: (field_expression field: (field_identifier) @f))"
    )
    names = [found["f"][0] for found in called]
    inside = [n for n in names if node.start_byte <= n.start_byte and n.end_byte <= node.end_byte]
    return [
        site.replace(name, MUTABLE_OF[text(name)])
        for name in sorted(inside, key=lambda n: -n.start_byte)
        if text(name) in MUTABLE_OF
    ]
