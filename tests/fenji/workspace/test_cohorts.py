"""Who bought again, and who came from which segment: in the read model of a run, as counted by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from fenji.errors import UnknownName
from fenji.language import Text
from fenji.result import Result
from fenji.result_records import Cohort
from fenji.workspace import events
from fenji.workspace.model_file import newest_file, open_file
from fenji.workspace.workspace import Workspace

ORDERS = """order_id,customer_id,ordered_at,amount,kind,refunds_order_id
A1,C1,2024-01-31 23:30,100,sale,
A2,C1,2024-03-02 10:00,50,sale,
A3,C2,2024-01-05 10:00,70,sale,
A4,C2,2024-02-05 10:00,30,sale,
A5,C3,2024-02-09 10:00,20,sale,
A6,C3,2024-06-30 10:00,40,sale,
A7,,2024-02-09 10:00,999,sale,
A8,C4,2024-07-01 10:00,999,sale,
"""
MAY, JUNE = date(2024, 5, 31), date(2024, 6, 15)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder = tmp_path_factory.mktemp("cohorts")
    (folder / "orders.csv").write_text(ORDERS, "utf-8")
    workspace = Workspace.create(folder / "shop")
    workspace.import_file(folder / "orders.csv", "orders")
    for day in (MAY, JUNE):
        workspace.grade("value", as_of=day)
    yield workspace
    workspace.close()


def newest(workspace: Workspace) -> Result:
    path = newest_file(workspace.folder / "runs", "value")
    assert path is not None
    return open_file(path)


def test_cohorts_are_as_counted_by_hand(shop: Workspace) -> None:
    first, second = newest(shop).cohorts()
    assert (first.month, first.customers, second.month, second.customers) == (date(2024, 1, 1), 2, date(2024, 2, 1), 1)
    assert [(one.customers, one.net_revenue) for one in first.later] == [
        (2, Decimal(170)), (1, Decimal(30)), (1, Decimal(50)), (0, Decimal(0)), (0, Decimal(0)), (0, Decimal(0)),
    ]  # fmt: skip
    assert [one.customers for one in second.later] == [1, 0, 0, 0, 0]
    assert first.later[1].share == Decimal("0.5")


def test_the_month_that_still_goes_on_is_told_apart(shop: Workspace) -> None:
    first = newest(shop).cohorts()[0]
    assert [one.is_whole for one in first.later] == [True, True, True, True, True, False]
    ended = Cohort.of(
        [{"cohort": date(2024, 5, 1), "months": 0, "customers": 1, "net_revenue": None}], date(2024, 5, 31)
    )
    assert ended[0].later[0].is_whole


def test_every_order_of_a_customer_is_in_a_cohort_once(shop: Workspace) -> None:
    result = newest(shop)
    assert sum(one.customers for one in result.cohorts()) == 3
    assert sum(month.net_revenue for one in result.cohorts() for month in one.later) == Decimal(270)


def test_the_read_model_knows_from_which_segment_everybody_came(shop: Workspace) -> None:
    result = newest(shop)
    assert "previous_stage" in result.columns
    told = {
        (one.segmentation, one.segment, one.kind, one.customer_id) for one in events.events(shop, run_id=result.run.id)
    }
    found = set()
    for name in ("stage", "rfm_class", "rfm_segment", "abc", "frequency_class"):
        for row in result.rows(["customer_id", name, f"previous_{name}"]):
            if row[name] != row[f"previous_{name}"]:
                sides = ((row[f"previous_{name}"], "leave"), (row[name], "enter"))
                found |= {(name, segment, kind, row["customer_id"]) for segment, kind in sides if segment}
    assert found == told
    assert told


def test_a_first_run_has_no_segments_before(shop: Workspace) -> None:
    first = min((shop.folder / "runs").glob("*.duckdb"))
    assert not [name for name in open_file(first).columns if name.startswith("previous_r")]


def test_a_part_of_a_result_is_a_result_of_those_customers_alone(shop: Workspace) -> None:
    result = newest(shop)
    key = next(row["stage"] for row in result.rows(["stage"]) if row["stage"])
    words = Text("one stage", "某一阶段")
    part = result.among({"stage": [key]}, words)
    assert part.run.customers == result.count(where={"stage": key}) == sum(one.customers for one in part.tiers())
    assert {row["stage"] for row in part.rows(["stage"])} == {key}
    assert part.only == words
    assert (part.cohorts(), part.past, part.gone) == ([], (), None)
    assert result.among({"stage": [key, None], "tier": []}, words).run.customers == 0
    assert result.among({"stage": [None, "'); DROP TABLE customers; --"]}, words).run.customers == 0
    with pytest.raises(UnknownName):
        result.among({"nothing": ["x"]}, words)
