"""Two versions of a standard compared in plain words: criteria, weights, cut points, tiers, limits, everything else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from fenji.grades import words
from fenji.language import Text, same
from fenji.scheme.calibrated import CalibratedScheme, better_of
from fenji.scheme.change import Change, kind_of
from fenji.scheme.describe import label_of, say_criterion, say_item, say_tier
from fenji.scheme.describe_prices import say_price, say_use
from fenji.scheme.diff_settings import setting_changes
from fenji.scheme.diff_words import (
    BETTER,
    name_of,
    say_condition,
    say_look,
    say_measured,
    say_new_criterion,
    say_new_tier,
    say_rule,
    say_unknown,
)
from fenji.scheme.model import Criterion, Scheme
from fenji.scheme.parts import Tier


def diff(before: Scheme | CalibratedScheme, after: Scheme | CalibratedScheme) -> list[Change]:
    """What changed from one standard to another, in the order of the standard; nothing where they grade the same.

    Cut points are compared where both are versions; a standard that is only written has none yet.
    """
    return list(_changes(_Side.of(before), _Side.of(after)))


@dataclass(frozen=True)
class _Side:
    scheme: Scheme
    calibrated: CalibratedScheme | None

    @classmethod
    def of(cls, one: Scheme | CalibratedScheme) -> _Side:
        return cls(one.scheme, one) if isinstance(one, CalibratedScheme) else cls(one, None)

    def weight(self, criterion: Criterion) -> Text:
        weights = self.calibrated.weights if self.calibrated else {}
        share = weights.get(criterion.name, 0 if self.calibrated else criterion.weight_bp)
        if self.calibrated and criterion.name in self.calibrated.left_out:
            return Text("left out, nobody's data has it", "未计入（无客户数据）")
        return same(f"{(Decimal(share) / 100).normalize():f}%")

    def points(self, criterion: Criterion) -> Text:
        learned = self.calibrated.learned.get(criterion.name) if self.calibrated else None
        return say_criterion(criterion, currency=self.scheme.currency, learned=learned)


def _changes(before: _Side, after: _Side) -> Iterator[Change]:
    yield from setting_changes(before.scheme, after.scheme)
    yield from _criteria(before, after)
    yield from _ideals(before.calibrated, after.calibrated)
    yield from _tiers(before.scheme, after.scheme)
    yield from _conditions("ungraded", before.scheme, after.scheme)
    yield from _conditions("limits", before.scheme, after.scheme)
    yield from _listed("judgements", before.scheme, after.scheme, name=lambda one: one.item, say=say_item)
    yield from _listed("shown", before.scheme, after.scheme, name=lambda one: one.column, say=lambda one: words.named(
        one.metric, window=one.window, options=one.options))  # fmt: skip


def _criteria(before: _Side, after: _Side) -> Iterator[Change]:
    old, new = ({one.name: one for one in side.scheme.criteria} for side in (before, after))
    for name in dict.fromkeys([*old, *new]):
        if name in old and name in new:
            yield from _criterion_changes(before, after, old[name], new[name])
            continue
        was = _in_full(before, old[name]) if name in old else None
        now = _in_full(after, new[name]) if name in new else None
        yield Change("criteria", name, kind_of(was, now), say_new_criterion(old.get(name) or new[name]), was, now)


def _criterion_changes(before: _Side, after: _Side, was: Criterion, now: Criterion) -> Iterator[Change]:
    pairs = (
        (Text("Weight of {name}", "{name}的权重"), before.weight(was), after.weight(now)),
        (Text("What {name} measures", "{name}的指标"), say_measured(was), say_measured(now)),
        (Text("Better for {name}", "{name}的方向"), BETTER[better_of(was)], BETTER[better_of(now)]),
        (Text("Points of {name}", "{name}的评分"), *_points(before, after, was, now)),
        (Text("{name} where unknown", "{name}未知时"), say_unknown(was), say_unknown(now)),
        (Text("Name of {name}", "{name}的名称"), label_of(was), label_of(now)),
    )
    for what, old, new in pairs:
        if old != new:
            yield Change("criteria", now.name, "changed", what.fill(name=label_of(was)), old, new)


def _points(before: _Side, after: _Side, was: Criterion, now: Criterion) -> tuple[Text, Text]:
    """How points are earned on both sides; with cut points only where both have them."""
    if before.calibrated and after.calibrated:
        return before.points(was), after.points(now)
    return _Side(before.scheme, None).points(was), _Side(after.scheme, None).points(now)


def _ideals(before: CalibratedScheme | None, after: CalibratedScheme | None) -> Iterator[Change]:
    """What a total by TOPSIS measures its distances from, where both sides have it."""
    if before is None or after is None or not before.ideals or not after.ideals or before.ideals == after.ideals:
        return
    yield Change("total_by", "ideals", "changed", _IDEALS, *map(_ends, (before, after)))


def _ends(one: CalibratedScheme) -> Text:
    points = (f"{name} {ideal.best / 100:g}/{ideal.worst / 100:g}" for name, ideal in one.ideals.items())
    return same(", ".join(points))


def _tiers(before: Scheme, after: Scheme) -> Iterator[Change]:
    old, new = {tier.key: tier for tier in before.tiers}, {tier.key: tier for tier in after.tiers}
    for key in dict.fromkeys([*old, *new]):
        if key in old and key in new:
            yield from _tier_changes(before, after, old[key], new[key])
            continue
        was, now = (say_tier(scheme, key) if key in side else None for scheme, side in ((before, old), (after, new)))
        yield Change("tiers", key, kind_of(was, now), say_new_tier(old.get(key) or new[key]), was, now)
    if [key for key in old if key in new] != [key for key in new if key in old]:
        order = (same(" > ".join(tier.key for tier in scheme.tiers)) for scheme in (before, after))
        yield Change("tiers", "", "changed", Text("Order of tiers", "等级顺序"), *order)


def _tier_changes(before: Scheme, after: Scheme, was: Tier, now: Tier) -> Iterator[Change]:
    pairs = (
        (Text("{name} is reached by", "{name}的条件"), say_tier(before, was.key), say_tier(after, now.key)),
        (Text("Name of {name}", "{name}的名称"), was.name, now.name),
        (Text("Benefits of {name}", "{name}的权益"), was.benefits, now.benefits),
        (Text("Service for {name}", "{name}的服务标准"), was.service, now.service),
        (Text("Use of {name}", "{name}的用途"), say_use(was), say_use(now)),
        (Text("Price of {name}", "{name}的价格"), say_price(was), say_price(now)),
        (Text("Look of {name}", "{name}的图标"), say_look(was), say_look(now)),
        (Text("Own words of {name}", "{name}的原文"), say_rule(was.literal, before), say_rule(now.literal, after)),
    )
    for what, old, new in pairs:
        if old != new:
            yield Change("tiers", now.key, "changed", what.fill(name=was.name), old, new)


def _conditions(part: str, before: Scheme, after: Scheme) -> Iterator[Change]:
    old, new = ({one.name: one for one in getattr(scheme, part)} for scheme in (before, after))
    for name in dict.fromkeys([*old, *new]):
        was = say_condition(old[name], before) if name in old else None
        now = say_condition(new[name], after) if name in new else None
        if was != now:
            what = _LIMIT[part].fill(name=name_of(old.get(name) or new[name]))
            yield Change(part, name, kind_of(was, now), what, was, now)


def _listed(
    part: str, before: Scheme, after: Scheme, *, name: Callable[[Any], str], say: Callable[[Any], Text]
) -> Iterator[Change]:
    old = {name(one): one for one in getattr(before, part)}
    new = {name(one): one for one in getattr(after, part)}
    what = {"shown": Text("Shown beside the grade", "同时列出"), "judgements": Text("Subjective item", "主观评分项")}[
        part
    ]
    for key in dict.fromkeys([*old, *new]):
        was, now = (say(side[key]) if key in side else None for side in (old, new))
        if was != now:
            yield Change(part, key, kind_of(was, now), what, was, now)


def _in_full(side: _Side, one: Criterion) -> Text:
    return Text("{share}, {measured}: {points}", "{share}，{measured}：{points}").fill(
        share=side.weight(one), measured=say_measured(one), points=side.points(one)
    )


_IDEALS = Text("Best and worst points that TOPSIS measures from", "TOPSIS 的最优与最劣分数")
_LIMIT: Mapping[str, Text] = {
    "limits": Text("Limit {name}", "封顶“{name}”"),
    "ungraded": Text("Not graded – {name}", "暂不评级“{name}”"),
}
