"""Who is late, days over 春节 left out: the pause counts for nobody, and nothing new is raised while it lasts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from fenji.conventions import in_force
from fenji.holidays import pauses_between, spring_pause
from fenji.language import Text
from fenji.segments.lifecycle import Lifecycle

if TYPE_CHECKING:
    from fenji.result import Result

LATE = ("at_risk", "dormant", "churned")  # stages of customers later than their own rhythm
_RECENT = timedelta(days=90)  # a pause that ended before has no say: who is late so long after it is late anyway
_WINTER = 3  # months in which 春节 may matter: January to March
_DAYS = "DATE '{last}' - greatest(DATE '{first}' - 1, DATE '{as_of}' - CAST(recency_days AS INTEGER))"
PAUSED = Text("{n} day{n:s} of 春节 not counted", "春节 {n} 天不计")


def paused_of(recency_days: int, as_of: date | None) -> int:
    """How many of the days since a customer's last order, of the last 90, are paused by the conventions in force."""
    if as_of is None or recency_days <= 0:
        return 0
    last = as_of - timedelta(days=min(recency_days, 10_000))
    return sum(
        (min(end, as_of) - max(first - timedelta(days=1), last)).days for first, end in _pauses(as_of) if end > last
    )


def late_condition(result: Result) -> str:
    """Which rows of a result are late by their own rhythm: those of a late stage that are late without paused days.

    A customer who is in such a stage only because of days over 春节 is not late; the stage itself stays.
    """
    late = f"stage IN {LATE}"
    if not counts_paused(result):
        return late
    return f"{late} AND recency_days - ({paused_days(result.run.as_of)}) > gap_days * {Lifecycle().at_risk_after}"


def paused_days(as_of: date) -> str:
    """How many of a row's days since its last order are paused, in SQL; 0 where no pause matters."""
    days = (
        f"greatest(0, {_DAYS.format(last=min(last, as_of), first=first, as_of=as_of)})"
        for first, last in _pauses(as_of)
    )
    return " + ".join(days) or "0"


def warned_condition(result: Result) -> str:
    """Which rows are warned of losing their tier; a warning first given during the pause waits until it is over."""
    if "warned_on" not in result.columns:
        return "FALSE"
    warned = "warned_on IS NOT NULL"
    as_of = result.run.as_of
    if not in_force().is_paused(as_of):
        return warned
    pause = spring_pause(as_of.year)
    assert pause is not None
    return f"{warned} AND warned_on < DATE '{pause[0]}'"


def counts_paused(result: Result) -> bool:
    """Whether days over 春节 are left out for some customers of a result."""
    return {"gap_days", "recency_days"} <= set(result.columns) and bool(_pauses(result.run.as_of))


def unknown_holidays(as_of: date) -> Text | None:
    """What to say once where the pause would matter and the year's holidays are not known."""
    house = in_force()
    return house.unknown_year(as_of) if house.pauses_over_spring_festival and as_of.month <= _WINTER else None


def _pauses(as_of: date) -> list[tuple[date, date]]:
    return list(pauses_between(as_of - _RECENT, as_of)) if in_force().pauses_over_spring_festival else []
