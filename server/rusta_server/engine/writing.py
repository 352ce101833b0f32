"""Edits from the byte model, where no other source has a green one.

It fills what the compiler left open first, which is the compiler's edit but for a word, then writes
edits of its own. Both are judged, guarded and proven as any other candidate.
"""

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from rusta_server.candidates import holes, written
from rusta_server.contracts.candidate import Candidate, Scene
from rusta_server.contracts.probe import Evidence, Probe
from rusta_server.contracts.tools import LmCompleteParams, LmCompleteResult, LmCompletion
from rusta_server.engine.job import Ask, Decide, Plan, Step
from rusta_server.engine.model import Model, asked
from rusta_server.engine.node import Node
from rusta_server.engine.search import Search
from rusta_server.lm.edit_text import Place
from rusta_server.lm.prompt import place_of, repair_prompt
from rusta_server.lm.symbols import PATCH, Symbol

EDITS, EDIT_SYMBOLS = 16, 192
"""How many edits are written for one error, the likeliest among them, and how long one may be."""
TEMPLATES, VALUES, VALUE_SYMBOLS = 2, 8, 48
"""Of how many edits holes are filled, and how many values are written for each hole."""
TEMPERATURE_BP = 8_000
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
        place = place_of(error, files)
        if place is None:
            return False
        yield Plan(
            goal=f"edits of the byte model for {error.code or 'an error'}",
            probes=("lm.complete", "rustc.judge"),
        )
        prompt = repair_prompt(error, files)
        if self.model.fills:
            scene = Scene(diagnostic=error, errors=node.errors, files=files)
            yield from self._fill(node, scene, place, prompt)
        if self.search.exhausted and not self.search.greens and self.model.proposes:
            yield from self._write(node, files, place, prompt)
        return bool(self.search.greens) or not self.search.exhausted

    def _wanted(self, node: Node) -> bool:
        return (
            (self.model.fills or self.model.proposes)
            and self.search.seconds_left > 0
            and not self.search.repaired
            and len(node.steps) < self.search.policy.search.max_steps
            and tuple(sorted(node.texts.items())) not in self._asked
        )

    def _fill(self, node: Node, scene: Scene, place: Place, prompt: Sequence[int]) -> Steps:
        for template in islice(holes.templates(scene, scene.files, place), TEMPLATES):
            lists: list[list[str]] = []
            for hole in template.holes:
                text = template.filled([values[0] for values in lists])
                found = yield from self._completed(prompt, text, VALUES, VALUE_SYMBOLS)
                if found is None:
                    return
                said = [holes.operand(text, hole.kind) for _, text in found]
                names = holes.in_scope(scene, hole)
                lists.append(list(dict.fromkeys([*(v for v in said if v), *names])))
                if not lists[-1]:
                    break
            else:
                texts = map(template.filled, holes.combined(lists))
                filled = written.candidates(texts, scene.files, place, holes.SOURCE)
                yield from self._judge(node, filled)
                if self.search.greens:
                    return

    def _write(
        self, node: Node, files: dict[str, str], place: Place, prompt: Sequence[int]
    ) -> Steps:
        found = yield from self._completed(prompt, "", EDITS, EDIT_SYMBOLS)
        if found is not None:
            texts = [text for completion, text in found if completion.end == "end"]
            yield from self._judge(node, written.candidates(texts, files, place))

    def _judge(self, node: Node, candidates: Iterable[Candidate]) -> Steps:
        some = list(candidates)
        yield Decide(what="written", because=f"{len(some)} different edits fit the text")
        if some:
            yield from self.search.further(node, some)

    def _completed(
        self, prompt: Sequence[int], text: str, samples: int, limit: int
    ) -> Generator[Step, tuple[Evidence, ...], list[tuple[LmCompletion, str]] | None]:
        """What the model goes on with after `text` of an edit: the likeliest, then others as they
        are likely; None where it does not answer. What is no text (it abstains) is left out."""
        begun = [int(Symbol.EDIT), *text.encode()]
        whole = len(begun) - len(begun) % PATCH
        params = LmCompleteParams(
            prefix=(*prompt, *begun[:whole]),
            begin=tuple(begun[whole:]),
            limit=limit,
            deadline_ms=min(DEADLINE_MS, 1000 * self.search.seconds_left),
        )
        others = {"samples": samples - 1, "temperature_bp": TEMPERATURE_BP, "seed": 1}
        *answers, clock = yield Ask(
            probes=(
                asked("lm.complete", params),
                asked("lm.complete", params.model_copy(update=others)),
                Probe(method="clock.now"),
            )
        )
        self.search.took(clock)
        found: list[LmCompletion] = []
        for answer in answers:
            if self.model.failed:
                break
            result = yield from self.model.read(answer)
            if isinstance(result, LmCompleteResult):
                found += sorted(result.completions, key=lambda c: -c.likelihood_mbit)
        texts = [(each, _text(each)) for each in found]
        return [(each, text) for each, text in texts if text is not None] if found else None


def _text(completion: LmCompletion) -> str | None:
    if any(symbol > 255 for symbol in completion.symbols):
        return None
    try:
        return bytes(completion.symbols).decode()
    except UnicodeDecodeError:
        return None
