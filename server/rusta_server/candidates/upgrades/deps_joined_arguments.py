"""What a function of a dependency took as two arguments it takes as one: a range from the one to
the other, a pair, an array of both."""

import re
from collections.abc import Iterator
from functools import partial

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, text
from rusta_server.candidates.upgrades.facts import Facts
from rusta_server.candidates.upgrades.places import sites_in_place, together
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit

CODES = ("E0061",)
_COUNTS = re.compile(r"takes (\d+) arguments? but (\d+) arguments were supplied")
_FORMS = {"range": ("", "..", ""), "pair": ("(", ", ", ")"), "array": ("[", ", ", "]")}


def candidates(scene: Scene, facts: Facts) -> Iterator[Offer]:
    if not facts.items or not _one_too_many(scene.diagnostic):
        return
    for form, marks in _FORMS.items():
        title = f"Give both as one {form}"
        yield from together(title, scene, _one_too_many, partial(_mend, facts=facts, marks=marks))


def _one_too_many(error: Diagnostic) -> bool:
    counts = _COUNTS.search(error.message) if error.code in CODES else None
    return counts is not None and int(counts[2]) == int(counts[1]) + 1


def _mend(scene: Scene, facts: Facts, marks: tuple[str, str, str]) -> Iterator[Edit]:
    for site in sites_in_place(scene):
        call = site.enclosing("call_expression")
        while call is not None and (listed := child(call, "arguments")) is not None:
            if not listed.start_byte <= site.start < listed.end_byte:
                break
            call = call.parent
        listed = child(call, "arguments")
        given = [n for n in listed.named_children if "comment" not in n.type] if listed else []
        function = child(call, "function")
        name = child(function, "field") or child(function, "name") or function
        if len(given) < 2 or text(name) not in facts.by_name:
            continue
        # The last two: what a method is asked for comes before how.
        first, last = given[-2:]
        opened, between, closed = marks
        if opened:
            yield site.before(first, opened)
            yield site.after(last, closed)
        else:
            ranged = [n.type in ("closure_expression", "range_expression") for n in (first, last)]
            if not any(ranged):
                yield site.replace_range(first.end_byte, last.start_byte, between)
