"""Mistakes in criteria: metrics, directions, windows, weights, bands, names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from fenji.errors import SchemeError
from fenji.grades.rule import Comparison
from fenji.language import Text
from fenji.metrics.metric import METRICS, Metric
from fenji.metrics.period import read_zone
from fenji.scheme.draft import Draft
from fenji.scheme.marked import Path
from fenji.scheme.mistakes import issue, unknown_name
from fenji.scheme.parts import Criterion, read_weight
from fenji.scores.bands import Bands
from fenji.scores.scale import Scale
from fenji.scores.split import Split
from fenji.scores.total import WHOLE

MOST_CRITERIA = 9
PROTECTED = frozenset({
    "gender", "sex", "age", "age_band", "born_on", "birth_date", "birthday", "ethnicity", "race", "nation", "religion",
    "nationality", "province", "city", "district", "region", "native_place", "device", "marital_status", "disability",
    "health", "性别", "年龄", "年龄段", "民族", "宗教", "籍贯", "省份", "城市", "地区", "设备", "婚姻", "健康",
})  # fmt: skip
_METRIC = Text("metric", "指标")


def check_criteria(draft: Draft) -> None:
    """Notes what is wrong with the criteria and with every metric that is named anywhere."""
    _settings(draft)
    for path, part in metrics_named(draft):
        _metric(draft, path, part)
    _weights(draft)
    _names(draft)
    for number, criterion in draft.criteria.items():
        _scorer(draft, number, criterion)
    written = draft.raw.get("criteria")
    if isinstance(written, list | tuple) and len(written) > MOST_CRITERIA:
        draft.add(("criteria",), issue(
            "many_criteria",
            Text(f"{len(written)} criteria; more than nine cannot be weighed against each other by people",
                 f"共有 {len(written)} 个评分项，超过九项时权重难以把握"),
            Text("Merge or drop the lightest.", "请合并或删去权重最低的几项。"), level="warning"))  # fmt: skip


def metrics_named(draft: Draft) -> Iterator[tuple[Path, Any]]:
    """Every part that names a metric, with its place: criteria, rules, what is shown."""
    for number, criterion in draft.criteria.items():
        yield ("criteria", number, "metric"), criterion
    for section in ("tiers", "ungraded", "limits"):
        for number, part in draft.parts.get(section, {}).items():
            for key in ("when", "literal"):
                rule = getattr(part, key, None)
                if rule is not None:
                    places = _rule_places(_raw_at(draft, (section, number, key)), (section, number, key))
                    yield from zip(places, rule.comparisons(), strict=False)
    for number, shown in draft.parts.get("shown", {}).items():
        yield ("shown", number), shown


def known_metric(name: str) -> Metric | None:
    """The metric, or nothing where the name does not exist."""
    return METRICS.all().get(name)


def _settings(draft: Draft) -> None:
    zone = draft.settings.get("zone")
    if zone is not None:
        try:
            read_zone(zone)
        except SchemeError as error:
            draft.add(("zone",), issue("zone", error.problem, error.fix))
    currency = draft.settings.get("currency")
    if currency is not None and not (len(currency) == 3 and currency.isascii() and currency.isupper()):
        draft.add(("currency",), issue("currency", Text(f"'{currency}' is no currency", f"“{currency}”不是货币代码"),
                                       Text("Write three letters: CNY.", "请写三个字母，如 CNY。")))  # fmt: skip


def _metric(draft: Draft, path: Path, part: Any) -> None:
    known = known_metric(part.metric)
    if part.metric.lower() in PROTECTED or (known is not None and known.is_protected):
        draft.add(path, issue(
            "protected",
            Text(f"'{part.metric}' may not decide a grade: it says who a person is, not what they did",
                 f"“{part.metric}”不得用于评级：它描述客户是谁，而不是客户的行为"),
            Text("Remove it; it may be used in segments, filters and charts.",
                 "请删除；可在客群、筛选与图表中使用。")))  # fmt: skip
        return
    if known is None:
        draft.add(path, unknown_name(_METRIC, part.metric, METRICS, code="metric"))
        return
    for option in part.options:
        if option not in known.options:
            draft.add(path, unknown_name(Text(f"option of {part.metric}", f"{part.metric}选项"), option,
                                         known.options, code="option"))  # fmt: skip
    if known.type == "date" and isinstance(part, Criterion | Comparison):
        draft.add(path, issue("date", Text(f"'{part.metric}' is a day and cannot be compared with numbers",
                                           f"“{part.metric}”是日期，不能与数值比较"),
                              Text("Use recency_days or tenure_days.", "请改用 recency_days 或 tenure_days。")))  # fmt: skip
    if known.is_money and draft.settings.get("currency") is None and draft.settings and _has_limit(part):
        draft.add(path, issue(
            "currency",
            Text(f"'{part.metric}' is compared with an amount of money, but the scheme names no currency",
                 f"“{part.metric}”与金额比较，但标准未写明货币"),
            Text("Add `currency: CNY` at the top.", "请在开头添加 `currency: CNY`。")))  # fmt: skip


def _has_limit(part: Any) -> bool:
    if isinstance(part, Comparison):
        return True
    scorer = getattr(part, "scorer", None)
    if isinstance(scorer, Scale):
        return scorer.low is not None or scorer.high is not None
    return isinstance(scorer, Bands) or (isinstance(scorer, Split) and scorer.value is not None)


def _weights(draft: Draft) -> None:
    written = draft.raw.get("criteria")
    if not isinstance(written, list | tuple) or not written:
        return
    weights: list[int] = []
    for number, item in enumerate(written):
        criterion = draft.criteria.get(number)
        try:
            raw = item.get("weight", item.get("weight_bp")) if isinstance(item, dict) else None
            weights.append(criterion.weight_bp if criterion else read_weight(raw))
        except ValueError:
            return
    if sum(weights) != WHOLE:
        total = f"{sum(weights) / 100:g}%"
        draft.add(("criteria",), issue("weights", Text(f"the weights add up to {total}, not 100%", f"权重合计为 {total}，应为 100%"),
                                       Text("Change them so that they make 100%.", "请调整权重，使合计为 100%。")))  # fmt: skip


def _names(draft: Draft) -> None:
    many = Counter(criterion.name for criterion in draft.criteria.values())
    for number, criterion in draft.criteria.items():
        first = next(index for index, other in draft.criteria.items() if other.name == criterion.name)
        if many[criterion.name] > 1 and number != first:
            draft.add(("criteria", number), issue(
                "duplicate", Text(f"two criteria are called '{criterion.name}'", f"两个评分项同名：“{criterion.name}”"),
                Text("Give this one another `name:`, or remove it.", "请用 `name:` 另起名称，或删除。")))  # fmt: skip


def _scorer(draft: Draft, number: int, criterion: Criterion) -> None:
    path: Path = ("criteria", number, "scorer")
    known = known_metric(criterion.metric)
    if known is not None and known.better == "neither" and criterion.better is None and criterion.scorer.kind != "bands":
        draft.add(path, issue(
            "direction", Text(f"'{criterion.metric}' has no better end of its own", f"“{criterion.metric}”本身没有好坏方向"),
            Text("Add `better: higher` or `better: lower`.", "请添加 `better: higher` 或 `better: lower`。")))  # fmt: skip
    if isinstance(criterion.scorer, Bands):
        _bands(draft, path, criterion.scorer)


def _bands(draft: Draft, path: Path, scorer: Bands) -> None:
    ordered = scorer.ordered()
    places = {id(band): (*path, "bands", index) for index, band in enumerate(scorer.bands)}
    for band, following in pairwise(ordered):
        if following.start is None or band.start == following.start:
            draft.add(places[id(following)], issue(
                "overlap", Text("two bands begin at the same value", "两个分档的起点相同"),
                Text("Give every band its own `from`.", "请为每个分档写不同的 `from`。")))  # fmt: skip
        elif band.end is not None and band.end != following.start:
            is_gap = band.end < following.start
            low, high = sorted((band.end, following.start))
            word = Text("gap", "空档") if is_gap else Text("overlap", "重叠")
            problem = Text("the bands have a {word} from {low} to {high}", "分档在 {low} 至 {high} 之间有{word}")
            draft.add(places[id(following)], issue(
                "gap" if is_gap else "overlap", problem.fill(word=word, low=_plain(low), high=_plain(high)),
                Text("Let each band begin where the one below ends.", "请使每档的起点等于下一档的终点。")))  # fmt: skip
    for band in ordered:
        if band.start is not None and band.end is not None and band.end <= band.start:
            draft.add(places[id(band)], issue("band", Text("the band ends before it begins", "分档的终点不大于起点"),
                                              Text("Write `to` larger than `from`.", "`to` 必须大于 `from`。")))  # fmt: skip
    if ordered[-1].end is not None:
        draft.add(places[id(ordered[-1])], issue(
            "gap", Text(f"values from {_plain(ordered[-1].end)} on are in no band", f"{_plain(ordered[-1].end)} 及以上不属于任何分档"),
            Text("Leave `to` off the highest band.", "最高一档请不写 `to`。")))  # fmt: skip


def _plain(number: Any) -> str:
    return f"{number.normalize():,f}"


def _raw_at(draft: Draft, path: Path) -> Any:
    data: Any = draft.raw
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _rule_places(raw: Any, path: Path) -> Iterator[Path]:
    """The places of the comparisons of a written rule, in the order of `Rule.comparisons`; then the rule's own."""
    if isinstance(raw, dict):
        for key in ("all", "any", "not"):
            if key in raw:
                inner = raw[key]
                parts = enumerate(inner) if isinstance(inner, list) else [(None, inner)]
                for index, part in parts:
                    yield from _rule_places(part, (*path, key) if index is None else (*path, key, index))
                return
        yield path
        return
    while True:
        yield path
