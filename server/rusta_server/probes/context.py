"""What every executor is given: the workspace, its shadows, and ways to report and to stop."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from rusta_server.contracts.canonical import canonical_bytes, sha256_hex
from rusta_server.patches.shadow_pool import ShadowPool
from rusta_server.patches.shadow_store import store_of
from rusta_server.probes.process import Cancel
from rusta_server.probes.sandbox import ladder
from rusta_server.probes.sandbox.base import Sandbox
from rusta_server.probes.sandbox.environment import allowed
from rusta_server.workspace.discover import Workspace, discover
from rusta_server.workspace.state import StateDirs
from rusta_server.workspace.tokens import Tokens
from rusta_server.workspace.tree import TreeReader
from rusta_server.workspace.trust import TrustStore, require_trust

Progress = Callable[[str, int | None, int | None], None]
"""(message, done, of): `of` None where the total is unknown, both None for a bare message."""


def silent(message: str, done: int | None, of: int | None) -> None:
    """Progress nobody watches."""


@dataclass
class ProbeContext:
    """One workspace in one session. Everything that costs anything is made when first used.

    `no_sandbox`: the user's explicit `--no-sandbox`. `named`: the user named the directory, which
    trusts it for this run inside of a sandbox. `consent`: the explicit flag that replaces a
    remembered trust where there is no sandbox.
    """

    workspace: Workspace
    selectors: tuple[str, ...] = ()
    no_sandbox: bool = False
    named: bool = True
    consent: bool = False
    max_mib: int = 4_096
    cancel: Cancel = field(default_factory=Cancel)
    progress: Progress = silent

    @classmethod
    def open(
        cls,
        directory: Path,
        selectors: tuple[str, ...] = (),
        *,
        no_sandbox: bool = False,
        named: bool = True,
        consent: bool = False,
        max_mib: int = 4_096,
    ) -> "ProbeContext":
        """Discover the workspace around `directory`. Raises what `discover` raises."""
        found = discover(directory, selectors)
        return cls(found, selectors, no_sandbox, named, consent, max_mib)

    @cached_property
    def environment_sha256(self) -> str:
        """Of the variables that builds are shown; part of every evidence's key."""
        return sha256_hex(canonical_bytes(allowed(os.environ)))

    @cached_property
    def state(self) -> StateDirs:
        return StateDirs(self.workspace.id)

    @cached_property
    def store(self) -> Path:
        """The folder of shadows and caches; see `shadow_store.make_store` before writing to it."""
        return store_of(self.workspace)

    @cached_property
    def tokens(self) -> Tokens:
        return Tokens(self.workspace, self.store)

    @cached_property
    def tree(self) -> TreeReader:
        return TreeReader(self.workspace, self.tokens)

    @cached_property
    def sandbox(self) -> Sandbox:
        """Raises ProbeFailure(NO_SANDBOX)."""
        return ladder.choose(no_sandbox=self.no_sandbox)

    @cached_property
    def shadows(self) -> ShadowPool:
        """Raises ProbeFailure(NO_SANDBOX, NOT_TRUSTED): nothing of the repository runs before."""
        require_trust(
            TrustStore(),
            self.workspace.id,
            self.workspace.root,
            mode=self.sandbox.mode,
            named=self.named,
            consent=self.consent,
        )
        return ShadowPool(
            self.workspace,
            self.tokens,
            self.tree,
            self.sandbox,
            self.store,
            max_mib=self.max_mib,
            cancel=self.cancel,
        )
