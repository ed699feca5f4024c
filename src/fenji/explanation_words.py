"""The words of figures: a metric's value with its unit, and the band a value falls into."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji.language import UNKNOWN, Language, Text, same, say_amount, say_money, say_number, singular
from fenji.scores.scorer import bin_of

if TYPE_CHECKING:
    from fenji.metrics.metric import Metric
    from fenji.scores.scorer import Learned

_UNKNOWN = Text(UNKNOWN["en"], UNKNOWN["zh"])
_ONE_BAND, _FADING = Text("one band for everybody", "全部客户同一档"), Text("fading with age", "按时间衰减")


def value_words(value: Any, metric: Metric, currency: str) -> Text:
    """A metric's value as people write it, with its unit; money in full, because reasons are checked by hand.

    Unknown is said.
    """
    if value is None:
        return _UNKNOWN
    if isinstance(value, date):
        return same(value.isoformat())
    if metric.is_money:
        return Text(_money(value, currency, "en"), _money(value, currency, "zh"))
    number = say_number(value, "en", decimals=4)
    if metric.unit.name == "share":
        share = say_number(Decimal(value) * 100, "en", decimals=2)
        return same(f"{share}%")
    unit = metric.unit.text
    words = singular(unit.en) if number == "1" else unit.en
    return Text(f"{number} {words}", f"{number}{unit.zh}")


def bin_words(value: Any, learned: Learned, metric: Metric, currency: str) -> Text:
    """The band a value falls into, between its cut points; the lower end is included."""
    if value is None:
        return _UNKNOWN
    if learned.kind == "scale" and learned.low is not None and learned.high is not None:
        low, high = (value_words(end, metric, currency) for end in (learned.low, learned.high))
        return Text("on a scale from {low} to {high}", "按 {low} 到 {high} 的比例").fill(low=low, high=high)
    cuts = [cut for cut in learned.cuts if cut is not None]
    if not cuts or learned.kind == "decay":
        return _FADING if cuts else _ONE_BAND
    reached = bin_of(value, cuts)
    lower = None if reached == 0 else value_words(_like(cuts[reached - 1], value), metric, currency)
    upper = None if reached == len(cuts) else value_words(_like(cuts[reached], value), metric, currency)
    if lower is None:
        return Text("below {upper}", "低于{upper}").fill(upper=upper)
    if upper is None:
        return Text("{lower} or more", "{lower}及以上").fill(lower=lower)
    return Text("{lower} to below {upper}", "{lower}至不足{upper}").fill(lower=lower, upper=upper)


def _money(value: Any, currency: str, lang: Language) -> str:
    amount = Decimal(value)
    small = say_money(amount, currency, lang)
    if abs(amount) < 10_000:
        return small
    number = say_amount(amount)
    sample = say_money(Decimal(1), currency, lang)
    return sample.replace("1", number, 1)


def _like(cut: Decimal, value: Any) -> Any:
    return int(cut) if isinstance(value, int) and cut == cut.to_integral_value() else cut
