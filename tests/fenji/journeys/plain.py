"""The same questions answered by walking through each customer's events one after the other, in plain Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

Event = tuple[str, datetime, str]
"""customer, instant, touchpoint"""

ORDERS = ("first_order", "order")


def walks(events: Iterable[Event]) -> list[list[tuple[datetime, str]]]:
    """Each customer's events in their order: by instant, then by touchpoint."""
    mine: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    for customer, at, point in events:
        mine[customer].append((at, point))
    return [sorted(walk) for walk in mine.values()]


def steps(events: Iterable[Event], of: Mapping[str, str]) -> dict[tuple[str, str], tuple[int, float]]:
    """(before, after) → walks, median hours; `of` says what a touchpoint counts as."""
    hours: dict[tuple[str, str], list[float]] = defaultdict(list)
    for walk in walks(events):
        for (then, before), (now, after) in pairwise(walk):
            hours[of[before], of[after]].append((now - then).total_seconds() / 3600)
    return {pair: (len(found), median(found)) for pair, found in hours.items()}


def loops(events: Iterable[Event]) -> Counter[tuple[str, str]]:
    """(point, over) → how often somebody went from one to the other and straight back."""
    found: Counter[tuple[str, str]] = Counter()
    for walk in walks(events):
        points = [point for _, point in walk]
        found.update((a, b) for a, b, c in zip(points, points[1:], points[2:], strict=False) if a == c != b)
    return found


def ended(events: Iterable[Event], end: datetime) -> dict[str, tuple[int, int]]:
    """Touchpoint → (contacts that 90 days can be watched after, those that nothing followed in them)."""
    quiet = timedelta(days=90)
    aged: Counter[str] = Counter()
    stopped: Counter[str] = Counter()
    for walk in walks(events):
        for n, (at, point) in enumerate(walk):
            if at + quiet < end:
                aged[point] += 1
                stopped[point] += n + 1 == len(walk) or walk[n + 1][0] > at + quiet
    return {point: (n, stopped[point]) for point, n in aged.items()}


def touches(events: Iterable[Event]) -> dict[tuple[str, str], tuple[int, float]]:
    """(first or last, touchpoint) → orders it was the first or last contact before, median hours from the first one."""
    hours: dict[tuple[str, str], list[float]] = defaultdict(list)
    for walk in walks(events):
        since: list[tuple[datetime, str]] = []
        for at, point in walk:
            if point not in ORDERS:
                since.append((at, point))
                continue
            if since:
                passed = (at - since[0][0]).total_seconds() / 3600
                hours["first", since[0][1]].append(passed)
                hours["last", since[-1][1]].append(passed)
            since = []
    return {key: (len(found), median(found)) for key, found in hours.items()}


def went(events: Iterable[Event], moves: Mapping[str, str]) -> Counter[tuple[str, str, str]]:
    """(before, after, move) → customers who went that way."""
    found = set()
    mine: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        mine[event[0]].append(event)
    for customer, own in mine.items():
        for before, after in steps(own, {point: point for _, _, point in own}):
            if customer in moves:
                found.add((before, after, moves[customer], customer))
    return Counter(one[:3] for one in found)
