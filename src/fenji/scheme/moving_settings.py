"""What of transition rules and limits is edited field by field: grace, calendar, margin, who is never above a tier."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from fenji.grades.calendar import Every
from fenji.grades.rule import OPERATORS, AllOf, AnyOf, Comparison, Not, Rule
from fenji.language import LANGUAGES
from fenji.scheme.model import Scheme
from fenji.scheme.parts import Limit, Tier
from fenji.scheme.setting import Keys, Setting, plain
from fenji.scheme.transitions import TierTransition, Transitions

AT = "transitions"
PROMOTIONS = ("at_once", "evaluation")
DEMOTIONS = ("straight", "one_rung")
SINCE = ("registered_on", "first_order")
YES, NO = "yes", "no"


def transition_settings(scheme: Scheme) -> Iterator[Setting]:
    """The transition rules, those of all tiers first; nothing where the standard has none."""
    rules = scheme.transitions
    if rules is None:
        return
    evaluate = rules.evaluate
    yield _choice(f"{AT}.promotion", rules.promotion, PROMOTIONS)
    yield _choice(f"{AT}.demotion", rules.demotion, DEMOTIONS)
    yield Setting(f"{AT}.grace", (AT, "grace"), "length", str(rules.grace), "")
    yield Setting(f"{AT}.minimum_stay", (AT, "minimum_stay"), "days", str(rules.minimum_stay), "")
    yield Setting(f"{AT}.hysteresis", (AT, "hysteresis"), "number", plain(rules.hysteresis), "")
    yield Setting(f"{AT}.warn_days", (AT, "warn_days"), "whole", str(rules.warn_days), "")
    yield _choice(f"{AT}.evaluate.every", evaluate.every, get_args(Every))
    yield Setting(f"{AT}.evaluate.on", (AT, "evaluate", "on"), "text", evaluate.on or "", "", optional=True)
    yield _choice(f"{AT}.evaluate.since", evaluate.since, SINCE)
    for tier in scheme.tiers:
        if not tier.rest:
            yield from _held(scheme, rules, tier)


def limit_settings(scheme: Scheme) -> Iterator[Setting]:
    """The limits: never above which tier, whether at once, and under which condition."""
    tiers = tuple(tier.key for tier in scheme.tiers)
    for number, one in enumerate(scheme.limits):
        keys: Keys = ("limits", number)
        at = f"limits.{one.name}"
        for lang in LANGUAGES:
            yield Setting(f"{at}.label.{lang}", (*keys, "label", lang), "words", one.label.say(lang), one.name)
        yield Setting(f"{at}.never_above", (*keys, "never_above"), "choice", one.never_above, one.name, choices=tiers)
        at_once = YES if one.at_once else NO
        yield Setting(f"{at}.at_once", (*keys, "at_once"), "switch", at_once, one.name, choices=(YES, NO))
        yield from _condition(one, at, keys)


def comparisons(rule: Rule | None, keys: Keys) -> Iterator[tuple[Comparison, Keys]]:
    """Every comparison of a rule, with its place."""
    if isinstance(rule, Comparison):
        yield rule, keys
    elif isinstance(rule, AllOf | AnyOf):
        name = "all" if isinstance(rule, AllOf) else "any"
        for number, part in enumerate(rule.all if isinstance(rule, AllOf) else rule.any):
            yield from comparisons(part, (*keys, name, number))
    elif isinstance(rule, Not):
        yield from comparisons(rule.part, (*keys, "not"))


def limits_of(rule: Rule | None, at: str, keys: Keys, of: str) -> Iterator[Setting]:
    """Every number of a rule as a field of its own."""
    seen: dict[str, int] = {}
    for comparison, where in comparisons(rule, keys):
        count = seen[comparison.column] = seen.get(comparison.column, 0) + 1
        name = comparison.column if count == 1 else f"{comparison.column}.{count}"
        for operator, number in comparison.limits():
            yield Setting(f"{at}.{name}.{operator}", (*where, operator), "limit", plain(number), of,
                          comparison.metric, operator)  # fmt: skip


def _held(scheme: Scheme, rules: Transitions, tier: Tier) -> Iterator[Setting]:
    own = rules.tiers.get(tier.key, TierTransition())
    keys: Keys = (AT, "tiers", tier.key)
    at = f"{AT}.tiers.{tier.key}"
    grace = "" if own.grace is None else str(own.grace)
    stay = "" if own.minimum_stay is None else str(own.minimum_stay)
    yield Setting(f"{at}.grace", (*keys, "grace"), "length", grace, tier.key, optional=True)
    yield Setting(f"{at}.minimum_stay", (*keys, "minimum_stay"), "days", stay, tier.key, optional=True)
    yield _choice(f"{at}.demotion", own.demotion or "", DEMOTIONS, of=tier.key, keys=(*keys, "demotion"), optional=True)
    keep = own.keep
    if scheme.grade_by == "score":
        start = "" if keep is None or keep.from_score is None else plain(keep.from_score)
        yield Setting(f"{at}.keep.from_score", (*keys, "keep", "from_score"), "number", start, tier.key, optional=True)
    if keep is not None and keep.when is not None:
        yield from limits_of(keep.when, f"{at}.keep.when", (*keys, "keep", "when"), tier.key)


def _condition(one: Limit, at: str, keys: Keys) -> Iterator[Setting]:
    """A single comparison is edited whole, with its sign; of a longer rule the numbers."""
    when, where = one.when, (*keys, "when")
    if not isinstance(when, Comparison) or len(when.limits()) != 1:
        yield from limits_of(when, f"{at}.when", where, one.name)
        return
    ((operator, number),) = when.limits()
    yield Setting(f"{at}.number", (*where, operator), "limit", plain(number), one.name, when.metric, operator)
    yield Setting(f"{at}.operator", (*where, operator), "choice", operator, one.name, when.metric, operator, OPERATORS)


def _choice(
    path: str, value: str, choices: tuple[str, ...], *, of: str = "", keys: Keys = (), optional: bool = False
) -> Setting:
    return Setting(path, keys or tuple(path.split(".")), "choice", value, of, choices=choices, optional=optional)
