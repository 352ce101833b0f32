"""An endless, shuffled order of things, epoch after epoch: a function of the seed, so that a
position is all there is to remember."""

import random

import numpy as np


class Order:
    """Of `count` things, every one once an epoch."""

    def __init__(self, count: int, seed: int) -> None:
        self._count, self._seed = count, seed
        self._epoch = -1
        self._places = np.zeros(0, np.int64)

    def __getitem__(self, position: int) -> int:
        """Which thing stands at a position of the order."""
        epoch, place = divmod(position, self._count)
        if epoch != self._epoch:
            self._places = np.random.default_rng([self._seed, epoch]).permutation(self._count)
            self._epoch = epoch
        return int(self._places[place])

    def chance(self, position: int) -> random.Random:
        """Chance of a position's own."""
        return random.Random(f"{self._seed}/{position}")
