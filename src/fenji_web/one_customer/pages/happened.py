"""What happened with one customer, from the data and from what people did here, woven by time and said in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji_web import library
from fenji_web.customers.access import Readable
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from fenji_web.library import Event, GradeThen, Text

DATA = ("order", "interaction", "feedback", "touch", "payment")  # sorts of the data, as the timeline's file has them
GRADE, CARE = "grade", "care"
WHATS = (*DATA, GRADE, CARE)
PAGE, MOST = 40, 2000
_ICONS = {"order": "file", "interaction": "phone", "feedback": "star", "touch": "bell", "payment": "check"}
FEEDBACK = ("survey", "ticket", "review", "complaint")
_PAYMENT_TONES = {"late": "warn", "due": "bad"}


@dataclass(frozen=True)
class Happened:
    """One thing in words. `at` orders things of a day; `clock` is empty where only the day is known."""

    what: str
    on: date | None
    at: datetime
    clock: str
    icon: str
    title: Text
    details: tuple[Text, ...]
    amount: Text | None = None
    is_void: bool = False
    is_newer: bool = False
    tone: str = ""


@dataclass(frozen=True)
class Day:
    """The things of one day; `is_same`: the day that the part before ended with."""

    on: date | None
    things: tuple[Happened, ...]
    is_same: bool = False


def woven(*sorts: Iterable[Happened], first: int, size: int) -> tuple[Happened, ...]:
    """Things of several sorts as one, the newest first, from a place on."""
    things_of_all = (one for things in sorts for one in things)
    every = sorted(things_of_all, key=lambda one: (one.on or date.min, one.at), reverse=True)
    return tuple(every[first : first + size])


def days(things: Sequence[Happened], after: date | None = None) -> tuple[Day, ...]:
    """The things day by day; `after`: the day that was shown last."""
    found: list[Day] = []
    for one in things:
        if found and found[-1].on == one.on:
            found[-1] = Day(one.on, (*found[-1].things, one), found[-1].is_same)
        else:
            found.append(Day(one.on, (one,), is_same=not found and after is not None and one.on == after))
    return tuple(found)


def of_data(events: Sequence[Event], zone: ZoneInfo, *, sees_contact: bool) -> Iterator[Happened]:
    """Events of the data; what a customer wrote or was told is shown to those who may see contact data."""
    return (_event(one, zone, sees_contact=sees_contact) for one in events)


def of_grades(of: Readable, kept: Sequence[GradeThen], zone: ZoneInfo) -> Iterator[Happened]:
    """The first grade and every change of it, at the end of the as-of day."""
    tiers = {tier.key: (rung, tier.name) for rung, tier in enumerate(of.result.scheme.scheme.tiers)}
    ungraded = words("ui.ungraded")
    for number, then in enumerate(kept):
        before = kept[number - 1] if number else None
        if before is not None and before.tier == then.tier:
            continue
        name = tiers[then.tier][1] if then.tier in tiers else ungraded
        score = [] if then.score is None else [words("one_customer.with_score", n=library.say_number(then.score, "en"))]
        move, icon, tone = "one_customer.graded_first", "star", ""
        details = [name]
        if before is not None:
            move, icon, tone = _moved(tiers, before.tier, then.tier)
            was = tiers[before.tier][1] if before.tier in tiers else ungraded
            details = [words("one_customer.from_to", before=was, after=name)]
        at = datetime.combine(then.as_of, time.max, zone).astimezone(UTC).replace(tzinfo=None)
        yield Happened(GRADE, then.as_of, at, "", icon, words(move), (*details, *score), tone=tone)


def _event(one: Event, zone: ZoneInfo, *, sees_contact: bool) -> Happened:
    local, is_order = _local(one.happened_at, zone), one.what == "order"
    kind = one.kind if is_order and one.kind in ("sale", "refund", "void") else one.what if not is_order else "sale"
    is_payment, has_clock = one.what == "payment", local is not None and (local.hour, local.minute) != (0, 0)
    details = _of_payment(one) if is_payment else _details(one, zone, sees_contact=sees_contact)
    return Happened(
        what=one.what,
        on=one.happened_on or (None if local is None else local.date()),
        at=one.happened_at or datetime.min,
        clock=f"{local:%H:%M}" if has_clock and not is_payment else "",
        icon="undo" if kind == "refund" else "warning" if is_payment and one.kind == "due" else _ICONS[one.what],
        title=words(f"one_customer.payment_{one.kind}") if is_payment else words(f"customers.event_{kind}"),
        details=tuple(dict.fromkeys(library.same(part) if isinstance(part, str) else part for part in details if part)),
        amount=None if one.amount is None else money(one.amount, one.currency or "CNY"),
        is_void=is_order and (one.kind == "void" or (one.kind == "sale" and one.ended_at is not None)),
        tone=_PAYMENT_TONES.get(one.kind or "", "") if is_payment else "",
    )


def _of_payment(one: Event) -> list[Text | str | None]:
    order = words("one_customer.of_order", number=one.title) if one.title else None
    is_told = one.ended_at is not None and one.kind != "paid"
    return [order, words("one_customer.due_on", day=f"{one.ended_at:%Y-%m-%d}") if is_told else None]


def _details(one: Event, zone: ZoneInfo, *, sees_contact: bool) -> list[Text | str | None]:
    is_order, ended = one.what == "order", _local(one.ended_at, zone)
    known = one.what == "feedback" and one.kind in FEEDBACK
    kind = words(f"one_customer.feedback_{one.kind}") if known else one.kind
    details: list[Text | str | None] = [] if is_order else [kind]
    details.append(one.title if one.what != "interaction" or sees_contact else None)
    details += [one.channel, words(f"customers.{one.direction}") if one.direction in ("in", "out") else None]
    if one.score is not None:
        most = "—" if one.score_max is None else library.say_number(one.score_max, "en")
        details.append(words("customers.rating", score=library.say_number(one.score, "en"), most=most))
    details.append(one.words if is_order or one.what == "touch" or sees_contact else None)
    details.append(one.owner)
    if ended is not None:
        key = {"order": "given_back", "feedback": "settled"}.get(one.what, "answered")
        details.append(words(f"customers.{key}", day=ended.date().isoformat()))
    return details


def _moved(tiers: Mapping[str, tuple[int, Any]], before: str | None, after: str | None) -> tuple[str, str, str]:
    if before is None or before not in tiers:
        return "customers.move_graded", "plus", ""
    if after is None or after not in tiers:
        return "customers.move_ungraded", "minus", "bad"
    is_up = tiers[after][0] < tiers[before][0]
    return ("customers.move_promotion", "up", "good") if is_up else ("customers.move_demotion", "down", "bad")


def _local(at: datetime | None, zone: ZoneInfo) -> datetime | None:
    return None if at is None else at.replace(tzinfo=UTC).astimezone(zone)


def money(amount: Decimal, currency: str) -> Text:
    """An amount in full."""
    return library.value_words(amount, library.METRICS.get("net_revenue"), currency)
