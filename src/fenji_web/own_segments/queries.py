"""How many customers meet conditions, asked of the read model: columns from the whitelist, values bound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fenji_web import library
from fenji_web.segments.queries import Held

if TYPE_CHECKING:
    from datetime import date

    from fenji_web.library import Result, Rule

_SIGNS = {"above": ">", "at_least": ">=", "below": "<", "at_most": "<=", "is": "=",
          "before": "<", "after": ">", "on_or_before": "<=", "on_or_after": ">="}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A condition in SQL with its values."""

    sql: str
    values: tuple[Any, ...] = ()


def held_by(result: Result, rule: Rule, *, is_money: bool = True) -> dict[str | None, Held] | None:
    """Customers who meet a rule, by tier, with what they bring; None where the read model lacks what it asks about.

    Three-valued as the rule itself: what is unknown in the end does not hold.
    """
    asked = _sql(rule, figures(result), result)
    if asked is None:
        return None
    money = "sum(net_revenue)" if is_money else "NULL"
    sql = f"""SELECT tier, count(*) AS n, {money} AS net_revenue FROM customers
              WHERE coalesce({asked.sql}, FALSE) GROUP BY tier"""
    rows = result.engine.rows(sql, list(asked.values) or None)
    return {row["tier"]: Held(int(row["n"]), row["net_revenue"]) for row in rows}


def figures(result: Result) -> dict[tuple[Any, ...], str]:
    """The columns of measured figures in the read model, by metric, window and options."""
    return {
        (one.metric, str(one.window), tuple(sorted(one.options.items()))): one.column
        for one in result.scheme.measures()
        if one.column in result.columns
    }


def values_of(result: Result, column: str, most: int = 40) -> list[str]:
    """The values of a text column that most customers have, by name."""
    if column not in result.columns:
        return []
    sql = f"""SELECT v FROM (SELECT {_quoted(column)} AS v, count(*) AS n FROM customers
              WHERE {_quoted(column)} IS NOT NULL GROUP BY v ORDER BY n DESC, v LIMIT {int(most)}) ORDER BY v"""
    return [row["v"] for row in result.engine.rows(sql)]


def _sql(rule: Rule, known: Mapping[tuple[Any, ...], str], result: Result) -> Asked | None:
    if isinstance(rule, library.Not):
        part = _sql(rule.part, known, result)
        return None if part is None else Asked(f"NOT ({part.sql})", part.values)
    if isinstance(rule, library.AllOf):
        return _joined([_sql(part, known, result) for part in rule.all], " AND ")
    if isinstance(rule, library.AnyOf):
        return _joined([_sql(part, known, result) for part in rule.any], " OR ")
    return _leaf(rule, known, result)


def _leaf(rule: Rule, known: Mapping[tuple[Any, ...], str], result: Result) -> Asked | None:
    if isinstance(rule, library.Comparison):
        column = known.get((rule.metric, str(rule.window), tuple(sorted(rule.options.items()))))
        parts = [Asked(f"{_quoted(column or '')} {_SIGNS[sign]} ?", (number,)) for sign, number in rule.limits()]
        return None if column is None else _joined([*parts], " AND ")
    if isinstance(rule, library.SegmentIs):
        return _one_of(rule.segment, rule.keys, result, is_not=rule.none_of is not None)
    if isinstance(rule, library.FieldIs) and rule.field in result.columns:
        return _joined([_field(rule.field, name, value, result) for name, value in rule.asked().items()], " AND ")
    return None


def _field(field: str, name: str, value: Any, result: Result) -> Asked | None:
    column, as_of = _quoted(field), result.run.as_of
    if name == "within":
        return _within(column, value.length, as_of)
    if name == "is_known":
        return Asked(f"{column} IS {'NOT ' if value else ''}NULL")
    if name in ("contains", "starts_with"):
        return Asked(f"{name}({column}, ?)", (value,))
    if name in ("one_of", "none_of"):
        return _one_of(field, value, result, is_not=name == "none_of")
    return Asked(f"{column} {_SIGNS[name]} ?", (value,))


def _within(column: str, days: int, as_of: date) -> Asked:
    since = f"date_diff('day', {column}, CAST(? AS DATE))"
    return Asked(f"{since} >= 0 AND {since} < ?", (as_of, as_of, days))


def _one_of(column: str, values: tuple[str, ...], result: Result, *, is_not: bool) -> Asked | None:
    if column not in result.columns:
        return None
    name = f"CAST({_quoted(column)} AS VARCHAR)"
    places = ", ".join("lower(?)" if value in ("True", "False") else "?" for value in values)
    return Asked(f"{name} {'NOT ' if is_not else ''}IN ({places})", tuple(values))


def _joined(parts: list[Asked | None], by: str) -> Asked | None:
    if any(part is None for part in parts):
        return None
    known = [part for part in parts if part is not None]
    return Asked(by.join(f"({part.sql})" for part in known), tuple(value for part in known for value in part.values))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
