"""What is added to a standard, removed from it or put elsewhere: criteria, bands, tiers, limits, protection.

Each step gives a new standard that can be read; what it means for the whole (an unreachable tier, a name that two have)
the checks say afterwards. Where weights are written they make 100 % again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import count
from typing import Any

from fenji.language import Text
from fenji.scheme.model import PATTERNS, SHAPES, Icon, Scheme
from fenji.scheme.setting import plain

WHOLE = 100
NEW_WEIGHT = 10
PROTECTED = {"grace": "90 days", "demotion": "one_rung", "warn_days": 30}
COLOURS = ("#D98200", "#0072B2", "#009E73", "#CC4778", "#6A51A3", "#56A0C8", "#8C6D31", "#5B6770")
_NEW_TIER = Text("New tier", "新等级")
_LOWER, _UPPER = ("above", "at_least"), ("below", "at_most")
Data = dict[str, Any]


def in_whole_percents(weights: Mapping[str, Decimal], whole: int = WHOLE) -> dict[str, int]:
    """Weights in proportion, in whole percents, that make 100; what is nearest above a whole number is favoured.

    >>> in_whole_percents({"a": Decimal(1), "b": Decimal(1), "c": Decimal(1)})
    {'a': 34, 'b': 33, 'c': 33}
    """
    given = {name: max(weight, Decimal(0)) for name, weight in weights.items()}
    total = sum(given.values())
    if not total:
        given, total = dict.fromkeys(given, Decimal(1)), Decimal(len(given))
    exact = {name: weight * whole / total for name, weight in given.items()}
    floors = {name: int(share) for name, share in exact.items()}
    favoured = sorted(exact, key=lambda name: floors[name] - exact[name])[: whole - sum(floors.values())]
    return {name: floor + (name in favoured) for name, floor in floors.items()}


def with_criterion(scheme: Scheme, metric: str) -> Scheme:
    """One criterion more, in equal parts of the customers, for a tenth of the weight."""
    data = _written(scheme)
    name = _free(metric, {one.name for one in scheme.criteria})
    new: Data = {"metric": metric, "name": name, "scorer": "quantiles"}
    weights = {one.name: Decimal(one.weight_bp) for one in scheme.criteria}
    if data.get("weights_by", "hand") == "hand":
        shares = in_whole_percents(weights, WHOLE - NEW_WEIGHT) if weights else {}
        for one in data["criteria"]:
            one["weight"] = f"{shares[one['name']]}%"
        new["weight"] = f"{NEW_WEIGHT if weights else WHOLE}%"
    _repaired(data, lambda rows: [*([*row, "1"] for row in rows), ["1"] * (len(rows) + 1)])
    return _read({**data, "criteria": [*data["criteria"], new]})


def without_criterion(scheme: Scheme, name: str) -> Scheme:
    """One criterion fewer; its weight goes to the others in proportion."""
    data = _written(scheme)
    place = next(number for number, one in enumerate(scheme.criteria) if one.name == name)
    kept = [one for one in data["criteria"] if one["name"] != name]
    if data.get("weights_by", "hand") == "hand" and kept:
        shares = in_whole_percents({one.name: Decimal(one.weight_bp) for one in scheme.criteria if one.name != name})
        for one in kept:
            one["weight"] = f"{shares[one['name']]}%"
    _repaired(data, lambda rows: [row[:place] + row[place + 1 :] for n, row in enumerate(rows) if n != place])
    return _read({**data, "criteria": kept})


def with_scorer(scheme: Scheme, name: str, scorer: Mapping[str, Any]) -> Scheme:
    """A criterion scored in another way; what an unknown figure earns stays."""
    data = _written(scheme)
    one = next(each for each in data["criteria"] if each["name"] == name)
    unknown = {key: value for key, value in one["scorer"].items() if key == "unknown"}
    one["scorer"] = {**unknown, **scorer}
    return _read(data)


def with_weights(scheme: Scheme, weights: Mapping[str, Decimal]) -> Scheme:
    """Weights by hand, in percent; a criterion that is not named has none, and counts once it is given one."""
    data = _written(scheme)
    data["weights_by"] = "hand"
    for one in data["criteria"]:
        one.pop("weight", None)
        if weights.get(one["name"], Decimal(0)) > 0:
            one["weight"] = f"{plain(weights[one['name']])}%"
    return _read(data)


def with_band(scheme: Scheme, name: str, place: int) -> Scheme:
    """A band divided in two at its middle; the last one, which has no end, as far again as the one before is wide."""
    data, bands = _bands(scheme, name)
    starts = [None if band.get("from") is None else Decimal(str(band["from"])) for band in bands]
    low, high = starts[place], starts[place + 1] if place + 1 < len(bands) else None
    before = starts[place - 1] if place else None
    if high is None:
        width = (low or Decimal(0)) - before if before is not None else abs(low or Decimal(1)) or Decimal(1)
        start = (low or Decimal(0)) + max(width, Decimal(1))
    else:
        start = (low + high) / 2 if low is not None else high - max(abs(high) / 2, Decimal(1))
    bands.insert(place + 1, {"from": plain(round(start, 6)), "points": bands[place]["points"]})
    return _read(data)


def without_band(scheme: Scheme, name: str, place: int) -> Scheme:
    """A band fewer; its values go to the one below, those of the lowest to the one above."""
    data, bands = _bands(scheme, name)
    gone = bands.pop(place)
    if place == 0 and bands:
        bands[0]["from"] = gone.get("from")
    return _read(data)


def with_tier(scheme: Scheme, above: str, *, colour: str | None = None) -> Scheme:
    """A tier more, directly above another: half-way to the next by score, stricter or milder by rules.

    By rules its lower limits are half as high again as that one's; above the rest, half of the tier's before.
    Without a colour it has the first of COLOURS that no tier has.
    """
    data = _written(scheme)
    place = next(number for number, tier in enumerate(scheme.tiers) if tier.key == above)
    taken = {tier.key for tier in scheme.tiers}
    key = next(f"tier{number}" for number in count(len(taken) + 1) if f"tier{number}" not in taken)
    colour = colour or next((one for one in COLOURS if one not in {tier.colour for tier in scheme.tiers}), COLOURS[-1])
    shape = next((one for one in SHAPES if one not in {tier.icon.shape for tier in scheme.tiers}), SHAPES[0])
    icon = {"shape": shape, "pattern": PATTERNS[place % len(PATTERNS)], "colour": colour}
    new: Data = {"key": key, "name": {"zh": _NEW_TIER.zh, "en": _NEW_TIER.en}, "colour": colour, "icon": icon}
    if scheme.grade_by == "score":
        low = scheme.tiers[place].from_score or Decimal(0)
        high = scheme.tiers[place - 1].from_score if place else Decimal(WHOLE)
        new["from_score"] = plain(((high or Decimal(WHOLE)) + low).quantize(Decimal(2)) / 2)
    else:
        is_last = scheme.tiers[place].rest and place > 0
        rule = data["tiers"][place - 1 if is_last else place].get("when")
        new["when"] = _scaled(rule, Decimal("0.5") if is_last else Decimal("1.5"))
    data["tiers"].insert(place, new)
    return _read(data)


def without_tier(scheme: Scheme, key: str) -> Scheme:
    """A tier fewer; its customers go to the next below, and limits that name it to the next as well."""
    data = _written(scheme)
    place = next(number for number, tier in enumerate(scheme.tiers) if tier.key == key)
    gone = data["tiers"].pop(place)
    if gone.get("rest"):
        last = data["tiers"][-1]
        last.update({"rest": True, "from_score": None, "when": None, "literal": None})
    near = data["tiers"][min(place, len(data["tiers"]) - 1)]["key"]
    for limit in data["limits"]:
        limit["never_above"] = near if limit["never_above"] == key else limit["never_above"]
    if data.get("transitions"):
        data["transitions"]["tiers"].pop(key, None)
        data["transitions"]["tiers"].pop(data["tiers"][-1]["key"] if gone.get("rest") else key, None)
    return _read(data)


def with_tier_moved(scheme: Scheme, key: str, *, up: bool) -> Scheme:
    """A tier one place higher or lower: borders and rules stay where they are, names and looks change places."""
    data = _written(scheme)
    tiers, way = data["tiers"], ("from_score", "when", "rest", "literal")
    place = next(number for number, tier in enumerate(scheme.tiers) if tier.key == key)
    other = place - 1 if up else place + 1
    ways = [{name: tier[name] for name in way if name in tier} for tier in tiers]
    tiers[place], tiers[other] = tiers[other], tiers[place]
    for tier, own in zip(tiers, ways, strict=True):
        for name in way:
            tier.pop(name, None)
        tier.update(own)
    if data.get("transitions"):
        data["transitions"]["tiers"].pop(tiers[-1]["key"], None)
    return _read(data)


def with_rule(scheme: Scheme, key: str, when: Mapping[str, Any]) -> Scheme:
    """A tier with another rule, as it is written; the company's literal wording goes with the rule it belonged to."""
    data = _written(scheme)
    tier = next(one for one in data["tiers"] if one["key"] == key)
    tier["when"] = dict(when)
    tier.pop("literal", None)
    return _read(data)


