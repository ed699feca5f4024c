"""What the bytes of a text file tell before anything is decoded: counted in one pass, a piece at a time."""

from __future__ import annotations

import codecs
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PIECE = 1 << 18
_LARGE = 1 << 23
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_KEPT = 8  # so many bytes of a piece are looked at again with the next: a pattern may lie across the two
# What garbled text looks like in UTF-8: 锟斤拷, 烫烫烫, the replacement character, ????; Ã with a Latin-1 sign, å¼ ä¸.
_GARBLED = (b"\xe9\x94\x9f\xe6\x96\xa4", b"\xe7\x83\xab\xe7\x83", b"\xef\xbf\xbd")
_TWICE_ENCODED = re.compile(rb"\xc3(?:\x83\xc2|[\xa3-\xa9][\xc2\xe2\xc5\xcb])")


@dataclass
class ByteFacts:
    """Counts over all bytes; `encoding` is what a byte order mark says, `breaks` how many line ends there are."""

    encoding: str = ""
    is_ascii: bool = True
    has_controls: bool = False
    looks_garbled: bool = False
    size: int = 0
    quotes: int = 0
    nuls: int = 0
    newlines: int = 0
    returns: int = 0
    pairs: int = 0

    @property
    def lines(self) -> int:
        """Line ends, of whichever kind the file has."""
        return self.newlines or self.returns

    @property
    def ends_by_newline(self) -> bool:
        """Every line ends with a newline; no carriage return stands alone."""
        return self.returns == self.pairs

    def with_the_rest(self, rest: ByteFacts) -> ByteFacts:
        """The facts of a file from those of its first part and of its second."""
        counts = ("size", "quotes", "nuls", "newlines", "returns", "pairs")
        return ByteFacts(
            self.encoding,
            self.is_ascii and rest.is_ascii,
            self.has_controls or rest.has_controls,
            self.looks_garbled or rest.looks_garbled,
            **{name: getattr(self, name) + getattr(rest, name) for name in counts},
        )


def byte_facts(path: Path) -> ByteFacts:
    """The counts of one file; a large one is counted from both ends of its middle at once."""
    size = path.stat().st_size
    if size < _LARGE:
        return _counted(path, 0, size)
    with ThreadPoolExecutor(1) as other:
        second = other.submit(_counted, path, size // 2, size)
        return _counted(path, 0, size // 2).with_the_rest(second.result())


def _counted(path: Path, start: int, end: int) -> ByteFacts:
    """The counts of the bytes from one place to another; what lies across the start belongs to them."""
    found, tail = ByteFacts(), b""
    with path.open("rb") as file:
        if start:
            file.seek(max(start - _KEPT, 0))
            tail = file.read(min(_KEPT, start))
        while start < end and (piece := file.read(min(_PIECE, end - start))):
            if not start:
                found.encoding = next((name for bom, name in _BOMS if piece.startswith(bom)), "")
            _count(piece, tail, found)
            tail = (tail + piece[-_KEPT:])[-_KEPT:]
            start += len(piece)
    return found


def _count(piece: bytes, tail: bytes, found: ByteFacts) -> None:
    import numpy as np

    letters = np.frombuffer(piece, np.uint8)

    def count(condition: Any) -> int:
        return int(np.count_nonzero(condition))

    newlines, returns = count(letters == 10), count(letters == 13)
    found.size += len(piece)
    found.newlines += newlines
    found.returns += returns
    found.quotes += count(letters == 34)
    found.nuls += count(letters == 0)
    found.is_ascii = found.is_ascii and piece.isascii()
    breaks = newlines + returns + count(letters == 9)
    found.has_controls = found.has_controls or count(letters < 32) != breaks or bool((letters == 127).any())
    if returns or tail.endswith(b"\r"):
        found.pairs += piece.count(b"\r\n") + (tail.endswith(b"\r") and piece.startswith(b"\n"))
    if not found.looks_garbled:
        found.looks_garbled = _looks_garbled(piece, tail)


def _looks_garbled(piece: bytes, tail: bytes = b"") -> bool:
    """Whether one of the signs lies in the piece, or across the end of the last one and its start."""
    if tail and _looks_garbled(tail + piece[:_KEPT]):
        return True
    if b"?" in piece and b"????" in piece:
        return True
    if piece.isascii():
        return False
    return any(_has(piece, sign) for sign in _GARBLED) or (b"\xc3" in piece and bool(_TWICE_ENCODED.search(piece)))


def _has(piece: bytes, sign: bytes) -> bool:
    """Whether the bytes lie in the piece; searched letter by letter, since all of them are common in Chinese."""
    import numpy as np

    letters = np.frombuffer(piece, np.uint8)
    places = np.flatnonzero(letters[: max(len(piece) - len(sign) + 1, 0)] == sign[0])
    for offset, letter in enumerate(sign):
        if not places.size:
            return False
        places = places[letters[places + offset] == letter]
    return bool(places.size)


def is_utf8(path: Path) -> bool:
    """Whether every byte of the file is UTF-8; the halves of a large one are asked at once."""
    import pyarrow as pa

    with pa.memory_map(str(path)) as file:
        content = file.read_buffer()
        if content.size < _LARGE:
            return _is_text(content)
        half = content.size // 2
        around = bytes(content[half : half + 4])
        begins = next((at for at, byte in enumerate(around) if byte & 0xC0 != 0x80), len(around))
        if begins == 4:  # no letter is so long
            return False
        with ThreadPoolExecutor(1) as other:
            second = other.submit(_is_text, content[half + begins :])
            return _is_text(content[: half + begins]) and second.result()


def _is_text(content: Any) -> bool:
    import numpy as np
    import pyarrow as pa

    ends = pa.py_buffer(np.array([0, content.size], dtype=np.int64))
    try:
        pa.Array.from_buffers(pa.large_string(), 1, [None, ends, content]).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True
