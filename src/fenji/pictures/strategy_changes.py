"""What changed between two versions of a strategy, line by line, as people say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from fenji.language import Text, same
from fenji.pictures.strategy_file import MEASURES

if TYPE_CHECKING:
    from fenji.pictures.strategy_file import Strategy

PARTS: Mapping[str, Text] = {
    "title": Text("Title", "标题"),
    "company": Text("Company", "公司名称"),
    "slogan": Text("Slogan", "口号"),
    "colour": Text("Colour", "颜色"),
    "logo": Text("Logo", "标志"),
    "goals": Text("Goal {n}", "目标 {n}"),
    "promises": Text("Promise for {n}", "对 {n} 的承诺"),
    "actions": Text("Action {n}", "行动 {n}"),
    "evaluation": Text("Target {n}", "评估指标 {n}"),
    "practices": Text("Best practice {n}", "最佳实践 {n}"),
    "segments": Text("Segments shown", "展示的客群"),
}
_FIELDS: Mapping[str, Text] = {
    "say": Text("words", "文字"),
    "measure": Text("measure", "指标"),
    "target": Text("target", "目标值"),
    "by": Text("wanted by", "期限"),
    "tier": Text("tier", "等级"),
    "what": Text("what", "内容"),
    "owner": Text("owner", "负责人"),
    "due": Text("due", "截止日期"),
}
_ADDED = Text("{what}: added “{now}”", "{what}：新增“{now}”")
_REMOVED = Text("{what}: removed “{was}”", "{what}：删除“{was}”")
_CHANGED = Text("{what}: “{was}” is now “{now}”", "{what}：“{was}”改为“{now}”")
_FIELD = Text("{part}, {field}", "{part} 的{field}")
_MOVED = Text("{part}: another order", "{part}：调整了顺序")
_GROUPS: Mapping[str, Text] = {
    "goals": Text("Goals", "目标"),
    "actions": Text("Actions", "行动"),
    "evaluation": Text("Targets", "评估指标"),
    "practices": Text("Best practices", "最佳实践"),
}


def changes(was: Strategy, now: Strategy) -> list[Text]:
    """Every difference as one line, from top to bottom; none where both say the same.

    >>> from fenji.pictures.strategy_file import Strategy
    >>> was, now = ({"goals": [{"say": "500 VIP", "measure": "customers", "target": n}]} for n in (500, 600))
    >>> [one.en for one in changes(Strategy.model_validate(was), Strategy.model_validate(now))]
    ['Goal 1, target: “500” is now “600”']
    """
    return list(_changes(was, now))


def _changes(was: Strategy, now: Strategy) -> Iterator[Text]:
    for name in ("title", "company", "slogan", "colour", "logo"):
        yield from _one(PARTS[name], _own(was, name), _own(now, name))
    yield from _list("goals", was.goals, now.goals, "say")
    for tier in dict.fromkeys([*was.promises, *now.promises]):
        yield from _one(PARTS["promises"].fill(n=tier), was.promises.get(tier), now.promises.get(tier))
    yield from _list("actions", was.actions, now.actions, "what")
    yield from _list("evaluation", was.evaluation, now.evaluation, "measure")
    yield from _list("practices", was.practices, now.practices, "")
    yield from _one(PARTS["segments"], ", ".join(was.segments), ", ".join(now.segments))


def _own(strategy: Strategy, name: str) -> Any:
    """What somebody wrote; None where it is left to the company's settings."""
    return getattr(strategy, name) if name in strategy.model_fields_set else None


def _list(name: str, was: Sequence[Any], now: Sequence[Any], head: str) -> Iterator[Text]:
    """Rows that are in both lists are the same row, wherever they stand; the others are compared in their order."""
    if list(was) != list(now) and sorted(map(repr, was)) == sorted(map(repr, now)):
        yield _MOVED.fill(part=_GROUPS[name])
        return
    left, right = _unmatched(was, now), _unmatched(now, was)
    for old, new in zip_longest(left, right):
        if old is None or new is None:
            number, row = old or new
            part = PARTS[name].fill(n=number + 1)
            value = getattr(row, head) if head else row
            yield from _one(part, value if old else None, value if new else None)
        elif not head:
            yield from _one(PARTS[name].fill(n=new[0] + 1), old[1], new[1])
        else:
            part = PARTS[name].fill(n=new[0] + 1)
            for field in type(new[1]).model_fields:
                what = _FIELD.fill(part=part, field=_FIELDS[field])
                yield from _one(what, getattr(old[1], field), getattr(new[1], field))


def _unmatched(rows: Sequence[Any], others: Sequence[Any]) -> list[tuple[int, Any]]:
    """The rows with their places for which the others have none that is alike; each of theirs stands for one."""
    left, found = list(others), []
    for number, row in enumerate(rows):
        if row in left:
            left.remove(row)
        else:
            found.append((number, row))
    return found


def _one(what: Text, was: Any, now: Any) -> Iterator[Text]:
    if was == now:
        return
    old, new = _said(*_apart(was, now)), _said(*_apart(now, was))
    line = _CHANGED if old.en and new.en else _ADDED if new.en else _REMOVED
    if old.en or new.en:
        yield line.fill(what=what, **({"was": old} if line is not _ADDED else {}),
                        **({"now": new} if line is not _REMOVED else {}))  # fmt: skip


def _apart(value: Any, other: Any) -> tuple[Any, ...]:
    """What of a value is told: of words those languages in which they differ from the others."""
    if not isinstance(value, Text) or not isinstance(other, Text) or not other.en:
        return (value,)
    return tuple(dict.fromkeys(own for own, theirs in ((value.en, other.en), (value.zh, other.zh)) if own != theirs))


def _said(*values: Any) -> Text:
    """Values as people say them, those in both languages side by side."""
    found = [one for value in values for one in ([value.en, value.zh] if isinstance(value, Text) else [value])]
    said = [one if isinstance(one, str) and one not in MEASURES else _figure(one) for one in dict.fromkeys(found)]
    if len(said) == 1 and isinstance(said[0], Text):
        return said[0]
    return same(" / ".join(str(one) for one in said if one))


def _figure(value: Any) -> Text | str:
    if value in MEASURES:
        return MEASURES[value]
    return same("" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value))
