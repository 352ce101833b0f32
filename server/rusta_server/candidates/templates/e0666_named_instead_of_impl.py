"""E0666: `impl Trait` inside of another one: name the inner one as a parameter. E0562: `impl Trait`
as the type of a variable, which the compiler infers.
"""

from collections.abc import Iterator

from rusta_indexer.syntax import ancestors
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, text
from rusta_server.candidates.tokens import tokens_of
from rusta_server.contracts.candidate import Scene

CODES = ("E0666", "E0562")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    inner = site.enclosing("abstract_type") if site is not None else None
    if site is None or inner is None:
        return
    if scene.diagnostic.code == "E0562":
        if site.enclosing("let_declaration") is not None:
            yield Offer("Let the compiler infer the type", (site.replace(inner, "_"),))
        return
    function = next((a for a in ancestors(inner) if a.type.startswith("function_")), None)
    name, generics = child(function, "name"), child(function, "type_parameters")
    if name is None:
        return
    taken = {token.text for token in tokens_of(site.source)}
    free = next((letter for letter in "TUVWXYZ" if letter not in taken), "Inner")
    declared = f"{free}: {text(inner).removeprefix('impl').strip()}"
    if generics is not None:
        place = site.insert(generics.end_byte - 1, f", {declared}")
    else:
        place = site.after(name, f"<{declared}>")
    yield Offer(f"Name the inner type {free}", (place, site.replace(inner, free)))
