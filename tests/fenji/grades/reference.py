"""Transition rules once more, in plain Python and one customer at a time: what the engines are compared with."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal


@dataclass(frozen=True)
class TierRule:
    """One tier: its cut point (None takes the rest) and what protects it."""

    start: int | None
    grace_days: int = 0
    grace_runs: int = 0
    stay: int = 0
    one_rung: bool = False
    keep: int | None = None


@dataclass(frozen=True)
class Rules:
    """A whole standard: tiers best first, cut points in whole points, a cap that holds at once or not."""

    tiers: tuple[TierRule, ...]
    every: str = "run"
    on: tuple[int, int] = (12, 31)
    at_once: bool = True
    margin: int = 0
    warn: int = 0
    cap_rung: int = 0
    cap_at_once: bool = True


@dataclass(frozen=True)
class Customer:
    """What is known of a customer on a day: points (None: ungraded state), capped or not, promotion taken back."""

    points: int | None
    capped: bool = False
    reversed: bool = False
    since: date | None = None


@dataclass(frozen=True)
class Held:
    """What a run says and hands on."""

    rung: int | None
    reason: str
    entered: date | None = None
    rose_from: int | None = None  # a rung; 0: from nowhere; None: no promotion
    below_since: date | None = None
    below_runs: int | None = None
    runs_left: int | None = None
    leaves: date | None = None
    warned: date | None = None
    system: int | None = field(default=None)


NAMES = "ABCDEFGH"


def judge(  # noqa: C901, PLR0912 - one rule after another, as they are read
    customer: Customer, before: Held | None, rules: Rules, *, today: date, yesterday: date | None
) -> Held:
    """One customer in one run; `yesterday` is the earlier run's day, None for the first run of all."""
    count = len(rules.tiers)
    place, why = _system(customer, rules)
    system = place if place is not None and place <= count else None
    if yesterday is None:
        return Held(system, why, entered=today if system else None, system=system)
    if place is None:
        return Held(None, why)
    if before is None or before.rung is None:
        return Held(system, why, entered=today if system else None, rose_from=0 if system else None, system=system)
    was, due = before.rung, _due(customer, rules, today, yesterday)
    cap_now = rules.cap_rung if customer.capped and rules.cap_at_once else 0
    below = _below(customer, was, place, rules)
    tier = rules.tiers[was - 1]
    since = before.below_since or today
    runs = (before.below_runs or 0) + 1
    stayed = before.entered is not None and before.entered + timedelta(tier.stay) <= today
    graced = since + timedelta(tier.grace_days) <= today and runs >= tier.grace_runs
    up = max(_ladder(customer, rules, rules.margin), rules.cap_rung if customer.capped else 0)
    up = max(up, place)
    kind, target = "held", was
    if customer.reversed and place > was:
        back = before.rose_from or count + 1
        kind, target = "reversed", min(place, max(back, was + 1))
    elif up < was and (rules.at_once or due):
        kind, target = "promoted", up
    elif below and due and stayed and graced:
        kind, target = "demoted", was + 1 if tier.one_rung else place
    now = max(target, cap_now)
    if now > count:
        return Held(None, why)
    still_below = _below(customer, now, place, rules)
    held = Held(now, "", entered=before.entered if now == was else today, system=system)
    held = replace(held, rose_from=before.rose_from if now == was else was if now < was else None)
    if now != was:
        held = replace(held, below_since=today if still_below else None, below_runs=0 if still_below else None)
    elif not due:
        held = replace(held, below_since=before.below_since, below_runs=before.below_runs)
    elif still_below:
        held = replace(held, below_since=since, below_runs=runs)
    reason = why
    if kind == "reversed" and now == target:
        reason = f"reversed:{NAMES[was - 1]}"
    elif now != place:
        reason = _reason(customer, rules, kind=kind, was=was, now=now, place=place, up=up, due=due, stayed=stayed,
                         below=still_below, capped=cap_now > target)  # fmt: skip
    held = replace(held, reason=reason)
    if still_below:
        held = _ahead(customer, held, rules, today)
    is_near = bool(rules.warn) and held.leaves is not None and held.leaves <= today + timedelta(rules.warn)
    return replace(held, warned=((before.warned if now == was else None) or today) if is_near else None)


