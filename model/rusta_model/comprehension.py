"""Stage 1: fill in the middle, name an error's code and slice, and say what a passage answers."""

import hashlib
import re
from collections.abc import Sequence

from rusta_model.examples import Example
from rusta_model.order import Order
from rusta_model.prompts import Asker
from rusta_model.repair import Repairs
from rusta_model.streams import TextFile
from rusta_model.windows import Windows
from rusta_server.contracts.dataset import Split
from rusta_server.lm.citation import passage_prompt, question_symbols
from rusta_server.lm.symbols import PATCH, Symbol, segment

_MIDDLE = 240
_HEADING = re.compile(r"^#{1,4} +(.+)$", re.MULTILINE)
RIVALS = 3
"""Other passages beside the one that answers."""


class Middles:
    """Fill in the middle, over the windows that stage 0 reads."""

    def __init__(self, windows: Windows, asker: Asker) -> None:
        self._windows, self._asker = windows, asker
        self._order = Order(len(windows), 1)
        self.identity = f"middle/{windows.identity}"

    def take(self, position: int) -> list[Example]:
        chance = self._order.chance(position)
        text = longest_run(self._windows.window(self._order[position]).features.symbols.tolist())[
            :1600
        ]
        if len(text) < 8:
            return self._windows.take(position)
        start = chance.randrange(len(text) - 1)
        stop = min(len(text), start + 1 + chance.randrange(_MIDDLE))
        prompt = [
            *segment(Symbol.START, b""),
            *segment(Symbol.PREFIX, text[:start]),
            *segment(Symbol.SUFFIX, text[stop:]),
        ]
        answer = [int(Symbol.MIDDLE), *text[start:stop], int(Symbol.END)]
        return [self._asker.example(prompt, answer)]


def longest_run(symbols: Sequence[int]) -> bytes:
    """The longest run of bytes between special symbols."""
    runs: list[list[int]] = [[]]
    for symbol in symbols:
        if symbol < 256:
            runs[-1].append(symbol)
        elif runs[-1]:
            runs.append([])
    return bytes(max(runs, key=len))


class Codes:
    """Which code and which slice of the taxonomy an error has, from its text and context."""

    def __init__(self, repairs: Repairs, asker: Asker) -> None:
        self._repairs, self._asker = repairs, asker
        self.identity = f"codes/{repairs.identity}"

    def take(self, position: int) -> list[Example]:
        for at in range(position * 7, position * 7 + 7):
            found = self._repairs.case(at)
            if found is None or found.error.code is None:
                continue
            nameless = found.error.model_copy(update={"code": None})
            prompt = found.prompt(nameless)
            answer = [
                *segment(Symbol.CODE, found.error.code.encode()),
                int(Symbol.SLICE),
                *found.error.slice.encode(),
                int(Symbol.END),
            ]
            return [self._asker.example(prompt, answer)]
        return []


class Passages:
    """A passage of the documentation, and the question that it answers: its heading. Whoever has
    learned what is asked of a passage can tell which one a question is asked of (query likelihood,
    Ponte and Croft 1998).

    A unit for measuring holds the same question after other passages too; one for training is the
    first alone.
    """

    def __init__(self, pages: Sequence[TextFile], asker: Asker, split: Split = "train") -> None:
        self._asker, self._rivals = asker, 0 if split == "train" else RIVALS
        self._sections = [s for page in pages for s in sections(page.bytes.decode())]
        self._order = Order(len(self._sections), 2)
        digest = hashlib.sha256("\0".join(q for q, _ in self._sections).encode()).hexdigest()
        self.identity = f"passages/{digest[:16]}"

    def __len__(self) -> int:
        return len(self._sections)

    def take(self, position: int) -> list[Example]:
        question, passage = self._sections[self._order[position]]
        others = self._order.chance(position).sample(
            self._sections, min(self._rivals, len(self._sections))
        )
        texts = [passage, *(text for asked, text in others if asked != question)]
        answer = question_symbols(question)
        return [self._asker.example(passage_prompt(text), answer) for text in texts]


def sections(page: str) -> list[tuple[str, str]]:
    """Headings with the text below each, where there is some."""
    found = list(_HEADING.finditer(page))
    ends = [*(m.start() for m in found[1:]), len(page)][: len(found)]
    pairs = [
        (m[1].strip(), page[m.end() : end].strip()) for m, end in zip(found, ends, strict=True)
    ]
    return [(heading, text) for heading, text in pairs if len(text) > 80 and len(heading) > PATCH]
