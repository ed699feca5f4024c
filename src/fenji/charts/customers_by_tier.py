"""How many customers does each tier hold? Bars, best tier first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fenji.charts.bars import Bar, bars_spec
from fenji.charts.chart import chart
from fenji.charts.frame import counted, page
from fenji.charts.numbers import CUSTOMERS, scaled_label
from fenji.charts.tiers import graded, key_of, looks
from fenji.language import Language, Text, say_count, say_share

if TYPE_CHECKING:
    from fenji.result import Result

TITLE = Text("{n} customer{n:s} {n:is|are} {tier}, {share} of all", "{tier}人数最多：{n} 位，占 {share}")


@chart(
    title=Text("Customers by tier", "各等级客户数"),
    question=Text("How many customers does each tier hold?", "每个等级有多少客户？"),
)
def customers_by_tier(result: Result, lang: Language) -> dict[str, Any]:
    """Customers of each tier and their share; the ungraded stand last, in grey."""
    tiers, look = graded(result, "customers_by_tier"), looks(result, lang)
    largest = max(tiers, key=lambda each: each.customers)
    title = TITLE.fill(
        tier=look[key_of(largest)].name,
        n=say_count(largest.customers, lang),
        share=say_share(largest.customer_share, lang),
    )
    bars = [
        Bar(
            look[key_of(each)],
            each.customers,
            say_count(each.customers, lang),
            say_share(each.customer_share, lang),
        )
        for each in tiers
    ]
    frame = page(result, lang, title=title.say(lang), subtitle=counted(result, lang))
    return bars_spec(frame, bars, axis_title=CUSTOMERS.say(lang), axis_label=scaled_label(lang), is_count=True)
