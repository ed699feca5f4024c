"""All metrics of all customers: one pass over each table that is needed, whatever the windows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import ibis
import ibis.expr.types as ir

from fenji.errors import UnknownName
from fenji.language import Text
from fenji.metrics.bits import Bits, counted
from fenji.metrics.custom import planned
from fenji.metrics.figure import figures
from fenji.metrics.formula_values import computed
from fenji.metrics.group import Group, group_of, rolled_up
from fenji.metrics.lines import with_products
from fenji.metrics.metric import METRICS, Metric, Part, identity
from fenji.metrics.origin import COLUMN
from fenji.metrics.period import Period
from fenji.metrics.ratio import Ratio, ratio
from fenji.metrics.rhythm import ORDER_DAYS, order_days
from fenji.metrics.stage import staged
from fenji.metrics.stated import FROM_ORDERS, ITS_OWN, Stated, written
from fenji.metrics.summed import Summed, Summing, population
from fenji.metrics.window import ALL, Window
from fenji.tables.decided import MEASURED

OPTION = Text("option", "选项")
PROFILE = ("registered_on",)


@dataclass(frozen=True)
class Measure:
    """One column asked for: a metric over a window, with its options (interaction_count: {"kind": "电话"}).

    With a `group` subsidiaries count for their parents (`fenji.metrics.group`); all columns of a question, or none.
    """

    column: str
    metric: str
    window: Window
    options: Mapping[str, Any] = field(default_factory=dict)
    group: Group | None = None


def measure(
    tables: Mapping[str, ir.Table],
    measures: Sequence[Measure],
    period: Period,
    *,
    recorded: Collection[str],
    summing: Summing | None = None,
) -> ir.Table:
    """One row for every customer known on the as-of day: `customer_id` and the columns asked for, in their order.

    Known: listed and not registered after the as-of day (an unknown day of registration counts as known), or with an
    order, of whatever kind, booked before the period's end. Guests aren't customers. `recorded`: the tables that have
    any rows at all; a metric of another table is NULL for everybody. Each table is read once; one that no metric
    needs isn't read, except orders, which also say who is a customer. The period's own window isn't used: every
    measure names one. An unknown metric or option is an UnknownName.

    Where a customer list states figures, they stand where no orders say better (`Stated` says when), and one more
    column, `stated`, holds where each such figure was stated (`fenji.metrics.origin` reads it).
    `summing` is given the customers and what tables are asked for, and may lay the sums of some of them beside the
    customers in another way than by a pass over the table (`fenji.workspace.refreshing`).

    Formulas that a standard defines are computed last, from finished values, step by step.
    """
    plan = planned(measures)
    group = group_of(measures)
    tables = tables if group is None else rolled_up(tables, group)
    table = _measured(tables, plan.inputs, period, recorded=recorded, summing=summing)
    if not plan.levels:
        return table
    for level in plan.levels:
        table = staged(computed(table, list(level)))
    stated = [COLUMN] if COLUMN in table.columns else []
    return table.select("customer_id", *(each.column for each in measures), *stated)


def _measured(
    tables: Mapping[str, ir.Table],
    measures: Sequence[Measure],
    period: Period,
    *,
    recorded: Collection[str],
    summing: Summing | None,
) -> ir.Table:
    if any(ORDER_DAYS in METRICS.get(each.metric).tables for each in measures) and "orders" in recorded:
        tables, recorded = {**tables, ORDER_DAYS: order_days(tables["orders"], period)}, {*recorded, ORDER_DAYS}
    plan = _Plan(period, frozenset(recorded) & frozenset(tables), summing)
    chosen = {each.column: plan.add(_key(each)) for each in measures}
    if len(chosen) < len(measures):
        raise ValueError("two measures have the same column")
    sums = staged(_sums(tables, plan))
    parts = staged(sums.mutate(**plan.divided(sums))) if plan.combined else sums
    values = {column: plan.value(parts, key).name(column) for column, key in chosen.items()}
    if not plan.has_stated:
        return parts.select("customer_id", **values)
    told = {f"{column}_origin": plan.origin(parts, key) for column, key in chosen.items()}
    full = staged(parts.select("customer_id", **values, **told))
    return full.select("customer_id", *values, **{COLUMN: written(full, tuple(values))})


@dataclass(frozen=True)
class _Key:
    """What makes two questions the same: metric, window, options, and what a standard's own metric is."""

    metric: str
    window: Window
    options: tuple[tuple[str, Any], ...] = ()
    definition: str = ""


