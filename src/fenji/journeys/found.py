"""The journey as it was found: figures of each touchpoint, steps between them, first and last touches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from fenji.journeys.journey import Journey, Stage, Theme, Touchpoint
from fenji.language import Text

Typical = tuple[tuple[str, int], ...]
"""Words with the answers that hold them, the most first."""


@dataclass(frozen=True)
class PointFound:
    """One touchpoint's figures over the period; a share is None where nobody could be asked.

    `score` is the mean of the answers given here, of 100; `felt` that of the `felt_by` answers given after this
    contact, which they are about. Of the `aged` contacts, after which 90 days could be watched, `stopped` had nothing
    follow in them: `ended` is their share.
    """

    point: Touchpoint
    contacts: int
    customers: int
    score: Decimal | None
    scored: int
    ordered: Decimal | None
    ended: Decimal | None
    repeated: Decimal | None
    themes: tuple[tuple[Text, int], ...] = ()
    felt: Decimal | None = None
    felt_by: int = 0
    aged: int = 0
    stopped: int = 0


@dataclass(frozen=True)
class Step:
    """How often `after` followed `before` (touchpoints, or stages), and the days after which half of them had."""

    before: str
    after: str
    walks: int
    days: Decimal


@dataclass(frozen=True)
class Loop:
    """How often customers went from one touchpoint to another and straight back, and how many customers did."""

    point: str
    over: str
    walks: int
    customers: int


@dataclass(frozen=True)
class BeforeOrder:
    """A touchpoint as the first or last contact before an order: orders, and the median days since their first one."""

    point: str
    orders: int
    days: Decimal


@dataclass(frozen=True)
class Occurs:
    """Events that really occur, alike in table, kind, channel and detail, and the touchpoint that takes them, if any.

    `anonymous` of them are of nobody known: they are counted, and walk nowhere.
    """

    table: str
    which: str
    kind: str | None
    channel: str | None
    detail: str | None
    point: str | None
    events: int
    anonymous: int = 0


@dataclass(frozen=True)
class Quote:
    """What one customer wrote, who agreed that it is shown; without names and numbers."""

    stage: str
    words: str


@dataclass(frozen=True)
class JourneyFound:
    """Everything a journey map shows; touchpoints nobody met are not in it.

    `first` are customers by where they were met first; `before_order` orders by their last contact, `first_touch` and
    `last_touch` the same with times; `rose_steps` and `fell_steps` the share of those customers who went that way.
    """

    journey: Journey
    points: tuple[PointFound, ...]
    steps: tuple[Step, ...]
    first: Mapping[str, int]
    before_order: Mapping[str, int]
    rose: Mapping[str, Decimal]
    fell: Mapping[str, Decimal]
    customers: int
    flows: tuple[Step, ...] = ()
    loops: tuple[Loop, ...] = ()
    first_touch: tuple[BeforeOrder, ...] = ()
    last_touch: tuple[BeforeOrder, ...] = ()
    rose_steps: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    fell_steps: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    movers: Mapping[str, int] = field(default_factory=dict)
    occurs: tuple[Occurs, ...] = ()
    words: Mapping[str, Typical] = field(default_factory=dict)
    quotes: tuple[Quote, ...] = ()
    only: Text | None = None

    def of(self, stage: Stage) -> tuple[PointFound, ...]:
        """The touchpoints of a stage, most contacts first."""
        found = [one for one in self.points if one.point.stage == stage.key]
        return tuple(sorted(found, key=lambda one: (-one.contacts, one.point.key)))

    def contacts(self, stage: Stage) -> int:
        """All contacts of a stage."""
        return sum(one.contacts for one in self.of(stage))

    def felt(self, stage: Stage) -> tuple[Decimal | None, int]:
        """(the mean of all answers about a stage's contacts, of 100, how many); None where there is none."""
        points = [one for one in self.of(stage) if one.felt is not None]
        answers = sum(one.felt_by for one in points)
        total = sum((one.felt * one.felt_by for one in points if one.felt is not None), Decimal(0))
        return (_tenth(total / answers) if answers else None), answers

    def ended(self, stage: Stage) -> Decimal | None:
        """The share of a stage's contacts that nothing followed in 90 days; None where that cannot be seen yet."""
        points = self.of(stage)
        return _share(sum(one.stopped for one in points), sum(one.aged for one in points))

    def unassigned(self) -> int:
        """Events that no touchpoint takes."""
        return sum(one.events for one in self.occurs if one.point is None)

    def name(self, key: str) -> Touchpoint:
        """The touchpoint of that key."""
        return next(point for point in self.journey.touchpoints if point.key == key)


def mean_score(points: Sequence[PointFound]) -> Decimal | None:
    """The mean of the scores given at several touchpoints, every answer alike; None without any answer."""
    scored = sum(one.scored for one in points)
    total = sum((one.score * one.scored for one in points if one.score is not None), Decimal(0))
    return _tenth(total / scored) if scored else None


def point_found(
    point: Touchpoint, row: Mapping[str, Any], themes: Sequence[Theme], felt: Mapping[str, Any] | None
) -> PointFound:
    """A touchpoint's figures from its aggregate row; themes nobody named are left out, the most named first."""
    scored = int(row["scored"])
    named = [(int(row[f"theme_{n}"]), n, theme) for n, theme in enumerate(themes) if row[f"theme_{n}"]]
    return PointFound(
        point=point,
        contacts=int(row["contacts"]),
        customers=int(row["customers"]),
        score=_tenth(Decimal(int(row["score"])) / scored / 100) if scored else None,
        scored=scored,
        ordered=_share(row["ordered"], row["asked"]),
        ended=_share(row["ended"], row["aged"]),
        repeated=_share(row["repeated"], row["followed"]),
        felt=None if felt is None else _tenth(Decimal(int(felt["score"])) / int(felt["scored"]) / 100),
        felt_by=0 if felt is None else int(felt["scored"]),
        themes=tuple((theme.name, said) for said, _, theme in sorted(named, key=lambda one: (-one[0], one[1]))),
        aged=int(row["aged"]),
        stopped=int(row["ended"]),
    )


def days_of(hours: Any) -> Decimal:
    """Hours as days, to a tenth.

    >>> days_of(36.0)
    Decimal('1.5')
    """
    return _tenth(Decimal(str(hours)) / 24)


def _share(part: Any, whole: Any) -> Decimal | None:
    return Decimal(int(part)) / int(whole) if whole else None


def _tenth(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
