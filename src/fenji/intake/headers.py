"""Which rows of a file are its header, below any title rows, and which of its names are unclear."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fenji.intake.asked import blank_question, duplicate_question, header_question, two_row_question
from fenji.intake.refusals import file_empty, no_header
from fenji.intake.stated_words import is_our_banner

if TYPE_CHECKING:
    from fenji.intake.asked import Question
    from fenji.intake.staged import Asker, Outcome, Request

Rows = Sequence[Sequence[str]]
# First row, last row, first column, last column of merged cells, counted from 0.
Merge = tuple[int, int, int, int]
_SPACE = re.compile(r"[\s\u200b\ufeff\u2060]+")
_VALUE = re.compile(r"[-+(]?[¥￥$€]?\d[\d,.\-/: 年月日时分秒%)TZ]*")


@dataclass(frozen=True)
class Header:
    """The header found: the index of its first row, the names, and the index of the first row below it."""

    row: int
    names: tuple[str, ...]
    body: int


def find_header(rows: Rows, request: Request, asker: Asker, *, where: str, merges: Sequence[Merge] = ()) -> Header:
    """The header among the first rows; a title above it and a second header row are asked about, never guessed.

    `request.header_row` is a row number as people count, from 1. Blank rows above the header are passed over.
    """
    filled = [_filled(row) for row in rows]
    if not any(filled):
        raise file_empty(where)
    wanted = request.header_row
    if wanted is not None:
        if not 1 <= wanted <= len(rows) or not filled[wanted - 1]:
            raise no_header(wanted, where)
        at = wanted - 1
        return _two_rows(rows, at, merges) if request.two_row_header else _one_row(rows, at)
    at = _first_as_wide(filled)
    pair = next((row for row in (at - 1, at) if row >= 0 and _is_pair(rows, row, merges)), None)
    if request.two_row_header:
        return _two_rows(rows, at if pair is None else pair, merges)
    if pair is not None:
        found = _two_rows(rows, pair, merges)
        asker.ask(two_row_question(pair + 1, found.names))
        return found
    if any(filled[:at]) and not is_our_banner(" ".join(titles(rows[:at]))):
        asker.ask(header_question(at + 1, _names(rows[at])))
    return _one_row(rows, at)


def titles(rows: Rows) -> tuple[str, ...]:
    """The words of title rows, row by row."""
    joined = (" ".join(cell.strip() for cell in row if cell.strip()) for row in rows)
    return tuple(words for words in joined if words)


def unclear(outcome: Outcome, mapped: Sequence[str]) -> list[Question]:
    """Questions about headers that are blank over data, or equal but for case, width and blanks.

    With a mapping (`mapped` headers) only those matter that it uses.
    """
    found = []
    blanks = [column_letter(index) for index in outcome.blanks]
    if blanks and not mapped:
        found.append(blank_question(blanks))
    asked = {_plain(name) for name in mapped}
    for name, places in _twins(outcome.headers).items():
        if not mapped or name in asked:
            found.append(duplicate_question(outcome.headers[places[0]], [column_letter(index) for index in places]))
    return found


def lettered(headers: Sequence[str], blanks: Sequence[int]) -> tuple[str, ...]:
    """The headers with the column letter wherever the name alone is unclear.

    >>> lettered(["id", "金额", "", "金额 "], [2])
    ('id', '金额 #B', '#C', '金额 #D')
    """
    named = list(headers)
    for index in blanks:
        named[index] = f"#{column_letter(index)}"
    for places in _twins(headers).values():
        for index in places:
            named[index] = f"{headers[index].strip()} #{column_letter(index)}"
    return tuple(named)


def column_letter(index: int) -> str:
    """The letter of a column as Excel shows it.

    >>> column_letter(0), column_letter(27)
    ('A', 'AB')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell.strip())


def _names(row: Sequence[str]) -> tuple[str, ...]:
    return tuple(_SPACE.sub(" ", cell).strip() for cell in row)


def _one_row(rows: Rows, at: int) -> Header:
    return Header(at, _names(rows[at]), at + 1)


def _first_as_wide(filled: Sequence[int]) -> int:
    """The first row that is filled as wide as most rows are; one long row does not make the table wider."""
    least = 2 if max(filled) > 2 else 1
    counts = Counter(count for count in filled if count >= least)
    often = [width for width in counts if sum(1 for count in filled if count * 10 >= width * 6) > 1] or list(counts)
    fit = {width: width * sum(1 for count in filled if count * 10 >= width * 6) for width in often}
    often = [width for width in often if counts[width] > 1] or often
    width = max(often, key=lambda item: (fit[item], -item))
    return next(index for index, count in enumerate(filled) if count * 10 >= width * 6)


def _is_pair(rows: Rows, at: int, merges: Sequence[Merge]) -> bool:
    """Whether this row and the next are one header: groups above, names below, values under both."""
    if at + 2 >= len(rows) or not _all_words(rows[at]) or not _all_words(rows[at + 1]):
        return False
    upper, lower = rows[at], rows[at + 1]
    width = max(len(upper), len(lower))
    above = [index < len(upper) and bool(upper[index].strip()) for index in range(width)]
    below = [index < len(lower) and bool(lower[index].strip()) for index in range(width)]
    if sum(above) < 2 or not any(below):
        return False
    across = [merge for merge in merges if merge[0] <= at <= merge[1] and (merge[3] > merge[2] or merge[1] == at + 1)]
    if across:
        return any(merge[3] - merge[2] + 1 < width for merge in across)
    has_gap = any(not up and low for up, low in zip(above, below, strict=True))
    is_whole = all(up or low for up, low in zip(above, below, strict=True))
    is_partly = not all(above) and (not all(below) or _has_gaps(above))
    return has_gap and is_whole and is_partly and any(_VALUE.fullmatch(cell.strip()) for cell in rows[at + 2])


def _has_gaps(filled: Sequence[bool]) -> bool:
    """Whether blanks lie between filled cells, as between groups; a title line fills its first cells only."""
    return not all(filled[: max(index for index, is_filled in enumerate(filled) if is_filled)])


def _all_words(row: Sequence[str]) -> bool:
    return not any(_VALUE.fullmatch(cell.strip()) for cell in row)


def _two_rows(rows: Rows, at: int, merges: Sequence[Merge]) -> Header:
    """Names of two rows as one: the lower where it is enough, with its group before it where names would be equal."""
    if at + 1 >= len(rows):
        return _one_row(rows, at)
    width = max(len(rows[at]), len(rows[at + 1]))
    upper, lower = (list(_names([*rows[row], *[""] * (width - len(rows[row]))])) for row in (at, at + 1))
    starts = {merge[2]: merge[3] for merge in merges if merge[0] <= at <= merge[1]}
    group, until = "", -1
    for index in range(width):
        if upper[index]:
            group, until = upper[index], starts.get(index, width if not merges else index)
        elif lower[index] and index <= until:
            upper[index] = group
    names = [low or up for up, low in zip(upper, lower, strict=True)]
    often = Counter(names)
    whole = [
        f"{up} {low}" if low and up and up != low and often[low] > 1 else name
        for up, low, name in zip(upper, lower, names, strict=True)
    ]
    return Header(at, tuple(whole), at + 2)


def _plain(name: str) -> str:
    return _SPACE.sub("", unicodedata.normalize("NFKC", name)).casefold()


def _twins(headers: Sequence[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for index, name in enumerate(headers):
        if _plain(name):
            places.setdefault(_plain(name), []).append(index)
    return {name: found for name, found in places.items() if len(found) > 1}
