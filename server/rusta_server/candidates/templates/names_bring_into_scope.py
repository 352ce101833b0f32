"""A name is not in scope.

Where it is missing once and its file writes such names behind a path, put the path in front. Else
import it in the form of its file: into the list of the same parent that stands there, in the order
of its neighbours; several names of one parent together. rustc knows most paths; the other files of
the crate show which of them it goes by, and a few of the standard library are known here.
"""

from collections.abc import Iterator

from rusta_server.candidates.imports import add_import
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.qualify import qualifiers
from rusta_server.candidates.site import Site, primary_site
from rusta_server.candidates.unresolved import CODES as UNRESOLVED
from rusta_server.candidates.unresolved import (
    Missing,
    as_imported,
    defined_paths,
    imports_elsewhere,
    missing,
    suggested_imports,
)
from rusta_server.contracts.candidate import Scene

CODES = (*UNRESOLVED, "E0599")

_KNOWN = {
    name: f"{parent}::{name}"
    for parent, names in {
        "std::collections": "HashMap HashSet BTreeMap BTreeSet VecDeque BinaryHeap",
        "std::rc": "Rc",
        "std::sync": "Arc Mutex RwLock",
        "std::cell": "Cell RefCell",
        "std::fmt": "Display Debug Formatter",
        "std::io": "Read Write BufRead BufReader",
        "std::path": "Path PathBuf",
        "std::borrow": "Cow",
        "std::str": "FromStr",
        "std::error": "Error",
        "std::ops": "Range Deref DerefMut Add Sub Mul Neg Index",
        "std::marker": "PhantomData",
        "std": "fmt io mem cmp iter ptr str env fs thread",
    }.items()
    for name in names.split()
}
_MAX_PATHS = 4


def candidates(scene: Scene) -> Iterator[Offer]:
    found = missing(scene)
    habits, others = qualifiers(scene, found) if found is not None else ([], [])
    first = habits if found is not None and not found.others else []
    for path in (*first, None, *habits, *others):
        if path is None:
            yield from _imports(scene)
        elif found is not None:
            yield from _qualified(found, path)


def _qualified(found: Missing, path: str) -> Iterator[Offer]:
    title = f"Write {path}::{found.name}"
    yield Offer(title, (found.site.insert(found.site.start, f"{path}::"),))
    if found.others:
        places = (found.site, *found.others)
        yield Offer(f"{title} everywhere", tuple(s.insert(s.start, f"{path}::") for s in places))


def _imports(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None:
        return
    suggested = suggested_imports(scene.diagnostic, site)
    paths = [path for path in suggested if "::" in path]
    if scene.diagnostic.code in UNRESOLVED and site.text.isidentifier():
        elsewhere = list(dict.fromkeys(imports_elsewhere(scene, site.text)))
        known = as_imported(_KNOWN[site.text], site) if site.text in _KNOWN else []
        if not paths and (suggested or scene.diagnostic.code != "E0432"):
            paths = known
        agreed = [p for p in elsewhere if not paths or p in paths]
        paths = [*agreed, *paths[:_MAX_PATHS], *defined_paths(scene, site), *known]
    for path in dict.fromkeys(paths):
        for parent, names in _together(scene, site, path):
            edits = add_import(site, site.node, parent, names)
            if edits:
                of_all = ", ".join(parent if n == "self" else f"{parent}::{n}" for n in names)
                yield Offer(f"Import {of_all}", edits)


def _together(scene: Scene, site: Site, path: str) -> Iterator[tuple[str, list[str]]]:
    """(parent, names): with what the file's other errors want of the same parent, of `path` as a
    parent, and alone."""
    parent, _, name = path.rpartition("::")
    wanted = {path}
    for error in scene.errors:
        if error.primary is not None and error.primary.path == site.path:
            wanted |= set(suggested_imports(error, site))
    beside = {p.rpartition("::")[2] for p in wanted if p.rpartition("::")[0] == parent}
    below = {p.rpartition("::")[2] for p in wanted if p.rpartition("::")[0] == path}
    if below:
        yield path, sorted({"self", *below})
    if parent in wanted and parent:
        yield parent, sorted({"self", *beside})
    if len(beside) > 1 and parent:
        yield parent, sorted(beside)
    if parent:
        yield parent, [name]
