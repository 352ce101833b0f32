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


LOCALS = """
    use crate::store::Store;
    pub fn one() -> u32 { let s = Store::new(); s.iter().sum() }
    pub fn two() -> usize { let s = Store::new(); s.iter().count() }
"""


def test_a_receiver_that_several_bindings_cannot_lend_is_weakened(project: Project) -> None:
    files = crate(lib=LOCALS, store=STORE)
    offers = project.offers("e0596_receiver_shared", files)
    assert offers[0] == {"store.rs": files["store.rs"].replace("iter(&mut self", "iter(&self")}
    assert not project.errors({**files, **offers[0]})


def test_a_single_binding_may_lack_its_mut(project: Project) -> None:
    files = crate(lib="\n".join(LOCALS.splitlines()[:3]), store=STORE)
    assert project.offers("e0596_receiver_shared", files) == []


def test_a_method_that_takes_self_borrows_it_without_those_of_other_types(
    project: Project,
) -> None:
    files = crate(
        lib="""
        pub struct Wrap { log: crate::m::Log }
        impl Wrap { pub fn size(&self) -> usize { self.log.len() } }
        """,
        m="""
        pub struct Log { lines: Vec<String> }
        impl Log { pub fn len(self) -> usize { self.lines.len() } }
        pub struct Other(pub Vec<u8>);
        impl Other { pub fn len(self) -> usize { self.0.into_iter().count() } }
        """,
    )
    was = "impl Log { pub fn len(self)"
    sound = {"m.rs": files["m.rs"].replace(was, was.replace("self", "&self"))}
    offers = project.offers("e0507_receiver_by_reference", files)
    assert offers[0] == sound
    assert all("impl Other { pub fn len(self)" in after["m.rs"] for after in offers)


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


TWO_CALLS = """
    pub fn one() -> usize { m::count("a b", 1) + m::Table(3).rows() }
    pub fn two() -> usize { m::count("a", 2) + m::Table(4).rows() }
"""


@pytest.mark.parametrize(
    ("grown", "sound"),
    [
        ("s: &str, strict: bool, n: usize", "s: &str, n: usize"),
        ("s: &str, n: usize, strict: bool", "s: &str, n: usize"),
        ("strict: bool, s: &str, n: usize", "s: &str, n: usize"),
        ("\n    s: &str,\n    n: usize,\n    strict: bool,\n", "\n    s: &str,\n    n: usize,\n"),
        ("after: usize, s: &str, n: usize", "s: &str, n: usize"),
        ("&self, _all: bool", "&self"),
    ],
)
def test_a_parameter_that_is_not_read_and_no_call_gives_is_taken_out(
    project: Project, grown: str, sound: str
) -> None:
    module = """
        pub fn count(s: &str, n: usize) -> usize { s.split(' ').count() * n }
        pub struct Table(pub usize);
        impl Table { pub fn rows(&self) -> usize { self.0 } }
    """
    files = crate(lib=TWO_CALLS, m=module)
    was = sound if sound in files["m.rs"] else "s: &str, n: usize"
    files["m.rs"] = files["m.rs"].replace(was, sound)
    broken = {**files, "m.rs": files["m.rs"].replace(sound, grown)}
    offers = mended(project, "e0061_unread_parameter", broken)
    assert offers[0] == {"m.rs": files["m.rs"]}


@pytest.mark.parametrize(
    "module",
    [
        "pub fn count(s: &str, n: usize, strict: bool) -> usize { s.len() * n * usize::from(strict) }",
        "/// Skips blanks where `strict` is false.\n"
        "pub fn count(s: &str, n: usize, strict: bool) -> usize { s.len() * n }",
        "pub fn count(s: &str, n: usize, strict: bool) -> usize { s.len() * n }\n"
        "pub fn all() -> usize { count(&String::new(), 1, true) }",
        "pub fn count(s: &str, n: usize, strict: bool) -> usize { s.len() * n }\n"
        "#[cfg(any())]\npub fn all() -> usize { count(&String::new(), 1, true) }",
    ],
)
def test_a_parameter_that_the_body_the_documentation_or_a_call_knows_stays(
    project: Project, module: str
) -> None:
    files = crate(lib='pub fn one() -> usize { crate::m::count("a b", 1) }', m=module)
    assert project.offers("e0061_unread_parameter", files) == []