def with_badges(scheme: Scheme, badges: Mapping[str, Icon]) -> Scheme:
    """Tiers with other badges; a tier that has its badge's colour keeps having it."""
    data = _written(scheme)
    for tier in data["tiers"]:
        if tier["key"] in badges:
            colour = badges[tier["key"]].colour
            tier["colour"] = colour if tier["colour"] == tier["icon"]["colour"] else tier["colour"]
            tier["icon"] = badges[tier["key"]].model_dump(mode="json", by_alias=True)
    return _read(data)


def with_limit(scheme: Scheme, metric: str, options: Mapping[str, str] | None = None) -> Scheme:
    """A limit more: whoever has more than nothing of a figure is on the last tier at most, until it says otherwise."""
    data = _written(scheme)
    name = _free(metric, {one.name for one in scheme.limits})
    when = {"metric": metric, **({"options": dict(options)} if options else {}), "above": "0"}
    data["limits"] = [*data["limits"], {"name": name, "when": when, "never_above": scheme.tiers[-1].key}]
    return _read(data)


def without_limit(scheme: Scheme, name: str) -> Scheme:
    """A limit fewer."""
    data = _written(scheme)
    data["limits"] = [one for one in data["limits"] if one["name"] != name]
    return _read(data)


def with_protection(scheme: Scheme) -> Scheme:
    """Whoever falls below a tier's standard keeps it for 90 days, goes down one tier at a time, and is warned."""
    margin = {"hysteresis": "1"} if scheme.grade_by == "score" else {}
    return _read({**_written(scheme), "transitions": {**PROTECTED, **margin}})


