"""Stage 2: repair edits from triplets, beside rivals that are not what the author wrote. Best are
rivals that the compiler takes; where none were judged, some are made up."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from rusta_model.data.ledger import Ledger
from rusta_model.data.triplets.record import Triplet
from rusta_model.data.triplets.rivals import Rivals as StoredRivals
from rusta_model.data.triplets.rivals import stored
from rusta_model.data.triplets.store import lines, shards
from rusta_model.examples import Example
from rusta_model.order import Order
from rusta_model.prompts import Asker
from rusta_server.contracts.dataset import Split
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit, apply_edits
from rusta_server.lm.edit_text import InexpressibleError
from rusta_server.lm.prompt import edit_symbols, place_of, repair_prompt

RIVALS = 2
"""Made up, beside an author's edit."""
ALONE = 3
"""In training, for each repair with rivals: those cost a row each and teach no edit."""
CONTESTED = 4
"""Green, beside an author's edit: drawn anew each time."""
_WORD = re.compile(r"\b[a-z_][a-z0-9_]{2,}\b")
_CRATE = re.compile(r'"crate":"[^"]*","version":"[^"]*"')


@dataclass(frozen=True)
class Case:
    """A broken file, its first error, and the edit that restores what the author wrote."""

    error: Diagnostic
    files: dict[str, str]
    fix: Edit
    path: str

    def prompt(self, error: Diagnostic | None = None) -> list[int]:
        return repair_prompt(error or self.error, self.files)

    def answer(self, edits: Sequence[Edit]) -> list[int]:
        """Raises InexpressibleError where they cannot be written."""
        place = place_of(self.error, self.files)
        if place is None:
            raise InexpressibleError("the error has no place")
        return edit_symbols(edits, self.files, place)

    def rivals(self) -> Iterator[list[int]]:
        """Other edits: what rustc suggests, and the author's with another name of the file."""
        right = self._after([self.fix])
        seen = {right}
        for suggestion in self.error.suggestions:
            yield from self._answer(suggestion.edits, seen)
        names = dict.fromkeys(_WORD.findall(self.files[self.path]))
        for match in _WORD.finditer(self.fix.text):
            for name in names:
                if name != match[0] and name[0] == match[0][0]:
                    text = self.fix.text[: match.start()] + name + self.fix.text[match.end() :]
                    yield from self._answer([self.fix.model_copy(update={"text": text})], seen)

    def _answer(self, edits: Sequence[Edit], seen: set[bytes | None]) -> Iterator[list[int]]:
        after = self._after(edits)
        if after is None or after in seen:
            return
        seen.add(after)
        try:
            yield self.answer(edits)
        except InexpressibleError:
            return

    def _after(self, edits: Sequence[Edit]) -> bytes | None:
        if any(edit.path != self.path for edit in edits):
            return None
        try:
            return apply_edits(self.files[self.path].encode(), edits)
        except ValueError:
            return None


def case_of(triplet: Triplet, vendor: Path) -> Case | None:
    """None where its file has changed or its error has no place."""
    folder = vendor / f"{triplet.crate}-{triplet.version}"
    try:
        broken = triplet.break_(_read(folder / triplet.path.removeprefix("$WS/"))).decode()
    except (OSError, ValueError):
        return None
    files = {triplet.path: broken}
    errors = triplet.unpacked({triplet.path: broken.encode()})
    if not errors or place_of(errors[0], files) is None:
        return None
    start, end = triplet.broken_span
    fix = Edit(path=triplet.path, start=start, end=end, text=triplet.fixed)
    return Case(errors[0], files, fix, triplet.path)


def contested_case(rivals: StoredRivals, vendor: Path) -> Case | None:
    """With the other files that a rival changes."""
    case = case_of(rivals.triplet, vendor)
    if case is None:
        return None
    folder = vendor / rivals.crate
    others = {edit.path for green in rivals.greens for edit in green.of(case.path)} - {case.path}
    try:
        texts = {path: _read(folder / path.removeprefix("$WS/")).decode() for path in others}
    except (OSError, ValueError):
        return None
    return replace(case, files={**texts, **case.files})


