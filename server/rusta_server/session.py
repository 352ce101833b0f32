"""A session: one workspace opened, its policy, its probes and its runner. What doors hold.

Opening writes nothing into the tree and runs nothing of the repository.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, Self

from rusta_server.contracts.anchor import Anchor
from rusta_server.contracts.canonical import Record
from rusta_server.contracts.explore import ExploreResult
from rusta_server.contracts.probe import NOT_A_PROJECT, ProbeFailure
from rusta_server.contracts.results import ProposeResult
from rusta_server.contracts.tools import ShowParams, ShowResult
from rusta_server.engine.job import Ask, Step
from rusta_server.policy.load import PolicyInForce, load_policy
from rusta_server.probes.context import ProbeContext
from rusta_server.probes.executor import LiveExecutor
from rusta_server.probes.lm import warm_up
from rusta_server.proposals import ProposalStore
from rusta_server.runner.live import Finished, LiveRunner, writer_factory
from rusta_server.state import keep_anchors
from rusta_server.traces.blobs import BlobStore


class ProgressSink(Protocol):
    """Where progress goes; see `rusta_server.cli.progress`."""

    def watch(self, step: Step) -> None: ...

    def report(self, text: str, done: int | None = None, total: int | None = None) -> None: ...

    def paused(self) -> AbstractContextManager[None]: ...


@dataclass
class Session:
    ctx: ProbeContext
    policy: PolicyInForce
    progress: ProgressSink | None = None
    _executor: LiveExecutor = field(init=False)

    def __post_init__(self) -> None:
        self._executor = LiveExecutor(self.ctx)

    @classmethod
    @contextmanager
    def open(
        cls,
        directory: Path,
        *,
        selectors: tuple[str, ...] = (),
        sandbox: bool = True,
        flags: dict[str, dict[str, Any]] | None = None,
        progress: ProgressSink | None = None,
        anywhere: bool = False,
    ) -> Iterator[Self]:
        """Open the workspace around `directory`.

        Raises:
            ProbeFailure: no project, no toolchain, no sandbox, a policy that cannot be read.
        """
        try:
            ctx = ProbeContext.open(directory, selectors=selectors, sandbox=sandbox)
        except ProbeFailure as failure:
            if not (anywhere and failure.code == NOT_A_PROJECT):
                raise
            ctx = ProbeContext.open_nowhere()
        policy = load_policy(ctx.workspace.root, flags=flags)
        ctx.shadow_limit_mib = policy.policy.shadow.max_mib
        ctx.spawns_analyzer = policy.policy.sources.rust_analyzer != "off"
        if progress is not None:
            ctx.progress = progress.report
        session = cls(ctx, policy, progress)
        try:
            yield session
        except KeyboardInterrupt:
            ctx.cancel.set()
            raise
        finally:
            ctx.close()

    def run(self, job: str, request: Record) -> Finished:
        """Run one job live; its trace is kept."""
        state = self.ctx.state
        runner = LiveRunner(
            executor=self._executor,
            writer=writer_factory(state.traces, BlobStore(state.blobs)),
            policy=self.policy.policy,
            watch=self._watch,
        )
        return runner.run(job, request)

    def _watch(self, step: Step) -> None:
        if self.policy.policy.lm.enabled and self.policy.policy.lm.rank and _judges(step):
            # There will be a proof to wait for, and greens to rank before it.
            warm_up()
        if self.progress is not None:
            self.progress.watch(step)

    @property
    def ctx_executor(self) -> LiveExecutor:
        return self._executor

    @property
    def proposals(self) -> ProposalStore:
        return ProposalStore(self.ctx.state.proposals)

    def remember(self, result: Record) -> None:
        """Keep the anchors and proposals of `result`: `rusta show` and `rusta apply` find them."""
        keep_anchors(result, BlobStore(self.ctx.state.blobs))
        if isinstance(result, ExploreResult):
            result = result.proposed
        if isinstance(result, ProposeResult):
            for proposal in result.proposals:
                self.proposals.put(proposal)

    def blob(self, digest: str) -> bytes | None:
        """Kept text by its hash, such as what the compiler printed."""
        return BlobStore(self.ctx.state.blobs).get(digest)

    def pause(self) -> AbstractContextManager[None]:
        return self.progress.paused() if self.progress is not None else nullcontext()


def _judges(step: Step) -> bool:
    return isinstance(step, Ask) and any(probe.method == "rustc.judge" for probe in step.probes)


def show_anchor(workspace_id: str, anchor: Anchor) -> ShowResult:
    """What `anchor`, cited in that workspace, points to now; its hash is checked again."""
    from rusta_server.probes.docs import show

    with ProbeContext.of_workspace(workspace_id) as ctx:
        return show(ShowParams(anchor=anchor), ctx)
