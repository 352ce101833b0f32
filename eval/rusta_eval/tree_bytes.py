"""One digest for every byte of a folder: what "the same bytes as before" is checked against.

On purpose not the tree hash of the product: names, bytes, modes and links of all files, ignored
ones too. Only the folder `target` at the top is left out, where cargo and rusta keep their caches.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path


def digest(folder: Path) -> str:
    """sha256 as hexadecimal digits."""
    total = hashlib.sha256()
    for path in sorted(entries(folder, leave_out="target")):
        name = path.relative_to(folder)
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode):
            content = os.fsencode(path.readlink())
        elif stat.S_ISREG(mode):
            content = path.read_bytes()
        else:
            content = b""
        line = f"{name.as_posix()}\0{mode:o}\0{hashlib.sha256(content).hexdigest()}\n"
        total.update(os.fsencode(line))
    return total.hexdigest()


def entries(folder: Path, leave_out: str | None = None) -> Iterator[Path]:
    """Everything below a folder that others may be writing to meanwhile.

    `rglob` raises where a folder is removed before it is entered, as cargo does with those of its
    incremental builds. `leave_out`: the folder of that name at the top is not even entered.
    """
    for at, folders, files in os.walk(folder):
        if Path(at) == folder:
            folders[:] = [name for name in folders if name != leave_out]
        for name in (*folders, *files):
            yield Path(at, name)
