"""What an import noticed and did not refuse: each finding with its count and what it does to the grades."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Literal

from fenji.errors import Issue
from fenji.intake.orders import BELOW, LINES, ORDERS, OrderFile, identical_lines
from fenji.intake.problems import PROBLEMS
from fenji.intake.refunds import larger_than_sale, unlinked
from fenji.language import Text, say_count, say_money, say_share

if TYPE_CHECKING:
    from fenji.lake.commit import Transaction


_NOTES = ("LEFT_OUT", "TOTAL_ROW", "EXAMPLE_ROW")


@dataclass(frozen=True)
class Guests:
    """Orders without a customer: how many, what they come to, and their share of the file's net revenue."""

    orders: int
    lines: int
    net_revenue: Decimal
    revenue_share: Decimal | None


def guests_of(tx: Transaction, file: OrderFile) -> Guests | None:
    """The guests among the orders of this import; None when every order has its customer."""
    if file.names_every_customer:
        return None
    (row,) = tx.rows(
        "SELECT count(*) FILTER (customer_id IS NULL AND kind = 'sale') AS orders, "
        "sum(amount) FILTER (customer_id IS NULL AND kind <> 'void') AS net, "
        f"sum(amount) FILTER (kind <> 'void') AS total FROM {ORDERS}"
    )
    (lines,) = tx.rows(f"SELECT count(*) AS n FROM {LINES} WHERE customer_id IS NULL")
    if not row["orders"] and not lines["n"]:
        return None
    net, total = row["net"] or Decimal(0), row["total"] or Decimal(0)
    share = (net / total).quantize(Decimal("0.0001"), ROUND_HALF_UP) if total > 0 else None
    return Guests(int(row["orders"]), int(lines["n"]), net, share)


def order_findings(tx: Transaction, file: OrderFile, name: str, guests: Guests | None) -> list[Issue]:
    """Identical lines, guests, refunds without a sale or beyond it, negative orders, and prices of nothing."""
    found = []
    if guests is not None:
        found.append(_guests(name, guests, file.currency))
    copies = identical_lines(tx.engine, file)
    if copies:
        found.append(_copies(name, copies))
    count, amount = unlinked(tx)
    if count:
        found.append(_unlinked(name, count, amount, file.currency))
    beyond = larger_than_sale(tx)
    if beyond:
        found.append(_beyond(name, beyond))
    return found + _negative_and_free(tx, file, name)


def note(level: Literal["warning", "note"], where: str, code: str, *, problem: Text, fix: Text) -> Issue:
    """A finding as an issue."""
    return Issue(level, where, problem, fix, code)


def counted(words: Text, count: int) -> Text:
    """The words with `{n}` as a count in each language."""
    return words.fill(n=Text(say_count(count, "en"), say_count(count, "zh")))


def to_json(findings: Sequence[Issue]) -> str:
    """Findings as the import record keeps them."""
    rows = [
        {
            "level": i.level,
            "where": i.where,
            "code": i.code,
            "problem": [i.problem.en, i.problem.zh],
            "fix": [i.fix.en, i.fix.zh],
        }
        for i in findings
    ]
    return json.dumps(rows, ensure_ascii=False)


def from_json(words: str) -> tuple[Issue, ...]:
    """Findings back from the import record."""
    return tuple(
        Issue(row["level"], row["where"], Text(*row["problem"]), Text(*row["fix"]), row["code"])
        for row in json.loads(words)
    )


def _guests(name: str, guests: Guests, currency: str) -> Issue:
    values = {
        "n": Text(say_count(guests.orders, "en"), say_count(guests.orders, "zh")),
        "money": Text(say_money(guests.net_revenue, currency, "en"), say_money(guests.net_revenue, currency, "zh")),
        "share": Text(
            say_share(guests.revenue_share, "en", decimals=1), say_share(guests.revenue_share, "zh", decimals=1)
        ),
    }
    return note(
        "warning",
        name,
        "GUESTS",
        problem=Text(
            "{n} order{n:s} {n:has|have} no customer; they come to {money}, {share} of net revenue",
            "{n} 笔订单没有客户，合计 {money}，占净收入的 {share}",
        ).fill(**values),
        fix=Text(
            "They are kept and reported, but nobody is graded by them.", "已保留并单独统计，但不计入任何客户的等级。"
        ),
    )


