"""How many customers are in each lifecycle stage? Bars, never ranked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fenji.charts.chart import chart
from fenji.charts.segment_bars import by_segment
from fenji.language import Language, Text

if TYPE_CHECKING:
    from fenji.result import Result


@chart(
    title=Text("Customers by stage", "各阶段客户数"),
    question=Text("How many customers are in each lifecycle stage?", "每个生命周期阶段有多少客户？"),
)
def customers_by_stage(result: Result, lang: Language) -> dict[str, Any]:
    """Customers of each, with their share and their part of the revenue; those in none stand last, in grey."""
    return by_segment(result, "stage", "customers_by_stage", lang)
