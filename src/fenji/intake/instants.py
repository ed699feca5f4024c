"""Local time ↔ UTC, boundary by boundary: the zone's own offsets become literals of the query."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fenji.errors import MappingError
from fenji.language import Text


def zone_of(name: str) -> ZoneInfo:
    """The time zone of that name; an unknown one is an error that names examples."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise MappingError(
            Text(f"there is no time zone '{name}'", f"没有时区“{name}”"),
            where="zone",
            fix=Text("Write it like Asia/Shanghai or Europe/London.", "请写成 Asia/Shanghai 这样的名称。"),
        ) from error


def utc_from_local(local: str, zone: str, low: datetime, high: datetime) -> str:
    """SQL for the instant of a local wall-clock time between low and high.

    A time that the clocks skipped or showed twice is read with the offset before the change (fold 0).

    >>> utc_from_local("t", "Asia/Shanghai", datetime(2024, 1, 1), datetime(2024, 2, 1))
    '(t - INTERVAL (28800) SECOND)'
    """
    first, changes = _offsets(zone, low - timedelta(days=2), high + timedelta(days=2))
    branches = []
    offset = first
    for instant, later in changes:
        branches.append((instant + timedelta(seconds=max(offset, later)), offset))
        offset = later
    return _shift(local, branches, offset, sign="-")


def local_from_utc(instant: str, zone: str, low: datetime, high: datetime) -> str:
    """SQL for the local wall-clock time of an instant between low and high (naive UTC)."""
    first, changes = _offsets(zone, low - timedelta(days=2), high + timedelta(days=2))
    branches = []
    offset = first
    for moment, later in changes:
        branches.append((moment, offset))
        offset = later
    return _shift(instant, branches, offset, sign="+")


def doubtful(local: str, zone: str, low: datetime, high: datetime) -> str | None:
    """SQL for: the clocks skipped this wall-clock time, or showed it twice; None where the zone never changed."""
    first, changes = _offsets(zone, low - timedelta(days=2), high + timedelta(days=2))
    found = []
    offset = first
    for instant, later in changes:
        begins, ends = (instant + timedelta(seconds=pick(offset, later)) for pick in (min, max))
        found.append(
            f"({local} >= TIMESTAMP '{begins:%Y-%m-%d %H:%M:%S}' AND {local} < TIMESTAMP '{ends:%Y-%m-%d %H:%M:%S}')"
        )
        offset = later
    return " OR ".join(found) or None


def _shift(value: str, branches: list[tuple[datetime, int]], last: int, *, sign: str) -> str:
    if not branches:
        return f"({value} {sign} INTERVAL ({last}) SECOND)"
    cases = " ".join(
        f"WHEN {value} < TIMESTAMP '{until:%Y-%m-%d %H:%M:%S}' THEN {value} {sign} INTERVAL ({offset}) SECOND"
        for until, offset in branches
    )
    return f"(CASE {cases} ELSE {value} {sign} INTERVAL ({last}) SECOND END)"


def _offsets(zone: str, low: datetime, high: datetime) -> tuple[int, list[tuple[datetime, int]]]:
    """The offset at `low` in seconds, and every change until `high` as (naive UTC instant, new offset)."""
    place = zone_of(zone)
    step = timedelta(days=7)
    at = low
    first = current = _offset(place, at)
    changes: list[tuple[datetime, int]] = []
    while at < high:
        ahead = min(at + step, high)
        later = _offset(place, ahead)
        if later != current:
            changes.append((_change(place, at, ahead, current), later))
            current = later
        at = ahead
    return first, changes


def _offset(place: ZoneInfo, instant: datetime) -> int:
    moved = instant.replace(tzinfo=UTC).astimezone(place).utcoffset()
    return int(moved.total_seconds()) if moved is not None else 0


def _change(place: ZoneInfo, low: datetime, high: datetime, before: int) -> datetime:
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        middle = middle.replace(microsecond=0)
        if middle <= low:
            break
        if _offset(place, middle) == before:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)
