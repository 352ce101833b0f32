"""E0015, E0493, E0658: a `const fn` does what cannot be done when the program is compiled.

Make it a plain function; where what it calls is a function of ours, make that one `const`.
"""

from collections.abc import Iterator

from rusta_server.candidates.functions import called_name, function_around, functions_named
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site
from rusta_server.contracts.candidate import Scene

CODES = ("E0015", "E0493", "E0658", "E0744", "E0764", "E0010")

_HEADS = ("function_modifiers", "fn")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None:
        return
    if scene.diagnostic.code == "E0015":
        called = called_name(site.enclosing("call_expression") or site.node)
        for callee in functions_named(scene, called)[:2]:
            word = next((c for c in callee.node.children if c.type in _HEADS), None)
            if word is not None and b"const" not in (word.text or b""):
                title = f"Make {callee.name} a const fn"
                yield Offer(title, (callee.file.before(word, "const "),))
    around = function_around(site)
    if around is None:
        return
    listed = next((c for c in around.node.children if c.type == "function_modifiers"), None)
    word = next((c for c in listed.children if c.type == "const"), None) if listed else None
    if word is not None:
        # With the blank behind it.
        edit = site.replace_range(word.start_byte, word.end_byte + 1, "")
        yield Offer(f"Let {around.name} be a plain function", (edit,))
