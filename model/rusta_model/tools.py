"""What to ask and when to be silent: answers that name a probe, sequences of probes and edits,
edits of several files, and abstentions.

A sequence is one stream, in which the answers of the world stand between the model's own turns and
weigh like a prompt:

    prompt without definitions
    EDIT  NEED_PROBE GOTO_DEF name END
    DEFINITION  fn name() …
    EDIT  -let total = …  END
    EDIT  NEED_PROBE CARGO_CHECK END
    EDIT  NEED_PROBE CARGO_TEST END
"""

import re
from collections.abc import Sequence

import numpy as np

from rusta_model.examples import Example
from rusta_model.losses import WRONG
from rusta_model.prompts import Asker
from rusta_model.repair import Case, Repairs
from rusta_server.lm.edit_text import InexpressibleError
from rusta_server.lm.prompt import abstention_symbols, probe_symbols
from rusta_server.lm.symbols import Symbol, segment

_WORD = re.compile(r"\b[A-Za-z_][A-Za-z0-9_]{2,}\b")
_DEFINED = re.compile(r"\b(?:fn|struct|enum|trait|type|const|static|mod|let|mut) +([A-Za-z_]\w*)")
_NAME = re.compile(r"`([A-Za-z_][A-Za-z0-9_]*)")
_TRIES = 7


class Probes:
    """Which probe would help, by what the prompt does not tell: definitions that the error speaks
    of, the types of its spans, what the code means, or any error at all."""

    def __init__(self, repairs: Repairs, asker: Asker) -> None:
        self._repairs, self._asker = repairs, asker
        self.identity = f"probes/{repairs.identity}"

    def take(self, position: int) -> list[Example]:
        for at in range(position * _TRIES, (position + 1) * _TRIES):
            case = self._repairs.case(at)
            found = _withheld(case, position) if case is not None else None
            if found is not None:
                prompt, tool, target = found
                return [self._asker.example(prompt, probe_symbols(tool, target))]
        return []


def _withheld(case: Case, position: int) -> tuple[list[int], str, str] | None:
    """(the prompt that is left, the tool, its target), one kind after the other."""
    kind = ("definition", "type", "check", "docs")[position % 4]
    prompt = case.prompt()
    if kind == "definition":
        kept, withheld = without(prompt, Symbol.DEFINITION)
        name = _spoken_of(case, prompt, withheld)
        return (kept, "ra.goto_def", name) if name is not None else None
    if kind == "type":
        if case.error.slice != "types" or not any(span.label for span in case.error.spans):
            return None
        spans = tuple(span.model_copy(update={"label": None}) for span in case.error.spans)
        bare = case.error.model_copy(update={"spans": spans, "notes": (), "suggestions": ()})
        text = _between(prompt, Symbol.SITE, Symbol.SITE_END)
        return (case.prompt(bare), "ra.type_of", text) if text else None
    if kind == "check":
        kept, _ = without(prompt, Symbol.DIAGNOSTIC)
        return kept, "cargo.check", ""
    if case.error.code is None:
        return None
    kept, _ = without(prompt, Symbol.CONTEXT)
    asked = segment(Symbol.QUESTION, f"what does {case.error.code} mean".encode())
    return kept + asked, "docs.search", case.error.code


def _spoken_of(case: Case, prompt: Sequence[int], definitions: bytes) -> str | None:
    """A name that the definitions define and the error, or what stands at its place, speaks of."""
    told = {*_NAME.findall(case.error.message)}
    told |= {*_WORD.findall(_between(prompt, Symbol.SITE, Symbol.SITE_END))}
    defined = _DEFINED.findall(definitions.decode(errors="replace"))
    return next((name for name in defined if name in told), None)


