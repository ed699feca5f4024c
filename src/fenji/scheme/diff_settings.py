"""Settings of a standard compared: period, currency, how it grades and weighs, transitions, its own metrics."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from fenji.language import Text
from fenji.scheme.change import Change, kind_of
from fenji.scheme.describe_own import say_own_metrics
from fenji.scheme.describe_transitions import say_transitions
from fenji.scheme.diff_words import say_value
from fenji.scheme.group import say_group
from fenji.scheme.model import Scheme
from fenji.scheme.weights import Weighing, say_weighing

_PLAIN: Mapping[str, Text] = {
    "title": Text("Title", "标题"),
    "about": Text("About", "说明"),
    "currency": Text("Currency", "币种"),
    "zone": Text("Time zone", "时区"),
    "window": Text("Period", "评估周期"),
    "grade_by": Text("Graded by", "定级方式"),
    "judged_at_most": Text("Judgements at most, of 100 points", "主观评分上限（满分100）"),
    "override_days": Text("An override lasts at most, days", "人工调级最长天数"),
    "weights_by": Text("Weights", "权重"),
    "total_by": Text("Total", "总分"),
    "group": Text("Group of companies", "集团"),
}
_BY_LINE: Mapping[str, tuple[Text, Callable[[Scheme], list[Text]]]] = {
    "transitions": (Text("Transitions", "升降级规则"), say_transitions),
    "metrics": (Text("Own metric", "自定义指标"), say_own_metrics),
}
_BY_HAND = Text("given by hand", "手工给定")


def setting_changes(before: Scheme, after: Scheme) -> Iterator[Change]:
    """What changed in the settings, in the order of the standard."""
    for name, what in _PLAIN.items():
        was, now = (_said(name, getattr(scheme, name)) for scheme in (before, after))
        if was != now:
            yield Change(name, name, kind_of(was, now), what, was, now)
    for name, (what, say) in _BY_LINE.items():
        yield from _lines(name, what, say(before)[1:], say(after)[1:])


def _said(name: str, value: Any) -> Text | None:
    if value in (None, Text("", "")):
        return None
    if isinstance(value, Weighing):
        words = say_weighing(value)
        return words if words.en else _BY_HAND
    return say_group(value)[0] if name == "group" else say_value(value)


def _lines(part: str, what: Text, before: Sequence[Text], after: Sequence[Text]) -> Iterator[Change]:
    """Line by line; two lines about the same (a tier, the way down, a metric) are one change."""
    old, new = ({_topic(line): line for line in lines} for lines in (before, after))
    for topic in dict.fromkeys([*old, *new]):
        was, now = old.get(topic), new.get(topic)
        if was != now:
            yield Change(part, topic, kind_of(was, now), what, _without_bullet(was), _without_bullet(now))


def _topic(line: Text) -> str:
    return line.en.partition(":")[0].partition(" (")[0].strip(" -")


def _without_bullet(line: Text | None) -> Text | None:
    return None if line is None else Text(line.en.strip(" -"), line.zh.strip(" ·"))
