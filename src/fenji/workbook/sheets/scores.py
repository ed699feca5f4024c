"""评分信息: the points of every criterion and the score."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji.language import Text
from fenji.scheme.describe import label_of
from fenji.workbook.book import Book
from fenji.workbook.column import Column, Row
from fenji.workbook.listing import Listing
from fenji.workbook.sheets.shared_columns import customer_id, field

if TYPE_CHECKING:
    from fenji.result import Result
    from fenji.scheme.model import Criterion

TITLE = Text("Scores", "评分信息")

FIXED: tuple[tuple[Text, frozenset[str]], ...] = (
    (Text("Purchase frequency score", "购买频率评分"), frozenset({"order_count", "orders_per_month"})),
    (Text("Spend score", "消费金额评分"), frozenset({"net_revenue", "spend_per_month"})),
    (Text("Activity score", "活跃程度评分"), frozenset({"active_months", "activity_count"})),
    (Text("Interaction score", "互动情况评分"), frozenset({"interaction_count"})),
)
"""The four headers every such table has, and the metrics that fill them."""

NO_CRITERION = Text("this scheme has no such criterion", "本分级标准不含此评分项")
LEFT_OUT = Text(
    "not counted: the data holds nothing to compute it from; its weight went to the other criteria",
    "未计入：数据中没有可用于计算的记录，其权重已按比例分给其他评分项",
)


def write(book: Book, result: Result) -> None:
    """Lists every customer's points, 0 to 100 each, and the total score."""
    listing = Listing(book, TITLE, columns(result))
    asked = ["customer_id", *(name for name in result.columns if name.startswith("points_") or name == "score")]
    for row in book.follow(TITLE, result.rows(asked)):
        listing.add(row)
    listing.close()


def columns(result: Result) -> tuple[Column, ...]:
    """客户ID, the four fixed scores, one more for every further criterion, 总评分."""
    fixed, further = matched(result.scheme.scheme.criteria)
    shown = [_points(header, criterion, result) for header, criterion in fixed + further]
    total = Column(
        Text("Total score", "总评分"),
        Text("weighted total of all scores, 0 to 100", "各项评分的加权合计，0–100"),
        field("score"),
        kind="score",
        width=14,
    )
    return (customer_id(), *shown, total)


def matched(
    criteria: tuple[Criterion, ...],
) -> tuple[list[tuple[Text, Criterion | None]], list[tuple[Text, Criterion | None]]]:
    """The criterion behind each fixed header (None where the scheme has none), and the criteria left over."""
    left = list(criteria)
    fixed: list[tuple[Text, Criterion | None]] = []
    for header, metrics in FIXED:
        found = next((criterion for criterion in left if criterion.metric in metrics), None)
        if found is not None:
            left.remove(found)
        fixed.append((header, found))
    taken = {header.zh for header, _ in fixed} | {"总评分"}
    further: list[tuple[Text, Criterion | None]] = []
    for criterion in left:
        label = label_of(criterion)
        header = Text(f"{label.en} score", f"{label.zh.removesuffix('评分')}评分")
        if header.zh in taken:
            header = Text(f"{header.en} ({criterion.name})", f"{header.zh}({criterion.name})")
        taken.add(header.zh)
        further.append((header, criterion))
    return fixed, further


def _points(header: Text, criterion: Criterion | None, result: Result) -> Column:
    if criterion is None or criterion.name in result.scheme.left_out:
        why = NO_CRITERION if criterion is None else LEFT_OUT
        return Column(header, why, lambda _: None, kind="points", width=16, why_unknown=why)
    name = f"points_{criterion.name}"
    weight = Decimal(result.scheme.weights.get(criterion.name, 0)) / 100
    meaning = Text("points for {metric}, 0 to 100; weight {weight}%", "按“{metric}”得分，0–100；权重 {weight}%").fill(
        metric=label_of(criterion), weight=f"{weight.normalize():f}"
    )
    return Column(header, meaning, _in_points(name), kind="points", width=16)


def _in_points(name: str) -> Callable[[Row], Any]:
    def value(row: Row) -> Any:
        hundredths = row.get(name)
        return None if hundredths is None else hundredths / 100

    return value
