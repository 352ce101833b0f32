"""Units: the rustc command lines behind a `cargo check`, kept so that they can be run again.

A wrapper set as RUSTC_WRAPPER (which is no part of cargo's fingerprints) writes down the arguments
and the environment of every rustc that compiles a crate of the workspace. cargo runs it for dirty
crates only; the recordings of fresh ones are still good, since whatever changes a command line
makes the crate dirty. A recording is only ever run in the sandbox it comes from.
"""

import contextlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from rusta_server.contracts.canonical import canonical_bytes, sha256_hex
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.patches.shadow import Shadow
from rusta_server.probes.cargo_run import diagnostics_in
from rusta_server.probes.context import ProbeContext
from rusta_server.probes.diagnostics.messages import CargoMessage
from rusta_server.workspace.cargo_config import rustc_wrapper
from rusta_server.workspace.metadata import CargoPackage, CargoTarget

FOLDER = "rusta"
# The wrapper lives in the shadow's target folder, the only place a sandboxed process may write to
# beside the tree. Words are counted first, since arguments may be empty.
_WRAPPER = """#!/bin/sh
case $CARGO_MANIFEST_DIR in "" | "$CARGO_HOME"/*) exec "$@" ;; esac
key=
for word; do
  case $word in extra-filename=-*) key=${word#extra-filename=-} ;; esac
done
if [ -n "$key" ]; then
  at=${0%/*}/units
  { printf '%s\\0' "$#" "$PWD" "$@"; env -0; } > "$at/.$key.$$" && mv "$at/.$key.$$" "$at/$key"
fi
exec "$@"
"""
# cargo's job server is gone when a recording is run again, and the wrapper is not wanted then.
_NOT_KEPT = frozenset(
    {"CARGO_MAKEFLAGS", "MAKEFLAGS", "MFLAGS", "RUSTC_WRAPPER", "PWD", "OLDPWD", "SHLVL", "_"}
)
_HASH = re.compile(r"-([0-9a-f]{16})\.(?:rmeta|rlib|so|dylib|dll|exe)?$")
_TARGET_SELECTORS = re.compile(
    r"--(all-targets|tests?|examples?|bench(es)?|lib|bins?|profile|target|release)\b"
)


@dataclass(frozen=True)
class Unit:
    """One crate as cargo has it compiled. `argv` begins with the compiler (clippy-driver and rustc
    under clippy); paths are those inside of the sandbox."""

    key: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(hash=False)
    cwd: str = ""
    package: str = ""
    target: str = ""

    @property
    def crate(self) -> str:
        return self._after("--crate-name")

    @property
    def root(self) -> Path:
        """The crate's root file."""
        return Path(self.cwd, next((w for w in self.argv if w.endswith(".rs")), ""))

    @property
    def out_dir(self) -> str:
        return self._after("--out-dir")

    @property
    def manifest_dir(self) -> str:
        return self.env.get("CARGO_MANIFEST_DIR", "")

    @property
    def is_build_script(self) -> bool:
        return self.crate.startswith("build_script_")

    @cached_property
    def needs(self) -> frozenset[str]:
        """Keys of the units whose output it links to."""
        externs = (word for at, word in enumerate(self.argv) if self.argv[at - 1] == "--extern")
        return frozenset(m[1] for m in map(_HASH.search, externs) if m)

    def into(self, out_dir: str, rebuilt: frozenset[str]) -> list[str]:
        """The command line that writes to `out_dir`, and takes what was `rebuilt` from there."""
        words: list[str] = []
        for word in self.argv:
            before = words[-1] if words else ""
            found = _HASH.search(word) if before == "--extern" else None
            if before == "--out-dir":
                words.append(out_dir)
            elif found is not None and found[1] in rebuilt:
                name, _, path = word.partition("=")
                words.append(f"{name}={out_dir}/{path.rpartition('/')[2]}")
            elif before == "-C" and word.startswith("incremental="):
                # A session with errors is never saved: there is nothing to gain.
                words.pop()
            else:
                words.append(word)
        return [*words, "-L", f"dependency={out_dir}"] if rebuilt else words

    def _after(self, option: str) -> str:
        return self.argv[self.argv.index(option) + 1] if option in self.argv else ""


