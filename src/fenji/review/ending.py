"""Whose tier ends soon, when, what comes then, and what would keep it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji.grades.rule import Rule
from fenji.review.near import Step, by_rule, by_score, steps_of
from fenji.scores.total import border

if TYPE_CHECKING:
    from fenji.result import Result
    from fenji.scheme.calibrated import CalibratedScheme
    from fenji.scheme.model import Tier

USUAL_DAYS = 30


@dataclass(frozen=True)
class Ending:
    """A customer who holds a tier below its standard: until when, what comes then, and what keeps it.

    `leaves_on` is the day the tier ends if nothing changes; None where it ends after so many more runs (`runs_left`)
    and nobody knows when they will be. `next_tier` is None for ungraded. `steps` together suffice: the standard is
    asked again; none where a limit is the cause (`limit`) or no change of the figures suffices.
    """

    customer_id: str
    name: str | None
    tier: str
    next_tier: str | None
    below_since: date | None
    leaves_on: date | None
    runs_left: int | None
    score_gap: Decimal | None
    steps: tuple[Step, ...]
    limit: str | None
    net_revenue: Decimal | None


def ending(result: Result, *, within: int | None = None, limit: int = 50) -> list[Ending]:
    """The customers whose tier ends within so many days of the run's day, the soonest first, then the largest revenue.

    `within` is by default what the standard says (`warn_days`), else 30 days. Where grace is counted in runs and their
    days aren't known, those whose next run may end it are listed first. Tiers that a person set are not listed: they
    end on a day of their own. An empty list without transition rules.
    """
    rules = result.scheme.scheme.transitions
    if rules is None or "leaves_on" not in result.columns:
        return []
    days = warning_days(result.scheme) if within is None else within
    until = result.run.as_of + timedelta(days=days)
    sql = f"""SELECT * FROM {result.relation}
              WHERE tier = standing_tier
                AND (leaves_on <= DATE '{until.isoformat()}' OR (leaves_on IS NULL AND runs_left = 1))
              ORDER BY leaves_on NULLS FIRST, net_revenue DESC NULLS LAST, customer_id LIMIT {int(limit)}"""
    return [_ending(row, result) for row in result.engine.rows(sql)]


def warning_days(scheme: CalibratedScheme) -> int:
    """How many days ahead a standard's holders are warned."""
    rules = scheme.scheme.transitions
    return USUAL_DAYS if rules is None else rules.warn_days or USUAL_DAYS


def keeping(row: Mapping[str, Any], scheme: CalibratedScheme, tier: Tier, *, currency: str) -> tuple[Step, ...]:
    """The figures that would have to change for a customer to keep a tier that isn't earned any more.

    The tier's own standard to keep it counts, where it has one, and the margin below its cut point. None where no such
    change suffices; made and asked again of the standard, they do.
    """
    for target, rule in _standards(scheme, tier):
        if rule is not None:
            changes = by_rule(row, rule)
            keeps = bool(changes) and rule.holds({**row, **changes})
        else:
            changes = by_score(row, scheme, tier.model_copy(update={"from_score": target}))
            total = scheme.total_of({**row, **changes})
            keeps = bool(changes) and total is not None and target is not None and total >= border(target)
        if keeps and not _is_limited({**row, **changes}, scheme, tier):
            return steps_of(changes, row, scheme, rule=rule, currency=currency)
    return ()


def _ending(row: Mapping[str, Any], result: Result) -> Ending:
    scheme = result.scheme
    tier = scheme.tier(row["tier"])
    targets = [target for target, _ in _standards(scheme, tier) if target is not None]
    gap = targets[0] - Decimal(row["total"]) / 10**6 if targets and row["total"] is not None else None
    limit = str(row["system_reason"]).partition("limit:")[2] or None
    return Ending(
        customer_id=row["customer_id"],
        name=row.get("name"),
        tier=tier.key,
        next_tier=_next(row, scheme, tier),
        below_since=row["below_since"],
        leaves_on=row["leaves_on"],
        runs_left=row["runs_left"],
        score_gap=gap if gap is not None and gap > 0 else None,
        steps=keeping(row, scheme, tier, currency=result.run.currency),
        limit=limit,
        net_revenue=row["net_revenue"],
    )


def _next(row: Mapping[str, Any], scheme: CalibratedScheme, tier: Tier) -> str | None:
    """The tier that comes: the next one below where tiers are left one at a time, else where the standard puts them."""
    rules, keys = scheme.scheme.transitions, [one.key for one in scheme.scheme.tiers]
    system: str | None = row["system_tier"]
    place = keys.index(tier.key) + 1
    if rules is not None and rules.of(tier.key).demotion == "one_rung" and place < len(keys):
        return keys[place]
    return system


def _standards(scheme: CalibratedScheme, tier: Tier) -> list[tuple[Decimal | None, Rule | None]]:
    """What keeps a tier, the easiest first: a score, or a rule."""
    rules = scheme.scheme.transitions
    keep = None if rules is None else rules.of(tier.key).keep
    margin = Decimal(0) if rules is None else rules.hysteresis
    scores = [keep.from_score] if keep is not None and keep.from_score is not None else []
    if tier.from_score is not None and scheme.scheme.grade_by == "score":
        scores.append(tier.from_score - margin)
    found: list[tuple[Decimal | None, Rule | None]] = [(min(scores), None)] if scores else []
    if keep is not None and keep.when is not None:
        found.insert(0, (None, keep.when))
    if tier.when is not None and scheme.scheme.grade_by == "rules":
        found.append((None, tier.when))
    return found


def _is_limited(row: Mapping[str, Any], scheme: CalibratedScheme, tier: Tier) -> bool:
    """Whether a limit would still hold the customer below the tier."""
    rung = [one.key for one in scheme.scheme.tiers].index(tier.key) + 1
    capped = [number for _, number, rule in scheme.ladder().numbered_limits() if rule.holds(row)]
    return any(number > rung for number in capped)
