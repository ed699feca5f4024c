"""分析结果: what one customer's own numbers say, beside the middle customer of the same tier."""

from __future__ import annotations

from collections.abc import Iterator

from fenji.advice.figures import ago, say_value, told_apart
from fenji.advice.lateness import PAUSED, paused_of
from fenji.advice.state import own_gap
from fenji.advice.yardstick import Row, Yardstick
from fenji.language import Language, Text, say_money, say_number, say_share
from fenji.scheme.describe import label_of

_SAID_ELSEWHERE = frozenset({"recency_days", "order_count", "orders_per_month", "net_revenue"})


def findings(row: Row, yardstick: Yardstick, lang: Language) -> list[str]:
    """What the numbers say of one customer: grade, last purchase, frequency, spend, the other criteria, the unknown.

    Every figure is the customer's own or the median of the same tier; what is unknown is named, never guessed.
    """
    return [text.say(lang) for text in _said(row, yardstick, lang)]


def _said(row: Row, yardstick: Yardstick, lang: Language) -> Iterator[Text]:
    yield _grade(row, yardstick, lang)
    unknown: list[Text] = []
    yield from _purchases(row, yardstick, lang, unknown)
    yield from _criteria(row, yardstick, lang, unknown)
    yield from _watched(row, yardstick, lang)
    if unknown:
        yield Text(
            "unknown: " + ", ".join(name.en for name in unknown), "、".join(name.zh for name in unknown) + "未知"
        )


def _grade(row: Row, yardstick: Yardstick, lang: Language) -> Text:
    tier, score = yardstick.tier(row.get("tier")), row.get("score")
    if tier is None:
        return Text("not yet graded ({why})", "暂不评级（{why}）").fill(why=_why_ungraded(row, yardstick))
    if score is None:
        said = Text("{tier}", "{tier}")
    else:
        said = Text("{tier} with a total score of {score}", "{tier}，总评分 {score}")
    said = said.fill(tier=tier.name, score=say_number(score, lang))
    if row.get("move") not in ("promotion", "demotion"):
        return said
    before = yardstick.tier(row.get("previous_tier"))
    if before is None:
        return said
    turn = Text("up from {before}", "较上期的{before}上升") if row["move"] == "promotion" else Text(
        "down from {before}", "较上期的{before}下降"
    )  # fmt: skip
    return Text("{said}, {turn}", "{said}，{turn}").fill(said=said, turn=turn.fill(before=before.name))


def _why_ungraded(row: Row, yardstick: Yardstick) -> Text:
    name = str(row.get("reason") or "").partition(":")[2]
    for state in yardstick.scheme.scheme.ungraded:
        if state.name == name:
            return state.label if state.label.zh else state.when.text
    for criterion in yardstick.scheme.scheme.criteria:
        if name == f"unknown_{criterion.name}":
            return Text("{label} unknown", "{label}未知").fill(label=label_of(criterion))
    return Text("no tier's conditions are met", "未满足任何等级的条件")


def _purchases(row: Row, yardstick: Yardstick, lang: Language, unknown: list[Text]) -> Iterator[Text]:
    days, orders, revenue = row.get("recency_days"), row.get("order_count"), row.get("net_revenue")
    if days is None and orders == 0:
        yield Text("no purchase on record", "尚无购买记录")
        return
    if days is None:
        unknown.append(Text("last purchase", "最近购买"))
    elif orders == 0:
        yield Text("no order {over}, last purchase {ago}", "{over}没有下单，最近购买在{ago}").fill(
            over=yardstick.over, ago=ago(days)
        )
        return
    else:
        yield _last_purchase(days, own_gap(row, yardstick), paused_of(days, yardstick.as_of))
    if orders is None:
        unknown.append(Text("orders", "下单次数"))
    else:
        said = Text("{n} {word} {over}", "{over}下单 {n} 次").fill(
            n=say_number(orders, lang), word="order" if orders == 1 else "orders", over=yardstick.over
        )
        yield _beside(said, row, yardstick, column="order_count", middle="", lang=lang)
    if revenue is None:
        unknown.append(Text("spend", "购买金额"))
    else:
        here, middle = told_apart(revenue, yardstick.median(row.get("tier"), "net_revenue"), yardstick.currency, lang)
        said = Text("spent {n}", "购买金额 {n}").fill(n=here)
        yield _beside(said, row, yardstick, column="net_revenue", middle=middle, lang=lang)


def _last_purchase(days: int, gap: int | None, paused: int) -> Text:
    if gap is None:
        return Text("last purchase {ago}", "最近购买在{ago}").fill(ago=ago(days))
    if paused:
        return Text("last purchase {ago} ({paused}) at a usual pace of one order every {gap} days",
                    "最近购买在{ago}（{paused}），平均约 {gap} 天一单").fill(
            ago=ago(days), gap=gap, paused=PAUSED.fill(n=paused))  # fmt: skip
    return Text("last purchase {ago} at a usual pace of one order every {gap} days",
                "最近购买在{ago}，平均约 {gap} 天一单").fill(ago=ago(days), gap=gap)  # fmt: skip


def _beside(said: Text, row: Row, yardstick: Yardstick, *, column: str, middle: str, lang: Language) -> Text:
    """A figure beside the median of the same tier, where there is one."""
    tier, median, value = yardstick.tier(row.get("tier")), yardstick.median(row.get("tier"), column), row[column]
    if tier is None or median is None:
        return said
    if column == "order_count":
        middle = f"{say_number(median, lang)} 次" if lang == "zh" else say_number(median, lang)
    if value == median:
        return Text("{said}, the same as the {tier} median", "{said}，与{tier}中位数持平").fill(
            said=said, tier=tier.name
        )
    words = Text("{said}, above the {tier} median of {n}", "{said}，高于{tier}中位数 {n}") if value > median else Text(
        "{said}, below the {tier} median of {n}", "{said}，低于{tier}中位数 {n}"
    )  # fmt: skip
    return words.fill(said=said, tier=tier.name, n=middle)


def _criteria(row: Row, yardstick: Yardstick, lang: Language, unknown: list[Text]) -> Iterator[Text]:
    """The criteria that are not purchases: activity, interactions, payment and so on."""
    for criterion in yardstick.scheme.scheme.criteria:
        if criterion.column in _SAID_ELSEWHERE:
            continue
        value = row.get(criterion.column)
        if value is None:
            unknown.append(label_of(criterion))
            continue
        shown = say_value(criterion.metric, value, currency=yardstick.currency, lang=lang)
        said = Text("{label}: {value}", "{label} {value}").fill(label=label_of(criterion), value=shown)
        median = yardstick.median(row.get("tier"), criterion.column)
        middle = say_value(criterion.metric, median, currency=yardstick.currency, lang=lang)
        yield _beside(said, row, yardstick, column=criterion.column, middle=middle, lang=lang)


def _watched(row: Row, yardstick: Yardstick, lang: Language) -> Iterator[Text]:
    """Troubles a reader must see even where the scheme only shows them: overdue money, many refunds."""
    counted = {criterion.metric for criterion in yardstick.scheme.scheme.criteria}
    overdue = row.get(yardstick.columns.get("overdue_amount", ""))
    if overdue and "overdue_amount" not in counted:
        yield Text("{n} overdue", "逾期未付 {n}").fill(n=say_money(overdue, yardstick.currency, lang))
    returns = row.get(yardstick.columns.get("return_rate", ""))
    if returns and "return_rate" not in counted:
        yield Text("{n} of orders returned", "退货率 {n}").fill(n=say_share(returns, lang, decimals=1))
