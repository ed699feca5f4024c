"""An axis of a map: customers in equal parts, or between fixed cut points; the best part has the highest score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from fenji.grades import words
from fenji.language import Text
from fenji.scores import compare
from fenji.scores.bands import Number
from fenji.scores.quantiles import Quantiles
from fenji.segments.segmentation import Answers, Part, mistake

if TYPE_CHECKING:
    import ibis.expr.types as ir

Cuts = Sequence[Decimal | None]


class Scale(Part):
    """Scores from 1 to the number of parts, 1 the worst.

    Without `cuts` the parts are equally large as far as ties allow: equal values always have the same score, and the
    cut points found are frozen. With `cuts`, smallest first, a value on a cut point belongs to the part above it.
    Written as the number of parts, or as the list of cut points.
    """

    parts: int = Field(default=5, ge=2, le=10)
    cuts: tuple[Number, ...] | None = None

    @model_validator(mode="after")
    def _cuts_rise(self) -> Scale:
        if self.cuts is not None and any(low >= high for low, high in pairwise(self.cuts)):
            raise mistake(
                "cut points are listed from the smallest to the largest, none twice", "分界值须由小到大，不得重复"
            )
        return self

    def questions(self, column: ir.NumericColumn, answers: Answers) -> dict[str, ir.Scalar]:
        """What to ask next to find equal parts."""
        return {} if self.cuts is not None else Quantiles(bins=self.parts).statistics(column, answers)

    def learn(self, answers: Answers) -> list[str | None]:
        """The cut points, smallest first; None where equal values leave a part empty."""
        found: Cuts = self.cuts if self.cuts is not None else Quantiles(bins=self.parts).learn(answers).cuts
        return [None if cut is None else str(cut) for cut in found]

    def score(self, column: ir.NumericColumn, cuts: Sequence[str | None], *, is_low_best: bool) -> ir.IntegerColumn:
        """The score of every customer, 1 to the number of parts; NULL where the figure is unknown."""
        import ibis

        def scored(part: int) -> ir.IntegerScalar:
            return ibis.literal(self.parts - part if is_low_best else part + 1, "int64")

        steps = [
            (compare.at_least(column, Decimal(cut)), scored(number))
            for number, cut in reversed(list(enumerate(cuts, start=1)))
            if cut is not None
        ]
        return ibis.cases((column.isnull(), ibis.null("int64")), *steps, else_=scored(0))

    def say(self, metric: str, cuts: Sequence[str | None] | None, currency: str | None) -> Text:
        """The parts in words, with the cut points once they are known."""
        known: Sequence[Decimal | str | None] = cuts if cuts is not None else self.cuts or ()
        said = [words.amount(metric, Decimal(cut), currency=currency) for cut in known if cut is not None]
        ends = words.joined(said, Text(", ", "、"))
        if self.cuts is not None:
            return Text("cut at {ends}", "分界值 {ends}").fill(ends=ends)
        parts = Text("{n} equal parts", "{n} 等份").fill(n=self.parts)
        return Text("{parts}, cut at {ends}", "{parts}，分界值 {ends}").fill(parts=parts, ends=ends) if said else parts


def read_scale(value: Any) -> Any:
    """A scale as people write it: a number of parts, or a list of cut points."""
    if isinstance(value, list | tuple):
        return {"parts": len(value) + 1, "cuts": tuple(value)}
    if isinstance(value, Scale | Mapping):
        return value
    return {"parts": value}


WrittenScale = Annotated[Scale, BeforeValidator(read_scale)]
