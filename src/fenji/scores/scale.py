"""A straight scale: the smallest value earns 0 points, the largest 100, everything between in proportion."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import model_validator

from fenji.language import Text
from fenji.scores import compare
from fenji.scores.bands import Number
from fenji.scores.scorer import FULL, SCORERS, Amount, Better, Learned, Scorer

if TYPE_CHECKING:
    import ibis.expr.types as ir


class Scale(Scorer):
    """Points in proportion between two ends (min–max), 100 at the better end.

    `low` and `high` may be written; otherwise the smallest and largest value are found once and frozen. Later
    values outside of the ends earn 0 or 100. Everybody equal: 50. Rounded HALF_UP to hundredths, in exact
    arithmetic: the engine's division only proposes, an integer comparison decides.
    """

    title: ClassVar[Text] = Text("straight scale (min–max)", "线性评分（极差）")
    has_steps: ClassVar[bool] = False

    kind: Literal["scale"] = "scale"
    low: Number | None = None
    high: Number | None = None

    @model_validator(mode="after")
    def _low_before_high(self) -> Scale:
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise ValueError("low must be less than high")
        return self

    def statistics(self, column: ir.NumericColumn, answers: Mapping[str, Any]) -> dict[str, ir.Scalar]:
        """The ends and how many values are known."""
        return {} if "known" in answers else {"known": column.count(), "low": column.min(), "high": column.max()}

    def learn(self, answers: Mapping[str, Any], *, better: Better = "higher") -> Learned:
        """The frozen ends; a written end wins over the data."""
        low = self.low if self.low is not None else answers.get("low")
        high = self.high if self.high is not None else answers.get("high")
        if low is not None and high is not None and Decimal(low) > Decimal(high):
            low, high = (low, low) if self.low is not None else (high, high)
        return Learned(
            kind=self.kind,
            better=better,
            low=None if low is None else Decimal(low),
            high=None if high is None else Decimal(high),
            known=int(answers["known"]),
        )

    def points(self, column: ir.NumericColumn, learned: Learned) -> ir.IntegerColumn:
        """Points of every customer, as an expression."""
        import ibis

        low, high = learned.low, learned.high
        worst, best = (0, FULL) if learned.better == "higher" else (FULL, 0)
        if low is None or high is None:
            return ibis.ifelse(column.isnull(), self._unknown(), self._unknown())
        steps = [(column.isnull(), self._unknown())]
        if low == high:
            steps += [(compare.equals(column, low), ibis.literal(FULL // 2, "int64"))]
        steps += [
            (compare.at_most(column, low), ibis.literal(worst, "int64")),
            (compare.at_least(column, high), ibis.literal(best, "int64")),
        ]
        between = ibis.literal(best, "int64") if low == high else _between(column, low, high, learned.better)
        return ibis.cases(*steps, else_=between)

    def points_of(self, value: Decimal | int | None, learned: Learned) -> int | None:
        """Points of one value, exactly."""
        low, high = learned.low, learned.high
        if value is None or low is None or high is None:
            return self.unknown_points
        if low == high == value:
            return FULL // 2
        clamped = max(low, min(high, Decimal(value)))
        if low == high:
            is_best = (Decimal(value) > high) == (learned.better == "higher")
            return FULL if is_best else 0
        gone = clamped - low if learned.better == "higher" else high - clamped
        share = Fraction(gone) / Fraction(high - low)
        return (2 * FULL * share.numerator + share.denominator) // (2 * share.denominator)

    def say(self, amount: Amount, *, better: Better = "higher", learned: Learned | None = None) -> Text:
        """The ends and what they earn."""
        low, high = (learned.low, learned.high) if learned else (self.low, self.high)
        ends = [amount(low) if low is not None else _LOW, amount(high) if high is not None else _HIGH]
        worst, best = ends if better == "higher" else reversed(ends)
        return _SCALE.fill(worst=worst, best=best)


_LOW, _HIGH = Text("the smallest value", "最小值"), Text("the largest value", "最大值")
_SCALE = Text(
    "{worst} earns 0 points, {best} 100, in proportion between", "{worst}得0分，{best}得100分，之间按比例计分"
)

SCORERS.add("scale", Scale)


def _between(column: ir.NumericColumn, low: Decimal, high: Decimal, better: Better) -> ir.IntegerColumn:
    """Points strictly between the ends: a proposal in floats, corrected by at most one in whole numbers.

    All values become whole numbers of the finest decimals in play, so that `2·points·span` can be compared with
    `20000·gone` without any rounding.
    """
    import ibis

    scale = max(compare.scale_of(column), *(max(0, -int(end.normalize().as_tuple().exponent)) for end in (low, high)))
    unit = 10**scale
    wide = f"decimal(38, {scale})"
    inside = ibis.greatest(ibis.least(column.cast(wide), _exact(high, scale)), _exact(low, scale))
    gone = inside - _exact(low, scale) if better == "higher" else _exact(high, scale) - inside
    gone = (gone * ibis.literal(2 * FULL * unit, "decimal(38, 0)")).cast("decimal(38, 0)")
    span = int((high - low) * unit)
    proposal = (gone.cast("float64") / (2.0 * span)).round(0).cast("int64")
    doubled = (proposal * 2).cast("decimal(38, 0)")
    width = ibis.literal(Decimal(span), "decimal(38, 0)")
    up = (gone >= (doubled + 1) * width).cast("int64")
    down = (gone < (doubled - 1) * width).cast("int64")
    return proposal + up - down


def _exact(number: Decimal, scale: int) -> ir.DecimalScalar:
    import ibis

    return ibis.literal(compare.round_to(number, scale, "ROUND_HALF_UP"), f"decimal(38, {scale})")
