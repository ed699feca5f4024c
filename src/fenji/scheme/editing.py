"""What of a standard is edited field by field: weights, borders, cut points, limits of rules, words and looks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from fenji.errors import Issue
from fenji.language import LANGUAGES, Text
from fenji.scheme.checks import check_draft
from fenji.scheme.draft import Draft, read_draft
from fenji.scheme.marked import Marked
from fenji.scheme.model import Scheme
from fenji.scheme.moving_settings import YES, limit_settings, limits_of, transition_settings
from fenji.scheme.parts import Criterion, Tier
from fenji.scheme.setting import NUMBERS, Keys, Setting, plain
from fenji.scores.bands import Bands
from fenji.scores.decay import Decay
from fenji.scores.scale import Scale
from fenji.scores.split import Split

__all__ = ["Edited", "Setting", "edited", "put", "settings_of", "settled"]
LONGEST = 2_000
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,6})?")
_NO_NUMBER = (
    Text("'{words}' is not a number", "“{words}”不是数字"),
    Text("Write it as 80 or 12.5.", "请写成 80 或 12.5。"),
)
_EMPTY = (Text("a number is missing here", "此处缺少数字"), Text("Write one, such as 80.", "请填写数字，如 80。"))
_LENGTH = re.compile(r"\d{1,4} (days|runs)")
_NO_LENGTH = (Text("a whole number is missing", "此处缺少整数"), Text("Write one, such as 90.", "请填写整数，如 90。"))
_NO_CHOICE = (Text("'{words}' is no choice here", "“{words}”不在可选项中"), Text("Choose one.", "请选择一项。"))
_LONG = (Text("the text is too long", "文字过长"), Text("At most 2,000 letters.", "最多 2,000 个字。"))


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
    found += [*_whole(scheme), *transition_settings(scheme), *limit_settings(scheme)]
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
    for path, place in places.items():
        if path in typed and typed[path].strip() != place.value:
            refusal = put(data, place, typed[path].strip())
            if refusal is not None:
                wrong.setdefault(path, []).append(Issue("error", path, *refusal, "form"))
    nothing = ("0%", None) if scheme.weights_by.is_written else ("0%",)
    dropped = [number for number, one in enumerate(data["criteria"]) if one.get("weight") in nothing]
    kept = {**data, "criteria": [one for number, one in enumerate(data["criteria"]) if number not in dropped]}
    draft = read_draft(Marked(data=kept), scheme.name)
    check_draft(draft)
    others: list[Issue] = []
    for path_found, found in draft.issues:
        field_of = _nearest(places.values(), _shifted(path_found, dropped), found.code)
        if field_of is None:
            others.append(_placed(draft, path_found, found))
        elif field_of not in wrong:
            wrong[field_of] = [found]
        elif wrong[field_of][0].code != "form":
            wrong[field_of].append(found)
    every = [*others, *(found for each in wrong.values() for found in each)]
    issues = {path: tuple(each) for path, each in wrong.items()}
    if any(found.level == "error" for found in every):
        return Edited(None, issues, tuple(others))
    return Edited(Scheme.model_validate(kept), issues, tuple(others))


def settled(scheme: Scheme, typed: Mapping[str, str]) -> tuple[Scheme, dict[str, str]]:
    """The standard with the typed values that can be read, checked or not, and those that cannot be."""
    changed = [one for one in settings_of(scheme) if typed.get(one.path, one.value).strip() != one.value]
    found = _taken(scheme, {one.path: typed[one.path] for one in changed})
    if found is not None:
        return found, {}
    left: dict[str, str] = {}
    for place in changed:
        one = _taken(scheme, {place.path: typed[place.path]})
        scheme, left = (scheme, left | {place.path: typed[place.path]}) if one is None else (one, left)
    return scheme, left


def _taken(scheme: Scheme, typed: Mapping[str, str]) -> Scheme | None:
    data = scheme.model_dump(mode="json", by_alias=True)
    refusals = [put(data, one, typed[one.path].strip()) for one in settings_of(scheme) if one.path in typed]
    for one in data["criteria"]:
        if one.get("weight") == "0%":
            del one["weight"]
    try:
        return None if any(refusals) else Scheme.model_validate(data)
    except ValueError:
        return None


def _criterion(scheme: Scheme, one: Criterion, keys: Keys) -> Iterator[Setting]:
    at = f"criteria.{one.name}"
    if scheme.weights_by.is_written:
        yield Setting(f"{at}.weight", (*keys, "weight"), "weight", plain(Decimal(one.weight_bp) / 100), one.name)
    bins = getattr(one.scorer, "bins", None)
    if isinstance(bins, int) and getattr(one.scorer, "steps", None) is None:
        yield Setting(f"{at}.scorer.bins", (*keys, "scorer", "bins"), "bins", str(bins), one.name, one.metric)
    yield from _scorer(one, f"{at}.scorer", (*keys, "scorer"))
    if isinstance(one.scorer, Bands):
        for number, band in enumerate(one.scorer.bands):
            where: Keys = (*keys, "scorer", "bands", number)
            name = f"{at}.scorer.bands.{number + 1}"
            if band.start is not None:
                yield Setting(f"{name}.from", (*where, "from"), "from", plain(band.start), one.name, one.metric)
            points = Decimal(str(band.points))
            yield Setting(f"{name}.points", (*where, "points"), "points", plain(points), one.name, one.metric)


def _scorer(one: Criterion, at: str, keys: Keys) -> Iterator[Setting]:
    """What a scorer asks for besides bands and equal parts, and what an unknown figure earns."""
    scorer = one.scorer
    if isinstance(scorer, Decay):
        yield Setting(f"{at}.half_life", (*keys, "half_life"), "whole", str(scorer.half_life), one.name, one.metric)
    if isinstance(scorer, Scale):
        for end in ("low", "high"):
            value = getattr(scorer, end)
            shown = "" if value is None else plain(value)
            yield Setting(f"{at}.{end}", (*keys, end), "number", shown, one.name, one.metric, optional=True)
    if isinstance(scorer, Split):
        yield Setting(f"{at}.at", (*keys, "at"), "choice", scorer.at, one.name, choices=("mean", "median", "value"))
        value = "" if scorer.value is None else plain(scorer.value)
        yield Setting(f"{at}.value", (*keys, "value"), "number", value, one.name, one.metric, optional=True)
        for end in ("low", "high"):
            yield Setting(f"{at}.{end}", (*keys, end), "points", plain(getattr(scorer, end)), one.name, one.metric)
    unknown = "ungraded" if scorer.unknown == "ungraded" else plain(Decimal(scorer.unknown))
    yield Setting(f"{at}.unknown", (*keys, "unknown"), "unknown", unknown, one.name)


def _whole(scheme: Scheme) -> Iterator[Setting]:
    """The standard's own words, and the period it looks at."""
    for lang in LANGUAGES:
        yield Setting(f"title.{lang}", ("title", lang), "words", scheme.title.say(lang), "")
    yield Setting("window", ("window",), "text", str(scheme.window), "")
    days = "" if scheme.override_days is None else str(scheme.override_days)
    yield Setting("override_days", ("override_days",), "whole", days, "", optional=True)


