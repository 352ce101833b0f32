"""Impls that stand in the body of a macro, read as if it were called for one type."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import parse_uncached, query
from rusta_server.candidates.site import Site, files, text
from rusta_server.contracts.candidate import Scene


def macro_impls_of(scene: Scene, trait: str, of_type: str) -> Iterator[tuple[Site, Node]]:
    """(snippet, impl) of every `impl trait for $t` in the rules of a macro, `$t` being `of_type`.
    The snippet is no file: no edit can be made of it."""
    start = re.compile(
        rf"\bimpl\b[^{{}};]*\b{re.escape(trait)}(?:<[^{{}};]*>)?\s+for\s+\$(\w+)\s*\{{"
    )
    for file in files(scene):
        for match in query(file.tree, "(macro_definition) @macro"):
            body = text(match["macro"][0])
            for found in start.finditer(body):
                end = _closing(body, found.end() - 1)
                whole = body[found.start() : end] if end else ""
                whole = re.sub(rf"\${found[1]}\b", lambda _: of_type, whole)
                snippet = whole.encode()
                for impl in query(parse_uncached(snippet), "(impl_item) @impl"):
                    yield Site(file.path, snippet, 0, len(snippet)), impl["impl"][0]


def _closing(source: str, opener: int) -> int:
    """Behind the brace that closes the one at `opener`; 0 where none does."""
    depth = 0
    for at in range(opener, len(source)):
        depth += (source[at] == "{") - (source[at] == "}")
        if depth == 0:
            return at + 1
    return 0
