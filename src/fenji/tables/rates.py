"""Dated exchange rates, and amounts of several currencies brought to one."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

from fenji.errors import FileRefused, Issue
from fenji.language import Text

if TYPE_CHECKING:
    import ibis.expr.types as ir

COLUMNS = ("currency", "valid_from", "rate")
RATE_TYPE = "decimal(18, 8)"
_FIRST, _FOR_EVER = date(1900, 1, 1), date(9999, 12, 31)


@dataclass(frozen=True)
class Rate:
    """What one unit of a currency is worth in the target currency, from a day on until the next rate of it."""

    currency: str
    valid_from: date
    rate: Decimal


@dataclass(frozen=True)
class Rates:
    """A dated rate table: of each currency, from which day on it was worth how much of the target currency."""

    rates: tuple[Rate, ...]

    def table(self, currency: str) -> ir.Table:
        """The rates in a query: currency, valid_from, valid_until (excluded), rate; the target's own is 1."""
        import ibis

        ordered = sorted(self.rates, key=lambda rate: (rate.currency, rate.valid_from))
        ordered = [rate for rate in ordered if rate.currency != currency]
        rows = [Rate(currency, _FIRST, Decimal(1)), *ordered]
        # One text a rate, cut up in the query: every engine unnests texts, PostgreSQL has no nameless records.
        listed = [
            f"{one.currency:3}{one.valid_from.isoformat()}{_until(one, later).isoformat()}{one.rate:f}"
            for one, later in zip(rows, [*rows[1:], None], strict=True)
        ]
        text = ibis.literal(listed, type="array<string>").unnest().name("listed").as_table().listed
        return text.as_table().select(
            currency=text.substr(0, 3),
            valid_from=text.substr(3, 10).cast("date"),
            valid_until=text.substr(13, 10).cast("date"),
            rate=text.substr(23).cast(RATE_TYPE),
        )


