"""When schedules fall due: pickers and cron text, legal holidays, clocks that change, clear words for mistakes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from fenji.conventions import Conventions
from fenji.errors import FenjiError
from fenji.workspace.cron import read_cron
from fenji.workspace.timetable import Timing, next_times, say_rule, unknown_years

SHANGHAI, NEW_YORK = "Asia/Shanghai", "America/New_York"
CHINA = Conventions(has_legal_holidays=True)


def local(rule: Timing, zone: str, after: str, count: int = 3, conventions: Conventions | None = None) -> list[str]:
    start = datetime.fromisoformat(after).replace(tzinfo=UTC)
    found = next_times(rule, zone, start, count, conventions=conventions or Conventions())
    return [one.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M") for one in found]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Timing("day", at="06:30"), ["2025-01-02 06:30", "2025-01-03 06:30"]),
        (Timing("week", at="06:30", on="0"), ["2025-01-06 06:30", "2025-01-13 06:30"]),
        (Timing("month", at="23:59", on="31"), ["2025-01-31 23:59", "2025-02-28 23:59"]),
        (Timing("month", at="06:30", on="last"), ["2025-01-31 06:30", "2025-02-28 06:30"]),
        (Timing("quarter", at="06:30", on="15"), ["2025-01-15 06:30", "2025-04-15 06:30"]),
        (Timing("cron", cron="0 9-17/4 * * MON-FRI"), ["2025-01-02 09:00", "2025-01-02 13:00"]),
    ],
)
def test_a_rule_gives_its_next_times_in_the_company_s_zone(rule: Timing, expected: list[str]) -> None:
    assert local(rule, SHANGHAI, "2025-01-02 00:00" if rule.every == "cron" else "2025-01-01 12:00", 2) == expected


def test_the_first_workday_of_a_month_follows_legal_holidays_with_their_exchanged_days() -> None:
    rule = Timing("month", on="first_workday")
    assert local(rule, SHANGHAI, "2025-01-05 00:00", 3, CHINA) == [
        "2025-02-05 06:30",  # 春节 until the 4th
        "2025-03-03 06:30",
        "2025-04-01 06:30",
    ]
    assert local(rule, SHANGHAI, "2025-01-05 00:00", 1) == ["2025-02-03 06:30"]


def test_an_exchanged_sunday_is_a_workday() -> None:
    assert local(Timing("workday"), SHANGHAI, "2025-01-25 12:00", 3, CHINA) == [
        "2025-01-26 06:30",  # Sunday, worked for 春节
        "2025-01-27 06:30",
        "2025-02-05 06:30",
    ]


def test_a_year_whose_holidays_are_not_known_says_so_once() -> None:
    rule = Timing("month", on="first_workday")
    times = next_times(rule, SHANGHAI, datetime(2090, 1, 1, tzinfo=UTC), 5, conventions=CHINA)
    assert [one.en.split(" are")[0] for one in unknown_years(rule, times, CHINA)] == ["The legal holidays of 2090"]
    assert unknown_years(Timing("day"), times, CHINA) == []


def test_fiscal_quarters_start_where_the_fiscal_year_does() -> None:
    house = Conventions(fiscal_year_starts=2)
    assert local(Timing("quarter", on="1"), SHANGHAI, "2025-01-05 00:00", 2, house) == [
        "2025-02-01 06:30",
        "2025-05-01 06:30",
    ]


def test_a_time_that_summer_time_leaves_out_happens_at_the_change() -> None:
    assert local(Timing("day", at="02:30"), NEW_YORK, "2025-03-08 12:00", 2) == ["2025-03-09 03:00", "2025-03-10 02:30"]


def test_a_time_that_comes_twice_happens_the_first_time_only() -> None:
    rule = Timing("day", at="01:30")
    start = datetime(2025, 11, 1, 12, tzinfo=UTC)
    assert [one.isoformat() for one in next_times(rule, NEW_YORK, start, 2)] == [
        "2025-11-02T05:30:00+00:00",
        "2025-11-03T06:30:00+00:00",
    ]


def test_a_leap_day_comes_in_the_next_leap_year() -> None:
    assert local(Timing("cron", cron="0 6 29 2 *"), SHANGHAI, "2025-01-01 00:00", 1) == ["2028-02-29 06:00"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("0 6 * *", "cron text has five fields, these are 4"),
        ("60 6 * * *", "minute: 60 is not between 0 and 59"),
        ("0 6 0 * *", "day of the month: 0 is not between 1 and 31"),
        ("0 17-9 * * *", "hour: 17-9 runs backwards"),
        ("0 6 * * FUN", "weekday: “FUN” cannot be read"),
        ("0/0 6 * * *", "minute: 0 is not between 1 and 59"),
        ("0 6 30 2 *", "no month has such a day"),
        ("0 6 ² * *", "day of the month: “²” cannot be read"),
        ("0 6 ,1 * *", "day of the month: “,1” cannot be read"),
    ],
)
def test_what_is_wrong_in_cron_text_is_said_by_field(text: str, problem: str) -> None:
    with pytest.raises(FenjiError) as refused:
        read_cron(text)
    assert refused.value.problem.en == problem
    assert "06:30" in refused.value.fix.en


def test_cron_days_match_by_day_or_by_weekday_where_both_are_given() -> None:
    cron = read_cron("0 6 13 * FRI")
    assert [day for day in range(1, 31) if cron.is_on(date(2025, 6, day))] == [6, 13, 20, 27]
    cron = read_cron("0 6 * * 7")
    assert [day for day in range(1, 32) if cron.is_on(date(2025, 8, day))] == [3, 10, 17, 24, 31]


def test_a_day_or_time_that_cannot_be_is_refused() -> None:
    for rule in (Timing("month", on="32"), Timing("week", on="7"), Timing("day", at="24:00"), Timing("day", at="noon")):
        with pytest.raises(FenjiError):
            rule.check()


def test_rules_are_said_in_words() -> None:
    assert say_rule(Timing("quarter", on="first_workday")).zh == "每季度首月第一个工作日 06:30"
    assert say_rule(Timing("week", on="4", at="18:00")).en == "every Friday at 18:00"
    assert say_rule(Timing("month", on="15")).zh == "每月 15 日 06:30"