@dataclass(frozen=True)
class Units:
    """What one `cargo check` compiled. `complete`: nothing that it should have compiled was left
    out because something it needs is broken. `errors`: what it reported, unmerged."""

    units: tuple[Unit, ...]
    complete: bool
    errors: tuple[Diagnostic, ...]
    missing: tuple[str, ...] = ()
    """Source files of crates that were fresh and of which there is no recording."""


class Recorder:
    """The recordings of one shadow, and which of them make up its last check."""

    def __init__(self, shadow: Shadow, ctx: ProbeContext) -> None:
        self._shadow, self._ctx = shadow, ctx
        self.folder = shadow.target_dir / FOLDER
        self._before: dict[str, int] = {}

    @property
    def _last(self) -> Path:
        return self._shadow.layout.folder / "last-check.json"

    @property
    def _wrapped(self) -> bool:
        """A wrapper of the user's is in force (compiler caches are switched off in a shadow)."""
        env = self._shadow.layout.environment({}, os.environ)
        configured = env.get("CARGO_BUILD_RUSTC_WRAPPER", rustc_wrapper(self._shadow.workspace))
        return bool(env.get("RUSTC_WRAPPER", configured))

    def begin(self) -> dict[str, str]:
        """Call before a check: forgets the last one; returns the environment to run it with.
        Empty where the user has a wrapper of their own."""
        self._last.unlink(missing_ok=True)
        if self._wrapped:
            return {}
        (self.folder / "units").mkdir(parents=True, exist_ok=True)
        wrapper = self.folder / "rustc-recorded"
        if not wrapper.exists() or wrapper.read_text() != _WRAPPER:
            wrapper.unlink(missing_ok=True)
            wrapper.write_text(_WRAPPER)
            wrapper.chmod(0o755)
        self._before = self._times()
        inside = self._shadow.layout.inside_target / FOLDER / wrapper.name
        return {"RUSTC_WRAPPER": str(inside)}

    def end(
        self,
        messages: Sequence[CargoMessage],
        *,
        ok: bool,
        gate: str,
        selectors: Sequence[str],
        tree: str,
    ) -> None:
        """Call after it, with the tree it saw."""
        ran = {key for key, time in self._times().items() if self._before.get(key) != time}
        seen, missing = self._fresh(messages)
        errors = [d for d in diagnostics_in(messages, self._ctx) if d.level in ("error", "ice")]
        last = {
            "of": self._key(gate, selectors, tree),
            "units": sorted(ran | seen),
            "ok": ok,
            "missing": sorted(missing),
            "errors": [error.model_dump(mode="json") for error in errors],
        }
        self._last.write_bytes(canonical_bytes(last))

    def last(self, *, gate: str, selectors: Sequence[str], tree: str) -> Units | None:
        """The units of the last check in this shadow, if it was this very one."""
        try:
            last = json.loads(self._last.read_bytes())
        except (OSError, ValueError):
            return None
        if last["of"] != self._key(gate, selectors, tree):
            return None
        units = tuple(u for u in map(self._read, last["units"]) if u is not None)
        if len(units) < len(last["units"]):
            return None
        errors = tuple(Diagnostic.model_validate(error) for error in last["errors"])
        complete = bool(last["ok"]) or self._all_reached(units, selectors)
        return Units(_in_order(units), complete, errors, tuple(last["missing"]))

    def _key(self, gate: str, selectors: Sequence[str], tree: str) -> str:
        environment = self._ctx.environment_sha256
        return sha256_hex(canonical_bytes([gate, list(selectors), tree, environment]))

    def _times(self) -> dict[str, int]:
        with os.scandir(self.folder / "units") as entries:
            return {e.name: e.stat().st_mtime_ns for e in entries if not e.name.startswith(".")}

    def _fresh(self, messages: Iterable[CargoMessage]) -> tuple[set[str], set[str]]:
        """Keys of the workspace's crates that cargo found fresh, and the source files of those
        without a recording."""
        ours = {package.id for package in self._ctx.workspace.metadata.packages}
        found: set[str] = set()
        missing: set[str] = set()
        for message in messages:
            target = message.get("target")
            if message["reason"] != "compiler-artifact" or target is None:
                continue
            keys = {m[1] for m in map(_HASH.search, message.get("filenames", ())) if m}
            recorded = {key for key in keys if (self.folder / "units" / key).exists()}
            found |= recorded
            if (
                not recorded
                and message.get("package_id") in ours
                and "custom-build" not in target["kind"]
            ):
                missing.add(self._ctx.tokens.to_token(target["src_path"]))
        return found, missing

    def _read(self, key: str) -> Unit | None:
        try:
            words = (self.folder / "units" / key).read_bytes().decode().split("\0")
            count = int(words[0])
        except (OSError, ValueError):
            return None
        cwd, argv, pairs = words[1], words[2 : 2 + count], words[2 + count :]
        named = (pair.partition("=") for pair in pairs if "=" in pair)
        env = {name: value for name, _, value in named if name not in _NOT_KEPT}
        package, target = self._named(argv, cwd)
        return Unit(
            key=key,
            argv=tuple(argv),
            env=env,
            cwd=cwd,
            package=package.name if package else env.get("CARGO_PKG_NAME", ""),
            target=f"{target.kind[0]}:{target.name}" if target else "",
        )

    def _named(
        self, argv: Sequence[str], cwd: str
    ) -> tuple[CargoPackage | None, CargoTarget | None]:
        """The target that a command line compiles, found by its source file and crate name."""
        sources = {self._ctx.tokens.to_token(str(Path(cwd, w))) for w in argv if w.endswith(".rs")}
        name = argv[argv.index("--crate-name") + 1] if "--crate-name" in argv else ""
        matches = [
            (package, target)
            for package in self._ctx.workspace.metadata.packages
            for target in package.targets
            if self._ctx.tokens.to_token(str(target.src_path)) in sources
        ]
        matches.sort(key=lambda m: m[1].name.replace("-", "_") != name)
        return matches[0] if matches else (None, None)

    def _all_reached(self, units: Sequence[Unit], selectors: Sequence[str]) -> bool:
        """Whether every library and binary of the workspace is among `units`; False where the
        selectors ask for other targets."""
        if any(_TARGET_SELECTORS.match(word) for word in selectors):
            return False
        wanted = {
            (package.name, f"{target.kind[0]}:{target.name}")
            for package in self._ctx.workspace.members
            for target in package.targets
            if not set(target.kind) & {"test", "example", "bench", "custom-build"}
        }
        return wanted <= {(unit.package, unit.target) for unit in units}

    def sources_of(self, unit: Unit) -> frozenset[str]:
        """Token paths of the files it read when it was last compiled, from rustc's dep-info; empty
        where there is none (it has never got past its parser)."""
        inside = Path(unit.out_dir)
        target = self._shadow.layout.inside_target
        if not inside.is_relative_to(target):
            return frozenset()
        path = self._shadow.target_dir / inside.relative_to(target) / f"{unit.crate}-{unit.key}.d"
        with contextlib.suppress(OSError, UnicodeDecodeError):
            return frozenset(
                self._ctx.tokens.to_token(str(Path(unit.cwd, source)))
                for source in _dep_info(path.read_text("utf-8"))
            )
        return frozenset()


def _dep_info(text: str) -> Iterator[str]:
    """The sources in a Makefile-style dep-info file: one rule without prerequisites for each."""
    for line in text.splitlines():
        if line.endswith(":") and not line.startswith("#"):
            yield line[:-1].replace("\\ ", " ")


def _in_order(units: Iterable[Unit]) -> tuple[Unit, ...]:
    """Each after what it needs; else by key."""
    pending = {unit.key: unit for unit in sorted(units, key=lambda u: u.key)}
    ordered: list[Unit] = []
    while pending:
        ready = [key for key, unit in pending.items() if not unit.needs & pending.keys()]
        ordered += [pending.pop(key) for key in ready or list(pending)]
    return tuple(ordered)
