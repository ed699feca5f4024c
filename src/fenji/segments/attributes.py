"""What a customer is by themselves: demographic, psychographic and channel attributes, typed, ready for conditions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from fenji.language import Text
from fenji.metrics.sales import is_counted_sale
from fenji.metrics.window import ALL
from fenji.tables import CANONICAL

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.metrics.period import Period

FieldType = Literal["text", "number", "date", "truth"]
_TYPES: Mapping[str, FieldType] = {"string": "text", "int64": "number", "date": "date", "boolean": "truth"}
_HIDDEN = {"customer_id", "import_id"}
DAYS_SINCE = "days_since_"


@dataclass(frozen=True)
class Attribute:
    """One attribute of a customer: a column of the customers' table, or derived from one."""

    name: str
    type: FieldType
    label: Text


ATTRIBUTES: Mapping[str, Attribute] = {
    attribute.name: attribute
    for attribute in (
        *(
            Attribute(column.name, _TYPES[column.type], column.label)
            for column in CANONICAL["customers"].columns
            if column.name not in _HIDDEN and column.type in _TYPES
        ),
        Attribute("age", "number", Text("Age", "年龄（周岁）")),
        Attribute("main_channel", "text", Text("Main channel", "主要购买渠道")),
    )
}


def attributes(
    tables: Mapping[str, ir.Table], names: Collection[str], period: Period, *, recorded: Collection[str]
) -> ir.Table | None:
    """One row for every customer of the list with the attributes asked for; None where none is asked for.

    `age` is in full years on the as-of day; `days_since_<date>` the days from that date to the as-of day, negative for
    a date to come. `main_channel` is where most of the customer's counted orders were placed, of equal ones the first
    by name; NULL without an order whose channel is known.
    """
    import ibis

    if not names:
        return None
    people = tables["customers"] if "customers" in tables and "customers" in recorded else None
    channels = _main_channel(tables, period) if "main_channel" in names and "orders" in recorded else None
    if people is None:
        found = None
    else:
        own = {name: _value(people, name, period) for name in sorted(names) if name != "main_channel"}
        found = people.select("customer_id", **own)
    if channels is not None:
        found = channels if found is None else _joined(found, channels)
    if found is None:
        return None
    missing = {name: ibis.null(_kind(name)) for name in sorted(names) if name not in found.columns}
    return found.mutate(**missing) if missing else found


def null_of(name: str) -> ir.Scalar:
    """The unknown value of an attribute, in its own type."""
    import ibis

    return ibis.null(_kind(name))


def _kind(name: str) -> str:
    if name.startswith(DAYS_SINCE):
        return "int64"
    return {"text": "string", "number": "int64", "date": "date", "truth": "boolean"}[ATTRIBUTES[name].type]


def _value(people: ir.Table, name: str, period: Period) -> ir.Column:
    if name == "age":
        return _full_years(people.born_on, period.last_day_value())
    if name.startswith(DAYS_SINCE):
        return period.last_day_value().delta(people[name.removeprefix(DAYS_SINCE)], unit="day").cast("int64")
    return people[name]


def _full_years(born: ir.DateColumn, today: ir.DateScalar) -> ir.IntegerColumn:
    import ibis

    days_now, days_then = today.month() * 100 + today.day(), born.month() * 100 + born.day()
    had_birthday = ibis.ifelse(days_now >= days_then, 0, 1)
    years = (today.year() - born.year()).cast("int64") - had_birthday.cast("int64")
    return ibis.ifelse(born > today, ibis.null("int64"), years)


def _main_channel(tables: Mapping[str, ir.Table], period: Period) -> ir.Table:
    """The channel of each customer with most orders, ties by name: found by two aggregates, no ranking."""
    orders = tables["orders"]
    counts = is_counted_sale(orders, period.over(ALL)) & orders.channel.notnull() & orders.customer_id.notnull()
    counted = orders.filter(counts)
    by_channel = counted.group_by("customer_id", "channel").aggregate(n=counted.count())
    most = by_channel.group_by("customer_id").aggregate(most=by_channel.n.max())
    most = most.select(whose="customer_id", most="most")
    best = by_channel.join(most, (by_channel.customer_id == most.whose) & (by_channel.n == most.most))
    return best.group_by("customer_id").aggregate(main_channel=best.channel.min())


def _joined(left: ir.Table, right: ir.Table) -> ir.Table:
    """Both tables' customers: whoever is in one only keeps what is known."""
    import ibis

    renamed = right.select(whose="customer_id", main_channel="main_channel")
    full = left.outer_join(renamed, left.customer_id == renamed.whose)
    customer = ibis.coalesce(full.customer_id, full.whose)
    return full.select(customer_id=customer, **{name: full[name] for name in full.columns
                                                if name not in ("customer_id", "whose")})  # fmt: skip
