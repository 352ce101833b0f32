"""Where a rust-analyzer of our own runs: in the sandbox, on a shadow that nobody else writes to.

It runs the build scripts and procedural macros of the repository, and so it is let in, and held,
like everything else that does. Its shadow stays as it was when it started; what changed since is
told to it as open documents.
"""

import os
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass

from filelock import FileLock, Timeout

from rusta_server.contracts.probe import REFUSED, TOOL_MISSING, ProbeFailure
from rusta_server.patches.shadow import Shadow
from rusta_server.patches.shadow_layout import Layout
from rusta_server.patches.shadow_store import make_store
from rusta_server.probes.context import ProbeContext
from rusta_server.probes.process import Cancel
from rusta_server.probes.sandbox.base import Command
from rusta_server.workspace.tree import Tree

# Beside those of the pool, whose numbers begin at 0; one for each process that has one.
_NUMBERS = range(90, 93)
INSTALL = "rustup component add rust-analyzer rust-src"


@dataclass(frozen=True)
class Place:
    """`root` is the workspace root as rust-analyzer sees it. `hashes` are those of the files it
    started with."""

    layout: Layout
    command: Command
    hashes: Mapping[str, tuple[bool, str]]
    held: ExitStack


def prepare(ctx: ProbeContext) -> Place:
    """A synced shadow and the command to run in it; `held` gives the shadow back.

    Raises:
        ProbeFailure: TOOL_MISSING, NO_SANDBOX, NOT_TRUSTED, REFUSED (other processes have all
            places), and what `Shadow.sync` raises.
    """
    workspace = ctx.workspace
    program = workspace.sysroot / "bin" / "rust-analyzer"
    if not program.exists():
        raise ProbeFailure(TOOL_MISSING, "rust-analyzer is not installed", INSTALL)
    sandbox = ctx.shadows.sandbox
    make_store(workspace, ctx.store)
    prefix = "shadow" if sandbox.relocates else f"shadow-{sandbox.mode}"
    with ExitStack() as stack:
        folder = ctx.store / f"{prefix}-{_first_free(ctx, prefix, stack)}"
        layout = Layout(workspace, sandbox, folder)
        shadow = Shadow(
            layout,
            ctx.tokens,
            ctx.tree,
            warm_from=(workspace.build_directory,),
            max_bytes=ctx.shadow_limit_mib << 20,
            cancel=Cancel(),
        )
        tree = _synced(shadow, ctx)
        env = layout.environment({"RA_LOG": "error"}, os.environ)
        command = sandbox.command(
            [str(program)], view=layout.view(env), cwd=layout.inside(workspace.root), env=env
        )
        return Place(layout, command, tree.hashes, stack.pop_all())


def _synced(shadow: Shadow, ctx: ProbeContext) -> Tree:
    """What the shadow holds. The user may save between the copy and the second look."""
    while True:
        ctx.cancel.check()
        copied = shadow.sync()
        tree = ctx.tree.read()
        if tree.hash == copied:
            return tree


def _first_free(ctx: ProbeContext, prefix: str, stack: ExitStack) -> int:
    for number in _NUMBERS:
        lock = FileLock(f"{ctx.store / prefix}-{number}.lock", thread_local=False)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            continue
        stack.callback(lock.release)
        return number
    raise ProbeFailure(
        REFUSED, f"{len(_NUMBERS)} other rust-analyzers of rusta work on this project already"
    )
