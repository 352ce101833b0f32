"""What an edit of the byte model is held to: read off the diagnostic."""

import pytest

from rusta_server.contracts.diagnostic import Note, Suggestion
from rusta_server.contracts.edits import Edit
from rusta_server.engine.held import held_to, missing_in

from .diagnostics import diagnostic, span

HERE, THERE = "$WS/src/lib.rs", "$WS/src/other.rs"
FILES = {HERE: "fn f() {}\n", THERE: "fn g() {}\n"}


@pytest.mark.parametrize(
    ("message", "missing"),
    [
        ("cannot find value `x` in this scope", ("x",)),
        ("cannot find type `Config` in module `a::b`", ("Config",)),
        ("no method named `len` found for struct `Wrapper` in the current scope", ("len",)),
        ("no field `size` on type `&Wrapper`", ("size",)),
        ("unresolved import `crate::a::Thing`", ("Thing",)),
        ("failed to resolve: use of undeclared type `HashMap`", ("HashMap",)),
        ("use of unresolved module or unlinked crate `rand`", ("rand",)),
        ("use of moved value: `x`", ()),
        ("mismatched types", ()),
        ("cannot borrow `x` as mutable, as it is not declared as mutable", ()),
        ("the trait bound `X: Clone` is not satisfied", ()),
    ],
)
def test_the_name_that_is_not_there(message: str, missing: tuple[str, ...]) -> None:
    assert missing_in(message) == missing


def test_it_may_touch_the_files_that_the_error_points_into() -> None:
    elsewhere = span().model_copy(update={"path": THERE, "primary": False})
    outside = span().model_copy(update={"path": "$SYSROOT/core.rs", "primary": False})
    error = diagnostic("E0603", "function `g` is private", spans=(span(), elsewhere, outside))
    held = held_to(error, span(), FILES, (), (error,))
    assert (held.path, held.offset, held.others) == (HERE, 0, (THERE,))


def test_it_may_use_the_names_that_the_compiler_speaks_of() -> None:
    imports = Edit(path=HERE, start=0, end=0, text="use crate::deep::Thing;\n")
    error = diagnostic("E0412", "cannot find type `Thin` in this scope").model_copy(
        update={
            "suggestions": (
                Suggestion(message="import", applicability="maybe-incorrect", edits=(imports,)),
            ),
            "notes": (Note(level="help", message="a struct `Thing` with a similar name exists"),),
        }
    )
    held = held_to(error, span(), FILES, (), (error,))
    assert {"Thing", "deep"} <= set(held.names)
    assert "Thin" not in held.names
    assert held.missing == ("Thin",)


def test_an_error_of_syntax_must_become_less() -> None:
    assert held_to(diagnostic(None, "expected `;`", slice="syntax"), span(), FILES, (), ()).syntax
    assert not held_to(diagnostic("E0308", "mismatched types"), span(), FILES, (), ()).syntax
