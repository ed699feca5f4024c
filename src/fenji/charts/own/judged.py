"""Charts of people's own read and judged: every mistake at once, each with its line and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from fenji.charts.own.offer import PERSONAL
from fenji.charts.own_chart import CUSTOMERS, RUN, By, OwnChart
from fenji.errors import Issue
from fenji.grades.rule import Comparison
from fenji.language import Text
from fenji.scheme.marked import Marked, Path, YamlError, read_marked
from fenji.scheme.mistakes import issue, mistakes_of, unknown_name
from fenji.segments.attributes import ATTRIBUTES
from fenji.segments.condition import leaves
from fenji.segments.leaves import FieldIs, SegmentIs

if TYPE_CHECKING:
    from fenji.charts.own.offer import Offer

LARGEST = 100_000
Placed = tuple[Path, Issue]


def read_own_chart(text: str, name: str, offer: Offer | None = None) -> tuple[OwnChart | None, list[Issue]]:
    """The chart of a file and what is wrong with it; None where it cannot be read. `name`: of the file, for places.

    With an `offer` it is judged by what a run has kept, too.
    """
    if len(text) > LARGEST:
        return None, [_at(name, Marked(), ((), issue("form", _LONG, _SHOWN)))]
    try:
        marked = read_marked(text)
    except YamlError as error:
        problem = Text("the YAML cannot be read: {why}", "YAML 格式有误，无法读取：{why}").fill(why=error)
        return None, [replace(issue("unreadable", problem, _MEND), where=f"{name} line {error.line or 1}")]
    if not isinstance(marked.data, Mapping):
        return None, [_at(name, marked, ((), issue("form", _FORM, _START)))]
    found = [(at, issue("twice", _TWICE.fill(name=at[-1]), _ONE)) for at in marked.twice]
    chart, mistakes = read_plain(marked.data)
    found += mistakes
    if chart is not None:
        found += judge(chart, offer)
    return chart, [_at(name, marked, one) for one in sorted(found, key=lambda one: marked.line(one[0]) or 0)]


def read_plain(data: Mapping[str, Any]) -> tuple[OwnChart | None, list[Placed]]:
    """A chart from plain values as a file has them, or what is wrong with their form."""
    try:
        return OwnChart.model_validate(dict(data)), []
    except ValidationError as error:
        ordinary = mistakes_of(error, OwnChart, data)
        every = error.errors(include_url=False)
        return None, [_formed(each, one, data) for each, one in zip(every, ordinary, strict=True)]


def judge(chart: OwnChart, offer: Offer | None = None) -> list[Placed]:
    """What is wrong with a chart that could be read: what doesn't fit together, and names that the run has not kept."""
    found = [*_fits(chart)]
    if offer is not None:
        found += _names(chart, offer)
        found += [(("when",), one) for leaf in leaves(chart.when) for one in _leaf(leaf, offer)] if chart.when else []
    return found


def _fits(chart: OwnChart) -> Iterator[Placed]:
    """What a kind asks for whatever the names are."""
    kind, how, is_over_runs = chart.kind, chart.measure.how, chart.by.name == RUN
    if is_over_runs != (kind == "line") and kind != "table":
        yield (("by",), issue("runs", _RUNS, _RUNS_FIX))
    if (how == "each") != (kind == "scatter"):
        yield (("measure",), issue("each", _EACH, _EACH_FIX))
    if kind in ("pie", "donut") and not chart.measure.is_summed:
        yield (("measure",), issue("parts", _PARTS, _PARTS_FIX))
    if kind in ("pie", "donut", "histogram") and chart.split is not None:
        yield (("split",), issue("split", _NO_SPLIT, _NO_SPLIT_FIX))
    if kind == "heat" and chart.split is None:
        yield (("kind",), issue("split", _NEEDS_SPLIT, _NEEDS_SPLIT_FIX))
    if kind == "histogram" and chart.measure.of != CUSTOMERS:
        yield (("measure",), issue("histogram", _COUNTED, _COUNTED_FIX))
    if chart.split is not None and chart.split.name == RUN:
        yield (("split",), issue("runs", _RUNS, _RUNS_FIX))
    if chart.split is not None and chart.split.name == chart.by.name:
        yield (("split",), issue("same", _SAME, _SAME_FIX))


