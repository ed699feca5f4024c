"""Which touchpoint takes what occurs, told without asking any data: the same as the engine tells of every event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fenji.journeys.journey import Journey, Touchpoint

PLACES: Mapping[str, Mapping[str, str]] = {
    "interactions": {"kind": "kind", "channel": "channel", "direction": "detail"},
    "feedback": {"kind": "kind"},
    "touches": {"campaign": "kind", "channel": "channel", "response": "detail"},
    "orders": {"channel": "channel"},
}
"""Where the value stands, of what occurs, that a touchpoint chooses rows of a table by."""


def takes(point: Touchpoint, row: Mapping[str, Any]) -> bool:
    """Whether a touchpoint would take what occurs (`table`, `which`, `kind`, `channel`, `detail`)."""
    if point.table != row["table"]:
        return False
    is_sale = point.table == "orders" and row["which"] in ("first", "again")
    if point.which != row["which"] and not (is_sale and point.which == "every"):
        return False
    places = PLACES[point.table]
    return all(row[places[column]] in values for column, values in point.selects().items() if column in places)


def assigned(journey: Journey, occurs: Iterable[Mapping[str, Any]]) -> list[str | None]:
    """For everything that occurs the touchpoint that takes it, the first in the journey's order; None without.

    >>> from fenji.journeys.journey import usual_journey
    >>> visit = {"table": "interactions", "which": "every", "kind": "到店", "channel": None, "detail": "in"}
    >>> assigned(usual_journey(), [visit, {**visit, "kind": "call"}, {**visit, "table": "feedback", "kind": "review"}])
    ['store', 'enquiry', 'review']
    """
    return [_first(journey.touchpoints, row) for row in occurs]


def _first(points: Sequence[Touchpoint], row: Mapping[str, Any]) -> str | None:
    return next((point.key for point in points if takes(point, row)), None)
