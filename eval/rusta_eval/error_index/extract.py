"""The `compile_fail` examples of the error index, read off the toolchain's own pages."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import lxml.html

DEFAULT_EDITION = "2015"
"""What rustdoc tests an example with that names no edition."""
_PARSER = lxml.html.HTMLParser(encoding="utf-8")
_CODE = re.compile(r"E\d{4}")


@dataclass(frozen=True)
class Example:
    """The `index`-th failing example (from 1) on the page of `code`.

    `text` is the whole program as rustdoc compiles it: with the hidden lines, and with the `main`
    that goes around an example without one. `declared` is the error code that the example
    announces, which is another than the page's where that one is no longer emitted; None where it
    announces just an error. `ignored`: the documentation's own tests leave it out, which says
    nothing of what is marked `does_not_compile`."""

    code: str
    index: int
    edition: str
    declared: str | None
    ignored: bool
    text: str


def documentation(name: str) -> Path:
    """The folder of this book in the toolchain's documentation.

    Raises FileNotFoundError where the toolchain has none."""
    sysroot = subprocess.run(
        ["rustc", "--print", "sysroot"], capture_output=True, check=True, text=True
    ).stdout.strip()
    folder = Path(sysroot) / "share" / "doc" / "rust" / "html" / name
    if not folder.is_dir():
        raise FileNotFoundError(folder)
    return folder


def pages() -> list[Path]:
    """The pages of the index, sorted by code.

    Raises FileNotFoundError where the toolchain has no documentation."""
    return sorted(documentation("error_codes").glob("E[0-9][0-9][0-9][0-9].html"))


def examples(page: str, code: str, edition: str = DEFAULT_EDITION) -> list[Example]:
    """The failing examples of one page's HTML, of this edition where they name none."""
    found: list[Example] = []
    for block in lxml.html.fromstring(page.encode("utf-8"), parser=_PARSER).iter("code"):
        marks = block.get("class", "").split()
        if not {"compile_fail", "does_not_compile"} & set(marks):
            continue
        editions = [mark.removeprefix("edition") for mark in marks if mark.startswith("edition")]
        declared = [mark for mark in marks if _CODE.fullmatch(mark)]
        text = "".join(map(str, block.itertext()))
        found.append(
            Example(
                code=code,
                index=len(found) + 1,
                edition=editions[0] if editions else edition,
                declared=declared[0] if declared else None,
                ignored="ignore" in marks and "does_not_compile" not in marks,
                text=text if text.endswith("\n") else text + "\n",
            )
        )
    return found
