"""What every executor is given: the workspace, its shadows, and ways to report and to stop."""

import os
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Protocol, Self

from rusta_server.contracts.canonical import canonical_bytes, sha256_hex
from rusta_server.contracts.edits import Overlay
from rusta_server.contracts.probe import NOT_TRUSTED, ProbeFailure
from rusta_server.patches.journal_buffers import Buffers
from rusta_server.patches.shadow_pool import ShadowPool
from rusta_server.patches.shadow_store import store_of
from rusta_server.probes.process import Cancel
from rusta_server.probes.sandbox import ladder
from rusta_server.probes.sandbox.base import Sandbox
from rusta_server.probes.sandbox.environment import allowed
from rusta_server.workspace.discover import Workspace, discover, nowhere
from rusta_server.workspace.state import StateDirs, cache_home, private_dir, root_of
from rusta_server.workspace.tokens import Tokens
from rusta_server.workspace.tree import TreeReader
from rusta_server.workspace.trust import TrustStore, require_trust


class Progress(Protocol):
    """`total` None where it is unknown; both None for a bare message."""

    def __call__(self, text: str, done: int | None = None, total: int | None = None) -> None: ...


class Editor(Buffers, Protocol):
    """The open files of an editor: their unsaved text counts as the tree."""

    def overlays(self) -> tuple[Overlay, ...]: ...


class EditorAnalyzer(Protocol):
    """The rust-analyzer of an editor, asked through the editor; it sees what is open there.

    `greet` is told its version and how it counts columns; `ask` is answered with the result of one
    LSP request. Both take until `time.monotonic()` is `until` at most, and raise ProbeFailure:
    TOOL_MISSING (there is none), TIMEOUT, CANCELLED, INTERNAL_ERROR (it answered with an error).
    """

    def overlays(self) -> tuple[Overlay, ...]: ...

    def greet(
        self, until: float, cancel: Cancel
    ) -> tuple[str, Literal["utf-8", "utf-16", "utf-32"]]: ...

    def ask(self, method: str, params: Any, until: float, cancel: Cancel) -> Any: ...


def silent(text: str, done: int | None = None, total: int | None = None) -> None:
    """Progress nobody watches."""


@dataclass
class ProbeContext:
    """One workspace in one session. Everything that costs anything is made when first used.

    `use_sandbox` False is the user's `--no-sandbox`, `consent` their word that replaces a
    remembered trust. `named`: the user named the directory, which trusts it for this run inside of
    a sandbox. `denied`: the editor's own trust says no, whatever is remembered. `spawns_analyzer`:
    whether a rust-analyzer of our own may be started. Whoever opens something for the session
    registers its end with `closing`.
    """

    workspace: Workspace
    selectors: tuple[str, ...] = ()
    use_sandbox: bool = True
    named: bool = True
    consent: bool = False
    denied: bool = False
    shadow_limit_mib: int = 4_096
    cancel: Cancel = field(default_factory=Cancel)
    progress: Progress = silent
    editor: Editor | None = None
    spawns_analyzer: bool = True
    editor_analyzer: EditorAnalyzer | None = None
    closing: ExitStack = field(default_factory=ExitStack)

    @classmethod
    def open(
        cls,
        directory: Path,
        selectors: tuple[str, ...] = (),
        *,
        sandbox: bool = True,
        named: bool = True,
        consent: bool | None = None,
    ) -> Self:
        """Discover the workspace around `directory`; raises what `discover` raises.

        `consent` defaults to `not sandbox`: on the command line `--no-sandbox` is the user's word
        for this run. An editor passes False and needs a remembered trust.
        """
        given = not sandbox if consent is None else consent
        return cls(discover(directory, selectors), selectors, sandbox, named, given)

    @classmethod
    def open_nowhere(cls) -> Self:
        """Without a workspace: an empty one in the cache. Raises ProbeFailure(TOOL_MISSING)."""
        return cls(nowhere(private_dir(cache_home() / "nowhere")))

    @classmethod
    def of_workspace(cls, workspace_id: str) -> Self:
        """The workspace with that id, or an empty one that keeps its id where it is gone."""
        root = root_of(workspace_id)
        if root is not None:
            try:
                return cls(discover(root), named=False)
            except ProbeFailure:
                pass
        context = cls.open_nowhere()
        context.workspace = replace(context.workspace, id=workspace_id)
        return context

    def close(self) -> None:
        self.closing.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @cached_property
    def environment_sha256(self) -> str:
        """Of the variables that builds are shown; part of every evidence's key."""
        return sha256_hex(canonical_bytes(allowed(os.environ)))

    @cached_property
    def state(self) -> StateDirs:
        return StateDirs(self.workspace.id, self.workspace.root)

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
        return ladder.choose(no_sandbox=not self.use_sandbox)

    @cached_property
    def shadows(self) -> ShadowPool:
        """Nothing of the repository runs before a lease, which raises NO_SANDBOX or NOT_TRUSTED."""
        return ShadowPool(
            self.workspace,
            self.tokens,
            self.tree,
            self._admitted,
            self.store,
            max_mib=self.shadow_limit_mib,
            cancel=self.cancel,
        )

    def _admitted(self) -> Sandbox:
        if self.denied:
            raise ProbeFailure(
                NOT_TRUSTED,
                f"the editor does not trust {self.workspace.root} (rusta.trusted is false)",
                "trust the folder in the editor",
            )
        require_trust(
            TrustStore(),
            self.workspace.id,
            self.workspace.root,
            mode=self.sandbox.mode,
            named=self.named,
            consent=self.consent,
        )
        return self.sandbox
