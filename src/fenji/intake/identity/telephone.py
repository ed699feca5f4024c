"""Telephone numbers in one form, so that +86 138-0013-8001 and １３８００１３８００１ are one number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fenji.intake.identity.marks import is_masked, plain

_EXTENSION = re.compile(r"(?:转|分机号?|extension|ext\.?|#|\bx)\s*[:：]?\s*(\d{1,6})\s*$")
_TRAILING = re.compile(r"^(\D*0\d{2,3}\D+\d{7,8})\s*[-－—]\s*(\d{1,6})$")
_MOBILE = re.compile(r"(?:0086|86)?0?(1[3-9]\d{9})")
_LANDLINE = re.compile(r"(?:0086|86)?0?((?:10|2\d|[3-9]\d{2})\d{7,8})")
_SERVICE = re.compile(r"[48]00\d{7}")
_LOCAL = re.compile(r"[2-8]\d{6,7}")
_DUMMIES = frozenset({"13800138000", "13800000000", "13912345678", "13812345678", "15012345678"})


@dataclass(frozen=True)
class Landline:
    """A fixed number: area code and number without a leading zero, and the extension where one is given.

    A number without its area code keeps a question mark in front: it equals only another without one.
    """

    number: str
    extension: str | None = None


def mobile(value: object) -> str | None:
    """The eleven digits of a Chinese mobile number; None for anything else, a hidden or a dummy number.

    >>> [mobile(v) for v in ("+86 139-1234-8001", "0086 13912348001", "１３９１２３４８００１", "013912348001")]
    ['13912348001', '13912348001', '13912348001', '13912348001']
    >>> mobile("139****8001"), mobile("13800138000"), mobile("13888888888"), mobile("010-88886666")
    (None, None, None, None)
    """
    found = None if is_masked(value) else _MOBILE.fullmatch(_digits(plain(value)))
    return None if found is None or _is_dummy(found[1]) else found[1]


def landline(value: object) -> Landline | None:
    """A fixed number with its extension; None for a mobile number, a hidden one, or none.

    >>> landline("010-8888 6001"), landline("(0755)26780001转802")
    (Landline(number='1088886001', extension=None), Landline(number='75526780001', extension='802'))
    >>> landline("+86 21 6666 7001 ext. 12"), landline("021-66667001-12")
    (Landline(number='2166667001', extension='12'), Landline(number='2166667001', extension='12'))
    >>> landline("400-820-8821"), landline("88886001"), landline("+44 20 7946 0018"), landline("13912348001")
    (Landline(number='4008208821', extension=None), Landline(number='?88886001', extension=None),
    Landline(number='+442079460018', extension=None), None)
    """
    words = plain(value)
    if is_masked(words.replace("#", " ")) or not words:
        return None
    words, extension = _parted(words)
    digits = _digits(words)
    if _MOBILE.fullmatch(digits):
        return None
    number = _fixed(digits, is_foreign=words.startswith(("+", "00")))
    return None if number is None or _is_dummy(number) else Landline(number, extension)


def _fixed(digits: str, *, is_foreign: bool) -> str | None:
    if _SERVICE.fullmatch(digits):
        return digits
    if _LOCAL.fullmatch(digits):
        return f"?{digits}"
    if found := _LANDLINE.fullmatch(digits):
        return found[1]
    bare = digits.removeprefix("00")
    return f"+{bare}" if is_foreign and 8 <= len(bare) <= 15 else None


def _parted(words: str) -> tuple[str, str | None]:
    if found := _EXTENSION.search(words):
        return words[: found.start()], found[1]
    if found := _TRAILING.match(words):
        return found[1], found[2]
    return words, None


def _digits(words: str) -> str:
    return re.sub(r"\D", "", words)


def _is_dummy(number: str) -> bool:
    return number in _DUMMIES or len(set(number[-8:])) == 1 or len(set(number[-7:])) == 1
