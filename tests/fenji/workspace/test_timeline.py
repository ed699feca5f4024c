"""What happened with each customer, beside the runs: complete, of one customer, merged ones as one, written once."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fenji.engines.duckdb import DuckDBEngine
from fenji.workspace import duplicates
from fenji.workspace.timeline import Timeline, open_timeline, timeline_file, write_timeline
from fenji.workspace.workspace import Workspace
from tests.fenji.workspace.people import CUSTOMERS, ORDERS, people
from tests.sample_result import order

REFUND = order("R1", "C001", date(2024, 6, 10), "-1200", kind="refund", booked_at=datetime(2024, 6, 14, 1))
TABLES: dict[str, list[Any]] = {
    "customers": CUSTOMERS,
    "orders": [*ORDERS, REFUND, order("G1", None, date(2024, 6, 2), "8")],
    "interactions": [
        {"interaction_id": "I1", "customer_id": "C001", "kind": "电话", "subject": "回访", "direction": "out",
         "happened_at": datetime(2024, 6, 12, 2), "happened_on": date(2024, 6, 12)},
    ],
    "feedback": [
        {"feedback_id": "F1", "customer_id": "C002", "kind": "survey", "topic": "物流", "score": Decimal("4.00"),
         "score_max": Decimal("5.00"), "given_at": datetime(2024, 6, 1, 2), "given_on": date(2024, 6, 1)},
    ],
    "touches": [
        {"touch_id": "T1", "customer_id": "C001", "campaign": "618", "channel": "sms",
         "sent_at": datetime(2024, 6, 13, 2), "sent_on": date(2024, 6, 13), "responded_at": datetime(2024, 6, 13, 4)},
    ],
}  # fmt: skip


def shop(folder: Path) -> Workspace:
    return people(folder / "shop", TABLES)


def read(path: Path) -> Timeline:
    found = open_timeline(path)
    assert found is not None
    return found


def test_a_customer_has_all_that_happened_the_newest_first(tmp_path: Path) -> None:
    workspace = shop(tmp_path)
    run = workspace.grade("value", as_of=date(2024, 6, 30)).run
    timeline = read(write_timeline(workspace, run.id))
    events = timeline.events("C001")
    assert [(one.what, one.kind, one.number) for one in events] == [
        ("order", "refund", "R1"),
        ("touch", None, "T1"),
        ("interaction", "电话", "I1"),
        ("order", "sale", "O1"),
    ]
    assert (events[0].amount, events[0].happened_on, events[3].happened_on) == (Decimal(-1200), None, date(2024, 6, 10))
    assert timeline.counts("C001") == {"interaction": 1, "order": 2, "touch": 1}
    assert [one.number for one in timeline.events("C001", what="order", limit=1)] == ["R1"]
    (said,) = timeline.events("C002", what="feedback")
    assert (said.title, said.score, said.score_max) == ("物流", Decimal(4), Decimal(5))


def test_guests_and_strangers_have_none(tmp_path: Path) -> None:
    workspace = shop(tmp_path)
    timeline = read(write_timeline(workspace, workspace.grade("value", as_of=date(2024, 6, 30)).run.id))
    assert timeline.events("nobody") == []
    assert timeline.grades("nobody", "value") == []
    assert timeline.events("") == []


def test_merged_customers_are_one(tmp_path: Path) -> None:
    workspace = shop(tmp_path)
    duplicates.merge(workspace, {"C002": "C001"})
    timeline = read(write_timeline(workspace, workspace.grade("value", as_of=date(2024, 6, 30)).run.id))
    assert timeline.events("C002") == []
    assert timeline.counts("C001") == {"feedback": 1, "interaction": 1, "order": 3, "touch": 1}
    assert (timeline.parts("C001"), timeline.survivor("C002"), timeline.survivor("C001")) == (["C002"], "C001", None)


def test_grades_of_all_runs_up_to_this_one_are_kept(tmp_path: Path) -> None:
    workspace = shop(tmp_path)
    days = [date(2024, 4, 30), date(2024, 5, 31), date(2024, 6, 30)]
    runs = [workspace.grade("value", as_of=day).run for day in days]
    timeline = read(write_timeline(workspace, runs[1].id))
    assert [one.as_of for one in timeline.grades("C002", "value")] == days[:2]
    assert timeline.grades("C002", "another") == []
    newest = read(write_timeline(workspace, runs[2].id)).grades("C002", "value")[-1]
    row = workspace.result(runs[2].id).customer("C002").row
    assert (newest.run_id, newest.tier, newest.score) == (runs[2].id, row["tier"], row["score"])


def test_it_is_written_once_and_found_by_its_run(tmp_path: Path) -> None:
    workspace = shop(tmp_path)
    run = workspace.grade("value", as_of=date(2024, 6, 30)).run
    folder = workspace.folder / "runs"
    assert timeline_file(folder, run) is None
    path = write_timeline(workspace, run.id)
    stamp = path.stat().st_mtime_ns
    assert write_timeline(workspace, run.id) == path == timeline_file(folder, run)
    assert path.stat().st_mtime_ns == stamp


def test_what_another_engine_hashed_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "1.value.t3.duckdb"
    with DuckDBEngine.in_memory() as engine:
        engine.run(f"ATTACH '{path}' AS other")
        engine.run("CREATE TABLE other.about AS SELECT CAST(1 AS UBIGINT) AS probe")
        engine.run("DETACH other")
    assert open_timeline(path) is None


def test_a_workspace_of_totals_alone_has_an_empty_timeline(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "totals")
    path = tmp_path / "客户清单.csv"
    path.write_text(
        "客户ID,姓名,购买次数,累计消费金额,最近购买日期,统计日期\nC1,张三,3,100,2024-06-01,2024-06-30\n", "utf-8"
    )
    workspace.import_file(path, "customers")
    timeline = read(write_timeline(workspace, workspace.grade("value").run.id))
    assert timeline.events("C1") == []
    assert len(timeline.grades("C1", "value")) == 1


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Timeline:
    workspace = shop(tmp_path_factory.mktemp("timeline"))
    return read(write_timeline(workspace, workspace.grade("value", as_of=date(2024, 6, 30)).run.id))


@settings(max_examples=30, deadline=None)
@given(who=st.sampled_from([one["customer_id"] for one in CUSTOMERS]), limit=st.integers(0, 6))
def test_events_are_the_customers_own_rows_and_no_others(written: Timeline, who: str, limit: int) -> None:
    own = {row["order_id"] for row in TABLES["orders"] if row["customer_id"] == who}
    assert {one.number for one in written.events(who, what="order")} == own
    assert written.events(who)[:limit] == written.events(who, limit=limit)
