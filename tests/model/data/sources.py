"""Sources made by hand, as fetching leaves them: vendored crates and rendered pages."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from rusta_model.data import clean, ledger, split
from rusta_model.data.ledger import Ledger
from rusta_model.data.pins import Pin
from rusta_model.data.progress import Silent
from rusta_model.data.sources import Spine, Toolchain
from rusta_server.contracts.dataset import Split

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def rust(seed: int, functions: int = 12) -> str:
    """A Rust file whose every function says something else."""
    return "\n".join(
        f"pub fn compute_{seed}_{i}(value_{i}: u64, other: &str) -> Option<u64> {{\n"
        f"    let step_{seed} = value_{i}.checked_mul(other.len() as u64 + {seed * 31 + i})?;\n"
        f"    step_{seed}.checked_add(name_{seed}_{i}(other))\n}}\n"
        for i in range(functions)
    )


def vendor(
    home: Path, name: str, files: Mapping[str, str | bytes], *, version: str = "1.0.0",
    licence: str | None = "MIT OR Apache-2.0", commit: str | None = COMMIT,
    repository: str | None = None,
) -> Path:  # fmt: skip
    """A crate as `cargo vendor --versioned-dirs` writes it."""
    folder = home / "vendor" / f"{name}-{version}"
    manifest = f'[package]\nname = "{name}"\nversion = "{version}"\n'
    manifest += f'license = "{licence}"\n' if licence is not None else ""
    manifest += f'repository = "{repository}"\n' if repository is not None else ""
    written: dict[str, str | bytes] = {"Cargo.toml": manifest, **files}
    if commit is not None:
        written[".cargo_vcs_info.json"] = json.dumps({"git": {"sha1": commit}, "path_in_vcs": ""})
    hashes = {}
    for path, text in written.items():
        data = text if isinstance(text, bytes) else text.encode()
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
        hashes[path] = hashlib.sha256(data).hexdigest()
    package = hashlib.sha256(json.dumps(hashes, sort_keys=True).encode()).hexdigest()
    checksums = {"files": hashes, "package": package}
    (folder / ".cargo-checksum.json").write_text(json.dumps(checksums))
    return folder


def pages(home: Path, toolchain: Toolchain, source: str, texts: dict[str, str]) -> None:
    """A book's pages as fetching renders them."""
    folder = home / "docs" / f"{source}-{toolchain.release}"
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    (folder / ".done").write_text(str(len(texts)))


def pin(name: str, split: Split = "train", version: str = "1.0.0") -> Pin:
    return Pin(name, version, split)


def spine(home: Path, *pins: Pin, toolchain: Toolchain | None = None) -> Spine:
    return Spine(home, tuple(sorted(pins)), toolchain)


def entered(made: Spine) -> Ledger:
    return ledger.build(made, Silent())


def corpus(made: Spine) -> Ledger:
    """Ledger, cleaned files and splits."""
    found = entered(made)
    clean.clean(made, found, Silent(), workers=1)
    split.split(made, found, Silent())
    return found
