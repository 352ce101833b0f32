"""Operators: generic local edits of the syntax nodes at and around a diagnostic's spans.

One file a family, with a docstring and `candidates(scene)`, as a template but for every error.
"""

import sys
from functools import lru_cache

from rusta_server.candidates.offer import Source, as_source, modules_of


@lru_cache(maxsize=1)
def every() -> list[tuple[str, Source]]:
    """(name, operator) of all of them, by name."""
    return [(name, as_source(module)) for name, module in modules_of(sys.modules[__name__])]
