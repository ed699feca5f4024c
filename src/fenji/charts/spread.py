"""Labels side by side: each as near as can be to its place, none on another."""

from __future__ import annotations

from collections.abc import Sequence


def spread(wanted: Sequence[float], *, gap: float, low: float, high: float) -> list[float]:
    """Places in the order of the wanted ones, at least a gap apart, between low and high where they have room.

    >>> spread([10, 12, 90], gap=20, low=10, high=100)
    [10, 30, 90]
    """
    places = list(wanted)
    for i, place in enumerate(places):
        places[i] = max(place, low if i == 0 else places[i - 1] + gap)
    for i in range(len(places) - 1, -1, -1):
        places[i] = min(places[i], high if i == len(places) - 1 else places[i + 1] - gap)
    return places
