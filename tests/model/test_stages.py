"""Mixtures and examples of the later stages."""

import pytest

from rusta_model.comprehension import longest_run, sections
from rusta_model.examples import IGNORED, Example, collate
from rusta_model.losses import Counts, losses
from rusta_model.mixture import Mixture
from rusta_model.model import ByteModel
from rusta_model.prompts import ANSWER_WEIGHT, CONTEXT_WEIGHT, Asker
from rusta_model.repair import Case
from rusta_model.tools import without
from rusta_server.contracts.diagnostic import Diagnostic, Span
from rusta_server.contracts.edits import Edit
from rusta_server.lm.features import NgramMemory
from rusta_server.lm.symbols import Symbol, segment

from .small import CONFIG


class Counting:
    """Tells what was taken."""

    def __init__(self, name: str, asker: Asker) -> None:
        self.identity, self._asker = name, asker

    def take(self, position: int) -> list[Example]:
        return [self._asker.example(segment(Symbol.START, b""), [position % 256])]


@pytest.fixture
def asker(memory: NgramMemory) -> Asker:
    return Asker(memory, CONFIG)


def test_shares_are_kept_from_the_stages_beginning_on(asker: Asker) -> None:
    sources = {"a": (Counting("a", asker), 0.75), "b": (Counting("b", asker), 0.25)}
    room = len(Counting("a", asker).take(0)[0].targets)
    mixture = Mixture(sources, {"a:a": 1_000}, {}, room)
    for _ in range(8):
        assert len(mixture.batch(2)) == 2
    assert mixture.positions == {"a:a": 1_012, "b:b": 4}
    again = Mixture(sources, mixture.positions, mixture.taken, room)
    again.batch(2)
    again.batch(2)
    assert again.taken == {"a": 16, "b": 4}


def test_a_batch_is_of_one_kind_and_has_more_rows_where_they_are_shorter(asker: Asker) -> None:
    sources = {"a": (Counting("a", asker), 0.5), "b": (Counting("b", asker), 0.5)}
    mixture = Mixture(sources, {}, {}, room=64)
    length = len(Counting("a", asker).take(0)[0].targets)
    assert len(mixture.batch(4)) == 4 * 64 // length
    assert 0 in mixture.taken.values()


def test_an_answer_weighs_more_than_its_prompt(asker: Asker) -> None:
    example = asker.example(segment(Symbol.QUESTION, b"why"), [*b"because", int(Symbol.END)])
    weights = example.weights[example.targets != IGNORED]
    assert weights[:3] == pytest.approx(CONTEXT_WEIGHT)
    assert weights[4:] == pytest.approx(ANSWER_WEIGHT)


SOURCE = 'fn main() {\n    let count = 1;\n    let name = String::from("a");\n    take(name);\n}\n'


def case() -> Case:
    start = SOURCE.index("take(name)") + len("take(")
    span = Span(
        path="$WS/src/main.rs", start=start, end=start + 4, primary=True, line=4, column=10,
        end_line=4, end_column=14,
    )  # fmt: skip
    error = Diagnostic(
        level="error", code="E0308", slice="types", message="mismatched types", spans=(span,)
    )
    fix = Edit(path=span.path, start=start, end=start + 4, text="name.len()")
    return Case(error, {span.path: SOURCE}, fix, span.path)


def test_rivals_are_other_edits_than_the_authors() -> None:
    found = case()
    right = found.answer([found.fix])
    rivals = list(found.rivals())
    assert bytes(s for s in right if s < 256) == b"-take(name);\n+take(name.len());\n"
    assert rivals and right not in rivals


def test_the_listwise_loss_falls_as_the_right_one_is_told_apart(asker: Asker) -> None:
    found = case()
    prompt = found.prompt()
    examples = [asker.example(prompt, found.answer([found.fix]), verdict=1.0, group=0)]
    examples += [
        asker.example(prompt, rival, verdict=0.0, group=0, learn=False) for rival in found.rivals()
    ]
    batch = collate(examples)
    outputs = ByteModel(CONFIG)(batch.inputs)[0]
    rows = range(len(examples))
    outputs.judged.data.zero_()
    level = losses(outputs, batch, Counts.of(examples)).rank.item()
    for row in rows:
        outputs.judged.data[row, batch.ends[row], 0] = 2.0 if row == 0 else -2.0
    assert losses(outputs, batch, Counts.of(examples)).rank.item() < level


def test_a_withheld_segment_is_gone_and_the_others_stay() -> None:
    path, told = segment(Symbol.PATH, b"a.rs"), segment(Symbol.DEFINITION, b"fn f()")
    kept, text = without([*path, *told, *segment(Symbol.CONTEXT, b"f(1)")], Symbol.DEFINITION)
    assert kept == [*path, *segment(Symbol.CONTEXT, b"f(1)")]
    assert text == b"fn f()"


def test_runs_and_sections() -> None:
    assert longest_run([1, 2, int(Symbol.PAD), 3, 4, 5, int(Symbol.END)]) == b"\x03\x04\x05"
    page = "# Ownership\n" + "Each value has an owner. " * 5 + "\n## No\nshort\n"
    assert [heading for heading, _ in sections(page)] == ["Ownership"]
    assert sections("a page without a heading") == []
