"""What do new customers bring over time? The net revenue of each first month's customers, month by month."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji.charts.chart import chart
from fenji.charts.cohort_grid import cohort_spec, cohorts_of, notes
from fenji.charts.frame import page
from fenji.charts.numbers import amount, short_amount
from fenji.language import Language, Text, say_share

if TYPE_CHECKING:
    from fenji.result import Result
    from fenji.result_records import Cohort, CohortMonth

TITLE = Text("{share} of revenue comes after the month of the first order", "{share} 的金额来自首单月份之后")
SUBTITLE = Text(
    "net revenue of each month's new customers, in {currency}", "各月新客户的购买金额（扣退款，{currency}）"
)


@chart(
    title=Text("Cohort revenue", "同期群金额"),
    question=Text("What do new customers bring in the months after?", "新客户之后各月带来多少金额？"),
)
def cohort_revenue(result: Result, lang: Language) -> dict[str, Any]:
    """The net revenue of every first month's customers so many months later, month 0 the first itself."""
    cohorts = cohorts_of(result, "cohort_revenue")
    first = sum((one.later[0].net_revenue for one in cohorts), Decimal(0))
    every = sum((month.net_revenue for one in cohorts for month in one.later), Decimal(0))
    share = None if every <= 0 else (every - first) / every
    by = "；" if lang == "zh" else "; "
    subtitle = by.join([SUBTITLE.fill(currency=result.run.currency).say(lang), *notes(result, lang)])
    frame = page(result, lang, title=TITLE.fill(share=say_share(share, lang)).say(lang), subtitle=subtitle)
    most = max((float(month.net_revenue) for one in cohorts for month in one.later), default=0) or 1.0

    def say(_cohort: Cohort, month: CohortMonth) -> tuple[str, str, float]:
        depth = max(float(month.net_revenue) / most, 0.0) ** 0.5
        return short_amount(month.net_revenue, lang), amount(month.net_revenue, result.run.currency, lang), depth

    return cohort_spec(frame, cohorts, say, lang, first=0)
