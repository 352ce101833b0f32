"""Which name an error calls unknown."""

import pytest

from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.lm.missing import missing_names


@pytest.mark.parametrize(
    ("code", "message", "names"),
    [
        ("E0425", "cannot find value `totl` in this scope", ("totl",)),
        ("E0433", "failed to resolve: use of undeclared type `HashMap`", ("HashMap",)),
        ("E0432", "unresolved import `crate::shop::Bskt`", ("Bskt",)),
        ("E0599", "no method named `pusk` found for struct `Vec<T>` in the current scope", ("pusk",)),
        ("E0560", "struct `Point` has no field named `z`", ("z",)),
        ("E0026", "struct `Point` does not have a field named `z`", ("z",)),
        (None, "cannot find macro `prinln` in this scope", ("prinln",)),
        (None, "expected one of `;` or `}`, found `fn`", ()),
        ("E0308", "mismatched types: expected `u32`", ()),
        ("E0599", "the method exists, but its trait bounds were not satisfied", ()),
    ],
)  # fmt: skip
def test_the_name_that_is_unknown(code: str | None, message: str, names: tuple[str, ...]) -> None:
    told = Diagnostic(level="error", code=code, slice="names", message=message, spans=())
    assert missing_names(told) == names
