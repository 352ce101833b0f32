"""Edition 2024: a type that nothing decides falls back to `!`, no more to `()`, so `()` is said."""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, text
from rusta_server.candidates.upgrades.facts import Facts
from rusta_server.contracts.candidate import Scene

CODES = ("E0277",)


def candidates(scene: Scene, _facts: Facts) -> Iterator[Offer]:
    if "`!: " not in scene.diagnostic.message:
        return
    site = primary_site(scene)
    statement = site.enclosing("expression_statement", "let_declaration") if site else None
    if site is None or statement is None:
        return
    if statement.type == "let_declaration":
        pattern = child(statement, "pattern")
        if pattern is not None and child(statement, "type") is None:
            yield Offer("Say that the type is `()`", (site.after(pattern, ": ()"),))
        return
    call = site.enclosing("call_expression")
    function = child(call, "function")
    if function is not None and function.type in ("identifier", "scoped_identifier"):
        yield Offer("Say that the type is `()`", (site.after(function, "::<()>"),))
    if function is not None and function.type == "field_expression":
        name = child(function, "field")
        if name is not None and text(name):
            yield Offer("Say that the type is `()`", (site.after(name, "::<()>"),))
    yield Offer("Say that the type is `()`", (site.before(statement, "let (): () = "),))
