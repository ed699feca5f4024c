"""What is missing to the next tier: only what the scheme itself confirms when asked with the changed figures."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji.advice.figures import say_in_full, say_value
from fenji.advice.yardstick import Row, Yardstick
from fenji.language import Language, Text, say_number
from fenji.scheme.describe import label_of
from fenji.scores.total import POINT, border

if TYPE_CHECKING:
    from fenji.grades.rule import Comparison
    from fenji.scheme.model import Criterion, Tier

MOST_ORDERS = 10  # further orders that are still a next step
_ORDERS = ("order_count", "orders_per_month")


def next_step(row: Row, yardstick: Yardstick, lang: Language) -> str | None:
    """What is missing to the next better tier; None at the top, while ungraded, and where nothing true can be said."""
    target = yardstick.above(row.get("tier"))
    if target is None:
        return None
    if str(row.get("reason") or "").startswith("limit:"):
        return _capped(row, yardstick, target).say(lang)
    said = (
        by_score(row, yardstick, target, lang)
        if target.from_score is not None
        else by_rule(row, yardstick, target, lang)
    )
    return None if said is None else said.say(lang)


def by_score(row: Row, yardstick: Yardstick, target: Tier, lang: Language) -> Text | None:
    """The gap in points, and how to close it: further orders, further spend, or the criterion with most room."""
    if row.get("total") is None or target.from_score is None:
        return None
    gap = border(target.from_score) - int(row["total"])
    if gap <= 0:
        return None
    ways = [way for way in (_orders(row, yardstick, target), _spend(row, yardstick, target, lang)) if way is not None]
    missing = Text("{n} {word} to {tier}", "距{tier}还差 {n} 分").fill(
        n=say_number(Decimal(gap).scaleb(-6), lang), word="point" if gap == POINT else "points", tier=target.name
    )
    if ways:
        way = Text(" or ".join(w.en for w in ways), "或".join(w.zh for w in ways))
        words = Text("{missing}; all else equal, {way} would be enough", "{missing}；其他不变时，{way}即可升为{tier}")
        return words.fill(missing=missing, way=way, tier=target.name)
    room = _most_room(row, yardstick)
    if room is None:
        return missing
    criterion, more = room
    return Text(
        "{missing}; most room is in {label}: {points} points now, up to {more} more in the total",
        "{missing}；提升空间最大的是{label}：现得 {points} 分，最多可为总评分再加 {more} 分",
    ).fill(
        missing=missing,
        label=label_of(criterion),
        points=say_number(Decimal(row[f"points_{criterion.name}"] or 0) / 100, lang),
        more=say_number(Decimal(more).scaleb(-6), lang),
    )


def by_rule(row: Row, yardstick: Yardstick, target: Tier, lang: Language) -> Text | None:
    """Every condition of the next tier that does not hold yet, with the figure now."""
    if target.when is None or target.when.holds(row):
        return None
    open_ones = [c for c in _needed(target.when) if c.truth_of(row) is not True]
    if not open_ones:
        return None
    parts = [_now(comparison, row, yardstick, lang) for comparison in open_ones]
    return Text("{tier} still needs: {parts}", "升为{tier}还需：{parts}").fill(
        tier=target.name, parts=Text("; ".join(p.en for p in parts), "；".join(p.zh for p in parts))
    )


def _orders(row: Row, yardstick: Yardstick, target: Tier) -> Text | None:
    count = row.get("order_count")
    if count is None or not _reaches(_with_orders(row, MOST_ORDERS), yardstick, target):
        return None
    low, high = 1, MOST_ORDERS
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if _reaches(_with_orders(row, middle), yardstick, target) else (middle + 1, high)
    return Text(f"{low} further order{'s' if low > 1 else ''}", f"再下 {low} 单")


def _with_orders(row: Row, more: int) -> dict[str, Any]:
    count, monthly = row["order_count"], row.get("orders_per_month")
    changed: dict[str, Any] = {**row, "order_count": count + more}
    if count and monthly is not None:
        changed["orders_per_month"] = monthly * (count + more) / count
    return changed


def _spend(row: Row, yardstick: Yardstick, target: Tier, lang: Language) -> Text | None:
    spent = row.get("net_revenue")
    criterion = next((c for c in yardstick.criteria if c.column == "net_revenue"), None)
    if spent is None or criterion is None:
        return None
    for cut in yardstick.scheme.learned[criterion.name].cuts:
        if cut is not None and cut > spent and _reaches({**row, "net_revenue": cut}, yardstick, target):
            more = (cut - spent).to_integral_value(rounding="ROUND_CEILING")
            return Text("a further {n} spent", "再消费 {n}").fill(n=say_in_full(more, yardstick.currency, lang))
    return None


def _reaches(row: Row, yardstick: Yardstick, target: Tier) -> bool:
    rung = yardstick.scheme.grade_of(row).rung
    return rung is not None and rung <= yardstick.places[target.key] + 1


def _most_room(row: Row, yardstick: Yardstick) -> tuple[Criterion, int] | None:
    """The criterion that can still add most to the total, among those whose figure is known."""
    weights = yardstick.scheme.weights
    rooms = [
        (criterion, weights[criterion.name] * (criterion.scorer.most - (row.get(f"points_{criterion.name}") or 0)))
        for criterion in yardstick.criteria
        if row.get(criterion.column) is not None
    ]
    best = max(rooms, key=lambda room: room[1], default=None)
    return None if best is None or best[1] <= 0 else best


def _needed(rule: Any) -> Iterator[Comparison]:
    """The comparisons that must all hold: a single one, or all of an `all`; other shapes are left to their words."""
    from fenji.grades.rule import AllOf, Comparison

    if isinstance(rule, Comparison):
        yield rule
    elif isinstance(rule, AllOf):
        for part in rule.all:
            yield from _needed(part)


def _now(comparison: Comparison, row: Row, yardstick: Yardstick, lang: Language) -> Text:
    value = say_value(comparison.metric, row.get(comparison.column), currency=yardstick.currency, lang=lang)
    return Text("{rule} (now {value})", "{rule}，现为 {value}").fill(
        rule=comparison.say(yardstick.currency), value=value
    )


def _capped(row: Row, yardstick: Yardstick, target: Tier) -> Text:
    name = str(row["reason"]).partition(":")[2]
    limit = next((limit for limit in yardstick.scheme.scheme.limits if limit.name == name), None)
    why = Text(name, name) if limit is None else limit.label if limit.label.zh else limit.when.text
    return Text("held below {tier} by a limit: {why}", "因封顶规则未能升为{tier}：{why}").fill(
        tier=target.name, why=why
    )
