"""What an impl of a trait has to hold: the items, as its neighbours write them or as they mean."""

import re
from collections import Counter
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.items import plain
from rusta_indexer.syntax import query
from rusta_server.candidates.derives import types_named
from rusta_server.candidates.generics import bounds_of, parameters
from rusta_server.candidates.items import FUNCTIONS, fields, items_named
from rusta_server.candidates.site import Site, child, files, primary_site, text
from rusta_server.candidates.types import default_of, head
from rusta_server.contracts.candidate import Scene

# The associated types of the library's traits that a type parameter is bounded by most.
ASSOCIATED = {
    "Iterator": "Item", "IntoIterator": "Item", "DoubleEndedIterator": "Item", "ToOwned": "Owned",
    "ExactSizeIterator": "Item", "Deref": "Target", "FromStr": "Err", "TryFrom": "Error",
    "Future": "Output", "Add": "Output", "Sub": "Output", "Mul": "Output", "Fn": "Output",
}  # fmt: skip
_OPERATORS = {
    "add": "+", "sub": "-", "mul": "*", "div": "/", "rem": "%", "bitand": "&", "bitor": "|",
    "bitxor": "^",
}  # fmt: skip


def trait_name(impl: Node) -> str:
    """`Iterator` of `impl<T> std::iter::Iterator for S<T>`."""
    return head(plain(child(impl, "trait")))


def method_at(scene: Scene) -> tuple[Site, Node, Node] | None:
    """(place, method, impl) of the method of a trait's impl that the diagnostic points at."""
    site = primary_site(scene)
    own = site.enclosing(*FUNCTIONS) if site is not None else None
    impl = site.enclosing("impl_item") if site is not None else None
    if site is None or own is None or impl is None or child(impl, "trait") is None:
        return None
    return site, own, impl


def listed_parameters(function: Node) -> list[Node]:
    """With the receiver."""
    parameters = child(function, "parameters")
    return (
        [p for p in parameters.named_children if p.type.endswith("parameter")] if parameters else []
    )


def declared(scene: Scene, trait: str, name: str) -> Node | None:
    """The item of a trait of the workspace."""
    for item in items_named(scene, trait, "trait_item"):
        body = child(item.node, "body")
        for part in body.named_children if body is not None else ():
            if text(child(part, "name")) == name:
                return part
    return None


def impls_of(scene: Scene, trait: str, own: tuple[Site, Node]) -> Iterator[tuple[Site, Node]]:
    """The other impls of the trait, the nearest in the same file first."""
    for file in files(scene):
        found = [m["impl"][0] for m in query(file.source, "(impl_item trait: (_)) @impl")]
        for impl in sorted(found, key=lambda n: abs(n.start_byte - own[1].start_byte)):
            if trait_name(impl) == trait and (file.path, impl.start_byte) != (
                own[0].path,
                own[1].start_byte,
            ):
                yield file, impl


def impls_for(scene: Scene, of: str) -> Iterator[tuple[Site, Node]]:
    """The impls of traits for the type of that name."""
    for file in files(scene):
        for match in query(file.source, "(impl_item trait: (_)) @impl"):
            if head(plain(child(match["impl"][0], "type"))) == of:
                yield file, match["impl"][0]


def own_impls(file: Site, of: str) -> list[Node]:
    """The impls in the file for the type of that name, with a trait and without."""
    impls = (m["impl"][0] for m in query(file.tree, "(impl_item) @impl"))
    return [impl for impl in impls if head(plain(child(impl, "type"))) == of]


def impl_items(impl: Node) -> list[Node]:
    body = child(impl, "body")
    return [n for n in body.named_children if child(n, "name") is not None] if body else []


def associated_types(scene: Scene, site: Site, impl: Node, name: str) -> Iterator[str]:
    """What `type name` may be: of a parameter bounded by the same trait that one's, what the
    neighbours write, the parameters and their own associated types, the types of the fields."""
    trait = trait_name(impl)
    own = parameters(site, impl)
    names = {p.name for p in own}
    inherited: list[str] = []
    through: list[str] = []
    for parameter in own:
        for bound in bounds_of(parameter):
            if head(bound) == trait:
                inherited.append(f"{parameter.name}::{name}")
            elif head(bound) in ASSOCIATED:
                through.append(f"{parameter.name}::{ASSOCIATED[head(bound)]}")
            elif (other := declared(scene, head(bound), name)) is not None and other:
                through.append(f"{parameter.name}::{name}")
    yield from inherited
    written: Counter[str] = Counter()
    for _, impl_ in impls_of(scene, trait, (site, impl)):
        for item in impl_items(impl_):
            if item.type in ("type_item", "associated_type") and text(child(item, "name")) == name:
                kind = text(child(item, "type"))
                foreign = set(re.findall(r"\b[A-Z][A-Z0-9]?\b", kind)) - names
                if not foreign and (kind != "Self" or not names):
                    written[kind] += 1
    yield from (kind for kind, _ in written.most_common(5))
    yield from through
    yield from (parameter.name for parameter in own)
    owner = head(plain(child(impl, "type")))
    for _, item in types_named(scene, owner):
        for _, field, _ in fields(item):
            kind = plain(child(field, "type") or field)
            inner = re.fullmatch(r"[\w:]+<(.+)>|&('\w+ )?(mut )?\[(.+)\]", kind)
            yield from ([inner[1] or inner[4], kind] if inner is not None else [kind])
    if name == "Output":
        yield "Self"
    yield "()"


