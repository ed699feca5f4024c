"""Points that fade with the age of an event: half after one half-life, a quarter after two."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from fenji.language import Text
from fenji.metrics.fade import LONGEST_HALF_LIFE, left, left_of
from fenji.scores.scorer import FULL, SCORERS, Amount, Better, Learned, Scorer

if TYPE_CHECKING:
    import ibis.expr.types as ir

_TENTHS = range(9, 0, -1)


class Decay(Scorer):
    """Points fade with the age of an event: 100 on the day itself, 50 after `half_life` days, 25 after twice as many.

    For a metric in days since something (recency_days): the older, the fewer, whatever is written as `better`.
    points = 100 × 2^(−days / half_life), in hundredths, rounded HALF_UP; no number of days comes so near to a half
    hundredth that two engines could differ. Nothing is learned from data. The cut points kept are the days on which
    the points fall below 90, 80, … 10: an explanation names them, points don't need them.
    """

    title: ClassVar[Text] = Text("fading with age (half-life)", "按时间衰减（半衰期）")
    has_steps: ClassVar[bool] = False

    kind: Literal["decay"] = "decay"
    half_life: int = Field(ge=1, le=LONGEST_HALF_LIFE)

    def statistics(self, column: ir.NumericColumn, answers: Mapping[str, Any]) -> dict[str, ir.Scalar]:
        """Only how many values are known."""
        return {} if "known" in answers else {"known": column.count()}

    def learn(self, answers: Mapping[str, Any], *, better: Better = "lower") -> Learned:
        """The days on which each tenth of the points is lost."""
        del better
        days = [self._day_below(tenth * FULL // 10) for tenth in _TENTHS]
        return Learned(
            kind=self.kind,
            better="lower",
            cuts=tuple(map(Decimal, days)),
            points=(FULL, *(left_of(day, self.half_life, whole=FULL) for day in days)),
            known=None if answers.get("known") is None else int(answers["known"]),
        )

    def points(self, column: ir.NumericColumn, learned: Learned) -> ir.IntegerColumn:
        """Points of every customer, as an expression."""
        import ibis

        del learned
        return ibis.ifelse(column.isnull(), self._unknown(), left(_whole_days(column), self.half_life, whole=FULL))

    def points_of(self, value: Decimal | int | None, learned: Learned) -> int | None:
        """Points of one value, the same."""
        del learned
        if value is None:
            return self.unknown_points
        days = int(Decimal(value).to_integral_value(rounding=ROUND_FLOOR))
        return left_of(days, self.half_life, whole=FULL)

    def say(self, amount: Amount, *, better: Better = "lower", learned: Learned | None = None) -> Text:
        """After how many days how much is left."""
        del better, learned
        return _FADING.fill(once=amount(Decimal(self.half_life)), twice=amount(Decimal(2 * self.half_life)))

    def _day_below(self, points: int) -> int:
        """The first day with fewer points."""
        low, high = 0, 16 * self.half_life
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if left_of(middle, self.half_life, whole=FULL) < points else (middle + 1, high)
        return low


_FADING = Text(
    "100 points on the day itself, 50 after {once}, 25 after {twice}, and so on",
    "当天得100分，{once}后得50分，{twice}后得25分，依此减半",
)

SCORERS.add("decay", Decay)


def _whole_days(column: ir.NumericColumn) -> ir.IntegerColumn:
    return column.cast("int64") if column.type().is_integer() else column.floor().cast("int64")
