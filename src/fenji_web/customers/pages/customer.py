"""One customer's page: the grade and its sum, what would change it, figures beside the tier's, what happened when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji_web import library
from fenji_web.customers.access import Column, Readable, masked
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from fenji_web.library import Event, Explanation, GradeThen, Language, Result, Text, Tier

FACTS = ("owner", "stage", "rfm_segment", "abc", "mobile", "landline", "email", "wechat", "province", "city", "address",
         "industry", "size", "customer_source", "registered_on", "gender", "age_band", "parent_id", "note")  # fmt: skip
MOST_EVENTS = 100
WHATS = ("order", "interaction", "feedback", "touch")
_EVENT_ICONS = {"order": "file", "interaction": "phone", "feedback": "star", "touch": "bell"}
_MILLION = Decimal(1_000_000)
_MULTIPLE = 3


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
class Figure:
    """One figure beside the median of the customer's tier."""

    label: Text
    own: Text
    median: Text
    difference: Text
    tone: str


@dataclass(frozen=True)
class Then:
    """The grade of one run, and how it differs from the one before; without a day: the grade before fenji."""

    as_of: date | None
    tier: str | None
    score: str
    share: Decimal
    icon: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Happened:
    """One event in words."""

    on: date | None
    icon: str
    title: Text
    number: str
    amount: Text | None
    details: tuple[Text, ...]
    is_void: bool = False


def bars(why: Explanation) -> tuple[Bar, ...]:
    """The waterfall: each criterion begins where the one before ended; together they are the score."""
    found, reached = [], Decimal(0)
    for one in why.contributions:
        adds = one.adds or Decimal(0)
        found.append(
            Bar(
                label=one.label,
                value=one.value_text,
                band=one.band,
                points="—" if one.points is None else library.say_number(one.points, "en"),
                weight=f"{library.say_number(one.weight * 100, 'en')}%",
                adds="—" if one.adds is None else library.say_number(one.adds, "en"),
                start=f"{reached:.3f}",
                width=f"{adds:.3f}",
                is_left_out=one.is_left_out,
            )
        )
        reached += adds
    return tuple(found)


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


def figures(of: Readable, row: Mapping[str, Any], medians: Mapping[str, Decimal | None]) -> tuple[Figure, ...]:
    """Each measured figure beside the middle one of the tier."""
    return tuple(
        _figure(of, column, row[column.name], medians.get(column.name))
        for column in of.columns.values()
        if column.group == "figure" and row.get(column.name) is not None
    )


def compared(of: Readable) -> list[Column]:
    """The columns that have a middle."""
    return [one for one in of.columns.values() if one.group == "figure" and one.kind != "day"]


def facts(of: Readable, row: Mapping[str, Any], lang: Language) -> Iterator[tuple[Text, str]]:
    """What is known of the customer, label by label; masked as the person may read it."""
    from fenji_web.customers.pages.listing import figure

    read = row if of.sees_contact else masked(row)
    yield words("customers.customer_id"), str(row["customer_id"])
    for name in FACTS:
        column = of.columns.get(name)
        if column is None:
            continue
        if name == "owner" and read.get("owner") is None:
            yield column.label, words("customers.pool").say(lang)
        elif read.get(name) not in (None, ""):
            yield column.label, figure(column, read[name], of.result.run.currency, lang)


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


def happened(events: Sequence[Event], zone: ZoneInfo, *, sees_contact: bool) -> tuple[Happened, ...]:
    """The events in words; what a customer wrote is shown to those who may see contact data."""
    return tuple(_happened(one, zone, sees_contact=sees_contact) for one in events)


