"""What the pages of own charts show, and their words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fenji_web.library import Text
from fenji_web.own_charts.forms import BY_FIGURE, CUSTOMERS, HOWS, KINDS, SPLITS

if TYPE_CHECKING:
    from fenji_web.library import Offer, OwnChartFile

WORDS = {
    "title": Text("Own charts", "自建图表"),
    "about": Text(
        "Charts you make yourself stand in Insights; those that everybody sees are in the report too.",
        "自建图表显示在“分析”页面；对所有人可见的还会写入报告。",
    ),
    "new": Text("New chart", "新建图表"),
    "change": Text("Change", "修改"),
    "nothing": Text("No charts of your own yet", "还没有自建图表"),
    "nothing_about": Text(
        "Choose what to measure, how to group and how to draw it; the chart follows your choices.",
        "选择度量、分组和图表类型，右侧即时显示图表。",
    ),
    "back": Text("All own charts", "全部自建图表"),
    "to_insights": Text("Insights", "分析"),
    "name": Text("Title", "标题"),
    "name_en": Text("Title in English", "英文标题"),
    "optional": Text("optional", "选填"),
    "kind": Text("Kind", "图表类型"),
    "kind_bar": Text("Bars", "柱状图"),
    "kind_line": Text("Line over runs", "历次折线图"),
    "kind_donut": Text("Ring", "环形图"),
    "kind_pie": Text("Pie", "饼图"),
    "kind_heat": Text("Heat grid", "热力图"),
    "kind_scatter": Text("Scatter", "散点图"),
    "kind_histogram": Text("Histogram", "直方图"),
    "kind_table": Text("Table", "表格"),
    "how": Text("Measure", "度量"),
    "how_count": Text("Customers", "客户数"),
    "how_sum": Text("Sum of", "合计"),
    "how_average": Text("Average of", "平均值"),
    "how_median": Text("Median of", "中位数"),
    "how_share": Text("Share of", "占比"),
    "of": Text("Of which figure", "指标"),
    "customers": Text("Customers", "客户数"),
    "by": Text("Grouped by", "分组"),
    "by_figure": Text("Grouped by the figure", "按指标分组"),
    "split": Text("Split by", "再按…细分"),
    "split_none": Text("not split", "不细分"),
    "groups": Text("Groups at most", "最多显示组数"),
    "bins": Text("Bins", "分段数"),
    "group_grade": Text("Grade", "等级"),
    "group_segment": Text("Segments", "客群"),
    "group_profile": Text("Profile", "客户资料"),
    "group_months": Text("Months", "月份"),
    "group_figure": Text("Figures", "指标"),
    "who": Text("Who sees it", "可见范围"),
    "who_me": Text("Only me", "仅自己"),
    "who_all": Text("Everybody", "所有人"),
    "counted": Text("Whom it counts", "统计范围"),
    "counted_about": Text("No condition: all customers.", "不填条件即统计全部客户。"),
    "live": Text("Preview", "预览"),
    "live_none": Text("Complete the choices and the chart shows here.", "补全选项后，图表会显示在这里。"),
    "save": Text("Save the chart", "保存图表"),
    "saved": Text("Saved. Find it in Insights.", "已保存，可在“分析”页面查看。"),
    "open": Text("Open in Insights", "在分析中查看"),
    "copy": Text("Duplicate", "复制"),
    "copy_of": Text("{title} (copy)", "{title}（副本）"),
    "up": Text("Move up", "上移"),
    "down": Text("Move down", "下移"),
    "remove": Text("Remove", "删除"),
    "removed": Text("Removed “{title}”.", "已删除“{title}”。"),
    "undo": Text("Undo", "撤销"),
    "wrong": Text("cannot be drawn: {why}", "无法绘制：{why}"),
    "needs_title": Text("give the chart a title", "请填写图表标题"),
    "too_many": Text("one person keeps at most {n} own charts", "每人最多保留 {n} 张自建图表"),
    "too_many_fix": Text("Remove one that you no longer need.", "请先删除不再需要的图表。"),
    "changed": Text("Somebody else has changed this chart meanwhile.", "您编辑期间，他人已修改该图表。"),
    "changed_fix": Text(
        "Your choices stand below. Save again to write them over theirs, which stay as a version, or open theirs.",
        "您的选择仍在下方。再次保存即覆盖对方的内容（对方版本仍会保留），也可打开对方的版本。",
    ),
    "theirs": Text("Open theirs", "打开对方的版本"),
    "by_hand": Text(
        "This chart was written by hand with settings the form does not have.", "该图表为手工编写，含表单之外的设置。"
    ),
    "by_hand_fix": Text(
        "It is drawn as it is; make a new chart to change it here.", "可照常显示；如需在此修改请新建图表。"
    ),
}  # fmt: skip
_BY_GROUP = {"tier": "grade", "run": "grade", "choice": "segment", "words": "profile", "truth": "profile",
             "months": "months", "bins": "figure"}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One own chart in the list: what it is, what it shows, what is wrong with it, what this person may do."""

    name: str
    title: Text
    shows: Text
    kind: Text | None
    wrong: Text | None
    is_shared: bool
    may_change: bool
    digest: str


def row(one: OwnChartFile, shows: Text, *, may_change: bool) -> Row:
    """A chart's file as the list shows it."""
    chart = one.chart
    problem = next((issue.problem for issue in one.issues if issue.level == "error"), None)
    wrong = None if problem is None else WORDS["wrong"].fill(why=problem)
    title = Text(one.name, one.name) if chart is None else chart.title
    kind = None if chart is None else WORDS[f"kind_{chart.kind}"]
    return Row(one.name, title, shows, kind, wrong, chart is None or not chart.only, may_change, one.digest)


def kinds() -> list[tuple[str, Text]]:
    """The kinds of chart to choose from."""
    return [(kind, WORDS[f"kind_{kind}"]) for kind in KINDS]


def hows() -> list[tuple[str, Text]]:
    """The ways to measure."""
    return [(how, WORDS[f"how_{how}"]) for how in HOWS]


def figures(offer: Offer) -> list[tuple[str, Text]]:
    """The figures to measure; customers first."""
    return [(CUSTOMERS, WORDS["customers"]), *((one.column, one.label) for one in offer.figures.values())]


def divisions(offer: Offer, *, has_figures: bool = True) -> list[tuple[Text, list[tuple[str, Text]]]]:
    """What customers can be divided by, by group, runs left out: a line is drawn over those."""
    found: dict[str, list[tuple[str, Text]]] = {}
    for one in offer.dimensions.values():
        group = _BY_GROUP["tier" if one.name == "move" else one.sort]
        if one.sort != "run" and (has_figures or one.sort != "bins"):
            found.setdefault(group, []).append((one.name, one.label))
    return [(WORDS[f"group_{name}"], every) for name, every in found.items()]


def shown_with(*kinds: str) -> str:
    """For a part of the form: the kinds it stands there for."""
    return " ".join(f"kind={kind}" for kind in kinds)


PARTS = {
    "how": shown_with(*(kind for kind in KINDS if kind not in BY_FIGURE)) + " kind=histogram",
    "of": " ".join(f"how={how}" for how in HOWS if how != "count") + " kind=scatter",
    "by": shown_with(*(kind for kind in KINDS if kind not in (*BY_FIGURE, "line"))),
    "by_figure": shown_with(*BY_FIGURE),
    "split": shown_with(*SPLITS),
    "groups": shown_with("bar", "donut", "pie", "heat", "table"),
    "bins": shown_with("histogram"),
}
