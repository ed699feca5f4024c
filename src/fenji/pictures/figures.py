"""The figures of a management report, each with the span before and, where data reaches that far, a year before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji.language import Text

if TYPE_CHECKING:
    from fenji.journeys.found import JourneyFound
    from fenji.pictures.evidence import SegmentList, StageRow
    from fenji.pictures.strategy_file import Task
    from fenji.reporting.span import Span
    from fenji.result import Result


@dataclass(frozen=True)
class Compared:
    """A figure now, in the span before, and a year before; None is unknown, or no data that far back."""

    now: Decimal | None
    before: Decimal | None = None
    year_before: Decimal | None = None

    def change(self) -> Decimal | None:
        """环比: the change against the span before as a share; None where that is unknown or not above zero."""
        return _change(self.now, self.before)

    def year_change(self) -> Decimal | None:
        """同比: the change against a year before; left out, never invented, without that year."""
        return _change(self.now, self.year_before)


@dataclass(frozen=True)
class Line:
    """One row of a breakdown: its name, net revenue compared, buyers."""

    name: Text
    revenue: Compared
    customers: int


@dataclass(frozen=True)
class Rate:
    """A share of some: how many of how many, and the share in the span before."""

    name: Text
    of: int
    part: int
    before: Decimal | None

    @property
    def share(self) -> Decimal | None:
        """The share; None of nobody."""
        return Decimal(self.part) / self.of if self.of else None


@dataclass(frozen=True)
class Campaign:
    """What a campaign reached, and what those reached bought in the 30 days after."""

    name: str
    customers: int
    messages: int
    answers: int
    revenue: Decimal | None


@dataclass(frozen=True)
class Voice:
    """What a tier's customers said: answers, their mean of 100, in how many of them each theme was named."""

    name: Text
    answers: int
    score: Decimal | None
    themes: tuple[tuple[Text, int], ...] = ()


@dataclass(frozen=True)
class Lost:
    """Customers recorded as lost in the span, by the best tier they held in the year before, and why."""

    former_tier: Text
    customers: int
    reasons: tuple[tuple[Text, int], ...]


@dataclass(frozen=True)
class Pair:
    """Of those who bought the first, how many bought the other too, and how many did not."""

    first: str
    other: str
    buyers: int
    both: int


@dataclass(frozen=True)
class Figures:
    """Everything a report says; an empty part says that nothing of it was recorded, `lost` of None that nobody did."""

    result: Result
    span: Span
    totals: Mapping[str, Compared]
    breakdowns: Sequence[tuple[Text, Sequence[Line]]] = ()
    campaigns: Sequence[Campaign] = ()
    came_back: Sequence[tuple[Text, Sequence[Rate]]] = ()
    voices: Sequence[Voice] = ()
    after_sale: Sequence[Voice] = ()
    products: Sequence[tuple[Text, Sequence[tuple[str, Decimal]]]] = ()
    pairs: Sequence[Pair] = ()
    segments: Sequence[SegmentList] = ()
    stages: Sequence[StageRow] = ()
    journey: JourneyFound | None = None
    advice: Mapping[str, Text] = field(default_factory=dict)
    actions: Sequence[Task] = ()
    lost: Sequence[Lost] | None = None
    at_risk: Sequence[Mapping[str, Any]] = ()
    quality: Sequence[Text] = field(default=())


def _change(now: Decimal | None, then: Decimal | None) -> Decimal | None:
    return None if now is None or then is None or then <= 0 else (now - then) / then
