"""From symbols to examples: a prompt that is given and an answer that is asked for."""

from collections.abc import Sequence

import numpy as np

from rusta_model.config import ModelConfig
from rusta_model.examples import IGNORED, Example, next_symbols
from rusta_server.lm.features import Features, FeatureStream, NgramMemory
from rusta_server.lm.symbols import PATCH, padded

CONTEXT_WEIGHT = 0.1
"""Of a prompt's bytes: enough to learn how such text goes on."""
ANSWER_WEIGHT = 8.0
"""Of an answer's bytes. A row of plain text has some 2,000 of weight 1, a repair has 70 to learn
from: with equal weights they were 6 % of the loss."""


class Asker:
    """Makes examples with the features that a server would see."""

    def __init__(self, memory: NgramMemory, config: ModelConfig) -> None:
        self._memory, self._rows = memory, config.table_rows
        self._prompt: Sequence[int] = ()
        self._begun = self._read(())

    def example(
        self,
        prompt: Sequence[int],
        answer: Sequence[int],
        *,
        verdict: float | None = None,
        group: int = -1,
        learn: bool = True,
    ) -> Example:
        """`prompt` fills whole patches. Without `learn` only the verdict counts."""
        assert len(prompt) % PATCH == 0
        features = self._features(prompt, padded(answer))
        targets = next_symbols(features.symbols)
        weights = np.where(targets == IGNORED, 0.0, ANSWER_WEIGHT if learn else 0.0).astype(
            np.float32
        )
        weights[: len(prompt)] = np.minimum(weights[: len(prompt)], CONTEXT_WEIGHT)
        return Example(features, targets, weights, verdict=verdict, group=group)

    def turns(self, prompt: Sequence[int], turns: Sequence[tuple[Sequence[int], bool]]) -> Example:
        """A prompt and what follows it, each with whether it is the model's own. All fill whole
        patches."""
        told, own = list[int](), [False] * len(prompt)
        for turn, is_own in turns:
            told += turn
            own += [is_own] * len(turn)
        assert len(prompt) % PATCH == len(told) % PATCH == 0
        features = self._features(prompt, told)
        targets = next_symbols(features.symbols)
        # A weight stands at the position before what it weighs.
        weighs = np.append(np.where(own, ANSWER_WEIGHT, CONTEXT_WEIGHT)[1:], 0.0)
        weights = np.where(targets == IGNORED, 0.0, weighs).astype(np.float32)
        return Example(features, targets, weights)

    def _features(self, prompt: Sequence[int], answer: Sequence[int]) -> Features:
        # Rivals share a prompt, which is most of the work.
        if list(prompt) != list(self._prompt):
            self._prompt, self._begun = prompt, self._read(prompt)
        begun, stream = self._begun
        went_on = stream.copy().extend(answer)
        parts = zip(vars(begun).values(), vars(went_on).values(), strict=True)
        return Features(*(np.concatenate(pair) for pair in parts))

    def _read(self, prompt: Sequence[int]) -> tuple[Features, FeatureStream]:
        stream = FeatureStream(self._memory, self._rows)
        return stream.extend(prompt), stream
