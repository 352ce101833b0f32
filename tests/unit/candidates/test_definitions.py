"""Definitions that no longer fit their uses: the uses are right, and one edit at the definition
mends them all. Several files, for the definition stands elsewhere."""

from pathlib import Path
from textwrap import dedent

import pytest

from rusta_server.candidates import templates
from rusta_server.candidates.offer import named
from rusta_server.contracts.candidate import Candidate, Scene
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import apply_edits
from rusta_server.contracts.policy import Guards
from rusta_server.patches.build import patch_between
from rusta_server.patches.guards import check

from ..conftest import Rustc


class Project:
    """A crate of several files, by name in `src/`; those beside lib.rs are its modules."""

    def __init__(self, root: Path, rustc: Rustc) -> None:
        self._root, self._rustc = root, rustc

    def errors(self, files: dict[str, str]) -> tuple[Diagnostic, ...]:
        (self._root / "src").mkdir(exist_ok=True)
        for name, text in files.items():
            (self._root / "src" / name).write_text(text)
        return tuple(d for d in self._rustc(files["lib.rs"]) if d.level == "error")

    def offers(self, template: str, files: dict[str, str]) -> list[dict[str, str]]:
        """The files that each offer for an error changes, error by error; what the guards refuse
        is left out."""
        errors = self.errors(files)
        assert errors, "the crate is not broken"
        texts = {f"$WS/src/{name}": text for name, text in files.items()}
        made: list[dict[str, str]] = []
        for error in errors:
            source = dict(templates.for_code(error.code)).get(template)
            scene = Scene(diagnostic=error, errors=errors, files=texts)
            offered = named(template, source.candidates(scene)) if source else ()
            made += [self._made(candidate, texts) for candidate in offered]
        return [
            {path.removeprefix("$WS/src/"): text for path, text in after.items()}
            for after in made
            if not _refused(texts, after, errors)
        ]

    @staticmethod
    def _made(candidate: Candidate, texts: dict[str, str]) -> dict[str, str]:
        paths = {edit.path for edit in candidate.edits}
        return {
            path: apply_edits(
                texts[path].encode(), [e for e in candidate.edits if e.path == path]
            ).decode()
            for path in paths
        }


def _refused(texts: dict[str, str], after: dict[str, str], errors: tuple[Diagnostic, ...]) -> bool:
    before = {path: texts[path] for path in after}
    patch = patch_between(before, after)
    return bool(check(patch, before, after, errors, Guards(), texts))


@pytest.fixture
def project(tmp_path: Path, rustc: Rustc) -> Project:
    return Project(tmp_path, rustc)


def crate(**files: str) -> dict[str, str]:
    """lib.rs is `lib`, dedented; every other module is declared there by itself."""
    mods = "".join(f"mod {name};\n" for name in files if name != "lib")
    texts = {f"{name}.rs": dedent(text).lstrip("\n") for name, text in files.items()}
    return {**texts, "lib.rs": mods + texts["lib.rs"]}


STORE = """
    pub struct Store { items: Vec<u32> }
    impl Store {
        pub fn new() -> Self { Store { items: Vec::new() } }
        pub fn iter(&mut self) -> std::slice::Iter<'_, u32> { self.items.iter() }
    }
"""
OTHERS = "".join(
    f"""
    pub struct S{n}(Vec<u8>);
    impl S{n} {{ pub fn iter(&mut self) -> std::slice::IterMut<'_, u8> {{ self.0.iter_mut() }} }}
    """
    for n in range(5)
)


def test_a_receiver_is_weakened_in_the_file_of_its_type_however_many_have_the_name(
    project: Project,
) -> None:
    files = crate(
        lib="""
        use crate::store::Store;
        pub struct Sum { store: Store }
        impl Sum { pub fn total(&self) -> u32 { self.store.iter().sum() } }
        """,
        store=STORE,
        aside=OTHERS,
    )
    offers = project.offers("e0596_receiver_shared", files)
    assert offers[0] == {"store.rs": files["store.rs"].replace("iter(&mut self", "iter(&self")}
    assert not project.errors({**files, **offers[0]})


def test_a_receiver_of_a_trait_is_weakened_in_all_its_impls(project: Project) -> None:
    files = crate(
        lib="""
        use crate::area::Area;
        pub fn sum(shapes: &[crate::area::Field]) -> u64 { shapes.iter().map(|s| s.area()).sum() }
        """,
        area="""
        pub trait Area { fn area(&mut self) -> u64; }
        pub struct Field(pub u64);
        impl Area for Field { fn area(&mut self) -> u64 { self.0 } }
        pub struct Square(pub u64);
        impl Area for Square { fn area(&mut self) -> u64 { self.0 * self.0 } }
        """,
    )
    offers = project.offers("e0596_receiver_shared", files)
    assert offers[0] == {"area.rs": files["area.rs"].replace("(&mut self)", "(&self)")}
    assert not project.errors({**files, **offers[0]})


