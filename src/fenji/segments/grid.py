"""A map of segments on a grid of recency, frequency and, where wanted, money scores, as people draw it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Annotated, Any, Literal

import ibis
import ibis.expr.types as ir
from pydantic import BeforeValidator, Field, PlainSerializer, model_validator

from fenji.grades import words
from fenji.language import Text
from fenji.metrics.measure import Measure
from fenji.segments.scale import Scale, WrittenScale
from fenji.segments.segmentation import Answers, Learned, Segment, Segmentation, measured, mistake

Cell = tuple[int, ...]
LETTERS: Mapping[str, str] = {"recency": "R", "frequency": "F", "money": "M"}
METRICS: Mapping[str, str] = {"recency": "recency_days", "frequency": "order_count", "money": "net_revenue"}


def read_range(value: Any) -> Any:
    """Scores from one to another, both included: `3`, `4-5`, `[4, 5]`."""
    ends: Sequence[Any] = value if isinstance(value, list | tuple) else str(value).replace("–", "-").split("-")
    try:
        low, high = (int(str(ends[0])), int(str(ends[-1])))
    except ValueError:
        raise mistake(
            f"'{value}' is no range of scores: write 3, 4-5 or [4, 5]", f"“{value}”不是评分范围：请写 3、4-5 或 [4, 5]"
        ) from None
    if len(ends) > 2 or isinstance(value, bool) or not 1 <= low <= high:
        raise mistake(
            f"'{value}' is no range of scores: write 3, 4-5 or [4, 5]", f"“{value}”不是评分范围：请写 3、4-5 或 [4, 5]"
        )
    return (low, high)


def _write_range(ends: tuple[int, int]) -> str:
    return str(ends[0]) if ends[0] == ends[1] else f"{ends[0]}-{ends[1]}"


Range = Annotated[tuple[int, int], BeforeValidator(read_range), PlainSerializer(_write_range, return_type=str)]


class Area(Segment):
    """A segment and the scores it covers; an axis that is left out is covered whole."""

    r: Range | None = None
    f: Range | None = None
    m: Range | None = None

    def covers(self, cell: Cell) -> bool:
        """Whether a cell (R, F and maybe M) lies in it."""
        ends = zip((self.r, self.f, self.m), cell, strict=False)
        return all(span is None or span[0] <= score <= span[1] for span, score in ends)


class Grid(Segmentation):
    """Segments as areas of a grid: 5 × 5 scores of recency and frequency, or with money 5 × 5 × 5.

    A complete map puts every cell into exactly one segment; `map_check` proves it or lists what is missing and what is
    claimed twice. `rest` takes the cells nobody claims; `overlaps: first` says that the first area in the list wins.
    """

    kind: Literal["grid"] = "grid"
    recency: WrittenScale = Scale()
    frequency: WrittenScale = Scale()
    money: WrittenScale | None = None
    areas: tuple[Area, ...] = Field(alias="segments", min_length=1)
    rest: Segment | None = None
    overlaps: Literal["refused", "first"] = "refused"

    @model_validator(mode="after")
    def _ranges_lie_on_the_grid(self) -> Grid:
        sizes = dict(
            zip("rfm", (self.recency.parts, self.frequency.parts, self.money and self.money.parts), strict=True)
        )
        for area in self.areas:
            for axis, size in sizes.items():
                span = getattr(area, axis)
                if span is not None and size is None:
                    raise mistake(
                        f"'{area.key}' names m, but the map has no money axis: add `money: 5`",
                        f"“{area.key}”写了 m，但该图没有金额轴：请添加 `money: 5`",
                    )
                if span is not None and size is not None and span[1] > size:
                    raise mistake(
                        f"'{area.key}' goes to {axis} {span[1]}, but there are only {size} parts",
                        f"“{area.key}”的 {axis} 到 {span[1]}，但只有 {size} 等份",
                    )
        keys = [segment.key for segment in self.segments()]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise mistake(f"two segments are called '{twice[0]}'", f"有两个客群都叫“{twice[0]}”")
        return self

    @property
    def axes(self) -> dict[str, Scale]:
        """The axes in use, R first."""
        every = {"recency": self.recency, "frequency": self.frequency, "money": self.money}
        return {axis: scale for axis, scale in every.items() if scale is not None}

    def cells(self) -> Iterator[Cell]:
        """Every cell of the grid, worst first."""
        return product(*(range(1, scale.parts + 1) for scale in self.axes.values()))

    def claims(self, cell: Cell) -> tuple[Area, ...]:
        """The areas a cell lies in, in the order written."""
        return tuple(area for area in self.areas if area.covers(cell))

    def segments(self) -> tuple[Segment, ...]:
        """The areas in the order written, the rest last."""
        rest = () if self.rest is None else (self.rest,)
        return (*self.areas, *rest)

    def measures(self) -> tuple[Measure, ...]:
        """Recency, frequency and, where the map has it, money."""
        return tuple(measured(METRICS[axis], self.window) for axis in self.axes)

    def questions(self, table: ir.Table, answers: Answers) -> dict[str, ir.Scalar]:
        """Equal parts of every axis, of the customers who bought."""
        columns = [table[measure.column] for measure in self.measures()]
        asked: dict[str, ir.Scalar] = {}
        for (axis, scale), column in zip(self.axes.items(), columns, strict=True):
            counted = ibis.ifelse(columns[0].notnull(), column, ibis.null(column.type()))
            mine = scale.questions(counted, _of(answers, axis))
            asked |= {f"{axis}:{key}": question for key, question in mine.items()}
        return asked

    def learn(self, answers: Answers) -> dict[str, Any]:
        """The frozen cut points by axis."""
        return {axis: scale.learn(_of(answers, axis)) for axis, scale in self.axes.items()}

    def is_learned(self, learned: Learned) -> bool:
        """Whether anybody bought: an axis all of whose cut points are missing has one value at most."""
        return any(cut is not None for cuts in learned.values() for cut in cuts)

    def scores(self, table: ir.Table, learned: Learned) -> dict[str, ir.IntegerColumn]:
        """The score of every customer by axis; NULL for whoever never bought."""
        columns = {axis: table[measure.column] for axis, measure in zip(self.axes, self.measures(), strict=True)}
        return {
            axis: scale.score(columns[axis], learned[axis], is_low_best=axis == "recency")
            for axis, scale in self.axes.items()
        }

    def expression(self, table: ir.Table, learned: Learned) -> ir.StringColumn:
        """The first area that covers the customer's scores; the rest where there is one; NULL without scores."""
        scores = list(self.scores(table, learned).values())
        is_known = scores[0].notnull()
        for score in scores[1:]:
            is_known &= score.notnull()
        cases = [(_within(scores, area), area.key) for area in self.areas]
        rest = ibis.null("string") if self.rest is None else ibis.literal(self.rest.key)
        return ibis.cases((~is_known, ibis.null("string")), *cases, else_=rest)

    def say(self, learned: Learned | None = None, currency: str | None = None) -> list[Text]:
        """The axes with their cut points, then every area."""
        lines = [
            _AXIS.fill(letter=LETTERS[axis], name=words.named(METRICS[axis], window=measure.window),
                       parts=scale.say(METRICS[axis], learned.get(axis) if learned else None, currency))
            for (axis, scale), measure in zip(self.axes.items(), self.measures(), strict=True)
        ]  # fmt: skip
        return lines + [_AREA.fill(name=area.name, cells=cells_text(area)) for area in self.areas]


_AXIS = Text("{letter}: {name}, {parts}", "{letter}：{name}，{parts}")
_AREA = Text("{name}: {cells}", "{name}：{cells}")


def cells_text(area: Area) -> str:
    """The scores an area covers, as people write them: `R 4-5 F 1`."""
    spans = ((letter, getattr(area, letter)) for letter in "rfm")
    said = [f"{letter.upper()} {low if low == high else f'{low}-{high}'}" for letter, (low, high) in
            ((letter, span) for letter, span in spans if span is not None)]  # fmt: skip
    return " ".join(said) or "*"


def _within(scores: list[ir.IntegerColumn], area: Area) -> ir.BooleanValue:
    inside: ir.BooleanValue = ibis.literal(True)
    for score, span in zip(scores, (area.r, area.f, area.m), strict=False):
        if span is not None:
            inside &= (score >= span[0]) & (score <= span[1])
    return inside


def _of(answers: Answers, axis: str) -> dict[str, Any]:
    return {key.removeprefix(f"{axis}:"): value for key, value in answers.items() if key.startswith(f"{axis}:")}
