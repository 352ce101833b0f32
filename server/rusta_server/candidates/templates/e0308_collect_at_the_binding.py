"""E0308: a name holds an iterator where what it yields is wanted, collected, counted or as one.

End the chain where the name is bound: `let xs = ys.iter().map(f).collect();`.
"""

import re
from collections.abc import Iterator

from rusta_server.candidates.bindings import binding_of
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site, text
from rusta_server.candidates.types import NUMBERS, head, mismatch
from rusta_server.contracts.candidate import Scene

CODES = ("E0308",)

_ADAPTERS = frozenset(
    """
    Chain Chars CharIndices Cloned Copied Cycle Drain Enumerate Filter FilterMap FlatMap Flatten
    FromFn Fuse Inspect IntoIter Iter IterMut Map MapWhile Once Peekable RepeatWith Rev Scan Skip
    SkipWhile Split StepBy Successors Take TakeWhile Windows Chunks Zip Lines SplitWhitespace Bytes
    """.split()
)
_LINE_OF_CHAIN = re.compile(r"\n\s*(?=\.\w+[^\n]*$)")
_ONE = ("next()", "last()", "max()", "min()")


def candidates(scene: Scene) -> Iterator[Offer]:
    site, said = primary_site(scene), mismatch(scene.diagnostic)
    if site is None or said is None or head(said.found) not in _ADAPTERS:
        return
    node = site.node
    binding = binding_of(site.at(node), text(node)) if node.type == "identifier" else None
    if binding is None or binding.value is None or binding.pattern != binding.name:
        return
    wanted = head(said.expected)
    calls = ["collect()"]
    if wanted in NUMBERS:
        calls = ["count()", "sum()", "product()"]
    elif wanted == "Option":
        calls = [*_ONE, "collect()"]
    on_lines = _LINE_OF_CHAIN.search(text(binding.value))
    for call in calls:
        lead = on_lines[0] if on_lines is not None else ""
        title = f"Call {call} at the end of what {text(node)} is"
        yield Offer(title, (site.after(binding.value, f"{lead}.{call}"),))