def _names(chart: OwnChart, offer: Offer) -> Iterator[Placed]:
    """Names that the run has not kept, and dimensions that a kind cannot use."""
    if chart.measure.of != CUSTOMERS and chart.measure.of not in offer.figures:
        yield (("measure",), _unknown(_FIGURE, chart.measure.of, offer.figures))
    for key, by in (("by", chart.by), ("split", chart.split)):
        if by is None:
            continue
        if by.name not in offer.dimensions:
            yield ((key,), _unknown(_DIVISION, by.name, offer.dimensions))
        elif (by.bins is not None or by.cuts is not None) and not offer.is_figure(by.name):
            yield ((key,), issue("bins", _NO_BINS.fill(name=by.name), _NO_BINS_FIX))
    is_figure = chart.by.name not in offer.dimensions or offer.is_figure(chart.by.name)
    if chart.kind in ("histogram", "scatter") and not is_figure:
        yield (("by",), issue("figure", _NEEDS_FIGURE, _NEEDS_FIGURE_FIX))


def _unknown(kind: Text, name: str, known: Mapping[str, Any]) -> Issue:
    """A name nobody knows; one that only this run has not kept is said as such."""
    if name in PERSONAL:
        return issue("personal", _PERSONAL.fill(name=name), _PERSONAL_FIX)
    found = unknown_name(kind, name, known, code="name")
    return replace(found, problem=_NOT_KEPT.fill(kind=kind, name=name))


def _leaf(leaf: object, offer: Offer) -> Iterator[Issue]:
    if isinstance(leaf, Comparison) and not any(f"{name}_".startswith(f"{leaf.metric}_") for name in offer.figures):
        yield _unknown(_FIGURE, leaf.metric, offer.figures)
    if isinstance(leaf, FieldIs):
        if leaf.field in PERSONAL:
            yield issue("personal", _PERSONAL.fill(name=leaf.field), _PERSONAL_FIX)
        elif leaf.field not in ATTRIBUTES:
            yield unknown_name(_FIELD, leaf.field, ATTRIBUTES, code="field")
    if isinstance(leaf, SegmentIs):
        dimension = offer.dimensions.get(leaf.segment)
        if dimension is None or dimension.sort not in ("tier", "choice"):
            known = [one.name for one in offer.dimensions.values() if one.sort in ("tier", "choice")]
            yield unknown_name(_SEGMENTS, leaf.segment, known, code="segment")
            return
        for key in leaf.keys:
            if key not in dimension.names:
                yield unknown_name(_SEGMENT, key, dimension.names, code="segment")


def _formed(each: Any, other: Placed, data: Any) -> Placed:
    """A mistake of form in words of this file."""
    path, found = other
    if each["type"] == "written":
        return path, issue("form", Text(each["ctx"]["en"], each["ctx"]["zh"]), _SHOWN)
    if each["type"] == "extra_forbidden":
        return path, unknown_name(_SETTING, str(each["loc"][-1]), _keys(path, data), code="key")
    if found.code == "kind" or each["type"] == "literal_error":
        expected = str(each["ctx"]["expected"]).replace(" or ", ", ").replace("'", "").split(", ")
        return path, unknown_name(_KIND, str(each["input"]), expected, code="kind")
    return path, issue("form", found.problem, _SHOWN) if found.code == "form" else found


