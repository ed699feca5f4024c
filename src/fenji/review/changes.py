"""What people may change of a standard for a preview: a closed set of paths, each with its place in the standard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from fenji.errors import SchemeError, SchemeIssues
from fenji.grades.rule import OPERATORS, AllOf, AnyOf, Comparison, Not, Rule
from fenji.language import Text, same
from fenji.review.reweigh import percent, read_share, reweighed
from fenji.scheme.checks import check_draft
from fenji.scheme.draft import read_draft
from fenji.scheme.marked import Marked, YamlError, read_marked
from fenji.scheme.model import Scheme
from fenji.scheme.parts import Criterion
from fenji.scores.bands import Bands

WHERE = "--set"
Keys = tuple[str | int, ...]
_LOWER, _UPPER = ("above", "at_least"), ("below", "at_most")
_SETTINGS = ("window", "grade_by", "currency", "weights_by", "total_by")
_SECTIONS = ("criteria", "tiers", "ungraded", "limits", "shown")  # whose paths are told one by one
_UNSET = ("name", "title", "about", "zone")  # what a preview has no use for
_SET = Text("{path}: {was} → {now}", "{path}：{was} → {now}")


@dataclass(frozen=True)
class Changed:
    """A standard with changes made, and what was changed in words."""

    scheme: Scheme
    notes: tuple[Text, ...]


def changed(scheme: Scheme, changes: Mapping[str, Any], *, found: Mapping[str, int] | None = None) -> Changed:
    """The standard with settings changed by path, checked like a written one; nothing is saved.

    `criteria.net_revenue.weight` 0.5 or 50% (the other weights keep their proportions and make up the rest; 0 leaves a
    criterion out), `criteria.order_count.scorer.bins`, `criteria.recency_days.scorer.bands.2.points` (from 1 on),
    `tiers.VIP.from_score`, `tiers.VIP.when.orders_per_month.above`, `limits.overdue.never_above`, `window` … Words are
    read as in YAML. `paths_of` lists every path. `found` are the weights in use where the customers decide them: a
    weight that is set makes all of them written ones. Errors: SchemeError for a path that does not exist, with the
    nearest one; SchemeIssues with every mistake that the changes would make.
    """
    notes: list[Text] = []
    weights: dict[str, int] = {}
    for path, words in changes.items():
        places = paths_of(scheme)
        if path not in places:
            raise _no_path(path, places)
        value = _value(words, path)
        keys = places[path]
        data = _written(scheme)
        if keys[0] == "criteria" and keys[-1] == "weight":
            weight = weights[scheme.criteria[int(keys[1])].name] = read_share(value, path)
            value = percent(weight)
        notes.append(_SET.fill(path=path, was=_said(_at(scheme, data, keys)), now=_said(value)))
        if keys[-1] != "weight":
            _put(data, keys, value)
            scheme = _read(data, path)
    if weights:
        scheme, said = reweighed(scheme, weights, where=WHERE, found=found)
        notes += said
    _check(scheme)
    return Changed(scheme, tuple(notes))


def paths_of(scheme: Scheme) -> dict[str, Keys]:
    """Every path that may be set, with the place it has in the written standard.

    >>> from fenji.scheme.load import standard
    >>> paths_of(standard("value"))["criteria.net_revenue.weight"]
    ('criteria', 2, 'weight')
    """
    found: dict[str, Keys] = {name: (name,) for name in _SETTINGS}
    for number, criterion in enumerate(scheme.criteria):
        found |= _criterion_paths(criterion, ("criteria", number))
    for number, tier in enumerate(scheme.tiers):
        at = f"tiers.{tier.key}"
        found[f"{at}.from_score"] = ("tiers", number, "from_score")
        found |= _rule_paths(tier.when, f"{at}.when", ("tiers", number, "when"))
    for number, state in enumerate(scheme.ungraded):
        found |= _rule_paths(state.when, f"ungraded.{state.name}.when", ("ungraded", number, "when"))
    for number, limit in enumerate(scheme.limits):
        found[f"limits.{limit.name}.never_above"] = ("limits", number, "never_above")
        found |= _rule_paths(limit.when, f"limits.{limit.name}.when", ("limits", number, "when"))
    known = {*_SETTINGS, *_UNSET, *_SECTIONS}
    for section, data in _written(scheme).items():
        if section not in known and data:
            found |= dict(_leaves(data, section, (section,)))
    return found


def _criterion_paths(criterion: Criterion, keys: Keys) -> dict[str, Keys]:
    at = f"criteria.{criterion.name}"
    found: dict[str, Keys] = {f"{at}.{name}": (*keys, name) for name in ("weight", "window", "better", "scorer")}
    for name, info in type(criterion.scorer).model_fields.items():
        written = info.alias or name
        if written not in ("kind", "bands"):
            found[f"{at}.scorer.{written}"] = (*keys, "scorer", written)
    if isinstance(criterion.scorer, Bands):
        for number in range(len(criterion.scorer.bands)):
            for part in ("from", "points"):
                found[f"{at}.scorer.bands.{number + 1}.{part}"] = (*keys, "scorer", "bands", number, part)
    return found


def _rule_paths(rule: Rule | None, at: str, keys: Keys) -> dict[str, Keys]:
    """A comparison by its measured column; one on the same column again by a number behind it."""
    found: dict[str, Keys] = {}
    seen: dict[str, int] = {}
    for comparison, place in _comparisons(rule, keys):
        count = seen[comparison.column] = seen.get(comparison.column, 0) + 1
        name = comparison.column if count == 1 else f"{comparison.column}.{count}"
        found |= {f"{at}.{name}.{operator}": (*place, operator) for operator in OPERATORS}
    return found


def _comparisons(rule: Rule | None, keys: Keys) -> Iterator[tuple[Comparison, Keys]]:
    if isinstance(rule, Comparison):
        yield rule, keys
    elif isinstance(rule, AllOf | AnyOf):
        name = "all" if isinstance(rule, AllOf) else "any"
        for number, part in enumerate(rule.all if isinstance(rule, AllOf) else rule.any):
            yield from _comparisons(part, (*keys, name, number))
    elif isinstance(rule, Not):
        yield from _comparisons(rule.part, (*keys, "not"))


def _leaves(data: Any, at: str, keys: Keys) -> Iterator[tuple[str, Keys]]:
    """Every single value of a section this page knows nothing of, by name or by number from 1."""
    if isinstance(data, Mapping):
        for name, part in data.items():
            yield from _leaves(part, f"{at}.{name}", (*keys, str(name)))
    elif isinstance(data, list):
        for number, part in enumerate(data):
            named = part if isinstance(part, Mapping) else {}
            name = named.get("tier") or named.get("key") or named.get("name") or number + 1
            yield from _leaves(part, f"{at}.{name}", (*keys, number))
    else:
        yield at, keys


def _put(data: Any, keys: Keys, value: Any) -> None:
    """Sets one value; of two limits on the same side of a comparison the new one replaces the old."""
    *way, last = keys
    if keys == ("weights_by",) and value != "hand":
        for criterion in data["criteria"]:
            criterion.pop("weight", None)
    for key in way:
        data = data[key]
        if key == "bands":
            for band in data:
                band.pop("to", None)  # written to make a table easy to read, and checked against the next `from`
    if last in OPERATORS and "metric" in data:
        for side in (_LOWER, _UPPER):
            if last in side or last == "is":
                _forget(data, side)
        _forget(data, ("is",))
    if last == "scorer" and isinstance(value, str):
        value = {"kind": value}
    data[last] = value


def _forget(data: dict[str, Any], names: tuple[str, ...]) -> None:
    for name in names:
        data.pop(name, None)


def _value(words: Any, path: str) -> Any:
    if isinstance(words, float):
        return Decimal(str(words))
    if not isinstance(words, str):
        return words
    try:
        return read_marked(words).data
    except YamlError as error:
        problem = Text("the value cannot be read: {why}", "无法读取该值：{why}").fill(why=error)
        fix = Text("Write it as in a scheme file: 0.5, 50%, {kind: quantiles, bins: 4}.",
                   "请按标准文件的写法书写，如 0.5、50%、{kind: quantiles, bins: 4}。")  # fmt: skip
        raise SchemeError(problem, where=path, fix=fix) from error


def _written(scheme: Scheme) -> dict[str, Any]:
    return scheme.model_dump(mode="json", by_alias=True)


def _read(data: Mapping[str, Any], path: str) -> Scheme:
    try:
        return Scheme.model_validate(data)
    except ValidationError as error:
        draft = read_draft(Marked(data=dict(data)), path)
        issues = [found for found in draft.found() if found.level == "error"]
        if not issues:
            raise _refused(error, path) from error
        raise SchemeIssues(path, issues) from error


def _refused(error: ValidationError, path: str) -> SchemeError:
    said = str(error.errors(include_url=False)[0]["msg"]).removeprefix("Value error, ")
    fix = Text("See docs/reference/schemes.md.", "写法见 docs/reference/schemes.md。")
    return SchemeError(Text("the value does not fit: {why}", "该值不适用：{why}").fill(why=said), where=path, fix=fix)


def _check(scheme: Scheme) -> None:
    draft = read_draft(Marked(data=_written(scheme)), scheme.name)
    check_draft(draft)
    issues = draft.found()
    if any(found.level == "error" for found in issues):
        raise SchemeIssues(WHERE, issues)


def _at(scheme: Scheme, data: Any, keys: Keys) -> Any:
    if keys[0] == "criteria" and keys[2:3] == ("scorer",) and len(keys) > 3:  # written scorers leave defaults out
        data, keys = scheme.criteria[int(keys[1])].scorer.model_dump(mode="json", by_alias=True), keys[3:]
    for key in keys:
        try:
            data = data[key]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _said(value: Any) -> Text:
    if value is None:
        return Text("not set", "未设置")
    if isinstance(value, Mapping) and "kind" in value:
        value = value["kind"]
    return same(f"{value.normalize():f}" if isinstance(value, Decimal) else str(value))


def _no_path(path: str, places: Mapping[str, Keys]) -> SchemeError:
    problem = Text("there is no setting called '{path}'", "没有名为“{path}”的设置项").fill(path=path)
    near = [name for name in places if name.endswith(f".{path}")][:1] or get_close_matches(path, places, n=1)
    if near:
        fix = Text("Did you mean '{near}'?", "是不是“{near}”？").fill(near=near[0])
    else:
        some = [name for name in places if name.endswith((".weight", ".from_score", ".above", ".at_least"))][:8]
        fix = Text("Settings are such as: {some}.", "可用的设置项如：{some}。").fill(some=", ".join(some))
    return SchemeError(problem, where=WHERE, fix=fix)
