"""E0599, E0609: a name has nothing of what it is asked for, for it holds a wrapper of what has.

Open the wrapper where the name is bound: `let b = self.b.as_ref();`.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.bindings import binding_of
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, primary_site, shown, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0599", "E0609")

_OPENED = {
    "NonNull": ("as_ref()", "as_mut()"),
    "Option": ("unwrap()", "as_ref().unwrap()", "as_mut().unwrap()", "unwrap_or_default()"),
    "Result": ("unwrap()", "as_ref().unwrap()"),
    "RefCell": ("borrow()", "borrow_mut()"),
    "Mutex": ("lock().unwrap()",),
    "RwLock": ("read().unwrap()", "write().unwrap()"),
    "Cell": ("get()",),
    "Weak": ("upgrade().unwrap()",),
    "ManuallyDrop": ("deref()",),
    "Cow": ("as_ref()", "into_owned()"),
    "MaybeUninit": ("assume_init_ref()", "assume_init()"),
}
_FOUND = re.compile(r"(?:found for|on type) [\w ]*`&*(?:mut )?(?:\w+::)*(\w+)<")
_ASKED = ("field_expression", "call_expression")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    asked = site.enclosing(*_ASKED) if site is not None else None
    found = _FOUND.search(scene.diagnostic.message)
    if site is None or asked is None or found is None:
        return
    name = child(asked, "value") or child(child(asked, "function"), "value")
    if name is None or name.type != "identifier":
        return
    binding = binding_of(site.at(name), text(name))
    if binding is None or binding.value is None or binding.type is not None:
        return
    if binding.declaration.type != "let_declaration" or binding.pattern != binding.name:
        return
    if _uses(site, name, binding.name) < 2:
        return  # The operators call it at the one use.
    value = _inner(binding.value)
    for call in _OPENED.get(found[1], ()):
        yield Offer(f"Call {call} on {shown(value)}", (site.after(value, f".{call}"),))


def _uses(site: Site, name: Node, bound: Node) -> int:
    function = site.at(name).enclosing("function_item", "closure_expression")
    written = text(function) if function is not None else ""
    return written.count(f"{text(bound)}.")


def _inner(value: Node) -> Node:
    """What a block or a parenthesis around a value alone holds."""
    while value.type in ("unsafe_block", "block", "parenthesized_expression"):
        if value.named_child_count != 1:
            return value
        value = value.named_children[0]
    return value
