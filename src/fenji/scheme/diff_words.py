"""How the parts of a standard are said where two versions are compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from fenji.grades import words
from fenji.language import Text, same
from fenji.scheme.describe import label_of
from fenji.scheme.model import Criterion, Scheme
from fenji.scheme.parts import Limit, Tier, UngradedState

NOTHING = Text("none", "无")
BETTER = {"higher": Text("more", "越高越好"), "lower": Text("less", "越低越好")}
_BY: Mapping[str, Text] = {"score": Text("score", "评分"), "rules": Text("rules", "规则")}


def say_condition(one: UngradedState | Limit, scheme: Scheme) -> Text:
    """An ungraded state or a limit, with what a limit does."""
    told = one.when.say(scheme.currency)
    if not isinstance(one, Limit):
        return told
    more = one.model_dump(
        mode="json", by_alias=True, exclude={"name", "label", "when", "never_above"}, exclude_defaults=True
    )
    extra = f" ({', '.join(f'{key}: {value}' for key, value in more.items())})" if more else ""
    return Text("never above {tier} where {when}{extra}", "{when}，最高为{tier}{extra}").fill(
        when=told, tier=scheme.tier(one.never_above).name, extra=extra
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


def say_item(one: Any) -> Text:
    """A subjective item with its most points."""
    most = f"{one.most.normalize():f}"
    label = one.label if one.label.en else same(one.item)
    return Text("{name}, at most {most} points", "{name}，最多{most}分").fill(name=label, most=most)


def say_value(value: Any) -> Text:
    """Any setting as people write it."""
    if isinstance(value, Text):
        return value
    known = _BY.get(value) if isinstance(value, str) else getattr(value, "text", None)
    if isinstance(known, Text):
        return known
    if isinstance(value, Mapping):
        return same(", ".join(f"{key}: {say_value(each).en}" for key, each in value.items()))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return same("; ".join(say_value(each).en for each in value))
    if hasattr(value, "model_dump"):
        return say_value(value.model_dump(mode="json", by_alias=True, exclude_defaults=True))
    return NOTHING if value is None else same(f"{value.normalize():f}" if isinstance(value, Decimal) else str(value))


def leaves(tree: Any, at: str = "") -> dict[str, Any]:
    """The values of a tree by their path."""
    if not isinstance(tree, Mapping):
        return {at: tree}
    found: dict[str, Any] = {}
    for key, value in tree.items():
        found |= leaves(value, f"{at}.{key}" if at else str(key))
    return found
