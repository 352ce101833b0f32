"""Compiles every example and says which of them are cases, and why the others are none."""

import re
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from rusta_eval import cargo
from rusta_eval.crates import write_tree
from rusta_eval.error_index.cases import Case, crate, half_of, sha256
from rusta_eval.error_index.extract import Example
from rusta_eval.error_index.suite import Reason
from rusta_server.patches.lexer import code as code_of
from rusta_server.probes.diagnostics.slices import slice_of

_FEATURE = re.compile(r"#\s*!\s*\[\s*feature\b")
_LIBRARY = re.compile(r'#\s*!\s*\[\s*crate_type\s*=\s*"(lib|rlib)"')
_GATES = {"E0554", "E0658"}
_NO_CRATE = "E0463"


def build(examples: Iterable[Example], jobs: int, reason: Reason | None = None) -> Iterator[Case]:
    """One case for each example, in the same order. A text that comes again is excluded."""
    seen: dict[str, str] = {}
    with ThreadPoolExecutor(jobs) as pool:
        for case in pool.map(partial(case_of, reason=reason), examples):
            first = seen.setdefault(case.sha256, case.id)
            again = first != case.id and not case.excluded
            yield case.model_copy(update={"excluded": f"same text as {first}"}) if again else case


def case_of(example: Example, reason: Reason | None = None) -> Case:
    """Runs `cargo check` on the example in a crate of its own."""
    kind = crate_type(example.text)
    path = "src/main.rs" if kind == "bin" else "src/lib.rs"
    with tempfile.TemporaryDirectory() as folder:
        write_tree(crate(example.text, example.edition, path), Path(folder))
        found = cargo.check(Path(folder))
    digest = sha256(example.text)
    return Case(
        id=f"{example.code}-{example.index}", code=example.code, index=example.index,
        edition=example.edition, crate_type=kind, declared=example.declared, sha256=digest,
        half=half_of(digest), slice=_slice(example, found), codes=found.codes,
        excluded=_reason(example, found) or (reason(example, found) if reason else None),
        text=example.text,
    )  # fmt: skip


def crate_type(text: str) -> Literal["bin", "lib"]:
    """A program where there is a `main`, unless the text says that it is a library."""
    words = code_of(text)
    has_main = any(pair == ("fn", "main") for pair in pairwise(words))
    return "bin" if has_main and not _LIBRARY.search(text) else "lib"


def _reason(example: Example, found: cargo.Check) -> str | None:
    if _FEATURE.search(example.text) or _GATES & set(found.codes):
        return "needs a feature gate"
    if example.ignored:
        return "ignored by the documentation's own tests"
    if found.green:
        return "compiles on stable"
    if not found.errors:
        return "cargo fails without an error of rustc's"
    if _NO_CRATE in found.codes and example.declared != _NO_CRATE:
        return "needs an external crate"
    if example.declared is not None and example.declared not in found.codes:
        return "reports another code"
    return None


def _slice(example: Example, found: cargo.Check) -> str:
    """Of the announced error; of the first that rustc reports where that is not among them."""
    wanted = [error for error in found.errors if _code(error) == example.declared]
    for error in (*wanted, *found.errors):
        return slice_of(_code(error), error["message"])
    return "other"


def _code(error: dict[str, Any]) -> str | None:
    return (error.get("code") or {}).get("code")
