"""Which file a `mod x;` names. Pure; the rules are those of the Rust Reference, "Modules", but for
`#[path]` on a `mod … { }` and in `cfg_attr`, which are not looked at."""

import posixpath
from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Declaration(NamedTuple):
    """A `mod x;` of some file: `inline` are the `mod … { }` around it, outermost first; `path` its
    `#[path]`, `` without one."""

    module: int
    name: str
    inline: tuple[str, ...]
    path: str


class Placed(NamedTuple):
    """`file` is the source of `module` (a crate's node for its root)."""

    module: int
    file: str


def place(
    crates: Sequence[tuple[int, str]],
    declarations: Mapping[str, Sequence[Declaration]],
    files: frozenset[str],
) -> list[Placed]:
    """Walk the module trees of `crates` (node, root file), in their order; files named twice are
    placed twice. Files that no module names are in nobody's result."""
    found: list[Placed] = []
    for node, root in crates:
        pending = [(node, root, True)]
        entered: set[str] = set()
        while pending:
            module, file, owns_folder = pending.pop()
            if file not in files:
                continue
            found.append(Placed(module, file))
            if file in entered:
                continue
            entered.add(file)
            for declaration in reversed(declarations.get(file, ())):
                named = _named(declaration, file, owns_folder, files)
                if named is not None:
                    pending.append((declaration.module, *named))
    return found


def _named(
    declaration: Declaration, file: str, owns_folder: bool, files: frozenset[str]
) -> tuple[str, bool] | None:
    """The file, and whether its own modules lie beside it (roots, mod.rs, `#[path]`) rather than in
    a folder of its name."""
    folder, base = posixpath.split(file)
    below = folder if owns_folder else posixpath.join(folder, base.removesuffix(".rs"))
    nested = posixpath.join(below, *(name.removeprefix("r#") for name in declaration.inline))
    if declaration.path:
        start = nested if declaration.inline else folder
        return posixpath.normpath(posixpath.join(start, declaration.path)), True
    name = declaration.name.removeprefix("r#")
    plain = posixpath.join(nested, f"{name}.rs")
    if plain in files:
        return plain, False
    in_folder = posixpath.join(nested, name, "mod.rs")
    return (in_folder, True) if in_folder in files else None
