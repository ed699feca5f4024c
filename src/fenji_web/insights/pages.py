"""What the pages of charts show, and their words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from fenji_web.library import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fenji_web.insights.forms import Chosen
    from fenji_web.library import Chart

GROUPS = (
    ("group_tiers", ("tier_share", "amount_by_tier", "tier_history", "concentration", "score_spread",
                     "frequency_amount", "customers_by_tier", "frequency_by_tier")),
    ("group_moves", ("moves_sankey", "moves_matrix")),
    ("group_segments", ("customers_by_rfm", "customers_by_stage", "rfm_by_tier", "stage_by_tier", "stage_flow")),
    ("group_cohorts", ("cohort_retention", "cohort_revenue")),
)  # fmt: skip
OWN = "own-"
OFFERED = ("tier", "rfm_class", "stage", "abc")

WORDS = {
    "title": Text("Insights", "分析"),
    "about": Text(
        "Point at a mark for its figures; click a tier, segment or stage and all charts show those customers.",
        "指向标记可看数字；点击某个等级、客群或阶段，所有图表只显示这部分客户。",
    ),
    "filter": Text("Filter", "筛选"),
    "filtered": Text("Filtered by", "筛选条件"),
    "take_away": Text("Take this filter away", "移除该条件"),
    "clear": Text("All customers", "全部客户"),
    "those": Text("{n} customer{n:s}", "{n} 位客户"),
    "whole": Text("all customers", "全部客户"),
    "whole_about": Text(
        "Filters do not narrow this chart: who bought again is counted over all customers at each grading.",
        "此图不随筛选变化：复购情况在每次评级时按全部客户统计。",
    ),
    "numbers": Text("Numbers", "数据表"),
    "numbers_title": Text("The numbers of this page as a workbook", "本页数据导出为工作簿"),
    "group_tiers": Text("Tiers", "等级"),
    "group_moves": Text("Moves since the run before", "较上次评级的变动"),
    "group_segments": Text("Segments and stages", "客群与阶段"),
    "group_cohorts": Text("New customers over time", "新客户的后续表现"),
    "group_own": Text("Own charts", "自建图表"),
    "change_own": Text("Change", "修改"),
    "group_more": Text("More", "更多"),
    "all_charts": Text("All charts", "全部图表"),
    "open": Text("Open the chart", "打开图表"),
    "loading": Text("Drawing the chart", "正在绘制图表"),
    "download": Text("Download", "下载"),
    "as_picture": Text("as {kind}", "{kind}"),
    "as_workbook": Text("The workbook holds all charts and tables: see the runs", "工作簿含全部图表和表格：见评级批次"),
    "workbook": Text("Workbook", "工作簿"),
    "other_charts": Text("Other charts", "其他图表"),
    "nothing": Text("No charts yet", "还没有图表"),
    "nothing_about": Text(
        "Charts show graded customers. Import orders or a customer list, then grade.",
        "图表展示已评级的客户。请先导入订单或客户名单，再进行评级。",
    ),
    "to_data": Text("Import data", "导入数据"),
    "segment_before": Text("{title} before", "上次{title}"),
}


def customers_url(where: Mapping[str, str | Sequence[str]]) -> str:
    """The list of the customers that a number speaks of; an empty value asks for the unknown."""
    return f"/customers/?{urlencode(where, doseq=True)}" if where else "/customers/"


@dataclass(frozen=True)
class Choice:
    """A column that the page can be filtered by, each value with the page's query for it."""

    label: Text
    values: tuple[tuple[Text, str, bool], ...]


def chart_groups(charts: Mapping[str, Chart]) -> list[tuple[Text, list[Chart]]]:
    """The charts by subject, in the order of the questions people ask; new ones at the end."""
    known = [name for _, names in GROUPS for name in names]
    rest = [name for name in charts if name not in known]
    own = tuple(name for name in rest if name.startswith(OWN))
    groups = [("group_own", own), *GROUPS, ("group_more", tuple(name for name in rest if name not in own))]
    found = [(WORDS[key], [charts[name] for name in names if name in charts]) for key, names in groups]
    return [(title, some) for title, some in found if some]


def chart_order(names: Sequence[str]) -> list[str]:
    """The charts in the same order, in one row."""
    first = [name for _, group in GROUPS for name in group]
    return [*(name for name in first if name in names), *(name for name in names if name not in first)]


def choices(chosen: Chosen) -> list[Choice]:
    """What the menu of filters offers: the tiers, and the segments that charts show."""
    found = []
    for name in OFFERED:
        if name in chosen.columns:
            column = chosen.columns[name]
            values = tuple(
                (text, chosen.toggled(name, key) or "?", chosen.has(name, key)) for key, text in column.choices
            )
            found.append(Choice(column.label, values))
    return found


def calm(amount: Decimal | None) -> Decimal | None:
    """An amount as lists show it: without cents from 100 up."""
    if amount is None or abs(amount) < 100:
        return amount
    return amount.quantize(Decimal(1), rounding=ROUND_HALF_UP)
