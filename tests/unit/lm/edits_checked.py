"""Whether an edit may stand, told without the code that writes it: by regular expressions, by a
walk over the syntax tree, and by the scopes that the indexer knows."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

import tree_sitter_rust
from tree_sitter import Language, Node, Parser

from rusta_indexer.scope import names_in_scope
from rusta_server.contracts.edits import apply_edits
from rusta_server.lm.edit_text import Place, to_edits

_PARSER = Parser(Language(tree_sitter_rust.language()))
_NO_CODE = re.compile(
    r"""//[^\n]* | /\*.*?\*/ | b?r?\#*"(?:\\.|[^"\\])*"\#* | b?'(?:\\.|[^\\'])'""", re.X | re.S
)
_BLANKS = str.maketrans("", "", " \t\n")
_WORD = re.compile(r"(?<![\w'])'?[A-Za-z_]\w*")


def trouble(
    text: str,
    files: Mapping[str, str],
    site: Place,
    prompt: Sequence[int],
    known: Collection[str],
    *,
    fewer: bool = False,
) -> str | None:
    """Why the text of an edit may not stand. `known`: names that it may use, with `'` before those
    of lifetimes. Raises InexpressibleError where it is none."""
    shown = bytes(symbol for symbol in prompt if symbol < 256).decode()
    for line in text.split("\n"):
        if line[:1] in ("-", " ") and line[1:].strip() and line[1:].strip(" {") not in shown:
            return f"a line that the prompt does not show: {line!r}"
    edits = to_edits(text, files, site)
    before = after = 0
    says_more = False
    for path in {edit.path for edit in edits}:
        own = [edit for edit in edits if edit.path == path]
        changed = apply_edits(files[path].encode(), own).decode()
        says_more |= _bare(files[path]) != _bare(changed)
        before += broken(files[path])
        after += broken(changed)
        for name in unknown(text, changed, known):
            return f"a name from nowhere: {name}"
    if not says_more:
        return "only blanks and comments change"
    if after > before or (fewer and before and after == before):
        return f"{after} broken places, {before} before"
    return None


def _bare(source: str) -> str:
    """Without comments and blanks."""
    return _NO_CODE.sub(lambda m: "" if m[0].startswith("/") else m[0], source).translate(_BLANKS)


def broken(source: str) -> int:
    def count(node: Node) -> int:
        return (node.type == "ERROR" or node.is_missing) + sum(map(count, node.children))

    return count(_PARSER.parse(source.encode()).root_node)


def unknown(text: str, changed: str, known: Collection[str]) -> Iterator[str]:
    put_in = "\n".join(line[1:] for line in text.split("\n") if line.startswith("+"))
    for name in dict.fromkeys(_WORD.findall(_NO_CODE.sub(" 0 ", put_in))):
        if name not in known and not _declared(name, changed):
            yield name


def _declared(name: str, source: str) -> bool:
    """Whether some place of the file sees a declaration of it."""
    data = source.encode()
    places = [match.end() for match in re.finditer(rb"[;{}|,>\n]|\b\w", data)]
    if any(found.name == name for at in places for found in names_in_scope(data, at)):
        return True
    return any(
        node.type in ("field_declaration", "enum_variant", "function_signature_item")
        and (named := node.child_by_field_name("name")) is not None
        and named.text == name.encode()
        for node in _nodes(_PARSER.parse(data).root_node)
    )


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _nodes(child)
