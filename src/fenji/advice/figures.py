"""A customer's figures as they stand inside a sentence."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from fenji.advice.yardstick import Row, Yardstick
from fenji.language import UNKNOWN, Language, Text, say_money, say_number, say_share


def ago(days: int | None) -> Text:
    """How long ago, in words.

    >>> ago(0).zh, ago(1).en, ago(12).zh
    ('评估基准日当天', '1 day ago', '12天前')
    """
    if days is None:
        return Text(UNKNOWN["en"], UNKNOWN["zh"])
    if days == 0:
        return Text("on the as-of date", "评估基准日当天")
    if days == 1:
        return Text("1 day ago", "1天前")
    return Text(f"{days} days ago", f"{days}天前")


def say_value(metric: str, value: Any, *, currency: str, lang: Language) -> str:
    """A value of a metric with its unit: 6 单, 3,200元, 12.5%, 80 分.

    >>> say_value("net_revenue", Decimal(3200), currency="CNY", lang="zh")
    '3,200元'
    """
    from fenji.metrics.metric import METRICS

    entry = METRICS.find(metric)
    if value is None:
        return UNKNOWN[lang]
    if entry is None:
        return say_number(value, lang)
    if entry.is_money:
        rest = entry.unit.text.say(lang).partition("/" if lang == "zh" else "money")[2]
        money = say_money(value, currency, lang)
        return f"{money}{'/' + rest if lang == 'zh' and rest else rest}"
    if entry.unit.name == "share":
        return say_share(value, lang, decimals=1)
    if entry.unit.name == "points of 100":
        return f"{say_number(value, lang, decimals=1)} {'分' if lang == 'zh' else 'points'}"
    return f"{say_number(value, lang)} {unit_word(entry.unit.text, value, lang)}"


def told_apart(value: Decimal, middle: Decimal | None, currency: str, lang: Language) -> tuple[str, str]:
    """Two amounts of money so that a difference is seen: in full where their short forms are the same.

    >>> told_apart(Decimal("11020"), Decimal("10980"), "CNY", "zh"), told_apart(Decimal(900), None, "CNY", "zh")
    (('11,020元', '10,980元'), ('900元', '未知'))
    """
    here, there = say_money(value, currency, lang), say_money(middle, currency, lang)
    if middle is None or here != there or value == middle:
        return here, there
    return say_in_full(value, currency, lang), say_in_full(middle, currency, lang)


def say_in_full(amount: Decimal, currency: str, lang: Language) -> str:
    """Money to the last unit, never shortened: 11,020元, $1,250,000."""
    if lang == "zh":
        return f"{say_number(amount, lang)}{say_money(0, currency, lang).removeprefix('0')}"
    return f"{say_money(0, currency, lang).removesuffix('0')}{say_number(amount, lang)}"


def unit_word(unit: Text, value: Any, lang: Language) -> str:
    """The unit behind a number; one order, two orders.

    >>> unit_word(Text("orders a month", "单/月"), 1, "en"), unit_word(Text("times", "次"), 2, "en")
    ('order a month', 'times')
    """
    if lang == "zh" or value != 1:
        return unit.say(lang)
    first, _, rest = unit.en.partition(" ")
    return f"{first.removesuffix('s')} {rest}".rstrip()


def names(row: Row, yardstick: Yardstick, gap_days: int | None, lang: Language) -> dict[str, str]:
    """Every figure a playbook may name, said in one language."""
    tier, before = row.get("tier"), row.get("previous_tier")
    columns, currency = yardstick.columns, yardstick.currency

    def figure(metric: str) -> Any:
        return row.get(columns.get(metric, ""))

    return {
        "tier": _tier_name(yardstick, tier, lang),
        "tier_before": _tier_name(yardstick, before, lang),
        "over": yardstick.over.say(lang),
        "ago": ago(row.get("recency_days")).say(lang),
        "recency_days": say_number(row.get("recency_days"), lang),
        "gap": say_number(gap_days, lang),
        "orders": say_number(row.get("order_count"), lang),
        "revenue": say_money(row.get("net_revenue"), currency, lang),
        "basket": say_money(basket(row), currency, lang),
        "overdue": say_money(figure("overdue_amount"), currency, lang),
        "returns": say_share(figure("return_rate"), lang, decimals=0),
        "satisfaction": say_number(figure("satisfaction_score"), lang, decimals=0),
        "interactions": say_number(figure("interaction_count"), lang),
    }


def basket(row: Row) -> Decimal | None:
    """What one order brings on average over the window, to whole units; None without orders."""
    orders, revenue = row.get("order_count"), row.get("net_revenue")
    return None if not orders or revenue is None else Decimal(round(revenue / orders))


def _tier_name(yardstick: Yardstick, key: str | None, lang: Language) -> str:
    tier = yardstick.tier(key)
    return Text("not graded", "暂不评级").say(lang) if tier is None else tier.name.say(lang)
