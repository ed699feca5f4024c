"""The journey as it was found: figures of each touchpoint, steps between them, first and last touches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from fenji.journeys.journey import Journey, Stage, Theme, Touchpoint
from fenji.language import Text


@dataclass(frozen=True)
class PointFound:
    """One touchpoint's figures over the period; a share is None where nobody could be asked.

    `score` is the mean of the answers given here, of 100; `felt` that of the `felt_by` answers given after this
    contact, which they are about.
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


@dataclass(frozen=True)
class Step:
    """How often `after` followed `before`, and the days after which half of them had."""

    before: str
    after: str
    walks: int
    days: Decimal


@dataclass(frozen=True)
class JourneyFound:
    """Everything a journey map shows; touchpoints nobody met are not in it."""

    journey: Journey
    points: tuple[PointFound, ...]
    steps: tuple[Step, ...]
    first: Mapping[str, int]
    before_order: Mapping[str, int]
    rose: Mapping[str, Decimal]
    fell: Mapping[str, Decimal]
    customers: int

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
    )


def _share(part: Any, whole: Any) -> Decimal | None:
    return Decimal(int(part)) / int(whole) if whole else None


def _tenth(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
