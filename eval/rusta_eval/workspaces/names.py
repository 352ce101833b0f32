"""New names as a refactoring would choose them."""

import re

from rusta_eval.cases import digest

_SYNONYMS = {
    "get": "fetch", "len": "size", "new": "create", "parse": "read", "read": "load",
    "write": "emit", "push": "append", "insert": "put", "remove": "delete", "is": "was",
    "max": "upper", "min": "lower", "buf": "buffer", "idx": "index", "index": "position",
    "iter": "entries", "add": "include", "find": "locate", "from": "of", "to": "into",
    "value": "item", "key": "label", "name": "title", "error": "failure", "err": "error",
    "kind": "category", "type": "kind", "data": "payload", "size": "extent", "start": "begin",
    "end": "stop", "first": "head", "last": "tail", "next": "following", "node": "vertex",
    "list": "sequence", "map": "table", "set": "assign", "char": "glyph", "str": "text",
    "string": "text", "state": "status", "config": "settings", "options": "settings",
    "info": "details", "width": "breadth", "count": "total", "pos": "position", "id": "key",
    "ctx": "context", "args": "arguments", "src": "source", "dst": "target", "tag": "marker",
    "build": "assemble", "make": "create", "check": "verify", "split": "divide",
}  # fmt: skip
_MORE = ("inner", "base", "core", "plain", "local", "checked", "basic", "main")


def renamed(name: str, kind: str) -> str:
    """A word of the name replaced by another of its sense, else a word more; the style stays."""
    words: list[str] = re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*|[a-z0-9]+", name)
    new = [str(_SYNONYMS.get(word.lower(), word.lower())) for word in words]
    if new == [word.lower() for word in words]:
        more = _MORE[int(digest(name, kind), 16) % len(_MORE)]
        new = [*new, more] if kind in ("type", "trait", "variant", "module") else [more, *new]
    if kind in ("type", "trait", "variant"):
        return "".join(word.capitalize() for word in new)
    if kind == "const":
        return "_".join(word.upper() for word in new)
    return "_".join(new)
