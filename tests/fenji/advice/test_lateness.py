"""Lateness rests over 春节: its days count for nobody, nothing new is raised while it lasts, unknown years say so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from fenji.advice.findings import findings
from fenji.advice.lateness import late_condition, paused_of, unknown_holidays, warned_condition
from fenji.advice.overview import overview
from fenji.advice.state import state_of
from fenji.advice.yardstick import Yardstick
from fenji.conventions import Conventions, adopt
from fenji.holidays import is_workday, paused_days, spring_pause
from fenji.metrics.period import Window
from fenji.result import Result
from tests.sample_result import sample_result

RESTS = Conventions(pauses_over_spring_festival=True)


@pytest.fixture(autouse=True)
def conventions() -> Iterator[None]:
    adopt(RESTS)
    yield
    adopt(Conventions())


@pytest.fixture(scope="module")
def result() -> Result:
    """A customer with a gap of 20 days whose last order was 35 days ago, on both sides of the pause."""
    made = sample_result(40)
    made.engine.run(
        f"CREATE TABLE resting AS SELECT * REPLACE (35 AS recency_days), 'at_risk' AS stage, "
        f"CAST(20 AS DECIMAL(18, 2)) AS gap_days, DATE '2017-01-26' AS warned_on FROM {made.relation}"
    )
    return replace(made, relation="resting", columns=(*made.columns, "stage", "gap_days", "warned_on"))


def as_of(result: Result, day: str) -> Result:
    return replace(result, run=replace(result.run, as_of=date.fromisoformat(day)))


def late(result: Result) -> int:
    (row,) = result.engine.rows(f"SELECT count(*) AS n FROM {result.relation} WHERE {late_condition(result)}")
    return int(row["n"])


@pytest.mark.parametrize(
    ("year", "expected"),
    [(2017, ("2017-01-24", "2017-02-05")), (2025, ("2025-01-25", "2025-02-07"))],
)
def test_the_pause_is_the_legal_days_off_and_three_days_around_them(year: int, expected: tuple[str, str]) -> None:
    pause = spring_pause(year)
    assert pause is not None
    assert tuple(day.isoformat() for day in pause) == expected


def test_paused_days_are_counted_one_by_one() -> None:
    for days in range(0, 60, 7):
        end = date(2025, 1, 29)
        counted = sum(date(2025, 1, 25) <= end - timedelta(days=n) <= date(2025, 2, 7) for n in range(days))
        assert paused_days(end - timedelta(days=days), end) == counted == paused_of(days, end)


@pytest.mark.parametrize(
    ("day", "is_late"),
    [
        ("2017-01-20", True),  # before: 35 days are more than 1.5 gaps of 20
        ("2017-01-28", False),  # 5 paused days leave 30: not more
        ("2017-02-05", False),  # 13 paused
        ("2017-04-01", True),
        ("2025-01-29", False),  # 5 paused
        ("2025-01-28", True),  # 4 paused leave 31
    ],
)
def test_nobody_becomes_late_by_days_over_the_festival(result: Result, day: str, *, is_late: bool) -> None:
    assert (late(as_of(result, day)) > 0) is is_late


def test_without_the_setting_every_day_counts(result: Result) -> None:
    adopt(Conventions())
    assert late(as_of(result, "2017-01-28")) == 40
    assert paused_of(35, date(2017, 1, 28)) == 0


def test_the_finding_of_the_run_follows_and_the_stage_stays(result: Result) -> None:
    kinds = {one.kind for one in overview(as_of(result, "2017-01-28"), None)}
    assert "overdue" not in kinds
    assert result.engine.rows("SELECT DISTINCT stage FROM resting") == [{"stage": "at_risk"}]
    before = next(one for one in overview(as_of(result, "2017-01-20"), None) if one.kind == "overdue")
    assert before.asked is not None
    assert "stage=at_risk,dormant,churned" in before.asked.options


def test_a_warning_first_given_during_the_festival_waits_until_it_is_over(result: Result) -> None:
    asked = {day: warned_condition(as_of(result, day)) for day in ("2017-01-28", "2017-02-06")}
    counts = {
        day: result.engine.rows(f"SELECT count(*) AS n FROM resting WHERE {condition}")[0]["n"]
        for day, condition in asked.items()
    }
    assert counts == {"2017-01-28": 0, "2017-02-06": 40}


def test_a_customer_cools_down_without_the_festival_s_days_and_the_sentence_says_so(result: Result) -> None:
    row = next(iter(result.rows(limit=1))) | {"recency_days": 26, "order_count": 30, "net_revenue": Decimal(900)}
    yardstick = replace(Yardstick.of(result), window=Window("days", 360), as_of=date(2017, 1, 28))
    assert state_of(row, yardstick).recency == "recent"
    assert "春节 5 天不计" in "；".join(findings(row, yardstick, "zh"))
    adopt(Conventions())
    assert state_of(row, yardstick).recency == "cooling"
    assert "春节" not in "；".join(findings(row, yardstick, "zh"))


def test_a_year_that_is_not_announced_says_so_once_and_guesses_nothing(result: Result) -> None:
    far = as_of(result, "2091-02-01")
    said = [one for one in overview(far, 20) if one.name == "holidays"]
    assert len(said) == 1
    assert "2091" in said[0].text.zh
    assert unknown_holidays(date(2091, 7, 1)) is None
    assert paused_of(20, date(2091, 2, 1)) == 0
    assert is_workday(date(2091, 2, 5)) == (date(2091, 2, 5).weekday() < 5)
