"""How stated figures enter measuring: they stand where no orders say better, and what needs orders stays unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import ibis
import ibis.expr.types as ir

from fenji.metrics.figure import DAYS, FREQUENCY, GROWING, PARTS, TOTALS, Figure
from fenji.metrics.metric import Metric
from fenji.metrics.months import PER_DAY, PER_MONTH, known_since, months_known
from fenji.metrics.origin import BETWEEN, NEXT, RATE
from fenji.metrics.period import Period
from fenji.metrics.ratio import Ratio, money, rounded
from fenji.metrics.window import ALL, Window

FROM_ORDERS = frozenset({"orders", "order_lines"})
AS_THEY_ARE = frozenset({"last_ordered_on", "recency_days"})  # the newest order is the newest, whatever came before
ITS_OWN = "opportunity_amount"
FIRST_BOOKED, SINCE = "first_booked_at", "orders_since"
_UNITS = 10_000  # of a frequency, which has four decimals


@dataclass(frozen=True)
class Stated:
    """What a customer list states, beside what orders say, for the windows of one question.

    Seen: figures as of the as-of day or before; of several the newest holds (`figure.figures` says which).

    A total (购买次数, 累计消费金额) answers its metric over all time, and over a window whose length the list names. A
    list that names none is taken for whatever window is asked, and says so in the origin; a list that says `all`
    answers all time only. What orders since then add or give back is added; where the orders at hand come to more than
    the list, they stand. A frequency (购买频率) is a rate over the window: the months up to its day count at that rate,
    those since by orders where orders are recorded from that day on; where no 购买次数 is stated, the count is worked
    out from it. A day (最近购买日期) stands where no order is later; 首次购买日期 where none is earlier.

    Orders replace a figure: over a window that begins after the first order anybody has on record was booked, orders
    alone are asked, for everybody; so they are where the figure is as of a day before the window.

    Whoever bought according to the list, and has no order on record from before the figure's day, is not a customer who
    never bought: what only orders could tell (active_months, return_rate …) is NULL for them, never 0. A ratio of two
    totals of which one is stated and the other isn't is NULL too.
    """

    period: Period
    windows: tuple[Window, ...]
    has_orders: bool
    has_own: bool = False

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure that is looked for."""
        own = (Figure(ITS_OWN),) if self.has_own else ()
        return (*(Figure(name) for name in DAYS), *self.growing, *own)

    @property
    def growing(self) -> tuple[Figure, ...]:
        """The figures that later orders add to."""
        return tuple(each for window in self.windows for each in self._over(window))

    def newest(self, stated: ir.Table) -> dict[str, ir.Scalar]:
        """What is asked of the stated figures: the newest of each."""
        return _together(figure.newest(stated, self.period) for figure in self.figures)

    def with_ends(self, orders: ir.Table, newest: ir.Table, customer: str) -> ir.Table:
        """Orders with the instants up to which their customer's figures reach."""
        ends = {f"{each.name}_ends_at": newest[f"{each.name}_ends_at"] for each in self.growing}
        known = newest.select(stated_of=newest[customer], **ends)
        return orders.left_join(known, orders.customer_id == known.stated_of)

    def later(self, orders: ir.Table) -> dict[str, ir.Scalar]:
        """What is asked of orders: what each adds to a figure since."""
        return _together(figure.later(orders, self.period) for figure in self.growing)

    def carried(self, row: ir.Table, orders: ir.Table | None) -> dict[str, ir.Value]:
        """What has to be at hand beside a row's sums: every figure, what came later, when orders begin.

        `orders`: one row a customer, with the first order booked.
        """
        names = [name for figure in self.figures for name in _columns(figure, row)]
        kept: dict[str, ir.Value] = {name: row[name] for name in names}
        if orders is None:
            nothing = {FIRST_BOOKED: "timestamp", SINCE: "timestamp"}
            nothing |= {f"{figure.name}_later": "int64" for figure in self.growing}
            return kept | {name: ibis.null(kind).name(name) for name, kind in nothing.items()}
        return kept | {FIRST_BOOKED: row[FIRST_BOOKED], SINCE: orders[FIRST_BOOKED].min().as_scalar()}

    def judged(self, row: ir.Table) -> dict[str, ir.Value]:
        """What is decided once for a row: which figures stand, where the list knows more than orders, which months."""
        found: dict[str, ir.Value] = {}
        for window in self.windows:
            found[f"untold_{window.slug}"] = self._untold(row, window)
            found |= {f"{each.name}_fits": self._stands(row, each) for each in self._over(window)}
            found |= {f"{name}_fits_{window.slug}": self._stands_day(row, Figure(name), window) for name in DAYS}
            found |= dict(
                zip((f"before_{window.slug}", f"months_{window.slug}"), self._months(row, window), strict=True)
            )
        return found

    def entered(self, row: ir.Table, metric: Metric, window: Window, column: str) -> dict[str, ir.Value]:
        """A sum as it is with what is stated: its value, and its origin where that is a list."""
        measured, nowhere = row[column], ibis.null("string")
        origin = f"{column}_origin"
        if metric.name == ITS_OWN:
            its = Figure(ITS_OWN)
            return {column: measured, origin: ibis.ifelse(measured.notnull(), its.origin(row, self.period), nowhere)}
        if not FROM_ORDERS & set(metric.tables[:1]):
            return {column: measured, origin: nowhere}
        if metric.name not in AS_THEY_ARE:
            measured = ibis.ifelse(row[f"untold_{window.slug}"], ibis.null(metric.type), measured)
        if metric.name in TOTALS:
            return dict(zip((column, origin), self._total(row, metric, window, measured), strict=True))
        if metric.name in (*DAYS, "recency_days"):
            return dict(zip((column, origin), self._day(row, metric.name, window, measured), strict=True))
        return {column: measured, origin: nowhere}

    def frequencies(self, row: ir.Table) -> dict[str, ir.Value]:
        """Every stated frequency as part and whole of orders a month, with its origin; NULL where none stands."""
        found: dict[str, ir.Value] = {}
        for window in self.windows:
            figure, before, whole = (
                Figure(FREQUENCY, window),
                row[f"before_{window.slug}"],
                row[f"months_{window.slug}"],
            )
            fits = row[f"{figure.name}_fits"]
            part = figure.column(row, "value") * before + figure.column(row, "later").fill_null(0) * PER_MONTH
            found[f"{figure.name}_part"] = ibis.ifelse(fits, part.cast("decimal(18, 4)"), ibis.null("decimal(18, 4)"))
            found[f"{figure.name}_whole"] = ibis.ifelse(fits, whole, ibis.null("int64"))
            text = figure.origin(row, self.period.over(window))
            found[f"{figure.name}_origin"] = ibis.ifelse(fits, text, ibis.null("string"))
        return found

    def combined(
        self, row: ir.Table, metric: Metric, window: Window, described: Any, parts: Mapping[str, str]
    ) -> tuple[Any, ir.StringValue]:
        """A combined metric with what is stated, and its origin: that of the part that is.

        `parts`: the columns of its parts, by name. Months are unknown over all time where nobody says since when.
        """
        origins = {name: row[f"{column}_origin"] for name, column in parts.items()}
        told = ibis.coalesce(*origins.values(), ibis.null("string"))
        if not isinstance(described, Ratio):
            return described, told
        whole, totals = described.whole, [origins[name].notnull() for name in TOTALS if name in parts]
        if len(totals) == 2:
            whole = ibis.ifelse(totals[0] == totals[1], whole, ibis.null("int64"))
        elif totals and window == ALL and "first_ordered_on" in parts:
            values = {"first_ordered_on": row[parts["first_ordered_on"]], "registered_on": row["registered_on"]}
            whole = ibis.ifelse(totals[0] & known_since(values).isnull(), ibis.null("int64"), whole)
        if metric.name != FREQUENCY:
            total = next((origins[name] for name in TOTALS if name in parts), told)
            return Ratio(described.part, whole, described.digits), total
        name = Figure(FREQUENCY, window).name
        part = ibis.coalesce(row[f"{name}_part"], described.part.cast("decimal(18, 4)"))
        text = ibis.coalesce(row[f"{name}_origin"], origins["order_count"])
        return Ratio(part, ibis.coalesce(row[f"{name}_whole"], whole), described.digits), text

    def _total(
        self, row: ir.Table, metric: Metric, window: Window, measured: ir.Value
    ) -> tuple[ir.Value, ir.StringValue]:
        """A total: the list's and what came since, unless the orders at hand come to more."""
        ways = [self._as_stated(row, metric, window)]
        if metric.name == "order_count":
            ways.append(self._by_frequency(row, window))
        value, origin = measured, ibis.null("string")
        for figure, fits, stated, text in reversed(ways):
            later = figure.column(row, "later")
            whole = ibis.ifelse(later.isnull(), stated, stated + later).cast(metric.type)
            is_more = later.isnull() | measured.isnull() | (whole > measured)
            value = ibis.ifelse(fits, ibis.ifelse(is_more, whole, measured), value)
            origin = ibis.ifelse(fits, ibis.ifelse(is_more, text, ibis.null("string")), origin)
        return value, origin

    def _as_stated(
        self, row: ir.Table, metric: Metric, window: Window
    ) -> tuple[Figure, ir.BooleanValue, ir.Value, ir.StringValue]:
        figure = Figure(metric.name, window)
        stated = figure.column(row, "value")
        value = money(stated) if metric.is_money else stated.round(0).cast("int64")
        return figure, row[f"{figure.name}_fits"], value, figure.origin(row, self.period.over(window))

    def _by_frequency(self, row: ir.Table, window: Window) -> tuple[Figure, ir.BooleanValue, ir.Value, ir.StringValue]:
        figure, before = Figure(FREQUENCY, window), row[f"before_{window.slug}"]
        tenthousandths = (figure.column(row, "value") * _UNITS).cast("int64")
        value = rounded(tenthousandths * before, ibis.literal(PER_MONTH * _UNITS, type="int64"))
        fits = row[f"{figure.name}_fits"]
        if window == ALL:
            fits &= known_since(self._since(row)).notnull()
        return figure, fits, value, figure.origin(row, self.period.over(window), RATE)

    def _day(self, row: ir.Table, name: str, window: Window, measured: ir.Value) -> tuple[ir.Value, ir.StringValue]:
        """A day: the later of list and orders, of first days the earlier; recency counts from it."""
        figure = Figure("first_ordered_on" if name == "first_ordered_on" else "last_ordered_on")
        day = figure.column(row, "value")
        stated = self.period.last_day_value().delta(day, unit="day").cast("int64") if name == "recency_days" else day
        further = stated > measured if name == "last_ordered_on" else stated < measured
        holds = row[f"{figure.name.removeprefix('stated_')}_fits_{window.slug}"] & (measured.isnull() | further)
        text = figure.origin(row, self.period.over(window))
        return ibis.ifelse(holds, stated, measured), ibis.ifelse(holds, text, ibis.null("string"))

    def _is_open(self, row: ir.Table, window: Window) -> ir.BooleanValue:
        """Whether no record of orders reaches back over the whole window."""
        start = self.period.over(window).start_value()
        return ibis.literal(True) if start is None else ~(row[SINCE] < start).fill_null(False)

    def _stands(self, row: ir.Table, figure: Figure) -> ir.BooleanValue:
        """Whether a total or frequency stands for its window: stated within it, and orders don't cover it."""
        fits = figure.column(row, "value").notnull() & self._is_open(row, figure.window)
        first = self.period.over(figure.window).first_day_value()
        return fits if first is None else fits & (figure.column(row, "stated_on") >= first).fill_null(False)

    def _stands_day(self, row: ir.Table, figure: Figure, window: Window) -> ir.BooleanValue:
        day = figure.column(row, "value")
        return self.period.over(window).covers_day(day).fill_null(False) & self._is_open(row, window)

    def _untold(self, row: ir.Table, window: Window) -> ir.BooleanValue:
        """Whether the list says that a customer bought in the window, and no order from before its day is on record."""
        says = [(each, self._stands(row, each) & (each.column(row, "value") != 0)) for each in self._over(window)]
        says += [(each, self._stands_day(row, each, window)) for each in (Figure(name) for name in DAYS)]
        first = row[FIRST_BOOKED]
        found = [said & (first.isnull() | (first >= each.column(row, "ends_at"))) for each, said in says]
        return reduce(lambda one, other: one | other, (each.fill_null(False) for each in found))

    def _over(self, window: Window) -> tuple[Figure, ...]:
        return tuple(Figure(name, window) for name in GROWING)

    def _since(self, row: ir.Table) -> dict[str, ir.Column]:
        return {"first_ordered_on": Figure("first_ordered_on").column(row, "value"),
                "registered_on": row["registered_on"]}  # fmt: skip

    def _months(self, row: ir.Table, window: Window) -> tuple[ir.IntegerValue, ir.IntegerValue]:
        """The months that a frequency speaks for, and all months of the window, in sixteenths of a day."""
        figure, whole = Figure(FREQUENCY, window), months_known(self._since(row), self.period.over(window)).units
        days = self.period.last_day_value().delta(figure.column(row, "stated_on"), unit="day").cast("int64")
        since = days * ibis.literal(PER_DAY, type="int64")
        is_told = (row[SINCE] < figure.column(row, "ends_at")).fill_null(False)
        if window == ALL:
            is_told &= known_since(self._since(row)).notnull()
        return whole - ibis.ifelse(is_told, ibis.least(since, whole), ibis.literal(0, type="int64")), whole


def written(row: ir.Table, columns: Sequence[str]) -> ir.StringValue:
    """The origins of a row's columns (`<column>_origin`) as one text; NULL where nothing is stated."""
    text: ir.StringValue = ibis.literal("")
    for column in columns:
        entry = ibis.literal(column + BETWEEN) + row[f"{column}_origin"] + NEXT
        text = text + ibis.ifelse(row[column].isnull(), "", entry.fill_null(""))
    return text.nullif("")


def _columns(figure: Figure, row: ir.Table) -> list[str]:
    return [name for part in PARTS if (name := f"{figure.name}_{part}") in row.columns]


def _together(found: Iterable[Mapping[str, ir.Scalar]]) -> dict[str, ir.Scalar]:
    return {name: asked for each in found for name, asked in each.items()}
