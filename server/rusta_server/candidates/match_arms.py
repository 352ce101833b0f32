"""Putting arms into a `match`."""

from tree_sitter import Node

from rusta_server.candidates.site import Site, text
from rusta_server.contracts.edits import Edit


def behind(site: Site, last: Node, arms: str) -> Edit:
    """`arms`, with the blanks before them, behind the last arm, which gets its comma."""
    closed = text(last).rstrip().endswith((",", "}"))
    return site.after(last, ("" if closed else ",") + arms)
