"""The names that errors say are not found, and the paths under which they are known."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from rusta_server.candidates.imports import imported_paths
from rusta_server.candidates.items import items_named
from rusta_server.candidates.module_paths import module_of
from rusta_server.candidates.site import Site, files, primary_site
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.diagnostic import Diagnostic

CODES = (
    "E0107", "E0170", "E0404", "E0405", "E0412", "E0422", "E0423", "E0425", "E0432", "E0433",
    "E0531", "E0532", "E0573", "E0574",
)  # fmt: skip

_IMPORT = re.compile(r"\s*use ([\w:]+);\s*")
_STD = re.compile(r"\bstd::")
_INSTEAD = re.compile(r"consider importing .* instead:")


class Missing(NamedTuple):
    """`site` is where the name stands; `others` are further places in the same file."""

    name: str
    site: Site
    others: tuple[Site, ...]


def missing(scene: Scene) -> Missing | None:
    """The name the diagnostic does not find, written without a path in front of it."""
    site = primary_site(scene)
    if site is None or scene.diagnostic.code not in CODES or not site.text.isidentifier():
        return None
    others = []
    for error in scene.errors:
        if error != scene.diagnostic and error.code in CODES:
            at = primary_site(scene.model_copy(update={"diagnostic": error}))
            if at is not None and at.path == site.path and at.text == site.text:
                others.append(at)
    return Missing(site.text, site, tuple(at for at in others if at.start != site.start))


def suggested_imports(diagnostic: Diagnostic, file: Site) -> list[str]:
    """The paths rustc suggests to import into `file`, in its order; from `core` where the file
    imports from there and not from `std`."""
    paths = []
    for suggestion in diagnostic.suggestions:
        for edit in suggestion.edits:
            found = _IMPORT.fullmatch(edit.text)
            if found is not None and edit.start == edit.end:
                paths.append(found[1])
    for note in diagnostic.notes:
        if _INSTEAD.match(note.message):
            paths += sorted(note.message.split()[-8:], key=lambda p: p.startswith("crate"))
    paths = [path for path in paths if re.fullmatch(r"\w+(::\w+)*", path)]
    return list(dict.fromkeys(p for path in paths for p in as_imported(path, file)))


def as_imported(path: str, file: Site) -> list[str]:
    """A path of the library by the crate its file imports from, then as it is."""
    source = file.source.decode(errors="replace")
    if path.startswith("std::") and "use core::" in source and "use std::" not in source:
        return [_STD.sub("core::", path), path]
    return [path]


def proposes_name(diagnostic: Diagnostic, site: Site) -> bool:
    """Whether rustc suggests a like name in place of the one at `site`, or parts of it."""
    return any(
        site.start <= edit.start and edit.end <= site.end and not edit.text.endswith((":", "."))
        for suggestion in diagnostic.suggestions
        for edit in suggestion.edits
        if edit.path == site.path
    )


def imports_elsewhere(scene: Scene, name: str) -> Iterator[str]:
    """The absolute paths by which other files import `name`."""
    primary = scene.diagnostic.primary
    for file in files(scene):
        if primary is None or file.path != primary.path:
            for known, path in imported_paths(file.tree.root_node):
                if known == name and path.split("::")[0] not in ("self", "super"):
                    yield path.removeprefix("::")


def defined_paths(scene: Scene, site: Site) -> Iterator[str]:
    """The paths under which modules of the crate declare the name at `site`, other than its own."""
    here = module_of(site, site.start)
    for file, node in items_named(scene, site.text):
        parent = node.parent
        if parent is None or parent.type not in ("source_file", "declaration_list"):
            continue
        holder = parent.parent
        if holder is not None and holder.type in ("impl_item", "trait_item"):
            continue
        module = module_of(file, node.start_byte)
        if module != here:
            yield "::".join(("crate", *module, site.text))
