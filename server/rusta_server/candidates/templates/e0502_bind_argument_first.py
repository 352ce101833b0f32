"""An argument borrows what the call borrows mutably.

Bind the argument to a local of its own in front of the statement.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.scope import names_in_scope
from rusta_indexer.syntax import ancestors
from rusta_server.candidates.functions import arguments, called_name
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, shown, sites, text
from rusta_server.candidates.statements import statement_of
from rusta_server.contracts.candidate import Scene

CODES = ("E0499", "E0502", "E0503", "E0505", "E0506", "E0382")


def candidates(scene: Scene) -> Iterator[Offer]:
    for site, _ in sites(scene):
        argument = _argument(site)
        statement = None if argument is None else statement_of(argument)
        if argument is None or statement is None or argument.type in ("identifier", "self"):
            continue
        name = _free(site, argument)
        line = f"let {name} = {text(argument)};\n{site.indent(statement)}"
        edits = (site.before(statement, line), site.replace(argument, name))
        yield Offer(f"Bind {shown(argument)} to {name} first", edits)


def _argument(site: Site) -> Node | None:
    """The argument of a call or the index of an index expression that the place lies in."""
    last = site.node
    for around in (site.node, *ancestors(site.node)):
        if around.type in ("block", "closure_expression"):
            return None
        if (
            around.type == "arguments"
            and around.parent is not None
            and last in arguments(around.parent)
        ):
            return last
        if (
            around.type == "index_expression"
            and last == around.named_children[-1]
            and last != around
        ):
            return last
        last = around
    return None


def _free(site: Site, argument: Node) -> str:
    """A name after the method, the function or the field the argument ends with."""
    found = (
        called_name(argument)
        if argument.type == "call_expression"
        else text(child(argument, "field"))
    )
    name = found if re.fullmatch(r"[a-z_]\w*", found) else "value"
    taken = {
        n.name for n in names_in_scope(site.source, site.start) if n.kind in ("local", "param")
    }
    return name if name not in taken else f"{name}_value"
