"""Shrink a green node to the smallest edit that is still green, judged by the compiler."""

from collections import Counter
from collections.abc import Callable, Generator
from dataclasses import replace

from rusta_server.contracts.edits import Edit
from rusta_server.contracts.probe import Evidence
from rusta_server.engine.job import Decide, Step
from rusta_server.engine.node import Node, apply_to
from rusta_server.engine.precedence import IDLE
from rusta_server.engine.search import Search
from rusta_server.patches.build import patch_between
from rusta_server.patches.inlining import without_new_bindings
from rusta_server.patches.renames import without_renames
from rusta_server.patches.shrink import shrink

Edits = tuple[Edit, ...]
Judged = Generator[Step, tuple[Evidence, ...], list[bool]]


def reduce(node: Node, search: Search) -> Generator[Step, tuple[Evidence, ...], Node]:
    """`node`, or a smaller one. A patch of one line and one step is left alone: its parts are the
    words of one idea. Under the clippy gate smaller must not bring back a lint; under any, it must
    leave nothing idle that has a use in `node`: a line that alone uses a parameter is needed,
    though the compiler does not say so."""
    before = {path: search.base.get(path, "") for path in node.texts}
    patch = patch_between(before, node.texts)
    edits = tuple(edit for file in patch.files for edit in file.edits)
    if patch.lines <= 1 or len(edits) <= 1:
        return node

    whole: list[Counter[str]] = []

    def still_green(subsets: list[Edits]) -> Judged:
        # What is left over may be what the guards refuse, such as the mere deletion in it.
        made = (apply_to(subset, search.base) for subset in subsets)
        texts = [t if t and not search.refuses(t) else None for t in made]
        nodes = [replace(node, texts=text) for text in texts if text]
        first = [] if whole else [node]
        verdicts = (yield from search.ask([*first, *nodes])) if nodes else ()
        whole.extend(Counter(verdict.warnings) for verdict in verdicts[: len(first)])
        green = iter(
            [
                len(v.errors) <= len(node.errors)
                and v.verdict in ("green", "red")
                and (v.verdict == "green" or bool(node.errors))
                and not any(
                    n > whole[0][lint] for lint, n in Counter(v.warnings).items() if lint in IDLE
                )
                for v in verdicts[len(first) :]
            ]
        )
        return [next(green) if text else False for text in texts]

    def taken_back(edits: Edits) -> list[Edits]:
        """First bindings, then names: a new binding can look like another's new name."""
        after = apply_to(edits, search.base) or {}
        inlined = [search.edits_of(texts) for texts in without_new_bindings(after, search.base)]
        return [*inlined, *without_renames(edits, search.base)]

    edits = yield from _undone(edits, taken_back, still_green)
    smallest = yield from shrink(edits, still_green)
    texts = apply_to(smallest, search.base)
    if texts is None or texts == node.texts:
        return node
    yield Decide(
        what="shrunk", because=f"{len(smallest)} of {len(edits)} edits are enough", data={}
    )
    return replace(node, texts=texts)


def _undone(
    edits: Edits,
    undo: Callable[[Edits], list[Edits]],
    still_green: Callable[[list[Edits]], Judged],
) -> Generator[Step, tuple[Evidence, ...], Edits]:
    """`edits` after `undo`, again and again as long as one of what it makes of them is green."""
    while made := undo(edits):
        green = yield from still_green(made)
        shorter = next((one for one, ok in zip(made, green, strict=True) if ok), None)
        if shorter is None:
            break
        edits = shorter
    return edits
