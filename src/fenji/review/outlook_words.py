"""What would change a grade, in words: orders that suffice, what leaves the window, what keeps the tier."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from fenji.explanation_reason import criterion_label, tier_words
from fenji.explanation_words import value_words
from fenji.language import Text
from fenji.metrics.metric import METRICS

if TYPE_CHECKING:
    from fenji.metrics.measure import Measure
    from fenji.review.counterfactual import Outlook, Turn, Way
    from fenji.scheme.calibrated import CalibratedScheme

_AND, _OR = Text(" and ", "，并"), Text("; or ", "；或")
_UP = Text("{tier} by {by} ({window}): {ways}", "截至 {by} 升至{tier}（{window}）：{ways}")
_GRADED = Text("graded as {tier} by {by} ({window}): {ways}", "截至 {by} 可评为{tier}（{window}）：{ways}")
_NO_WAY = Text("no orders by {by} alone give {tier}", "截至 {by} 仅靠下单无法升至{tier}")
_FALLS = Text("no order by {on} → {tier} ({why})", "至 {on} 无新订单 → {tier}（{why}）")
_PROTECTED = Text(
    "no order by {on} → below the standard of {held} ({why}); protected, {tier} on {ends_on} at the earliest",
    "至 {on} 无新订单 → 低于{held}的标准（{why}）；处于保护期，最早于 {ends_on} 降为{tier}",
)
_GRACE = Text(
    "no order by {on} → below the standard of {held} ({why}); {tier} after {runs} evaluations below it",
    "至 {on} 无新订单 → 低于{held}的标准（{why}）；连续 {runs} 次评估低于标准后降为{tier}",
)
_OVER = Text("the protection ends", "保护期结束")
_KEEPS = Text("{tier} is kept on {on} with: {ways}", "到 {on} 保住{tier}：{ways}")
_RISES = Text("{tier} on {on} without any order ({why})", "无需下单，{on} 起为{tier}（{why}）")
_UNKNOWN = Text("by when what would change it cannot be told: {why}", "无法给出按期变化的条件：{why}")
_LISTED = 3


def outlook_lines(
    outlook: Outlook, scheme: CalibratedScheme, *, as_of: date, tier: str | None, currency: str
) -> tuple[Text, ...]:
    """The outlook line by line: the way up, what is lost by when, what keeps it."""
    if outlook.unknown is not None:
        return (_UNKNOWN.fill(why=outlook.unknown),)
    lines = []
    if outlook.rises is not None:
        lines.append(_turn_line(_RISES, outlook.rises, scheme, currency))
    if outlook.ways:
        said = joined([way_words(way, as_of=as_of, currency=currency, by=outlook.by) for way in outlook.ways], _OR)
        words = _GRADED if tier is None else _UP
        name = tier_words(scheme, outlook.target)
        lines.append(words.fill(tier=name, by=outlook.by, window=scheme.scheme.window.text, ways=said))
    elif outlook.target is not None and outlook.rises is None:
        lines.append(_NO_WAY.fill(by=outlook.by, tier=tier_words(scheme, outlook.target)))
    if outlook.falls is not None:
        words = _FALLS if not outlook.falls.is_protected else _GRACE if outlook.falls.ends_on is None else _PROTECTED
        lines.append(_turn_line(words, outlook.falls, scheme, currency, held=tier))
    if outlook.keeps and outlook.falls is not None:
        on = outlook.falls.on
        said = joined([way_words(way, as_of=as_of, currency=currency, by=on) for way in outlook.keeps], _OR)
        lines.append(_KEEPS.fill(tier=tier_words(scheme, tier), on=on, ways=said))
    return tuple(lines)


def way_words(way: Way, *, as_of: date, currency: str, by: date | None = None) -> Text:
    """The orders of a way, with their least amount and the days on which they may be placed.

    `by`: a last day that was said already, so that it isn't said again.
    """
    is_any_day = way.first_on == as_of + timedelta(days=1)
    if is_any_day and way.last_on == by:
        when = Text("", "")
    elif is_any_day:
        when = Text(" by {last}", "{last}（含）前").fill(last=way.last_on)
    elif way.first_on == way.last_on:
        when = Text(" on {last}", "{last} 当天").fill(last=way.last_on)
    else:
        when = Text(" from {first} to {last}", "{first} 至 {last} 期间").fill(first=way.first_on, last=way.last_on)
    parts = []
    if way.settles is not None:
        owed = Text("{owed} overdue paid by {last}", "{last}（含）前结清逾期款 {owed}")
        parts.append(owed.fill(owed=_money(way.settles, currency), last=way.last_on))
    if way.count:
        words = _ANY if way.is_any_amount else _ONE if way.count == 1 else _TOGETHER
        parts.append(words.fill(n=way.count, amount=_money(way.amount, currency), when=when))
    return joined(parts, _AND)


_ANY = Text("{n} more order{n:s} of any amount{when}", "{when}再下 {n} 单，金额不限")
_ONE = Text("{n} more order of at least {amount}{when}", "{when}再下 {n} 单，金额不低于 {amount}")
_TOGETHER = Text("{n} more orders of together at least {amount}{when}", "{when}再下 {n} 单，合计不低于 {amount}")


def causes(turn: Turn, scheme: CalibratedScheme, *, currency: str) -> tuple[Text, ...]:
    """What time changes on that day: orders that leave a window, days without an order, a figure that crosses a cut."""
    found: dict[Text, None] = {}
    for one in _crossing(turn, scheme):
        found.setdefault(_cause(one, turn, scheme, currency))
    return tuple(found)


def joined(parts: Iterable[Text], between: Text) -> Text:
    """Texts as one, in each language."""
    several = list(parts)
    return Text(between.en.join(one.en for one in several), between.zh.join(one.zh for one in several))


def _turn_line(words: Text, turn: Turn, scheme: CalibratedScheme, currency: str, *, held: str | None = None) -> Text:
    why = joined(causes(turn, scheme, currency=currency), Text("; ", "；"))
    values = {"on": turn.on, "tier": tier_words(scheme, turn.tier), "held": tier_words(scheme, held)}
    return words.fill(**values, ends_on=turn.ends_on, runs=turn.grace_runs, why=why if why.en else _OVER)


def _crossing(turn: Turn, scheme: CalibratedScheme) -> list[Measure]:
    """The measures whose points, or whose part in a rule, are others after the turn."""
    points = scheme.points_of(turn.before), scheme.points_of(turn.after)
    columns = {one.column for one in scheme.scheme.criteria
               if scheme.weights.get(one.name) and points[0][one.name] != points[1][one.name]}  # fmt: skip
    if scheme.scheme.grade_by == "rules":
        columns = set()
    rules = [tier.when for tier in scheme.scheme.tiers if tier.when is not None]
    rules += [state.when for state in scheme.scheme.ungraded]
    rules += [limit.when for limit in scheme.scheme.limits]
    compared = [one for rule in rules for one in rule.comparisons()]
    columns |= {one.column for one in compared if one.truth_of(turn.before) != one.truth_of(turn.after)}
    return [one for one in scheme.measures() if one.column in columns]


def _cause(one: Measure, turn: Turn, scheme: CalibratedScheme, currency: str) -> Text:
    now = turn.after[one.column]
    if one.metric == "recency_days" and now is not None:
        return Text("{n} day{n:s} without an order", "已 {n} 天无订单").fill(n=now)
    if one.column in turn.left:
        return _leaving(turn.left[one.column], one)
    metric = METRICS.get(one.metric)
    label = next((criterion_label(c) for c in scheme.scheme.criteria if c.column == one.column), metric.label)
    said: list[Any] = [value_words(row[one.column], metric, currency) for row in (turn.before, turn.after)]
    return Text("{label}: {was} → {now}", "{label}：{was} → {now}").fill(label=label, was=said[0], now=said[1])


def _leaving(days: Sequence[date], one: Measure) -> Text:
    """The orders that are too old from that day on."""
    window = one.window.text
    if len(days) == 1:
        words = Text("the order of {day} leaves the {window}", "{day} 的订单移出{window}")
        return words.fill(day=days[0], window=window)
    different = list(dict.fromkeys(days))
    listed = ", ".join(map(str, different)) if len(different) <= _LISTED else f"{different[0]} – {different[-1]}"
    words = Text("{n} order{n:s} of {days} leave the {window}", "{days} 的 {n} 单移出{window}")
    return words.fill(n=len(days), days=listed, window=window)


def _money(amount: Any, currency: str) -> Text:
    return value_words(amount, METRICS.get("net_revenue"), currency)
