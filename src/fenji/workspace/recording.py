"""What the tables of a run say of its last days, for findings that its rows alone can't give; asked of the lake."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from fenji.advice.recorded import BUYERS, DAYS, Change, Product, Recorded, answered, by_product, given_back, waiting
from fenji.metrics.period import Period, fill
from fenji.metrics.window import Window
from fenji.workspace.tables import brought, tables_seen

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis.expr.types as ir

    from fenji.result import Result
    from fenji.workspace.workspace import Workspace

_NOTHING = Decimal(0)


def recorded(workspace: Workspace, result: Result) -> Recorded:
    """Refunds, products, answers to messages and waiting tickets up to the run's day, as its data stood."""
    name = f"tiers_{uuid4().hex[:12]}"
    try:
        return _Asked(workspace, result, brought(workspace.lake, result, "customer_id, tier", name)).everything()
    finally:
        workspace.lake.engine.drop(name)


class _Asked:
    def __init__(self, workspace: Workspace, result: Result, graded: ir.Table) -> None:
        self.engine, self.graded = workspace.lake.engine, graded
        self.tables: Mapping[str, ir.Table] = tables_seen(workspace.lake, result)
        as_of, zone, window = result.run.as_of, result.run.zone, Window("days", DAYS)
        self.now, self.before = Period(as_of, zone, window), Period(as_of - timedelta(days=DAYS), zone, window)
        self.year = Period(as_of, zone, Window("days", 365))

    def rows(self, table: ir.Table, period: Period) -> list[dict[str, Any]]:
        return self.engine.rows(fill(self.engine.compile(table), period.slots()))

    def everything(self) -> Recorded:
        refunds, count, reaches = self.refunds()
        return Recorded(
            refunds if reaches else None,
            count,
            self.products() if reaches else (),
            self.by_tier("touches", lambda table: answered(table, self.graded, self.now), self.now),
            self.tickets(),
        )

    def refunds(self) -> tuple[Change, int, bool]:
        """What was given back now and before, and whether orders are recorded so far back."""
        if "orders" not in self.tables:
            return Change(_NOTHING, _NOTHING), 0, False
        now, before = (self.rows(given_back(self.tables["orders"], one), one)[0] for one in (self.now, self.before))
        first = self.before.first_day
        reaches = now["since"] is not None and first is not None and now["since"] <= first
        return Change(now["money"] or _NOTHING, before["money"] or _NOTHING), int(now["refunds"]), reaches

    def products(self) -> tuple[Product, ...]:
        if "order_lines" not in self.tables:
            return ()
        now, before = (
            {row["name"]: row for row in self.rows(by_product(self.tables["order_lines"], one), one)}
            for one in (self.now, self.before)
        )
        return tuple(
            Product(
                name, Change(now.get(name, {}).get("money") or _NOTHING, row["money"] or _NOTHING), int(row["buyers"])
            )
            for name, row in sorted(before.items())
            if row["buyers"] >= BUYERS and (now.get(name, {}).get("money") or _NOTHING) < (row["money"] or _NOTHING)
        )

    def tickets(self) -> dict[str | None, tuple[int, int]]:
        if "feedback" not in self.tables:
            return {}
        found = self.rows(waiting(self.tables["feedback"], self.graded, self.year), self.year)
        if not any(row["settled"] for row in found):
            return {}
        return {row["tier"]: (int(row["open"]), int(row["customers"])) for row in found}

    def by_tier(self, name: str, describe: Any, period: Period) -> dict[str | None, tuple[int, int]]:
        if name not in self.tables:
            return {}
        rows = self.rows(describe(self.tables[name]), period)
        found = {row["tier"]: (int(row["messages"]), int(row["answers"])) for row in rows}
        return found if any(answers for _, answers in found.values()) else {}
