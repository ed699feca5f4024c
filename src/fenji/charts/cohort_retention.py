"""Who buys again? The customers of each first month, by the share that bought so many months later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fenji.charts.chart import chart
from fenji.charts.cohort_grid import cohort_spec, cohorts_of, notes, whole_share
from fenji.charts.frame import page
from fenji.language import Language, Text, say_count, say_share

if TYPE_CHECKING:
    from fenji.result import Result
    from fenji.result_records import Cohort, CohortMonth

TITLE = Text("{share} of customers buy in the month after their first order", "首单后次月，{share} 的客户再次购买")
LATER = Text("{share} in the sixth month after", "第六个月为 {share}")
SUBTITLE = Text("share of each month's new customers who bought again", "各月新客户中再次购买的占比")
BOUGHT = Text("{n} bought, {share}", "{n} 位购买，占 {share}")


@chart(
    title=Text("Cohort retention", "同期群留存"),
    question=Text("Which share of new customers buys again in the months after?", "新客户之后各月有多少再次购买？"),
)
def cohort_retention(result: Result, lang: Language) -> dict[str, Any]:
    """The share of every first month's customers with an order so many months later; months to come are empty."""
    cohorts = cohorts_of(result, "cohort_retention")
    by = "；" if lang == "zh" else "; "
    next_month, half_year = whole_share(cohorts, 1), whole_share(cohorts, 6)
    title = TITLE.fill(share=say_share(next_month, lang)).say(lang)
    if half_year is not None:
        title += ("，" if lang == "zh" else ", ") + LATER.fill(share=say_share(half_year, lang)).say(lang)
    frame = page(result, lang, title=title, subtitle=by.join([SUBTITLE.say(lang), *notes(result, lang)]))

    def say(_cohort: Cohort, month: CohortMonth) -> tuple[str, str, float]:
        words = BOUGHT.fill(n=say_count(month.customers, lang), share=say_share(month.share, lang)).say(lang)
        return say_share(month.share, lang), words, float(month.share)

    return cohort_spec(frame, cohorts, say, lang)