def without_protection(scheme: Scheme) -> Scheme:
    """Everybody always stands where the standard puts them."""
    data = _written(scheme)
    data["limits"] = [{name: value for name, value in one.items() if name != "at_once"} for one in data["limits"]]
    return _read({**data, "transitions": None})


def _written(scheme: Scheme) -> Data:
    return scheme.model_dump(mode="json", by_alias=True)


def _read(data: Data) -> Scheme:
    return Scheme.model_validate({name: value for name, value in data.items() if value is not None})


def _scaled(rule: Any, times: Decimal) -> Any:
    """A rule with its lower limits so many times as high; an upper one beside a lower one is left off."""
    if isinstance(rule, list):
        return [_scaled(part, times) for part in rule]
    if not isinstance(rule, dict):
        return rule
    lower = {key: plain(Decimal(str(rule[key])) * times) for key in _LOWER if rule.get(key) is not None}
    kept = {key: _scaled(part, times) for key, part in rule.items() if not lower or key not in _UPPER}
    return {**kept, **lower}


def _free(name: str, taken: set[str]) -> str:
    return name if name not in taken else next(f"{name}_{n}" for n in count(2) if f"{name}_{n}" not in taken)


def _bands(scheme: Scheme, name: str) -> tuple[Data, list[Data]]:
    data = _written(scheme)
    scorer = next(one for one in data["criteria"] if one["name"] == name)["scorer"]
    ordered = sorted(scorer["bands"], key=_start)
    scorer["bands"] = [{key: value for key, value in band.items() if key != "to"} for band in ordered]
    return data, scorer["bands"]


def _start(band: Data) -> tuple[bool, Decimal]:
    start = band.get("from")
    return start is not None, Decimal(str(start or 0))


def _repaired(data: Data, change: Callable[[Sequence[list[str]]], list[list[str]]]) -> None:
    """Comparisons in pairs with a row and a column more or fewer; a new criterion is worth as much as each other."""
    weighing = data.get("weights_by")
    if isinstance(weighing, dict):
        weighing["ahp"] = change([list(row) for row in weighing["ahp"]])
