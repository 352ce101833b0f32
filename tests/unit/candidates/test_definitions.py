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
        """The files that each offer for the first error changes, those first that are best; what
        the guards refuse is left out."""
        errors = self.errors(files)
        assert errors, "the crate is not broken"
        texts = {f"$WS/src/{name}": text for name, text in files.items()}
        scene = Scene(diagnostic=errors[0], errors=errors, files=texts)
        sources = dict(templates.for_code(errors[0].code))
        assert template in sources, f"{template} is not for {errors[0].rendered}"
        made = [self._made(c, texts) for c in named(template, sources[template].candidates(scene))]
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
