"""What the pages of charts show, and their words."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from fenji_web.library import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FIRST = (
    "tier_share", "amount_by_tier", "moves_sankey", "tier_history", "concentration", "score_spread",
    "frequency_amount", "moves_matrix", "customers_by_tier", "frequency_by_tier",
)  # fmt: skip

WORDS = {
    "title": Text("Insights", "分析"),
    "about": Text(
        "Each picture answers one question about the customers; point at a mark for its figures.",
        "每张图回答一个问题；指向图中的标记可看到数字。",
    ),
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


def chart_order(names: Sequence[str]) -> list[str]:
    """The charts in the order of the questions people ask; new ones at the end."""
    return [*(name for name in FIRST if name in names), *(name for name in names if name not in FIRST)]


def calm(amount: Decimal | None) -> Decimal | None:
    """An amount as lists show it: without cents from 100 up."""
    if amount is None or abs(amount) < 100:
        return amount
    return amount.quantize(Decimal(1), rounding=ROUND_HALF_UP)
