"""Fetching: the pinned crates with cargo's own client, the documentation from the toolchain."""

import subprocess
from collections.abc import Iterable
from pathlib import Path

from rusta_model.data.docs_text import render_all
from rusta_model.data.errors import DataError
from rusta_model.data.pins import Pin
from rusta_model.data.progress import Progress
from rusta_model.data.sources import Spine, Toolchain

CHECKSUMS = ".cargo-checksum.json"


def fetch(spine: Spine, progress: Progress) -> dict[str, int]:
    """Bring every source onto the disk; what is there already stays.

    Raises:
        DataError: cargo is missing or fails, or the documentation is not installed.
    """
    missing = [pin for pin in spine.pins if not is_vendored(spine.vendor / pin.id)]
    if missing:
        vendor(spine, progress)
    pages = render_all(spine, progress) if spine.toolchain is not None else 0
    return {"crates": len(spine.pins), "fetched": len(missing), "pages": pages}


def is_vendored(folder: Path) -> bool:
    """cargo writes the checksums last: a folder without them was interrupted."""
    return (folder / CHECKSUMS).is_file()


def vendor(spine: Spine, progress: Progress) -> None:
    """`cargo vendor` of a package that depends on every pin. Crates that are only dependencies are
    vendored, so that the pinned ones build offline, and never read."""
    package = spine.home / "package"
    package.mkdir(parents=True, exist_ok=True)
    (package / "Cargo.toml").write_text(manifest(spine.pins), "utf-8")
    (package / "lib.rs").touch()
    command = ["cargo", "vendor", "--versioned-dirs", str(spine.vendor)]
    progress.step("cargo vendor", None)
    try:
        done = subprocess.run(command, cwd=package, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise DataError("cargo is not on the PATH", remedy="https://rustup.rs") from error
    if done.returncode:
        raise DataError(
            "cargo vendor failed: " + " ".join(done.stderr.split())[-800:],
            remedy="cargo goes on where it stopped: python -m rusta_model.data fetch",
        )


def manifest(pins: Iterable[Pin]) -> str:
    # Build metadata (`+spec-1.1.0`) is no part of a requirement.
    needs = "".join(f'{pin.name} = "={pin.version.partition("+")[0]}"\n' for pin in sorted(pins))
    return (
        '[package]\nname = "rusta-corpus"\nversion = "0.0.0"\nedition = "2021"\n\n'
        f'[lib]\npath = "lib.rs"\n\n[dependencies]\n{needs}'
    )


def toolchain() -> Toolchain:
    """The default toolchain.

    Raises:
        DataError: rustc or its documentation is missing.
    """
    try:
        about = _rustc("-vV")
        sysroot = Path(_rustc("--print", "sysroot").strip())
    except (OSError, subprocess.CalledProcessError) as error:
        raise DataError("rustc does not run", remedy="https://rustup.rs") from error
    fields = dict(line.split(": ", 1) for line in about.splitlines() if ": " in line)
    html = sysroot / "share/doc/rust/html"
    if not (html / "book").is_dir():
        raise DataError("the documentation is not there", remedy="rustup component add rust-docs")
    return Toolchain(fields["release"], fields["commit-hash"], html)


def _rustc(*words: str) -> str:
    # Outside of any project: a rust-toolchain.toml nearby must not choose.
    done = subprocess.run(["rustc", *words], cwd="/", capture_output=True, text=True, check=True)
    return done.stdout
