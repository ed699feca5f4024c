"""What a search asks of the customers: part of an id, a name, its sound, a phone or an e-mail address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fenji_web.library import Result

MOST_HITS = 5000  # of a search that are kept by their places; a search that finds more is asked again with the rest
_MOST_SPELLINGS = 200
_DIGITS = "0123456789"
_MOBILE = re.compile(r"(\d{3})(\d{4})(\d{4})")
_BETWEEN = re.compile(r"[\s()+-]+")

Hits = tuple[int, ...] | None  # rows that a search found, by their places in the file
Said = tuple[str, list[str]]  # a condition in SQL with its values


@dataclass(frozen=True)
class Ids:
    """How customer ids are written: with small letters too; with letters of the Latin alphabet and digits alone.

    `signs`: everything in them that is no digit, as capitals; None where that is not known.
    """

    are_mixed: bool
    are_plain: bool
    signs: frozenset[str] | None = None

    def may_have(self, words: str) -> bool:
        """Whether the words can be a part of an id at all."""
        if self.are_plain and not words.isascii():
            return False
        return self.signs is None or {*words.upper()} <= self.signs | {*_DIGITS}


def ids(result: Result) -> Ids:
    """How customer ids are written in this file, so that a search need not look through every one of them."""
    sql = """SELECT bool_or(customer_id <> upper(customer_id)) AS are_mixed,
                    bool_and(strlen(customer_id) = length(customer_id)) AS are_plain FROM customers"""
    (row,) = result.engine.rows(sql)
    return Ids(bool(row["are_mixed"]), bool(row["are_plain"]))


def signs(result: Result) -> frozenset[str] | None:
    """What customer ids are written with beside digits, as capitals; None where that is too much to say."""
    spelled = f"SELECT DISTINCT translate(customer_id, '{_DIGITS}', '') AS signs FROM customers LIMIT {_MOST_SPELLINGS}"
    found = [one["signs"].upper() for one in result.engine.rows(spelled)]
    return frozenset("".join(found)) if len(found) < _MOST_SPELLINGS else None


def hits(result: Result, found: Said) -> Hits:
    """The places of all that a search finds; None where there are many."""
    sql, values = found
    rows = result.engine.rows(f"SELECT rowid AS place FROM customers WHERE {sql} LIMIT {MOST_HITS + 1}", values)
    return None if len(rows) > MOST_HITS else tuple(row["place"] for row in rows)


def found(words: str, known: Mapping[str, str], ids: Ids, *, sees_contact: bool) -> Said:
    """Part of an id, a name, its sound or initials, a phone (four digits: its end) or an e-mail address.

    Who may not see contact data finds ids alone: no answer tells more than the page shows. What may be found is looked
    up in one text first, where the file has it; the columns themselves are asked of those it names.
    """
    digits = _BETWEEN.sub("", words)
    of_id = _id(words, ids)
    if not sees_contact:
        return _any(of_id)
    if digits.isdigit() and len(digits) >= 3:
        phones, last = _phones(digits, known), digits[-4:] if _whole(digits) else digits
        if words == digits:
            return _among("sought_numbers", last, [*of_id, *phones], known)
        return _either(of_id, _among("sought_numbers", last, phones, known))
    if words.isascii():
        longest = max(words.lower().split(), key=len, default="")
        return _either(of_id, _among("sought_letters", longest, _letters(words, known), known))
    of_name = [("contains(name, ?)", words)] if "name" in known and "@" not in words else []
    return _any([*of_id, *of_name])


def _among(text: str, part: str, parts: list[tuple[str, str]], known: Mapping[str, str]) -> Said:
    """Any of the parts, asked of those whose text has a part of the words in it, where the file has that text."""
    sql, values = _any(parts)
    return (f"(contains({text}, ?) AND {sql})", [part, *values]) if parts and text in known else (sql, values)


def _either(of_id: list[tuple[str, str]], other: Said) -> Said:
    return (f"({of_id[0][0]} OR {other[0]})", [of_id[0][1], *other[1]]) if of_id else other


def _any(parts: list[tuple[str, str]]) -> Said:
    return f"({' OR '.join(sql for sql, _ in parts)})" if parts else "false", [value for _, value in parts]


def _id(words: str, ids: Ids) -> list[tuple[str, str]]:
    written = "upper(customer_id)" if ids.are_mixed else "customer_id"
    return [(f"contains({written}, ?)", words.upper())] if ids.may_have(words) else []


def _letters(words: str, known: Mapping[str, str]) -> list[tuple[str, str]]:
    small = words.lower()
    if "@" in words:
        return [("contains(lower(email), ?)", small)] if "email" in known else []
    sound = small.replace(" ", "") if "name_pinyin" in known else ""
    parts = [("contains(name_initials, ?)", small)] if sound else []
    parts += [("contains(lower(name_pinyin), ?)", sound)] if len(sound) > 2 and sound.isalpha() else []
    return parts + ([("starts_with(email, ?)", small)] if "email" in known else [])


def _phones(digits: str, known: Mapping[str, str]) -> list[tuple[str, str]]:
    whole = _whole(digits)
    if len(digits) == 4:
        test, value = "ends_with({0}, ?)", digits
    elif whole:
        test, value = "{0} LIKE ?", f"%{whole[1]}%{whole[2]}%{whole[3]}%"
    else:
        test, value = "contains({0}, ?)", digits
    return [(test.format(name), value) for name in ("mobile", "landline") if name in known]


def _whole(digits: str) -> re.Match[str] | None:
    """The parts of a whole mobile number, which may be written with signs between them."""
    return _MOBILE.fullmatch(digits[-11:]) if len(digits) >= 11 else None
