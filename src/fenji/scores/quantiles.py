"""Equal parts of the customers: each part one step of points, equal values always together."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field, model_validator

from fenji.language import Text
from fenji.scores import order_statistics
from fenji.scores.order_statistics import Found
from fenji.scores.scorer import (
    FULL,
    SCORERS,
    Amount,
    Better,
    Learned,
    Points,
    Scorer,
    hundredths,
    said,
    say_bins,
)

if TYPE_CHECKING:
    import ibis.expr.types as ir

_SHARE = Decimal("0.000001")


class Quantiles(Scorer):
    """Customers are divided into equally large parts by the metric; the best part earns most points.

    Type 7 quantiles (Hyndman and Fan 1996), each moved up to the smallest real value above it: a cut point is a
    value somebody has, closed at the lower end. Equal values earn equal points, whatever the row order; a part
    nobody can reach because of ties has no cut point, and the shares really achieved are kept. For metrics where
    less is better the points run the other way over the same cut points. `points` lists one number a part, worst
    part first; without it they rise evenly to 100 (5 parts: 20, 40, 60, 80, 100).
    """

    title: ClassVar[Text] = Text("equal parts (quantiles)", "等分评分（分位数）")

    kind: Literal["quantiles"] = "quantiles"
    bins: int = Field(default=5, ge=2, le=100)
    steps: tuple[Points, ...] | None = Field(default=None, alias="points")

    @model_validator(mode="after")
    def _one_step_a_bin(self) -> Quantiles:
        if self.steps is not None and len(self.steps) != self.bins:
            raise ValueError(f"points lists {len(self.steps)} numbers for {self.bins} bins")
        return self

    def statistics(self, column: ir.NumericColumn, answers: Mapping[str, Any]) -> dict[str, ir.Scalar]:
        """Round one asks counts and starting places, later rounds count around them until every cut is exact."""
        if "known" not in answers:
            return order_statistics.first_questions(column, self._shares())
        asked: dict[str, ir.Scalar] = {}
        for found in self._found(answers):
            if isinstance(found, Decimal):
                asked |= order_statistics.questions(column, found, answers)
        return asked

    def learn(self, answers: Mapping[str, Any], *, better: Better = "higher") -> Learned:
        """The cut points and the share of customers in each part."""
        known = int(answers["known"])
        found = [item for item in self._found(answers) if isinstance(item, Found)]
        cuts: list[Decimal | None] = [item.above for item in found]
        for index in range(len(cuts) - 1):
            if cuts[index] == cuts[index + 1]:
                cuts[index] = None
        return Learned(
            kind=self.kind,
            better=better,
            cuts=tuple(cuts) if known else (None,) * (self.bins - 1),
            points=self._points(better),
            shares=_shares(cuts, [item.at_most for item in found], known),
            low=_or_none(answers["low"]),
            high=_or_none(answers["high"]),
            known=known,
        )

    def say(self, amount: Amount, *, better: Better = "higher", learned: Learned | None = None) -> Text:
        """How many parts, what each earns, and once they are known from which values on."""
        if learned is not None and any(cut is not None for cut in learned.cuts):
            return say_bins(learned, amount)
        points = self._points(better)
        shown = (", ".join(map(said, points)), "、".join(map(said, points)))
        return _PARTS.fill(bins=self.bins, points=Text(*shown))

    @property
    def most(self) -> int:
        """The points of the best part."""
        return max(self._points("higher"))

    def _shares(self) -> list[Fraction]:
        return [Fraction(number, self.bins) for number in range(1, self.bins)]

    def _found(self, answers: Mapping[str, Any]) -> list[Found | Decimal]:
        known = int(answers["known"])
        if not known:
            return []
        return [
            order_statistics.search(
                answers,
                start=order_statistics.start_of(answers, number),
                rank=int((known - 1) * share) + 1,
                is_between_enough=True,
            )
            for number, share in enumerate(self._shares())
        ]

    def _points(self, better: Better) -> tuple[int, ...]:
        if self.steps is not None:
            rising = [hundredths(step) for step in self.steps]
        else:
            rising = [_even(number, self.bins) for number in range(1, self.bins + 1)]
        return tuple(rising if better == "higher" else reversed(rising))


_PARTS = Text(
    "customers in {bins} equal parts from the smallest value to the largest, earning {points} points; "
    "ties stay together",
    "按数值由小到大把客户分为{bins}等份，依次得{points}分；数值相同者得分相同",
)

SCORERS.add("quantiles", Quantiles)


def _even(number: int, bins: int) -> int:
    return (2 * number * FULL + bins) // (2 * bins)


def _shares(cuts: list[Decimal | None], below: list[int], known: int) -> tuple[Decimal, ...]:
    """The share of customers in each part; 0 for a part that cannot be reached."""
    if not known:
        return ()
    starts = [0, *(count if cut is not None else None for cut, count in zip(cuts, below, strict=True))]
    shares: list[Decimal] = []
    for index, start in enumerate(starts):
        end = next((later for later in starts[index + 1 :] if later is not None), known)
        share = Decimal(0) if start is None else Decimal(end - start) / known
        shares.append(share.quantize(_SHARE, rounding=ROUND_HALF_UP))
    return tuple(shares)


def _or_none(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)
