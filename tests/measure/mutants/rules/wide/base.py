"""What a rule over a whole crate is, and the three ways to write one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from tree_sitter import Node

from ..base import Edit, Slice, Source


class Change(NamedTuple):
    """Bytes `start..end` of the file `path` become `new`."""

    path: str
    start: int
    end: int
    new: bytes


Changes = tuple[Change, ...]
"""One mistake: all its changes at once; they do not overlap."""


@dataclass(frozen=True)
class Crate:
    """The sources an engine may see, by path."""

    files: dict[str, Source]

    @cached_property
    def _uses(self) -> dict[bytes, set[str]]:
        found: dict[bytes, set[str]] = {}
        kinds = ("identifier", "type_identifier", "field_identifier")
        for path, source in self.files.items():
            for node in source.nodes(*kinds):
                found.setdefault(source.text(node), set()).add(path)
        return found

    def uses(self, name: bytes) -> set[str]:
        """The files that say this name, outside of test items."""
        return self._uses.get(name, set())


@dataclass(frozen=True)
class WideRule:
    """A kind of mistake. With `across` the error is to show in another file than the mistake, or
    the mistake lies in several."""

    name: str
    slice: Slice
    across: bool
    changes: Callable[[Crate], Iterator[Changes]]


RULES: dict[str, WideRule] = {}
LocalGenerator = Callable[[Source], Iterator[Edit | tuple[Edit, ...]]]
NamedGenerator = Callable[[Source], Iterator[tuple[Node, Edit]]]
CrateGenerator = Callable[[Crate], Iterator[Changes]]


def _add(rule: WideRule) -> None:
    known = RULES.get(rule.name)
    if known is not None and known.changes.__qualname__ != rule.changes.__qualname__:
        raise ValueError(f"two rules are called {rule.name}")
    RULES[rule.name] = rule


def wide(name: str, kind: Slice) -> Callable[[LocalGenerator], LocalGenerator]:
    """A mistake within one file: an edit, or several at once."""

    def register(generator: LocalGenerator) -> LocalGenerator:
        def changes(crate: Crate) -> Iterator[Changes]:
            for path, source in crate.files.items():
                for found in generator(source):
                    edits = (found,) if isinstance(found, Edit) else found
                    yield tuple(Change(path, *edit) for edit in edits)

        changes.__qualname__ = generator.__qualname__
        _add(WideRule(name, kind, False, changes))
        return generator

    return register


def definition(name: str, kind: Slice) -> Callable[[NamedGenerator], NamedGenerator]:
    """A definition that changes while its uses stay. The generator yields the name's node and the
    edit. Two rules: `name`, where only the same file uses the name, and `name-used-elsewhere`."""

    def register(generator: NamedGenerator) -> NamedGenerator:
        def changes(crate: Crate, elsewhere: bool) -> Iterator[Changes]:
            for path, source in crate.files.items():
                for node, edit in generator(source):
                    others = crate.uses(source.text(node)) - {path}
                    if bool(others) == elsewhere:
                        yield (Change(path, *edit),)

        def local(crate: Crate) -> Iterator[Changes]:
            return changes(crate, False)

        def elsewhere(crate: Crate) -> Iterator[Changes]:
            return changes(crate, True)

        local.__qualname__ = elsewhere.__qualname__ = generator.__qualname__
        _add(WideRule(name, kind, False, local))
        _add(WideRule(f"{name}-used-elsewhere", kind, True, elsewhere))
        return generator

    return register


def across(name: str, kind: Slice) -> Callable[[CrateGenerator], CrateGenerator]:
    """A mistake over the whole crate whose errors are to show in another file."""

    def register(generator: CrateGenerator) -> CrateGenerator:
        _add(WideRule(name, kind, True, generator))
        return generator

    return register


def text_of(node: Node | None) -> bytes:
    """The node's text, empty for none."""
    return (node.text or b"") if node is not None else b""


def insert(at: int, new: bytes) -> Edit:
    return Edit(at, at, new)