def read_rates(path: Path) -> Rates:
    """The rates of a CSV file with the columns currency, valid_from (2024-06-05) and rate.

    The rate is what one unit of the currency is worth in the currency all is brought to; at most eight decimals, above
    0. All mistakes are named at once, with their lines, in a FileRefused; so is a second rate for the same day.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        problem = Text("the rate table cannot be read as UTF-8 text", "无法以 UTF-8 文本读取汇率表")
        fix = Text("Check the path, or save it as CSV UTF-8.", "请检查路径,或另存为 CSV UTF-8。")
        raise FileRefused("rates_unreadable", problem, where=str(path), fix=fix) from error
    rows = csv.DictReader(text.splitlines())
    if missing := [name for name in COLUMNS if name not in (rows.fieldnames or ())]:
        words = ", ".join(missing)
        problem = Text(f"the rate table has no column {words}", f"汇率表缺少列 {words}")
        fix = Text("Head the columns currency,valid_from,rate.", "表头请写 currency,valid_from,rate。")
        raise FileRefused("rates_columns", problem, where=path.name, fix=fix)
    rates: dict[tuple[str, date], Rate] = {}
    issues: list[Issue] = []
    for row in rows:
        found = _read_row(row, f"{path.name} line {rows.line_num}")
        if isinstance(found, Rate) and (found.currency, found.valid_from) in rates:
            found = _mistake(f"{path.name} line {rows.line_num}", Text("a second rate for this day", "同日汇率重复"))
        if isinstance(found, Rate):
            rates[found.currency, found.valid_from] = found
        else:
            issues.append(found)
    if issues:
        listed = Text("".join(f"\n  {i.say('en')}" for i in issues), "".join(f"\n  {i.say('zh')}" for i in issues))
        problem = Text(f"{len(issues)} rate(s) cannot be used", f"有 {len(issues)} 条汇率无法使用")
        fix = Text("Mend them and try again:{list}", "请改正后重试:{list}").fill(list=listed)
        raise FileRefused("rates_rows", problem, where=path.name, fix=fix)
    return Rates(tuple(sorted(rates.values(), key=lambda rate: (rate.currency, rate.valid_from))))


def convert(rows: ir.Table, rates: Rates, currency: str) -> ir.Table:
    """The same rows with every amount in one currency, rounded once HALF_UP to the column's decimals.

    `rows`: orders, order_lines, payments or stated amounts. The rate is the one valid on the row's own day (ordered_on,
    due_on, stated_on); a refund tied to its sale has the sale's day, so that a full refund leaves exactly nothing. An
    amount already in the currency stays as it is. Ask `uncovered` first: an amount without a rate becomes NULL, but no
    row is dropped.
    """
    import ibis

    joined = _with_rate(rows, rates, currency)
    changed = {name: _converted(joined[name], joined["known_rate"]) for name in _AMOUNTS if name in rows.columns}
    kept = {name: changed.get(name, joined[name]) for name in rows.columns}
    return joined.select(**{**kept, "currency": ibis.literal(currency)})


def uncovered(rows: ir.Table, rates: Rates, currency: str) -> ir.Table:
    """Where a rate is missing: currency, ordered_on (the first such day), last_on, rows. No row: all is covered.

    A row without a currency or day is uncovered too; void orders aren't asked for. Sorted by currency.
    """
    joined = _with_rate(rows, rates, currency)
    missing = joined.filter(joined["known_rate"].isnull())
    if "kind" in rows.columns:
        missing = missing.filter(missing.kind != "void")
    day = missing[_day(rows)]
    found = missing.group_by("currency").aggregate(ordered_on=day.min(), last_on=day.max(), rows=missing.count())
    return found.order_by("currency")


_AMOUNTS = ("amount", "discount", "unit_price", "unit_cost", "due_amount", "paid_amount", "value")
_DAYS = ("ordered_on", "due_on", "stated_on")


def _with_rate(rows: ir.Table, rates: Rates, currency: str) -> ir.Table:
    known = rates.table(currency)
    known = known.select(
        known_currency=known.currency, known_from=known.valid_from, known_until=known.valid_until, known_rate=known.rate
    )
    day = rows[_day(rows)]
    is_valid = [rows.currency == known.known_currency, day >= known.known_from, day < known.known_until]
    return rows.left_join(known, is_valid)


def _day(rows: ir.Table) -> str:
    return next(name for name in _DAYS if name in rows.columns)


def _until(rate: Rate, later: Rate | None) -> date:
    return later.valid_from if later is not None and later.currency == rate.currency else _FOR_EVER


def _converted(amount: ir.DecimalColumn, rate: ir.DecimalColumn) -> ir.DecimalColumn:
    """The rate has one digit more than it needs: DuckDB then multiplies in 128 bits, and Spark keeps every decimal."""
    kind = amount.type()
    return (amount * rate.cast("decimal(19, 8)")).round(int(kind.scale or 0)).cast(kind)


def _read_row(row: dict[str, str | None], where: str) -> Rate | Issue:
    name = (row["currency"] or "").strip().upper()
    if len(name) != 3 or not name.isascii() or not name.isalpha():
        return _mistake(where, Text("the currency is not three letters", "币种不是三位字母"))
    try:
        day = date.fromisoformat((row["valid_from"] or "").strip())
    except ValueError:
        return _mistake(where, Text("valid_from is no day like 2024-06-05", "valid_from 不是如 2024-06-05 的日期"))
    try:
        rate = Decimal((row["rate"] or "").strip())
    except InvalidOperation:
        return _mistake(where, Text("the rate is no number", "汇率不是数字"))
    exponent = rate.as_tuple().exponent
    if not rate.is_finite() or not 0 < rate < 10**10 or (isinstance(exponent, int) and exponent < -8):
        return _mistake(where, Text("the rate is not above 0 with at most 8 decimals", "汇率须大于 0 且至多 8 位小数"))
    return Rate(name, day, rate)


def _mistake(where: str, problem: Text) -> Issue:
    return Issue("error", where, problem, Text("Correct the line.", "请改正该行。"), "rate")
