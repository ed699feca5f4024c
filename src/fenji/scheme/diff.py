"""Two versions of a standard compared in plain words: criteria, weights, cut points, tiers, limits, everything else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from fenji.grades import words
from fenji.language import Text, same
from fenji.scheme.calibrated import CalibratedScheme, better_of
from fenji.scheme.describe import label_of, say_criterion, say_tier
from fenji.scheme.describe_transitions import say_transitions
from fenji.scheme.diff_words import (
    BETTER,
    NOTHING,
    leaves,
    name_of,
    say_condition,
    say_item,
    say_look,
    say_measured,
    say_new_criterion,
    say_new_tier,
    say_rule,
    say_unknown,
    say_value,
)
from fenji.scheme.model import Criterion, Scheme
from fenji.scheme.parts import Tier

Kind = Literal["added", "removed", "changed"]
_SETTINGS: Mapping[str, Text] = {
    "title": Text("Title", "标题"),
    "about": Text("About", "说明"),
    "currency": Text("Currency", "币种"),
    "zone": Text("Time zone", "时区"),
    "window": Text("Period", "评估周期"),
    "grade_by": Text("Graded by", "定级方式"),
    "judged_at_most": Text("Judgements at most, of 100 points", "主观评分上限（满分100）"),
    "override_days": Text("An override lasts at most, days", "人工调级最长天数"),
    "transitions": Text("Transitions", "升降级规则"),
    "metrics": Text("Own metrics", "自定义指标"),
    "weights_by": Text("Weights by", "权重方法"),
    "total_by": Text("Total by", "总分方法"),
    "group": Text("Group of companies", "集团"),
}
_PARTS = ("criteria", "tiers", "ungraded", "limits", "shown", "judgements")


@dataclass(frozen=True)
class Change:
    """One difference: in which part, of what, and how it was said before and is said after (None: there was none)."""

    part: str
    name: str
    kind: Kind
    what: Text
    before: Text | None = None
    after: Text | None = None

    def say(self) -> Text:
        """The change in one line."""
        if self.kind == "added":
            return _ADDED.fill(what=self.what, after=self.after or NOTHING)
        if self.kind == "removed":
            return _REMOVED.fill(what=self.what, before=self.before or NOTHING)
        return _CHANGED.fill(what=self.what, before=self.before or NOTHING, after=self.after or NOTHING)


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
    yield from _settings(before.scheme, after.scheme)
    yield from _criteria(before, after)
    yield from _tiers(before.scheme, after.scheme)
    yield from _conditions("ungraded", before.scheme, after.scheme)
    yield from _conditions("limits", before.scheme, after.scheme)
    yield from _listed("judgements", before.scheme, after.scheme, name=lambda one: one.item, say=say_item)
    yield from _listed("shown", before.scheme, after.scheme, name=lambda one: one.column, say=lambda one: words.named(
        one.metric, window=one.window, options=one.options))  # fmt: skip


def _settings(before: Scheme, after: Scheme) -> Iterator[Change]:
    for name in type(before).model_fields:
        was, now = getattr(before, name), getattr(after, name)
        if name in _PARTS or name == "name" or was == now:
            continue
        what = _SETTINGS.get(name, same(name))
        if name == "transitions":
            yield from _transitions(what, before, after)
            continue
        yield from _setting(name, what, was, now)


def _setting(name: str, what: Text, was: Any, now: Any) -> Iterator[Change]:
    """A setting with parts of its own is compared part by part; one with words is said by them."""
    if hasattr(was, "model_dump") and hasattr(now, "model_dump"):
        old, new = (leaves(one.model_dump(mode="json", by_alias=True)) for one in (was, now))
        for key in dict.fromkeys([*old, *new]):
            if old.get(key) != new.get(key):
                part = Text(f"{what.en}, {key}", f"{what.zh}（{key}）")
                yield Change(name, key, "changed", part, say_value(old.get(key)), say_value(new.get(key)))
        return
    kind: Kind = "added" if not was else "removed" if not now else "changed"
    yield Change(name, name, kind, what, say_value(was) if was else None, say_value(now) if now else None)


def _transitions(what: Text, before: Scheme, after: Scheme) -> Iterator[Change]:
    """Transition rules line by line; two lines about the same (a tier, the way down) are one change."""
    sides = (say_transitions(before)[1:], say_transitions(after)[1:])
    old, new = ({line.en.partition(":")[0]: line for line in lines} for lines in sides)
    for topic in dict.fromkeys([*old, *new]):
        was, now = old.get(topic), new.get(topic)
        if was == now:
            continue
        kind: Kind = "added" if was is None else "removed" if now is None else "changed"
        name = topic.strip(" -")
        yield Change("transitions", name, kind, what, _without_bullet(was), _without_bullet(now))


def _without_bullet(line: Text | None) -> Text | None:
    return None if line is None else Text(line.en.strip(" -"), line.zh.strip(" ·"))


def _criteria(before: _Side, after: _Side) -> Iterator[Change]:
    old = {one.name: one for one in before.scheme.criteria}
    new = {one.name: one for one in after.scheme.criteria}
    for name in dict.fromkeys([*old, *new]):
        was, now = old.get(name), new.get(name)
        if was is None and now is not None:
            yield Change("criteria", name, "added", say_new_criterion(now), after=_in_full(after, now))
        elif now is None and was is not None:
            yield Change("criteria", name, "removed", say_new_criterion(was), before=_in_full(before, was))
        elif was is not None and now is not None:
            yield from _criterion_changes(before, after, was, now)


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
    plain = (_Side(side.scheme, None).points(one) for side, one in ((before, was), (after, now)))
    old, new = plain
    return old, new


def _tiers(before: Scheme, after: Scheme) -> Iterator[Change]:
    old, new = {tier.key: tier for tier in before.tiers}, {tier.key: tier for tier in after.tiers}
    for key in dict.fromkeys([*old, *new]):
        was, now = old.get(key), new.get(key)
        if was is None and now is not None:
            yield Change("tiers", key, "added", say_new_tier(now), after=say_tier(after, key))
        elif now is None and was is not None:
            yield Change("tiers", key, "removed", say_new_tier(was), before=say_tier(before, key))
        elif was is not None and now is not None:
            yield from _tier_changes(before, after, was, now)
    stays = [key for key in old if key in new]
    if stays != [key for key in new if key in old]:
        listed = [" > ".join(tier.key for tier in scheme.tiers) for scheme in (before, after)]
        yield Change("tiers", "", "changed", Text("Order of tiers", "等级顺序"), same(listed[0]), same(listed[1]))


def _tier_changes(before: Scheme, after: Scheme, was: Tier, now: Tier) -> Iterator[Change]:
    pairs = (
        (Text("{name} is reached by", "{name}的条件"), say_tier(before, was.key), say_tier(after, now.key)),
        (Text("Name of {name}", "{name}的名称"), was.name, now.name),
        (Text("Benefits of {name}", "{name}的权益"), was.benefits, now.benefits),
        (Text("Service for {name}", "{name}的服务标准"), was.service, now.service),
        (Text("Look of {name}", "{name}的图标"), say_look(was), say_look(now)),
        (Text("Own words of {name}", "{name}的原文"), say_rule(was.literal, before), say_rule(now.literal, after)),
    )
    for what, old, new in pairs:
        if old != new:
            yield Change("tiers", now.key, "changed", what.fill(name=was.name), old, new)


def _conditions(part: str, before: Scheme, after: Scheme) -> Iterator[Change]:
    for scheme, other, kind in ((before, after, "removed"), (after, before, "added")):
        theirs = {one.name for one in getattr(other, part)}
        for one in getattr(scheme, part):
            if one.name not in theirs:
                told = say_condition(one, scheme)
                what = _LIMIT[part].fill(name=name_of(one))
                yield (Change(part, one.name, "added", what, after=told) if kind == "added"
                       else Change(part, one.name, "removed", what, before=told))  # fmt: skip
    old = {one.name: one for one in getattr(before, part)}
    for now in getattr(after, part):
        if now.name in old and (was := old[now.name]) != now:
            what = _LIMIT[part].fill(name=name_of(was))
            yield Change(part, now.name, "changed", what, say_condition(was, before), say_condition(now, after))


def _listed(
    part: str, before: Scheme, after: Scheme, *, name: Callable[[Any], str], say: Callable[[Any], Text]
) -> Iterator[Change]:
    old = {name(one): one for one in getattr(before, part)}
    new = {name(one): one for one in getattr(after, part)}
    what = {"shown": Text("Shown beside the grade", "同时列出"), "judgements": Text("Subjective item", "主观评分项")}[
        part
    ]
    for key in dict.fromkeys([*old, *new]):
        if key not in old:
            yield Change(part, key, "added", what, after=say(new[key]))
        elif key not in new:
            yield Change(part, key, "removed", what, before=say(old[key]))
        elif old[key] != new[key]:
            yield Change(part, key, "changed", what, say(old[key]), say(new[key]))


def _in_full(side: _Side, one: Criterion) -> Text:
    return Text("{share}, {measured}: {points}", "{share}，{measured}：{points}").fill(
        share=side.weight(one), measured=say_measured(one), points=side.points(one)
    )


_ADDED = Text("New – {what}: {after}", "新增 {what}：{after}")
_REMOVED = Text("Gone – {what}: {before}", "删除 {what}：{before}")
_CHANGED = Text("{what}: {before} → {after}", "{what}：{before} → {after}")
_LIMIT: Mapping[str, Text] = {
    "limits": Text("Limit {name}", "封顶“{name}”"),
    "ungraded": Text("Not graded – {name}", "暂不评级“{name}”"),
}