def evaluations(rules: Rules, customer: Customer, first_year: int, last_year: int) -> list[date]:
    """The evaluation days of some years."""
    found = []
    for year in range(first_year, last_year + 1):
        if rules.every == "anniversary":
            if customer.since is not None and year > customer.since.year:
                found.append(_in_month(year, customer.since.month, customer.since.day))
            continue
        months = {"month": range(1, 13), "quarter": (3, 6, 9, 12), "half_year": (6, 12), "year": (rules.on[0],)}
        found += [_in_month(year, month, rules.on[1]) for month in months[rules.every]]
    return found


def _in_month(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def _judged_always(rules: Rules, customer: Customer) -> bool:
    return rules.every == "run" or (rules.every == "anniversary" and customer.since is None)


def _due(customer: Customer, rules: Rules, today: date, yesterday: date) -> bool:
    if _judged_always(rules, customer):
        return True
    return any(yesterday < day <= today for day in evaluations(rules, customer, yesterday.year, today.year))


def _system(customer: Customer, rules: Rules) -> tuple[int | None, str]:
    if customer.points is None:
        return None, "ungraded:quiet"
    place = _ladder(customer, rules, 0)
    if customer.capped and rules.cap_rung > place:
        return rules.cap_rung, "limit:late"
    if place > len(rules.tiers):
        return place, "ungraded:no_rung"
    kind = "rest" if rules.tiers[place - 1].start is None else "score"
    return place, f"{kind}:{NAMES[place - 1]}"


def _ladder(customer: Customer, rules: Rules, margin: int) -> int:
    assert customer.points is not None
    for number, tier in enumerate(rules.tiers, start=1):
        if tier.start is None or customer.points >= tier.start + margin:
            return number
    return len(rules.tiers) + 1


def _below(customer: Customer, rung: int, place: int, rules: Rules) -> bool:
    if place <= rung:
        return False
    if customer.capped and rules.cap_rung > rung:
        return True
    return not _in_margin(customer, rung, rules) and not _keeps(customer, rung, rules)


def _in_margin(customer: Customer, rung: int, rules: Rules) -> bool:
    start = rules.tiers[rung - 1].start
    assert customer.points is not None
    return bool(rules.margin) and start is not None and customer.points >= start - rules.margin


def _keeps(customer: Customer, rung: int, rules: Rules) -> bool:
    keep = rules.tiers[rung - 1].keep
    assert customer.points is not None
    return keep is not None and customer.points >= keep


def _reason(customer: Customer, rules: Rules, *, kind: str, was: int, now: int, place: int, up: int, due: bool,
            stayed: bool, below: bool, capped: bool) -> str:  # fmt: skip
    if capped:
        return "limit:late"
    if kind == "demoted":
        return f"stepped:{NAMES[was - 1]}"
    if place < now:
        return "held:not_evaluated" if kind == "held" and up < now else "held:hysteresis"
    if not below:
        return "held:hysteresis" if _in_margin(customer, now, rules) else "held:keep"
    if not due:
        return "held:not_evaluated"
    return "held:grace" if stayed else "held:minimum_stay"


def _ahead(customer: Customer, held: Held, rules: Rules, today: date) -> Held:
    assert held.rung is not None
    assert held.entered is not None
    tier, tomorrow = rules.tiers[held.rung - 1], today + timedelta(1)
    always = _judged_always(rules, customer)
    to_come = (
        [] if always else [day for day in evaluations(rules, customer, today.year, today.year + 30) if day > today]
    )

    def at_or_after(day: date) -> date:
        return day if always else next(one for one in to_come if one >= day)

    stay = max(held.entered + timedelta(tier.stay), tomorrow)
    if tier.grace_runs:
        left = max(tier.grace_runs - (held.below_runs or 0), 1)
        leaves = None if always else max(to_come[left - 1], at_or_after(stay))
        return replace(held, runs_left=left, leaves=leaves)
    first = today if rules.every == "run" else at_or_after(tomorrow)
    since = held.below_since or first
    return replace(held, leaves=at_or_after(max(stay, since + timedelta(tier.grace_days))))


def decimal(points: int | None) -> Decimal | None:
    """Whole points as a standard writes them."""
    return None if points is None else Decimal(points)
