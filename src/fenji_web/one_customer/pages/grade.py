"""The grade and its sum, what would change it, and what it was: the upper half of one customer's page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from fenji_web import library
from fenji_web.customers.access import Column, Readable
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from fenji_web.library import Explanation, GradeThen, Language, Result, Text, Tier

_MILLION = Decimal(1_000_000)
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Bar:
    """One criterion's part of the score: where it begins and how long it is, both of 100."""

    label: Text
    value: Text
    band: Text
    points: str
    weight: str
    adds: str
    start: str
    width: str
    reached: str
    is_left_out: bool


@dataclass(frozen=True)
class Gap:
    """What is missing to the next tier and what keeps this one, a line a figure."""

    tier: Tier | None
    target: Tier | None
    missing: Text | None
    share: Decimal | None
    rises: tuple[Text, ...] = ()
    is_together: bool = False
    keeps: tuple[tuple[Text, Text], ...] = ()


@dataclass(frozen=True)
class Then:
    """The grade of one run, and how it differs from the one before; without a day: the grade before fenji."""

    as_of: date | None
    tier: str | None
    score: str
    share: Decimal
    icon: str = ""
    tone: str = ""


def bars(why: Explanation) -> tuple[Bar, ...]:
    """The waterfall: each criterion begins where the one before ended; together they are the score.

    The parts in words sum to the score in words too: hundredths lost in rounding go to the parts that lost most.
    """
    found, reached = [], Decimal(0)
    said = cents([one.adds or Decimal(0) for one in why.contributions])
    for one, written in zip(why.contributions, said, strict=True):
        adds = one.adds or Decimal(0)
        found.append(
            Bar(
                label=one.label,
                value=one.value_text,
                band=one.band,
                points="—" if one.points is None else library.say_number(one.points, "en"),
                weight=f"{library.say_number(one.weight * 100, 'en')}%",
                adds="—" if one.adds is None else library.say_number(written, "en"),
                start=f"{reached:.3f}",
                width=f"{adds:.3f}",
                reached=f"{reached + adds:.3f}",
                is_left_out=one.is_left_out,
            )
        )
        reached += adds
    return tuple(found)


def cents(parts: Sequence[Decimal]) -> list[Decimal]:
    """Parts with two decimals whose sum is the sum of the parts with two decimals.

    >>> [str(one) for one in cents([Decimal("33.335"), Decimal("33.335"), Decimal("0.004")])]
    ['33.34', '33.33', '0.00']
    """
    floors = [one.quantize(_CENT, ROUND_FLOOR) for one in parts]
    missing = int((sum(parts, Decimal(0)).quantize(_CENT, ROUND_HALF_UP) - sum(floors, Decimal(0))) / _CENT)
    by_loss = sorted(range(len(parts)), key=lambda place: floors[place] - parts[place])
    for place in by_loss[:missing]:
        floors[place] += _CENT
    return floors


def gap(of: Readable, row: Mapping[str, Any]) -> Gap:
    """What of the customer's own figures would give the next tier, and what keeps this one."""
    result = of.result
    tiers = result.scheme.scheme.tiers
    rung = row.get("system_rung", row["rung"])
    if rung is None:
        return Gap(None, None, None, None)
    tier, target = tiers[rung - 1], tiers[rung - 2] if rung > 1 else None
    rises = tuple(_ways(of, row, "rises_at_", _rise)) if target is not None else ()
    is_together = False
    if target is not None and not rises:
        steps = library.next_steps(row, result.scheme, target, currency=result.run.currency)
        rises, is_together = tuple(step.text for step in steps), len(steps) > 1
    missing = row.get("missing_total")
    points = None if missing is None else words("customers.points", n=library.say_number(missing / _MILLION, "en"))
    share = None
    if missing is not None and target is not None and target.from_score:
        share = Decimal(row["total"]) / (target.from_score * _MILLION)
    return Gap(tier, target, points, share, rises, is_together, tuple(_ways(of, row, "keeps_at_", _keep)))


def history(result: Result, row: Mapping[str, Any], kept: Sequence[GradeThen], lang: Language) -> tuple[Then, ...]:
    """The grades of the runs, the newest first; without a timeline those of this run and of the one before it."""
    rungs = {tier.key: number for number, tier in enumerate(result.scheme.scheme.tiers, 1)}
    past: list[tuple[date | None, str | None, Decimal | None]]
    past = [(one.as_of, one.tier, one.score) for one in kept if one.as_of <= result.run.as_of]
    before, is_known = result.previous, row["move"] not in (None, "new")
    if not past:
        past = [(result.run.as_of, row["tier"], row["score"])]
        if before is not None and is_known and not before.is_before_fenji:
            past.insert(0, (before.as_of, row["previous_tier"], None))
    if before is not None and is_known and before.is_before_fenji:
        past.insert(0, (None, row["previous_tier"], None))
    found = []
    for number, (as_of, tier, score) in enumerate(past):
        was = rungs.get(past[number - 1][1] or "") if number else None
        now = rungs.get(tier or "")
        moved = "" if was is None or now is None or was == now else "up" if now < was else "down"
        said = "" if score is None else library.say_number(score, lang, decimals=1)
        tone = {"up": "good", "down": "bad"}.get(moved, "")
        found.append(Then(as_of, tier, said, Decimal(score or 0) / 100, moved, tone))
    return tuple(reversed(found))


def _ways(of: Readable, row: Mapping[str, Any], prefix: str, make: Any) -> Iterator[Any]:
    criteria = {one.name: one.column for one in of.result.scheme.scheme.criteria}
    for name, value in row.items():
        if not name.startswith(prefix) or value is None:
            continue
        column = criteria.get(name.removeprefix(prefix), name.removeprefix(prefix))
        if column in of.columns:
            yield make(of, of.columns[column], row[column], value)


def _rise(of: Readable, column: Column, now: Any, then: Any) -> Text:
    metric = metric_of(of, column)
    currency = of.result.run.currency
    both = [library.value_words(value, metric, currency) for value in (now, then)]
    return library.Text("{label}: {now} → {then}", "{label}：{now} → {then}").fill(
        label=column.label, now=both[0], then=both[1]
    )


def _keep(of: Readable, column: Column, now: Any, least: Any) -> tuple[Text, Text]:
    metric = metric_of(of, column)
    currency = of.result.run.currency
    key = "keeps_most" if metric.better == "lower" else "keeps_least"
    said = words(f"customers.{key}", label=column.label, value=library.value_words(least, metric, currency))
    return said, words("customers.now", value=library.value_words(now, metric, currency))


def metric_of(of: Readable, column: Column) -> Any:
    """The metric that a column measures."""
    measure = next(one for one in of.result.scheme.measures() if one.column == column.name)
    return library.METRICS.get(measure.metric)
