"""What rustc and clippy suggest: every alternative of every applicability."""

import re
from collections.abc import Iterator

from rusta_indexer.syntax import enclosing
from rusta_server.candidates.derives import derive, derived
from rusta_server.candidates.site import Site
from rusta_server.contracts.candidate import Candidate, Scene
from rusta_server.contracts.diagnostic import Suggestion
from rusta_server.contracts.edits import Edit

_DERIVE = re.compile(r"#\[derive\(([\w\s,]+)\)\]\s*")
_CLONE = re.compile(r"\.clone\(\)")


def candidates(scene: Scene) -> Iterator[Candidate]:
    """In rustc's order, those outside of macro expansions first; a clone behind what borrows."""
    suggestions = scene.diagnostic.suggestions
    for suggestion in sorted(suggestions, key=lambda s: (s.in_expansion, _clones(s))):
        edits = edits_of(suggestion, scene)
        yield Candidate(source=source_of(suggestion), title=title_of(suggestion), edits=edits)


def edits_of(suggestion: Suggestion, scene: Scene) -> tuple[Edit, ...]:
    """The edits as a person would make them."""
    into_list = _into_list(suggestion, scene)
    return into_list or tuple(_with_blank(edit, scene) for edit in suggestion.edits)


def source_of(suggestion: Suggestion) -> str:
    """rustc suggests a clone or public fields wherever they are possible, whatever is meant: these
    have sources, and so priors, of their own."""
    if suggestion.in_expansion:
        return "rustc:in-expansion"
    if "publicly accessible" in suggestion.message:
        return "rustc:public-fields"
    return "rustc:clone" if _clones(suggestion) else f"rustc:{suggestion.applicability}"


def title_of(suggestion: Suggestion) -> str:
    """rustc's own words, begun as a sentence and without the mark at their end."""
    text = suggestion.message.strip().rstrip(".:") or "apply the compiler's suggestion"
    return text[0].upper() + text[1:]


def _clones(suggestion: Suggestion) -> bool:
    return any(_CLONE.search(edit.text) for edit in suggestion.edits)


def _into_list(suggestion: Suggestion, scene: Scene) -> tuple[Edit, ...]:
    """A `#[derive(…)]` line of its own is put into the list of derives that stands there already;
    empty for other suggestions."""
    line = _DERIVE.fullmatch(suggestion.edits[0].text) if len(suggestion.edits) == 1 else None
    if line is None or suggestion.edits[0].path not in scene.files:
        return ()
    at = suggestion.edits[0]
    source = scene.text(at.path)
    site = Site(at.path, source, at.start, min(at.start + 1, len(source)))
    item = enclosing(site.node, "struct_item", "enum_item", "union_item")
    if item is None or not derived(item):
        return ()
    traits = tuple(name.strip() for name in line[1].split(",") if name.strip())
    offer = next(derive(scene, site, item, traits), None)
    return offer.edits if offer is not None else ()


def _with_blank(edit: Edit, scene: Scene) -> Edit:
    """A word that is taken away takes along one of the blanks it stood between."""
    if edit.text or edit.start == edit.end or edit.path not in scene.files:
        return edit
    source = scene.text(edit.path)
    before, removed = source[: edit.start], source[edit.start : edit.end]
    if (not before or before[-1:].isspace()) and not removed[-1:].isspace():
        after = source[edit.end :]
        return edit.model_copy(update={"end": edit.end + len(after) - len(after.lstrip(b" \t"))})
    return edit
