"""How a template or an operator is specified: a text before, a text after, and rustc between."""

import importlib
import pkgutil
from collections.abc import Iterator
from textwrap import dedent
from types import ModuleType

import pytest

from rusta_server.candidates import operators, templates
from rusta_server.candidates.offer import named
from rusta_server.contracts.candidate import Candidate, Scene
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import apply_edits

from ..conftest import Rustc

PATH = "$WS/src/lib.rs"


def _module(name: str) -> ModuleType:
    for package in (templates, operators):
        if name in {info.name for info in pkgutil.iter_modules(package.__path__)}:
            return importlib.import_module(f"{package.__name__}.{name}")
    raise AssertionError(f"there is no template or operator {name}")


class Spec:
    """`spec("e0382_clone", before, after)`: among the offers for an error of `before` is one that
    makes `after`, and `after` compiles. Texts are dedented."""

    def __init__(self, rustc: Rustc) -> None:
        self._rustc = rustc

    def __call__(
        self,
        name: str,
        before: str,
        after: str,
        *,
        flags: tuple[str, ...] = (),
        first: bool = False,
    ) -> None:
        before, after = dedent(before).lstrip("\n"), dedent(after).lstrip("\n")
        made = [made for _, made in self._offers(name, before, flags)]
        assert made, f"{name} offers nothing for:\n{self._said(before, flags)}"
        wanted = made[:1] if first else made
        assert after in wanted, "offered instead:\n" + "\n---\n".join(made)
        broken = [d for d in self._rustc(after, *flags) if d.level == "error"]
        assert not broken, "the text after does not compile:\n" + broken[0].rendered

    def silent(self, name: str, before: str, *, flags: tuple[str, ...] = ()) -> None:
        """`before` is broken, and `name` offers nothing for it."""
        before = dedent(before).lstrip("\n")
        assert self._said(before, flags), "the text is not broken"
        made = [made for _, made in self._offers(name, before, flags)]
        assert not made, "offered:\n" + "\n---\n".join(made)

    def _said(self, before: str, flags: tuple[str, ...]) -> str:
        return "\n".join(d.rendered for d in self._errors(before, flags))

    def _errors(self, text: str, flags: tuple[str, ...]) -> list[Diagnostic]:
        return [d for d in self._rustc(text, *flags) if d.level == "error"]

    def _offers(
        self, name: str, before: str, flags: tuple[str, ...]
    ) -> Iterator[tuple[Candidate, str]]:
        module = _module(name)
        errors = self._errors(before, flags)
        for error in errors:
            if hasattr(module, "CODES") and (error.code or "syntax") not in module.CODES:
                continue
            scene = Scene(diagnostic=error, errors=tuple(errors), files={PATH: before})
            for candidate in named(name, module.candidates(scene)):
                assert all(edit.path == PATH for edit in candidate.edits)
                yield candidate, apply_edits(before.encode(), candidate.edits).decode()


@pytest.fixture
def spec(rustc: Rustc) -> Spec:
    return Spec(rustc)


@pytest.fixture
def clippy_spec(clippy: Rustc) -> Spec:
    """The same with clippy between; name the lint in `flags`."""
    return Spec(clippy)
