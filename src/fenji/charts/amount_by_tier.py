"""How much money does each tier bring? Bars, best tier first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fenji.charts.bars import Bar, bars_spec
from fenji.charts.chart import chart
from fenji.charts.frame import counted, page
from fenji.charts.numbers import amount, money_unit, scaled_label
from fenji.charts.tiers import graded, key_of, looks
from fenji.errors import DrawError
from fenji.language import Language, Text, say_share

if TYPE_CHECKING:
    from fenji.result import Result, TierSummary

TITLE = Text(
    "{tier}: {customers} of customers bring {money}, {share} of net revenue",
    "{tier}（占客户 {customers}）带来 {money}，占购买金额的 {share}",
)
TITLE_WITHOUT_SHARE = Text("{tier} bring {money}, the most of all tiers", "{tier}带来 {money}，为各等级之首")
AXIS = Text("net revenue ({unit})", "购买金额（扣退款，{unit}）")
OF_ALL = Text("{share} of revenue", "占 {share}")
NET = Text("revenue is net of refunds", "购买金额已扣退款")


@chart(
    title=Text("Net revenue by tier", "各等级购买金额"),
    question=Text("How much money does each tier bring?", "每个等级带来多少金额？"),
)
def amount_by_tier(result: Result, lang: Language) -> dict[str, Any]:
    """Net revenue of each tier over the scheme's window, and its share; unknown is said, never drawn as 0."""
    tiers, look = graded(result, "amount_by_tier"), looks(result, lang)
    if all(each.net_revenue is None for each in tiers if each.customers):
        problem = Text("no customer's revenue is known", "没有任何客户的购买金额已知")
        fix = Text("Import orders with amounts, then grade again.", "请导入带金额的订单后重新评级。")
        raise DrawError(problem, where=f"amount_by_tier {result.run.id}", fix=fix)
    currency = result.run.currency
    bars = [
        Bar(
            look[key_of(each)],
            None if each.net_revenue is None else float(each.net_revenue),
            amount(each.net_revenue, currency, lang),
            "" if each.revenue_share is None else OF_ALL.fill(share=say_share(each.revenue_share, lang)).say(lang),
        )
        for each in tiers
    ]
    subtitle = f"{counted(result, lang)}{'；' if lang == 'zh' else '; '}{NET.say(lang)}"
    frame = page(result, lang, title=_title(result, tiers, lang), subtitle=subtitle)
    axis = AXIS.fill(unit=money_unit(currency, lang)).say(lang)
    return bars_spec(frame, bars, axis_title=axis, axis_label=scaled_label(lang))


def _title(result: Result, tiers: tuple[TierSummary, ...], lang: Language) -> str:
    most = max((each for each in tiers if each.net_revenue is not None), key=lambda each: each.net_revenue or 0)
    words = TITLE_WITHOUT_SHARE if most.revenue_share is None else TITLE
    return words.fill(
        tier=looks(result, lang)[key_of(most)].name,
        customers=say_share(most.customer_share, lang),
        money=amount(most.net_revenue, result.run.currency, lang),
        share=say_share(most.revenue_share, lang),
    ).say(lang)
