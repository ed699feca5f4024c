"""A promotion earned by an order that was given back later: found by grading the promoting day again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from typing import TYPE_CHECKING

from fenji.metrics.period import Period, fill

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.engines.engine import Engine
    from fenji.metrics.window import Window

Tables = Mapping[str, "ir.Table"]
GIVEN_BACK = ("orders", "order_lines")


@dataclass(frozen=True)
class Regrading:
    """How customers are graded again: the description for tables and a period, and the windows that it uses."""

    grade: Callable[[Tables, Period], ir.Table]
    windows: tuple[Window, ...]


def reversals(
    previous: ir.Table, tables: Tables, *, period: Period, engine: Engine, regrading: Regrading, name: str
) -> ir.Table | None:
    """Whose promotion rests on money that was given back since, in `reversed_for`; None where that is nobody.

    Refunds say when they were booked. A cancelled order (void) doesn't: it is taken as a sale in what was known then.

    `previous` is what the earlier run handed on (`standing.carried`). Only customers who rose to the tier they hold,
    and to whom something was refunded or cancelled after that day, are looked at: their day is graded twice more, by
    today's standard, as it was known then and as it is known now. Only where the first gives the tier and the second
    doesn't is it the refund's doing. The answer is a working table called `name`.
    """
    if "orders" not in tables:
        return None
    days = _days(engine, previous.filter(previous.was_rose_from.notnull(), previous.was_rung.notnull()))
    if not days:
        return None
    suspects = engine.keep(f"{name}_suspects", engine.compile(_suspects(previous, tables["orders"], period, days)))
    found: list[ir.Table] = []
    for number, day in enumerate(_days(engine, suspects)):
        then = Period(as_of=day, zone=period.zone, window=period.window)
        asked = _reversed(suspects.filter(suspects.was_entered_on == _day(day)), tables, period, then, regrading)
        sql = fill(engine.compile(asked), then.slots(regrading.windows))
        found.append(engine.keep(f"{name}_{number}", sql))
    undone = engine.keep(name, engine.compile(reduce(_and, found))) if found else None
    for part in ("suspects", *range(len(found))):
        engine.drop(f"{name}_{part}")
    return undone


def as_known_at(table: ir.Table, end: datetime) -> ir.Table:
    """Orders or order lines as if everything given back before an instant had been given back from the beginning."""
    import ibis

    moment = ibis.literal(end, "timestamp")
    is_returned = (table.kind == "refund") & (table.booked_at < moment)
    return table.mutate(
        booked_at=ibis.ifelse(is_returned, table.ordered_at, table.booked_at),
        void_at=ibis.ifelse(table.void_at < moment, table.ordered_at, table.void_at),
    )


def _uncancelled(table: ir.Table) -> ir.Table:
    import ibis

    return table.mutate(kind=ibis.ifelse(table.kind == "void", ibis.literal("sale"), table.kind))


def _suspects(previous: ir.Table, orders: ir.Table, period: Period, days: Iterable[date]) -> ir.Table:
    """Who rose to the tier they hold and was given something back since, for an order of that day or before."""
    import ibis

    end = ibis.literal(period.end_at, "timestamp")
    ends = [(day, ibis.literal(period_end(day, period.zone), "timestamp")) for day in days]
    rose = previous.filter(previous.was_rose_from.notnull(), previous.was_rung.notnull())
    rose = rose.mutate(rose_end=ibis.cases(*((rose.was_entered_on == _day(day), instant) for day, instant in ends)))
    given = orders.filter(orders.customer_id.notnull()).select(
        given_for="customer_id",
        is_void=orders.kind == "void",
        given_at=ibis.cases((orders.kind == "refund", orders.booked_at), (orders.kind == "sale", orders.void_at)),
        sold_at="ordered_at",
    )
    given = given.filter(given.is_void | (given.given_at < end).fill_null(False))
    met = rose.inner_join(given, rose.was_for == given.given_for)
    since = met.filter(met.is_void | (met.given_at >= met.rose_end).fill_null(False), met.sold_at < met.rose_end)
    return since.select("was_for", "was_rung", "was_entered_on").distinct()


def _reversed(suspects: ir.Table, tables: Tables, period: Period, then: Period, regrading: Regrading) -> ir.Table:
    """Of the suspects of one day, those who had the tier as it was known then and haven't it as it is known now."""
    theirs = {
        name: table.semi_join(suspects, table.customer_id == suspects.was_for)
        if "customer_id" in table.columns
        else table
        for name, table in tables.items()
    }
    known = {name: as_known_at(table, period.end_at) if name in GIVEN_BACK else table for name, table in theirs.items()}
    stood = {name: _uncancelled(table) if name in GIVEN_BACK else table for name, table in theirs.items()}
    before = regrading.grade(stood, then).select(before_for="customer_id", before_rung="rung")
    now = regrading.grade(known, then).select(now_for="customer_id", now_rung="rung")
    met = suspects.inner_join(before, suspects.was_for == before.before_for)
    met = met.left_join(now, met.was_for == now.now_for)
    fell = met.now_rung.isnull() | (met.now_rung > met.was_rung)
    return met.filter(met.before_rung <= met.was_rung, fell).select(reversed_for="was_for")


def _and(one: ir.Table, other: ir.Table) -> ir.Table:
    return one.union(other)


def period_end(day: date, zone: str) -> datetime:
    """The instant a day ends."""
    return Period(as_of=day, zone=zone).end_at


def _days(engine: Engine, table: ir.Table) -> list[date]:
    rows = engine.rows(engine.compile(table.select("was_entered_on").distinct().order_by("was_entered_on")))
    return [row["was_entered_on"] for row in rows if row["was_entered_on"] is not None]


def _day(day: date) -> ir.DateValue:
    import ibis

    return ibis.literal(day, "date")
