"""E0368, E0277: `x += y` where a type of ours has `x + y`, but not the assigning form.

Implement `AddAssign` behind the `Add` it follows from, under the name that the file gives it. The
sum is assigned to `self` where it is of that type, to the only field where it is of that one's; it
is that of values, else that of references.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.items import plain
from rusta_indexer.syntax import enclosing
from rusta_server.candidates.copyable import could_be_copy
from rusta_server.candidates.derives import derived, types_named
from rusta_server.candidates.generics import parameters, where_clause
from rusta_server.candidates.imports import add_import, imported_paths
from rusta_server.candidates.items import Item, fields, items
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, text
from rusta_server.candidates.trait_items import impl_items, impls_for, listed_parameters, trait_name
from rusta_server.candidates.types import arguments_of, head, same
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit

CODES = ("E0368", "E0277")

_OPERATORS = {
    "+": "Add", "-": "Sub", "*": "Mul", "/": "Div", "%": "Rem", "&": "BitAnd", "|": "BitOr",
    "^": "BitXor", "<<": "Shl", ">>": "Shr",
}  # fmt: skip
_SIGN = r"(<<|>>|[-+*/%&|^])="
_NONE = re.compile(rf"operation `{_SIGN}` cannot be applied to type `([^`]+)`")
_NOT_THIS = re.compile(rf"no implementation for `(.+) {_SIGN} (.+)`")
_MISSING = re.compile(r"an implementation of `\w+Assign(?:<(.+)>)?` might be missing for `")

_REFERENCE = re.compile(r"^&(?:'\w+ )?(?!mut\b)")
_LIFETIME = re.compile(r"'\w+ ")


def candidates(scene: Scene) -> Iterator[Offer]:
    asked = _asked(scene.diagnostic)
    if asked is None:
        return
    of_type, sign, right = asked
    operator = _OPERATORS[sign]
    impls = list(impls_for(scene, head(of_type)))
    own = [(f, i, _right(i)) for f, i in impls if trait_name(i) == operator]
    own.sort(key=lambda one: not same(one[2], right))
    own += [(f, i, _right(i)) for f, i in _of_references(scene, operator, head(of_type))]
    there = [_right(i) for _, i in impls if trait_name(i) == f"{operator}Assign"]
    for file, impl, of in own:
        if any(same(of, other) for other in there):
            continue
        if new := _implemented(scene, file, impl, sign):
            named, imported = _named(file, impl, operator)
            lead = file.indent(impl)
            whole = f"{_head(file, impl, named)} {{{new}\n{lead}}}"
            edit = file.after(impl, f"\n\n{lead}{whole}")
            title = f"Implement {operator}Assign for {head(of_type)} by {operator}"
            yield Offer(title, tuple(sorted((*imported, edit), key=lambda e: e.start)))


def _of_references(scene: Scene, operator: str, name: str) -> Iterator[Item]:
    """Impls for `&X`, generic over lifetimes alone."""
    for impl in items(scene, "impl_item"):
        if trait_name(impl.node) != operator or parameters(impl.file, impl.node):
            continue
        kind, is_lent = _REFERENCE.subn("", plain(child(impl.node, "type")))
        if is_lent and head(kind) == name:
            yield impl


def _head(file: Site, impl: Node, named: str) -> str:
    """`impl AddAssign<Y> for X`: what stands before and behind the trait is as it is there; of an
    impl for a reference, lifetimes are left out."""
    trait, kind = child(impl, "trait"), text(child(impl, "type"))
    assert trait is not None
    if _REFERENCE.match(kind):
        right = _LIFETIME.sub("", _right(impl))
        return f"impl {named}<{right}> for {_REFERENCE.sub('', kind)}"
    start = file.source[impl.start_byte : trait.start_byte].decode()
    given = plain(trait).partition("<")
    return f"{start}{named}{given[1]}{given[2]} for {kind}{_where(impl)}"


def _asked(error: Diagnostic) -> tuple[str, str, str] | None:
    """(type, operator without `=`, type on the right) that do not go together."""
    if (said := _NONE.search(error.message)) is not None:
        noted = (m for n in error.notes if (m := _MISSING.search(n.message)) is not None)
        missing = next(noted, None)
        return said[2], said[1], ((missing[1] if missing is not None else None) or said[2])
    labels = (m for s in error.spans if s.label and (m := _NOT_THIS.search(s.label)) is not None)
    found = next(labels, None)
    return (found[1], found[2], found[3]) if found is not None else None


def _right(impl: Node) -> str:
    """The type on the right side of the operator."""
    given = arguments_of(plain(child(impl, "trait")))
    return given[0] if given and given[0] != "Self" else plain(child(impl, "type"))


def _implemented(scene: Scene, file: Site, impl: Node, sign: str) -> str:
    """The function, in the lines between the braces; empty where it cannot be told."""
    kind, is_lent = _REFERENCE.subn("", plain(child(impl, "type")))
    output = next((plain(child(i, "type")) for i in impl_items(impl) if i.type == "type_item"), "")
    function = next((i for i in impl_items(impl) if i.type == "function_item"), None)
    listed = listed_parameters(function) if function is not None else []
    if function is None or len(listed) != 2:
        return ""
    to = _target(scene, kind, output)
    value = "&*self" if is_lent else _value(scene, kind)
    if not to or not value:
        return ""
    lead = file.indent(impl)
    parameter = plain(listed[1])
    if is_lent:
        of = _LIFETIME.sub("", _right(impl))
        parameter = f"{plain(child(listed[1], 'pattern'))}: {of}"
    lines = [
        *_attributes(function),
        f"fn {text(child(function, 'name'))}_assign(&mut self, {parameter}) {{",
        f"    {to} = {value} {sign} {plain(child(listed[1], 'pattern')).removeprefix('mut ')};",
        "}",
    ]
    return "".join(f"\n{lead}    {line}" for line in lines)


def _target(scene: Scene, kind: str, output: str) -> str:
    if output == "Self" or same(output, kind):
        return "*self"
    for _, item in types_named(scene, head(kind)):
        known = fields(item)
        if len(known) == 1 and same(plain(child(known[0][1], "type") or known[0][1]), output):
            return f"self.{known[0][0]}"
    return ""


def _value(scene: Scene, kind: str) -> str:
    """What the plain operator takes of `self`."""
    for _, item in types_named(scene, head(kind)):
        has = {*derived(item), *(trait_name(i) for _, i in impls_for(scene, head(kind)))}
        if "Copy" in has and could_be_copy(item):
            return "*self"
        if "Clone" in has:
            return "self.clone()"
    return ""


def _attributes(function: Node) -> list[str]:
    found: list[str] = []
    before = function.prev_named_sibling
    while before is not None and before.type == "attribute_item":
        if re.match(r"#\[inline\b", text(before)):
            found.insert(0, text(before))
        before = before.prev_named_sibling
    return found


def _named(file: Site, impl: Node, operator: str) -> tuple[str, tuple[Edit, ...]]:
    """The trait as the impl of the plain operator says that one, and what has to be imported."""
    path = re.match(r"[\w:]+", plain(child(impl, "trait")))
    written, name = path[0] if path is not None else operator, f"{operator}Assign"
    if written != operator:
        return f"{written}Assign", ()
    module = enclosing(impl, "mod_item")
    body = (child(module, "body") if module is not None else None) or file.tree.root_node
    known = dict(imported_paths(body))
    if name in known or operator not in known:
        return name, ()
    parent = known[operator].rpartition("::")[0]
    edits = add_import(file, impl, parent, [name])
    return (name, edits) if edits else (f"{parent}::{name}", ())


def _where(impl: Node) -> str:
    clause = where_clause(impl)
    return f" {plain(clause)}" if clause is not None else ""
