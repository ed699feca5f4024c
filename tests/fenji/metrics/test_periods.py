"""Windows end at local midnights, whatever the clocks do."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenji.errors import SchemeError
from fenji.metrics.measure import Measure
from fenji.metrics.period import Period, day_start, fill, local_day
from fenji.metrics.window import Window
from tests.fenji.metrics.shop import answer, customer, sale

TICK = timedelta(microseconds=1)
ZONES = {
    "Asia/Shanghai": [date(2024, 6, 30), date(2024, 2, 29), date(2023, 12, 31)],
    "America/New_York": [date(2024, 3, 10), date(2024, 11, 3), date(2024, 3, 9)],
    "Europe/Berlin": [date(2024, 3, 31), date(2024, 10, 27)],
    "Australia/Lord_Howe": [date(2024, 4, 7), date(2024, 10, 6)],
    "Asia/Kathmandu": [date(2024, 6, 30), date(1985, 12, 31)],
    "Pacific/Apia": [date(2011, 12, 29), date(2011, 12, 31)],
    "America/Santiago": [date(2024, 9, 7), date(2024, 9, 8)],
    "America/Havana": [date(2024, 11, 2), date(2024, 11, 3), date(2024, 3, 10)],
}
DAYS = [(zone, day) for zone, days in ZONES.items() for day in days]


@pytest.mark.parametrize(("zone", "day"), DAYS)
def test_the_last_instant_of_the_as_of_day_counts_and_the_next_midnight_does_not(zone: str, day: date) -> None:
    start, end = day_start(day, zone), day_start(day + timedelta(days=1), zone)
    instants = {"before": start - TICK, "first": start, "last": end - TICK, "after": end}
    data = {
        "customers": [customer(name) for name in instants],
        "orders": [sale(name, at, zone=zone) for name, at in instants.items()],
    }
    counts = [Measure("today", "order_count", Window.read("1 day")), Measure("n", "order_count", Window.read("all"))]
    rows = answer(data, [*counts, Measure("r", "recency_days", Window.read("all"))], as_of=day, zone=zone)
    assert {name: row["today"] for name, row in rows.items()} == {"before": 0, "first": 1, "last": 1, "after": 0}
    assert {name: row["n"] for name, row in rows.items()} == {"before": 1, "first": 1, "last": 1, "after": 0}
    assert rows["first"]["r"] == rows["last"]["r"] == 0
    assert rows["before"]["r"] >= 1
    assert rows["after"]["r"] is None


@pytest.mark.parametrize(("zone", "day"), DAYS)
def test_a_day_begins_with_the_first_instant_that_bears_its_date(zone: str, day: date) -> None:
    start = day_start(day, zone)
    assert local_day(start, zone) == day
    assert local_day(start - TICK, zone) < day


def test_the_day_samoa_left_out_is_empty() -> None:
    assert day_start(date(2011, 12, 30), "Pacific/Apia") == day_start(date(2011, 12, 31), "Pacific/Apia")


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("America/New_York", date(2024, 3, 10), 23),
        ("America/New_York", date(2024, 11, 3), 25),
        ("Europe/Berlin", date(2024, 3, 31), 23),
        ("Australia/Lord_Howe", date(2024, 4, 7), 24.5),
        ("Australia/Lord_Howe", date(2024, 10, 6), 23.5),
        ("America/Havana", date(2024, 11, 3), 25),
        ("America/Santiago", date(2024, 9, 8), 23),
        ("Asia/Shanghai", date(2024, 6, 30), 24),
    ],
)
def test_a_day_is_as_long_as_the_clocks_make_it(zone: str, day: date, hours: float) -> None:
    assert day_start(day + timedelta(days=1), zone) - day_start(day, zone) == timedelta(hours=hours)


def test_a_jump_that_begins_before_midnight_begins_the_day() -> None:
    # Toronto 1919: at 23:30 on 30 March the clocks went to 00:30 on 31 March.
    start = day_start(date(1919, 3, 31), "America/Toronto")
    assert start.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo("America/Toronto")).hour == 0
    assert local_day(start, "America/Toronto") == date(1919, 3, 31)
    assert local_day(start - TICK, "America/Toronto") == date(1919, 3, 30)


@given(st.dates(date(1950, 1, 1), date(2040, 1, 1)), st.sampled_from(sorted(ZONES)))
def test_days_follow_each_other_without_gap(day: date, zone: str) -> None:
    start, end = day_start(day, zone), day_start(day + timedelta(days=1), zone)
    assert start <= end
    assert start == end or local_day(start, zone) == local_day(end - TICK, zone) == day


@pytest.mark.parametrize(
    ("window", "as_of", "first"),
    [
        ("1 month", date(2024, 6, 30), date(2024, 6, 1)),
        ("12 months", date(2024, 6, 30), date(2023, 7, 1)),
        ("1 month", date(2024, 3, 30), date(2024, 2, 29)),
        ("1 month", date(2023, 3, 29), date(2023, 2, 28)),
        ("12 months", date(2024, 2, 28), date(2023, 2, 28)),
        ("90 days", date(2024, 6, 30), date(2024, 4, 2)),
        ("1 day", date(2024, 6, 30), date(2024, 6, 30)),
    ],
)
def test_a_window_goes_back_from_the_day_after(window: str, as_of: date, first: date) -> None:
    assert Window.read(window).first_day(as_of) == first


@pytest.mark.parametrize("words", ["", "90", "0 days", "ninety days", "90 weeks", "-3 days", "12 months ago"])
def test_what_is_no_window_is_refused_with_a_remedy(words: str) -> None:
    with pytest.raises(SchemeError, match="12 months"):
        Window.read(words)


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(SchemeError, match="Asia/Shanghai"):
        day_start(date(2024, 1, 1), "Asia/Peking")


@pytest.mark.parametrize("sql", ["'$fenji:start_7_moons$'", "'$fenji:End$'", "'$fenji:'"])
def test_a_slot_without_value_is_never_left_over(sql: str) -> None:
    with pytest.raises(KeyError):
        fill(sql, Period(date(2024, 6, 30)).slots())


def test_a_slot_takes_nothing_but_a_day_or_an_instant() -> None:
    with pytest.raises(ValueError, match="no day"):
        fill("'$fenji:end_at$'", {"$fenji:end_at$": "2024-01-01'; DROP TABLE orders; --"})


def test_the_months_of_a_window_are_calendar_months_or_days() -> None:
    assert Period(date(2024, 6, 30), window=Window("months", 12)).months == 12
    assert Period(date(2024, 6, 30), window=Window("all")).months is None
    assert float(Period(date(2024, 6, 30), window=Window("days", 90)).months or 0) == pytest.approx(2.9569, abs=1e-4)


def test_instants_are_naive_utc() -> None:
    period = Period(date(2024, 6, 30), window=Window("days", 30))
    assert (period.start_at, period.end_at) == (datetime(2024, 5, 31, 16), datetime(2024, 6, 30, 16))
