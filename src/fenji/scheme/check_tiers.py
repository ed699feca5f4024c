"""Mistakes in tiers: how they are reached, their order, who can never get there, who is left out, limits."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from itertools import pairwise

from fenji.grades.rule import AllOf, Comparison, Rule
from fenji.language import Text
from fenji.scheme.draft import Draft
from fenji.scheme.mistakes import unknown_name
from fenji.scheme.parts import Tier
from fenji.scheme.weights import BY_HAND, written_weights

_INFINITE = Decimal("Infinity")
MOST_TIERS = 100
Box = dict[str, tuple[tuple[Decimal, int], tuple[Decimal, int]]]


def check_tiers(draft: Draft) -> None:
    """Notes what is wrong with the tiers, ungraded states and limits."""
    _required(draft)
    written = draft.raw.get("tiers")
    if isinstance(written, list | tuple) and len(written) > MOST_TIERS:
        draft.note(("tiers",), "too_many_tiers", n=f"{len(written):,}", most=MOST_TIERS)
        return
    _keys(draft)
    for number, tier in draft.tiers.items():
        _one_way(draft, number, tier)
    _rest(draft)
    _order(draft)
    _reach(draft)
    _limits(draft)


def _required(draft: Draft) -> None:
    if not draft.raw.get("tiers"):
        draft.note((), "no_tiers")
    if draft.settings.get("grade_by") == "score" and not draft.raw.get("criteria"):
        draft.note((), "no_criteria")


def _keys(draft: Draft) -> None:
    for section, name in (("tiers", "key"), ("ungraded", "name"), ("limits", "name")):
        parts = draft.parts.get(section, {})
        many = Counter(getattr(part, name) for part in parts.values())
        seen: set[str] = set()
        for number, part in parts.items():
            key = getattr(part, name)
            if many[key] > 1 and key in seen:
                draft.note((section, number, name), "duplicate key", name=key, section=section)
            seen.add(key)
    for name in ("colour", "icon"):
        _looks(draft, name)


def _looks(draft: Draft, name: str) -> None:
    seen: dict[object, str] = {}
    for number, tier in draft.tiers.items():
        look = tier.colour if name == "colour" else (tier.icon.shape, tier.icon.pattern, tier.icon.text)
        if look in seen and (name == "colour" or any(look)):
            what = Text(name, {"colour": "颜色", "icon": "图标"}[name])
            draft.note(("tiers", number, name), "looks", a=seen[look], b=tier.key, what=what)
        seen.setdefault(look, tier.key)


def _one_way(draft: Draft, number: int, tier: Tier) -> None:
    ways, by = tier.ways(), draft.settings.get("grade_by", "score")
    wanted = "from_score" if by == "score" else "when"
    if len(ways) > 1 and tier.rest:
        draft.note(("tiers", number), "rest", name=tier.key, way=ways[0])
    elif wanted not in ways and not tier.rest:
        draft.note(("tiers", number), "no_way", name=tier.key, way=wanted)
    elif len(ways) > 1:
        other = next(way for way in ways if way != wanted)
        draft.note(("tiers", number, other), "unused", name=tier.key, way=other, by=by)
    is_last = number == len(draft.raw.get("tiers", ())) - 1
    if tier.rest and not is_last:
        draft.note(("tiers", number, "rest"), "unreachable below", name=tier.key)


def _rest(draft: Draft) -> None:
    seen = draft.tiers_seen()
    if not seen or seen[-1].rest:
        return
    last = seen[-1]
    is_open = last.from_score is not None and last.from_score <= 0 and draft.settings.get("grade_by") == "score"
    if not is_open:
        draft.note(("tiers", last.number), "no_default", name=last.key)


def _order(draft: Draft) -> None:
    scores = [(tier, tier.from_score) for tier in draft.tiers_seen() if tier.from_score is not None]
    for (above, high), (tier, low) in pairwise(scores):
        if low >= high:
            place = ("tiers", tier.number, "from_score")
            draft.note(place, "order", name=tier.key, low=low, above=above.key, high=high)


def _reach(draft: Draft) -> None:
    _highest_score(draft)
    boxes: list[tuple[str, Box]] = []
    for number, tier in sorted(draft.tiers.items()):
        box = _box(tier.when)
        if box is None:
            continue
        if any(low > high for low, high in box.values()):
            draft.note(("tiers", number, "when"), "unreachable rule", name=tier.key)
        shadow = next((key for key, above in boxes if _covers(above, box)), None)
        if shadow is not None:
            draft.note(("tiers", number, "when"), "unreachable shadow", name=tier.key, above=shadow)
        boxes.append((tier.key, box))


def _highest_score(draft: Draft) -> None:
    highest = _best_score(draft)
    for number, tier in draft.tiers.items():
        place = ("tiers", number, "from_score")
        if tier.from_score is not None and tier.from_score > highest:
            draft.note(place, "unreachable score", name=tier.key, most=f"{highest:.4g}")
        elif tier.from_score is not None and tier.from_score < 0:
            draft.note(place, "order zero")


def _best_score(draft: Draft) -> Decimal:
    """The highest score anybody can have: the best points of each criterion, weighted; 100 where that isn't known."""
    written = draft.raw.get("criteria")
    is_read = isinstance(written, list | tuple) and len(written) == len(draft.criteria)
    if not is_read or not written or draft.settings.get("total_by") == "topsis":
        return Decimal(100)
    criteria = [criterion for _, criterion in sorted(draft.criteria.items())]
    most = {one.name: max(one.scorer.most, one.scorer.unknown_points or 0) for one in criteria}
    weights = written_weights(draft.settings.get("weights_by", BY_HAND), criteria)
    whole = sum(weights.values())
    if not whole:
        return Decimal(max(most.values())) / 100
    return Decimal(sum(weight * most[name] for name, weight in weights.items())) / whole / 100


def _limits(draft: Draft) -> None:
    keys = [tier.key for tier in draft.tiers_seen()]
    for number, limit in draft.parts.get("limits", {}).items():
        if limit.never_above not in keys:
            unknown = unknown_name(Text("tier", "等级"), limit.never_above, keys, code="tier")
            draft.add(("limits", number, "never_above"), unknown)


def _box(rule: Rule | None) -> Box | None:
    """The ends a rule sets on each column, where it is a plain `all` of comparisons; strict ends are a step inside."""
    parts = rule.all if isinstance(rule, AllOf) else (rule,)
    box: Box = {}
    for part in parts:
        if not isinstance(part, Comparison):
            return None
        low, high = box.get(part.column, ((-_INFINITE, 0), (_INFINITE, 0)))
        for operator, number in part.limits():
            if operator in {"above", "at_least", "is"}:
                low = max(low, (number, 1 if operator == "above" else 0))
            if operator in {"below", "at_most", "is"}:
                high = min(high, (number, -1 if operator == "below" else 0))
        box[part.column] = (low, high)
    return box


def _covers(outer: Box, inner: Box) -> bool:
    """Whether everyone inside the inner box is inside the outer one."""
    anyone = ((-_INFINITE, 0), (_INFINITE, 0))
    return outer.keys() <= inner.keys() and all(
        low <= inner.get(column, anyone)[0] and inner.get(column, anyone)[1] <= high
        for column, (low, high) in outer.items()
    )
