"""E0434: a function inside of another one uses its variables.

A closure can: `fn f(a: T) -> U { … }` becomes `let f = |a: T| -> U { … };`. A variable with a
constant value can become a constant instead.
"""

import re
from collections.abc import Iterator

from rusta_indexer.syntax import query
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0434",)


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    function = site.enclosing("function_item") if site is not None else None
    if site is None or function is None:
        return
    name, given = child(function, "name"), child(function, "parameters")
    body, result = child(function, "body"), child(function, "return_type")
    recursive = re.search(rf"\b{text(name)}\(", text(body)) is not None
    if name is None or given is None or body is None or recursive:
        return
    if child(function, "type_parameters") is None:
        returns = f" -> {text(result)}" if result is not None else ""
        head = f"let {text(name)} = |{text(given)[1:-1]}|{returns} "
        edits = (
            site.replace_range(function.start_byte, body.start_byte, head),
            site.after(body, ";"),
        )
        yield Offer(f"Make {text(name)} a closure", edits)
    for found in query(site.source, "(let_declaration pattern: (identifier) @name) @let"):
        (let,), kind = found["let"], child(found["let"][0], "type")
        if text(found["name"][0]) == site.text and kind is not None:
            word = site.replace_range(let.start_byte, found["name"][0].start_byte, "const ")
            yield Offer(f"Make {site.text} a constant", (word,))
