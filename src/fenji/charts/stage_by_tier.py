"""Which stages are the customers of each tier in? A grid of counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fenji.charts.chart import chart
from fenji.charts.segment_grid import across_tiers
from fenji.language import Language, Text

if TYPE_CHECKING:
    from fenji.result import Result


@chart(
    title=Text("Lifecycle stages by tier", "生命周期 × 等级"),
    question=Text("Which stages are the customers of each tier in?", "各等级的客户处于哪些阶段？"),
)
def stage_by_tier(result: Result, lang: Language) -> dict[str, Any]:
    """Lifecycle stages across the tiers: who of the best is leaving."""
    return across_tiers(result, "stage", "stage_by_tier", lang)
