"""Percent rank: how large a share of the customers one leaves behind, as a frozen table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from fenji.language import Text
from fenji.scores import histogram
from fenji.scores.histogram import Heap
from fenji.scores.scorer import FULL, SCORERS, Amount, Better, Learned, Scorer

if TYPE_CHECKING:
    import ibis.expr.types as ir


class Rank(Scorer):
    """Points are the share of the other customers whose figure is worse: alone at the top 100, at the bottom 0.

    Percent rank: customers below / (customers − 1), in hundredths of a point, rounded HALF_UP; where less is better,
    customers above. Equal values earn equal points, whatever the row order; if everybody is equal, everybody earns
    50. The ranks are found once and frozen as a table: every different value where there are at most `steps`,
    otherwise the smallest value of each step of so many equal shares of rank, and the largest value. A later value
    between two of the table earns what the lower one earns; one below all of them what the smallest earns. Over
    2,000 different values, those that agree in their first three digits count as one.
    """

    title: ClassVar[Text] = Text("percent rank", "百分比排名")

    kind: Literal["rank"] = "rank"
    steps: int = Field(default=100, ge=10, le=200)

    def statistics(self, column: ir.NumericColumn, answers: Mapping[str, Any]) -> dict[str, ir.Scalar]:
        """How many values, the ends, how many different ones."""
        return {} if "known" in answers else histogram.first_questions(column)

    def heaps(self, column: ir.NumericColumn, answers: Mapping[str, Any]) -> ir.NumericColumn | None:
        """The values, or their first digits where there are many."""
        return histogram.key_of(column, answers)

    def learn(self, answers: Mapping[str, Any], *, better: Better = "higher") -> Learned:
        """The table of ranks."""
        table = _table(histogram.heaps_of(answers.get(histogram.ROWS, ())), self.steps, better)
        return Learned(
            kind=self.kind,
            better=better,
            cuts=tuple(value for value, _ in table[1:]),
            points=tuple(points for _, points in table) or (0,),
            low=table[0][0] if table else None,
            high=table[-1][0] if table else None,
            known=int(answers["known"]),
        )

    def say(self, amount: Amount, *, better: Better = "higher", learned: Learned | None = None) -> Text:
        """What is ranked, and from where to where."""
        del better
        if learned is None or learned.low is None or learned.high is None:
            return _RANK
        return _FOUND.fill(words=_RANK, low=amount(learned.low), high=amount(learned.high))


_RANK = Text(
    "the share of the other customers whose figure is worse, 0 to 100 points; ties stay together",
    "按优于多少其他客户计分（0至100分）；数值相同者得分相同",
)
_FOUND = Text("{words}; ranked from {low} to {high}", "{words}；排名范围{low}至{high}")

SCORERS.add("rank", Rank)


def _table(heaps: Sequence[Heap], steps: int, better: Better) -> list[tuple[Decimal, int]]:
    """Values with the points from them on, smallest first."""
    others = sum(heap.count for heap in heaps) - 1
    if len(heaps) == 1:
        return [(heaps[0].low, FULL // 2)]
    table: list[tuple[Decimal, int]] = []
    below, reached = 0, -1
    for place, heap in enumerate(heaps):
        step = below * steps // others
        if len(heaps) <= steps or step > reached or place == len(heaps) - 1:
            table.append((heap.low, _points(below, others + 1 - below - heap.count, others, better)))
            reached = step
        below += heap.count
    return table


def _points(below: int, above: int, others: int, better: Better) -> int:
    behind = below if better == "higher" else above
    return (2 * FULL * behind + others) // (2 * others)
