"""The words of comparisons and rules in both languages, strict and inclusive as written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from fenji.language import Text, say_number, singular

if TYPE_CHECKING:
    from fenji.metrics.metric import Metric
    from fenji.metrics.window import Window

AND = Text(" and ", "，并且")
OR = Text(" or ", "，或者")
NOT = Text("not ({part})", "不满足（{part}）")
_NESTED = Text("({part})", "（{part}）")
_LIMITS: Mapping[str, Text] = {
    "above": Text("more than {n}", "大于{n}（不含）"),
    "at_least": Text("at least {n}", "不低于{n}（含）"),
    "below": Text("less than {n}", "小于{n}（不含）"),
    "at_most": Text("at most {n}", "不超过{n}（含）"),
    "is": Text("exactly {n}", "等于{n}"),
}
_BETWEEN = Text("{low} to {high} (both included)", "{low}至{high}（两端均含）")


def comparison(
    metric: str,
    limits: Sequence[tuple[str, Decimal]],
    *,
    window: Window | None = None,
    options: Mapping[str, str] | None = None,
    currency: str | None = None,
) -> Text:
    """One comparison in words: what is measured and between which ends."""
    numbers = dict(limits)
    if set(numbers) == {"at_least", "at_most"}:
        low, high = (amount(metric, numbers[key], currency=currency) for key in ("at_least", "at_most"))
        said = _BETWEEN.fill(low=low, high=high)
    else:
        parts = [_LIMITS[key].fill(n=amount(metric, number, currency=currency)) for key, number in limits]
        said = joined(parts, Text(" and ", "且"))
    return Text("{name} {said}", "{name}{said}").fill(name=named(metric, window=window, options=options), said=said)


def joined(parts: Sequence[Text], by: Text, *, nested: Sequence[bool] = ()) -> Text:
    """Parts in one sentence; a part that is itself a group stands in brackets."""
    inside = list(nested) or [False] * len(parts)
    shown = [_NESTED.fill(part=part) if group else part for part, group in zip(parts, inside, strict=True)]
    return Text(by.en.join(part.en for part in shown), by.zh.join(part.zh for part in shown))


def named(metric: str, *, window: Window | None = None, options: Mapping[str, str] | None = None) -> Text:
    """A metric's name as people read it, with its own window and options where it has them."""
    known = metric_of(metric)
    name = known.label if known else Text(metric, metric)
    details = [Text(value, value) for value in (options or {}).values()]
    if window is not None:
        details.append(window.text)
    if not details:
        return name
    return Text("{name} ({details})", "{name}（{details}）").fill(name=name, details=joined(details, Text(", ", "，")))


def amount(metric: str, number: Decimal, *, currency: str | None = None) -> Text:
    """A number of a metric with its unit: 5,000元, 10单, 90 days; written limits are always said in full."""
    known = metric_of(metric)
    if known is None:
        return _both(number)
    if known.is_money:
        return money(number, currency)
    if known.unit.name == "share":
        shown = f"{(number * 100).normalize():f}%"
        return Text(shown, shown)
    first = known.unit.text.en.split(" ")[0]
    unit = Text(singular(first) if number == 1 else first, known.unit.text.zh.split("/")[0])
    if known.unit.name in {"date", "points of 100"}:
        return _both(number)
    return Text("{n} {unit}", "{n}{unit}").fill(n=_both(number), unit=unit)


def money(number: Decimal, currency: str | None) -> Text:
    """A written amount of money in full: a limit is never rounded for reading."""
    shown = _both(number)
    if currency in {None, "CNY"}:
        return Text("¥{n}" if currency else "{n}", "{n}元" if currency else "{n}").fill(n=shown)
    return Text(f"{currency} {{n}}", f"{{n}} {currency}").fill(n=shown)


def metric_of(name: str) -> Metric | None:
    """The metric with that name, or nothing for a name that does not exist."""
    from fenji.metrics.metric import METRICS

    return METRICS.find(name)


def _both(number: Decimal) -> Text:
    return Text(say_number(number, "en", decimals=6), say_number(number, "zh", decimals=6))
