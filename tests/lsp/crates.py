"""Small cargo packages for the suite, each in a folder of its own."""

from pathlib import Path

MANIFEST = '[package]\nname = "{name}"\nversion = "0.1.0"\nedition = "2021"\n'
FINE = "pub fn answer() -> u32 {\n    42\n}\n"
BROKEN = (
    "pub fn greet(names: Vec<String>) -> usize {\n"
    "    let taken = names;\n"
    "    taken.len() + names.len()\n"
    "}\n"
)
"""A use after a move: cloning or borrowing mends it."""


class Crate:
    def __init__(self, root: Path, **files: str) -> None:
        """`files` by name without `.rs`, in src/."""
        self.root = root
        (root / "src").mkdir(parents=True)
        (root / "Cargo.toml").write_text(MANIFEST.format(name="tiny"))
        for name, text in files.items():
            self.path(name).write_bytes(text.encode())

    def path(self, name: str = "lib") -> Path:
        return self.root / "src" / f"{name}.rs"

    def uri(self, name: str = "lib") -> str:
        return self.path(name).as_uri()

    def text(self, name: str = "lib") -> str:
        return self.path(name).read_bytes().decode()