OPTIONS = """
    pub struct Options {
        pub name: String,
        /// How it looks.
        pub colour: bool,
        pub size: usize,
    }
"""
LITERALS = """
    use crate::m::Options;
    pub fn one() -> Options { Options { name: String::new(), size: 1 } }
    pub fn two() -> Options { Options { name: "a".into(), size: 2 } }
"""


def test_a_field_that_every_literal_lacks_and_nothing_reads_is_taken_out(project: Project) -> None:
    files = crate(lib=LITERALS, m=OPTIONS)
    sound = files["m.rs"].replace("    /// How it looks.\n    pub colour: bool,\n", "")
    assert mended(project, "e0063_unread_field", files)[0] == {"m.rs": sound}


@pytest.mark.parametrize(
    "more",
    [
        "pub fn look(o: &crate::m::Options) -> bool { o.colour }",
        "#[cfg(any())]\npub fn look(o: &crate::m::Options) -> bool { o.colour }",
        "/// Brighter than `colour` says.\npub fn look() {}",
        'pub fn look(o: &crate::m::Options) { println!("{}", o.colour) }',
        "pub fn look(o: &crate::m::Options) { let crate::m::Options { colour: _, .. } = o; }",
    ],
)
def test_a_field_that_another_file_names_stays(project: Project, more: str) -> None:
    files = crate(lib=LITERALS, m=OPTIONS, more=more)
    assert project.offers("e0063_unread_field", files) == []


def test_a_public_field_that_a_single_literal_lacks_stays(project: Project) -> None:
    files = crate(lib="\n".join(LITERALS.splitlines()[:3]), m=OPTIONS)
    assert project.offers("e0063_unread_field", files) == []


TOKENS = """
    pub enum Token {
        Word(usize),
        Comment { depth: usize },
        End,
    }
"""
MATCHES = """
    use crate::m::Token;
    pub fn one(t: Token) -> usize { match t { Token::Word(n) => n, Token::End => 0 } }
    pub fn two(t: &Token) -> bool { match t { Token::Word(_) => true, Token::End => false } }
"""


def test_a_variant_that_nothing_makes_or_matches_is_taken_out(project: Project) -> None:
    files = crate(lib=MATCHES, m=TOKENS)
    sound = files["m.rs"].replace("    Comment { depth: usize },\n", "")
    assert mended(project, "e0004_unmade_variant", files)[0] == {"m.rs": sound}


def test_a_variant_that_is_made_somewhere_stays(project: Project) -> None:
    more = "pub fn c() -> crate::m::Token { crate::m::Token::Comment { depth: 1 } }"
    files = crate(lib=MATCHES, m=TOKENS, more=more)
    assert project.offers("e0004_unmade_variant", files) == []


SHAPE = """
    pub trait Shape {
        fn area(&self) -> u32;
        fn rounded(&self) -> bool;
    }
"""
SHAPES = """
    use crate::m::Shape;
    pub struct A;
    pub struct B;
    impl Shape for A { fn area(&self) -> u32 { 1 } }
    impl Shape for B { fn area(&self) -> u32 { 2 } }
"""


def test_a_method_that_every_impl_lacks_and_nothing_calls_is_taken_out(project: Project) -> None:
    files = crate(lib=SHAPES, m=SHAPE)
    sound = files["m.rs"].replace("    fn rounded(&self) -> bool;\n", "")
    assert mended(project, "e0046_uncalled_method", files)[0] == {"m.rs": sound}


