"""Templates: one small file for each repair. A module has

* a docstring: the error, and what the repair does,
* `CODES`: the diagnostics it is for (error codes, lint names, `syntax` for errors without a code),
* `candidates(scene)`: its offers, best first.

Its specification stands in tests/unit/candidates/ as two strings, before and after.
"""

import sys
from collections import defaultdict
from functools import lru_cache

from rusta_server.candidates.offer import Source, as_source, modules_of


def for_code(code: str | None) -> list[tuple[str, Source]]:
    """(name, template) for a diagnostic's code; None is an error without one."""
    return _by_code().get(code or "syntax", [])


@lru_cache(maxsize=1)
def _by_code() -> dict[str, list[tuple[str, Source]]]:
    found: dict[str, list[tuple[str, Source]]] = defaultdict(list)
    for name, module in modules_of(sys.modules[__name__]):
        for code in module.CODES:
            found[code].append((name, as_source(module)))
    return dict(found)
