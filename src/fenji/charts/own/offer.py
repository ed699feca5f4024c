"""What charts of people's own may measure and divide by: the figures and attributes that a run has kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from fenji.charts.own_chart import RUN, TIER
from fenji.explanation_reason import criterion_label
from fenji.language import Text
from fenji.metrics.metric import METRICS
from fenji.segments.attributes import ATTRIBUTES
from fenji.segments.lifecycle import Lifecycle
from fenji.segments.rfm8 import Rfm8
from fenji.tables.masks import SHOWN, hidden_columns

if TYPE_CHECKING:
    from fenji.metrics.metric import Metric
    from fenji.result import Result
    from fenji.segments.segmentation import Segmentation

Form = Literal["money", "share", "count", "number"]
Sort = Literal["tier", "choice", "words", "truth", "months", "bins", "run"]
HIDDEN = frozenset({"customer_id", "import_id", "source", "note", "owner", "parent_id", "company_code", "is_listed"})
PERSONAL = frozenset({*SHOWN, *hidden_columns(), "age"})
WINDOWED = Text("{label} ({window})", "{label}（{window}）")
FILTERS = frozenset({"kind", "country", "province", "city", "district", "industry", "size", "customer_source",
                     "department", "age_band", "income", "education", "existing_grade"})  # fmt: skip
"""The attributes whose values lists of customers are filtered by."""

YES_NO = {"true": Text("Yes", "是"), "false": Text("No", "否")}
MOVES = {
    "promotion": Text("Promoted", "升级"), "demotion": Text("Demoted", "降级"), "new": Text("New", "新增"),
    "graded": Text("Graded for the first time", "首次评级"), "ungraded": Text("No longer graded", "转为暂不评级"),
    "same": Text("Unchanged", "不变"),
}  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """A number known of customers: its column, what it is called, and how it is said."""

    column: str
    label: Text
    form: Form
    unit: Text | None = None
    decimals: int = 0


@dataclass(frozen=True)
class Dimension:
    """What customers can be divided by; `names` in the order they are shown in, where there is one."""

    name: str
    label: Text
    sort: Sort
    names: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True)
class Offer:
    """All that can be chosen: figures by column, dimensions by name, segmentations for conditions."""

    figures: Mapping[str, Figure]
    dimensions: Mapping[str, Dimension]
    segmentations: Mapping[str, Segmentation]

    def is_figure(self, name: str) -> bool:
        """Whether it is a number, which is divided in bins."""
        return name in self.figures


def offer_of(result: Result, segmentations: Sequence[Segmentation] = ()) -> Offer:
    """What a run has kept and a chart may show: no contact data, nothing that names one customer.

    `segmentations`: those of the workspace, for their names; without them the ready-made ones that a run keeps.
    """
    every = {one.name: one for one in (segmentations or (Lifecycle(), Rfm8()))}
    figures = {one.column: one for one in _figures(result)}
    dimensions = [*_grades(result), *_segments(result, every), *_profile(result), *_bins(figures)]
    return Offer(figures, {one.name: one for one in dimensions}, every)


def _figures(result: Result) -> Iterator[Figure]:
    """What the standard measured, called as the standard calls it; the window is said where a name stands twice."""
    measures = [one for one in result.scheme.measures() if one.column in result.columns and one.metric in METRICS]
    own = {one.column: criterion_label(one) for one in result.scheme.scheme.criteria}
    labels = {one.column: own.get(one.column) or METRICS.get(one.metric).label for one in measures}
    for one in measures:
        metric = METRICS.get(one.metric)
        if metric.type == "date":
            continue
        label = labels[one.column]
        if [text.en for text in labels.values()].count(label.en) > 1 and one.window.kind != "all":
            label = WINDOWED.fill(label=label, window=one.window.text)
        yield Figure(one.column, label, _form(metric), _unit(metric), metric.decimals)
    if "score" in result.columns:
        yield Figure("score", Text("Score", "总评分"), "number", Text("points of 100", "分"), 1)


def _form(metric: Metric) -> Form:
    if metric.is_money:
        return "money"
    if metric.unit.name == "share":
        return "share"
    return "number"


def _unit(metric: Metric) -> Text | None:
    return None if metric.is_money or metric.unit.name == "share" else metric.unit.text


def _grades(result: Result) -> Iterator[Dimension]:
    tiers = {tier.key: tier.name for tier in result.scheme.scheme.tiers}
    yield Dimension(TIER, Text("Tier", "等级"), "tier", tiers)
    if result.previous is not None and "move" in result.columns:
        yield Dimension("previous_tier", Text("Tier before", "上次等级"), "tier", tiers)
        yield Dimension("move", Text("Move", "等级变动"), "choice", MOVES)
    yield Dimension(RUN, Text("Run", "评级批次"), "run")
    for name in ("last_ordered_on", "first_ordered_on"):
        if name in result.columns:
            yield Dimension(name, _MONTH.fill(label=METRICS.get(name).label), "months")


def _segments(result: Result, every: Mapping[str, Segmentation]) -> Iterator[Dimension]:
    for name, one in every.items():
        if name in result.columns:
            title = Text("Lifecycle stage", "生命周期阶段") if name == "stage" else one.title
            yield Dimension(name, title, "choice", {segment.key: segment.name for segment in one.segments()})


def _profile(result: Result) -> Iterator[Dimension]:
    for name, one in ATTRIBUTES.items():
        if name not in result.columns or name in PERSONAL or name in HIDDEN or one.type == "number":
            continue
        if one.type == "date":
            yield Dimension(name, _MONTH.fill(label=one.label), "months")
        else:
            known = _KINDS if name == "kind" else YES_NO if one.type == "truth" else {}
            yield Dimension(name, one.label, "truth" if one.type == "truth" else "words", known)


def _bins(figures: Mapping[str, Figure]) -> Iterator[Dimension]:
    for name, figure in figures.items():
        yield Dimension(name, figure.label, "bins")


_MONTH = Text("{label}, by month", "{label}（按月）")
_KINDS = {"person": Text("Person", "个人"), "company": Text("Company", "企业")}
