"""How many customers are in each RFM class? Bars, never ranked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fenji.charts.chart import chart
from fenji.charts.segment_bars import by_segment
from fenji.language import Language, Text

if TYPE_CHECKING:
    from fenji.result import Result


@chart(
    title=Text("Customers by RFM class", "各 RFM 类别客户数"),
    question=Text("How many customers are in each RFM class?", "每个 RFM 类别有多少客户？"),
)
def customers_by_rfm(result: Result, lang: Language) -> dict[str, Any]:
    """Customers of each, with their share and their part of the revenue; those in none stand last, in grey."""
    return by_segment(result, "rfm_class", "customers_by_rfm", lang)
