"""Segments are described for every engine: they compile, and no window looks at all customers at once."""

from __future__ import annotations

import ibis
import pytest
from sqlglot import exp, parse_one

from fenji.metrics.period import Period
from fenji.segments.by_rule import ByRule
from fenji.segments.lifecycle import Lifecycle
from fenji.segments.placed import described, place
from fenji.segments.segmentation import Segmentation
from fenji.tables import CANONICAL
from fenji.workspace.segment_files import ready_made
from tests.fenji.metrics.shop import AS_OF, ZONE

LEARNED = {
    "stage": {"population_gap": "20.00"},
    "rfm_class": {"recency": "30.5000", "frequency": "3", "money": "99.50"},
    "rfm_segment": {"recency": ["5", None, "30", "90"], "frequency": ["2", "3", "4", "5"]},
    "abc": {"A": "900.00", "B": "20.00"},
    "frequency_class": {"high": "8.1637", "medium": "3.8047"},
    "mine": {},
}
MINE = ByRule(
    name="mine",
    title="mine",
    when={
        "all": [
            {"field": "age", "at_least": 30}, {"field": "main_channel", "is": "微信"},
            {"field": "registered_on", "within": "30 days"}, {"field": "interests", "contains": "运动"},
            {"segment": "stage", "is": "active"}, {"metric": "net_revenue", "window": "90 days", "above": 10},
        ]
    },
)  # fmt: skip


def everything(lifecycle: Lifecycle) -> list[Segmentation]:
    return [lifecycle, *ready_made()[1:], MINE]


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "pyspark"])
@pytest.mark.parametrize(
    "lifecycle", [Lifecycle(), Lifecycle.model_validate({"percentile": "80%"})], ids=["mean", "own"]
)
def test_all_segments_compile_and_every_window_stays_within_one_customer(dialect: str, lifecycle: Lifecycle) -> None:
    tables = {name: ibis.table(table.schema(), name=name) for name, table in CANONICAL.items()}
    every = everything(lifecycle)
    people = described(tables, every, Period(AS_OF, ZONE), recorded=frozenset({"customers", "orders"}))
    sql = str(ibis.to_sql(place(people, every, LEARNED), dialect=dialect))
    tree = parse_one(sql, dialect={"pyspark": "spark"}.get(dialect, dialect))
    windows = list(tree.find_all(exp.Window))
    assert windows
    assert all("customer_id" in str(window.args["partition_by"]) for window in windows)
    assert not list(tree.find_all(exp.Ntile))
