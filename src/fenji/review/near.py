"""Who is closest to the next tier, what is missing, and what it would be worth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING, Any

from fenji.errors import DrawError, UnknownName
from fenji.explanation import criterion_label
from fenji.explanation_words import value_words
from fenji.grades.rule import AllOf, Comparison, Rule
from fenji.language import Text
from fenji.metrics.metric import METRICS, Metric
from fenji.scores.scorer import bin_of
from fenji.scores.total import border

if TYPE_CHECKING:
    from fenji.result import Result
    from fenji.scheme.calibrated import CalibratedScheme
    from fenji.scheme.model import Criterion, Tier

POOL = 20  # looked at for each one shown: the nearest by score need not be the nearest by steps


@dataclass(frozen=True)
class Step:
    """One figure that would have to change, from its value now to the value that suffices."""

    label: Text
    column: str
    value: Any
    needed: Any
    text: Text


@dataclass(frozen=True)
class Near:
    """A customer on the rung below a tier: what is missing, and what reaching it would be worth.

    `steps` together really give the tier when they are made (the standard is asked again). `worth` is the median net
    revenue of the tier's customers less this one's, never below 0; None where either is unknown.
    """

    customer_id: str
    name: str | None
    tier: str | None
    score: Decimal | None
    score_gap: Decimal | None
    steps: tuple[Step, ...]
    net_revenue: Decimal | None
    worth: Decimal | None


def near(result: Result, tier_key: str, limit: int = 20) -> list[Near]:
    """The customers closest to a tier from the rung below it, fewest missing steps first, then the smallest gap.

    Customers whom a limit holds down, or for whom no change of their own figures suffices, are left out. An unknown
    tier is an error; so is asking for the lowest one, which nobody has to reach.
    """
    scheme = result.scheme
    tiers = scheme.scheme.tiers
    keys = [tier.key for tier in tiers]
    if tier_key not in keys:
        raise UnknownName(Text("tier", "等级"), tier_key, known=keys, where="--near")
    rung = keys.index(tier_key) + 1
    if rung == len(tiers):
        raise DrawError(
            Text("{tier} is the lowest tier; nobody is on the way to it", "{tier}是最低等级，没有客户在升向它").fill(
                tier=tiers[-1].name
            ),
            where="--near",
            fix=Text("Name a higher tier, such as {tier}.", "请指定更高的等级，如{tier}。").fill(tier=tiers[0].key),
        )
    typical = result.medians(["net_revenue"]).get(tier_key, {}).get("net_revenue")
    below = result.rows(order=("-score", "-net_revenue", "customer_id"), where={"rung": rung + 1}, limit=limit * POOL)
    found = [one for row in below if (one := _near(row, scheme, tiers[rung - 1], typical, result.run.currency))]
    return sorted(found, key=_nearest)[:limit]


def _nearest(one: Near) -> tuple[int, Decimal, Decimal, str]:
    return len(one.steps), one.score_gap or Decimal(0), -(one.net_revenue or Decimal(0)), one.customer_id


def next_steps(row: Mapping[str, Any], scheme: CalibratedScheme, tier: Tier, *, currency: str) -> tuple[Step, ...]:
    """The figures that would have to change for a customer to reach a tier; none where no such change gives it.

    Asked again of the standard itself: with these values the grade really is the tier, limits included.
    """
    changes = by_rule(row, tier.when) if tier.when is not None else by_score(row, scheme, tier)
    if not changes or scheme.grade_of({**row, **changes}).tier != tier.key:
        return ()
    return steps_of(changes, row, scheme, rule=tier.when, currency=currency)


def steps_of(
    changes: Mapping[str, Any],
    row: Mapping[str, Any],
    scheme: CalibratedScheme,
    *,
    rule: Rule | None = None,
    currency: str,
) -> tuple[Step, ...]:
    """Changed figures in words; where the rule that asks for them says "more than", so do the words."""
    above = {} if rule is None else {one.column: one.above for one in rule.comparisons() if one.above}
    return tuple(
        _step(column, row[column], needed, scheme=scheme, currency=currency, above=above.get(column))
        for column, needed in changes.items()
    )


def _near(
    row: Mapping[str, Any], scheme: CalibratedScheme, tier: Tier, typical: Decimal | None, currency: str
) -> Near | None:
    steps = next_steps(row, scheme, tier, currency=currency)
    if not steps:
        return None
    net = row["net_revenue"]
    gap = None if tier.from_score is None or row["total"] is None else tier.from_score - Decimal(row["total"]) / 10**6
    return Near(
        customer_id=row["customer_id"],
        name=row.get("name"),
        tier=row["tier"],
        score=row.get("score"),
        score_gap=gap,
        steps=steps,
        net_revenue=net,
        worth=None if typical is None or net is None else max(typical - net, Decimal(0)).quantize(Decimal("0.01")),
    )


def by_score(row: Mapping[str, Any], scheme: CalibratedScheme, tier: Tier) -> dict[str, Any]:
    """The fewest rises that bring the total to the tier's border: one if one suffices, else the largest first."""
    if tier.from_score is None:
        return {}
    wanted = border(tier.from_score)
    changes: dict[str, Any] = {}
    while True:
        now = {**row, **changes}
        total = scheme.total_of(now)
        if total is None or total >= wanted:
            return changes if total is not None else {}
        rises = [(criterion, value, scheme.total_of({**now, criterion.column: value}) or 0)
                 for criterion in scheme.scheme.criteria if scheme.weights.get(criterion.name)
                 for value in _better_values(now[criterion.column], criterion, scheme)]  # fmt: skip
        rises = [rise for rise in rises if rise[2] > total]
        enough = [rise for rise in rises if rise[2] >= wanted]
        if not rises:
            return {}
        chosen = min(enough, key=lambda rise: rise[2]) if enough else max(rises, key=lambda rise: rise[2])
        changes[chosen[0].column] = chosen[1]


