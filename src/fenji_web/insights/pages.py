"""What the pages of charts and segments show, and their words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from fenji_web.insights.queries import NOBODY, Cross, Held
from fenji_web.library import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fenji_web.library import Result, Segmentation, Tier

FIRST = (
    "tier_share", "amount_by_tier", "moves_sankey", "tier_history", "concentration", "score_spread",
    "frequency_amount", "moves_matrix", "customers_by_tier", "frequency_by_tier",
)  # fmt: skip
HEATS = (Decimal(0), Decimal("0.02"), Decimal("0.08"), Decimal("0.2"), Decimal("0.4"))

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
    "segments": Text("Segments", "客群"),
    "segments_about": Text(
        "Segments stand side by side and are never ranked; a customer is in at most one of each kind.",
        "客群并列、不分高低；同一种划分中，一位客户至多属于一个客群。",
    ),
    "no_segments": Text("No segments yet", "还没有客群"),
    "no_segments_about": Text(
        "Segments are found with every grading: grade once and they stand here.",
        "每次评级都会划分客群；完成一次评级后即显示在这里。",
    ),
    "no_segments_kept": Text(
        "This run has kept no segments; the next grading will.", "本批次没有保存客群；下一次评级会保存。"
    ),
    "to_runs": Text("To the runs", "前往评级批次"),
    "kinds": Text("Kinds of segments", "客群划分"),
    "segment": Text("Segment", "客群"),
    "customers": Text("Customers", "客户数"),
    "customer_share": Text("of customers", "客户占比"),
    "revenue": Text("Net revenue", "购买金额"),
    "revenue_share": Text("of revenue", "金额占比"),
    "average": Text("Per customer", "人均金额"),
    "advice": Text("What it asks for", "应对"),
    "in_none": Text("In none", "不属于任何客群"),
    "ungraded": Text("Not graded", "暂不评级"),
    "everyone": Text("All", "合计"),
    "trend": Text("Trend", "趋势"),
    "trend_of": Text("{n} runs", "{n} 次评级"),
    "since": Text("since {day}", "较 {day}"),
    "sizes": Text("Size and revenue", "规模与金额"),
    "rfm_title": Text("The eight classes", "RFM 八类"),
    "rfm_high": Text("Important: spend much", "重要：金额高"),
    "rfm_low": Text("Ordinary: spend little", "一般：金额低"),
    "rfm_value": Text("Recent and often", "最近买过、买得勤"),
    "rfm_develop": Text("Recent, seldom", "最近买过、买得少"),
    "rfm_keep": Text("Often, not lately", "买得勤、近来没买"),
    "rfm_win_back": Text("Seldom, not lately", "买得少、近来没买"),
    "matrix": Text("Tiers and segments", "等级 × 客群"),
    "matrix_about": Text(
        "Customers in each pair; the deeper the colour, the larger the part of the tier.",
        "每一格的客户数；颜色越深，占该等级的比例越大。",
    ),
    "tier": Text("Tier", "等级"),
    "n_customers": Text("{n} customer{n:s}", "{n} 位客户"),
    "share_of_customers": Text("{share} of customers", "占客户 {share}"),
    "share_of_revenue": Text("{share} of revenue", "占金额 {share}"),
    "segment_before": Text("{title} before", "上次{title}"),
    "also_called": Text("also called {names}", "又称{names}"),
}


@dataclass(frozen=True)
class SegmentRow:
    """One segment: its customers, what they bring, and the way to their list."""

    key: str | None
    name: Text
    advice: Text
    also_called: tuple[str, ...]
    held: Held
    customer_share: Decimal
    revenue_share: Decimal | None
    average: Decimal | None
    change: int | None
    line: str
    url: str

    @property
    def size_of_change(self) -> int:
        """How large the change is, whichever way."""
        return abs(self.change or 0)

    @property
    def heat(self) -> int:
        """How deep the colour of its field is."""
        return heat(self.revenue_share)


@dataclass(frozen=True)
class Cell:
    """Customers of one tier in one segment."""

    customers: int
    share: Decimal
    url: str

    @property
    def heat(self) -> int:
        """How deep its colour is: by the share of the tier."""
        return heat(self.share) if self.customers else 0


@dataclass(frozen=True)
class Column:
    """One tier and all its customers."""

    tier: Tier | None
    customers: int


@dataclass(frozen=True)
class MatrixRow:
    """One segment across all tiers."""

    segment: SegmentRow
    cells: tuple[Cell, ...]


def customers_url(where: Mapping[str, str | Sequence[str]]) -> str:
    """The list of the customers that a number speaks of; an empty value asks for the unknown."""
    return f"/customers/?{urlencode(where, doseq=True)}" if where else "/customers/"


def spark(counts: Sequence[int]) -> str:
    """The points of a small line on a field of 84 × 22: its lowest count at the bottom, its highest at the top.

    >>> spark([10, 20, 15])
    '2.0,20.0 42.0,2.0 82.0,11.0'
    """
    low, high = min(counts), max(counts)
    step = 80 / max(len(counts) - 1, 1)
    heights = [11.0 if high == low else 20 - 18 * (count - low) / (high - low) for count in counts]
    return " ".join(f"{2 + step * place:.1f},{height:.1f}" for place, height in enumerate(heights))


def heat(share: Decimal | None) -> int:
    """0 to 5: how deep a field is coloured by its share of the whole."""
    return 0 if share is None or share <= 0 else sum(1 for step in HEATS if share > step)


def chart_order(names: Sequence[str]) -> list[str]:
    """The charts in the order of the questions people ask; new ones at the end."""
    return [*(name for name in FIRST if name in names), *(name for name in names if name not in FIRST)]


def segment_rows(
    segmentation: Segmentation,
    cross: Cross,
    before: Mapping[str | None, int] | None = None,
    past: Sequence[Mapping[str | None, int]] = (),
) -> list[SegmentRow]:
    """Every segment in its order, those in none last where there are any; the change since `before`, its past."""
    known = {segment.key: segment for segment in segmentation.segments()}
    held: dict[str | None, Held] = {}
    for (key, _), part in cross.items():
        held[key] = held.get(key, NOBODY) + part
    everyone = sum(held.values(), NOBODY)
    order: list[str | None] = [*known, *sorted(str(key) for key in held if key is not None and key not in known)]
    rows = []
    for key in [*order, *([None] if None in held else [])]:
        segment = known.get(str(key)) if key is not None else None
        mine = held.get(key, NOBODY)
        rows.append(
            SegmentRow(
                key=key,
                name=WORDS["in_none"] if key is None else segment.name if segment else Text(key, key),
                advice=segment.advice if segment else Text("", ""),
                also_called=segment.also_called if segment else (),
                held=Held(mine.customers, calm(mine.net_revenue)),
                customer_share=Decimal(mine.customers) / max(everyone.customers, 1),
                revenue_share=_part(mine.net_revenue, everyone.net_revenue, mine.customers),
                average=calm(mine.net_revenue / mine.customers)
                if mine.net_revenue is not None and mine.customers
                else None,
                change=mine.customers - before.get(key, 0) if before else None,
                line=spark([*(sizes.get(key, 0) for sizes in past), mine.customers]) if len(past) > 1 else "",
                url=customers_url({segmentation.name: key or ""}),
            )
        )
    return rows


def columns(result: Result, cross: Cross) -> list[Column]:
    """The tiers, best first, the ungraded last where there are any, each with all its customers."""
    tiers: list[Tier | None] = [*result.scheme.scheme.tiers]
    if any(tier is None for _, tier in cross):
        tiers.append(None)
    totals: dict[str | None, int] = {}
    for (_, tier), held in cross.items():
        totals[tier] = totals.get(tier, 0) + held.customers
    return [Column(tier, totals.get(_key(tier), 0)) for tier in tiers]


def matrix(
    segmentation: Segmentation, cross: Cross, rows: Sequence[SegmentRow], tiers: Sequence[Column]
) -> list[MatrixRow]:
    """Segments across the tiers: how many customers of each tier are in each, and what part of the tier that is."""
    return [MatrixRow(row, tuple(_cell(segmentation, cross, row, column) for column in tiers)) for row in rows]


def calm(amount: Decimal | None) -> Decimal | None:
    """An amount as lists show it: without cents from 100 up."""
    if amount is None or abs(amount) < 100:
        return amount
    return amount.quantize(Decimal(1), rounding=ROUND_HALF_UP)


def rfm_fields(rows: Sequence[SegmentRow]) -> list[tuple[Text, list[SegmentRow]]]:
    """The eight classes as two lines of four: money high and low; recent and often, recent, often, neither."""
    by_key = {row.key: row for row in rows}
    lines = (("important", WORDS["rfm_high"]), ("ordinary", WORDS["rfm_low"]))
    return [
        (words, [by_key[f"{line}_{way}"] for way in ("value", "develop", "keep", "win_back")]) for line, words in lines
    ]


def _cell(segmentation: Segmentation, cross: Cross, row: SegmentRow, column: Column) -> Cell:
    key = _key(column.tier)
    count = cross.get((row.key, key), NOBODY).customers
    url = customers_url({"tier": key or "", segmentation.name: row.key or ""})
    return Cell(count, Decimal(count) / max(column.customers, 1), url)


def _key(tier: Tier | None) -> str | None:
    return None if tier is None else tier.key


def _part(part: Decimal | None, whole: Decimal | None, customers: int) -> Decimal | None:
    if whole is None or whole <= 0:
        return None
    return (part or Decimal(0)) / whole if part is not None or not customers else None
