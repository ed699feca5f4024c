"""Where an axis is divided into high and low: at the mean, the median, a value, or so that the best few are high."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, model_validator

from fenji.language import Text
from fenji.metrics.ratio import RATIO_DIGITS
from fenji.scores import order_statistics
from fenji.scores.bands import Number
from fenji.scores.order_statistics import Found
from fenji.segments.segmentation import Answers, Part, mistake

if TYPE_CHECKING:
    import ibis.expr.types as ir

At = Literal["mean", "median", "value", "top", "top_share"]


class Split(Part):
    """Customers at least as good as the split point are high; equal values always fall on the same side.

    `mean` and `median` are those of all known customers; `value` is a number; `top` are the so many best, `top_share`
    the best share of them, rounded up to whole customers. Whoever equals the last of the best is among them, so that
    more may be high than asked for. Written `mean`, `median`, a number, `{top: 500}` or `{top: 20%}`.
    """

    at: At = "mean"
    value: Number | None = None

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> Split:
        if (self.at in ("mean", "median")) != (self.value is None):
            raise mistake(
                "a split at a value, or of the top, names it; a split at the mean or median doesn't",
                "按数值或前若干名划分时须写明数值；按平均值或中位数划分时不写",
            )
        if self.value is not None and self.at == "top" and (self.value < 1 or self.value != int(self.value)):
            raise mistake("the top are so many customers: 1 or more, a whole number", "前若干名应为不小于 1 的整数")
        if self.value is not None and self.at == "top_share" and not 0 < self.value <= 1:
            raise mistake("the top share is more than 0% and at most 100%", "前百分之几应大于 0% 且不超过 100%")
        return self

    def questions(self, column: ir.NumericColumn, answers: Answers, *, is_low_best: bool) -> dict[str, ir.Scalar]:
        """What to ask next of a column that is NULL for whoever doesn't count; nothing once the split is known."""
        if self.at == "value":
            return {}
        if "known" not in answers:
            return {"known": column.count(), "sum": column.sum(), "least": column.min(), "most": column.max()}
        if self.at == "mean" or not answers["known"]:
            return {}
        rank, known = self._rank(int(answers["known"]), is_low_best=is_low_best), int(answers["known"])
        if "starts" not in answers:
            return order_statistics.first_questions(column, [Fraction(rank - 1, max(known - 1, 1))])
        found = self._search(answers, rank)
        return order_statistics.questions(column, found, answers) if isinstance(found, Decimal) else {}

    def cut(self, answers: Answers, *, is_low_best: bool) -> Decimal | None:
        """The split point, four decimals; None where no customer is known."""
        if self.at == "value":
            return self.value
        if not answers["known"]:
            return None
        if self.at == "mean":
            mean = Fraction(Decimal(answers["sum"])) / int(answers["known"])
            return _four(mean)
        found = self._search(answers, self._rank(int(answers["known"]), is_low_best=is_low_best))
        return found.value if isinstance(found, Found) else None

    @property
    def text(self) -> Text:
        """The split in words."""
        if self.at == "top_share" and self.value is not None:
            return Text("the best {n}%", "最好的{n}%").fill(n=f"{(self.value * 100).normalize():f}")
        return _SAID[self.at].fill(n=f"{(self.value or Decimal(0)).normalize():f}")

    def _rank(self, known: int, *, is_low_best: bool) -> int:
        """The place of the last who is high, counted from the smallest value."""
        if self.at == "median":
            best = (known + 1) // 2 if is_low_best else known - known // 2
        elif self.at == "top":
            best = min(int(self.value or 1), known)
        else:
            best = ceil(Fraction(self.value or 1) * known)
        return best if is_low_best else known - best + 1

    def _search(self, answers: Answers, rank: int) -> Found | Decimal:
        start = order_statistics.start_of(answers, 0)
        return order_statistics.search(answers, start=start, rank=rank, is_between_enough=False)


_SAID: Mapping[str, Text] = {
    "mean": Text("the mean", "平均值"),
    "median": Text("the median", "中位数"),
    "value": Text("the value given", "给定的数值"),
    "top": Text("the best {n} customer{n:s}", "最好的{n}位客户"),
}


def read_split(value: Any) -> Any:
    """A split as people write it: `mean`, `median`, a number, `{top: 500}`, `{top: 20%}`, or with `at:` in full."""
    if isinstance(value, str) and value in ("mean", "median"):
        return {"at": value}
    if isinstance(value, Mapping) and set(value) == {"top"}:
        top = str(value["top"]).strip()
        share = top.rstrip("%％ ")
        return {"at": "top", "value": top} if share == top else {"at": "top_share", "value": _percent(share)}
    if isinstance(value, Split | Mapping):
        return value
    return {"at": "value", "value": value}


WrittenSplit = Annotated[Split, BeforeValidator(read_split)]


def _percent(words: str) -> Decimal:
    try:
        return Decimal(words) / 100
    except ArithmeticError:
        raise mistake(f"'{words}' is not a number", f"“{words}”不是数字") from None


def _four(number: Fraction) -> Decimal:
    step = Decimal(1).scaleb(-RATIO_DIGITS)
    return (Decimal(number.numerator) / Decimal(number.denominator)).quantize(step, rounding=ROUND_HALF_UP)
