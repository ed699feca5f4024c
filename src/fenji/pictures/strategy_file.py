"""What a company writes once for its strategy picture: goals, promises, actions, targets, slogan, logo, colour."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BeforeValidator, Field, ValidationError

from fenji.errors import Issue
from fenji.language import Text
from fenji.scheme.marked import YamlError, read_marked
from fenji.scheme.mistakes import Path as Place
from fenji.scheme.mistakes import issue, mistakes_of
from fenji.scheme.yaml_file import Wrong, read_written
from fenji.segments.segmentation import NONE, Key, Part, Words

FILE = "strategy.yaml"
SHOWN_IN = "docs/how-to/strategy-picture.md"
MEASURES: Mapping[str, Text] = {
    "customers": Text("Customers", "客户数"),
    "net_revenue": Text("Net revenue", "购买金额"),
    "average_revenue": Text("Revenue per customer", "客单价"),
    "top_tier_customers": Text("Customers of the top tier", "最高等级客户数"),
    "top_tier_share": Text("Top tier's share of revenue", "最高等级金额占比"),
    "repurchase_rate": Text("Repurchase rate", "复购率"),
    "satisfaction": Text("Satisfaction", "满意度"),
    "answer_rate": Text("Campaign answer rate", "营销响应率"),
}
"""What a goal or a target may be measured by. Rates are shares of one, satisfaction is of 100."""

_OF = Text("the strategy", "战略图文件")
_MOST = {"goals": 4, "practices": 6, "actions": 24, "evaluation": 8}


def _day(value: object) -> object:
    return date.fromisoformat(value) if isinstance(value, str) else value


Day = Annotated[date, BeforeValidator(_day)]


class Goal(Part):
    """What the company wants: words, and where it can be measured, the measure and its target."""

    say: Words
    measure: Key | None = None
    target: Decimal | None = None
    by: Day | None = None


class Task(Part):
    """One action for a tier: what, who, by when."""

    tier: str
    what: Words
    owner: Words = NONE
    due: Day | None = None


class Aim(Part):
    """A measure with the target it is held against."""

    measure: Key
    target: Decimal | None = None


class Strategy(Part):
    """Everything written; what is left out is left out of the picture, never invented."""

    title: Words = Text("Customer strategy", "客户管理战略图")
    company: Words = NONE
    slogan: Words = NONE
    colour: Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")] = "#1F5AA6"
    logo: str | None = None
    goals: tuple[Goal, ...] = ()
    promises: Mapping[str, Words] = {}
    actions: tuple[Task, ...] = ()
    evaluation: tuple[Aim, ...] = ()
    practices: tuple[Words, ...] = ()
    segments: tuple[str, ...] = ()


def read_strategy(path: Path, tiers: Sequence[str]) -> Strategy:
    """The company's strategy.yaml, checked against the tiers of the standard: all mistakes at once, with lines."""
    return read_written(path, Strategy, of=_OF, shown_in=SHOWN_IN, check=lambda found: list(_wrong(found, path, tiers)))


def check_strategy(data: Any, folder: Path, tiers: Sequence[str]) -> tuple[Strategy | None, list[Wrong]]:
    """(the strategy as plain data says it, every mistake with its place in the data); None while the form is wrong.

    `folder` is where the strategy's file stands or will stand.

    >>> _, wrong = check_strategy({"goals": [{"say": "500 VIP", "measure": "custmers"}]}, Path(), ["VIP"])
    >>> [(place, one.fix.en) for place, one in wrong]
    [(('goals', 0, 'measure'), "Did you mean 'customers'?")]
    """
    try:
        found = Strategy.model_validate(data)
    except ValidationError as refused:
        return None, mistakes_of(refused, Strategy, data)
    return found, list(_wrong(found, folder / FILE, tiers))


def read_strategy_text(text: str, folder: Path, tiers: Sequence[str]) -> tuple[Strategy | None, Any, list[Wrong]]:
    """(the strategy that a text says, its plain data, every mistake with its place; `where` of each is its line)."""
    try:
        marked = read_marked(text)
    except YamlError as unread:
        problem = Text(f"the YAML cannot be read: {unread}", f"YAML 格式有误，无法读取：{unread}")
        return None, None, [((), Issue("error", str(unread.line or 1), problem, _MEND, "unreadable"))]
    data = {} if marked.data is None else marked.data
    found, wrong = check_strategy(data, folder, tiers)
    wrong = [((*place,), _twice(place)) for place in marked.twice] + wrong
    placed = sorted(((marked.line(place) or 1, place, one) for place, one in wrong), key=lambda each: each[0])
    listed = [(place, replace(one, where=str(line))) for line, place, one in placed]
    return (None if wrong else found), data, listed


def _twice(place: Place) -> Issue:
    name = str(place[-1]) if place else ""
    return issue("twice", Text(f"'{name}' is written twice", f"“{name}”重复"), Text("Keep one.", "请只保留一个。"))


