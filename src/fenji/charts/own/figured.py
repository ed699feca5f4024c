"""The figures of a chart of people's own as rows: what a workbook holds of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from fenji.charts.own.answers import Earlier, answer
from fenji.charts.own.offer import offer_of
from fenji.charts.own.values import said_of
from fenji.language import Language, Text

if TYPE_CHECKING:
    from fenji.charts.own_chart import OwnChart
    from fenji.result import Result
    from fenji.segments.segmentation import Segmentation

Form = Literal["count", "share", "money", "number"]


@dataclass(frozen=True)
class Figured:
    """A chart's figures: what it is divided by and measures, and a row a group: names, customers, figure."""

    title: Text
    by: Text
    split: Text | None
    measure: str
    form: Form
    rows: tuple[tuple[str, str, int, Decimal | None], ...]


def figured(
    result: Result,
    own: OwnChart,
    lang: Language,
    segmentations: Sequence[Segmentation] = (),
    *,
    earlier: Earlier | None = None,
) -> Figured | None:
    """The rows behind a chart; None of a scatter, whose points are customers."""
    if own.kind == "scatter":
        return None
    offer = offer_of(result, segmentations)
    found, said = answer(result, own, offer, lang, earlier=earlier), said_of(own.measure, offer, result, lang)
    cells = [(group.name, split.name, found.cell(group, split)) for group in found.groups for split in found.splits]
    rows = tuple((group, split, cell.customers, cell.value) for group, split, cell in cells if cell.customers)
    is_money = said.figure is not None and said.figure.form == "money"
    form: Form = "count" if said.is_count else "share" if said.is_share else "money" if is_money else "number"
    return Figured(own.title, found.by, found.split, said.axis_title, form, rows)
