"""Which RFM classes are the customers of each tier in? A grid of counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fenji.charts.chart import chart
from fenji.charts.segment_grid import across_tiers
from fenji.language import Language, Text

if TYPE_CHECKING:
    from fenji.result import Result


@chart(
    title=Text("RFM classes by tier", "RFM 八类 × 等级"),
    question=Text("Which RFM classes are the customers of each tier in?", "各等级的客户属于哪些 RFM 类别？"),
)
def rfm_by_tier(result: Result, lang: Language) -> dict[str, Any]:
    """RFM classes across the tiers: where value and habit disagree."""
    return across_tiers(result, "rfm_class", "rfm_by_tier", lang)