class _Plan:
    """Which sums each table is asked for, every question once, and what is combined of them afterwards."""

    def __init__(self, period: Period, recorded: frozenset[str], summing: Summing | None = None) -> None:
        self.period = period
        self.recorded = recorded
        self.summing = summing
        self.summed: dict[_Key, str] = {}
        self.combined: dict[_Key, str] = {}

    def add(self, key: _Key) -> _Key:
        entry = METRICS.get(key.metric)
        for name, _ in key.options:
            if name not in entry.options:
                raise UnknownName(OPTION, name, known=entry.options, where=entry.name)
        for part in entry.parts.values():
            self.add(_part(part, key))
        kept = self.combined if entry.parts else self.summed
        kept.setdefault(key, f"{key.metric}_{key.window.slug}_{len(kept)}")
        return key

    @property
    def has_stated(self) -> bool:
        """Whether a customer list states any figures."""
        return "stated" in self.recorded

    def stated(self) -> Stated:
        """How stated figures enter: over every window that orders are asked for."""
        asked = [key.window for key in self.summed if METRICS.get(key.metric).tables[0] in FROM_ORDERS]
        has_own = any(key.metric == ITS_OWN for key in self.summed)
        return Stated(self.period, tuple(dict.fromkeys((ALL, *asked))), "orders" in self.recorded, has_own)

    def tables(self) -> tuple[str, ...]:
        """The tables to read, in alphabetical order; where recorded, always orders, which say who is a customer, and
        figures that a list states."""
        asked = {METRICS.get(key.metric).tables[0] for key in self.summed}
        return tuple(sorted((asked | {"orders", "stated"}) & self.recorded))

    def lenders(self, table: str) -> frozenset[str]:
        """The recorded tables whose columns a table is to borrow."""
        asked = (METRICS.get(key.metric).tables for key in self.summed)
        return frozenset(name for first, *lent in asked if first == table for name in lent) & self.recorded

    def sums_of(self, name: str, table: ir.Table) -> dict[str, ir.Scalar]:
        """The aggregates one table is asked for; a ratio as its two columns."""
        sums: dict[str, ir.Scalar] = {}
        for key, column in self.summed.items():
            if METRICS.get(key.metric).tables[0] == name:
                sums |= _columns(column, _described(key, self.period, table))
        if self.has_stated and name in ("orders", "stated"):
            sums |= self.stated().newest(table) if name == "stated" else self.stated().later(table)
        return sums

    def summed_values(self, joined: ir.Table) -> dict[str, ir.Column]:
        """Every sum as its metric defines it: typed, and with the value of those who never appear in its table."""
        return {column: self._summed(joined, key, column) for key, column in self.summed.items()}

    def divided(self, sums: ir.Table) -> dict[str, ir.Column]:
        """What the combined metrics need besides the sums: their value, or what is to be divided."""
        columns: dict[str, ir.Column] = {}
        for key, column in self.combined.items():
            parts = METRICS.get(key.metric).parts.items()
            values = {name: sums[self.summed[_part(part, key)]] for name, part in parts}
            values |= {name: sums[name] for name in PROFILE}
            described = _described(key, self.period, values)
            if self.has_stated:
                of = {name: self.summed[_part(part, key)] for name, part in parts}
                entry = METRICS.get(key.metric)
                described, columns[f"{column}_origin"] = self.stated().combined(sums, entry, key.window, described, of)
            columns |= _columns(column, described.in_units() if isinstance(described, Ratio) else described)
        return columns

    def origin(self, parts: ir.Table, key: _Key) -> ir.StringColumn:
        """Where the answer to a question was stated; NULL where it wasn't."""
        return parts[f"{(self.summed.get(key) or self.combined[key])}_origin"]

    def value(self, parts: ir.Table, key: _Key) -> ir.Column:
        """The column that answers a question."""
        if key in self.summed:
            return parts[self.summed[key]]
        entry = METRICS.get(key.metric)
        return _whole(parts, self.combined[key], entry).cast(entry.type)

    def _summed(self, joined: ir.Table, key: _Key, column: str) -> ir.Column:
        entry = METRICS.get(key.metric)
        if entry.tables[0] not in self.recorded:
            nobody = entry.never if entry.tables[0] in MEASURED else None  # what people decide is known: nothing so far
            unknown = ibis.null(entry.type)
            return unknown if nobody is None else ibis.coalesce(unknown, nobody)  # a bare number has another type
        value = _whole(joined, column, entry).cast(entry.type)
        if entry.never is None:
            return value
        is_met = joined[_customer(entry.tables[0])].notnull()
        return ibis.ifelse(is_met, value, ibis.literal(entry.never, type=entry.type))


