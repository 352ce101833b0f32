"""Functions put into what a type of ours implements by itself, as its neighbours are written."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from tree_sitter import Node

from rusta_indexer.items import plain, visibility
from rusta_indexer.syntax import enclosing
from rusta_server.candidates.items import items
from rusta_server.candidates.loose_docs import behind, loose_doc
from rusta_server.candidates.site import Site, child, text
from rusta_server.candidates.types import head
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit

_MAX_WIDTH = 100


class Place(NamedTuple):
    """An inherent impl of the struct or enum `item`; None where it has none yet. `file` is that of
    the impl, else of the item."""

    file: Site
    item: Node
    impl: Node | None

    @property
    def functions(self) -> list[Node]:
        body = child(self.impl, "body")
        return [n for n in body.named_children if n.type == "function_item"] if body else []


def inherent_impls(scene: Scene, name: str) -> Iterator[tuple[Site, Node]]:
    """The impls without a trait for the type of that name, in all files."""
    for file, impl in items(scene, "impl_item"):
        if child(impl, "trait") is None and head(plain(child(impl, "type"))) == name:
            yield file, impl


def places(scene: Scene, file: Site, item: Node) -> list[Place]:
    """The impls in the item's own file first; of a generic type those for all of it. A type without
    any has its place behind its definition, where it is not generic."""
    name = text(child(item, "name"))
    found = [
        Place(where, item, impl)
        for where, impl in inherent_impls(scene, name)
        if (child(item, "type_parameters") is None) == (child(impl, "type_parameters") is None)
    ]
    found.sort(key=lambda place: place.file.path != file.path)
    if not found and child(item, "type_parameters") is None:
        return [Place(file, item, None)]
    return found


def visible(place: Place, site: Site, call: Node) -> str:
    """`pub `, `pub(crate) ` or nothing, as most of the neighbours have it; as the type where there
    are none, or where they are private and `call`, in the file of `site`, stands in another
    module."""
    elsewhere = place.file.path != site.path or _module(call) != _module(place.item)
    written = Counter(visibility(function) for function in place.functions).most_common(1)
    usual = written[0][0] if written else visibility(place.item)
    if not usual and elsewhere:
        usual = visibility(place.item)
    return f"{usual} " if usual else ""


def _module(node: Node) -> int:
    module = enclosing(node, "mod_item")
    return module.start_byte if module is not None else -1


def own_name(place: Place) -> str:
    """How the functions write the type they make: `Self`, or its name where they do."""
    name = text(child(place.item, "name"))
    bodies = "\n".join(text(function) for function in place.functions)
    by_name = len(re.findall(rf"\b{name}(?: \{{|\()", bodies))
    return name if by_name > len(re.findall(r"\bSelf(?: \{|\()", bodies)) else "Self"


def result_name(place: Place) -> str:
    """How they write it behind the arrow."""
    kind = plain(child(place.impl, "type")) or text(child(place.item, "name"))
    returned = [plain(child(function, "return_type")) for function in place.functions]
    return kind if returned.count(kind) > returned.count("Self") else "Self"


def function(head_: str, parameters: list[str], result: str, body: str) -> str:
    """Not indented; a head that is too long has its parameters on lines of their own."""
    line = f"{head_}({', '.join(parameters)}) -> {result} {{"
    if len(line) + 4 > _MAX_WIDTH:
        listed = "".join(f"\n    {parameter}," for parameter in parameters)
        line = f"{head_}({listed}\n) -> {result} {{"
    return f"{line}\n    {body}\n}}"


def put(place: Place, written: str, *, first: bool) -> Edit:
    """Behind the doc comment that has lost what it documents; else as the first function of the
    impl, behind its constants, or as the last of it."""
    file, item, impl = place
    lead = file.indent(impl or item)
    indented = "\n".join(f"{lead}    {line}" for line in written.split("\n"))
    body = child(impl, "body")
    if impl is None or body is None:
        head_ = f"impl {text(child(item, 'name'))}"
        return file.after(item, f"\n\n{lead}{head_} {{\n{indented}\n{lead}}}")
    if (doc := loose_doc(body)) is not None:
        return behind(file, doc, written, file.indent(doc))
    members = [n for n in body.named_children if child(n, "name") is not None]
    if not members:
        return file.replace(body, f"{{\n{indented}\n{lead}}}")
    constants = list(_leading(members))
    if first and not constants:
        return file.insert(body.start_byte + 1, f"\n{indented}\n")
    return file.after(constants[-1] if first else members[-1], f"\n\n{indented}")


def _leading(members: list[Node]) -> Iterator[Node]:
    for member in members:
        if member.type == "function_item":
            return
        yield member
