"""What general compressors make of the same bytes: PPMd var. H, as 7-Zip has it, and xz."""

import lzma
from collections.abc import Iterable

ORDER = 16
_MEMORY = 1 << 30


def ppmd(files: Iterable[bytes]) -> int:
    """Bytes of all files as one archive, at order 16 (`7z a -m0=PPMd:o=16:mem=1g`)."""
    import pyppmd

    encoder = pyppmd.Ppmd7Encoder(ORDER, _MEMORY)
    size = sum(len(encoder.encode(file)) for file in files)
    return size + len(encoder.flush())


def xz(files: Iterable[bytes]) -> int:
    """As one archive, at `xz -9e`."""
    return len(lzma.compress(b"".join(files), preset=9 | lzma.PRESET_EXTREME))
