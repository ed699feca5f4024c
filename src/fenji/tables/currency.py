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
    """The other currencies that orders come in; `?` where one is unknown. Void orders do not count."""
    if "orders" not in tables:
        return []
    counted = tables["orders"].filter(tables["orders"].kind != "void")
    found = engine.rows(engine.compile(counted.select("currency").distinct()))
    return sorted({row["currency"] or "?" for row in found} - {wanted})


def in_one_currency(
    tables: Mapping[str, ir.Table], wanted: str, *, engine: Engine, rates: Rates | None = None
) -> Mapping[str, ir.Table]:
    """The tables with all money in one currency: as it is where it all is, else converted by dated rates.

    Errors: orders in another currency (or an unknown one) and no rates; a day that no rate covers.
    """
    others = foreign_currencies(tables, wanted, engine)
    if not others:
        return tables
    if rates is None:
        problem = Text("orders are in {others}, grading counts in {wanted}", "订单货币为 {others}，评级按 {wanted} 计算")
        raise IntakeError(
            problem.fill(others=", ".join(others), wanted=wanted),
            where="orders.currency",
            fix=Text(
                "Put a dated rate table rates.csv beside fenji.yaml, or set `currency:` in the scheme.",
                "请在 fenji.yaml 旁放置带日期的汇率表 rates.csv，或在标准中写明 `currency:`。",
            ),
        )
    lacking = engine.rows(engine.compile(uncovered(tables["orders"], rates, wanted)))
    if lacking:
        days = ", ".join(f"{row['currency'] or '?'} {row['ordered_on']} – {row['last_on']}" for row in lacking)
        raise IntakeError(
            Text("no rate for {days}", "缺少汇率：{days}").fill(days=days),
            where="rates.csv",
            fix=Text("Add a rate valid from that day or before.", "请补充该日或之前生效的汇率。"),
        )
    return {name: convert(table, rates, wanted) if name in WITH_MONEY else table for name, table in tables.items()}
