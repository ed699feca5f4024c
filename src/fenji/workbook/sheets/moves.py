"""变动: who rose, fell, joined or left since the previous run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from fenji.language import Text, say_date
from fenji.workbook.book import Book
from fenji.workbook.column import Column, Row
from fenji.workbook.listing import Listing
from fenji.workbook.sheets.shared_columns import customer_id, customer_name, field, tier_name

if TYPE_CHECKING:
    from fenji.result import Result, Run

TITLE = Text("Moves", "变动")
KINDS = {
    "promotion": Text("▲ promotion", "▲ 升级"),
    "demotion": Text("▼ demotion", "▼ 降级"),
    "new": Text("＋ new", "＋ 新增"),
    "gone": Text("－ gone", "－ 移出"),
    "graded": Text("＋ graded", "＋ 开始评级"),
    "ungraded": Text("－ ungraded", "－ 暂不评级"),
}
NOT_BEFORE = Text("not in the previous run", "上期未参评")
NOT_NOW = Text("no longer graded", "本期已移出")
MOST_GONE = 10_000
_READ = ("customer_id", "name", "move", "previous_tier", "tier", "net_revenue")
_ORDER = ("move", "rung", "-net_revenue")


def write(book: Book, result: Result) -> None:
    """Lists every customer whose tier differs from the previous run; says so where there is no such run."""
    listing = Listing(book, TITLE, columns(book))
    if result.previous is None:
        listing.say(FIRST_RUN)
    else:
        for row in book.follow(TITLE, _moved(result)):
            listing.add(row)
        if listing.rows == 0:
            listing.say(_nobody(result.previous, book))
    listing.close()


FIRST_RUN = Text(
    "This is the first run of this scheme version: there is nothing to compare with yet. "
    "Moves appear here from the second run on.",
    "这是该分级标准版本的第一个评级批次，暂无上期可比；从第二个批次起，升级、降级、新增与移出的客户会列在这里。",
)


def columns(book: Book) -> tuple[Column, ...]:
    """客户ID, 姓名, 变动, 原等级, 现等级, 购买金额."""
    window, currency = book.run.window.text, book.currency_word

    def before(row: Row) -> str:
        return book.say(NOT_BEFORE) if row["move"] == "new" else book.tier_name(row["previous_tier"])

    def now(row: Row) -> str:
        return book.say(NOT_NOW) if row["move"] == "gone" else book.tier_name(row["tier"])

    tier = tier_name(book, Text("Tier now", "现等级"), Text("the tier in this run", "本期等级"))
    return (
        customer_id(),
        customer_name(Text("Name", "姓名")),
        Column(
            Text("Move", "变动"),
            Text(
                "promotion, demotion, new, or gone (of those gone the 10,000 with most revenue)",
                "升级、降级、新增或移出（移出客户按购买金额最多列出 10,000 位）",
            ),
            lambda row: book.say(KINDS[row["move"]]),
            width=14,
        ),
        Column(Text("Tier before", "原等级"), Text("the tier in the previous run", "上期等级"), before, width=18),
        Column(tier.header, tier.meaning, now, kind="tier", width=18),
        Column(
            Text(f"Net revenue ({currency})", f"购买金额({currency})"),
            Text("net of refunds, over the window: {window}", "已扣退款，评估周期内（周期：{window}）").fill(
                window=window
            ),
            field("net_revenue"),
            kind="money",
            width=20,
        ),
    )


def _moved(result: Result) -> Iterator[dict[str, Any]]:
    for row in result.rows(_READ, order=_ORDER):
        if row["move"] not in ("same", None):
            yield row
    for move in result.movers(limit=MOST_GONE, kind="gone"):
        yield {
            "customer_id": move.customer_id, "name": move.name, "move": "gone", "previous_tier": move.from_tier,
            "tier": None, "net_revenue": move.net_revenue,
        }  # fmt: skip


def _nobody(previous: Run, book: Book) -> Text:
    return Text(
        "No customer moved since the previous run (as of {day}).",
        "与上期（评估基准日 {day}）相比，没有客户的等级发生变动。",
    ).fill(day=say_date(previous.as_of, book.lang))
