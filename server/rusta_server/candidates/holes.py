"""Holes: what an edit leaves to be filled in, such as `/* value */`, and what may go there."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Literal, NamedTuple

from rusta_indexer.scope import names_in_scope
from rusta_server.candidates.offer import named
from rusta_server.candidates.rustc import candidates as suggestions
from rusta_server.candidates.scope_values import values
from rusta_server.candidates.site import primary_site
from rusta_server.candidates.templates import for_code
from rusta_server.contracts.candidate import Candidate, Scene
from rusta_server.lm.edit_text import InexpressibleError, Place, to_text
from rusta_server.patches.lexer import words

MOST_HOLES = 2
SOURCE = "lm:fill"

_NOTED = re.compile(r"/\*\s*(?P<hint>[^*/]+?)\s*\*/|\b(?:todo|unimplemented)!\(\)")
# Holes only in what the compiler itself calls one with placeholders: elsewhere they are code.
_BLANK = re.compile(r"(?<![\w.'])(?:_|[A-Z]|42)(?![\w'])")
_TYPE = re.compile(r"^(type|ty|generic|T)$", re.IGNORECASE)
_VALUES = ("local", "param", "const", "static", "const_param")
_TYPES = ("type_param", "struct", "enum", "union", "type_alias")
_NAMES = 10
_COMBINATIONS = 24
# No source has it, so that a hole can be found again in the text of an edit.
_MARKS = "\ue000\ue001"


class Hole(NamedTuple):
    """Characters `start..end` of the text of the edit number `edit`. `hint`: what the compiler
    wrote into it, the type of a value where it is known."""

    edit: int
    start: int
    end: int
    kind: Literal["value", "type"]
    hint: str


class Template(NamedTuple):
    """A candidate with holes. `text`: what the model reads, each hole as one mark of `_MARKS`."""

    candidate: Candidate
    holes: tuple[Hole, ...]
    text: str

    def filled(self, chosen: Sequence[str]) -> str:
        """The text of the edit with the first holes filled; what follows is left away up to the
        next hole, where there is one."""
        text = self.text
        for mark, value in zip(_MARKS, chosen, strict=False):
            text = text.replace(mark, value)
        left = _MARKS[len(chosen) : len(self.holes)]
        return text.partition(left[0])[0] if left else text


def templates(
    scene: Scene, files: Mapping[str, str], place: Place, wanted: Callable[[Candidate], bool]
) -> Iterator[Template]:
    """Those among the compiler's suggestions and the templates for the scene's error that are
    `wanted`."""
    for candidate in filter(wanted, _all(scene)):
        found = holes(candidate)
        if not 0 < len(found) <= MOST_HOLES:
            continue
        edits = list(candidate.edits)
        # From behind: a hole keeps its place while those after it are marked.
        for mark, hole in reversed(list(zip(_MARKS, found, strict=False))):
            text = edits[hole.edit].text
            marked = text[: hole.start] + mark + text[hole.end :]
            edits[hole.edit] = edits[hole.edit].model_copy(update={"text": marked})
        try:
            text = to_text(edits, files, place)
        except InexpressibleError:
            continue
        if [char for char in text if char in _MARKS] == list(_MARKS[: len(found)]):
            yield Template(candidate, found, text)


def holes(candidate: Candidate) -> tuple[Hole, ...]:
    """In the order of the edits in their file."""
    blanks = candidate.source == "rustc:has-placeholders"
    found: list[Hole] = []
    order = sorted(range(len(candidate.edits)), key=lambda i: candidate.edits[i].start)
    for number in order:
        text = candidate.edits[number].text
        matches = list(_NOTED.finditer(text))
        if blanks:
            bare = _NOTED.sub(lambda m: " " * len(m[0]), text)
            matches += _BLANK.finditer(bare)
        for match in sorted(matches, key=lambda m: m.start()):
            hint = (match.groupdict().get("hint") or "").strip()
            is_type = (match.re is _BLANK and match[0] != "42") or _TYPE.match(hint) is not None
            kind: Literal["value", "type"] = "type" if is_type else "value"
            found.append(Hole(number, match.start(), match.end(), kind, hint))
    return tuple(found)


def in_scope(scene: Scene, hole: Hole) -> list[str]:
    """Names for the hole: values of the type that its hint tells first, then the innermost."""
    site = primary_site(scene)
    if site is None:
        return []
    known = names_in_scope(site.source, site.start)
    kinds = _TYPES if hole.kind == "type" else _VALUES
    found = [] if hole.kind == "type" else list(values(scene, site, hole.hint, hole.hint))
    found += [name.name for name in known if name.kind in kinds and name.name != "Self"]
    return list(dict.fromkeys(found))[:_NAMES]


def operand(text: str, kind: Literal["value", "type"]) -> str | None:
    """The expression or the type that `text` begins with; None where it begins with none, or goes
    on over the line."""
    depth = 0
    end = 0
    # Of a type `<` opens; of a value it compares.
    opens, closes, ends = ("([<", ")]>", ",;={}") if kind == "type" else ("([{", ")]}", ",;")
    before = ""
    for word in words(text):
        if word.kind == "space" and "\n" in word.text:
            break
        if word.kind == "punctuation" and not (before == "-" and word.text == ">"):
            if not depth and word.text in closes + ends:
                break
            depth += (word.text in opens) - (word.text in closes)
        before, end = word.text, word.end
    value = text[:end].strip()
    return value if value and not depth else None


def combined(lists: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """What to fill the holes with together, the first of each list before the later ones."""
    numbered = product(*(list(enumerate(each)) for each in lists))
    ordered = sorted(numbered, key=lambda chosen: sum(at for at, _ in chosen))
    return [tuple(value for _, value in chosen) for chosen in ordered[:_COMBINATIONS]]


def _all(scene: Scene) -> Iterator[Candidate]:
    yield from suggestions(scene)
    for name, template in for_code(scene.diagnostic.code):
        yield from named(f"template:{name}", template.candidates(scene))
