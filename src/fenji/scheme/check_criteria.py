"""Mistakes in criteria: metrics, directions, windows, weights, bands, names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from fenji.errors import SchemeError
from fenji.grades.rule import Comparison
from fenji.language import Text
from fenji.metrics.metric import METRICS
from fenji.metrics.period import read_zone
from fenji.scheme.check_metrics import check_metrics, known_metric, own_metrics
from fenji.scheme.check_weights import check_weights
from fenji.scheme.draft import Draft
from fenji.scheme.marked import Path
from fenji.scheme.mistakes import issue, unknown_name
from fenji.scheme.parts import Criterion
from fenji.scheme.protected import PROTECTED
from fenji.scores.bands import Bands
from fenji.scores.decay import Decay
from fenji.scores.scale import Scale
from fenji.scores.split import Split

MOST_CRITERIA = 9
_METRIC = Text("metric", "指标")


def check_criteria(draft: Draft) -> None:
    """Notes what is wrong with the criteria and with every metric that is named anywhere."""
    _settings(draft)
    check_metrics(draft)
    for path, part in metrics_named(draft):
        _metric(draft, path, part)
    check_weights(draft)
    _names(draft)
    for number, criterion in draft.criteria.items():
        _scorer(draft, number, criterion)
    written = draft.raw.get("criteria")
    if isinstance(written, list | tuple) and len(written) > MOST_CRITERIA:
        draft.note(("criteria",), "many_criteria", n=len(written))


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
    transitions = draft.settings.get("transitions")
    for key, rule in transitions.keep_rules() if transitions else ():
        at: Path = ("transitions", "tiers", key, "keep", "when")
        yield from zip(_rule_places(_raw_at(draft, at), at), rule.comparisons(), strict=False)


def _settings(draft: Draft) -> None:
    zone = draft.settings.get("zone")
    if zone is not None:
        try:
            read_zone(zone)
        except SchemeError as error:
            draft.add(("zone",), issue("zone", error.problem, error.fix))
    currency = draft.settings.get("currency")
    if currency is not None and not (len(currency) == 3 and currency.isascii() and currency.isupper()):
        draft.note(("currency",), "currency", name=currency)


def _metric(draft: Draft, path: Path, part: Any) -> None:
    known = known_metric(draft, part.metric)
    if part.metric.lower() in PROTECTED or (known is not None and known.is_protected):
        draft.note(path, "protected", name=part.metric)
        return
    if known is None:
        draft.add(path, unknown_name(_METRIC, part.metric, [*METRICS, *own_metrics(draft)], code="metric"))
        return
    if known.is_retired:
        draft.note(path, "retired", name=part.metric)
    for option in part.options:
        if option not in known.options:
            draft.add(path, unknown_name(Text(f"option of {part.metric}", f"{part.metric}选项"), option,
                                         known.options, code="option"))  # fmt: skip
    if known.type == "date" and isinstance(part, Criterion | Comparison):
        draft.note(path, "date", name=part.metric)
    if known.is_money and draft.settings.get("currency") is None and draft.settings and _has_limit(part):
        draft.note(path, "currency none", name=part.metric)


def _has_limit(part: Any) -> bool:
    if isinstance(part, Comparison):
        return True
    scorer = getattr(part, "scorer", None)
    if isinstance(scorer, Scale):
        return scorer.low is not None or scorer.high is not None
    return isinstance(scorer, Bands) or (isinstance(scorer, Split) and scorer.value is not None)


def _names(draft: Draft) -> None:
    many = Counter(criterion.name for criterion in draft.criteria.values())
    for number, criterion in draft.criteria.items():
        first = next(index for index, other in draft.criteria.items() if other.name == criterion.name)
        if many[criterion.name] > 1 and number != first:
            draft.note(("criteria", number), "duplicate", name=criterion.name)


def _scorer(draft: Draft, number: int, criterion: Criterion) -> None:
    path: Path = ("criteria", number, "scorer")
    known = known_metric(draft, criterion.metric)
    is_neither = known is not None and known.better == "neither" and criterion.better is None
    if is_neither and criterion.scorer.kind not in {"bands", "decay"}:
        draft.note(path, "direction", name=criterion.metric)
    if isinstance(criterion.scorer, Decay) and known is not None and known.unit.name != "days":
        draft.note(path, "half_life", name=criterion.metric)
    if isinstance(criterion.scorer, Bands):
        _bands(draft, path, criterion.scorer)


def _bands(draft: Draft, path: Path, scorer: Bands) -> None:
    ordered = scorer.ordered()
    places: dict[int, Path] = {id(band): (*path, "bands", index) for index, band in enumerate(scorer.bands)}
    if list(scorer.bands) not in (ordered, ordered[::-1]):
        strange = next(band for band, right in zip(scorer.bands, ordered, strict=True) if band is not right)
        draft.note(places[id(strange)], "order bands", cut=_plain(strange.start or 0))
    for band, following in pairwise(ordered):
        here = places[id(following)]
        if following.start is None or band.start == following.start:
            draft.note(here, "overlap start")
        elif band.end is not None and band.end < following.start:
            draft.note(here, "gap", low=_plain(band.end), high=_plain(following.start))
        elif band.end is not None and band.end > following.start:
            draft.note(here, "overlap", low=_plain(following.start), high=_plain(band.end))
    for band in ordered:
        if band.start is not None and band.end is not None and band.end <= band.start:
            draft.note(places[id(band)], "band")
    if ordered[-1].end is not None:
        draft.note(places[id(ordered[-1])], "gap above", low=_plain(ordered[-1].end))


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
