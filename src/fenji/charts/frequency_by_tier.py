"""How often does each tier buy? Bars of the average orders a month, best tier first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fenji.charts.bars import Bar, bars_spec
from fenji.charts.chart import chart
from fenji.charts.frame import counted, page
from fenji.charts.numbers import COUNT_LABEL
from fenji.charts.tiers import graded, key_of, looks
from fenji.errors import DrawError
from fenji.language import Language, Text, say_count, say_number

if TYPE_CHECKING:
    from fenji.result import Result, TierSummary

TITLE = Text(
    "{top} order {often} times a month on average, {last} {seldom} times",
    "{top}平均每月下单 {often} 次，{last} {seldom} 次",
)
TITLE_OF_ONE = Text("{top} order {often} times a month on average", "{top}平均每月下单 {often} 次")
AXIS = Text("orders a month, average of the tier's customers", "每月订单数（该等级客户的平均值）")
NOTE = Text("{n} order{n:s}", "共 {n} 单")


@chart(
    title=Text("Orders a month by tier", "各等级购买频率"),
    question=Text("How often does each tier buy?", "每个等级多久买一次？"),
)
def frequency_by_tier(result: Result, lang: Language) -> dict[str, Any]:
    """Average orders a month of each tier's customers over the scheme's window; unknown is said, never drawn as 0."""
    tiers, look = graded(result, "frequency_by_tier"), looks(result, lang)
    known = [each for each in tiers if each.average_orders_per_month is not None and each.tier is not None]
    if not known:
        problem = Text("no customer's orders are known", "没有任何客户的订单数已知")
        fix = Text("Import orders, then grade again.", "请导入订单后重新评级。")
        raise DrawError(problem, where=f"frequency_by_tier {result.run.id}", fix=fix)
    bars = [
        Bar(
            look[key_of(each)],
            None if each.average_orders_per_month is None else float(each.average_orders_per_month),
            say_number(each.average_orders_per_month, lang),
            "" if not each.order_count else NOTE.fill(n=say_count(each.order_count, lang)).say(lang),
        )
        for each in tiers
    ]
    frame = page(result, lang, title=_title(result, known, lang), subtitle=counted(result, lang))
    return bars_spec(frame, bars, axis_title=AXIS.say(lang), axis_label=COUNT_LABEL)


def _title(result: Result, known: list[TierSummary], lang: Language) -> str:
    look, top, last = looks(result, lang), known[0], known[-1]
    return (
        (TITLE_OF_ONE if top is last else TITLE)
        .fill(
            top=look[key_of(top)].name,
            often=say_number(top.average_orders_per_month, lang),
            last=look[key_of(last)].name,
            seldom=say_number(last.average_orders_per_month, lang),
        )
        .say(lang)
    )
