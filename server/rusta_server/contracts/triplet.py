"""A triplet of the training data: what was broken, what rustc said, and what it was before.

The broken file is the clean file with one range replaced, so a record names the clean file by its
hash and holds the two texts of the range. Diagnostics are packed: offsets into the broken file,
without what can be computed from it (lines, columns) and without paths where they are its own.
`rusta_model.data.triplets` writes the records, without the fields that have their default; the
schema is published here.
"""

from typing import Annotated, Literal

from pydantic import Field

from rusta_server.contracts.canonical import Record
from rusta_server.contracts.dataset import Split
from rusta_server.contracts.diagnostic import Applicability, Level
from rusta_server.contracts.model_manifest import Sha256

Offset = Annotated[int, Field(ge=0)]
Name = Annotated[str, Field(pattern=r"^[a-z_]+$")]


class PackedSpan(Record):
    """`path` is empty for the broken file itself. `call`: where its macro is called."""

    path: str = ""
    start: Offset
    end: Offset
    primary: bool = False
    label: str | None = None
    macro: str | None = None
    call: tuple[str, Offset, Offset] | None = None


class PackedNote(Record):
    level: Level
    message: str
    spans: tuple[PackedSpan, ...] = ()


class PackedSuggestion(Record):
    """`edits`: (path, start, end, text), the path empty for the broken file."""

    message: str
    applicability: Applicability
    edits: tuple[tuple[str, Offset, Offset, str], ...]
    in_expansion: bool = False


class PackedDiagnostic(Record):
    code: str | None
    message: str
    spans: tuple[PackedSpan, ...]
    notes: tuple[PackedNote, ...] = ()
    suggestions: tuple[PackedSuggestion, ...] = ()


class TripletRecord(Record):
    """`start` is where `broken` stands in place of `fixed`, in the file `path` whose clean text
    hashes to `clean_sha256`. `function` names the item that was broken, empty where it has no name.
    `codes`: of the diagnostics, sorted, each once; a syntax error without a code counts as
    "syntax", another one as "other"."""

    schema_version: Literal[1] = 1
    id: str = Field(pattern=r"^[0-9a-f]{16}$")
    crate: str = Field(min_length=1)
    version: str = Field(min_length=1)
    path: str = Field(pattern=r"^\$WS/.+")
    split: Split
    kind: Literal["body", "item", "syntax"]
    family: Name
    operator: Name
    function: str
    codes: tuple[str, ...] = Field(min_length=1)
    start: Offset
    broken: str
    fixed: str
    clean_sha256: Sha256
    diagnostics: tuple[PackedDiagnostic, ...] = Field(min_length=1)
