"""A name that became a keyword (`async`, `await`, `dyn`, `try` in 2018, `gen` in 2024) is escaped,
everywhere at once: as `r#gen` it means what it meant."""

import re
from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import files
from rusta_server.candidates.upgrades.facts import Facts
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit
from rusta_server.patches.lexer import words

CODES = ("syntax",)
_FOUND = re.compile(r"found (?:reserved )?keyword `(async|await|dyn|try|gen)`")
_SHOWN = re.compile(r"\b(async|await|dyn|try|gen)\b")


def candidates(scene: Scene, _facts: Facts) -> Iterator[Offer]:
    for keyword in _keywords(scene):
        edits = tuple(_escaped(scene, keyword))
        if edits:
            yield Offer(f"Escape `{keyword}`, which is a keyword now, wherever it is a name", edits)


def _keywords(scene: Scene) -> list[str]:
    found = _FOUND.search(scene.diagnostic.message)
    if found is not None:
        return [found[1]]
    others = (_FOUND.search(error.message) for error in scene.errors)
    named = [one[1] for one in others if one is not None]
    return list(dict.fromkeys(named))


def _escaped(scene: Scene, keyword: str) -> Iterator[Edit]:
    for file in files(scene):
        source = file.source.decode(errors="replace")
        if keyword not in source:
            continue
        code = [w for w in words(source) if w.kind not in ("space", "comment")]
        for at, word in enumerate(code):
            after = code[at + 1].text if at + 1 < len(code) else ""
            before = code[at - 1].text if at else ""
            if word.text != keyword or (keyword == "dyn" and _is_type(before, after)):
                continue
            start = len(source[: word.start].encode())
            yield file.insert(start, "r#")


def _is_type(before: str, after: str) -> bool:
    """`dyn Trait` was valid before `dyn` was a keyword."""
    return before not in (".", "fn", "mod", "let", "::") and after[:1].isalpha()
