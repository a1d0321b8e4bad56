"""How many pages a PDF has, told without reading it whole."""

import re
import zlib

_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_PACKED = re.compile(rb"/ObjStm\b.{0,300}?>>\s*stream\r?\n", re.DOTALL)
_MOST_UNPACKED = 8 << 20
"""Bytes of the lists of objects of one file."""


def count(content: bytes) -> int:
    """Pages, rather too many than too few; 0 where none can be seen, as in one that is locked."""
    if b"/Encrypt" in content:
        return 0
    found = len(_PAGE.findall(content))
    room = _MOST_UNPACKED
    for packed in _PACKED.finditer(content):
        if room <= 0:
            return 0
        end = content.find(b"endstream", packed.end())
        unpacked = _unpacked(content[packed.end() : end], room)
        room -= len(unpacked)
        found += len(_PAGE.findall(unpacked))
    return found


def _unpacked(packed: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, most)
    except zlib.error:
        return b""
