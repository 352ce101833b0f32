"""Compile every crate's dependencies once, and record the rustc command line of each crate.

One throw-away package depends on all crates of the list; `cargo check --offline` of it, with a
wrapper that writes down each rustc call, leaves the metadata of all of them in one target folder.
"""

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rusta_model.data.fetch import manifest
from rusta_model.data.pins import Pin
from rusta_server.probes.judge_units import Unit
from rusta_server.probes.process import run_process
from rusta_server.probes.sandbox.base import Bind, Sandbox, View
from rusta_server.probes.sandbox.bwrap import HOME_INSIDE
from rusta_server.probes.sandbox.environment import fixed

_TIMEOUT_S = 6 * 3600.0

_WRAPPER = """#!/bin/sh
key=
for word; do
  case $word in extra-filename=-*) key=${word#extra-filename=-} ;; esac
done
if [ -n "$key" ]; then
  at=$RUSTA_UNITS
  { printf '%s\\0' "$#" "$PWD" "$@"; env -0; } > "$at/.$key.$$" && mv "$at/.$key.$$" "$at/$key"
fi
exec "$@"
"""
# What cargo and build scripts tell a crate; nothing of the machine.
_DROPPED = frozenset(
    """
    CARGO_MAKEFLAGS MAKEFLAGS MFLAGS RUSTC_WRAPPER RUSTA_UNITS PWD OLDPWD SHLVL _ CARGO_TARGET_DIR
    HOME USER TERM SHELL LOGNAME HOSTNAME LANG
    """.split()
)
_TOLD_BY_CARGO = re.compile(r"CARGO_(?!HOME|HTTP|NET|REGISTR|TARGET_)\w+|OUT_DIR|LD_LIBRARY_PATH")
_OUTER = re.compile(r".*(PROXY|TOKEN|SECRET|PASSW|CREDENTIAL|CERT|CA_BUNDLE|_KEY\b).*", re.I)


@dataclass(frozen=True)
class CrateUnit:
    """A library crate as cargo had it compiled: `folder` holds its sources, `unit` its command."""

    name: str
    version: str
    unit: Unit

    @property
    def key(self) -> str:
        return f"{self.name}-{self.version}"

    @property
    def folder(self) -> Path:
        return Path(self.unit.manifest_dir)

    @property
    def readable(self) -> tuple[Path, ...]:
        """What the compiler reads beside the crate's folder: itself and compiled dependencies."""
        compiler = Path(self.unit.argv[0]).resolve()
        target = Path(self.unit.out_dir).parent
        return (compiler.parent.parent, target)

    def command(self, folder: Path, out: Path, emit: Iterable[str]) -> list[str]:
        """The command line that compiles the copy in `folder`."""
        words: list[str] = []
        for word in self.unit.into(str(out), frozenset()):
            if word.startswith("--emit="):
                words += emit
            elif word.startswith("--json="):
                words.append("--json=diagnostic-short")
            elif word.startswith(str(self.folder)):
                words.append(str(folder) + word[len(str(self.folder)) :])
            else:
                words.append(word)
        return [*words, "--cap-lints=allow"] if "--cap-lints" not in words else words

    def environment(self, folder: Path) -> dict[str, str]:
        env = {
            name: value.replace(str(self.folder), str(folder))
            for name, value in self.unit.env.items()
        }
        return env | {"PATH": "/usr/bin:/bin", "HOME": "/tmp", "RUST_BACKTRACE": "0"}


def recorded(units: Path) -> dict[str, CrateUnit]:
    """The library crates among the recordings, by `name-version`; of several builds of one crate
    the one with the most features."""
    found: dict[str, CrateUnit] = {}
    for path in sorted(units.iterdir()):
        crate = None if path.name.startswith(".") else _read(path)
        if crate is None:
            continue
        old = found.get(crate.key)
        if old is None or _features(old) < _features(crate):
            found[crate.key] = crate
    return dict(sorted(found.items()))


def _read(path: Path) -> CrateUnit | None:
    words = path.read_bytes().decode(errors="replace").split("\0")
    count = int(words[0])
    argv, pairs = words[2 : 2 + count], words[2 + count :]
    named = (pair.partition("=") for pair in pairs if "=" in pair)
    env = {n: v for n, _, v in named if _kept(n)}
    name, version = env.get("CARGO_PKG_NAME", ""), env.get("CARGO_PKG_VERSION", "")
    unit = Unit(key=path.name, argv=tuple(argv), env=env, cwd=words[1], package=name)
    is_lib = "lib" in argv and argv[argv.index("lib") - 1] == "--crate-type"
    if not name or unit.is_build_script or not is_lib:
        return None
    return CrateUnit(name, version, unit)


def _kept(name: str) -> bool:
    if _TOLD_BY_CARGO.fullmatch(name):
        return name not in _DROPPED
    # The rest is what build scripts set with `cargo:rustc-env`, and the outer environment.
    return name not in _DROPPED and name not in os.environ and not _OUTER.fullmatch(name)


def _features(crate: CrateUnit) -> int:
    return sum(word.startswith("feature=") for word in crate.unit.argv)


def compile_all(
    home: Path, vendor: Path, pins: Sequence[Pin], *, jobs: int, sandbox: Sandbox
) -> int:
    """Check a package that depends on all of `pins` (with `vendor` in place of the registry); what
    does not compile is left out. Held-out crates come first.

    Returns cargo's exit status, which is not 0 where a crate did not compile.

    Raises:
        ProbeFailure: NO_SANDBOX, TOOL_MISSING.
    """
    project, units, target = home / "corpus", home / "units", home / "target"
    for folder in (project / ".cargo", units, target, home / "cargo"):
        folder.mkdir(parents=True, exist_ok=True)
    (project / "Cargo.toml").write_text(manifest(pins), "utf-8")
    (project / "lib.rs").touch()
    (project / ".cargo" / "config.toml").write_text(
        '[source.crates-io]\nreplace-with = "vendored"\n'
        f'[source.vendored]\ndirectory = "{vendor}"\n'
    )
    wrapper = home / "rustc-recorded"
    wrapper.write_text(_WRAPPER)
    wrapper.chmod(0o755)
    sysroot = Path(
        run_process(
            ["rustc", "--print", "sysroot"], cwd=home, env=dict(os.environ), timeout_s=60
        ).stdout.decode().strip()
    )  # fmt: skip
    env = {
        **fixed(),
        "PATH": f"{sysroot}/bin:/usr/bin:/bin",
        "HOME": str(HOME_INSIDE),
        "CARGO_HOME": str(home / "cargo"),
        "CARGO_TARGET_DIR": str(target),
        "CARGO_PROFILE_DEV_DEBUG": "0",
        "RUSTC": f"{sysroot}/bin/rustc",
        "RUSTC_WRAPPER": str(wrapper),
        "RUSTA_UNITS": str(units),
    }
    binds = [Bind(sysroot, sysroot), Bind(vendor, vendor), Bind(home, home, writable=True)]
    command = ["cargo", "check", "--offline", "--keep-going", "--ignore-rust-version", f"-j{jobs}"]
    code = 0
    for section in ("heldout", "validation", "train"):
        names = [f"{pin.name}@{pin.version}" for pin in pins if pin.split == section]
        chosen = [word for name in names for word in ("-p", name)] if section != "train" else []
        done = sandbox.run(
            [*command, *chosen], view=View(tuple(binds)), cwd=project, env=env, timeout_s=_TIMEOUT_S
        )
        (home / f"prepare-{section}.log").write_bytes(done.stderr)
        code = code or done.returncode
    return code
