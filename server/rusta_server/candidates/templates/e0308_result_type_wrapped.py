"""E0308, E0277: the body gives `Ok`, `Err`, `Some` or uses `?`, and the declared result is the bare
value.

Declare `Option<T>` or `Result<T, E>`: the whole type where the compiler knows it, else E as the
functions beside have it, as the library's calls in the body give it, or an error the file imports.
"""

import re
from collections import Counter
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.items import plain
from rusta_indexer.scope import names_in_scope
from rusta_server.candidates.functions import function_around, functions
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, sites, text
from rusta_server.candidates.types import arguments_of, head, mismatch, same
from rusta_server.contracts.candidate import Scene

CODES = ("E0308", "E0277")

_FALLIBLE = {
    "from_utf8(": "std::string::FromUtf8Error", "str::from_utf8(": "std::str::Utf8Error",
    ".parse::<f": "std::num::ParseFloatError", ".parse": "std::num::ParseIntError",
    "File::": "std::io::Error", "fs::": "std::io::Error", "io::": "std::io::Error",
    ".read": "std::io::Error", "write!(": "std::fmt::Error", ".write": "std::io::Error",
    "try_from(": "std::num::TryFromIntError", "env::var": "std::env::VarError",
}  # fmt: skip


def candidates(scene: Scene) -> Iterator[Offer]:
    for site, _ in list(sites(scene))[:2]:
        function = function_around(site)
        body = child(function.node, "body") if function is not None else None
        if function is None or body is None:
            continue
        result = child(function.node, "return_type")
        declared = plain(result) if result is not None else "()"
        if head(declared) in ("Option", "Result") or declared.endswith("Result"):
            continue
        for new in dict.fromkeys(_types(scene, site, body, declared)):
            title = f"Declare that {function.name} returns {new}"
            if result is not None:
                yield Offer(title, (site.replace(result, new),))
            elif (parameters := child(function.node, "parameters")) is not None:
                edits = [site.after(parameters, f" -> {new}")]
                if body.named_children and _ends_without_value(body):
                    lead = site.indent(body.named_children[-1])
                    edits.append(site.after(body.named_children[-1], f"\n{lead}Ok(())"))
                yield Offer(title, tuple(edits))
        return


def _types(scene: Scene, site: Site, body: Node, declared: str) -> Iterator[str]:
    written = text(body)
    said = mismatch(scene.diagnostic)
    found = said.found if said is not None else ""
    if scene.diagnostic.code == "E0308" and (
        said is None or head(found) not in ("Option", "Result") or not same(said.expected, declared)
    ):
        return
    if scene.diagnostic.code == "E0277" and "`?` operator" not in scene.diagnostic.message:
        return
    if head(found) == "Option" or (not found and re.search(r"\b(Some\(|None\b)", written)):
        yield f"Option<{declared}>"
    if head(found) == "Option":
        return
    known = arguments_of(found)
    if len(known) > 1 and not re.search(r"\b_\b|[{(]", known[1]):
        yield f"Result<{declared}, {known[1]}>"
    for error in _errors(scene, site, written):
        yield error if error.startswith("Result") else f"Result<{declared}, {error}>"
    if "Some(" not in written:
        yield f"Result<{declared}, Box<dyn std::error::Error>>"
        if declared != "()":
            yield f"Option<{declared}>"


def _errors(scene: Scene, site: Site, body: str) -> Iterator[str]:
    """The errors that the library's calls in the body give first, as the file can name them."""
    in_scope = {n.name for n in names_in_scope(site.source, site.start)}
    for sign, error in _FALLIBLE.items():
        if sign in body:
            yield head_or_path(error, in_scope)
    beside: Counter[str] = Counter()
    for function in functions(scene):
        if function.file.path == site.path:
            result = plain(child(function.node, "return_type"))
            given = arguments_of(result)
            if head(result) == "Result" and given:
                beside[given[1] if len(given) > 1 else "Result"] += 1
    yield from (error for error, _ in beside.most_common(3) if error != "Result")
    yield from sorted(n for n in in_scope if n.endswith("Error") and n != "Error")
    yield from sorted(n for n in in_scope if n == "Error")


def head_or_path(path: str, in_scope: set[str]) -> str:
    name = path.rsplit("::", 1)[1]
    return name if name in in_scope and name != "Error" else path


def _ends_without_value(body: Node) -> bool:
    last = body.named_children[-1]
    return last.type.endswith(("statement", "declaration")) or last.type.startswith(
        ("for", "while", "if", "loop")
    )