def mended(project: Project, template: str, files: dict[str, str]) -> list[dict[str, str]]:
    """The offers after which the crate compiles."""
    offers = project.offers(template, files)
    return [after for after in offers if not project.errors({**files, **after})]


RNG = """
    pub struct Rng(u64);
    impl Rng {
        pub fn with_seed(seed: u64) -> Self { Rng(seed) }
        pub fn next(&mut self) -> u64 { self.0 += 1; self.0 }
        pub fn shuffle<T>(&mut self, slice: &mut [T]) { for i in 1..slice.len() { slice.swap(0, i); } }
    }
    pub fn seeds() -> Vec<u64> { vec![1, 2] }
    pub struct Pool { pub rng: Rng }
"""
RNG_USES = """
    use crate::rng::{seeds, Pool, Rng};
    pub fn first() -> u64 { Rng::with_seed(1).next() }
    pub fn mixed() -> Vec<u64> { let mut v = seeds(); Rng::with_seed(2).shuffle(&mut v); v }
    pub fn pooled(p: &mut Pool) -> u64 { p.rng.next() }
    pub fn pool() -> Pool { Pool { rng: Rng::with_seed(3) } }
"""


@pytest.mark.parametrize(
    ("written", "layered"),
    [
        ("-> Self {", "-> Option<Self> {"),
        ("-> Self {", "-> Result<Self, Box<dyn std::error::Error>> {"),
        ("-> Self {", "-> Box<Self> {"),
        ("slice: &mut [T]", "slice: Option<&mut [T]>"),
        ("-> Vec<u64> {", "-> impl std::future::Future<Output = Vec<u64>> {"),
        ("pub rng: Rng", "pub rng: std::rc::Rc<Rng>"),
        ("pub rng: Rng", "pub rng: Vec<Rng>"),
    ],
)
def test_a_layer_that_no_use_knows_of_is_taken_off_the_declared_type(
    project: Project, written: str, layered: str
) -> None:
    sound = crate(lib=RNG_USES, rng=RNG)
    broken = {**sound, "rng.rs": sound["rng.rs"].replace(written, layered)}
    assert {"rng.rs": sound["rng.rs"]} in mended(project, "types_one_layer_less", broken)


def test_a_layer_that_both_types_have_stays(project: Project) -> None:
    files = crate(
        lib="pub fn f() -> Option<u8> { crate::n::n() }", n="pub fn n() -> Option<u16> { Some(1) }"
    )
    assert project.offers("types_one_layer_less", files) == []


CACHE = """
    use std::cell::RefCell;
    pub struct Cache { pub last: Option<u64>, pub seen: RefCell<Vec<u64>> }
    impl Cache {
        pub fn find(&self, n: u64) -> Option<u64> { self.last.filter(|l| *l == n) }
        pub fn note(&self, n: u64) { self.seen.borrow_mut().push(n); }
        pub fn keep(&mut self, last: Option<u64>) { self.last = last; }
    }
"""
CACHE_USES = """
    use crate::cache::Cache;
    pub fn known(c: &Cache) -> bool { c.last.is_some() }
    pub fn reset(c: &mut Cache) { c.keep(None); }
    pub fn look(c: &Cache) -> u64 { match c.find(3) { Some(n) => n, None => 0 } }
"""


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("last: Option<u64>, pub", "last: u64, pub"),
        ("seen: RefCell<Vec<u64>>", "seen: Vec<u64>"),
        ("-> Option<u64>", "-> u64"),
        ("last: Option<u64>)", "last: u64)"),
    ],
)
def test_a_layer_that_the_uses_count_on_is_put_around_the_declared_type(
    project: Project, written: str, bare: str
) -> None:
    sound = crate(lib=CACHE_USES, cache=CACHE)
    broken = {**sound, "cache.rs": sound["cache.rs"].replace(written, bare)}
    assert {"cache.rs": sound["cache.rs"]} in mended(project, "types_one_layer_more", broken)


def test_a_layer_is_not_put_around_what_has_it(project: Project) -> None:
    files = crate(
        lib="pub fn f() -> Option<u8> { crate::n::n() }", n="pub fn n() -> Option<u16> { Some(1) }"
    )
    assert project.offers("types_one_layer_more", files) == []