class Sequences:
    """Ask for a definition, edit, check, test: in one stream, or only what of it is needed."""

    def __init__(self, repairs: Repairs, asker: Asker) -> None:
        self._repairs, self._asker = repairs, asker
        self.identity = f"sequences/{repairs.identity}"

    def take(self, position: int) -> list[Example]:
        case = self._repairs.case(position)
        if case is None:
            return []
        try:
            edit = case.answer([case.fix])
        except InexpressibleError:
            return []
        whole = case.prompt()
        prompt, told = without(whole, Symbol.DEFINITION)
        asked = _spoken_of(case, whole, told)
        turns: list[tuple[Sequence[int], bool]] = []
        if asked is not None:
            turns.append((probe_symbols("ra.goto_def", asked), True))
        if told:
            turns.append((segment(Symbol.DEFINITION, told), False))
        turns += [
            (edit, True),
            (probe_symbols("cargo.check", ""), True),
            (probe_symbols("cargo.test", ""), True),
        ]
        return [self._asker.turns(prompt, turns)]


class Several:
    """Two errors in two files of a crate, and one edit of both."""

    def __init__(self, repairs: Repairs, asker: Asker) -> None:
        self._repairs, self._asker = repairs, asker
        self.identity = f"several/{repairs.identity}"

    def take(self, position: int) -> list[Example]:
        first, second = self._repairs.case(position), self._repairs.beside(position)
        if first is None or second is None:
            return []
        files = {**second.files, **first.files}
        both = Case(first.error, files, first.fix, first.path)
        begin = len(segment(Symbol.START, b""))
        try:
            answer = both.answer([first.fix, second.fix])
        except InexpressibleError:
            return []
        prompt = first.prompt() + second.prompt()[begin:]
        return [self._asker.example(prompt, answer, verdict=1.0)]


class Abstentions:
    """An error beside code it does not speak of. Nothing there repairs it: whoever edits all the
    same is wrong, and pays more for it than one who abstains where an edit was known."""

    def __init__(self, repairs: Repairs, asker: Asker) -> None:
        self._repairs, self._asker = repairs, asker
        self.identity = f"abstentions/{repairs.identity}"

    def take(self, position: int) -> list[Example]:
        case, other = self._repairs.case(2 * position), self._repairs.case(2 * position + 1)
        if case is None or other is None or case.error.code == other.error.code:
            return []
        told = segment(Symbol.DIAGNOSTIC, _text(case.prompt(), Symbol.DIAGNOSTIC))
        kept, _ = without(other.prompt(), Symbol.DIAGNOSTIC)
        path = _end_of(kept, Symbol.PATH)
        prompt = kept[:path] + told + kept[path:]
        example = self._asker.example(prompt, abstention_symbols())
        decides = np.flatnonzero(example.targets == Symbol.ABSTAIN)
        example.weights[decides] *= WRONG
        return [example]


def without(symbols: Sequence[int], role: Symbol) -> tuple[list[int], bytes]:
    """The segments of other roles, and the text of those of `role`."""
    kept: list[int] = []
    text: list[int] = []
    inside = False
    for symbol in symbols:
        if symbol in _ROLES:
            inside = symbol == role
        if not inside:
            kept.append(symbol)
        elif symbol < 256:
            text.append(symbol)
    return kept, bytes(text)


def _text(symbols: Sequence[int], role: Symbol) -> bytes:
    return without(symbols, role)[1]


def _between(symbols: Sequence[int], start: Symbol, end: Symbol) -> str:
    listed = list(symbols)
    if start not in listed or end not in listed:
        return ""
    inside = listed[listed.index(start) + 1 : listed.index(end)]
    return bytes(s for s in inside if s < 256).decode(errors="replace").strip()[:120]


def _end_of(symbols: Sequence[int], role: Symbol) -> int:
    """Where the first segment after that of `role` begins; 0 where there is none."""
    inside = False
    for place, symbol in enumerate(symbols):
        if inside and symbol in _ROLES:
            return place
        inside = inside or symbol == role
    return 0


_ROLES = frozenset(
    (
        Symbol.START, Symbol.PATH, Symbol.DIAGNOSTIC, Symbol.DEFINITION, Symbol.CONTEXT,
        Symbol.QUESTION,
    )
)  # fmt: skip
