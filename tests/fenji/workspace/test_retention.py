"""What is past its time goes, in every snapshot; what a legal hold keeps stays; a report says what went."""

from __future__ import annotations

import json
import os
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from fenji.errors import WorkspaceError
from fenji.workspace.holds import Hold, hold
from fenji.workspace.retention import Rules, apply, preview, reports
from fenji.workspace.workspace import Workspace
from tests.canaries import found_in
from tests.fenji.workspace.erased_shop import MARKED, canary

ANNA, _, CARL = MARKED
LATER = date(2034, 12, 31)  # the clock moved on by ten years


def ruled(folder: Path, **rules: int) -> None:
    Rules(**rules).write(folder)


def test_without_rules_nothing_is_due(shop_to_change: Path) -> None:
    with closing(Workspace.open(shop_to_change)) as workspace:
        assert preview(workspace, today=LATER) == ()


def test_years_later_the_expired_is_gone_from_every_snapshot_and_what_is_held_stays(shop_to_change: Path) -> None:
    ruled(
        shop_to_change, orders_months=36, interactions_months=24, originals_months=24, exports_days=7, rejects_months=12
    )
    hold(shop_to_change, Hold(CARL, "a lawsuit", "li"))
    said = {canary(ANNA, f"feedback{name}", 0) for name in ("text", "question")}
    held = {canary(CARL, f"feedback{name}", 0) for name in ("text", "question")}
    with closing(Workspace.open(shop_to_change)) as workspace:
        due = {one.rule: one.count for one in preview(workspace, today=LATER)}
        assert due["interactions_months"] > 0
        assert set(found_in(shop_to_change, said)) == said
        done = {one.rule: one.count for one in apply(workspace, today=LATER)}
        assert done == due
        lake = workspace.lake
        known = lake.engine.rows(
            "SELECT DISTINCT customer_id AS id FROM lake.main.orders WHERE customer_id IS NOT NULL"
        )
        assert [row["id"] for row in known] == [CARL]
        (kept,) = lake.engine.rows("SELECT count(*) AS n, sum(amount) AS money FROM lake.main.orders")
        assert kept["n"] > 100
        assert workspace.check().problems == ()
        assert {one.rule: one.count for one in preview(workspace, today=LATER)}["interactions_months"] == 0
    in_lake = shop_to_change / "lake"
    assert found_in(in_lake, said) == {}
    assert set(found_in(in_lake, held)) == held
    (report,) = reports(shop_to_change)
    told = json.loads(report.read_text("utf-8"))
    assert {one["rule"]: one["count"] for one in told["rules"]} == done
    assert told["holds"] == 1


def test_what_is_young_stays(shop_to_change: Path) -> None:
    ruled(shop_to_change, orders_months=36, interactions_months=24, originals_months=24, exports_days=7)
    with closing(Workspace.open(shop_to_change)) as workspace:
        assert all(one.count == 0 for one in apply(workspace, today=date(2025, 1, 1)) if one.rule != "exports_days")


def test_an_export_of_last_month_goes_and_one_of_today_stays(shop_to_change: Path) -> None:
    old, young = shop_to_change / "exports" / "list.csv", shop_to_change / "exports" / "others.csv"
    os.utime(old, (0, datetime(2024, 1, 1, tzinfo=UTC).timestamp()))
    ruled(shop_to_change, exports_days=30)
    with closing(Workspace.open(shop_to_change)) as workspace:
        assert [one.count for one in apply(workspace)] == [1]
    assert (old.exists(), young.exists()) == (False, True)


def test_a_rule_nobody_can_read_is_an_error_that_names_the_rules(shop_to_change: Path) -> None:
    (shop_to_change / "retention.yaml").write_text("order_months: 3\n")
    with pytest.raises(WorkspaceError, match="rules cannot be read") as refused:
        Rules.read(shop_to_change)
    assert "orders_months" in refused.value.fix.en
    with pytest.raises(ValueError, match="jobs_months"):
        Rules(jobs_months=5)