def _keys(path: Path, data: Any) -> list[str]:
    """The keys that may stand beside the one at a place."""
    if path[:1] == ("when",):
        inside = data
        for step in path[:-1]:
            inside = inside[step]
        if not isinstance(inside, Mapping):
            return []
        holder: type[BaseModel] = FieldIs if "field" in inside else SegmentIs if "segment" in inside else Comparison
        plain = {"one_of": "is", "none_of": "is_not"}
        return [plain.get(name, info.alias or name) for name, info in holder.model_fields.items()]
    holder = By if len(path) > 1 else OwnChart
    return list(holder.model_fields)


def _at(name: str, marked: Marked, placed: Placed) -> Issue:
    line = marked.line(placed[0])
    return replace(placed[1], where=name if line is None else f"{name} line {line}")


_SETTING, _KIND = Text("setting", "设置项"), Text("kind of chart", "图表类型")
_FIGURE, _DIVISION, _FIELD = Text("figure", "指标"), Text("division", "分组"), Text("field", "字段")
_SEGMENTS, _SEGMENT = Text("segmentation", "客群划分"), Text("segment", "客群")
_SHOWN = Text("Write it as docs/how-to/own-charts.md shows.", "写法见 docs/how-to/own-charts.md。")
_LONG = Text("a chart has at most 100,000 letters", "一张图表最多 100,000 个字符")
_MEND = Text("Mend this line: indentation, quotes, colons.", "请检查该行的缩进、引号与冒号。")
_FORM = Text("this is no chart", "这不是图表")
_START = Text("Start with `title:`, `by:` and `kind:`.", "请写 `title:`、`by:` 与 `kind:`。")
_TWICE, _ONE = Text("'{name}' is written twice", "“{name}”重复出现"), Text("Keep one of them.", "请保留其中一个。")
_RUNS = Text("runs are drawn as a line, and a line is drawn over runs", "按评级批次画折线，折线也只按评级批次画")
_RUNS_FIX = Text("Write `by: run` with `kind: line`, or neither.", "`by: run` 请配 `kind: line`，否则都不用。")
_EACH = Text(
    "a scatter shows each customer's own figure, others sum up", "散点图展示每位客户的数值，其他图表展示汇总值"
)
_EACH_FIX = Text("Write {each: …} with `kind: scatter` alone.", "{each: …} 只用于 `kind: scatter`。")
_PARTS = Text("parts of a ring make up a whole; averages do not", "饼图各部分相加为整体，平均值、中位数不能相加")
_PARTS_FIX = Text("Measure customers, a sum or a share, or draw bars.", "请改用客户数、合计或占比，或改为柱状图。")
_NO_SPLIT = Text("this kind of chart is divided once", "该类图表只能分组一次")
_NO_SPLIT_FIX = Text("Take `split` out, or draw bars or a heat grid.", "请去掉 `split`，或改用柱状图、热力图。")
_NEEDS_SPLIT = Text("a heat grid is divided twice", "热力图需要两个分组")
_NEEDS_SPLIT_FIX = Text("Add `split`.", "请添加 `split`。")
_COUNTED = Text("a histogram counts customers", "直方图统计客户数")
_COUNTED_FIX = Text("Measure customers or their share.", "度量请用客户数或客户占比。")
_SAME = Text("both divisions are the same", "两个分组相同")
_SAME_FIX = Text("Choose another, or take `split` out.", "请换一个，或去掉 `split`。")
_NOT_KEPT = Text("the run has no {kind} called '{name}'", "本次评级没有名为“{name}”的{kind}")
_NO_BINS = Text("'{name}' is no number and has no bins", "“{name}”不是数值，不能分段")
_NO_BINS_FIX = Text("Write the name alone.", "请只写名称。")
_NEEDS_FIGURE = Text("this kind of chart needs a number to divide by", "该类图表须按数值指标分组")
_NEEDS_FIGURE_FIX = Text("Choose a figure such as net_revenue.", "请选择数值指标，如 net_revenue。")
_PERSONAL = Text(
    "'{name}' is contact or personal data and is not shown in charts", "“{name}”属于个人信息，不能用于图表"
)
_PERSONAL_FIX = Text("Choose another attribute.", "请换用其他属性。")