def _better_values(value: Any, criterion: Criterion, scheme: CalibratedScheme) -> Iterator[Any]:
    """The values that just reach each better band; on a scale, its best end and the steps of a tenth towards it."""
    learned = scheme.learned[criterion.name]
    unit = _unit(METRICS.get(criterion.metric))
    if learned.kind == "scale" and learned.low is not None and learned.high is not None:
        width = (learned.high - learned.low) / 10
        for step in range(11):
            end = learned.low + width * step
            yield _cast(end.quantize(unit, rounding=ROUND_CEILING), value)
        return
    cuts = [cut for cut in learned.cuts if cut is not None]
    if learned.better == "lower":
        reached = len(cuts) if value is None else bin_of(value, cuts)
        yield from (_cast(cut - unit, value) for cut in cuts[:reached])
    else:
        reached = 0 if value is None else bin_of(value, cuts)
        yield from (_cast(cut, value) for cut in cuts[reached:])


def by_rule(row: Mapping[str, Any], rule: Rule) -> dict[str, Any]:
    """The values that meet every comparison of a rule that asks for all; other rules have no single way."""
    parts = list(rule.all) if isinstance(rule, AllOf) else [rule]
    changes: dict[str, Any] = {}
    for part in parts:
        if not isinstance(part, Comparison):
            return {}
        value = row[part.column]
        if part.truth_of(row):
            continue
        unit = _unit(METRICS.get(part.metric))
        floors = [number if operator == "at_least" else number + unit
                  for operator, number in part.limits() if operator in ("at_least", "above")]  # fmt: skip
        roofs = [number if operator == "at_most" else number - unit
                 for operator, number in part.limits() if operator in ("at_most", "below")]  # fmt: skip
        if value is not None and roofs and value > min(roofs):
            changes[part.column] = _cast(min(roofs), value)
        elif floors:
            changes[part.column] = _cast(max(floors), value)
        else:
            return {}
    return changes


def _step(
    column: str, value: Any, needed: Any, *, scheme: CalibratedScheme, currency: str, above: Decimal | None
) -> Step:
    """The step in words; where the rule says "more than", so do the words, not the smallest figure beyond."""
    measure = next(one for one in scheme.measures() if one.column == column)
    metric = METRICS.get(measure.metric)
    own = next((criterion_label(c) for c in scheme.scheme.criteria if c.column == column), metric.label)
    then = value_words(needed, metric, currency)
    if above is not None and needed == above + _unit(metric) and metric.decimals:
        limit = value_words(_cast(above, above), metric, currency)
        then = Text("more than {limit}", "大于{limit}").fill(limit=limit)
    text = Text("{label}: {now} → {then}", "{label}：{now} → {then}").fill(
        label=own, now=value_words(value, metric, currency), then=then
    )
    return Step(own, column, value, needed, text)


def _unit(metric: Metric) -> Decimal:
    return Decimal(1).scaleb(-metric.decimals)


def _cast(needed: Decimal, value: Any) -> Any:
    is_whole = isinstance(value, int) or (value is None and needed == needed.to_integral_value())
    return int(needed) if is_whole else needed
