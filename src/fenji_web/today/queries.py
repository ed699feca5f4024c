"""What changed since the last run and how fresh the data is, asked in a few questions however many customers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fenji_web import library

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from fenji_web.library import Finding, Move, Result, TierSummary

MOST_MOVERS, MOST_FINDINGS = 6, 9


@dataclass(frozen=True)
class Changed:
    """Customers of one kind of change, and what they bring."""

    customers: int
    net_revenue: Decimal | None


@dataclass(frozen=True)
class Standing:
    """Everything the first page says of one read model."""

    tiers: tuple[TierSummary, ...]
    before: Mapping[str | None, int]
    changes: Mapping[str, Changed]
    warned: Changed | None
    last_order: date | None
    findings: tuple[Finding, ...]
    promoted: tuple[Move, ...]
    demoted: tuple[Move, ...]
    runs: int


def standing(result: Result) -> Standing:
    """The whole of it, in one go: six questions to the engine."""
    facts = _facts(result)
    history = result.history()
    return Standing(
        tiers=result.tiers(),
        before=_before(result),
        changes=_changes(result),
        warned=Changed(facts["warned"], facts["warned_money"]) if "warned_on" in result.columns else None,
        last_order=facts["last_order"],
        findings=library.overview(result, MOST_FINDINGS),
        promoted=tuple(result.movers(MOST_MOVERS, "promotion")),
        demoted=tuple(result.movers(MOST_MOVERS, "demotion")),
        runs=len({point.run_id for point in history}),
    )


def _facts(result: Result) -> dict[str, Any]:
    warned = "warned_on IS NOT NULL" if "warned_on" in result.columns else "FALSE"
    last = "max(last_ordered_on)" if "last_ordered_on" in result.columns else "CAST(NULL AS DATE)"
    sql = f"""SELECT {last} AS last_order, count(*) FILTER ({warned}) AS warned,
                     sum(net_revenue) FILTER ({warned}) AS warned_money FROM {result.relation}"""
    (row,) = result.engine.rows(sql)
    return row


def _changes(result: Result) -> dict[str, Changed]:
    """Customers by the kind of their move; none where there is no run before."""
    if result.previous is None:
        return {}
    sql = f"""SELECT move AS kind, count(*) AS customers, sum(net_revenue) AS net_revenue
              FROM {result.relation} GROUP BY move"""
    if result.gone:
        sql += f" UNION ALL SELECT 'gone', count(*), sum(net_revenue) FROM {result.gone}"
    return {row["kind"]: Changed(int(row["customers"]), row["net_revenue"]) for row in result.engine.rows(sql)}


def _before(result: Result) -> dict[str | None, int]:
    """Customers by tier in the run before, as the moves of this one's customers and of those gone tell them."""
    if result.previous is None:
        return {}
    sql = f"""SELECT previous_tier AS tier, count(*) AS customers FROM {result.relation}
              WHERE move IS DISTINCT FROM 'new' GROUP BY previous_tier"""
    if result.gone:
        sql = f"""SELECT tier, sum(customers) AS customers FROM
                  ({sql} UNION ALL SELECT tier, count(*) FROM {result.gone} GROUP BY tier) GROUP BY tier"""
    return {row["tier"]: int(row["customers"]) for row in result.engine.rows(sql)}
