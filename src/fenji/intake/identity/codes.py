"""Numbers the state gives: company codes (GB 32100) in the open, ID-card numbers (GB 11643) as a keyed hash at most."""

from __future__ import annotations

import hashlib
import hmac
import re

from fenji.intake.identity.marks import plain

_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_CODE = re.compile(rf"(?<![0-9A-Z])[{_SIGNS}]{{2}}\d{{6}}[{_SIGNS}]{{10}}(?![0-9A-Z])")
_CARD = re.compile(r"\d{17}[\dX]")
_CARD_WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))


def company_code(value: object) -> str | None:
    """The first valid 统一社会信用代码 in a text: 18 characters whose check character is right (GB 32100-2015).

    >>> company_code("91350100M000100Y43"), company_code("税号:91350100m000100y43。")
    ('91350100M000100Y43', '91350100M000100Y43')
    >>> company_code("91350100M000100Y44"), company_code(None)
    (None, None)
    """
    words = plain(value).upper().replace(" ", "").replace("-", "")
    return next((found[0] for found in _CODE.finditer(words) if _is_code(found[0])), None)


def is_card_number(value: object) -> bool:
    """Whether a value is a valid ID-card number: such a value is never compared as it is.

    >>> is_card_number("11010519491231002X"), is_card_number("110105194912310021")
    (True, False)
    """
    words = plain(value).upper()
    if not _CARD.fullmatch(words):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(words[:17], _CARD_WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == words[17]


def card_hash(value: object, key: bytes) -> str | None:
    """An ID-card number as a keyed hash (HMAC-SHA256): equal for equal numbers, useless without the key.

    ID-card numbers are ignored unless a company decides otherwise; the key comes from its secrets, never from the
    workspace. None where the value is no valid number.

    >>> card_hash("11010519491231002x", b"secret") == card_hash("11010519491231002X", b"secret")
    True
    >>> card_hash("123", b"secret") is None
    True
    """
    if not is_card_number(value):
        return None
    return hmac.new(key, plain(value).upper().encode(), hashlib.sha256).hexdigest()


def _is_code(words: str) -> bool:
    total = sum(_SIGNS.index(sign) * weight for sign, weight in zip(words[:17], _WEIGHTS, strict=True))
    return _SIGNS[-total % 31] == words[17]
