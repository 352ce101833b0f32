"""Rust sources made up by hypothesis: programs, and programs with damage."""

from hypothesis import strategies as st

# Two bytes a letter, three, a raw one, and plain ones; few, so that they meet.
NAMES = st.sampled_from(["a", "bee", "naïve", "変数", "r#type", "C0"])
TYPES = st.sampled_from(["u8", "A", "Bée", "Vec<A>", "&'static str"])
TYPE_NAMES = st.sampled_from(["A", "Bée", "C0", "名"])
PATHS = st.sampled_from(["a", "bee", "crate::a", "self::naïve", "super::bee", "A::bee", "Self::a"])
ABOVE = st.sampled_from(["", "", "/// Größe 📏\n", "// c\n", "#[inline]\n", "pub ", "pub(crate) "])
STATEMENTS = st.sampled_from(
    [
        "let ü = 1;",
        "bee();",
        "self.a();",
        "x.naïve();",
        'vec![a(1), "é"];',
        "A::bee(2);",
        "変数!();",
    ]
)
BODIES = st.lists(STATEMENTS, max_size=3).map(lambda s: "{ " + " ".join(s) + " }")
FUNCTIONS = st.builds("{}fn {}(é: {}) {}".format, ABOVE, NAMES, TYPES, BODIES)
FIELDS = st.builds("{} {{ {}: {}, pub z: u8 }}".format, TYPE_NAMES, NAMES, TYPES)
TUPLES = st.builds("{}(pub {}, {});".format, TYPE_NAMES, TYPES, TYPES)
LEAVES = st.one_of(
    FUNCTIONS,
    st.builds("{}struct {}".format, ABOVE, st.one_of(FIELDS, TUPLES)),
    st.builds("{}enum {} {{ A, Bée({}), C {{ ö: {} }} }}".format, ABOVE, TYPE_NAMES, TYPES, TYPES),
    st.builds("const {}: {} = 1;".format, TYPE_NAMES, TYPES),
    st.builds("static {}: {} = 1;".format, TYPE_NAMES, TYPES),
    st.builds("type {} = {};".format, TYPE_NAMES, TYPES),
    st.builds("macro_rules! {} {{ () => {{ é }} }}".format, NAMES),
    st.builds("use {};".format, PATHS),
    st.builds("use {}::{{self, {} as ß, bee::*}};".format, PATHS, NAMES),
)
WITH_METHODS = st.builds(
    "{} {{ {} }}".format,
    st.one_of(
        st.builds("impl {}".format, TYPE_NAMES),
        st.builds("impl Clone for {}".format, TYPE_NAMES),
        st.builds("trait {}".format, TYPE_NAMES),
    ),
    st.lists(FUNCTIONS, max_size=3).map(" ".join),
)
ITEMS = st.recursive(
    st.one_of(LEAVES, WITH_METHODS),
    lambda inner: st.builds(
        "mod {} {{ {} }}".format, NAMES, st.lists(inner, max_size=3).map("\n".join)
    ),
    max_leaves=8,
)
PROGRAMS = st.lists(ITEMS, max_size=6).map("\n".join)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A program with a piece cut out and bytes put in its place, anywhere, also within a letter."""
    source = draw(PROGRAMS).encode()
    start = draw(st.integers(0, len(source)))
    end = draw(st.integers(start, min(len(source), start + 12)))
    put = draw(
        st.one_of(st.sampled_from([b"", b"{", b"}", b"(", b'"', b";", b"fn ", b"\xff", b"\n"]))
    )
    return source[:start] + put + source[end:]


SOURCES = st.one_of(PROGRAMS.map(str.encode), damaged())
