"""Growth against the period before, and how much days of buying lie together."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fenji.metrics.metric import Part
from fenji.metrics.period import Period
from fenji.metrics.window import Window
from tests.fenji.metrics.shop import AS_OF, Row, answer, sale, value
from tests.fenji.metrics.shop import Measure as Asked

SALES = [sale("a", "2024-06-20", 300), sale("a", "2024-03-01", 200), sale("a", "2024-02-20", 40)]


def days(numbers: list[int], of: str = "a") -> list[Row]:
    """An order on each numbered day of the thirty that end with the as-of day."""
    return [sale(of, (AS_OF - timedelta(days=30 - number)).isoformat()) for number in numbers]


@pytest.mark.parametrize(
    ("metric", "window", "change"),
    [
        ("revenue_change", "90 days", Decimal("0.2500")), ("order_change", "90 days", Decimal("-0.5000")),
        ("revenue_change", "3 months", Decimal("0.2500")), ("revenue_change", "5 days", None),
        ("revenue_change", "all", None), ("order_change", "all", None), ("revenue_change", "9999 days", None),
    ],
)  # fmt: skip
def test_change_is_told_against_the_period_before(metric: str, window: str, change: Decimal | None) -> None:
    assert value(metric, {"orders": SALES}, window=window) == change


def test_who_buys_nothing_any_more_has_lost_everything() -> None:
    assert value("revenue_change", {"orders": SALES[1:]}, window="90 days") == -1


def test_a_window_that_nobody_listed_has_its_slots_all_the_same() -> None:
    slots = Period(AS_OF, "Asia/Shanghai").slots()
    assert slots["$fenji:first_day_180_days$"] == "2024-01-03"
    assert slots["$fenji:start_1_month$"] == "2024-05-31 16:00:00"
    with pytest.raises(KeyError):
        slots["$fenji:start_of_spring$"]
    assert Part("net_revenue", Window("days", 7), times=2).over(Window("all")) == Window("days", 7)


@pytest.fixture(scope="module")
def check(shared: Path) -> dict[str, Any]:
    text = (shared / "spec" / "reference_values.json").read_text("utf-8")
    found: dict[str, Any] = next(one for one in json.loads(text)["checks"] if one["id"] == "churn.clumpiness")
    return found


def test_clumpiness_is_that_of_zhang_bradlow_and_small(check: dict[str, Any]) -> None:
    people = list("ABC")
    orders = [row for name in people for row in days(check["input"][name], name)]
    again = days(check["input"]["A"][:2], "A")  # a second order of a day changes nothing
    before = [sale("B", "2024-01-01"), sale("B", "2023-01-01")]  # nor do orders from before the window
    rows = answer({"orders": orders + again + before}, [Asked("h", "clumpiness", Window("days", 30))])
    for name in people:
        assert float(rows[name]["h"]) == pytest.approx(check["expected"][name], abs=check["tolerance"]["abs"])


def test_the_critical_value_of_clumpiness_is_no_figure_of_a_customer(check: dict[str, Any]) -> None:
    assert check["expected"]["z95_n6_N30_exact"] < check["expected"]["z95_published"]
    pytest.skip("a critical value is simulated for a number of events; no metric gives it")


def test_clumpiness_is_unknown_without_an_order_in_the_window_and_over_all_time() -> None:
    old = {"orders": [sale("a", "2023-01-01")]}
    assert value("clumpiness", old, window="30 days") is None
    assert value("clumpiness", old) is None
    assert value("clumpiness", {"orders": days([30])}, window="30 days", as_of=date(2024, 6, 30)) > 0
    assert value("clumpiness", {"orders": days(list(range(1, 31)))}, window="30 days") == 0
