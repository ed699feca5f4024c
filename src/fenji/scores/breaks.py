"""Natural groups: cut points where the values themselves leave gaps (Jenks natural breaks)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field, model_validator

from fenji.language import Text
from fenji.scores import compare, histogram
from fenji.scores.histogram import Heap
from fenji.scores.scorer import FULL, SCORERS, Amount, Better, Learned, Points, Scorer, hundredths, said, say_bins

if TYPE_CHECKING:
    import ibis.expr.types as ir

_SHARE = Decimal("0.000001")


class Breaks(Scorer):
    """Customers are divided where the values leave gaps: within a group they are as alike as can be.

    Natural breaks (Jenks 1967; Fisher 1958): of all ways to cut the ordered values into `bins` groups the one with
    the smallest sum of squared distances from the groups' means; of equal ways the one with the lower cut points. It
    is found exactly, by dynamic programming over how often each value occurs, for up to 2,000 different values;
    beyond, values that agree in their first three digits count as one. A cut point is a value somebody has, closed at
    the lower end, and frozen. With fewer different values than groups each value is a group, spread over the points.
    `points` lists one number a group, worst first; without it they rise evenly to 100.
    """

    title: ClassVar[Text] = Text("natural groups (Jenks breaks)", "自然断点（Jenks）")

    kind: Literal["breaks"] = "breaks"
    bins: int = Field(default=5, ge=2, le=20)
    steps: tuple[Points, ...] | None = Field(default=None, alias="points")

    @model_validator(mode="after")
    def _one_step_a_bin(self) -> Breaks:
        if self.steps is not None and len(self.steps) != self.bins:
            raise ValueError(f"points lists {len(self.steps)} numbers for {self.bins} bins")
        return self

    def statistics(self, column: ir.NumericColumn, answers: Mapping[str, Any]) -> dict[str, ir.Scalar]:
        """How many values, the ends, how many different ones."""
        return {} if "known" in answers else histogram.first_questions(column)

    def heaps(self, column: ir.NumericColumn, answers: Mapping[str, Any]) -> ir.NumericColumn | None:
        """The values, or their first digits where there are many."""
        return histogram.key_of(column, answers)

    def learn(self, answers: Mapping[str, Any], *, better: Better = "higher") -> Learned:
        """The cut points and the share of customers in each group."""
        known = int(answers["known"])
        heaps = histogram.heaps_of(answers.get(histogram.ROWS, ()))
        starts = natural_breaks(heaps, self.bins) if heaps else []
        cuts: list[Decimal | None] = [None] * (self.bins - 1)
        counts = [0] * self.bins
        for place, (start, end) in enumerate(pairwise([*starts, len(heaps)] if starts else [])):
            group = place * (self.bins - 1) // max(1, len(starts) - 1)
            counts[group] = sum(heap.count for heap in heaps[start:end])
            if place:
                cuts[group - 1] = heaps[start].low
        return Learned(
            kind=self.kind,
            better=better,
            cuts=tuple(cuts),
            points=self._points(better),
            shares=tuple((Decimal(n) / known).quantize(_SHARE, ROUND_HALF_UP) for n in counts) if known else (),
            low=_or_none(answers["low"]),
            high=_or_none(answers["high"]),
            known=known,
        )

    def say(self, amount: Amount, *, better: Better = "higher", learned: Learned | None = None) -> Text:
        """How many groups, what each earns, and once they are known from which values on."""
        if learned is not None and any(cut is not None for cut in learned.cuts):
            return say_bins(learned, amount)
        points = self._points(better)
        shown = Text(", ".join(map(said, points)), "、".join(map(said, points)))
        return _GROUPS.fill(bins=self.bins, points=shown)

    @property
    def most(self) -> int:
        """The points of the best group."""
        return max(self._points("higher"))

    def _points(self, better: Better) -> tuple[int, ...]:
        even = [(2 * number * FULL + self.bins) // (2 * self.bins) for number in range(1, self.bins + 1)]
        rising = even if self.steps is None else [hundredths(step) for step in self.steps]
        return tuple(rising if better == "higher" else reversed(rising))


_GROUPS = Text(
    "customers in {bins} natural groups from the smallest value to the largest, cut where values are far apart, "
    "earning {points} points",
    "按数值自然聚集的程度由小到大分为{bins}组（自然断点），依次得{points}分",
)

SCORERS.add("breaks", Breaks)


def natural_breaks(heaps: Sequence[Heap], groups: int) -> list[int]:
    """Where each group begins, as places in the ordered heaps; the first is 0.

    The same as the smallest sum of squares within groups is the largest sum of (sum of distances from the overall
    mean)² / count over the groups; sums are whole numbers, so nothing is lost before the one division.
    """
    groups = min(groups, len(heaps))
    counts = [0, *accumulate(heap.count for heap in heaps)]
    scale = max(max(0, -int(heap.total.as_tuple().exponent)) for heap in heaps)
    sums = [int(compare.round_to(heap.total, scale, ROUND_HALF_UP).scaleb(scale)) for heap in heaps]
    whole, everyone = sum(sums), counts[-1]
    distances = [0, *accumulate(s * everyone - whole * heap.count for s, heap in zip(sums, heaps, strict=True))]

    def gain(start: int, end: int) -> float:
        return (distances[end] - distances[start]) ** 2 / (counts[end] - counts[start])

    best = [0.0, *(gain(0, end) for end in range(1, len(heaps) + 1))]
    chosen: list[list[int]] = []
    for group in range(2, groups + 1):
        best, starts = _one_group_more(best, gain, group, len(heaps))
        chosen.append(starts)
    ends, found = len(heaps), []
    for starts in reversed(chosen):
        ends = starts[ends]
        found.append(ends)
    return [0, *reversed(found)]


def _one_group_more(best: list[float], gain: Any, group: int, size: int) -> tuple[list[float], list[int]]:
    """The best sums with one group more, and where that group begins: the best start never falls as the end rises."""
    now, starts = [0.0] * (size + 1), [0] * (size + 1)
    stretches = [(group, size, group - 1, size - 1)]
    while stretches:
        low, high, first, last = stretches.pop()
        if low > high:
            continue
        middle = (low + high) // 2
        options = range(max(first, group - 1), min(last, middle - 1) + 1)
        start = max(options, key=lambda place: (best[place] + gain(place, middle), -place))
        now[middle], starts[middle] = best[start] + gain(start, middle), start
        stretches += [(low, middle - 1, first, start), (middle + 1, high, start, last)]
    return now, starts


def _or_none(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)
