"""The lower half of 概览: how each tier is reached, and where customers moved from and to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fenji.language import Text, say_date
from fenji.scheme.describe import say_tier
from fenji.workbook import badges
from fenji.workbook.book import Book
from fenji.workbook.cells import clean, lines

if TYPE_CHECKING:
    from fenji.result import Result

_LAST = 9
_BADGE_PIXELS = 30


def write_legend(book: Book, sheet: Any, result: Result, *, at: int) -> int:
    """Each tier's badge, name and what it takes to be in it; returns the row after the last."""
    _section(book, sheet, at, Text("How each tier is reached", "图例：各等级如何评定"))
    for tier in result.scheme.scheme.tiers:
        at += 1
        words = clean(book.say(say_tier(result.scheme.scheme, tier.key)), book.lang)
        sheet.set_row(at, max(30, 14 * lines(words, 150) + 6))
        sheet.write_blank(at, 0, None, book.style.text)
        sheet.write_string(at, 1, book.tier_name(tier.key), book.style.filled(book.tier_colour(tier.key)))
        sheet.merge_range(at, 2, at, _LAST, "", book.style.words)
        sheet.write_string(at, 2, words, book.style.words)
        badges.place(sheet, (at, 0), tier, pixels=_BADGE_PIXELS, words=book.say(tier.name), lang=book.lang)
    return at + 1


def write_moves(book: Book, sheet: Any, result: Result, *, at: int) -> None:
    """Customers by tier then and tier now; a sentence where this is the first run."""
    _section(book, sheet, at, Text("Moves since the previous run", "与上期相比的等级变动"))
    if result.previous is None:
        _sentence(
            book, sheet, at + 1, Text("This is the first run: nothing to compare with.", "首个评级批次，暂无上期可比。")
        )
        return
    moves = {(before, now): count for before, now, count, _ in result.moves()}
    keys = [*book.tiers, *([None] if any(None in pair for pair in moves) else [])]
    day = say_date(result.previous.as_of, book.lang)
    corner = Text("{day} ↓   now →", "{day} ↓  本期 →").fill(day=day)
    sheet.set_row(at + 1, 24)
    sheet.merge_range(at + 1, 0, at + 1, 1, "", book.style.header)
    sheet.write_string(at + 1, 0, book.say(corner), book.style.header)
    shown = keys[: _LAST - 1]
    for index, now in enumerate(shown):
        sheet.write_string(at + 1, 2 + index, book.tier_name(now), book.style.header)
    for number, before in enumerate(keys, start=at + 2):
        sheet.set_row(number, 20)
        sheet.merge_range(number, 0, number, 1, "", book.style.filled(book.tier_colour(before)))
        sheet.write_string(number, 0, book.tier_name(before), book.style.filled(book.tier_colour(before)))
        for index, now in enumerate(shown):
            stayed = {"bg_color": "#EEF2F7", "bold": True} if before == now else {}
            shape = book.style.of(num_format="#,##0", align="center", bottom=1, bottom_color="#DDE3EC", **stayed)
            sheet.write_number(number, 2 + index, moves.get((before, now), 0), shape)


def _section(book: Book, sheet: Any, at: int, title: Text) -> None:
    sheet.set_row(at, 26)
    sheet.write_string(at, 0, book.say(title), book.style.of(bold=True, font_size=13))


def _sentence(book: Book, sheet: Any, at: int, words: Text) -> None:
    sheet.write_string(at, 0, book.say(words), book.style.of(font_color="#4A5768"))
