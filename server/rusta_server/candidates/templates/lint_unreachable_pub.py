"""unreachable_pub: an item is public in a private module, and nothing re-exports it.

Re-export it where the items of the modules beside it are re-exported; make a module public that
only collects what others have. (That it needs no `pub` the compiler suggests itself.)
"""

from collections.abc import Iterator

from rusta_indexer.syntax import enclosing, query
from rusta_server.candidates.items import visibility_node
from rusta_server.candidates.module_paths import module_of
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, files, primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("unreachable_pub",)

_ITEMS = (
    "struct_item", "enum_item", "union_item", "trait_item", "function_item", "type_item",
    "const_item", "static_item",
)  # fmt: skip


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    use = enclosing(site.node, "use_declaration") if site is not None else None
    module_item = enclosing(use, "mod_item") if use is not None else None
    if site is not None and module_item is not None and visibility_node(module_item) is None:
        title = f"Make the module {text(child(module_item, 'name'))} public"
        yield Offer(title, (site.before(module_item, "pub "),))
    item = enclosing(site.node, *_ITEMS) if site is not None else None
    if site is None or item is None or enclosing(item, "impl_item", "trait_item") is not None:
        return
    name, module = text(child(item, "name")), module_of(site, item.start_byte)
    for file in files(scene):
        if module and module_of(file) == module[:-1]:
            yield from _reexported(file, module[-1], name)


def _reexported(file: Site, module: str, name: str) -> Iterator[Offer]:
    public = [
        match["use"][0]
        for match in query(file.tree, "(use_declaration (visibility_modifier)) @use")
        if match["use"][0].parent == file.tree.root_node
    ]
    declared = [text(match["name"][0]) for match in query(file.tree, "(mod_item name: (_) @name)")]
    if module not in declared or not public:
        return
    line = f"pub use {module}::{name};"
    later = next((use for use in public if text(use) > line), None)
    title = f"Re-export {name} of {module}"
    if later is not None:
        yield Offer(title, (file.before(later, f"{line}\n{file.indent(later)}"),))
    else:
        yield Offer(title, (file.after(public[-1], f"\n{file.indent(public[-1])}{line}"),))
