# ruff: noqa: E501  (a query stays on one line)
"""Paths and imports: a `use` that is missing, a segment too few, too many or wrong."""

from collections.abc import Iterator

from rusta_model.data.triplets.breaking.names import misspellings
from rusta_model.data.triplets.breaking.operators import (
    Family,
    Place,
    Splice,
    before,
    listed,
    remove,
    replace,
    up_to,
    without,
)  # fmt: skip

family = Family("paths")


@family.operator("(use_declaration) @use")
def drop_use(at: Place) -> Iterator[Splice]:
    end = at["use"].end_byte
    yield Splice(at["use"].start_byte, end + (at.source[end : end + 1] == b"\n"), "")


@family.operator("(use_list) @list")
def drop_name_of_use(at: Place) -> Iterator[Splice]:
    names = listed(at["list"])
    for n in range(len(names)):
        if len(names) > 1:
            yield without(names, n)


@family.operator(
    "(use_declaration argument: (scoped_identifier name: (identifier) @name))",
    "(use_declaration argument: (scoped_identifier path: (scoped_identifier name: (identifier) @name)))",
    "(use_list (identifier) @name)",
    "(scoped_use_list path: (scoped_identifier name: (identifier) @name))",
)
def misspell_use(at: Place) -> Iterator[Splice]:
    for slip in list(misspellings(at.text("name")))[:1]:
        yield replace(at["name"], slip)


@family.operator(
    "(use_declaration argument: (scoped_identifier path: (scoped_identifier path: (_) @outer name:"
    " (identifier) @segment)))"
)
def drop_segment_of_use(at: Place) -> Iterator[Splice]:
    yield Splice(at["outer"].end_byte, at["segment"].end_byte, "")


@family.operator(
    "(use_declaration argument: (scoped_identifier path: (crate) @head))",
    "(scoped_identifier path: (crate) @head)",
)
def other_root(at: Place) -> Iterator[Splice]:
    yield replace(at["head"], "self")
    yield replace(at["head"], "super")


@family.operator(
    "(scoped_identifier path: (super) @head)",
    "(scoped_use_list path: (super) @head)",
    "(scoped_identifier path: (self) @head)",
)
def crate_instead_of_super(at: Place) -> Iterator[Splice]:
    yield replace(at["head"], "crate")
    if at.text("head") == "super":
        yield replace(at["head"], "self")


@family.operator(
    "(use_declaration argument: (scoped_identifier path: (_) @path name: (_) @name) @argument)"
)
def drop_path_of_use(at: Place) -> Iterator[Splice]:
    yield replace(at["argument"], at.text("name"))


@family.operator(
    "(call_expression function: (scoped_identifier path: (_) @path name: (identifier) @name))",
    "(match_pattern (scoped_identifier path: (_) @path name: (identifier) @name))",
    "(tuple_struct_pattern type: (scoped_identifier path: (_) @path name: (identifier) @name))",
    "(arguments (scoped_identifier path: (_) @path name: (identifier) @name))",
    "(binary_expression right: (scoped_identifier path: (_) @path name: (identifier) @name))",
    "(struct_expression name: (scoped_type_identifier path: (_) @path name: (type_identifier) @name))",
    "(parameter type: (scoped_type_identifier path: (_) @path name: (type_identifier) @name))",
)
def drop_qualifier(at: Place) -> Iterator[Splice]:
    yield up_to(at["path"], at["name"])


@family.operator('(scoped_identifier path: (_) @path "::" @colons name: (identifier) @name)')
def dot_instead_of_colons(at: Place) -> Iterator[Splice]:
    yield replace(at["colons"], ".")


@family.operator('(call_expression function: (field_expression value: (_) "." @dot))')
def colons_instead_of_dot(at: Place) -> Iterator[Splice]:
    yield replace(at["dot"], "::")


@family.operator("(field_expression value: (self) @self field: (field_identifier) @name)")
def drop_self(at: Place) -> Iterator[Splice]:
    yield up_to(at["self"], at["name"])


@family.operator("(call_expression function: (identifier) @name)", "(arguments (identifier) @name)")
def add_self(at: Place) -> Iterator[Splice]:
    yield before(at["name"], "self.")


@family.operator("(call_expression function: (scoped_identifier path: (identifier) @head))")
def wrong_module(at: Place) -> Iterator[Splice]:
    others = {
        "mem": "ptr", "ptr": "mem", "fmt": "io", "io": "fmt", "cmp": "ops", "iter": "slice", "str": "string",
        "Vec": "Box", "String": "Vec", "Box": "Rc", "Arc": "Rc", "Rc": "Arc", "Ok": "Err", "fs": "io",
        "HashMap": "BTreeMap", "BTreeMap": "HashMap", "Instant": "Duration", "Duration": "Instant",
        "Ordering": "Option", "char": "u8", "u32": "u64", "u64": "u32", "usize": "u32", "i32": "u32",
        "Self": "self", "thread": "sync",
    }  # fmt: skip
    if at.text("head") in others:
        yield replace(at["head"], others[at.text("head")])


@family.operator("(mod_item name: (identifier) @name !body) @mod")
def drop_module(at: Place) -> Iterator[Splice]:
    yield remove(at["mod"])


@family.operator("(use_as_clause path: (_) @path alias: (_) @alias) @clause")
def drop_alias(at: Place) -> Iterator[Splice]:
    yield replace(at["clause"], at.text("path"))
