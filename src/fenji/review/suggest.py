"""Borders and cut points for a target, with head-counts and revenue, before anything is saved."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from fenji.errors import SchemeError, UnknownName
from fenji.grades.rule import AllOf, Comparison
from fenji.grades.rung import NO_RUNG
from fenji.language import Text
from fenji.metrics.metric import METRICS
from fenji.review.border import Around, Of, Reach, around, below, in_units, roundest
from fenji.scores.breaks import Breaks
from fenji.scores.calibrate import Asked, calibrate
from fenji.scores.quantiles import Quantiles
from fenji.scores.total import border as total_of_score

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.scheme.calibrated import CalibratedScheme
    from fenji.scheme.model import Tier
    from fenji.scores.calibrate import Ask

Method = Literal["quantiles", "jenks", "pareto"]
Outcome = Literal["exact", "between", "tied", "everybody"]
METHODS: tuple[Method, ...] = ("quantiles", "jenks", "pareto")
SCORE_DECIMALS = 6
_LOWER = ("above", "at_least")
_TARGET = re.compile(r"(?P<n>\d+(?:[.,]\d+)*)\s*(?P<percent>[%％])?\s*(?P<rest>.*)")
_OF = re.compile(r"^(?:of|all|the|的|\s)++")
_REVENUE = ("revenue", "net_revenue", "sales", "turnover", "金额", "收入", "营收", "销售额", "购买金额")
_HEADS = ("", "customers", "heads", "客户", "客户数", "人", "人数", "位客户", "位")
_USUAL_CUTS = {2: (80,), 3: (80, 95), 4: (50, 80, 95), 5: (50, 70, 85, 95)}


@dataclass(frozen=True)
class Target:
    """What a tier should hold: so many customers at most, a share of all customers as near as can be, or the customers
    who bring at least a share of revenue."""

    kind: Literal["heads", "share", "revenue"]
    amount: Decimal

    @classmethod
    def read(cls, words: str, *, where: str = "--target") -> Target:
        """A target as people write it.

        >>> Target.read("50% of revenue"), Target.read("300")
        (Target(kind='revenue', amount=Decimal('0.5')), Target(kind='heads', amount=Decimal('300')))
        """
        plain = words.strip().casefold()
        for mark in ("金额的", "收入的", "营收的", "销售额的", "购买金额的"):
            plain = f"{plain.removeprefix(mark)} {mark[:-1]}" if plain.startswith(mark) else plain
        found = _TARGET.fullmatch(plain)
        if found is not None:
            rest = (
                found["rest"].removeprefix("of ").removeprefix("的").strip().removeprefix("all ").removeprefix("the ")
            )
            number = Decimal(found["n"].replace(",", ""))
            if found["percent"] and 0 < number <= 100:
                if rest in _REVENUE:
                    return cls("revenue", number / 100)
                if rest in _HEADS:
                    return cls("share", number / 100)
            elif not found["percent"] and rest in _HEADS and number == int(number) and number > 0:
                return cls("heads", number)
        problem = Text("'{words}' is no target", "“{words}”不是目标").fill(words=words)
        fix = Text("Write '50% of revenue', '15% of customers' or '300 customers'.",
                   "请写“50% 金额”“15% 客户”或“300 客户”。")  # fmt: skip
        raise SchemeError(problem, where=where, fix=fix)


@dataclass(frozen=True)
class Proposal:
    """One border: the setting it changes, its value now and then, and what it meets.

    `chosen` are those at or above it within reach of the tier; `other` the next border on the other side of the target:
    between the two lies nothing, because customers with the same figure stay together. `outcome`: `exact`, the target
    is met to the customer (shares: to the nearest whole customer); `between`, the nearest that ties allow; `tied`,
    those with the highest figure alone are more than the target; `everybody`, all within reach together don't meet it.
    """

    tier: str
    path: str
    was: Decimal | None
    now: Decimal
    chosen: Reach
    other: Reach | None
    other_value: Decimal | None
    outcome: Outcome


def border_for(graded: ir.Table, scheme: CalibratedScheme, tier_key: str, target: Target, ask: Ask) -> Proposal:
    """The border of one tier that meets a target, the tiers above it left as they are.

    `graded` has one row a customer: figures, total, rung, reason, and `net_revenue`. By score the tier's `from_score`
    moves; by rules the lower limit on money in the tier's rule (or its first lower limit). Who is ungraded or held down
    by a limit is not within reach. Errors: an unknown tier; the last one, which takes the rest; a rule with no lower
    limit.
    """
    keys = [tier.key for tier in scheme.scheme.tiers]
    if tier_key not in keys:
        raise UnknownName(Text("tier", "等级"), tier_key, known=keys, where="--tier")
    tier = scheme.tier(tier_key)
    if tier.rest:
        problem = Text("{tier} takes everyone who is left: it has no border", "{tier}接收其余全部客户，没有分界")
        fix = Text("Name a higher tier, such as {tier}.", "请指定更高的等级，如 {tier}。").fill(tier=keys[0])
        raise SchemeError(problem.fill(tier=tier.name), where="--tier", fix=fix)
    everyone = ask(graded.aggregate(n=graded.count(), revenue=graded.net_revenue.sum()))[0]
    place = _by_rule(graded, scheme, tier) if scheme.scheme.grade_by == "rules" else _by_score(graded, scheme, tier)
    wanted, of = _wanted(target, int(everyone["n"]), Decimal(everyone["revenue"] or 0))
    found = around(place.table, wanted, of, ask)
    chosen, other = _choose(target, wanted, of, found.reaching, found.short)
    return Proposal(
        tier=tier_key,
        path=place.path,
        was=place.was,
        now=place.number(chosen.value, ask),
        chosen=chosen,
        other=other,
        other_value=None if other is None else place.number(other.value, ask),
        outcome=_outcome(target, wanted, chosen.of(of), found),
    )


def borders_by(
    graded: ir.Table, scheme: CalibratedScheme, method: Method, ask: Ask, *, cuts: Sequence[Decimal] = ()
) -> dict[str, Decimal]:
    """All score borders at once, best tier first: tier → from_score.

    `quantiles`: equally many customers a tier; `jenks`: where the scores leave gaps; `pareto`: the tiers' customers
    together bring 80 and 95 % of revenue (`cuts`, one fewer than tiers). Errors: a standard graded by rules; ties that
    leave fewer different scores than tiers.
    """
    if scheme.scheme.grade_by == "rules":
        problem = Text("the standard grades by rules, not by score", "该标准按规则定级，没有分数线")
        fix = Text("Name a tier and a target instead: --tier VIP --target '50% of revenue'.",
                   "请改用 --tier VIP --target '50% 金额'。")  # fmt: skip
        raise SchemeError(problem, where="--method", fix=fix)
    tiers = [tier.key for tier in scheme.scheme.tiers]
    table = _scored(graded).select("value", "revenue")
    shares = tuple(cuts) or usual_cuts(len(tiers))
    values = _pareto(table, shares, len(tiers), ask) if method == "pareto" else _parts(table, method, len(tiers), ask)
    if len(set(values)) < len(tiers) - 1:
        problem = Text("too many customers have the same score for {n} tiers", "同分客户过多，无法划分 {n} 个等级")
        fix = Text("Take fewer tiers, or more steps in the criteria.", "请减少等级，或让评分项分得更细。")
        raise SchemeError(problem.fill(n=len(tiers)), where="--method", fix=fix)
    numbers = [roundest(below(table, value, ask), value, scale=SCORE_DECIMALS, coarsest=0) for value in values]
    return dict(zip(tiers, numbers, strict=False))


def kept_in_order(scheme: CalibratedScheme, tier_key: str, border: Decimal) -> dict[str, Decimal]:
    """What the tiers below have to become where a border comes down to one of theirs: all in the same proportion."""
    tiers = scheme.scheme.tiers
    place = [tier.key for tier in tiers].index(tier_key)
    old = tiers[place].from_score
    lower = [(tier.key, tier.from_score) for tier in tiers[place + 1 :] if tier.from_score is not None]
    if not old or not lower or lower[0][1] < border:
        return {}
    for decimals in range(SCORE_DECIMALS + 1):
        unit = Decimal(1).scaleb(-decimals)
        scores = [(score * border / old).quantize(unit, rounding=ROUND_FLOOR) for _, score in lower]
        if all(above > below_it >= 0 for above, below_it in pairwise([border, *scores])):
            return {f"tiers.{key}.from_score": score for (key, _), score in zip(lower, scores, strict=True)}
    return {}


def usual_cuts(parts: int) -> tuple[Decimal, ...]:
    """The cumulative shares of revenue, in percent, that part customers where none are named."""
    usual = _USUAL_CUTS.get(parts) or tuple(round(100 * number / parts) for number in range(1, parts))
    return tuple(Decimal(cut) for cut in usual)


@dataclass(frozen=True)
class _Place:
    """Where a border can lie: customers within reach with the figure it cuts, in units of 10^-scale."""

    table: ir.Table
    path: str
    was: Decimal | None
    scale: int
    is_strict: bool = False
    coarsest: int = 0

    def number(self, value: int, ask: Ask) -> Decimal:
        """The roundest number that lets in whoever has the value, and nobody below."""
        low = below(self.table, value, ask)
        if self.is_strict:
            return roundest(None if low is None else low - 1, value - 1, scale=self.scale, coarsest=self.coarsest)
        return roundest(low, value, scale=self.scale, coarsest=self.coarsest)


def _by_score(graded: ir.Table, scheme: CalibratedScheme, tier: Tier) -> _Place:
    rung = [one.key for one in scheme.scheme.tiers].index(tier.key) + 1
    table = _scored(graded, scheme, rung)
    above = [one.from_score for one in scheme.scheme.tiers[: rung - 1] if one.from_score is not None]
    if above:
        table = table.filter(table.value < total_of_score(above[-1]))
    return _Place(table, f"tiers.{tier.key}.from_score", tier.from_score, SCORE_DECIMALS)


def _scored(graded: ir.Table, scheme: CalibratedScheme | None = None, rung: int = 0) -> ir.Table:
    able = graded.filter(graded.total.notnull(), graded.rung.notnull())
    if scheme is not None:
        able = _unlimited(able, scheme, rung)
    return able.mutate(value=able.total, revenue=able.net_revenue)


def _unlimited(table: ir.Table, scheme: CalibratedScheme, rung: int) -> ir.Table:
    """Without those whom a limit keeps below the rung."""
    held = [rule.expression(table) for _, lowest, rule in scheme.ladder().numbered_limits() if lowest > rung]
    return table.filter([~holds for holds in held]) if held else table


def _by_rule(graded: ir.Table, scheme: CalibratedScheme, tier: Tier) -> _Place:
    rung = [one.key for one in scheme.scheme.tiers].index(tier.key) + 1
    parts = list(tier.when.all) if isinstance(tier.when, AllOf) else [tier.when]
    lower = [one for one in parts if isinstance(one, Comparison) and {name for name, _ in one.limits()} & set(_LOWER)]
    if not lower:
        problem = Text("the rule of {tier} has no lower limit to move", "{tier}的规则没有可移动的下限")
        fix = Text("Change it with `fenji simulate --set …`.", "请用 `fenji simulate --set …` 修改。")
        raise SchemeError(problem.fill(tier=tier.name), where="--tier", fix=fix)
    moving = next((one for one in lower if METRICS.get(one.metric).is_money), lower[0])
    able = graded.filter(graded.rung.notnull() | (graded.reason == f"ungraded:{NO_RUNG}"))
    for better in scheme.scheme.tiers[: rung - 1]:
        if better.when is not None:
            able = able.filter(~better.when.expression(able))
    others = [one for one in parts if one is not None and one is not moving]
    able = _unlimited(able.filter([one.expression(able) for one in others]) if others else able, scheme, rung)
    units, scale = in_units(able[moving.column])
    table = able.mutate(value=units, revenue=able.net_revenue).filter(lambda each: each.value.notnull())
    operator = "above" if moving.above is not None else "at_least"
    path = f"tiers.{tier.key}.when.{moving.column}.{operator}"
    return _Place(table, path, getattr(moving, operator), scale, is_strict=operator == "above", coarsest=-6)


def _outcome(target: Target, wanted: Decimal, reached: Decimal, found: Around) -> Outcome:
    if reached == wanted or (target.kind == "share" and abs(reached - wanted) < 1):
        return "exact"
    if found.reaching is None:
        return "everybody"
    return "tied" if found.short is None else "between"


def _wanted(target: Target, customers: int, revenue: Decimal) -> tuple[Decimal, Of]:
    if target.kind == "revenue":
        if revenue <= 0:
            problem = Text("there is no revenue to share out", "没有可分配的购买金额")
            raise SchemeError(problem, where="--target", fix=Text("Name a head-count instead.", "请改用客户数目标。"))
        return target.amount * revenue, "revenue"
    return (target.amount if target.kind == "heads" else target.amount * customers), "customers"


def _choose(
    target: Target, wanted: Decimal, of: Of, reaching: Reach | None, short: Reach | None
) -> tuple[Reach, Reach | None]:
    """Which of the two borders around a target: enough revenue, at most so many heads, the nearest share."""
    if reaching is None and short is None:
        problem = Text("no customer is within reach of this tier", "没有客户可进入该等级")
        fix = Text("Look at the standard with `fenji scheme check`.", "请运行 `fenji scheme check` 检查标准。")
        raise SchemeError(problem, where="--tier", fix=fix)
    if reaching is None or short is None:
        only = reaching or short
        assert only is not None
        return only, None
    if target.kind == "revenue" or reaching.of(of) == wanted:
        return reaching, short
    if target.kind == "heads" or wanted - short.of(of) <= reaching.of(of) - wanted:
        return short, reaching
    return reaching, short


def _pareto(table: ir.Table, shares: Sequence[Decimal], parts: int, ask: Ask) -> list[int]:
    if len(shares) != parts - 1 or list(shares) != sorted(set(shares)) or not all(0 < cut < 100 for cut in shares):
        problem = Text("{n} tiers need {m} rising shares of revenue", "{n} 个等级需要 {m} 个递增的金额占比")
        fix = Text("For example --cuts 80,95 for three.", "例如三个等级用 --cuts 80,95。")
        raise SchemeError(problem.fill(n=parts, m=parts - 1), where="--cuts", fix=fix)
    everything = Decimal(ask(table.aggregate(revenue=table.revenue.sum()))[0]["revenue"] or 0)
    found = [around(table, everything * share / 100, "revenue", ask).reaching for share in shares]
    return [one.value for one in found if one is not None]


def _parts(table: ir.Table, method: Method, parts: int, ask: Ask) -> list[int]:
    scorer: Any = Breaks(bins=parts) if method == "jenks" else Quantiles(bins=parts)
    learned = calibrate(table, [Asked("value", "value", scorer, 10_000)], ask).learned["value"]
    return [int(cut) for cut in reversed(learned.cuts) if cut is not None]
