"""Which probe, which sequence, which several files, and when to be silent: built from triplets, and
each loss has examples and a gate."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from rusta_model.checkpoint import State
from rusta_model.comprehension import Passages
from rusta_model.examples import Example
from rusta_model.gates import Held, gates
from rusta_model.losses import WRONG
from rusta_model.model import ByteModel
from rusta_model.prompts import ANSWER_WEIGHT, CONTEXT_WEIGHT, Asker
from rusta_model.repair import Case, Repairs
from rusta_model.tools import Abstentions, Probes, Sequences, Several
from rusta_server.contracts.dataset import Split
from rusta_server.contracts.diagnostic import Diagnostic, Span
from rusta_server.contracts.edits import Edit
from rusta_server.lm.features import NgramMemory
from rusta_server.lm.symbols import PATCH, Symbol

from .small import CONFIG

MAIN = "use crate::total;\n\nfn main() {\n    let name = total(1);\n    let n: u32 = name;\n}\n"
LIB = "pub fn total(x: u8) -> u8 {\n    x + one\n}\n\nconst ONE: u8 = 1;\n"


def case(path: str, text: str, at: str, new: str, **told: Any) -> Case:
    start = text.index(at)
    span = Span(
        path=path, start=start, end=start + len(at), primary=True, line=1, column=1, end_line=1,
        end_column=1, label=told.pop("label", None),
    )  # fmt: skip
    error = Diagnostic(level="error", spans=(span,), **told)
    fix = Edit(path=path, start=start, end=start + len(at), text=new)
    return Case(error, {path: text}, fix, path)


FIRST = case(
    "$WS/src/main.rs", MAIN, "name;", "name.into();", code="E0308", slice="types",
    message="mismatched types", label="expected `u32`, found `u8`",
)  # fmt: skip
SECOND = case(
    "$WS/src/lib.rs", LIB, "one", "ONE", code="E0425", slice="names",
    message="cannot find value `one` in this scope",
)  # fmt: skip


class Two(Repairs):
    """The two cases in turn."""

    def __init__(self) -> None:
        self.identity = "two"

    def __len__(self) -> int:
        return 2

    def case(self, position: int) -> Case | None:
        return (FIRST, SECOND)[position % 2]

    def beside(self, position: int) -> Case | None:
        return self.case(position + 1)


@pytest.fixture
def asker(memory: NgramMemory) -> Asker:
    return Asker(memory, CONFIG)


def learned(example: Example) -> list[int]:
    """What weighs fully: the model's own turns."""
    return [int(s) for s in example.targets[example.weights >= 1]]


def text(symbols: list[int]) -> bytes:
    return bytes(s for s in symbols if s < 256)


def test_what_is_not_told_is_asked_for(asker: Asker) -> None:
    probes = Probes(Two(), asker)
    answers = [learned(e) for position in range(8) for e in probes.take(position)]
    assert all(Symbol.NEED_PROBE in answer and answer[-1] == Symbol.END for answer in answers)
    asked = {(answer[answer.index(Symbol.NEED_PROBE) + 1], text(answer)) for answer in answers}
    assert (Symbol.TYPE_OF, b"name;") in asked
    assert (Symbol.CARGO_CHECK, b"") in asked
    assert {tool for tool, _ in asked} >= {Symbol.TYPE_OF, Symbol.CARGO_CHECK, Symbol.DOCS}


def test_a_sequence_edits_then_checks_then_tests(asker: Asker) -> None:
    [example] = Sequences(Two(), asker).take(1)
    own = [s for s in learned(example) if s != Symbol.END]
    assert text(own) == b"-x + one\n+x + ONE\n"
    assert [s for s in own if s >= Symbol.CARGO_CHECK] == [Symbol.CARGO_CHECK, Symbol.CARGO_TEST]
    assert example.weights[0] == pytest.approx(CONTEXT_WEIGHT, abs=CONTEXT_WEIGHT)


def test_two_errors_in_two_files_are_mended_by_one_edit(asker: Asker) -> None:
    [example] = Several(Two(), asker).take(0)
    assert text(learned(example)) == (
        b"-let n: u32 = name;\n+let n: u32 = name.into();\n@ $WS/src/lib.rs\n-x + one\n+x + ONE\n"
    )


def test_silence_weighs_more_where_nothing_can_be_mended(asker: Asker) -> None:
    [example] = Abstentions(Two(), asker).take(0)
    [place] = np.flatnonzero(example.targets == Symbol.ABSTAIN)
    assert example.weights[place] == pytest.approx(WRONG * ANSWER_WEIGHT)
    assert len(example.targets) % PATCH == 0


@dataclass(frozen=True)
class Page:
    bytes: bytes
    source: str = "book"
    path: str = "page.md"
    kind: str = "prose"


def asked(asker: Asker, split: Split = "validation") -> list[Example]:
    pages = [
        Page(f"# What is number {n}?\n\n{f'It is {n} and no other. ' * 5}\n".encode())
        for n in range(6)
    ]
    return Passages(pages, asker, split).take(0)


def test_a_passage_is_asked_for_its_heading_and_when_measured_others_too(asker: Asker) -> None:
    [alone] = asked(asker, "train")
    question = text(learned(alone)).decode()
    assert question.startswith("What is number ")
    right, *others = asked(asker)
    assert {text(learned(each)).decode() for each in (right, *others)} == {question}
    number = question[len("What is number ") :][0]
    assert [f"It is {number} ".encode() in text(e.features.symbols) for e in (right, *others)] == [
        True, *(False for _ in others),
    ]  # fmt: skip
    assert others


def test_each_loss_has_a_gate(asker: Asker) -> None:
    prompt = FIRST.prompt()
    other = FIRST.fix.model_copy(update={"text": "name as u32;"})
    right, wrong = FIRST.answer([FIRST.fix]), FIRST.answer([other])

    def unit() -> list[Example]:
        return [
            asker.example(prompt, right, verdict=1.0, group=0),
            asker.example(prompt, wrong, verdict=0.0, group=0, learn=False),
        ]

    probes = [e for position in range(4) for e in Probes(Two(), asker).take(position)]
    held = Held([asker.example([], [*MAIN.encode()])], edits=[unit()], contested=[unit()],
                passages=[asked(asker)], probes=probes)  # fmt: skip
    found = {gate.name: gate for gate in gates(ByteModel(CONFIG), held)}
    assert found.keys() == {
        "bits_per_byte", "finite", "edit_bits_made_up", "ranking_made_up", "brier_made_up",
        "ranking_contested", "brier_contested", "citation", "tool_use",
    }  # fmt: skip
    assert found["ranking_made_up"].limit == 0.5
    assert not found["edit_bits_made_up"].passed
    assert 0 <= found["tool_use"].limit < 1
    assert gates(ByteModel(CONFIG), held, stopped=lambda: True) == []


def test_a_state_from_before_is_read() -> None:
    State.model_validate({"config": CONFIG.model_dump(), "stage": "s0", "optimizer": "muon"})
