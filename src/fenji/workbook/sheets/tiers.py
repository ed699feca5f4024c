"""等级信息: each customer's tier with its colour and icon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenji.language import Text
from fenji.workbook import badges
from fenji.workbook.book import Book
from fenji.workbook.cells import colour_name
from fenji.workbook.column import Column, Row
from fenji.workbook.listing import Listing
from fenji.workbook.sheets.shared_columns import customer_id, tier_name

if TYPE_CHECKING:
    from fenji.result import Result

TITLE = Text("Tiers", "等级信息")


def write(book: Book, result: Result) -> None:
    """Lists every customer's tier, its colour and its symbol."""
    listing = Listing(book, TITLE, columns(book))
    for row in book.follow(TITLE, result.rows(("customer_id", "tier"))):
        listing.add(row)
    listing.close()


def columns(book: Book) -> tuple[Column, ...]:
    """客户ID, 等级名称, 等级颜色, 等级图标."""
    keys: tuple[str | None, ...] = (None, *book.tiers)
    colours = {key: _colour(book, key) for key in keys}
    symbols = {key: badges.symbol(None if key is None else book.tiers[key]) for key in keys}

    def colour(row: Row) -> str:
        return colours[row["tier"]]

    def symbol(row: Row) -> str:
        return symbols[row["tier"]]

    return (
        customer_id(),
        tier_name(book, Text("Tier", "等级名称"), Text("the tier in force", "生效等级")),
        Column(
            Text("Tier colour", "等级颜色"),
            Text("the tier's colour: its name and code", "等级的代表颜色：名称与色值"),
            colour,
            kind="colour",
            width=26,
        ),
        Column(
            Text("Tier icon", "等级图标"),
            Text("the tier's symbol; its badge stands on the overview", "等级的符号；完整徽章见“概览”"),
            symbol,
            kind="symbol",
            width=18,
        ),
    )


def _colour(book: Book, key: str | None) -> str:
    code = book.tier_colour(key)
    return f"{book.say(colour_name(code))} {code}"
