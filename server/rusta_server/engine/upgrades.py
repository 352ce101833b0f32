"""What an upgrade broke: ask the dependencies' own sources, and mend all errors in one step.

After a new major version or edition one change breaks many places, and different changes break
beside each other; a step that mends each error by its likeliest repair saves the search most of its
way.
"""

import re
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence

from rusta_server.candidates import rustc, upgrades
from rusta_server.candidates.upgrades.places import each_merged, merged
from rusta_server.contracts.anchor import Claim
from rusta_server.contracts.candidate import Candidate, Scene
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit, in_order
from rusta_server.contracts.phases import phase
from rusta_server.contracts.probe import Evidence
from rusta_server.contracts.tools_deps import DepsParams, DepsResult
from rusta_server.engine.job import Step, UnansweredError, ask

MAX_ERRORS = 200
_ASKED_FOR = re.compile(r"E0(?!38[124]|499|50[0-9]|51|59[467]|71)\d\d\d|static_mut_refs")
_HEAD = re.compile(r"\b([a-z_][a-z0-9_]*)\s*::|\bextern\s+crate\s+(\w+)|\buse\s+(?:::)?(\w+)")
_RENAMING = re.compile(r"(?i)\b(renam|remov|replac|mov|deprecat|instead)")
_QUOTED = re.compile(r"`([^`]+)`")
_CALLED = re.compile(r"[.:]([a-z_]\w+)\s*(?:::<[^>]*>)?\(")
_PATH_ON = re.compile(rb"(?:\s*::\s*\w+)+")
_NAME = re.compile(r"[A-Za-z_]\w+")
# Methods of the standard library that stand nearly everywhere: to ask for them finds nothing.
_COMMON = frozenset(
    """
    and_then as_bytes as_mut as_ref as_slice as_str borrow chain clone cloned collect contains
    copied count default drop enumerate err expect extend filter find first flat_map fmt fold
    for_each from get get_mut into into_iter is_empty is_none is_some iter iter_mut join last
    len lock map map_err max min new next nth ok ok_or or_else parse pop position push read
    remove replace rev skip split sum take to_owned to_string to_vec trim unwrap unwrap_or
    unwrap_or_default unwrap_or_else with write zip
    """.split()
)
_OWN = frozenset("std core alloc crate self super proc_macro test".split())


def ask_dependencies(
    errors: Iterable[Diagnostic], texts: Mapping[str, str]
) -> Generator[Step, tuple[Evidence, ...], DepsResult | None]:
    """What the dependencies that the broken files name offer now; None where no error could be
    theirs, or nobody could say. `texts`: sources by token path."""
    suspects = [error for error in errors if error.code and _ASKED_FOR.fullmatch(error.code)]
    crates = crates_named(suspects, texts)
    if not crates:
        return None
    try:
        found: DepsResult = yield from ask(
            DepsParams(crates=crates, names=names_of(suspects, texts)), method="deps.items"
        )
    except UnansweredError:
        # Without it there is a repair less, and nothing wrong.
        return None
    return found if found.crates else None


def crates_named(errors: Iterable[Diagnostic], texts: Mapping[str, str]) -> tuple[str, ...]:
    """Heads of the paths in the files with errors: what may be a dependency."""
    paths = {span.path for error in errors for span in error.spans if span.path in texts}
    found = {
        name
        for path in paths
        for groups in _HEAD.findall(texts[path])
        for name in groups
        if name and name not in _OWN
    }
    return tuple(sorted(found))


def names_of(errors: Iterable[Diagnostic], texts: Mapping[str, str]) -> tuple[str, ...]:
    """The identifiers that the errors speak of and point at."""
    found: set[str] = set()
    for error in errors:
        found.update(n for quoted in _QUOTED.findall(error.message) for n in _NAME.findall(quoted))
        for span in error.spans:
            if span.primary and span.path in texts:
                source = texts[span.path].encode()
                # What follows in the path is looked for as well where its module is gone.
                end = _PATH_ON.match(source, span.end)
                code = source[span.start : end.end() if end else span.end]
                found.update(_NAME.findall(code.decode(errors="replace"))[:8])
                found.update(_calls_around(source, span.start, span.end))
    return tuple(sorted(found - _OWN))[:400]


def _calls_around(source: bytes, start: int, end: int) -> set[str]:
    """Methods called in the lines of the error and just above: what it complains of is often what
    one of them gave."""
    above = max(0, start - 300)
    code = source[above : min(end, start + 600)].decode(errors="replace")
    return set(_CALLED.findall(code)) - _COMMON


def claims_of(error: Diagnostic, deps: DepsResult | None, most: int = 2) -> list[Claim]:
    """What the changelogs of dependencies say of the names that the error speaks of, as claims
    that cite the entry; those that tell of a renaming first."""
    names = set(names_of((error,), {}))
    spoken = [p for p in deps.passages if names & set(p.names)] if deps is not None else []
    spoken.sort(key=lambda p: _RENAMING.search(p.passage.text) is None)
    return [
        Claim(
            role="doc",
            text=f"{one.crate} {one.version}: {' '.join(one.passage.text.split()).lstrip('-* ')}",
            anchors=(one.passage.anchor,),
        )
        for one in spoken[:most]
    ]


def together(
    errors: tuple[Diagnostic, ...], files: Mapping[str, str], deps: DepsResult | None
) -> Iterator[Candidate]:
    """Steps that mend as many of `errors` as they can: each by the likeliest repair of this room,
    or by the compiler's first suggestion where it has none; then by that suggestion first; then by
    the repairs of this room alone."""
    if len(errors) < 2:
        return
    errors = errors[:MAX_ERRORS]
    mixed: list[Edit] = []
    compiler_first: list[Edit] = []
    alone: list[Edit] = []
    used = 0
    for error in errors:
        scene = Scene(diagnostic=error, errors=(error,), files=dict(files))
        first = next(upgrades.candidates_for(scene, deps), None)
        suggestion = next((s for s in error.suggestions if not s.in_expansion), None)
        suggested = rustc.edits_of(suggestion, scene) if suggestion is not None else ()
        own = first.edits if first is not None else ()
        used += first is not None
        alone = each_merged(alone, own)
        mixed = each_merged(mixed, own) if own else merged(mixed, suggested)
        # One with holes, or of what is spelled alike, only knows that something is wrong.
        knows = (
            suggestion is not None
            and suggestion.applicability != "has-placeholders"
            and "similar name" not in suggestion.message
        )
        compiler_first = (
            merged(compiler_first, suggested)
            if suggested and (knows or not own)
            else each_merged(compiler_first, own)
        )
    if not used:
        return
    for edits, source in (
        (mixed, "upgrade:together"),
        (compiler_first, "upgrade:compiler_first"),
        (alone, "upgrade:alone"),
    ):
        if edits:
            yield Candidate(
                source=source,
                title=f"Follow the upgrade at the places of {len(errors)} errors",
                edits=in_order(edits),
            )


def turned(step: Candidate, before: Sequence[Diagnostic], after: Sequence[Diagnostic]) -> bool:
    """Whether a step of this room has turned errors into at most as many others, of which none
    hides the rest: what replaces an item asks for something of its own more often than not, a
    bound, an argument."""
    if not step.source.startswith("upgrade:") or not before:
        return False
    old, new = (Counter(e.fingerprint for e in errors) for errors in (before, after))
    gone, come = (old - new).total(), (new - old).total()
    earliest = min(phase(error) for error in before)
    return 0 < come <= gone and all(phase(error) >= earliest for error in after)