def bodies(
    scene: Scene, site: Site, impl: Node, name: str, given: list[str], result: str
) -> Iterator[str]:
    """What stands between the braces of the method `name(given)`, without them: as its sisters
    delegate, as the trait's other impls do, as each field would answer, the empty value."""
    values = [v for v in given if v not in ("self", "&self", "&mut self")]
    call = f"{name}({', '.join(values)})"
    for item in impl_items(impl):
        body = child(item, "body")
        inner = (
            body.named_children[-1] if body is not None and body.named_child_count == 1 else None
        )
        function = child(inner, "function")
        if inner is None or inner.type != "call_expression" or function is None:
            continue
        if function.type == "field_expression" and text(child(function, "field")) == text(
            child(item, "name")
        ):
            yield f"{text(child(function, 'value'))}.{call}"
    for _, other in impls_of(scene, trait_name(impl), (site, impl)):
        for item in impl_items(other):
            body = child(item, "body")
            if text(child(item, "name")) == name and body is not None:
                yield text(body)[1:-1].strip()
    of_self = len(values) < len(given)
    owner = head(plain(child(impl, "type")))
    if name == "default":
        yield from (f"Self::{made}()" for made in constructors(scene, owner))
    for _, item in types_named(scene, owner):
        names = [field for field, _, _ in fields(item)]
        yield from by_meaning(name, owner, names, values, item.type == "struct_item")
        if of_self:
            yield from (f"self.{field}.{call}" for field in names[:3])
    if (empty := default_of(result) if result else "") is not None:
        yield "" if empty == "()" else empty


def constructors(scene: Scene, owner: str) -> list[str]:
    """The functions of a type that make it of nothing, `new` first."""
    found = [
        text(child(item, "name"))
        for file in files(scene)
        for match in query(file.source, "(impl_item) @impl")
        if head(plain(child(match["impl"][0], "type"))) == owner
        for item in impl_items(match["impl"][0])
        if item.type == "function_item"
        and text(child(item, "parameters")) == "()"
        and plain(child(item, "return_type")) in ("Self", owner)
        and text(child(item, "name")) != "default"
    ]
    return sorted(dict.fromkeys(found), key=lambda name: name != "new")


def by_meaning(
    name: str, owner: str, names: list[str], given: list[str], is_struct: bool
) -> Iterator[str]:
    """Methods of the library's traits, made of the fields one after the other."""
    if not names or not is_struct:
        return
    other = given[0] if given else "other"
    in_order = names == [str(n) for n in range(len(names))]

    def made(value: str) -> str:
        parts = [value.replace("@", field) for field in names]
        if in_order:
            return f"{owner}({', '.join(parts)})"
        listed = ", ".join(f"{f}: {p}" for f, p in zip(names, parts, strict=True))
        return f"{owner} {{ {listed} }}"

    if name == "default":
        yield made("Default::default()")
    elif name == "clone":
        yield made("self.@.clone()")
    elif name in _OPERATORS:
        yield made(f"self.@ {_OPERATORS[name]} {other}.@")
    elif name == "eq":
        yield " && ".join(f"self.{field} == {other}.{field}" for field in names)
    elif name == "cmp":
        first, *rest = (f"self.{field}.cmp(&{other}.{field})" for field in names)
        yield first + "".join(f".then_with(|| {more})" for more in rest)
    elif name == "partial_cmp":
        yield f"Some(self.cmp({other}))"
    elif name == "hash":
        yield "\n".join(f"self.{field}.hash({other});" for field in names)
    elif name in ("deref", "as_ref", "borrow"):
        yield f"&self.{names[0]}"
    elif name in ("deref_mut", "as_mut", "borrow_mut"):
        yield f"&mut self.{names[0]}"
    elif name == "fmt":
        yield from (f"self.{field}.fmt({other})" for field in names[:2])
