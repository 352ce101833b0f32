"""E0025, E0062: a pattern or a literal names a field twice.

Name the field in the second place that is not named yet: the errors beside say which.
"""

import re
from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0025", "E0062")

_LACKS = re.compile(r"(?:does not mention field|missing field)s? (`\w+`(?:(?:, | and )`\w+`)*)")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    node = site.enclosing("field_pattern", "field_initializer") if site is not None else None
    name = child(node, "name") or child(node, "field")
    if site is None or name is None:
        return
    for error in scene.errors:
        said = _LACKS.search(error.message)
        for other in re.findall(r"`(\w+)`", said[1]) if said is not None else ():
            title = f"Name {other} instead of {text(name)}"
            yield Offer(title, (site.replace(name, other),))
