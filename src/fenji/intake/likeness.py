"""Does text look like what an encoding makes of it? Chinese by its common characters, Western by its letters."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence

_LOOKED_AT = 20_000
_PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]|[\x81-\xfe][\x30-\x39][\x81-\xfe][\x30-\x39]|[\x80-\xff]")
_RUN = re.compile(r"[^\x00-\x7f]+")
# Smart quotes, dashes, euro, non-breaking space, pound, degree … in Windows-1252.
_SIGNS = frozenset(b"\x80\x82\x84\x85\x91\x92\x93\x94\x95\x96\x97\x99\xa0\xa3\xa9\xab\xae\xb0\xb4\xb7\xbb\xbf")
_RARE = frozenset(b"\xd0\xd7\xf0\xf7\xfe\xff")
_PREVIEW = 6
_MOSTLY = 0.7


def is_chinese(content: bytes) -> bool:
    """Whether bytes read as GB18030 are mostly the 3,755 common characters and Chinese signs.

    >>> is_chinese("客户名称,张三".encode("gbk")), is_chinese("客戶名稱,陳大文".encode("big5"))
    (True, False)
    """
    pairs = _pairs(content)
    common = sum(1 for pair in pairs if _is_common(pair))
    rare = sum(1 for pair in pairs if len(pair) == 4 or _is_level_two(pair))
    return common >= _MOSTLY * max(len(pairs) - rare, 1) and common * 3 >= rare


def could_be_hanzi(content: bytes) -> bool:
    """Whether valid UTF-8 makes as good sense as GBK: every letter beyond ASCII is two bytes that are common hanzi.

    >>> could_be_hanzi("一".encode("gbk")), could_be_hanzi("张三".encode()), could_be_hanzi("café".encode())
    (True, False, False)
    """
    text = content[:_LOOKED_AT].decode("utf-8", "ignore")
    if any(letter > "\u07ff" for letter in text):
        return False
    odd = False
    for run in _RUN.finditer(text):
        try:
            hanzi = run[0].encode().decode("gb18030")
        except UnicodeDecodeError:
            return False
        if not all(_is_common(letter.encode("gb18030")) for letter in hanzi):
            return False
        odd = odd or not _is_natural(text, run)
    return odd


def is_western(content: bytes) -> bool:
    """Whether bytes are Windows-1252: accented letters among plain ones, smart quotes, non-breaking spaces.

    >>> is_western("Café “Noir” €5".encode("cp1252")), is_western("客戶名稱".encode("big5"))
    (True, False)
    """
    content = content[:_LOOKED_AT]
    high = [index for index, byte in enumerate(content) if byte > 0x7F]
    if not high:
        return False
    fits = sum(1 for index in high if content[index] in _SIGNS or _is_letter(content, index))
    return fits >= 0.95 * len(high)


def rivals(content: bytes) -> list[str]:
    """Encodings other than GB18030 that the bytes may be in, the likeliest first."""
    text = content[:_LOOKED_AT]
    kana = sum(1 for pair in _pairs(text) if pair[0] in (0x82, 0x83))
    names = ["shift_jis", "big5"] if kana * 4 > len(_pairs(text)) else ["big5", "shift_jis"]
    return [*names, "cp1252"] if is_western(content) else names


def previews_of(content: bytes, encodings: Sequence[str]) -> list[list[list[str]]]:
    """The first rows as each encoding reads them, the ones with letters beyond ASCII first."""
    lines = content.splitlines()
    telling = [line for line in lines if not line.isascii()][:_PREVIEW]
    return [[next(csv.reader([line.decode(name, "replace")]), [])[:_PREVIEW] for line in telling] for name in encodings]


def _pairs(content: bytes) -> list[bytes]:
    pairs = []
    for found in _PAIR.finditer(content):
        pairs.append(found[0])
        if len(pairs) >= _LOOKED_AT:
            break
    return pairs


def _is_common(pair: bytes) -> bool:
    """GB2312's signs and its first plane of characters, ordered by how often they are used."""
    return len(pair) == 2 and pair[1] >= 0xA1 and (0xB0 <= pair[0] <= 0xD7 or 0xA1 <= pair[0] <= 0xA3)


def _is_level_two(pair: bytes) -> bool:
    return len(pair) == 2 and pair[1] >= 0xA1 and 0xD8 <= pair[0] <= 0xF7


def _is_natural(text: str, run: re.Match[str]) -> bool:
    """Latin letters that touch plain ones (café), or Latin-1 signs (5 °C): what UTF-8 in the West looks like."""
    if all("\u00a0" <= letter <= "\u00bf" for letter in run[0]):
        return True
    around = text[max(run.start() - 1, 0) : run.start()] + text[run.end() : run.end() + 1]
    return all("\u00a0" <= letter <= "\u024f" for letter in run[0]) and any(letter.isalpha() for letter in around)


def _is_letter(content: bytes, index: int) -> bool:
    around = content[max(index - 1, 0) : index] + content[index + 1 : index + 2]
    near = content[max(index - 2, 0) : index + 3]
    is_usual = content[index] >= 0xC0 and content[index] not in _RARE
    return is_usual and any(chr(byte).isalpha() and byte < 0x80 for byte in around) and _few(near)


def _few(near: bytes) -> bool:
    return sum(1 for byte in near if byte > 0x7F) * 2 <= len(near)
