"""From which stage to which did customers go? A grid of counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fenji.charts.chart import chart
from fenji.charts.segment_grid import since_before
from fenji.language import Language, Text

if TYPE_CHECKING:
    from fenji.result import Result


@chart(
    title=Text("Flow between stages", "生命周期阶段变动"),
    question=Text("From which stage to which did customers go?", "客户从哪个阶段到了哪个阶段？"),
)
def stage_flow(result: Result, lang: Language) -> dict[str, Any]:
    """Customers by stage in the previous run and now: who grew cold, who came back."""
    return since_before(result, "stage", "stage_flow", lang)
