"""One digest for every byte of a folder: what "the same bytes as before" is checked against.

On purpose not the tree hash of the product: names, bytes, modes and links of all files, ignored
ones too. Only the folder `target` at the top is left out, where cargo and rusta keep their caches.
"""

import hashlib
import os
import stat
from pathlib import Path


def digest(folder: Path) -> str:
    """sha256 as hexadecimal digits."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if name.parts[0] == "target":
            continue
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