class Repairs:
    """The triplets of the training crates, or of the crates of another split, shuffled.

    Raises:
        MissingEntryError: a crate has no entry in the ledger.
    """

    def __init__(
        self, home: Path, ledger: Ledger, asker: Asker, split: Split = "train", seed: int = 3
    ) -> None:
        self._vendor, self._asker = home / "vendor", asker
        self._alone = ALONE if split == "train" else 0
        self._lines: list[str] = []
        digest = hashlib.sha256()
        for file in shards(home / "triplets" / "shards"):
            found = [line for line in lines(file) if f'"split":"{split}"' in line]
            if found:
                first = Triplet.model_validate_json(found[0])
                ledger.require([f"{first.crate}-{first.version}"])
                digest.update(f"{file.parent.name}/{file.name}/{len(found)}".encode())
                self._lines += found
        self._order = Order(len(self._lines), seed)
        self.identity = f"repairs/{digest.hexdigest()[:16]}/{seed}"
        self._crates: dict[str, list[int]] | None = None

    def __len__(self) -> int:
        return len(self._lines)

    def case(self, position: int) -> Case | None:
        """None where its file has changed or its error has no place."""
        return self._case(self._lines[self._order[position]])

    def beside(self, position: int) -> Case | None:
        """A case in another file of the crate of `position`'s."""
        first = Triplet.model_validate_json(self._lines[self._order[position]])
        if self._crates is None:
            self._crates = {}
            for place, line in enumerate(self._lines):
                found = _CRATE.search(line)
                self._crates.setdefault(found[0] if found else "", []).append(place)
        named = _CRATE.search(self._lines[self._order[position]])
        chance = self._order.chance(position)
        for place in chance.choices(self._crates[named[0] if named else ""], k=8):
            other = Triplet.model_validate_json(self._lines[place])
            if other.path != first.path:
                return case_of(other, self._vendor)
        return None

    def _case(self, line: str) -> Case | None:
        return case_of(Triplet.model_validate_json(line), self._vendor)

    def take(self, position: int) -> list[Example]:
        case = self.case(position)
        if case is None:
            return []
        try:
            right = case.answer([case.fix])
        except InexpressibleError:
            return []
        prompt = case.prompt()
        if position % (self._alone + 1):
            return [self._asker.example(prompt, right)]
        found = [self._asker.example(prompt, right, verdict=1.0, group=position)]
        for _, rival in zip(range(RIVALS), case.rivals(), strict=False):
            found.append(
                self._asker.example(prompt, rival, verdict=0.0, group=position, learn=False)
            )
        return found


@lru_cache(maxsize=256)
def _read(file: Path) -> bytes:
    return file.read_bytes()


class Contested:
    """Broken programs with several repairs that all compile: the author's, and candidates of the
    engine that were not meant.

    Raises:
        MissingEntryError: a crate has no entry in the ledger.
    """

    def __init__(self, home: Path, ledger: Ledger, asker: Asker, split: Split = "train") -> None:
        self._vendor, self._asker = home / "vendor", asker
        digest = hashlib.sha256()
        self._lines: list[str] = []
        for found in stored(home / "triplets"):
            if found.split == split and found.contested and not found.greens[0].refused:
                ledger.require([found.crate])
                self._lines.append(found.model_dump_json(exclude_defaults=True))
                digest.update(found.triplet.id.encode())
        self._order = Order(len(self._lines), 4)
        self.identity = f"contested/{digest.hexdigest()[:16]}"

    def __len__(self) -> int:
        return len(self._lines)

    def take(self, position: int) -> list[Example]:
        rivals = StoredRivals.model_validate_json(self._lines[self._order[position]])
        case = contested_case(rivals, self._vendor)
        if case is None:
            return []
        others = list(rivals.greens[1:])
        self._order.chance(position).shuffle(others)
        answers: list[list[int]] = []
        for green in (rivals.greens[0], *others):
            try:
                answers.append(case.answer(green.of(case.path)))
            except InexpressibleError:
                if green.reference:
                    return []
            if len(answers) > CONTESTED:
                break
        if len(answers) < 2:
            return []
        prompt = case.prompt()
        return [
            self._asker.example(
                prompt,
                answer,
                verdict=float(place == 0),
                group=position,
                learn=place == 0,
            )
            for place, answer in enumerate(answers)
        ]
