"""What is known of one customer on a day: orders, payments, contacts, each read by one filtered query."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from fenji.engines.engine import literal
from fenji.metrics.metric import METRICS, tables_of

if TYPE_CHECKING:
    from fenji.engines.engine import Engine
    from fenji.metrics.measure import Measure
    from fenji.result_records import Run
    from fenji.tables.rates import Rate

Row = Mapping[str, Any]
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "orders": ("order_id", "source", "kind", "ordered_at", "ordered_on", "booked_at", "void_at", "amount", "discount",
               "currency", "refunds_order_id"),
    "payments": ("due_on", "paid_on", "due_amount", "paid_amount", "currency"),
    "interactions": ("kind", "direction", "happened_at", "referred_customer_id"),
    "touches": ("sent_at", "responded_at"),
    "feedback": ("given_at", "score", "score_max"),
    "order_lines": ("kind", "ordered_at", "booked_at", "void_at", "category"),
}  # fmt: skip
_DAYS = {"orders": "ordered_on", "payments": "due_on"}
_MONEY = ("amount", "discount", "due_amount", "paid_amount")


@dataclass(frozen=True)
class Facts:
    """One customer's rows by table, as they were known at the end of the as-of day, all money in one currency.

    `recorded` names the tables that have any rows at all: of the others nothing is known of anybody.
    """

    customer_id: str
    as_of: date
    zone: str
    registered_on: date | None = None
    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    recorded: frozenset[str] = frozenset()

    def of(self, table: str) -> tuple[Row, ...]:
        """The rows of one table; none where it was not read."""
        return self.rows.get(table, ())

    def settled(self, day: date) -> Facts:
        """The same facts with everything that is due by a day, and not paid, paid in full on it."""
        paid = tuple(
            {**row, "paid_on": day, "paid_amount": row["due_amount"]} if _is_open(row, day) else row
            for row in self.of("payments")
        )
        return replace(self, rows={**self.rows, "payments": paid})


def tables_needed(measures: Iterable[Measure]) -> tuple[str, ...]:
    """The tables whose rows the figures of a standard rest on, of those that are read for one customer."""
    asked = frozenset[str]().union(*(tables_of(METRICS.get(one.metric)) for one in measures))
    return tuple(name for name in COLUMNS if name in asked)


def read_facts(
    engine: Engine,
    relations: Mapping[str, str],
    *,
    run: Run,
    customer_id: str,
    ids: Sequence[str],
    tables: Collection[str],
    registered_on: date | None = None,
) -> Facts:
    """A customer's rows from where tables rest (name → relation), as a run saw them: one query a table that has any.

    `ids`: the ids under which the customer's rows stand, their own and those merged into it. An amount in another
    currency is converted as grading converts it; without a rate it stays unknown.
    """
    found: dict[str, tuple[Row, ...]] = {}
    recorded = set()
    for name in tables:
        if name not in relations:
            continue
        rows = engine.rows(_select(name, relations, ids))
        if rows or engine.rows(f"SELECT 1 AS one FROM {relations[name]} LIMIT 1"):
            recorded.add(name)
        found[name] = tuple(_in_currency(row, name, run) for row in rows)
    return Facts(customer_id, run.as_of, run.zone, registered_on, found, frozenset(recorded))


def _select(name: str, relations: Mapping[str, str], ids: Sequence[str]) -> str:
    listed = ", ".join(literal(one) for one in ids)
    names = [f"facts.{column}" for column in COLUMNS[name]]
    if name == "order_lines" and "products" in relations:
        lent = f"""(SELECT CASE WHEN min(p.category) = max(p.category) THEN min(p.category) END
                    FROM (SELECT * FROM {relations["products"]}) AS p WHERE p.product_id = facts.product_id)"""
        names[-1] = f"coalesce(facts.category, {lent}) AS category"
    rows = f"(SELECT * FROM {relations[name]}) AS facts"
    return f"SELECT {', '.join(names)} FROM {rows} WHERE facts.customer_id IN ({listed})"


def _in_currency(row: dict[str, Any], table: str, run: Run) -> Row:
    if not run.rates or "currency" not in row or row["currency"] == run.currency:
        return row
    rate = _rate(row["currency"], row[_DAYS[table]], run.rates)
    return {**row, **{name: _times(row[name], rate) for name in _MONEY if name in row}}


def _rate(currency: str | None, day: date | None, rates: Sequence[Rate]) -> Decimal | None:
    if day is None:
        return None
    valid = [one for one in rates if one.currency == currency and one.valid_from <= day]
    return max(valid, key=_from).rate if valid else None


def _from(rate: Rate) -> date:
    return rate.valid_from


def _times(amount: Decimal | None, rate: Decimal | None) -> Decimal | None:
    return None if amount is None or rate is None else (amount * rate).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _is_open(row: Row, day: date) -> bool:
    due, owed = row["due_on"], row["due_amount"]
    if due is None or owed is None or due > day:
        return False
    is_short = row["paid_amount"] is not None and bool(row["paid_amount"] < owed)
    if row["paid_on"] is None:
        return row["paid_amount"] is None or is_short
    return is_short or bool(row["paid_on"] > day)
