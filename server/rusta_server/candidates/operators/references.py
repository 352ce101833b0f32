"""One reference more or less: `&`, `&mut` and `*` of expressions, `&` of patterns and types."""

from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.bindings import binding_of, root_name
from rusta_server.candidates.nearby import expressions_near, is_typed
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.references import borrowed_forms
from rusta_server.candidates.site import Site, child, primary_site, shown, sites, text
from rusta_server.contracts.candidate import Scene

# Expressions that `&` and `*` bind weaker than.
_LOOSE = frozenset(
    """
    assignment_expression binary_expression closure_expression compound_assignment_expr
    if_expression range_expression return_expression type_cast_expression
    """.split()
)
_NEVER = frozenset(
    """
    assignment_expression block boolean_literal break_expression compound_assignment_expr
    continue_expression for_expression if_expression loop_expression macro_invocation
    match_expression return_expression while_expression
    """.split()
)


def candidates(scene: Scene) -> Iterator[Offer]:
    if not is_typed(scene):
        return
    near = [(site, node) for site, node in expressions_near(scene) if node.type not in _NEVER]
    for signs in (("&", "*"), ("&mut ", "&*", "**")):
        for site, node in near:
            yield from _expression(site, node, signs)
    yield from _patterns(scene)
    yield from _types(scene)


def _expression(site: Site, node: Node, signs: tuple[str, ...]) -> Iterator[Offer]:
    value = child(node, "value")
    if node.type == "reference_expression" and value is not None:
        yield Offer(
            f"Drop the borrow of {shown(value)}",
            (site.replace_range(node.start_byte, value.start_byte, ""),),
        )
        return
    if node.type == "unary_expression" and text(node).startswith("*"):
        operand = node.named_children[-1]
        yield Offer(
            f"Drop the dereference of {shown(operand)}",
            (site.replace_range(node.start_byte, operand.start_byte, ""),),
        )
        return
    for sign in signs:
        if sign != "&" and (node.type in _LOOSE or "literal" in node.type):
            continue
        title = f"Write {sign.strip()} before {shown(node)}"
        if node.type in _LOOSE:
            yield Offer(title, site.wrap(node, f"{sign}(", ")"))
        elif node.parent is not None and node.parent.type in ("field_expression", "try_expression"):
            yield Offer(title, site.wrap(node, f"({sign}", ")"))
        else:
            yield Offer(title, (site.before(node, sign),))


def _patterns(scene: Scene) -> Iterator[Offer]:
    """At the binding of every name that the spans begin with: `x` and `&x`, `ref x`."""
    for site, _ in sites(scene):
        around = site.node.parent
        if around is not None and around.type == "reference_pattern":
            title = f"Drop the & of the pattern {text(around)}"
            yield Offer(title, (site.replace(around, site.text),))
        name = root_name(site.expression)
        binding = binding_of(site, name) if name and name != "self" else None
        if binding is None or binding.declaration.type == "self_parameter":
            continue
        around = binding.name.parent
        if around is not None and around.type == "reference_pattern":
            yield Offer(f"Drop the & of the pattern {text(around)}", (site.replace(around, name),))
        elif binding.declaration.type not in ("let_declaration", "parameter"):
            yield Offer(f"Take {name} out of its reference", (site.before(binding.name, "&"),))
            yield Offer(f"Bind {name} by reference", (site.before(binding.name, "ref "),))


def _types(scene: Scene) -> Iterator[Offer]:
    """Of the parameters and the result of the function around, and of a written `let` type."""
    site = primary_site(scene)
    function = None if site is None else site.enclosing("function_item", "function_signature_item")
    if site is None or function is None:
        return
    listed = child(function, "parameters")
    kinds = [child(p, "type") for p in (listed.named_children if listed is not None else [])]
    for kind in [
        *kinds,
        child(function, "return_type"),
        child(site.enclosing("let_declaration"), "type"),
    ]:
        inner = child(kind, "type")
        if kind is None:
            continue
        if kind.type == "reference_type" and inner is not None:
            yield Offer(f"Take {text(inner)} by value", (site.replace(kind, text(inner)),))
        else:
            for form in borrowed_forms(text(kind))[:2]:
                yield Offer(f"Take {text(kind)} as {form}", (site.replace(kind, form),))
