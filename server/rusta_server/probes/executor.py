"""Executing probes: a method's name to its handler, its answer to evidence."""

import importlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from rusta_server.contracts.canonical import Record, canonical_bytes, sha256_hex
from rusta_server.contracts.probe import (
    CANCELLED,
    INTERNAL_ERROR,
    INVALID_PARAMS,
    METHOD_NOT_FOUND,
    NO_SPACE,
    Evidence,
    Probe,
    ProbeError,
    ProbeFailure,
)
from rusta_server.contracts.tools import METHODS
from rusta_server.probes.context import ProbeContext
from rusta_server.workspace.tokens import Tokens

# One handler a method: `module:function(params, ctx) -> result`, imported when first asked.
_HANDLERS = {
    "workspace.snapshot": "snapshot:run",
    "fs.read": "fs:read",
    "fs.list": "fs:list_files",
    "clock.now": "clock:run",
    "blob.put": "blob:run",
    "tests.baseline": "tests_baseline:run",
    "cargo.check": "cargo_check:run",
    "cargo.test": "cargo_test:run",
    "cargo.fmt": "cargo_fmt:run",
    "rustc.judge": "rustc_judge:run",
    "docs.code": "docs:code",
    "docs.search": "docs:search",
    "docs.show": "docs:show",
    "docs.item": "docs:item",
    "deps.items": "deps:run",
    "git.committed": "git:run",
    "graph.scope": "graph:scope",
    "graph.symbols": "graph:symbols",
    "graph.update": "graph:update",
    "graph.at": "graph_at:run",
    "proposals.at": "proposals_at:run",
    "lm.score": "lm:score",
    "lm.complete": "lm:complete",
    "ra.type_of": "rust_analyzer.type_of:run",
    "ra.find_refs": "rust_analyzer.locations:references",
    "ra.goto_def": "rust_analyzer.locations:definition",
    "ra.goto_implementation": "rust_analyzer.locations:implementation",
    "ra.code_actions": "rust_analyzer.code_actions:run",
    "ra.expand_macro": "rust_analyzer.expand_macro:run",
    "ra.related_tests": "rust_analyzer.related_tests:run",
    "ra.failed_obligations": "rust_analyzer.failed_obligations:run",
    "journal.apply": "journal:apply",
    "journal.record": "journal:record",
    "journal.revert": "journal:revert",
}
_IN_A_SHADOW = frozenset({"cargo.check", "cargo.test", "rustc.judge"})


@dataclass
class LiveExecutor:
    """Executes probes in one context. Failures become `Evidence.error`; nothing is raised but
    KeyboardInterrupt."""

    ctx: ProbeContext

    @property
    def workspace_id(self) -> str:
        return self.ctx.workspace.id

    def execute_all(self, probes: Sequence[Probe]) -> tuple[Evidence, ...]:
        """The answers in the order of the probes. Those that run cargo run side by side, each in a
        shadow of its own, where the sandbox keeps what they run apart: without one, tests of two
        trees could meet at a port or a file."""
        heavy = [probe for probe in probes if probe.method in _IN_A_SHADOW]
        if len(heavy) < 2 or not self._keeps_apart():
            return tuple(self.execute(probe) for probe in probes)
        with ThreadPoolExecutor(len(heavy), "probe") as pool:
            running = [pool.submit(self.execute, probe) for probe in probes]
            try:
                return tuple(each.result() for each in running)
            except BaseException:
                # The pool waits for its threads, and those for their processes.
                self.ctx.cancel.set()
                raise

    def _keeps_apart(self) -> bool:
        try:
            return self.ctx.sandbox.relocates
        except ProbeFailure:
            return False

    def execute(self, probe: Probe) -> Evidence:
        if self.ctx.cancel.is_set():
            return self._error(probe, ProbeError(code=CANCELLED, message="cancelled"))
        if probe.method not in METHODS:
            known = ", ".join(METHODS)
            message = f"no probe is called {probe.method!r}; there are: {known}"
            return self._error(probe, ProbeError(code=METHOD_NOT_FOUND, message=message))
        model, _ = METHODS[probe.method]
        try:
            params = model.model_validate(probe.params)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])
            return self._error(
                probe, ProbeError(code=INVALID_PARAMS, message=f"{place}: {first['msg']}")
            )
        try:
            result = _handler(probe.method)(params, self.ctx)
        except ProbeFailure as failure:
            return self._error(
                probe,
                ProbeError(code=failure.code, message=str(failure), remedy=failure.remedy),
            )
        except OSError as error:
            return self._error(probe, of_os_error(error, self.ctx.tokens))
        return Evidence(
            method=probe.method,
            key=self._key(probe, result),
            result=result.model_dump(mode="json"),
        )

    def _error(self, probe: Probe, error: ProbeError) -> Evidence:
        return Evidence(method=probe.method, key=self._key(probe, None), error=error)

    def _key(self, probe: Probe, result: Record | None) -> str:
        workspace = self.ctx.workspace
        circumstances = {
            "rustc": workspace.rustc_verbose,
            "tree": str(getattr(result, "tree", "")),
            "sandbox": str(getattr(result, "sandbox", "")),
            "env": self.ctx.environment_sha256,
        }
        for name in ("model", "analyzer"):
            if version := getattr(result, name, None):
                circumstances[name] = version
        return sha256_hex(
            canonical_bytes(
                {"method": probe.method, "params": probe.params, "circumstances": circumstances}
            )
        )


def _handler(method: str) -> Any:
    module, function = _HANDLERS[method].split(":")
    return getattr(importlib.import_module(f"rusta_server.probes.{module}"), function)


def of_os_error(error: OSError, tokens: Tokens) -> ProbeError:
    """What a user is told where the disk did not do what it should."""
    import errno

    path = tokens.scrub(str(error.filename or ""))
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return ProbeError(
            code=NO_SPACE,
            message=f"the disk is full: {path}",
            remedy="rusta clean frees the shadow copies",
        )
    return ProbeError(
        code=INTERNAL_ERROR,
        message=f"{error.strerror or error}: {path}",
        remedy="check the permissions, then: rusta doctor",
    )