@pytest.mark.parametrize(
    "more",
    [
        "pub fn r(s: &dyn crate::m::Shape) -> bool { s.rounded() }",
        "pub struct C;\nimpl crate::m::Shape for C {\n    fn area(&self) -> u32 { 3 }\n"
        "    fn rounded(&self) -> bool { true }\n}",
    ],
)
def test_a_method_that_is_called_or_implemented_stays(project: Project, more: str) -> None:
    files = crate(lib=SHAPES, m=SHAPE, more=more)
    assert project.offers("e0046_uncalled_method", files) == []


PAD = """
    pub fn pad(width: usize, text: &str) -> String { format!("{text:>width$}") }
"""
PADS = """
    pub fn one() -> String { crate::m::pad(4, "a") }
    pub fn two() -> String { crate::m::pad(5, "b") }
"""


def exchanged(files: dict[str, str]) -> dict[str, str]:
    swapped = files["m.rs"].replace("width: usize, text: &str", "text: &str, width: usize")
    return {**files, "m.rs": swapped}


def test_parameters_follow_the_order_that_several_calls_have(project: Project) -> None:
    sound = crate(lib=PADS, m=PAD)
    offers = mended(project, "e0308_parameters_in_other_order", exchanged(sound))
    assert offers[0] == {"m.rs": sound["m.rs"]}
    assert project.offers("e0308_parameters_exchanged", exchanged(sound)) == []


def test_parameters_follow_a_function_of_the_same_name(project: Project) -> None:
    lib = """
        pub struct Line(pub String);
        impl Line { pub fn pad(&self, width: usize, text: &str) -> String { crate::m::pad(width, text) } }
    """
    sound = crate(lib=lib, m=PAD)
    offers = mended(project, "e0308_parameters_in_other_order", exchanged(sound))
    assert {"m.rs": sound["m.rs"]} in offers


def test_parameters_of_a_trait_are_exchanged_in_all_its_impls(project: Project) -> None:
    lib = """
        use crate::m::{Pad, Plain};
        pub fn one(p: &Plain) -> String { p.pad(4, "a") + &p.pad(5, "b") }
    """
    module = """
        pub trait Pad { fn pad(&self, width: usize, text: &str) -> String; }
        pub struct Plain;
        impl Pad for Plain { fn pad(&self, width: usize, text: &str) -> String { text.repeat(width) } }
        pub struct Wide;
        impl Pad for Wide { fn pad(&self, width: usize, text: &str) -> String { text.repeat(2 * width) } }
    """
    sound = crate(lib=lib, m=module)
    offers = mended(project, "e0308_parameters_in_other_order", exchanged(sound))
    assert {"m.rs": sound["m.rs"]} in offers


def test_of_one_call_and_its_definition_either_may_be_right(project: Project) -> None:
    sound = crate(lib="\n".join(PADS.splitlines()[:2]), m=PAD)
    assert project.offers("e0308_parameters_in_other_order", exchanged(sound)) == []
    assert {"m.rs": sound["m.rs"]} in mended(
        project, "e0308_parameters_exchanged", exchanged(sound)
    )


READER = """
    pub struct End;
    pub struct Reader;
    struct Own;
    impl Reader { pub fn own(&self) -> usize { std::mem::size_of_val(&Own) } }
"""
INPUT = """
    use crate::Reader;
    pub struct Input;
    pub fn own(reader: &Reader) -> usize { reader.own() }
"""


def layered(lib: str) -> dict[str, str]:
    return {**crate(lib="", input=INPUT, reader=READER), "lib.rs": lib}


def test_public_items_of_private_modules_are_reexported_where_paths_want_one(
    project: Project,
) -> None:
    files = layered("mod input;\nmod reader;\n\npub fn f() -> usize { 1 }\n")
    (after,) = mended(project, "names_reexport", files)
    line = "mod reader;\n\npub use reader::{End, Reader};\n"
    assert after["lib.rs"] == files["lib.rs"].replace("mod reader;\n", line)


def test_what_lies_in_a_public_module_needs_no_reexport(project: Project) -> None:
    assert project.offers("names_reexport", layered("mod input;\npub mod reader;\n")) == []
