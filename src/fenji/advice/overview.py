"""What the numbers of a whole run say: ranked sentences, each with the customers it speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Literal

from fenji.advice.lateness import LATE, late_condition, unknown_holidays, warned_condition
from fenji.language import Language, Text, say_count, say_money, say_share
from fenji.scheme.describe import label_of

if TYPE_CHECKING:
    from fenji.result import Result
    from fenji.result_records import MoveKind, TierSummary

Tone = Literal["good", "bad", "plain"]
NEAR = 5  # points below the next tier: a customer that little may lift
HEAVY = Decimal("0.05")  # of all revenue: so much from a single customer is a risk worth a name
UNNAMED = Decimal("0.05")  # of all revenue: so much from nobody known hides customers

_TOP = Text("{tier}: {few} of customers, {much} of net revenue", "{tier}占客户的 {few}，带来 {much} 的购买金额")
_SLIPPING = Text(
    "{n} {tier} customer{n:s} {n:is|are} late by {n:its|their} own rhythm: {money}, {share} of net revenue",
    "{n} 位{tier}已晚于平常的购买节奏，购买金额 {money}，占 {share}",
)
_DOWN = Text(
    "{n} customer{n:s} demoted {since}, with {money}: {share} of net revenue",
    "{since}降级 {n} 位，购买金额 {money}，占 {share}",
)
_UP = Text(
    "{n} customer{n:s} promoted {since}, with {money}: {share} of net revenue",
    "{since}升级 {n} 位，购买金额 {money}，占 {share}",
)
_SINCE = Text("since {day}", "{day} 以来")
_FROM_BEFORE = Text("against the grades before fenji", "与原有等级相比")
_NEAR = Text("{n} customer{n:s} {n:is|are} within {near} points of the next tier", "{n} 位客户距上一等级不到 {near} 分")
_IDLE = Text("{n} customer{n:s} ({share}) bought nothing {over}", "{n} 位客户（{share}）{over}没有下单")
_SO_FAR = Text("so far", "至今")
_ONE = Text("One customer alone brings {share} of net revenue", "仅一位客户就占购买金额的 {share}")
_WARNED = Text(
    "{n} customer{n:s} will lose the tier soon unless {n:it buys|they buy}; {money} of net revenue",
    "{n} 位客户即将失去现有等级，购买金额 {money}",
)
_GUESTS = Text(
    "{n} order{n:s} without a customer: {share} of all revenue belongs to nobody known",
    "{n} 单没有客户信息，占全部金额的 {share}",
)
_UNGRADED = Text("{n} customer{n:s} could not be graded", "{n} 位客户暂不评级")
_LEFT_OUT = Text(
    "No data for {names}; the other criteria carry their weight", "{names}没有数据，其权重已由其他评分项承担"
)


@dataclass(frozen=True)
class Finding:
    """One sentence about a run. `weight` ranks it; `where` are the columns and values of the customers it speaks of.

    Several values of a column are either; of `missing_total` it is at most so many points.
    """

    name: str
    text: Text
    weight: Decimal
    tone: Tone = "plain"
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def overview(result: Result, limit: int = 6, *, tiers: tuple[TierSummary, ...] | None = None) -> tuple[Finding, ...]:
    """What a manager should know of a run first: what is at stake, who slips, who is near, what the data hides.

    Ranked by the share of revenue (or of customers) each speaks of, trouble before good news; a few questions to the
    engine, however many customers. Nothing is said that the run does not hold: no moves without a run before.
    `tiers` are the result's own, where they are known already.
    """
    tiers = result.tiers() if tiers is None else tiers
    top = next((each for each in tiers if each.tier is not None and each.customers), None)
    found = [*_of_run(result)]
    if top is not None and top.tier is not None:
        sums = _sums(result, top.tier.key) | {"revenue": _total(tiers)}
        found += [*_of_tiers(tiers, top), *_at_stake(result, sums, top), *_of_moves(result, sums)]
        found += _of_customers(result, sums)
    return tuple(sorted(found, key=lambda each: (-each.weight, each.name))[:limit])


def _total(tiers: tuple[TierSummary, ...]) -> Decimal:
    return sum((each.net_revenue for each in tiers if each.net_revenue is not None), Decimal(0))


def _sums(result: Result, top: str) -> dict[str, Any]:
    """All figures that findings speak of; each question reads no more columns and rows than it must."""
    has = set(result.columns)
    near = f"missing_total > 0 AND missing_total <= {NEAR * 1_000_000}" if "missing_total" in has else "FALSE"
    warned = warned_condition(result)
    sql = f"""
        SELECT count(*) FILTER ({near}) AS near, count(*) FILTER (order_count = 0) AS idle,
               max(net_revenue) AS largest_money, count(*) FILTER ({warned}) AS warned,
               sum(net_revenue) FILTER ({warned}) AS warned_money
        FROM {result.relation}"""
    found = dict(result.engine.rows(sql)[0])
    sql = f"""SELECT move, count(*) AS n, sum(net_revenue) AS money FROM {result.relation}
              WHERE move IN ('promotion', 'demotion') GROUP BY move"""
    for row in result.engine.rows(sql) if result.previous is not None else ():
        found |= {row["move"]: int(row["n"]), f"{row['move']}_money": row["money"]}
    if "stage" in has:
        late = late_condition(result)
        sql = f"""SELECT count(*) FILTER ({late}) AS late, sum(net_revenue) FILTER ({late}) AS late_money,
                         count(*) AS late_by_stage
                  FROM {result.relation} WHERE tier = ? AND stage IN {LATE}"""
        found |= result.engine.rows(sql, [top])[0]
    return found


def _of_tiers(tiers: tuple[TierSummary, ...], top: TierSummary) -> Iterator[Finding]:
    ungraded = next((each for each in tiers if each.tier is None and each.customers), None)
    if top.tier is not None and top.revenue_share is not None:
        yield Finding(
            "top_tier",
            _in_both(_TOP, tier=top.tier.name, few=top.customer_share, much=top.revenue_share),
            top.revenue_share,
            where={"tier": (top.tier.key,)},
        )
    if ungraded is not None:
        yield Finding("ungraded", _in_both(_UNGRADED, n=ungraded.customers), ungraded.customer_share, "bad")


def _at_stake(result: Result, sums: Mapping[str, Any], top: TierSummary) -> Iterator[Finding]:
    """Trouble: it counts double, for what is lost is not won back easily."""
    if sums.get("late") and top.tier is not None:
        said = _in_both(_SLIPPING, n=sums["late"], tier=top.tier.name, **_money(result, sums, "late"))
        is_all = sums["late"] == sums["late_by_stage"]  # else no list shows these customers alone
        where = {"tier": (top.tier.key,), "stage": LATE} if is_all else {}
        yield Finding("slipping", said, 2 * _share(sums, "late") + Decimal("0.1"), "bad", where)
    if sums["warned"]:
        said = _in_both(_WARNED, n=sums["warned"], **_money(result, sums, "warned"))
        yield Finding("warned", said, 2 * _share(sums, "warned") + Decimal("0.1"), "bad")
    heaviest = _share(sums, "largest")
    if heaviest >= HEAVY:
        yield Finding("one_customer", _in_both(_ONE, share=heaviest), 2 * heaviest, "bad")


def _of_moves(result: Result, sums: Mapping[str, Any]) -> Iterator[Finding]:
    if result.previous is None:
        return
    since = _FROM_BEFORE if result.previous.is_before_fenji else _SINCE.fill(day=result.previous.as_of.isoformat())
    weights: tuple[tuple[MoveKind, Text, Tone, int], ...] = (
        ("promotion", _UP, "good", 1),
        ("demotion", _DOWN, "bad", 2),
    )
    for kind, words, tone, times in weights:
        if sums.get(kind):
            said = _in_both(words, n=sums[kind], since=since, **_money(result, sums, kind))
            yield Finding(kind, said, _share(sums, kind) * times + Decimal("0.05"), tone, {"move": (kind,)})


def _of_customers(result: Result, sums: Mapping[str, Any]) -> Iterator[Finding]:
    everyone = max(result.run.customers, 1)
    if sums["near"]:
        said = _in_both(_NEAR, n=sums["near"], near=NEAR)
        where = {"missing_total": (str(NEAR),)}
        yield Finding("near", said, Decimal(sums["near"]) / everyone, "good", where)
    if sums["idle"]:
        share = Decimal(sums["idle"]) / everyone
        words = result.run.window.text
        over = _SO_FAR if result.run.window.kind == "all" else Text(f"in the {words.en}", words.zh)
        said = _in_both(_IDLE, n=sums["idle"], share=share, over=over)
        yield Finding("idle", said, share, "bad", {"order_count": ("0",)})


def _of_run(result: Result) -> Iterator[Finding]:
    """What the data itself hides, and what the calendar does not know."""
    unknown = unknown_holidays(result.run.as_of)
    if unknown is not None:
        yield Finding("holidays", unknown, Decimal("0.15"))
    guests = result.run.guests
    if guests is not None and guests.revenue_share is not None and guests.revenue_share >= UNNAMED:
        said = _in_both(_GUESTS, n=guests.orders, share=guests.revenue_share)
        yield Finding("guests", said, 2 * guests.revenue_share, "bad")
    if result.run.left_out:
        labels = [label_of(c) for c in result.scheme.scheme.criteria if c.name in result.run.left_out]
        names = Text(", ".join(each.en for each in labels), "、".join(each.zh for each in labels))
        yield Finding("left_out", _LEFT_OUT.fill(names=names), Decimal("0.2"), "bad")


def _share(sums: Mapping[str, Any], name: str) -> Decimal:
    part, whole = sums[f"{name}_money"], sums["revenue"]
    return Decimal(0) if part is None or whole <= 0 else max(Decimal(part) / whole, Decimal(0))


def _money(result: Result, sums: Mapping[str, Any], name: str) -> dict[str, Any]:
    currency = result.run.currency
    amount = sums[f"{name}_money"]
    if amount is not None and abs(amount) >= 100:
        amount = amount.quantize(Decimal(1), rounding=ROUND_HALF_UP)
    money = Text(say_money(amount, currency, "en"), say_money(amount, currency, "zh"))
    return {"money": money, "share": _share(sums, name)}


def _in_both(words: Text, **values: Any) -> Text:
    """The sentence with its figures said in each language."""

    def said(lang: Language) -> str:
        filled = {
            key: say_share(value, lang)
            if isinstance(value, Decimal)
            else say_count(value, lang)
            if isinstance(value, int)
            else value
            for key, value in values.items()
        }
        return words.fill(**filled).say(lang)

    return Text(said("en"), said("zh"))
