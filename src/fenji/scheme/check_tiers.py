"""Mistakes in tiers: how they are reached, their order, who can never get there, who is left out, limits."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from itertools import pairwise

from fenji.grades.rule import AllOf, Comparison, Rule
from fenji.language import Text
from fenji.scheme.draft import Draft
from fenji.scheme.mistakes import issue, unknown_name
from fenji.scheme.parts import Tier

_INFINITE = Decimal("Infinity")
Box = dict[str, tuple[tuple[Decimal, int], tuple[Decimal, int]]]


def check_tiers(draft: Draft) -> None:
    """Notes what is wrong with the tiers, ungraded states and limits."""
    _required(draft)
    _keys(draft)
    for number, tier in draft.tiers.items():
        _one_way(draft, number, tier)
    _rest(draft)
    _order(draft)
    _reach(draft)
    _limits(draft)


def _required(draft: Draft) -> None:
    if not draft.raw.get("tiers") and draft.raw:
        draft.add((), issue("no_tiers", Text("the standard has no tiers", "标准没有等级"),
                            Text("Add `tiers:`, the best first.", "请添加 `tiers:`，由高到低。")))  # fmt: skip
    if draft.settings.get("grade_by") == "score" and not draft.raw.get("criteria") and draft.raw:
        draft.add((), issue("no_criteria", Text("graded by score, but there are no criteria", "按评分定级，但没有评分项"),
                            Text("Add `criteria:`, or write `grade_by: rules`.",
                                 "请添加 `criteria:`，或写 `grade_by: rules`。")))  # fmt: skip


def _keys(draft: Draft) -> None:
    for section, name in (("tiers", "key"), ("ungraded", "name"), ("limits", "name")):
        parts = draft.parts.get(section, {})
        many = Counter(getattr(part, name) for part in parts.values())
        seen: set[str] = set()
        for number, part in parts.items():
            key = getattr(part, name)
            if many[key] > 1 and key in seen:
                draft.add((section, number, name), issue(
                    "duplicate", Text(f"'{key}' is used twice in `{section}`", f"`{section}` 中“{key}”重复"),
                    Text("Names are unique: change one.", "名称不能重复，请修改其一。")))  # fmt: skip
            seen.add(key)
    for name in ("colour", "icon"):
        _looks(draft, name)


def _looks(draft: Draft, name: str) -> None:
    seen: dict[object, str] = {}
    for number, tier in draft.tiers.items():
        look = tier.colour if name == "colour" else (tier.icon.shape, tier.icon.pattern, tier.icon.text)
        if look in seen and (name == "colour" or any(look)):
            what = Text(name, {"colour": "颜色", "icon": "图标"}[name])
            draft.add(("tiers", number, name), issue(
                "looks", Text("{a} and {b} have the same {what}", "“{a}”与“{b}”的{what}相同").fill(
                    a=seen[look], b=tier.key, what=what),
                Text("Change one, so that they are told apart.", "请修改其一，以便区分。"), level="warning"))  # fmt: skip
        seen.setdefault(look, tier.key)


def _one_way(draft: Draft, number: int, tier: Tier) -> None:
    ways, by = tier.ways(), draft.settings.get("grade_by", "score")
    wanted = "from_score" if by == "score" else "when"
    if len(ways) > 1 and tier.rest:
        draft.add(("tiers", number), issue(
            "rest", Text(f"'{tier.key}' takes the rest and has {ways[0]} too", f"“{tier.key}”既接收其余客户，又写了 {ways[0]}"),
            Text(f"Keep either `rest: true` or `{ways[0]}`.", f"`rest: true` 与 `{ways[0]}` 只保留一个。")))  # fmt: skip
    elif wanted not in ways and not tier.rest:
        draft.add(("tiers", number), issue(
            "no_way", Text(f"nobody can reach '{tier.key}': it has no {wanted}", f"“{tier.key}”没有写 {wanted}，无人能达到"),
            Text(f"Add `{wanted}:`, or `rest: true` for the last tier.", f"请添加 `{wanted}:`；最后一级可写 `rest: true`。")))  # fmt: skip
    elif len(ways) > 1:
        other = next(way for way in ways if way != wanted)
        draft.add(("tiers", number, other), issue(
            "unused", Text(f"`{other}` of '{tier.key}' is not used: graded by {by}", f"“{tier.key}”的 `{other}` 不起作用（grade_by: {by}）"),
            Text("Remove it, or change `grade_by`.", "请删除，或修改 `grade_by`。"), level="warning"))  # fmt: skip
    is_last = number == len(draft.raw.get("tiers", ())) - 1
    if tier.rest and not is_last:
        draft.add(("tiers", number, "rest"), issue(
            "unreachable", Text(f"'{tier.key}' takes everyone who is left, so nobody reaches the tiers below it",
                                f"“{tier.key}”接收其余所有客户，其下的等级无人能达到"),
            Text("Only the last tier takes the rest.", "只有最后一级可写 `rest: true`。")))  # fmt: skip


def _rest(draft: Draft) -> None:
    seen = draft.tiers_seen()
    if not seen or seen[-1].rest:
        return
    last = seen[-1]
    is_open = last.from_score is not None and last.from_score <= 0 and draft.settings.get("grade_by") == "score"
    if not is_open:
        draft.add(("tiers", last.number), issue(
            "no_default", Text(f"whoever does not reach '{last.key}' gets no tier", f"达不到“{last.key}”的客户没有等级"),
            Text("Let the last tier take the rest: `rest: true`.", "请在最后一级写 `rest: true`。")))  # fmt: skip


def _order(draft: Draft) -> None:
    scores = [(tier, tier.from_score) for tier in draft.tiers_seen() if tier.from_score is not None]
    for (above, high), (tier, low) in pairwise(scores):
        if low >= high:
            draft.add(("tiers", tier.number, "from_score"), issue(
                "order", Text(f"'{tier.key}' begins at {low}, not below '{above.key}' at {high}",
                              f"“{tier.key}”自 {low} 分起，不低于上一级“{above.key}”的 {high} 分"),
                Text("Write the tiers best first, scores falling.", "等级由高到低书写，分数依次降低。")))  # fmt: skip


def _reach(draft: Draft) -> None:
    _highest_score(draft)
    boxes: list[tuple[str, Box]] = []
    for number, tier in sorted(draft.tiers.items()):
        box = _box(tier.when)
        if box is None:
            continue
        if any(low > high for low, high in box.values()):
            draft.add(("tiers", number, "when"), issue(
                "unreachable", Text(f"nobody can meet the rule of '{tier.key}': its limits exclude each other",
                                    f"“{tier.key}”的条件互相矛盾，无人能满足"),
                Text("Check above and below.", "请检查上下限。")))  # fmt: skip
        shadow = next((key for key, above in boxes if _covers(above, box)), None)
        if shadow is not None:
            draft.add(("tiers", number, "when"), issue(
                "unreachable", Text(f"nobody reaches '{tier.key}': whoever meets its rule meets that of '{shadow}' first",
                                    f"“{tier.key}”无人能达到：满足其条件的客户已先满足“{shadow}”"),
                Text("Loosen this rule or tighten that one.", "请放宽本级条件，或收紧上一级条件。")))  # fmt: skip
        boxes.append((tier.key, box))


def _highest_score(draft: Draft) -> None:
    written = draft.raw.get("criteria")
    is_read = isinstance(written, list | tuple) and len(written) == len(draft.criteria)
    weight = sum(one.weight_bp for one in draft.criteria.values())
    most = sum(one.weight_bp * max(one.scorer.most, one.scorer.unknown_points or 0) for one in draft.criteria.values())
    highest = Decimal(most) / weight / 100 if is_read and weight else Decimal(100)
    for number, tier in draft.tiers.items():
        if tier.from_score is not None and tier.from_score > highest:
            draft.add(("tiers", number, "from_score"), issue(
                "unreachable", Text(f"nobody reaches '{tier.key}': the highest score is {highest:.4g}",
                                    f"“{tier.key}”无人能达到：最高可得 {highest:.4g} 分"),
                Text("Lower `from_score`.", "请降低 `from_score`。")))  # fmt: skip
        elif tier.from_score is not None and tier.from_score < 0:
            draft.add(("tiers", number, "from_score"), issue(
                "order", Text("a score is never below 0", "分数不会低于 0"), Text("Write 0 to 100.", "请写 0 至 100。")))  # fmt: skip


def _limits(draft: Draft) -> None:
    keys = [tier.key for tier in draft.tiers_seen()]
    for number, limit in draft.parts.get("limits", {}).items():
        if limit.never_above not in keys:
            draft.add(("limits", number, "never_above"),
                      unknown_name(Text("tier", "等级"), limit.never_above, keys, code="tier"))  # fmt: skip


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
    return all(
        low <= inner.get(column, anyone)[0] and inner.get(column, anyone)[1] <= high
        for column, (low, high) in outer.items()
    ) and outer.keys() <= inner.keys()  # fmt: skip
