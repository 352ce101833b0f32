"""Renames within a patch: a local with another name at all its uses, what is new among them.

Leaving edits away cannot undo one: what else the patch writes goes by the new name.
"""

import re
from collections.abc import Iterator, Mapping

from rusta_server.contracts.edits import Edit

_NAME = re.compile(r"[a-z_]\w*")


def without_renames(edits: tuple[Edit, ...], base: Mapping[str, str]) -> Iterator[tuple[Edit, ...]]:
    """`edits` of the files `base` with the old name for each new one, a name at a time."""
    bytes_of = {path: base.get(path, "").encode() for path in {edit.path for edit in edits}}

    def old(edit: Edit) -> str:
        return bytes_of[edit.path][edit.start : edit.end].decode(errors="replace")

    renamed = dict.fromkeys((old(edit), edit.text) for edit in edits)
    for before, after in renamed:
        if before == after or not (_NAME.fullmatch(before) and _NAME.fullmatch(after)):
            continue
        word = re.compile(rf"\b{re.escape(after)}\b")
        back = (edit.model_copy(update={"text": word.sub(before, edit.text)}) for edit in edits)
        if left := tuple(edit for edit in back if edit.text != old(edit)):
            yield left
