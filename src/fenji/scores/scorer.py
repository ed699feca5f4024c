"""What a scorer is: it learns cut points from all customers once, then gives points by them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

from fenji.language import Text
from fenji.registry import Registry
from fenji.scores import compare

if TYPE_CHECKING:
    import ibis.expr.types as ir

Better = Literal["higher", "lower"]
Amount = Callable[[Decimal], Text]
FULL = 10_000  # points are integer hundredths: 10000 is 100 points

SCORERS: Registry[type[Scorer]] = Registry("fenji.scores", Text("scorer", "评分方法"))


class Learned(BaseModel):
    """What a scorer found once and keeps: cut points, their points, and how many customers it saw.

    `cuts[i]` is the smallest value of bin i+1, closed at the lower end; None when no value can reach that bin
    because equal values stay together. `points` has one entry more than `cuts`, lowest values first.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    better: Better = "higher"
    cuts: tuple[Decimal | None, ...] = ()
    points: tuple[int, ...] = ()
    shares: tuple[Decimal, ...] = ()
    low: Decimal | None = None
    high: Decimal | None = None
    known: int | None = None


class Scorer(BaseModel):
    """A way from one metric to 0–100 points; points are integer hundredths, rounded once HALF_UP.

    `unknown` says what a customer without the figure earns: points from 0 to 100, or `ungraded`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    title: ClassVar[Text]
    has_steps: ClassVar[bool] = True
    """Whether points change only at the cut points; False where they change from value to value."""

    kind: str
    unknown: Points | Literal["ungraded"] = Decimal(0)

    def statistics(self, column: ir.NumericColumn, answers: Mapping[str, Any]) -> dict[str, ir.Scalar]:
        """What to ask of all customers next, given every answer so far; nothing when there is nothing left to ask."""
        del column, answers
        return {}

    def heaps(self, column: ir.NumericColumn, answers: Mapping[str, Any]) -> ir.NumericColumn | None:
        """What to group customers by, where the scorer needs to know how often values occur; else nothing."""
        del column, answers
        return None

    def learn(self, answers: Mapping[str, Any], *, better: Better = "higher") -> Learned:
        """The frozen cut points from the answers."""
        raise TypeError(f"{type(self).__name__} does not say what it learns from {len(answers)} answers ({better})")

    def points(self, column: ir.NumericColumn, learned: Learned) -> ir.IntegerColumn:
        """Points of every customer, as an expression; NULL only where unknown means ungraded."""
        import ibis

        return ibis.cases((column.isnull(), self._unknown()), else_=points_by_cuts(column, learned))

    def points_of(self, value: Decimal | int | None, learned: Learned) -> int | None:
        """Points of one value, the same as `points` on any engine."""
        if value is None:
            return self.unknown_points
        return learned.points[bin_of(value, learned.cuts)]

    def say(self, amount: Amount, *, better: Better = "higher", learned: Learned | None = None) -> Text:
        """How points are earned, in words, with cut points once known; `amount` says a number with its unit."""
        raise TypeError(f"{type(self).__name__} has no words ({amount}, {better}, {learned})")

    @property
    def unknown_points(self) -> int | None:
        """What an unknown figure earns in hundredths; None when it means ungraded."""
        return None if self.unknown == "ungraded" else hundredths(self.unknown)

    @property
    def most(self) -> int:
        """The highest points anybody can earn here, in hundredths."""
        return FULL

    def _unknown(self) -> ir.IntegerScalar:
        import ibis

        points = self.unknown_points
        return ibis.null("int64") if points is None else ibis.literal(points, "int64")


def _read_points(value: Any) -> Decimal:
    try:
        number = Decimal(-1) if isinstance(value, bool) else Decimal(str(value))
        is_right = 0 <= number <= 100 and number == number.quantize(Decimal("0.01"))
    except ArithmeticError:
        is_right = False
    if not is_right:
        raise ValueError("points are 0 to 100 with at most two decimals")
    return number


Points = Annotated[Decimal, BeforeValidator(_read_points)]
Scorer.model_rebuild()


def hundredths(points: Decimal | int) -> int:
    """Points as integer hundredths, rounded HALF_UP.

    >>> hundredths(Decimal("12.5")), hundredths(100)
    (1250, 10000)
    """
    return int((Decimal(points) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def said(points: int) -> str:
    """Points as people write them.

    >>> said(2000), said(1250)
    ('20', '12.5')
    """
    return f"{(Decimal(points) / 100).normalize():f}"


def bin_of(value: Decimal | int, cuts: Sequence[Decimal | None]) -> int:
    """The bin a value falls into: as many as the highest cut point it reaches; equal to a cut point is above it.

    >>> bin_of(5, [Decimal(5), None, Decimal(9)]), bin_of(9, [Decimal(5), None, Decimal(9)])
    (1, 3)
    """
    reached = [number for number, cut in enumerate(cuts, start=1) if cut is not None and value >= cut]
    return reached[-1] if reached else 0


def say_bins(learned: Learned, amount: Amount) -> Text:
    """The bins that can be reached, lowest first: from which value on how many points are earned."""
    reached = [(cut, points) for cut, points in zip(learned.cuts, learned.points[1:], strict=True) if cut is not None]
    lowest = Text(said(learned.points[0]), said(learned.points[0]))
    parts = [Text("{p} points", "{p}分").fill(p=lowest)]
    if reached:
        parts = [Text("below {n}: {p} points", "低于{n}：{p}分").fill(n=amount(reached[0][0]), p=lowest)]
    for cut, points in reached:
        parts.append(Text("from {n} on: {p}", "{n}及以上：{p}分").fill(n=amount(cut), p=said(points)))
    return Text(", ".join(part.en for part in parts), "，".join(part.zh for part in parts))


def points_by_cuts(column: ir.NumericColumn, learned: Learned) -> ir.IntegerColumn:
    """Points of the bin each value falls into, highest bin first; values are known."""
    import ibis

    steps = [
        (compare.at_least(column, cut), ibis.literal(points, "int64"))
        for cut, points in zip(learned.cuts, learned.points[1:], strict=True)
        if cut is not None
    ]
    lowest = ibis.literal(learned.points[0], "int64")
    return ibis.cases(*reversed(steps), else_=lowest) if steps else ibis.ifelse(column.isnull(), lowest, lowest)
