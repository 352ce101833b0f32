"""Published manifests are written by cargo in one normal form, so tables are cut as text."""

import re
import tomllib

from rusta_eval.crates import Tree

_DROPPED = re.compile(r"\[+(bench|example|profile|badges|lints|target\..*dev-dependencies)\b")
_DEV = re.compile(r"\[dev-dependencies\.\"?([\w-]+)")
_FILES = (".cargo-checksum.json", ".cargo-ok", ".cargo_vcs_info.json", "Cargo.lock",
          "Cargo.toml.orig", "rust-toolchain", "rust-toolchain.toml",
          "clippy.toml", "rustfmt.toml")  # fmt: skip
_FOLDERS = ("benches/", "examples/", "fuzz/", ".github/", ".cargo/")


def alone(tree: Tree) -> Tree:
    """`tree` as a workspace of its own, without benches and examples; of the dependencies for
    tests those that a source names. The oldest compiler it allows is not said any more.
    Doctests are off: they would need the upgrade too, and no judge runs them."""
    kept = {p: d for p, d in tree.items() if p not in _FILES and not p.startswith(_FOLDERS)}
    words = b"\n".join(data for path, data in kept.items() if path.endswith(".rs"))
    text = kept["Cargo.toml"].decode()
    tables = [t for t in _tables(text) if not _DROPPED.match(t) and not _unused(t, words)]
    joined = re.sub(r"(?m)^rust-version = .*\n", "", "".join(tables))
    if "[lib]\n" in joined:
        joined = joined.replace("[lib]\n", "[lib]\ndoctest = false\n", 1)
    elif "src/lib.rs" in kept:
        joined = f"{joined.rstrip()}\n\n[lib]\ndoctest = false\n"
    return kept | {"Cargo.toml": f"{joined.rstrip()}\n\n[workspace]\n".encode()}


def with_version(text: str, dependency: str, version: str) -> str:
    """Raises KeyError where no table of the manifest is that of `dependency`."""
    tables = _tables(text)
    for at, table in enumerate(tables):
        if _is_dependency(table, dependency):
            tables[at] = re.sub(r'(?m)^version = ".*"$', f'version = "{version}"', table)
    after = "".join(tables)
    if after == text:
        raise KeyError(dependency)
    return after


def with_edition(text: str, edition: str) -> str:
    if re.search(r"(?m)^edition = ", text):
        return re.sub(r'(?m)^edition = ".*"$', f'edition = "{edition}"', text, count=1)
    return text.replace("[package]\n", f'[package]\nedition = "{edition}"\n', 1)


def requirement(text: str, dependency: str) -> tuple[str, str]:
    """(package name, version requirement) of a dependency. Raises KeyError."""
    spec = tomllib.loads(text)["dependencies"][dependency]
    if isinstance(spec, str):
        return dependency, spec
    return spec.get("package", dependency), spec["version"]


def edition(text: str) -> str:
    return str(tomllib.loads(text)["package"].get("edition", "2015"))


def _is_dependency(table: str, name: str) -> bool:
    return table.startswith((f"[dependencies.{name}]", f'[dependencies."{name}"]',
                             f"[dev-dependencies.{name}]"))  # fmt: skip


def _tables(text: str) -> list[str]:
    return re.split(r"(?m)^(?=\[)", text)


def _unused(table: str, words: bytes) -> bool:
    found = _DEV.match(table)
    name = found[1].replace("-", "_").encode() if found else b""
    return bool(found) and re.search(rb"\b" + name + rb"\b", words) is None
