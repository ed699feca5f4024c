"""Fixed bands: the company itself says from which value on how many points are earned."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from fenji.language import Text, read_decimal
from fenji.scores.scorer import SCORERS, Amount, Better, Learned, Points, Scorer, bin_of, hundredths, say_bins

if TYPE_CHECKING:
    import ibis.expr.types as ir


def read_number(value: Any) -> Decimal:
    """A written number, exactly; at most six decimals."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | float | str):
        raise ValueError("a number is needed here")  # noqa: TRY004 - pydantic collects value errors
    number = read_decimal(str(value))
    if number is None:
        raise ValueError(f"'{str(value)[:60]}' is not a number")
    if abs(number) >= 10**15 or number != round(number, 6):
        raise ValueError("a number below 10^15 with at most six decimals is needed here")
    return number


Number = Annotated[Decimal, BeforeValidator(read_number)]


class Band(BaseModel):
    """An interval of values and its points: closed at the lower end, open at the upper.

    `from` left out means everything below the next band; `to` may be written to make the table easy to read, and
    is then compared with the next band's `from`, so that no gap and no overlap stays unseen.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    start: Number | None = Field(default=None, alias="from")
    end: Number | None = Field(default=None, alias="to")
    points: Points


class Bands(Scorer):
    """Each band of values earns its points; a value on the border belongs to the upper band.

    Nothing is learned from data. Values below the lowest band earn 0. The points may fall as values rise (days
    since the last order), whatever the metric's direction: what is written holds.
    """

    title: ClassVar[Text] = Text("fixed bands", "固定分档")

    kind: Literal["bands"] = "bands"
    bands: tuple[Band, ...] = Field(min_length=1, max_length=100)

    def statistics(self, column: ir.NumericColumn, answers: Mapping[str, Any]) -> dict[str, ir.Scalar]:
        """Only how many values are known, to see whether anybody has the figure."""
        return {} if "known" in answers else {"known": column.count()}

    def learn(self, answers: Mapping[str, Any], *, better: Better = "higher") -> Learned:
        """The written bands, lowest first."""
        ordered = self.ordered()
        lowest = ordered[0]
        starts = ordered[1:] if lowest.start is None else ordered
        first = hundredths(lowest.points) if lowest.start is None else 0
        return Learned(
            kind=self.kind,
            better=better,
            cuts=tuple(band.start for band in starts),
            points=(first, *(hundredths(band.points) for band in starts)),
            known=None if answers.get("known") is None else int(answers["known"]),
        )

    def ordered(self) -> list[Band]:
        """The bands from the lowest values to the highest."""
        return sorted(self.bands, key=lambda band: (band.start is not None, band.start or 0))

    def band_of(self, value: Decimal | int) -> Band | None:
        """The band a value falls into; None below the lowest."""
        ordered = self.ordered()
        starts = [Decimal("-1e15") if band.start is None else band.start for band in ordered]
        number = bin_of(value, starts)
        return ordered[number - 1] if number else None

    def say(self, amount: Amount, *, better: Better = "higher", learned: Learned | None = None) -> Text:
        """Each band with its points, lowest values first; the lower end belongs to the band."""
        return say_bins(learned or self.learn({}, better=better), amount)

    @property
    def most(self) -> int:
        """The points of the best band."""
        return max(hundredths(band.points) for band in self.bands)


SCORERS.add("bands", Bands)