def _happened(one: Event, zone: ZoneInfo, *, sees_contact: bool) -> Happened:
    local = None if one.happened_at is None else one.happened_at.replace(tzinfo=UTC).astimezone(zone).date()
    ended = None if one.ended_at is None else one.ended_at.replace(tzinfo=UTC).astimezone(zone).date()
    is_order = one.what == "order"
    details: list[Text | str | None] = [one.title]
    if not is_order and one.kind:
        details.append(one.kind)
    details += [one.channel, words(f"customers.{one.direction}") if one.direction in ("in", "out") else None]
    if one.score is not None:
        most = "—" if one.score_max is None else library.say_number(one.score_max, "en")
        details.append(words("customers.rating", score=library.say_number(one.score, "en"), most=most))
    if one.words and (is_order or one.what == "touch" or sees_contact):
        details.append(one.words)
    details.append(one.owner)
    if ended is not None:
        key = {"order": "given_back", "feedback": "settled"}.get(one.what, "answered")
        details.append(words(f"customers.{key}", day=ended.isoformat()))
    kind = one.kind if is_order and one.kind in ("sale", "refund", "void") else one.what if not is_order else "sale"
    said = [library.same(part) if isinstance(part, str) else part for part in details if part]
    return Happened(
        on=one.happened_on or local,
        icon="undo" if kind == "refund" else _EVENT_ICONS[one.what],
        title=words(f"customers.event_{kind}"),
        number=one.number or "",
        amount=None if one.amount is None else _money(one.amount, one.currency or "CNY"),
        details=tuple(dict.fromkeys(said)),
        is_void=is_order and (one.kind == "void" or (one.kind == "sale" and one.ended_at is not None)),
    )


def _money(amount: Decimal, currency: str) -> Text:
    return library.value_words(amount, library.METRICS.get("net_revenue"), currency)


def _ways(of: Readable, row: Mapping[str, Any], prefix: str, make: Any) -> Iterator[Any]:
    criteria = {one.name: one.column for one in of.result.scheme.scheme.criteria}
    for name, value in row.items():
        if not name.startswith(prefix) or value is None:
            continue
        column = criteria.get(name.removeprefix(prefix), name.removeprefix(prefix))
        if column in of.columns:
            yield make(of, of.columns[column], row[column], value)


def _rise(of: Readable, column: Column, now: Any, then: Any) -> Text:
    metric = _metric(of, column)
    currency = of.result.run.currency
    both = [library.value_words(value, metric, currency) for value in (now, then)]
    return library.Text("{label}: {now} → {then}", "{label}：{now} → {then}").fill(
        label=column.label, now=both[0], then=both[1]
    )


def _keep(of: Readable, column: Column, now: Any, least: Any) -> tuple[Text, Text]:
    metric = _metric(of, column)
    currency = of.result.run.currency
    key = "keeps_most" if metric.better == "lower" else "keeps_least"
    said = words(f"customers.{key}", label=column.label, value=library.value_words(least, metric, currency))
    return said, words("customers.now", value=library.value_words(now, metric, currency))


def _figure(of: Readable, column: Column, own: Any, median: Decimal | None) -> Figure:
    metric, currency = _metric(of, column), of.result.run.currency
    said = library.value_words(own, metric, currency)
    if median is None:
        return Figure(column.label, said, library.same("—"), library.same(""), "")
    value = int(median) if isinstance(own, int) and median == int(median) else median
    difference = Decimal(own) - median
    tone = "" if metric.better == "neither" else "good" if (difference > 0) == (metric.better == "higher") else "bad"
    apart = _apart(difference, median)
    return Figure(column.label, said, library.value_words(value, metric, currency), apart, tone if difference else "")


def _apart(difference: Decimal, median: Decimal) -> Text:
    """How far from the median: as a percentage, from three times on as a multiple."""
    if not difference:
        return words("customers.equal")
    if median <= 0:
        return library.same("—")
    times = (median + difference) / median
    if times >= _MULTIPLE:
        return library.same(f"{library.say_number(times, 'en', decimals=1)} ×")
    sign = "+" if difference > 0 else "−"
    return library.same(f"{sign}{library.say_share(abs(difference) / median, 'en')}")


def _metric(of: Readable, column: Column) -> Any:
    measure = next(one for one in of.result.scheme.measures() if one.column == column.name)
    return library.METRICS.get(measure.metric)
