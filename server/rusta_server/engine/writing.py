"""Edits from the byte model, where no other source has a green one.

It fills what the compiler left open first, which is the compiler's edit but for a word, then writes
edits of its own. Both are judged, guarded and proven as any other candidate.
"""

from collections.abc import Generator, Iterable
from dataclasses import dataclass, field
from itertools import islice

from rusta_server.candidates import holes, written
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Overlay
from rusta_server.contracts.probe import Evidence, Probe
from rusta_server.contracts.tools import LmCompleteParams, LmCompleteResult, LmCompletion, LmEdit
from rusta_server.engine.held import held_to
from rusta_server.engine.job import Ask, Decide, Plan, Step
from rusta_server.engine.model import Model, asked
from rusta_server.engine.node import Node
from rusta_server.engine.search import Search
from rusta_server.lm.edit_text import Place
from rusta_server.lm.prompt import place_of, repair_prompt, site_of
from rusta_server.lm.symbols import PATCH, Symbol

EDITS, EDIT_SYMBOLS = 16, 192
"""How many edits are written for one error, the likeliest ones, and how long one may be."""
TEMPLATES, VALUES, VALUE_SYMBOLS = 2, 8, 48
"""Of how many edits holes are filled, how many values are written for each hole, how long each may
be."""
DEADLINE_MS = 20_000

Steps = Generator[Step, tuple[Evidence, ...], None]


@dataclass
class Writing:
    """Asks the model once for each text that the search arrives at."""

    search: Search
    model: Model
    _asked: set[tuple[tuple[str, str], ...]] = field(default_factory=set)

    def run(self) -> Generator[Step, tuple[Evidence, ...], bool]:
        """Whether it found something: what is green, or a step that the search can go on from."""
        node = self.search.partial or Node({}, (), self.search.errors)
        if not self._wanted(node):
            return False
        self._asked.add(tuple(sorted(node.texts.items())))
        error, files = self.search.root(node), self.search.files(node)
        site, place = site_of(error, files), place_of(error, files)
        if site is None or place is None:
            return False
        yield Plan(
            goal=f"edits of the byte model for {error.code or 'an error'}",
            probes=("lm.complete", "rustc.judge"),
        )
        overlays, errors = self._overlays(node), self.search.met(node.errors)
        held = held_to(error, site, files, overlays, errors)
        about = _About(node, error, files, place, held, repair_prompt(error, files))
        if self.model.fills:
            yield from self._fill(about)
        alone = self.search.exhausted or self.search.paused
        if alone and not self.search.greens and self.model.proposes:
            yield from self._write(about)
        return bool(self.search.greens) or not self.search.exhausted

    def _wanted(self, node: Node) -> bool:
        return (
            (self.model.fills or self.model.proposes)
            and self.search.seconds_left > 0
            and not self.search.repaired
            and len(node.steps) < self.search.policy.search.max_steps
            and tuple(sorted(node.texts.items())) not in self._asked
        )

    def _overlays(self, node: Node) -> tuple[Overlay, ...]:
        unsaved = (overlay for overlay in self.search.unsaved if overlay.path not in node.texts)
        return (*unsaved, *node.overlays)

    def _fill(self, about: "_About") -> Steps:
        scene = Scene(diagnostic=about.error, errors=about.node.errors, files=about.files)
        open_ones = holes.templates(scene, about.files, about.place, self.search.wants)
        for template in islice(open_ones, TEMPLATES):
            longest = VALUE_SYMBOLS + len(template.text.encode())
            lists: list[list[str]] = []
            for hole in template.holes:
                begun = template.filled([values[0] for values in lists])
                texts = yield from self._completed(about, begun, VALUES, longest)
                if self.model.failed:
                    return
                said = [holes.operand(text, hole.kind) for text in texts]
                names = holes.in_scope(scene, hole)
                lists.append(list(dict.fromkeys([*(v for v in said if v), *names])))
                if not lists[-1]:
                    break
            else:
                filled = map(template.filled, holes.combined(lists))
                yield from self._judge(about, filled, holes.SOURCE)
                if self.search.greens:
                    return

    def _write(self, about: "_About") -> Steps:
        texts = yield from self._completed(about, "", EDITS, EDIT_SYMBOLS)
        if not self.model.failed:
            yield from self._judge(about, texts, written.SOURCE)

    def _judge(self, about: "_About", texts: Iterable[str], source: str) -> Steps:
        some = list(written.candidates(texts, about.files, about.place, source))
        yield Decide(what="written", because=f"{len(some)} different edits fit the text")
        if some:
            yield from self.search.further(about.node, some)

    def _completed(
        self, about: "_About", text: str, samples: int, limit: int
    ) -> Generator[Step, tuple[Evidence, ...], list[str]]:
        """What the model goes on with after `text` of an edit, the likeliest first."""
        begun = [int(Symbol.EDIT), *text.encode()]
        whole = len(begun) - len(begun) % PATCH
        params = LmCompleteParams(
            prefix=(*about.prompt, *begun[:whole]),
            begin=tuple(begun[whole:]),
            limit=limit,
            samples=samples,
            edit=about.held,
            deadline_ms=min(DEADLINE_MS, 1000 * max(1, self.search.seconds_left)),
        )
        answer, clock = yield Ask(probes=(asked("lm.complete", params), Probe(method="clock.now")))
        self.search.took(clock)
        result = yield from self.model.read(answer)
        if not isinstance(result, LmCompleteResult):
            return []
        said = map(_text, result.completions)
        return [each for each in said if each is not None]


@dataclass(frozen=True)
class _About:
    """One error of one text, and what an edit of it is held to."""

    node: Node
    error: Diagnostic
    files: dict[str, str]
    place: Place
    held: LmEdit
    prompt: list[int]


def _text(completion: LmCompletion) -> str | None:
    if any(symbol > 255 for symbol in completion.symbols):
        return None
    try:
        return bytes(completion.symbols).decode()
    except UnicodeDecodeError:
        return None
