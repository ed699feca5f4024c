"""What the pages of segments show, and their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from fenji_web.insights.pages import calm, customers_url
from fenji_web.library import Text
from fenji_web.segments.queries import NOBODY, Cross, Held, Sizes

if TYPE_CHECKING:
    from fenji_web.library import Segmentation

HEATS = (Decimal(0), Decimal("0.02"), Decimal("0.08"), Decimal("0.2"), Decimal("0.4"))

WORDS = {
    "title": Text("Segments", "客群"),
    "about": Text(
        "Segments stand side by side and are never ranked; a customer is in at most one of each kind.",
        "客群并列、不分高低；同一种划分中，一位客户至多属于一个客群。",
    ),
    "none": Text("No segments yet", "还没有客群"),
    "none_about": Text(
        "Segments are found with every grading: grade once and they stand here.",
        "每次评级都会划分客群；完成一次评级后即显示在这里。",
    ),
    "none_kept": Text(
        "This run has kept no segments; the next grading will.", "本批次没有保存客群；下一次评级会保存。"
    ),
    "to_data": Text("Import data", "导入数据"),
    "to_runs": Text("To the runs", "前往评级批次"),
    "kinds": Text("Kinds of segments", "客群划分"),
    "segment": Text("Segment", "客群"),
    "customers": Text("Customers", "客户数"),
    "entered": Text("Entered", "进入"),
    "left": Text("Left", "离开"),
    "customer_share": Text("of customers", "客户占比"),
    "revenue": Text("Net revenue", "购买金额"),
    "revenue_share": Text("of revenue", "金额占比"),
    "average": Text("Per customer", "人均金额"),
    "advice": Text("What it asks for", "应对"),
    "in_none": Text("In none", "不属于任何客群"),
    "not_before": Text("In none, or new", "不属于任何客群或新客户"),
    "everyone": Text("All", "合计"),
    "trend": Text("Trend", "趋势"),
    "trend_note": Text("Lines: the last {n} runs.", "折线为最近 {n} 次评级。"),
    "since_note": Text("Entered and left since {day}.", "进入与离开：自 {day} 起。"),
    "redefined": Text(
        "Defined otherwise in the run before, so nobody entered or left.", "上一批次的划分标准不同，故不比较进出。"
    ),
    "sizes": Text("Size and revenue", "规模与金额"),
    "rfm_title": Text("The eight classes", "RFM 八类"),
    "rfm_high": Text("Important: spend much", "重要：金额高"),
    "rfm_low": Text("Ordinary: spend little", "一般：金额低"),
    "rfm_value": Text("Recent and often", "最近买过、买得勤"),
    "rfm_develop": Text("Recent, seldom", "最近买过、买得少"),
    "rfm_keep": Text("Often, not lately", "买得勤、近来没买"),
    "rfm_win_back": Text("Seldom, not lately", "买得少、近来没买"),
    "flow": Text("Moves since {day}", "{day} 以来的流动"),
    "flow_about": Text(
        "{n} customer{n:s} went elsewhere, {share} stayed. Rows: before; columns: now.",
        "{n} 位客户换了客群，{share} 留在原处。行为上次，列为本次。",
    ),
    "before": Text("Before", "上次"),
    "matrix": Text("Tiers and segments", "等级 × 客群"),
    "matrix_about": Text(
        "Customers in each pair; the deeper the colour, the larger the part of the tier.",
        "每一格的客户数；颜色越深，占该等级的比例越大。",
    ),
    "share_of_customers": Text("{share} of customers", "占客户 {share}"),
    "share_of_revenue": Text("{share} of revenue", "占金额 {share}"),
}


@dataclass(frozen=True)
class Walk:
    """Customers who entered or left a segment, and the way to their list."""

    customers: int
    url: str


@dataclass(frozen=True)
class SegmentRow:
    """One segment: its customers, what they bring, who came and went, and the way to their lists."""

    key: str | None
    name: Text
    advice: Text
    also_called: tuple[str, ...]
    held: Held
    customer_share: Decimal
    revenue_share: Decimal | None
    average: Decimal | None
    entered: Walk | None
    left: Walk | None
    line: str
    money_line: str
    url: str

    @property
    def heat(self) -> int:
        """How deep the colour of its field is."""
        return heat(self.revenue_share)


def spark(counts: Sequence[int | Decimal]) -> str:
    """The points of a small line on a field of 84 × 22: its lowest count at the bottom, its highest at the top.

    >>> spark([10, 20, 15])
    '2.0,20.0 42.0,2.0 82.0,11.0'
    """
    low, high = min(counts), max(counts)
    step = 80 / max(len(counts) - 1, 1)
    heights = [11.0 if high == low else 20 - 18 * float((count - low) / (high - low)) for count in counts]
    return " ".join(f"{2 + step * place:.1f},{height:.1f}" for place, height in enumerate(heights))


def heat(share: Decimal | None) -> int:
    """0 to 5: how deep a field is coloured by its share of the whole."""
    return 0 if share is None or share <= 0 else sum(1 for step in HEATS if share > step)


def segment_rows(
    segmentation: Segmentation, cross: Cross, moved: Cross | None = None, past: Sequence[Sizes] = ()
) -> list[SegmentRow]:
    """Every segment in its order, those in none last where there are any; who came and went, its past."""
    known = {segment.key: segment for segment in segmentation.segments()}
    held = sums(cross, 0)
    everyone = sum(held.values(), NOBODY)
    order: list[str | None] = [*known, *sorted(str(key) for key in held if key is not None and key not in known)]
    rows = []
    for key in [*order, *([None] if None in held else [])]:
        segment = known.get(str(key)) if key is not None else None
        mine = held.get(key, NOBODY)
        entered, left = walks(segmentation.name, key, moved) if moved and key is not None else (None, None)
        rows.append(
            SegmentRow(
                key=key,
                name=name_of(segmentation, key),
                advice=segment.advice if segment else Text("", ""),
                also_called=segment.also_called if segment else (),
                held=Held(mine.customers, calm(mine.net_revenue)),
                customer_share=Decimal(mine.customers) / max(everyone.customers, 1),
                revenue_share=_part(mine.net_revenue, everyone.net_revenue, mine.customers),
                average=calm(mine.net_revenue / mine.customers)
                if mine.net_revenue is not None and mine.customers
                else None,
                entered=entered,
                left=left,
                line=spark([each.get(key, NOBODY).customers for each in (*past, held)]) if len(past) > 1 else "",
                money_line=_money_line([each.get(key, NOBODY) for each in (*past, held)]),
                url=customers_url({segmentation.name: key or ""}),
            )
        )
    return rows


def walks(name: str, key: str, moved: Cross) -> tuple[Walk, Walk]:
    """Who entered a segment and who left it since the run before."""
    entered = sum(held.customers for (then, now), held in moved.items() if now == key != then)
    left = sum(held.customers for (then, now), held in moved.items() if then == key != now)
    return (
        Walk(entered, customers_url({name: key, "where": f"previous_{name}:is_not:{key}"})),
        Walk(left, customers_url({f"previous_{name}": key, "where": f"{name}:is_not:{key}"})),
    )


def rfm_fields(rows: Sequence[SegmentRow]) -> list[tuple[Text, list[SegmentRow]]]:
    """The eight classes as two lines of four: money high and low; recent and often, recent, often, neither."""
    by_key = {row.key: row for row in rows}
    lines = (("important", WORDS["rfm_high"]), ("ordinary", WORDS["rfm_low"]))
    return [
        (words, [by_key[f"{line}_{way}"] for way in ("value", "develop", "keep", "win_back")]) for line, words in lines
    ]


def name_of(segmentation: Segmentation, key: str | None) -> Text:
    """What a segment is called; one that the definition no longer has, by its key."""
    if key is None:
        return WORDS["in_none"]
    return next((one.name for one in segmentation.segments() if one.key == key), Text(key, key))


def sums(cross: Cross, side: int) -> Sizes:
    """Customers and revenue by one of the two that are crossed."""
    found: Sizes = {}
    for pair, part in cross.items():
        found[pair[side]] = found.get(pair[side], NOBODY) + part
    return found


def _money_line(held: Sequence[Held]) -> str:
    known = [each.net_revenue or Decimal(0) for each in held]
    return spark(known) if len(known) > 2 and any(known) else ""


def _part(part: Decimal | None, whole: Decimal | None, customers: int) -> Decimal | None:
    if whole is None or whole <= 0:
        return None
    return (part or Decimal(0)) / whole if part is not None or not customers else None
