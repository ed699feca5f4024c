"""What of a standard is edited field by field: weights, borders, cut points, limits of rules, words and looks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from fenji.errors import Issue
from fenji.grades.rule import AllOf, AnyOf, Comparison, Not, Rule
from fenji.language import LANGUAGES, Text
from fenji.scheme.checks import check_draft
from fenji.scheme.draft import Draft, read_draft
from fenji.scheme.marked import Marked
from fenji.scheme.model import Scheme
from fenji.scheme.parts import Criterion, Tier
from fenji.scores.bands import Bands

Keys = tuple[str | int, ...]
Kind = Literal["weight", "from", "points", "bins", "from_score", "limit", "words", "colour", "shape", "pattern"]
NUMBERS: frozenset[str] = frozenset({"weight", "from", "points", "bins", "from_score", "limit"})
LONGEST = 2_000
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,6})?")
_NO_NUMBER = (
    Text("'{words}' is not a number", "“{words}”不是数字"),
    Text("Write it as 80 or 12.5.", "请写成 80 或 12.5。"),
)
_EMPTY = (Text("a number is missing here", "此处缺少数字"), Text("Write one, such as 80.", "请填写数字，如 80。"))
_LONG = (Text("the text is too long", "文字过长"), Text("At most 2,000 letters.", "最多 2,000 个字。"))


@dataclass(frozen=True)
class Setting:
    """One thing that can be edited: its path, as in previews, and where it stands in the written standard.

    `value` is what a field shows: a weight in percent without its sign, a number, or words. `of` is the criterion or
    tier it belongs to; `metric` and `operator` say what the limit of a rule is about.
    """

    path: str
    keys: Keys
    kind: Kind
    value: str
    of: str
    metric: str = ""
    operator: str = ""


@dataclass(frozen=True)
class Edited:
    """The standard with what was typed, and what is wrong with it: by field, and what belongs to none.

    `scheme` is None where an error is left; warnings don't stop.
    """

    scheme: Scheme | None
    issues: Mapping[str, tuple[Issue, ...]] = field(default_factory=dict)
    others: tuple[Issue, ...] = ()


def settings_of(scheme: Scheme) -> tuple[Setting, ...]:
    """Everything of a standard that can be edited field by field, in its order."""
    found: list[Setting] = []
    for number, criterion in enumerate(scheme.criteria):
        found += _criterion(scheme, criterion, ("criteria", number))
    for number, tier in enumerate(scheme.tiers):
        found += _tier(tier, ("tiers", number))
    return tuple(found)


def edited(scheme: Scheme, typed: Mapping[str, str]) -> Edited:
    """The standard with the typed values in it, checked like a written one; what isn't typed stays as it is.

    All weights are taken as typed: they have to make 100 %. A criterion with the weight 0 is left out.

    >>> from fenji.scheme.load import standard
    >>> found = edited(standard("value"), {"tiers.VIP.from_score": "40"})
    >>> found.scheme is None, list(found.issues)
    (True, ['tiers.regular.from_score'])
    """
    data = scheme.model_dump(mode="json", by_alias=True)
    places = {one.path: one for one in settings_of(scheme)}
    wrong: dict[str, list[Issue]] = {}
    for path, words in typed.items():
        if path in places and words.strip() != places[path].value:
            refusal = _put(data, places[path], words.strip())
            if refusal is not None:
                wrong.setdefault(path, []).append(Issue("error", path, *refusal, "form"))
    dropped = [number for number, one in enumerate(data.get("criteria", ())) if one.get("weight") == "0%"]
    kept = {**data, "criteria": [one for number, one in enumerate(data["criteria"]) if number not in dropped]}
    draft = read_draft(Marked(data=kept), scheme.name)
    check_draft(draft)
    others: list[Issue] = []
    for path_found, found in draft.issues:
        place = _nearest(places.values(), _shifted(path_found, dropped), found.code)
        if place is None:
            others.append(_placed(draft, path_found, found))
        elif place not in wrong:
            wrong[place] = [found]
        elif wrong[place][0].code != "form":
            wrong[place].append(found)
    every = [*others, *(found for each in wrong.values() for found in each)]
    issues = {path: tuple(each) for path, each in wrong.items()}
    if any(found.level == "error" for found in every):
        return Edited(None, issues, tuple(others))
    return Edited(Scheme.model_validate(kept), issues, tuple(others))


def _criterion(scheme: Scheme, one: Criterion, keys: Keys) -> Iterator[Setting]:
    at = f"criteria.{one.name}"
    if scheme.weights_by.is_written:
        yield Setting(f"{at}.weight", (*keys, "weight"), "weight", _plain(Decimal(one.weight_bp) / 100), one.name)
    bins = getattr(one.scorer, "bins", None)
    if isinstance(bins, int) and getattr(one.scorer, "steps", None) is None:
        yield Setting(f"{at}.scorer.bins", (*keys, "scorer", "bins"), "bins", str(bins), one.name, one.metric)
    if isinstance(one.scorer, Bands):
        for number, band in enumerate(one.scorer.bands):
            where: Keys = (*keys, "scorer", "bands", number)
            name = f"{at}.scorer.bands.{number + 1}"
            if band.start is not None:
                yield Setting(f"{name}.from", (*where, "from"), "from", _plain(band.start), one.name, one.metric)
            points = Decimal(str(band.points))
            yield Setting(f"{name}.points", (*where, "points"), "points", _plain(points), one.name, one.metric)


def _tier(tier: Tier, keys: Keys) -> Iterator[Setting]:
    at = f"tiers.{tier.key}"
    if tier.from_score is not None:
        yield Setting(f"{at}.from_score", (*keys, "from_score"), "from_score", _plain(tier.from_score), tier.key)
    seen: dict[str, int] = {}
    for comparison, where in _comparisons(tier.when, (*keys, "when")):
        count = seen[comparison.column] = seen.get(comparison.column, 0) + 1
        name = comparison.column if count == 1 else f"{comparison.column}.{count}"
        for operator, number in comparison.limits():
            yield Setting(f"{at}.when.{name}.{operator}", (*where, operator), "limit", _plain(number), tier.key,
                          comparison.metric, operator)  # fmt: skip
    for part in ("name", "benefits", "service"):
        words: Text = getattr(tier, part)
        for lang in LANGUAGES:
            yield Setting(f"{at}.{part}.{lang}", (*keys, part, lang), "words", words.say(lang), tier.key)
    yield Setting(f"{at}.colour", (*keys, "colour"), "colour", tier.colour, tier.key)
    yield Setting(f"{at}.shape", (*keys, "icon", "shape"), "shape", tier.icon.shape, tier.key)
    yield Setting(f"{at}.pattern", (*keys, "icon", "pattern"), "pattern", tier.icon.pattern, tier.key)


def _comparisons(rule: Rule | None, keys: Keys) -> Iterator[tuple[Comparison, Keys]]:
    if isinstance(rule, Comparison):
        yield rule, keys
    elif isinstance(rule, AllOf | AnyOf):
        name = "all" if isinstance(rule, AllOf) else "any"
        for number, part in enumerate(rule.all if isinstance(rule, AllOf) else rule.any):
            yield from _comparisons(part, (*keys, name, number))
    elif isinstance(rule, Not):
        yield from _comparisons(rule.part, (*keys, "not"))


def _put(data: Any, setting: Setting, words: str) -> tuple[Text, Text] | None:
    """Sets one value; what was typed and is no such value comes back as problem and fix."""
    if setting.kind in NUMBERS and not words:
        return _EMPTY
    if setting.kind in NUMBERS and not _NUMBER.fullmatch(words):
        return _NO_NUMBER[0].fill(words=words[:40]), _NO_NUMBER[1]
    if len(words) > LONGEST:
        return _LONG
    *way, last = setting.keys
    for key in way:
        data = data[int(key)] if isinstance(data, list) else data.setdefault(key, {})
        if key == "bands":
            for band in data:
                band.pop("to", None)  # written to make a table easy to read, and checked against the next `from`
    if setting.kind == "colour" and data.get("icon", {}).get("colour") == data["colour"]:
        data["icon"]["colour"] = words  # a badge that has the tier's colour keeps having it
    data[last] = f"{_plain(Decimal(words))}%" if setting.kind == "weight" else _value(setting, words)
    return None


def _value(setting: Setting, words: str) -> str | int:
    whole = setting.kind == "bins" and re.fullmatch(r"\d{1,6}", words)
    return int(words) if whole else words


def _nearest(settings: Any, keys: Keys, code: str) -> str | None:
    """The field that a mistake stands at: its own, one inside the part that is wrong, or none."""
    every = list(settings)
    for one in every:
        if one.keys == keys:
            return str(one.path)
    if len(keys) < 2:
        return None
    inside = [one for one in every if one.keys[: len(keys)] == keys or keys[: len(one.keys)] == one.keys]
    numbers = [one for one in inside if one.kind in NUMBERS] if code != "words" else inside
    return str(numbers[0].path) if numbers else None


def _shifted(keys: Keys, dropped: list[int]) -> Keys:
    """A place in the standard without what has no weight, as a place in the whole."""
    if len(keys) < 2 or keys[0] != "criteria" or not isinstance(keys[1], int):
        return keys
    number = keys[1]
    for gone in dropped:
        number += gone <= number
    return ("criteria", number, *keys[2:])


def _placed(draft: Draft, path: Keys, found: Issue) -> Issue:
    return Issue(found.level, draft.where(path), found.problem, found.fix, found.code)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
