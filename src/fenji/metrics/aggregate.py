"""A metric that a standard defines by what it takes of a table: a sum, a count, an end, the different values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import ibis
import ibis.expr.types as ir

from fenji.language import Text
from fenji.metrics.fade import left
from fenji.metrics.period import Period
from fenji.metrics.row_rule import NUMBERS, RowRule
from fenji.metrics.sales import is_counted_sale, is_net_money, is_refund
from fenji.tables import CANONICAL

Take = Literal["sum", "count", "max", "min", "distinct"]
Rows = Literal["sales", "net", "refunds"]
TAKES: tuple[Take, ...] = ("sum", "count", "max", "min", "distinct")
# table → the column that says when a row happened; None: rows of no day, the same over every window
DAYS: Mapping[str, str | None] = {
    "orders": "ordered_at", "order_lines": "ordered_at", "payments": "paid_on", "interactions": "happened_at",
    "feedback": "given_at", "touches": "sent_at", "contacts": None,
}  # fmt: skip
LOCAL_DAYS: Mapping[str, str] = {
    "orders": "ordered_on", "order_lines": "ordered_on", "payments": "paid_on", "interactions": "happened_on",
    "feedback": "given_on", "touches": "sent_on",
}  # fmt: skip
OF_SALES = frozenset({"orders", "order_lines"})
_LENT = frozenset({"category", "unit_cost"})
_GIVEN_BACK = frozenset({"quantity"})  # columns without a sign of their own on a refund's row


@dataclass(frozen=True)
class Aggregate:
    """What is taken of which rows of a table.

    `rows` of orders and order lines: `sales` that stand, `net` (sales and refunds, what came back taken off) or
    `refunds`; without it a sum is net and all else counts sales. `half_life`: each row counts less the older it is,
    half after so many days.
    """

    table: str
    take: Take
    column: str | None = None
    where: RowRule | None = None
    rows: Rows | None = None
    half_life: int | None = None

    @property
    def tables(self) -> tuple[str, ...]:
        """The table, and products where order lines borrow a column of theirs."""
        asked = {self.column, *(test.column for test in (self.where.tests() if self.where else ()))}
        return (self.table, "products") if self.table == "order_lines" and asked & _LENT else (self.table,)

    @property
    def kind(self) -> str | None:
        """The type of the column it takes; None where it takes none."""
        return None if self.column is None else CANONICAL[self.table].column(self.column).type

    def describe(self, table: ir.Table, period: Period, *, never: Decimal | None) -> ir.Scalar:
        """The aggregate over one customer's rows, windows as `where=` filters."""
        fits = self._fits(table, period)
        if self.take == "count" and self.half_life is None:
            count = table.count(where=fits)
            return count.nullif(0) if never is None else count
        if self.take == "distinct":
            count = table[self.column].nunique(where=fits)
            return count.nullif(0) if never is None else count
        column = self._values(table, period)
        found = getattr(column, self.take if self.take in {"max", "min"} else "sum")(where=fits)
        return found if never is None or self.kind == "date" else found.fill_null(_literal(never, found.type()))

    def say(self) -> Text:
        """What is taken, in words."""
        canonical = CANONICAL[self.table]
        labels = {column.name: column.label for column in canonical.columns}
        what = labels.get(self.column or "", Text("rows", "行数"))
        words = _TAKEN[self.take].fill(what=what, table=canonical.title)
        if self.table in OF_SALES:
            words = _both(words, _ROWS[self._rows()])
        if self.where is not None:
            words = _both(words, Text("where {rule}", "条件：{rule}").fill(rule=self.where.say(labels)))
        if self.half_life is not None:
            words = _both(
                words, Text("each counts half as much after {n} day{n:s}", "每 {n} 天减半计入").fill(n=self.half_life)
            )
        return words

    def _rows(self) -> Rows:
        return self.rows or ("net" if self.take == "sum" else "sales")

    def _fits(self, table: ir.Table, period: Period) -> ir.BooleanValue:
        kinds = {column.name: column.type for column in CANONICAL[self.table].columns}
        if self.table in OF_SALES:
            fits = {"sales": is_counted_sale, "net": is_net_money, "refunds": is_refund}[self._rows()](table, period)
        else:
            day = DAYS[self.table]
            fits = ibis.literal(True) if day is None else _covers(table[day], kinds[day], period)
        return fits if self.where is None else fits & self.where.truth(table, kinds)

    def _values(self, table: ir.Table, period: Period) -> ir.Column:
        column = ibis.literal(1, "int64") if self.column is None else table[self.column]
        if self._rows() != "sales" and self.table in OF_SALES and self.column in _GIVEN_BACK:
            column = ibis.ifelse(table.kind == "refund", -column.abs(), column.abs())
        if self.half_life is None:
            return column
        age = period.last_day_value().delta(table[LOCAL_DAYS[self.table]], unit="day").cast("int64")
        share = left(age, self.half_life).cast("decimal(9, 0)") * ibis.literal(Decimal("0.000001"), "decimal(9, 6)")
        scale = int(column.type().scale or 0) if column.type().is_decimal() else 0
        return (share.cast("decimal(19, 6)") * column.cast(f"decimal(18, {scale})")).cast("decimal(18, 4)")


def is_number(kind: str | None) -> bool:
    """Whether values of that type can be added up."""
    return kind in NUMBERS


def _covers(column: ir.Column, kind: str, period: Period) -> ir.BooleanValue:
    return period.covers_day(column) if kind == "date" else period.covers(column)


def _literal(number: Decimal, kind: Any) -> ir.Scalar:
    if kind.is_integer():
        return ibis.literal(int(number), "int64")
    return ibis.literal(number, f"decimal(18, {int(kind.scale or 0)})")


def _both(words: Text, more: Text) -> Text:
    return Text(f"{words.en}, {more.en}", f"{words.zh}，{more.zh}")


_TAKEN: Mapping[str, Text] = {
    "sum": Text("sum of {what} ({table})", "{table}的{what}之和"),
    "count": Text("number of rows of {table}", "{table}的行数"),
    "max": Text("largest {what} ({table})", "{table}中最大的{what}"),
    "min": Text("smallest {what} ({table})", "{table}中最小的{what}"),
    "distinct": Text("number of different values of {what} ({table})", "{table}中不同的{what}个数"),
}
_ROWS: Mapping[str, Text] = {
    "sales": Text("sales that stand", "仅计有效销售"),
    "net": Text("refunds taken off", "扣除退款"),
    "refunds": Text("refunds only", "仅计退款"),
}