def _tier(tier: Tier, keys: Keys) -> Iterator[Setting]:
    at = f"tiers.{tier.key}"
    if tier.from_score is not None:
        yield Setting(f"{at}.from_score", (*keys, "from_score"), "from_score", plain(tier.from_score), tier.key)
    yield from limits_of(tier.when, f"{at}.when", (*keys, "when"), tier.key)
    for part in ("name", "benefits", "service"):
        words: Text = getattr(tier, part)
        for lang in LANGUAGES:
            yield Setting(f"{at}.{part}.{lang}", (*keys, part, lang), "words", words.say(lang), tier.key)
    yield Setting(f"{at}.colour", (*keys, "colour"), "colour", tier.colour, tier.key)
    yield Setting(f"{at}.shape", (*keys, "icon", "shape"), "shape", tier.icon.shape, tier.key)
    yield Setting(f"{at}.pattern", (*keys, "icon", "pattern"), "pattern", tier.icon.pattern, tier.key)
    for lang in LANGUAGES:
        yield Setting(f"{at}.text.{lang}", (*keys, "icon", "text", lang), "words", tier.icon.text.say(lang), tier.key)


def put(data: Any, setting: Setting, words: str) -> tuple[Text, Text] | None:
    """Sets one value in a written standard; what was typed and is no such value comes back as problem and fix."""
    refusal = _refused(setting, words)
    if refusal is not None:
        return refusal
    *way, last = setting.keys
    for key in way:
        if isinstance(data, Mapping) and isinstance(data.get(key), str):
            data[key] = dict.fromkeys(LANGUAGES, data[key])  # type: ignore[index]
        elif isinstance(data, Mapping) and data.get(key) is None:
            data[key] = {}  # type: ignore[index]
        data = data[key]
        if key == "bands":
            for band in data:
                band.pop("to", None)  # written to make a table easy to read, and checked against the next `from`
    if setting.kind == "colour" and data.get("icon", {}).get("colour") == data["colour"]:
        data["icon"]["colour"] = words  # a badge that has the tier's colour keeps having it
    if setting.optional and not words:
        data[last] = None
    elif setting.kind == "choice" and setting.operator:
        data[words] = data.pop(last)
    else:
        data[last] = _value(setting, words)
    return None


def _refused(setting: Setting, words: str) -> tuple[Text, Text] | None:
    if setting.optional and not words:
        return None
    if setting.kind in NUMBERS and not words:
        return _EMPTY
    is_number = setting.kind in NUMBERS or (setting.kind == "unknown" and words != "ungraded")
    if is_number and not _NUMBER.fullmatch(words):
        return _NO_NUMBER[0].fill(words=words[:40]), _NO_NUMBER[1]
    if setting.kind == "length" and not _LENGTH.fullmatch(words):
        return _NO_LENGTH
    if setting.choices and words not in setting.choices:
        return _NO_CHOICE[0].fill(words=words[:40]), _NO_CHOICE[1]
    return _LONG if len(words) > LONGEST else None


def _value(setting: Setting, words: str) -> str | int | bool:
    if setting.kind == "weight":
        return f"{plain(Decimal(words))}%"
    if setting.kind == "switch":
        return words == YES
    if setting.kind in ("bins", "whole") and re.fullmatch(r"\d{1,6}", words):
        return int(words)
    return f"{words} days" if setting.kind == "days" and words.isdecimal() else words


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
