"""What a kept run said then, beside what the same day says by what is known now; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from fenji.engines.engine import literal
from fenji.metrics.period import Period
from fenji.workspace import runs as ledger
from fenji.workspace.plans import Previous, planned
from fenji.workspace.rates import workspace_rates

if TYPE_CHECKING:
    from fenji.engines.engine import Engine
    from fenji.lake.lake import Lake
    from fenji.result_records import Run
    from fenji.scheme.calibrated import CalibratedScheme
    from fenji.scheme.model import Tier
    from fenji.workspace.workspace import Workspace


@dataclass(frozen=True)
class RestatedTier:
    """One tier's customers and their revenue, then and now; `tier` is None for the ungraded."""

    tier: Tier | None
    customers_then: int
    customers_now: int
    net_revenue_then: Decimal | None
    net_revenue_now: Decimal | None


@dataclass(frozen=True)
class RestatedCustomer:
    """A customer whose tier or figures are others by what is known now; known then and known now, where it says so."""

    customer_id: str
    tier_then: str | None
    tier_now: str | None
    net_revenue_then: Decimal | None
    net_revenue_now: Decimal | None
    was_known: bool
    is_known: bool


@dataclass(frozen=True)
class Restatement:
    """A run as it was kept and as the same day would be now: tiers, how many customers differ, and the largest of them.

    `moved` counts those whose tier differs, `differing` those of whom any figure does.
    """

    run: Run
    scheme: CalibratedScheme
    tiers: tuple[RestatedTier, ...]
    moved: int
    differing: int
    customers: tuple[RestatedCustomer, ...]


def restated(workspace: Workspace, run_id: str, *, limit: int = 20) -> Restatement:
    """A kept run beside its own day graded again by the same version, on all data and decisions known now.

    Orders that arrived late, imports taken back and merges since then show; nothing after the run's day is seen. The
    earlier run that transition rules went on from is the same. An unknown run is an error.
    """
    kept = ledger.find_run(workspace.lake, run_id)
    versions = ledger.versions(workspace.lake, kept.run.scheme)
    scheme = next(version for version in versions if version.version == kept.run.version)
    lake = workspace.lake.cursor()
    name = f"restated_{uuid4().hex[:12]}"
    try:
        _grade_again(workspace, lake, kept, scheme, name)
        return _compared(lake.engine, kept, scheme, name, limit)
    finally:
        lake.engine.drop(name)
        lake.close()


def _grade_again(workspace: Workspace, lake: Lake, kept: ledger.KeptRun, scheme: CalibratedScheme, name: str) -> None:
    run = kept.run
    period = Period(as_of=run.as_of, zone=run.zone, window=run.window)
    before = None if run.previous_id is None else ledger.find_run(lake, run.previous_id)
    rates, previous = workspace_rates(workspace.folder), Previous.of(lake, before)
    with planned(workspace, lake, lake.engine, scheme, period, rates=rates, previous=previous) as sql:
        lake.engine.keep(name, sql)


def _compared(engine: Engine, kept: ledger.KeptRun, scheme: CalibratedScheme, name: str, limit: int) -> Restatement:
    there = {row["column_name"] for row in engine.rows(f"DESCRIBE SELECT * FROM lake.main.{kept.result_table}")}
    columns = [column for column in engine.table(name).columns if column in there]
    then = f"(SELECT * FROM lake.main.{kept.result_table} WHERE run_id = {literal(kept.run.id)})"
    differs = " OR ".join(f'a."{column}" IS DISTINCT FROM b."{column}"' for column in columns)
    both = f"""SELECT coalesce(a.customer_id, b.customer_id) AS customer_id,
                      a.tier AS tier_then, b.tier AS tier_now,
                      a.net_revenue AS net_revenue_then, b.net_revenue AS net_revenue_now,
                      a.customer_id IS NOT NULL AS was_known, b.customer_id IS NOT NULL AS is_known
               FROM {then} AS a FULL OUTER JOIN {name} AS b ON a.customer_id = b.customer_id
               WHERE {differs}"""
    moved = "tier_then IS DISTINCT FROM tier_now OR NOT (was_known AND is_known)"
    (counted,) = engine.rows(f"SELECT count(*) AS n, count(*) FILTER ({moved}) AS moved FROM ({both})")
    listed = engine.rows(f"""SELECT * FROM ({both})
        ORDER BY ({moved}) DESC, abs(coalesce(net_revenue_now, 0) - coalesce(net_revenue_then, 0)) DESC, customer_id
        LIMIT {int(limit)}""")
    return Restatement(
        run=kept.run,
        scheme=scheme,
        tiers=_tiers(_counts(engine, then), _counts(engine, name), scheme),
        moved=int(counted["moved"]),
        differing=int(counted["n"]),
        customers=tuple(RestatedCustomer(**row) for row in listed),
    )


def _counts(engine: Engine, rows: str) -> dict[str | None, dict[str, Any]]:
    asked = "tier, count(*) AS customers, sum(net_revenue) AS net_revenue"
    found = engine.rows(f"SELECT {asked} FROM {rows} GROUP BY tier")
    return {row["tier"]: row for row in found}


def _tiers(
    then: dict[str | None, dict[str, Any]], now: dict[str | None, dict[str, Any]], scheme: CalibratedScheme
) -> tuple[RestatedTier, ...]:
    nothing = {"customers": 0, "net_revenue": None}
    keys = [tier.key for tier in scheme.scheme.tiers]
    shown = [*keys, *([None] if None in then or None in now else [])]
    return tuple(
        RestatedTier(
            None if key is None else scheme.tier(key),
            int(then.get(key, nothing)["customers"]),
            int(now.get(key, nothing)["customers"]),
            then.get(key, nothing)["net_revenue"],
            now.get(key, nothing)["net_revenue"],
        )
        for key in shown
    )
