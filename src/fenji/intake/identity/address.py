"""Addresses as sets of words, so that two spellings of one address share most of them."""

from __future__ import annotations

import re

from fenji.intake.identity.marks import known

_RUN = re.compile(r"[\u3400-\u9fff]+|[^\W\d_]+|\d+")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_FILLING = re.compile(r"中国|中华人民共和国|省|市|区|县|镇|乡|街道|号楼|号|弄|室|单元|栋|幢|楼|层|座|\bno\b|\bthe\b")
_SHORTEST = 4  # a town and a street are no address: so many words at least


def address_words(value: object, *places: object) -> tuple[str, ...]:
    """The words of an address in alphabetical order: numbers, Latin words, pairs of Chinese characters.

    Words that every address has (省, 市, 号, 楼 …) are left out, and the places it lies in: they are compared by
    themselves. Nothing where the address is hidden.

    >>> address_words("北京市朝阳区建国路88号3号楼") == address_words("北京 朝阳 建国路88-3")
    True
    >>> address_words("上海市人民路8号", "上海")
    ('8', '人民', '民路')
    >>> address_words("12 Harrington St., 2272"), address_words("建国路**号")
    (('12', '2272', 'harrington', 'st'), ())
    """
    words = known(value)
    if words is None:
        return ()
    for near in places:
        if name := place(near):
            words = words.replace(name, " ")
    found: set[str] = set()
    for run in _RUN.findall(_FILLING.sub(" ", words)):
        found.update(_pairs(run) if _CHINESE.match(run) else [run])
    return tuple(sorted(found))


def address_key(words: tuple[str, ...]) -> str | None:
    """What two equal addresses share; None where there is too little to tell one house from another.

    >>> address_key(address_words("北京市朝阳区")) is None
    True
    """
    has_number = any(word.isdigit() for word in words)
    return " ".join(words) if has_number and len(words) >= _SHORTEST else None


def postcode(value: object) -> str | None:
    """A postcode: the last number of four to six digits of an address.

    >>> postcode("12 Harrington St 2272"), postcode("北京市建国路88号 100022"), postcode("建国路8号")
    ('2272', '100022', None)
    """
    found = re.findall(r"(?<!\d)\d{4,6}(?!\d)", known(value) or "")
    return found[-1] if found else None


def place(*values: object) -> str | None:
    """The finest of district, city and province that is known, without 市, 区, 县.

    >>> place(None, "上海市", "上海"), place("浦东新区", "上海", None), place("nsw")
    ('上海', '浦东新', 'nsw')
    """
    for value in values:
        words = known(value)
        if words:
            return re.sub(r"(?<=..)(?:省|市|区|县)$", "", words)
    return None


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]