def write_strategy(data: Mapping[str, Any]) -> str:
    """What people wrote, as the text of a strategy.yaml: keys in their order, words of both languages side by side.

    >>> print(write_strategy({"title": {"zh": "战略", "en": "Strategy"}, "practices": ["先听后说"]}), end="")
    title: {zh: 战略, en: Strategy}
    practices:
    - 先听后说
    """
    return yaml.dump(_pairs(data), Dumper=_Writer, allow_unicode=True, sort_keys=False, width=10_000)


class _Pair(dict[str, str]):
    """A text in both languages."""


class _Writer(yaml.SafeDumper):
    """Writes a text in both languages on one line, numbers as they were typed."""


_Writer.add_representer(_Pair, lambda writer, pair: writer.represent_mapping("tag:yaml.org,2002:map", pair, True))
_Writer.add_representer(
    Decimal, lambda writer, number: writer.represent_scalar("tag:yaml.org,2002:float", f"{number:f}")
)


def _pairs(value: Any) -> Any:
    if isinstance(value, Mapping):
        if value and set(value) <= {"zh", "en"}:
            return _Pair(value)
        return {key: _pairs(each) for key, each in value.items()}
    return [_pairs(each) for each in value] if isinstance(value, list | tuple) else value


def _wrong(found: Strategy, path: Path, tiers: Sequence[str]) -> Iterator[Wrong]:
    named: list[tuple[Place, str]] = [(("promises", name), name) for name in found.promises]
    named += [(("actions", n, "tier"), task.tier) for n, task in enumerate(found.actions)]
    yield from ((place, _unknown(_TIER, name, tiers)) for place, name in named if name not in tiers)
    aims: list[tuple[str, int, Goal | Aim]] = [("goals", n, goal) for n, goal in enumerate(found.goals)]
    aims += [("evaluation", n, aim) for n, aim in enumerate(found.evaluation)]
    for part, n, aim in aims:
        if aim.measure is not None and aim.measure not in MEASURES:
            yield (part, n, "measure"), _unknown(_MEASURE, aim.measure, tuple(MEASURES))
        if aim.target is not None and aim.measure is None:
            yield (part, n, "target"), issue("measure", _NO_MEASURE, _NAME_ONE)
    for part, most in _MOST.items():
        if len(getattr(found, part)) > most:
            yield (part, most), issue("many", Text(f"more than {most} {part}", f"{part} 超过 {most} 项"), _FEWER)
    for place, words in _texts(found):
        if max(len(words.zh), len(words.en)) > _LETTERS:
            n = max(len(words.zh), len(words.en))
            yield place, issue("long", Text(f"{n:,} characters", f"文字有 {n:,} 个字符"), _SHORTER)
    if found.logo is not None and not (path.parent / found.logo).is_file():
        yield ("logo",), issue("logo", Text(f"there is no file '{found.logo}' beside the strategy",
                                            f"战略图文件旁没有“{found.logo}”"), _LOGO)  # fmt: skip


def _texts(found: Strategy) -> Iterator[tuple[Place, Text]]:
    """Everything written in words, with its place."""
    yield from (((name,), getattr(found, name)) for name in ("title", "company", "slogan"))
    yield from ((("promises", name), words) for name, words in found.promises.items())
    yield from ((("goals", n, "say"), goal.say) for n, goal in enumerate(found.goals))
    yield from ((("practices", n), words) for n, words in enumerate(found.practices))
    for n, task in enumerate(found.actions):
        yield from ((("actions", n, name), getattr(task, name)) for name in ("what", "owner"))


def _unknown(kind: Text, name: str, known: Sequence[str]) -> Issue:
    near = get_close_matches(name, known, n=1)
    guess = Text(f"Did you mean '{near[0]}'?", f"是否指“{near[0]}”？") if near else None
    listed = Text(f"Choose one of: {', '.join(known)}.", f"可选：{'、'.join(known)}。")
    return issue("unknown", Text(f"there is no {kind.en} '{name}'", f"没有{kind.zh}“{name}”"), guess or listed)


_LETTERS = 300  # no place of the sheet holds more in the smallest print
_SHORTER = Text(f"Write at most {_LETTERS} characters: a wall is read from afar.",
                f"请控制在 {_LETTERS} 个字符以内，墙上的图要远看可读。")  # fmt: skip
_NO_MEASURE = Text("a target without the measure it is of", "有目标值但没有指标")
_TIER, _MEASURE = Text("tier", "等级"), Text("measure", "指标")
_NAME_ONE = Text(
    f"Add `measure:` with one of: {', '.join(MEASURES)}.", f"请添加 `measure:`，可选：{'、'.join(MEASURES)}。"
)
_MEND = Text("Mend this line: indentation, quotes, colons.", "请检查该行的缩进、引号与冒号。")
_FEWER = Text("Keep the most important ones: a wall holds no more.", "请保留最重要的几项，一张图放不下更多。")
_LOGO = Text(
    "Put the logo (.svg or .png) there, or leave the line out.", "请把标志文件（.svg 或 .png）放在旁边，或删去该行。"
)
