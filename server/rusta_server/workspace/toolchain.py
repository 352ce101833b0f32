"""The Rust toolchain a workspace asks for, found without running anything of the repository."""

import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rusta_server.contracts.probe import NOT_TRUSTED, TOOL_MISSING, ProbeFailure
from rusta_server.probes.process import Completed, run_process

_TIMEOUT_S = 60
INSTALL_RUST = "curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh"


@dataclass(frozen=True)
class Toolchain:
    """`verbose` is `rustc -vV`, `cargo_version` is `cargo -V`, `commit` rustc's commit hash (its
    release where a distribution built it without one)."""

    sysroot: Path
    verbose: str
    cargo_version: str
    commit: str

    @property
    def cargo(self) -> Path:
        return self.sysroot / "bin" / "cargo"


def find(directory: Path, environ: Mapping[str, str] | None = None) -> Toolchain:
    """The toolchain that `cargo` would use in `directory` (rust-toolchain.toml, overrides,
    RUSTUP_TOOLCHAIN). Installs nothing.

    Raises:
        ProbeFailure: TOOL_MISSING; NOT_TRUSTED where the repository names a toolchain of its own
            (`path` in rust-toolchain.toml), for that would be its code running as ours.
    """
    environ = os.environ if environ is None else environ
    sysroot = _sysroot(directory, environ)
    if sysroot.is_relative_to(directory.resolve()):
        raise ProbeFailure(
            NOT_TRUSTED,
            f"the toolchain {sysroot} lies inside of the project: it would run unsandboxed",
            "RUSTUP_TOOLCHAIN=stable rusta …",
        )
    # Asked outside of the repository, whose .cargo/config.toml may name another rustc.
    verbose = _ask([str(sysroot / "bin" / "rustc"), "-vV"], Path("/"), environ)
    cargo = _ask([str(sysroot / "bin" / "cargo"), "-V"], Path("/"), environ)
    found = dict(re.findall(r"^([\w-]+): (.+)$", verbose, re.MULTILINE))
    commit = found.get("commit-hash", "unknown")
    return Toolchain(
        sysroot, verbose, cargo.strip(), found["release"] if commit == "unknown" else commit
    )


def _sysroot(directory: Path, environ: Mapping[str, str]) -> Path:
    path = environ.get("PATH")
    rustup = shutil.which("rustup", path=path)
    cargo = shutil.which("cargo", path=path)
    if rustup is not None and (cargo is None or _is_proxy(Path(cargo), Path(rustup))):
        done = _run([rustup, "which", "cargo"], directory, environ)
        if done.returncode != 0:
            raise _missing_toolchain(done)
        return Path(done.stdout.decode().strip()).resolve().parent.parent
    rustc = shutil.which("rustc", path=path)
    if cargo is None or rustc is None:
        raise ProbeFailure(TOOL_MISSING, "no Rust toolchain: cargo was not found", INSTALL_RUST)
    return Path(_ask([rustc, "--print", "sysroot"], Path("/"), environ).strip()).resolve()


def _is_proxy(cargo: Path, rustup: Path) -> bool:
    """rustup's proxies are links to rustup itself, hard or symbolic."""
    try:
        return cargo.samefile(rustup) or cargo.stat().st_size == rustup.stat().st_size
    except OSError:
        return False


def _missing_toolchain(done: Completed) -> ProbeFailure:
    said = done.stderr.decode(errors="replace")
    first = next((ln for ln in said.splitlines() if ln.startswith("error:")), said.strip())
    name = re.search(r"toolchain '([^']+)'", first)
    remedy = f"rustup toolchain install {name[1]}" if name else "rustup show"
    return ProbeFailure(TOOL_MISSING, first.removeprefix("error: "), remedy)


def _ask(argv: list[str], cwd: Path, environ: Mapping[str, str]) -> str:
    done = _run(argv, cwd, environ)
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip()
        raise ProbeFailure(TOOL_MISSING, f"{argv[0]} does not work: {said}", INSTALL_RUST)
    return done.stdout.decode()


def _run(argv: list[str], cwd: Path, environ: Mapping[str, str]) -> Completed:
    # RUSTUP_AUTO_INSTALL: rustup would otherwise download what rust-toolchain.toml names.
    env = {**environ, "RUSTUP_AUTO_INSTALL": "0", "RUST_BACKTRACE": "0"}
    return run_process(argv, cwd=cwd, env=env, timeout_s=_TIMEOUT_S)
