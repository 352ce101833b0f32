"""A macro is not found: what declares it stands in the crate without `#[macro_use]`, or is imported
by its path and not exported.

Put `#[macro_use]` before the module with its `macro_rules!`, or before the `extern crate` the
compiler would import it from: one line for all the places that call it. Where it is imported from
the crate's root, export it; from its module, give it a path there.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import query
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, files, text
from rusta_server.contracts.candidate import Scene

CODES = ("syntax", "E0432", "E0433")

_MISSING = re.compile(r"^cannot find macro `(\w+)` in this scope$")
_PATH = re.compile(r"^unresolved import `((?:\w+::)*)(\w+)`$")
_IMPORT = re.compile(r"use (?:::)?(\w+)(?:::\w+)*;")
_MACROS = "(macro_definition name: (_) @name)"
_DECLARED = "[(mod_item name: (_) @name !body) (extern_crate_declaration name: (_) @name)] @item"


def candidates(scene: Scene) -> Iterator[Offer]:
    imported = _PATH.match(scene.diagnostic.message)
    if imported is not None:
        yield from _exported(scene, imported[1], imported[2])
    missing = _MISSING.match(scene.diagnostic.message)
    if missing is None:
        return
    wanted = {m[1] for s in scene.diagnostic.suggestions for e in s.edits
              if (m := _IMPORT.search(e.text)) is not None}  # fmt: skip
    for file in files(scene):
        if any(text(match["name"][0]) == missing[1] for match in query(file.tree, _MACROS)):
            wanted.add(_module(file))
    for file in files(scene):
        for match in query(file.tree, _DECLARED):
            item, name = match["item"][0], text(match["name"][0])
            if name in wanted and not _has_macro_use(item):
                before = file.before(item, f"#[macro_use]\n{file.indent(item)}")
                yield Offer(f"Use the macros of {name}", (before,))


def _exported(scene: Scene, path: str, name: str) -> Iterator[Offer]:
    for file in files(scene):
        for match in query(file.tree, f"{_MACROS.removesuffix(')')}) @macro"):
            macro = match["macro"][0]
            if text(match["name"][0]) != name:
                continue
            if path == "crate::":
                line = f"#[macro_export]\n{file.indent(macro)}"
                yield Offer(f"Export the macro {name}", (file.before(macro, line),))
            line = f"\n{file.indent(macro)}pub(crate) use {name};"
            yield Offer(f"Give the macro {name} a path", (file.after(macro, line),))


def _module(file: Site) -> str:
    name = file.path.rpartition("/")[2].removesuffix(".rs")
    return file.path.split("/")[-2] if name == "mod" else name


def _has_macro_use(item: Node) -> bool:
    before = item.prev_named_sibling
    while before is not None and before.type == "attribute_item":
        if "macro_use" in text(before):
            return True
        before = before.prev_named_sibling
    return child(item, "body") is not None
