"""What changed since the last run and how fresh the data is, asked in a few questions however many customers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from fenji_web import library
from fenji_web.config.apps import OURS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal
    from pathlib import Path

    from fenji_web.accounts.models import User
    from fenji_web.library import Result, Run, Text, TierSummary

CARE = "fenji_web.care"
WEBHOOKS = "fenji_web.webhooks"
MOST_MOVERS, MOST_GONE = 6, 500


@dataclass(frozen=True)
class Changed:
    """Customers of one kind of change, and what they bring."""

    customers: int
    net_revenue: Decimal | None

    def __add__(self, other: Changed) -> Changed:
        known = [each.net_revenue for each in (self, other) if each.net_revenue is not None]
        return Changed(self.customers + other.customers, sum(known[1:], known[0]) if known else None)


NOTHING = Changed(0, None)


@dataclass(frozen=True)
class Moved:
    """A customer who changed tier."""

    customer_id: str
    name: str | None
    is_company: bool
    from_tier: str | None
    to_tier: str | None
    net_revenue: Decimal | None


@dataclass(frozen=True)
class Standing:
    """Everything the first page says of one read model."""

    tiers: tuple[TierSummary, ...]
    before: Mapping[str | None, int]
    changes: Mapping[str, Changed]
    warned: Changed | None
    warned_until: date | None
    last_order: date | None
    promoted: tuple[Moved, ...]
    demoted: tuple[Moved, ...]
    runs: int


def standing(result: Result) -> Standing:
    """The whole of it, in one go: less than ten questions to the engine."""
    facts, tiers = _facts(result), result.tiers()
    changes, before = _compared(result)
    return Standing(
        tiers=tiers,
        before=before,
        changes=changes,
        warned=Changed(facts["warned"], facts["warned_money"]) if "warned_on" in result.columns else None,
        warned_until=_warned_until(result),
        last_order=facts["last_order"],
        promoted=_movers(result, "promotion"),
        demoted=_movers(result, "demotion"),
        runs=len({point.run_id for point in result.past} | {result.run.id}),
    )


def imports_since(folder: Path, run: Run) -> int:
    """How many imports (and imports taken back) came after the data a run was made of."""
    if run.snapshot is None:
        return 0
    return sum(1 for row in _journal(folder) if (row["snapshot_after"] or 0) > run.snapshot)


def rejected_last(folder: Path) -> tuple[int, int] | None:
    """The newest import by its number, and how many of its rows were rejected; None where none were."""
    rows = [row for row in _journal(folder) if row.get("undoes") is None and row.get("undone_by") is None]
    newest = max(rows, key=lambda row: int(row["import_id"]), default=None)
    return (int(newest["import_id"]), int(newest["rejected"])) if newest and newest["rejected"] else None


def submitted(folder: Path) -> tuple[tuple[str, Text, int], ...]:
    """Versions of standards that wait for approval: (standard, its title, version)."""
    kept = library.standards_file.read_standards(folder)
    standards = () if kept is None else kept.standards
    return tuple(
        (one.name, one.title, version.version)
        for one in standards for version in one.versions if version.state == "submitted"
    )  # fmt: skip


def due_tasks(person: User, day: date) -> int:
    """How many of a person's own tasks are due by a day; none where customers are not looked after here."""
    if CARE not in OURS:
        return 0
    from fenji_web.care.queries import my_open_tasks

    return my_open_tasks(person).filter(due_on__lte=day).count()


def overrides_waiting() -> int:
    """How many overrides wait for approval; none where customers are not looked after here."""
    if CARE not in OURS:
        return 0
    from fenji_web.care.queries import waiting_overrides

    return len(waiting_overrides())


def endpoints_paused() -> int:
    """How many endpoints were paused by themselves; none where nobody is told."""
    if WEBHOOKS not in OURS:
        return 0
    from fenji_web.webhooks.models import Endpoint

    return Endpoint.objects.exclude(paused="").count()


def _journal(folder: Path) -> list[dict[str, Any]]:
    return library.kept_journal(folder / "originals")


def gone(result: Result) -> tuple[Moved, ...]:
    """Who was in the run before and is not in this one, the largest revenue first; at most so many."""
    sql = f"""SELECT customer_id, name, tier, net_revenue FROM {result.gone}
              ORDER BY net_revenue DESC NULLS LAST, customer_id LIMIT {MOST_GONE}"""
    rows = result.engine.rows(sql) if result.gone else []
    return tuple(Moved(row["customer_id"], row["name"], False, row["tier"], None, row["net_revenue"]) for row in rows)


def _warned_until(result: Result) -> date | None:
    """Over 春节 warnings given since it began wait: the day before; None on all other days."""
    pause = library.spring_pause(result.run.as_of.year)
    waits = pause is not None and f"DATE '{pause[0]}'" in library.warned_condition(result)
    return pause[0] - timedelta(days=1) if pause is not None and waits else None


def _facts(result: Result) -> dict[str, Any]:
    warned = library.warned_condition(result)
    last = "max(last_ordered_on)" if "last_ordered_on" in result.columns else "CAST(NULL AS DATE)"
    sql = f"""SELECT {last} AS last_order, count(*) FILTER ({warned}) AS warned,
                     sum(net_revenue) FILTER ({warned}) AS warned_money FROM {result.relation}"""
    (row,) = result.engine.rows(sql)
    return row


def _compared(result: Result) -> tuple[dict[str, Changed], dict[str | None, int]]:
    """Customers by the kind of their move, and by their tier in the run before; both empty where there is none."""
    if result.previous is None:
        return {}, {}
    sql = f"""SELECT move AS kind, previous_tier, count(*) AS customers, sum(net_revenue) AS net_revenue
              FROM {result.relation} GROUP BY ALL"""
    if result.gone:
        sql += f" UNION ALL SELECT 'gone', tier, count(*), sum(net_revenue) FROM {result.gone} GROUP BY tier"
    changes: dict[str, Changed] = {}
    before: dict[str | None, int] = {}
    for row in result.engine.rows(sql):
        changes[row["kind"]] = changes.get(row["kind"], NOTHING) + Changed(int(row["customers"]), row["net_revenue"])
        if row["kind"] != "new":
            before[row["previous_tier"]] = before.get(row["previous_tier"], 0) + int(row["customers"])
    return changes, before


def _movers(result: Result, kind: str) -> tuple[Moved, ...]:
    """Who moved that way, the largest revenue first."""
    if result.previous is None:
        return ()
    of = "kind" if "kind" in result.columns else "NULL"
    sql = f"""SELECT customer_id, name, {of} AS kind, previous_tier, tier, net_revenue FROM {result.relation}
              WHERE move = ? ORDER BY net_revenue DESC NULLS LAST, customer_id LIMIT {MOST_MOVERS}"""
    return tuple(
        Moved(
            row["customer_id"],
            row["name"],
            row["kind"] == "company",
            row["previous_tier"],
            row["tier"],
            row["net_revenue"],
        )
        for row in result.engine.rows(sql, [kind])
    )
