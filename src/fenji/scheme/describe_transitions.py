"""Transition rules in plain words, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from fenji.grades import words
from fenji.language import Text, same
from fenji.scheme.transitions import Evaluation, TierTransition

if TYPE_CHECKING:
    from fenji.scheme.model import Scheme, Tier

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
_BULLET = Text("  - {line}", "  · {line}")


def say_transitions(scheme: Scheme) -> list[Text]:
    """How customers move between tiers, line by line; nothing where the standard has no transition rules."""
    rules = scheme.transitions
    if rules is None:
        return []
    lines = [_UP[rules.promotion], Text("down: judged {when}", "降级：{when}评定").fill(when=say_when(rules.evaluate))]
    if rules.hysteresis:
        lines.append(_MARGIN.fill(n=f"{rules.hysteresis.normalize():f}"))
    held = [say_hold(rules.of(tier.key), tier, currency=scheme.currency) for tier in scheme.tiers if not tier.rest]
    lines += [line for line in held if line is not None]
    if rules.warn_days:
        lines.append(_WARN.fill(n=rules.warn_days))
    late = [limit for limit in scheme.limits if not limit.at_once]
    if late:
        names = words.joined([limit.label if limit.label.en else same(limit.name) for limit in late], Text(", ", "、"))
        lines.append(_LATE.fill(names=names))
    return [_HEAD, *(_BULLET.fill(line=line) for line in lines)]


def say_when(evaluate: Evaluation) -> Text:
    """When tiers are judged: at every run, at the end of each month, on 31 March each year."""
    calendar = evaluate.calendar()
    if evaluate.every == "anniversary":
        return _ANNIVERSARY[evaluate.since]
    if evaluate.every == "month" and evaluate.on is not None:
        return Text("on day {n} of each month", "每月{n}日").fill(n=calendar.day)
    if evaluate.every == "year":
        return Text(f"on {calendar.day} {MONTHS[calendar.month - 1]} each year",
                    f"每年{calendar.month}月{calendar.day}日")  # fmt: skip
    return _WHEN[evaluate.every]


def say_hold(hold: TierTransition, tier: Tier, *, currency: str | None) -> Text | None:
    """How one tier is kept and left: its standard to keep it, its grace, its minimum stay; None where nothing is."""
    parts = []
    if hold.keep is not None:
        parts.append(_KEPT.fill(how=_standard(hold, currency)))
    if hold.minimum_stay:
        parts.append(_STAY.fill(n=hold.minimum_stay))
    parts.append(_ends(hold))
    if hold.demotion == "one_rung":
        parts.append(_ONE_RUNG)
    if parts == [_AT_ONCE]:
        return None
    return Text("{tier}: {parts}", "{tier}：{parts}").fill(tier=tier.name, parts=words.joined(parts, Text("; ", "；")))


def _standard(hold: TierTransition, currency: str | None) -> Text:
    assert hold.keep is not None
    if hold.keep.when is not None:
        return hold.keep.when.say(currency)
    start = hold.keep.from_score
    assert start is not None
    return Text("the score is {n} or more", "总评分不低于{n}分").fill(n=f"{start.normalize():f}")


def _ends(hold: TierTransition) -> Text:
    grace = hold.grace
    if grace is None or (not grace.days and grace.runs < 2):
        return _AT_ONCE
    if grace.runs:
        return _AFTER_RUNS.fill(n=grace.runs)
    return _AFTER_DAYS.fill(n=grace.days)


_HEAD = Text("Moving between tiers:", "升降级规则：")
_UP: Mapping[str, Text] = {
    "at_once": Text("up: at once, as soon as the standard is met", "升级：达标即升"),
    "evaluation": Text("up: when tiers are judged", "升级：评定时达标才升"),
}
_MARGIN = Text(
    "margin: up only from {n} point{n:s} above a cut point, down only from {n} point{n:s} below it",
    "缓冲带：高出分界值{n}分才升级，低于分界值{n}分以上才降级",
)
_WARN = Text("warned {n} day{n:s} before a tier ends", "等级到期前{n}天提醒")
_LATE = Text("these limits wait for grace, too: {names}", "以下封顶同样适用宽限：{names}")
_KEPT = Text("kept while {how}", "{how}即可保级")
_STAY = Text("held for {n} day{n:s} at least", "至少保留{n}天")
_AT_ONCE = Text("below its standard it ends at once", "未达标即降级")
_AFTER_RUNS = Text("ends when its standard is not met {n} times in a row", "连续{n}次评定未达标才降级")
_AFTER_DAYS = Text("ends when its standard has not been met for {n} day{n:s}", "连续{n}天未达标才降级")
_ONE_RUNG = Text("down one tier at a time", "每次只降一级")
_ANNIVERSARY: Mapping[str, Text] = {
    "registered_on": Text("on each anniversary of becoming a customer", "每逢成为客户的周年日"),
    "first_order": Text("on each anniversary of the first order", "每逢首次下单的周年日"),
}
_WHEN: Mapping[str, Text] = {
    "run": Text("at every run", "每次评级时"),
    "month": Text("at the end of each month", "每月末"),
    "quarter": Text("at the end of each quarter", "每季度末"),
    "half_year": Text("at the end of June and December", "每年6月末和12月末"),
}
