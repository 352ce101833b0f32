"""What the model is told about an error: each piece once, the right ones, and no more than fits."""

from rusta_server.contracts.diagnostic import Diagnostic, Note, Span
from rusta_server.lm.prompt import LIMIT, repair_prompt
from rusta_server.lm.symbols import PATCH, Symbol

PATH = "$WS/src/lib.rs"


def span(
    source: str, text: str, label: str | None = None, *, primary: bool = False, nth: int = 0
) -> Span:
    at = -1
    for _ in range(nth + 1):
        at = source.index(text, at + 1)
    start = len(source[:at].encode())
    line = source.count("\n", 0, at) + 1
    return Span(path=PATH, start=start, end=start + len(text.encode()), line=line, column=1,
                end_line=line, end_column=1, primary=primary, label=label)  # fmt: skip


def error(
    *spans: Span, message: str = "mismatched types", notes: tuple[Note, ...] = ()
) -> Diagnostic:
    return Diagnostic(
        level="error", code="E0308", slice="types", message=message, spans=spans, notes=notes
    )


def segments(symbols: list[int]) -> list[tuple[Symbol, str]]:
    """By their roles; SITE and SITE_END as brackets."""
    found: list[tuple[Symbol, bytearray]] = []
    for symbol in symbols:
        if symbol in (Symbol.SITE, Symbol.SITE_END):
            found[-1][1].extend("⟦".encode() if symbol == Symbol.SITE else "⟧".encode())
        elif symbol < 256:
            found[-1][1].append(symbol)
        elif symbol != Symbol.PAD:
            found.append((Symbol(symbol), bytearray()))
    return [(role, text.decode()) for role, text in found]


def of_role(symbols: list[int], role: Symbol) -> list[str]:
    return [text for other, text in segments(symbols) if other is role]


def long_file() -> str:
    """3,000 lines in which the site, an import and what it uses lie far apart."""
    filler = "".join(f"fn filler_{n}(a: u32) -> u32 {{\n    a + {n}\n}}\n\n" for n in range(730))
    parts = filler.split("fn filler_365", 1)
    site = """\
impl Shop {
    /// Adds what is in the basket up.
    fn total(&self, basket: &[Item]) -> Price {
        let mut sum = 0;
        for item in basket {
            sum += discounted(item);
        }
        sum
    }
}

"""
    return (
        "use std::collections::HashMap;\n\npub struct Price(u32);\n\n"
        + "pub struct Item {\n    pub price: Price,\n}\n\n"
        + parts[0] + site + "fn filler_365" + parts[1]
        + "fn discounted(item: &Item) -> Price {\n    Price(item.price.0 / 2)\n}\n"
    )  # fmt: skip


def test_of_a_long_file_the_pieces_that_matter_are_shown_and_fit() -> None:
    source = long_file()
    assert source.count("\n") > 2_900
    told = error(
        span(source, "discounted(item)", "expected integer, found `Price`", primary=True),
        notes=(Note(level="note", message="function defined here",
                    spans=(span(source, "discounted", nth=1),)),),
    )  # fmt: skip
    prompt = repair_prompt(told, {PATH: source})
    assert len(prompt) <= LIMIT
    assert len(prompt) % PATCH == 0
    (context,) = of_role(prompt, Symbol.CONTEXT)
    assert "            sum += ⟦discounted(item)⟧;\n" in context
    assert "fn total(&self, basket: &[Item]) -> Price {" in context, "the item that encloses it"
    (diagnostic,) = of_role(prompt, Symbol.DIAGNOSTIC)
    assert diagnostic.startswith("E0308 mismatched types\nexpected integer, found `Price`")
    definitions = of_role(prompt, Symbol.DEFINITION)
    assert any("fn discounted(item: &Item) -> Price" in text for text in definitions)
    assert "pub struct Price(u32);" in definitions


def test_a_definition_is_named_once() -> None:
    """The line that a span points to ends with the brace that the definition is shown without."""
    source = (
        "fn far(a: u32) -> u32 {\n    a\n}\n\nstruct Wide {\n    a: u32,\n}\n"
        + "\n// between" * 120
    )
    source += "\nfn here() {\n    far(Wide);\n}\n"
    told = error(
        span(source, "far(Wide)", primary=True), span(source, "far(a", "defined here"),
        span(source, "struct Wide", "this one"), message="`far` takes no `Wide`",
    )  # fmt: skip
    definitions = of_role(repair_prompt(told, {PATH: source}), Symbol.DEFINITION)
    assert sorted(text.removesuffix(" {") for text in definitions) == [
        "fn far(a: u32) -> u32",
        "struct Wide { a: u32, }",
    ]


def test_whatever_is_long_the_prompt_fits() -> None:
    """Every piece at its longest: messages, imports, definitions, items nested in items."""
    deep = "".join(
        f"{'    ' * n}mod deeply_nested_module_number_{n}_{'x' * 90} {{\n" for n in range(9)
    )
    source = "use std::collections::{HashMap, BTreeMap};\n" * 40
    source += "".join(f"struct Long{n} {{ {'field: u32, ' * 12} }}\n" for n in range(9))
    source += (
        deep + "fn here() {\n" + "    let value = something(1, 2, 3);\n" * 200 + "}\n" + "}\n" * 9
    )
    names = " ".join(f"`Long{n}`" for n in range(9))
    told = error(
        span(source, "something(1, 2, 3)", "x" * 300, primary=True, nth=100),
        message=names + " y" * 300,
        notes=tuple(Note(level="note", message="z" * 200) for _ in range(9)),
    ).model_copy(update={"slice": "names"})
    prompt = repair_prompt(told, {PATH: source})
    assert len(prompt) <= LIMIT
    (context,) = of_role(prompt, Symbol.CONTEXT)
    assert "⟦something(1, 2, 3)⟧" in context
