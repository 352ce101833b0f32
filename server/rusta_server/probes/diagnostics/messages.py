"""The JSON that cargo and rustc print, as far as it is read here.

Sources: `cargo help check` (`--message-format`), the rustc book's chapter "JSON Output".
"""

import json
from collections.abc import Iterator
from typing import NotRequired, TypedDict, cast


class RawExpansion(TypedDict):
    span: "RawSpan"
    macro_decl_name: str
    def_site_span: NotRequired["RawSpan | None"]


class RawSpan(TypedDict):
    """Bytes count in the file as it lies on disk (a BOM and CRLF included); lines and columns are
    1-based, columns in characters."""

    file_name: str
    byte_start: int
    byte_end: int
    line_start: int
    line_end: int
    column_start: int
    column_end: int
    is_primary: bool
    label: str | None
    suggested_replacement: str | None
    suggestion_applicability: str | None
    expansion: RawExpansion | None


class RawCode(TypedDict):
    code: str


class RawDiagnostic(TypedDict):
    message: str
    code: RawCode | None
    level: str
    spans: list[RawSpan]
    children: list["RawDiagnostic"]
    rendered: str | None


class RawTarget(TypedDict):
    name: str
    kind: list[str]
    src_path: str


class RawProfile(TypedDict):
    test: bool


class CargoMessage(TypedDict):
    """One line of cargo's output. Which fields are there depends on `reason`."""

    reason: str
    package_id: NotRequired[str]
    manifest_path: NotRequired[str]
    target: NotRequired[RawTarget]
    message: NotRequired[RawDiagnostic]
    profile: NotRequired[RawProfile]
    filenames: NotRequired[list[str]]
    executable: NotRequired[str | None]
    fresh: NotRequired[bool]
    success: NotRequired[bool]


def read_cargo(stdout: bytes) -> Iterator[CargoMessage]:
    """The messages of `--message-format=json`; lines of other programs (build scripts write to the
    same pipe only by mistake) are skipped."""
    for line in stdout.splitlines():
        if line.startswith(b'{"reason":'):
            try:
                message: CargoMessage = json.loads(line)
            except ValueError:
                continue
            yield message


def read_rustc(stderr: bytes) -> Iterator[RawDiagnostic]:
    """The diagnostics of `--error-format=json`, without artifact notifications and other text."""
    for line in stderr.splitlines():
        if not line.startswith(b"{"):
            continue
        try:
            found = json.loads(line)
        except ValueError:
            continue
        if isinstance(found, dict) and "level" in found and "spans" in found:
            yield cast(RawDiagnostic, found)
