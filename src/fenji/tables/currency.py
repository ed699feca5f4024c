"""Money of two currencies is never added up: one currency, or dated rates, or a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from fenji.errors import IntakeError
from fenji.language import Text
from fenji.tables.rates import Rates, convert, uncovered

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.engines.engine import Engine

WITH_MONEY = ("orders", "order_lines", "payments")


def foreign_currencies(tables: Mapping[str, ir.Table], wanted: str, engine: Engine) -> list[str]:
    """The other currencies that orders and stated amounts come in; `?` for an unknown one. Void orders don't count."""
    found: set[str] = set()
    for name, table in _asked(tables).items():
        counted = table.filter(table.kind != "void") if name == "orders" else table
        rows = engine.rows(engine.compile(counted.select("currency").distinct()))
        found |= {row["currency"] or "?" for row in rows}
    return sorted(found - {wanted})


def in_one_currency(
    tables: Mapping[str, ir.Table], wanted: str, *, engine: Engine, rates: Rates | None = None
) -> Mapping[str, ir.Table]:
    """The tables with all money in one currency: as it is where it all is, else converted by dated rates.

    Errors: amounts in another currency (or an unknown one) and no rates; a day that no rate covers.
    """
    others = foreign_currencies(tables, wanted, engine)
    if not others:
        return tables
    if rates is None:
        problem = Text(
            "amounts are in {others}, grading counts in {wanted}", "金额的货币为 {others}，评级按 {wanted} 计算"
        )
        raise IntakeError(
            problem.fill(others=", ".join(others), wanted=wanted),
            where="orders.currency",
            fix=Text(
                "Put a dated rate table rates.csv beside fenji.yaml, or set `currency:` in the scheme.",
                "请在 fenji.yaml 旁放置带日期的汇率表 rates.csv，或在标准中写明 `currency:`。",
            ),
        )
    lacking = [
        row for table in _asked(tables).values() for row in engine.rows(engine.compile(uncovered(table, rates, wanted)))
    ]
    if lacking:
        days = ", ".join(f"{row['currency'] or '?'} {row['ordered_on']} – {row['last_on']}" for row in lacking)
        raise IntakeError(
            Text("no rate for {days}", "缺少汇率：{days}").fill(days=days),
            where="rates.csv",
            fix=Text("Add a rate valid from that day or before.", "请补充该日或之前生效的汇率。"),
        )
    changed = {name: convert(table, rates, wanted) for name, table in tables.items() if name in WITH_MONEY}
    if "stated" in tables:
        plain = tables["stated"].filter(tables["stated"].currency.isnull())
        changed["stated"] = plain.union(convert(_amounts(tables["stated"]), rates, wanted))
    return {name: changed.get(name, table) for name, table in tables.items()}


def _asked(tables: Mapping[str, ir.Table]) -> dict[str, ir.Table]:
    """The tables whose amounts decide: orders, and what a list states in money (its other figures have no currency)."""
    asked = {"orders": tables["orders"]} if "orders" in tables else {}
    return asked | ({"stated": _amounts(tables["stated"])} if "stated" in tables else {})


def _amounts(stated: ir.Table) -> ir.Table:
    return stated.filter(stated.currency.notnull())