def _copies(name: str, copies: int) -> Issue:
    return note(
        "warning",
        name,
        "IDENTICAL_LINES",
        problem=counted(Text("{n} order lines are exact copies of another", "{n} 行订单明细与另一行完全相同"), copies),
        fix=Text(
            "They are kept; if they are mistakes, set identical_lines: drop in the mapping's options.",
            "已保留；如属重复导出，请在映射选项中设置 identical_lines: drop。",
        ),
    )


def _unlinked(name: str, count: int, amount: Any, currency: str) -> Issue:
    money = Text(say_money(amount, currency, "en"), say_money(amount, currency, "zh"))
    return note(
        "warning",
        name,
        "UNLINKED_REFUNDS",
        problem=Text(
            f"{say_count(count, 'en')} refunds ({money.en}) are tied to no sale",
            f"{say_count(count, 'zh')} 笔退款（{money.zh}）未能关联原订单",
        ),
        fix=Text(
            "They lower revenue on their own day; map the original order's number (refunds_order_id) if there is one.",
            "按退款当日冲减收入；如有原订单号，请映射到 refunds_order_id。",
        ),
    )


def _beyond(name: str, count: int) -> Issue:
    return note(
        "warning",
        name,
        "REFUND_EXCEEDS",
        problem=counted(
            Text("{n} sale{n:s} {n:was|were} refunded for more than they brought", "{n} 笔订单的退款超过原金额"), count
        ),
        fix=Text("Check these orders in the source.", "请在来源系统中核对。"),
    )


def _negative_and_free(tx: Transaction, file: OrderFile, name: str) -> list[Issue]:
    found = []
    (row,) = tx.rows(f"SELECT count(*) AS n FROM {BELOW}")
    if row["n"]:
        found.append(
            note(
                "warning",
                name,
                "NEGATIVE_ORDERS",
                problem=counted(
                    Text("{n} order{n:s} below zero {n:was|were} taken as refunds", "{n} 笔负数订单按退款处理"),
                    row["n"],
                ),
                fix=Text("To refuse them set negative_amount: reject.", "如需拒收，请设置 negative_amount: reject。"),
            )
        )
    price = "unit_price = 0" if file.has("unit_price") and file.has_lines else "amount = 0"
    (free,) = tx.rows(f"SELECT count(*) AS n FROM {LINES} WHERE {price}")
    if free["n"]:
        found.append(
            note(
                "note",
                name,
                "ZERO_PRICE",
                problem=counted(
                    Text("{n} row{n:s} {n:has|have} a price or amount of 0", "{n} 行的单价或金额为 0"), free["n"]
                ),
                fix=Text("They are kept; an order of 0 counts as a purchase.", "已保留；0 元订单计入购买次数。"),
            )
        )
    return found


def rejected(name: str, code: str, count: int) -> Issue:
    """How many rows were not taken for one reason."""
    problem, fix = words_of(code)
    said = Text("{n} row{n:s} not taken: {why}", "{n} 行未导入：{why}").fill(why=problem)
    level: Literal["warning", "note"] = "note" if code in _NOTES else "warning"
    remedy = Text(f"{fix.en[:1].upper()}{fix.en[1:]}.", f"{fix.zh}。")
    return note(level, name, code, problem=counted(said, count), fix=remedy)


def words_of(code: str) -> tuple[Text, Text]:
    """What is wrong with a row of this code, and what to do."""
    return PROBLEMS[code]


def message(code: str) -> str:
    """The words of a code in the reject file: Chinese, then English."""
    problem, fix = words_of(code)
    return f"{problem.zh}；{fix.zh} / {problem.en}; {fix.en}"


def guests_to_json(guests: Guests | None) -> str | None:
    """The guests as the import record keeps them."""
    return None if guests is None else json.dumps(asdict(guests), default=str)


def guests_from_json(words: str | None) -> Guests | None:
    """The guests back from the import record."""
    if words is None:
        return None
    row = json.loads(words)
    share = row["revenue_share"]
    return Guests(row["orders"], row["lines"], Decimal(row["net_revenue"]), None if share is None else Decimal(share))
