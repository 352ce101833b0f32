"""Who says yes to a proven patch: a person at the terminal, or the threshold."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import click

from rusta_server.cli.output import out
from rusta_server.cli.render.proposal import print_proposal
from rusta_server.contracts.policy import Thresholds
from rusta_server.contracts.proof import Proposal
from rusta_server.contracts.results import ProposeResult
from rusta_server.runner.fix import Choice


class Asking:
    """Shows the patch and asks y/n/skip/quit. `pause` stops the progress bar meanwhile."""

    def __init__(
        self, pause: Callable[[], AbstractContextManager[None]], thresholds: Thresholds
    ) -> None:
        self._pause, self._thresholds = pause, thresholds

    def __call__(self, proposal: Proposal, result: ProposeResult) -> Choice:
        with self._pause():
            print_proposal(out, proposal, self._thresholds)
            answer = click.prompt(
                "Apply this patch?",
                type=click.Choice(["y", "n", "skip", "quit"]),
                default="n",
                show_default=True,
            )
        if answer == "y":
            return "apply"
        return "quit" if answer == "quit" else "skip"


class Automatic:
    """Applies what reaches `threshold` (basis points)."""

    def __init__(self, threshold: int, thresholds: Thresholds, *, show: bool) -> None:
        self._threshold, self._thresholds, self._show = threshold, thresholds, show

    def __call__(self, proposal: Proposal, result: ProposeResult) -> Choice:
        if self._show:
            print_proposal(out, proposal, self._thresholds, explain=False)
        return "apply" if proposal.confidence.bp >= self._threshold else "skip"
