"""Bars by segment: one a segment, in the order of the definition, since segments are never ranked."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji.charts import theme
from fenji.charts.bars import Bar, bars_spec
from fenji.charts.canvas import canvas
from fenji.charts.frame import counted, page
from fenji.charts.numbers import CUSTOMERS, scaled_label
from fenji.charts.segment_names import in_order, segment_names
from fenji.charts.tiers import Look
from fenji.errors import DrawError
from fenji.language import Language, Text, say_count, say_share

if TYPE_CHECKING:
    from fenji.result import Result

TITLE = Text("{n} customer{n:s} {n:is|are} in {segment}, {share} of all", "{segment}最多：{n} 位，占 {share}")
ROOMY = 620
MONEY = Text("{share} of revenue", "金额占 {share}")


def by_segment(result: Result, column: str, chart: str, lang: Language) -> dict[str, Any]:
    """Customers of each segment, with their share and what they bring of the revenue."""
    names = segment_names(result, column, chart, lang)
    found = {key: (n, net) for (key,), n, net in result.counts(column)}
    if not any(n for n, _ in found.values()):
        raise DrawError(
            Text("nobody is in any segment", "没有任何客户属于客群"),
            where=f"{chart} {result.run.id}",
            fix=Text("Import orders, then grade again.", "请导入订单后重新评级。"),
        )
    everyone = sum(n for n, _ in found.values())
    money = sum((net for _, net in found.values() if net is not None), Decimal(0))
    bars = []
    for key in in_order(names, {*found, *(key for key in names if key is not None)}):
        n, net = found.get(key, (0, None))
        look = Look(key, str(names.get(key, key)), theme.UNGRADED if key is None else theme.ACCENT, "circle")
        part = "" if net is None or money <= 0 else MONEY.fill(share=say_share(net / money, lang)).say(lang)
        share = "" if canvas().is_narrow else say_share(Decimal(n) / everyone, lang)
        part = part if canvas().is_page or canvas().width >= ROOMY else ""
        bars.append(Bar(look, n, say_count(n, lang), f"{share} · {part}" if part else share, {column: key}))
    most = max(found, key=lambda key: found[key][0])
    title = TITLE.fill(
        n=say_count(found[most][0], lang),
        segment=names.get(most, most),
        share=say_share(Decimal(found[most][0]) / everyone, lang),
    )
    frame = page(result, lang, title=title.say(lang), subtitle=counted(result, lang))
    return bars_spec(frame, bars, axis_title=CUSTOMERS.say(lang), axis_label=scaled_label(lang), is_count=True)