def _described(key: _Key, period: Period, values: Any) -> Any:
    return METRICS.get(key.metric).function(values, period.over(key.window), **dict(key.options))


def _columns(column: str, described: Any) -> dict[str, Any]:
    if isinstance(described, Ratio):
        return {f"{column}_part": described.part, f"{column}_whole": described.whole}
    if isinstance(described, Bits):
        return {f"{column}_bits": described.mask}
    return {column: described}


def _whole(table: ir.Table, column: str, entry: Metric) -> ir.Column:
    if column in table.columns:
        return table[column]
    if f"{column}_bits" in table.columns:
        return counted(table[f"{column}_bits"])
    return ratio(table[f"{column}_part"], table[f"{column}_whole"], digits=entry.decimals)


def _sums(tables: Mapping[str, ir.Table], plan: _Plan) -> ir.Table:
    """One row for every customer: their profile and every sum of every table."""
    asked = {name: _asked(tables, name, plan) for name in plan.tables()}
    joined = population(tables, plan.recorded, PROFILE)
    if plan.summing is not None:
        joined = plan.summing(joined, asked)
    summaries = {name: one.by_customer() for name, one in asked.items() if one.customer not in joined.columns}
    for name, table in summaries.items():
        joined = joined.left_join(table, joined.customer_id == table[_customer(name)])
    known = joined.filter(_is_known(joined, plan))
    values = plan.summed_values(known)
    if not plan.has_stated:
        return known.select("customer_id", *PROFILE, **values)
    stated = plan.stated()
    row = staged(known.select("customer_id", *PROFILE, **values, **stated.carried(known, summaries.get("orders"))))
    row = staged(row.mutate(**stated.judged(row)))
    for key, column in plan.summed.items():
        values |= stated.entered(row, METRICS.get(key.metric), key.window, column)
    return row.select("customer_id", *PROFILE, **values, **stated.frequencies(row))


def _asked(tables: Mapping[str, ir.Table], name: str, plan: _Plan) -> Summed:
    """Every aggregate asked of one table."""
    table = _completed(tables, name, plan)
    sums = plan.sums_of(name, table)
    if name == "orders":
        sums["first_booked_at"] = table.booked_at.min()
    return Summed(table, sums, _customer(name))


def _completed(tables: Mapping[str, ir.Table], name: str, plan: _Plan) -> ir.Table:
    """A table with the columns other tables lend it: order lines without cost or category get their product's."""
    table = tables[name]
    if "products" in plan.lenders(name):
        return with_products(table, tables["products"])
    if name == "stated":
        return figures(table)
    if name == "orders" and plan.has_stated:
        return plan.stated().with_ends(table, _asked(tables, "stated", plan).by_customer(), _customer("stated"))
    return table


def _is_known(joined: ir.Table, plan: _Plan) -> ir.BooleanColumn:
    is_registered = joined.registered_on.isnull() | (joined.registered_on <= plan.period.last_day_value())
    is_listed = joined.is_listed.fill_null(True) & is_registered
    if "orders" not in plan.recorded:
        return is_listed
    return is_listed | plan.period.before_end(joined.first_booked_at).fill_null(False)


def _customer(table: str) -> str:
    return f"{table}_customer_id"


def _part(part: Part, key: _Key) -> _Key:
    return _Key(part.metric, part.over(key.window), definition=identity(part.metric))


def _key(each: Measure) -> _Key:
    return _Key(each.metric, each.window, tuple(sorted(each.options.items())), identity(each.metric))
