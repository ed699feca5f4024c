"""The words of what a standard brings of its own: its metrics."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from fenji.language import Text
from fenji.metrics.metric import METRICS

if TYPE_CHECKING:
    from fenji.scheme.model import Scheme
    from fenji.scheme.own_metrics import OwnMetric


def say_own_metrics(scheme: Scheme) -> list[Text]:
    """Every metric the standard defines: its name, how it is computed, its unit, what stands where there is nothing."""
    if not scheme.metrics:
        return []
    labels = {name: entry.label for name, entry in METRICS.all().items()}
    labels |= {metric.name: metric.label for metric in scheme.metrics}
    return [_HEAD, *(_metric(metric, labels) for metric in scheme.metrics)]


def _metric(metric: OwnMetric, labels: Mapping[str, Text]) -> Text:
    words = _METRIC.fill(label=metric.label, name=metric.name, how=metric.say(labels), unit=metric.unit.text)
    nothing = metric.unknown if metric.formula is not None else metric.nothing
    more = _UNKNOWN[metric.formula is not None] if nothing is None else _VALUE[metric.formula is not None].fill(
        n=_plain(nothing)
    )  # fmt: skip
    retired = _RETIRED if metric.retired else Text("", "")
    return Text(words.en + more.en + retired.en, words.zh + more.zh + retired.zh)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


_HEAD = Text("Metrics of this standard's own:", "本标准自定义的指标：")
_METRIC = Text("  - {label} ({name}, {unit}): {how}", "  · {label}（{name}，单位：{unit}）：{how}")
_UNKNOWN = {
    True: Text("; unknown where a part of it is unknown", "；其中任一项未知则未知"),
    False: Text("; unknown where there is none", "；没有记录则未知"),
}
_VALUE = {
    True: Text("; {n} where a part of it is unknown", "；其中任一项未知时按 {n}"),
    False: Text("; {n} where there is none", "；没有记录时按 {n}"),
}
_RETIRED = Text("; retired", "；已停用")
