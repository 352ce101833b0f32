"""`cargo.fmt`: the edits that would make files rustfmt-clean. Nothing is written."""

import difflib
import os
import re
from collections.abc import Iterator
from pathlib import Path

from rusta_server.contracts.edits import Edit
from rusta_server.contracts.probe import TOOL_MISSING, UNREADABLE, ProbeFailure
from rusta_server.contracts.tools import FmtParams, FmtResult
from rusta_server.patches.shadow import Shadow
from rusta_server.probes.context import ProbeContext

_TIMEOUT_S = 60
_REMEDY = "rustup component add rustfmt"
_NEWEST_EDITION = "2024"


def run(params: FmtParams, ctx: ProbeContext) -> FmtResult:
    """Each file by itself (its modules are not followed), in its package's edition, with the
    rustfmt.toml that cargo fmt would use.

    Raises:
        ProbeFailure: TOOL_MISSING (no rustfmt), UNREADABLE (no such file, or it does not parse),
            REFUSED (a path that is no token of this workspace).
    """
    edits: list[Edit] = []
    with ctx.shadows.lease() as shadow:
        shadow.sync()
        with shadow.overlaid(params.overlays):
            for path in sorted(set(params.paths)):
                before = _read(shadow, ctx, path)
                edits += line_edits(path, before, _formatted(shadow, ctx, path, before))
    return FmtResult(edits=tuple(edits))


def _read(shadow: Shadow, ctx: ProbeContext, path: str) -> bytes:
    try:
        return shadow.layout.on_disk(ctx.tokens.from_token(path)).read_bytes()
    except OSError as error:
        raise ProbeFailure(UNREADABLE, f"{path}: {error.strerror}") from error


def _formatted(shadow: Shadow, ctx: ProbeContext, path: str, before: bytes) -> bytes:
    rustfmt = ctx.workspace.sysroot / "bin" / "rustfmt"
    if not os.access(rustfmt, os.X_OK):
        raise ProbeFailure(TOOL_MISSING, "rustfmt is not installed", _REMEDY)
    # From standard input it formats one file; its configuration is looked up from the directory.
    done = shadow.run(
        [str(rustfmt), "--edition", _edition(ctx, path), "--color", "never"],
        cwd_token=path.rpartition("/")[0],
        timeout_s=_TIMEOUT_S,
        cancel=ctx.cancel,
        stdin=before,
    )
    if done.returncode != 0:
        said = ctx.tokens.scrub(done.stderr.decode(errors="replace")).strip()
        if "is not installed" in said or "not applicable to" in said:
            raise ProbeFailure(TOOL_MISSING, "rustfmt is not installed", _REMEDY)
        first = re.sub(r"^error: ", "", said.partition("\n")[0])
        raise ProbeFailure(UNREADABLE, f"rustfmt cannot format {path}: {first}", "rusta diagnose")
    return done.stdout


def _edition(ctx: ProbeContext, path: str) -> str:
    """That of the package whose folder holds the file, the innermost one."""
    file = ctx.tokens.from_token(path)
    holders = [
        package
        for package in ctx.workspace.metadata.packages
        if file.is_relative_to(package.manifest_path.parent)
    ]
    deepest = max(holders, key=lambda p: len(Path(p.manifest_path).parts), default=None)
    return deepest.edition if deepest is not None else _NEWEST_EDITION


def line_edits(path: str, before: bytes, after: bytes) -> Iterator[Edit]:
    """The changed runs of lines, as edits of `before`, in order."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line))
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            text = b"".join(new[c:d]).decode()
            yield Edit(path=path, start=starts[a], end=starts[b], text=text)
