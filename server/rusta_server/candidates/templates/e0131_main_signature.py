"""E0131, E0646: `main` has generics or a `where` clause, which the runtime cannot choose; E0601: it
is missing; a function without a body.
"""

from collections.abc import Iterator

from rusta_server.candidates.generics import where_clause
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, files, primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0131", "E0646", "E0601", "syntax")


def candidates(scene: Scene) -> Iterator[Offer]:
    site, diagnostic = primary_site(scene), scene.diagnostic
    if diagnostic.code == "E0601":
        file = next(files(scene), None)
        if file is not None:
            glue = b"" if file.source.endswith(b"\n") or not file.source else b"\n"
            gap = "\n" if file.source.strip() else ""
            written = f"{glue.decode()}{gap}fn main() {{}}\n"
            yield Offer("Add a main function", (file.insert(len(file.source), written),))
        return
    if site is None:
        return
    function = site.enclosing("function_item", "function_signature_item")
    if diagnostic.code is None:
        bodyless = diagnostic.message.startswith("free function without a body")
        if bodyless and function is not None and child(function, "return_type") is None:
            last = function.children[-1]
            start = last.start_byte if last.type == ";" else last.end_byte
            edit = site.replace_range(start, last.end_byte, " {}")
            yield Offer(f"Give {text(child(function, 'name'))} an empty body", (edit,))
        return
    if function is None:
        return
    generics = child(function, "type_parameters")
    where = where_clause(function)
    for node in (generics, where):
        if node is not None and node.start_byte <= site.start <= node.end_byte:
            yield Offer(f"Remove `{text(node)}` from main", (site.remove(node),))
