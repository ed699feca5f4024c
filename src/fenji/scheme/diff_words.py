"""How the parts of a standard are said where two versions are compared."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from fenji.grades import words
from fenji.language import Text, same
from fenji.scheme.describe import label_of
from fenji.scheme.model import Criterion, Scheme
from fenji.scheme.parts import Limit, Tier, UngradedState

NOTHING = Text("none", "无")
BETTER = {"higher": Text("more", "越高越好"), "lower": Text("less", "越低越好")}
_BY: Mapping[str, Text] = {
    "score": Text("score", "评分"),
    "rules": Text("rules", "规则"),
    "sum": Text("weighted sum", "加权求和"),
    "topsis": same("TOPSIS"),
}


def say_condition(one: UngradedState | Limit, scheme: Scheme) -> Text:
    """An ungraded state or a limit, with what a limit does."""
    told = one.when.say(scheme.currency)
    if not isinstance(one, Limit):
        return told
    late = Text("", "") if one.at_once else Text(" (grace holds it back)", "（适用宽限期）")
    return Text("never above {tier} where {when}{late}", "{when}，最高为{tier}{late}").fill(
        when=told, tier=scheme.tier(one.never_above).name, late=late
    )


def say_new_criterion(one: Criterion) -> Text:
    """A criterion by name."""
    return Text("Criterion {name}", "评分项“{name}”").fill(name=label_of(one))


def say_new_tier(one: Tier) -> Text:
    """A tier by name."""
    return Text("Tier {name}", "等级“{name}”").fill(name=one.name)


def say_measured(one: Criterion) -> Text:
    """What a criterion measures."""
    return words.named(one.metric, window=one.window, options=one.options)


def say_unknown(one: Criterion) -> Text:
    """What an unknown figure earns."""
    points = one.scorer.unknown_points
    if points is None:
        return Text("not graded", "暂不评级")
    return Text("{p} points", "得{p}分").fill(p=f"{(Decimal(points) / 100).normalize():f}")


def say_look(tier: Tier) -> Text:
    """A tier's colour and badge."""
    icon = tier.icon
    plain = f"{tier.colour} {icon.shape} {icon.pattern}"
    return Text(f"{plain} {icon.text.en}".strip(), f"{plain} {icon.text.zh}".strip())


def say_rule(rule: Any, scheme: Scheme) -> Text:
    """A rule in words; none where there is none."""
    return NOTHING if rule is None else rule.say(scheme.currency)


def name_of(one: UngradedState | Limit) -> Text:
    """A state's or limit's name as people read it."""
    return one.label if one.label.en else same(one.name)


def say_value(value: Any) -> Text:
    """A setting as people write it: words, a window, a number, a name."""
    if isinstance(value, Text):
        return value
    known = _BY.get(value) if isinstance(value, str) else getattr(value, "text", None)
    if isinstance(known, Text):
        return known
    return same(f"{value.normalize():f}" if isinstance(value, Decimal) else str(value))
