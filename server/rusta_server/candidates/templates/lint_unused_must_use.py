"""unused_must_use: a `Result` is dropped.

Pass the error on with `?`, where the function returns one; the compiler itself only suggests to
ignore it.
"""

import re
from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("unused_must_use",)


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None or "Result" not in scene.diagnostic.message:
        return
    call = site.expression
    function = site.enclosing("function_item", "closure_expression")
    returns = text(child(function, "return_type"))
    if call is None or not re.search(r"Result\b|Option\b", returns):
        return
    yield Offer("Pass the error on with `?`", (site.after(call, "?"),))
    statement, block = call.parent, call.parent and call.parent.parent
    if statement is None or block is None or statement.type != "expression_statement":
        return
    body = child(function, "body")
    following = statement.next_named_sibling
    if block == body and following is not None and text(following) in ("Ok(())", "Ok (())"):
        edits = (site.replace_range(call.end_byte, following.end_byte, ""),)
        yield Offer("Return what the call returns", edits)
