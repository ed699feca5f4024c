"""One stated figure: which of several holds, what orders added to it since, and where it was stated."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal

import ibis
import ibis.expr.types as ir

from fenji.metrics.origin import AND, BETWEEN, LATER, WINDOW
from fenji.metrics.period import MONTH_DAYS, Period
from fenji.metrics.sales import is_counted_sale, is_net_money
from fenji.metrics.window import ALL, Window

TOTALS = ("order_count", "net_revenue")
DAYS = ("last_ordered_on", "first_ordered_on")
FREQUENCY = "orders_per_month"
GROWING = (*TOTALS, FREQUENCY)
NEARLY = Decimal("0.02")
_NEWER = 2**31  # an import's number is below it
_NEWEST = ("value", "stated_on", "ends_at", "stated_window", "file", "row")
PARTS = (*_NEWEST, "later")
_EPOCH = "1970-01-01"


def figures(stated: ir.Table) -> ir.Table:
    """One row for every figure a list states of a customer, and `rank`: of two, the higher holds.

    The later day holds; on one day the one whose period is said, then the later import. Rows of one import about one
    customer (records that were merged) are parts of a whole: numbers add up, the widest days count.
    """
    by = ("customer_id", "metric", "stated_window", "stated_on", "import_id")
    day = ibis.ifelse(stated.metric == "first_ordered_on", stated.day, ibis.null("date"))
    summed = stated.group_by(by).aggregate(
        value=stated.value.sum().cast("decimal(18, 4)"),
        day=ibis.coalesce(day.min(), stated.day.max()),
        ends_at=stated.ends_at.max(),
        file=stated.file.min(),
        row=stated.row.min(),
    )
    days = summed.stated_on.delta(ibis.literal(_EPOCH).cast("date"), unit="day").cast("int64")
    said = summed.stated_window.notnull().cast("int64")
    rank = (days * 2 + said) * ibis.literal(_NEWER, type="int64") + summed.import_id.fill_null(0)
    return summed.mutate(rank=rank)


def same_windows(window: Window) -> tuple[str, ...]:
    """The words by which a list may name a window: within a fiftieth of its length, so 12 months are 365 days.

    >>> "12 months" in same_windows(Window("days", 365)), same_windows(Window("all"))
    (True, ('all',))
    """
    if window.kind == "all":
        return ("all",)
    days = window.length * (MONTH_DAYS if window.kind == "months" else Decimal(1))
    least, most = days * (1 - NEARLY), days * (1 + NEARLY)
    near = [Window("days", number) for number in range(math.ceil(least), math.floor(most) + 1)]
    near += [Window("months", number) for number in range(math.ceil(least / MONTH_DAYS), int(most / MONTH_DAYS) + 1)]
    return tuple(str(each) for each in dict.fromkeys([window, *near]) if each.length)


@dataclass(frozen=True)
class Figure:
    """One stated figure as columns of a customer's row; days have no window of their own."""

    metric: str
    window: Window = ALL

    @property
    def name(self) -> str:
        """What its columns begin with."""
        return f"stated_{self.metric}" if self.metric in DAYS else f"stated_{self.metric}_{self.window.slug}"

    def column(self, row: ir.Table, part: str) -> ir.Column:
        """One of its columns: value, stated_on, ends_at, stated_window, file, row, later."""
        return row[f"{self.name}_{part}"]

    def newest(self, stated: ir.Table, period: Period) -> dict[str, ir.Scalar]:
        """What was stated last by the as-of day: aggregates of one customer's figures."""
        value = stated.day if self.metric in DAYS else stated.value
        fits = (stated.metric == self.metric) & (stated.stated_on <= period.last_day_value()) & value.notnull()
        if self.metric not in DAYS:
            fits &= stated.stated_window.isnull() | stated.stated_window.isin(same_windows(self.window))
        filled = {
            "value": value,
            "stated_on": stated.stated_on,
            "ends_at": stated.ends_at,
            "stated_window": stated.stated_window.fill_null(""),
            "file": stated.file.fill_null(""),
            "row": stated.row.fill_null(0),
        }
        return {f"{self.name}_{part}": filled[part].argmax(stated.rank, where=fits) for part in _NEWEST}

    def later(self, orders: ir.Table, period: Period) -> dict[str, ir.Scalar]:
        """What a customer's orders of the window add to it after the day it is as of, refunds taken off."""
        over, ends_at = period.over(self.window), orders[f"{self.name}_ends_at"]
        if self.metric == "net_revenue":
            is_later = is_net_money(orders, over) & (orders.booked_at >= ends_at)
            return {f"{self.name}_later": orders.amount.sum(where=is_later).fill_null(0).cast("decimal(18, 2)")}
        bought = is_counted_sale(orders, over) & (orders.ordered_at >= ends_at)
        since = (orders.void_at >= ends_at) & period.before_end(orders.void_at)
        returned = (orders.kind == "sale") & over.covers(orders.ordered_at) & (orders.ordered_at < ends_at) & since
        return {f"{self.name}_later": orders.count(where=bought) - orders.count(where=returned)}

    def origin(self, row: ir.Table, period: Period, *more: str) -> ir.StringColumn:
        """File, row, day and remarks as the result keeps them (see `fenji.metrics.origin`)."""
        said = self.column(row, "file").replace(";", ",").replace("\n", " ")
        parts = [said, self.column(row, "row").cast("string"), self.column(row, "stated_on").cast("string")]
        remarks: list[ir.StringValue] = [ibis.literal(one + AND) for one in more]
        if self.metric in TOTALS and period.window.kind != "all":
            remarks.append(ibis.ifelse(self.column(row, "stated_window") == "", WINDOW + AND, ""))
        if self.metric in GROWING:
            later = row[f"{self.name}_later"].fill_null(0) != 0
            remarks.append(ibis.ifelse(later, LATER + AND, ""))
        text: ir.StringValue = ibis.literal("")
        for part in parts:
            text = text + part + BETWEEN
        for remark in remarks:
            text = text + remark
        return text
