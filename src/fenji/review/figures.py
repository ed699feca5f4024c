"""One customer's figures on any day to come: the metrics again, without an engine (tests hold both equal)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji.metrics.frequency import MONTH_DAYS_BY_10000
from fenji.metrics.metric import METRICS
from fenji.metrics.months import PER_MONTH
from fenji.metrics.satisfaction import UNITS
from fenji.metrics.window import ALL, Window
from fenji.review.standing import cents_of
from fenji.tables.interactions import REFERRAL, inbound_words, kind_words

if TYPE_CHECKING:
    from datetime import date

    from fenji.metrics.measure import Measure
    from fenji.review.facts import Row
    from fenji.review.standing import Known, Standing


Answer = Callable[..., Any]


def figures(at: Standing, measures: Iterable[Measure]) -> dict[str, Any]:
    """The value of every column asked for, of metrics in `ANSWERS`."""
    return {name: answer(at) for name, answer in answers(at.known, measures).items()}


def answers(known: Known, measures: Iterable[Measure]) -> dict[str, Callable[[Standing], Any]]:
    """How each column is answered for one customer on any day: looked up once, asked hundreds of times."""
    return {
        one.column: _asking(ANSWERS[one.metric], one) if _is_recorded(known, one.metric) else _unknown
        for one in measures
    }


def _asking(answer: Answer, measure: Measure) -> Callable[[Standing], Any]:
    window, options = measure.window, dict(measure.options)
    return (lambda at: answer(at, window, **options)) if options else lambda at: answer(at, window)


def _unknown(_at: Standing) -> None:
    """Nothing is recorded of anybody."""


def ratio(part: int, whole: int, digits: int) -> Decimal | None:
    """`part / whole` to so many decimals, halves away from zero; None where whole is not above 0."""
    if whole <= 0:
        return None
    size = (2 * abs(part) * 10**digits + whole) // (2 * whole)
    return Decimal(size if part >= 0 else -size).scaleb(-digits)


def money(cents: int) -> Decimal:
    """Hundredths as money."""
    return Decimal(cents).scaleb(-2)


def _recency(at: Standing, window: Window) -> int | None:
    last = at.last_on(window)
    return None if last is None else (at.day - last).days


def _active_months(at: Standing, window: Window) -> int:
    days = {row["ordered_on"] for row in at.sales(window)}
    days |= {new.on} if (new := at.placed(window)) else set()
    return len({(at.day - day).days * 10_000 // MONTH_DAYS_BY_10000 for day in days})


def _repeat_share(at: Standing, window: Window) -> Decimal | None:
    first = at.first_on(ALL)
    since = window.first_day(at.day)
    is_in = first is not None and (since is None or first >= since)
    count = at.count(window)
    return ratio(count - is_in, count, 4)


def _tenure(at: Standing, _window: Window) -> int | None:
    since = at.since()
    return None if since is None else (at.day - since).days


def _order_change(at: Standing, window: Window) -> Decimal | None:
    now, before = at.count(window), at.count(window.times(2)) - at.count(window)
    return None if window == ALL else ratio(now - before, before, 4)


def _revenue_change(at: Standing, window: Window) -> Decimal | None:
    now, before = at.cents(window), at.cents(window.times(2)) - at.cents(window)
    return None if window == ALL else ratio(now - before, before, 4)


def _discount_share(at: Standing, window: Window) -> Decimal | None:
    rows = [row for row in at.sales(window) if row["discount"] is not None]
    discount = sum(cents_of(row["discount"]) for row in rows)
    return ratio(discount, discount + sum(cents_of(row["amount"]) for row in rows), 4)


def _return_rate(at: Standing, window: Window) -> Decimal | None:
    rows = [row for row in at.known.refunds if at.covers(row["ordered_at"], window)]
    refunded = len({_given_back(row) for row in rows} - {None})
    new = at.placed(window)
    sold = at.known.sold.count(at.start(window)) + (new.count if new else 0)
    return ratio(min(refunded, sold), sold, 4)


def _given_back(row: Row) -> tuple[str, str] | None:
    order = row["order_id"] if row["refunds_order_id"] is None else row["refunds_order_id"]
    return None if row["source"] is None or order is None else (row["source"], order)


def _return_rate_by_amount(at: Standing, window: Window) -> Decimal | None:
    refunded = -sum(cents_of(row["amount"]) for row in at.known.refunds if at.covers(row["ordered_at"], window))
    new = at.placed(window)
    sold = at.known.sold.since(at.start(window)) + (new.cents if new else 0)
    return ratio(min(refunded, sold), sold, 4)


def _overdue(at: Standing, _window: Window) -> Decimal | None:
    rows = at.known.facts.of("payments")
    known = [row for row in rows if row["due_on"] is not None and row["due_amount"] is not None]
    if rows and not known:
        return None
    owed = (max(cents_of(row["due_amount"]) - _paid(row, at.day), 0) for row in known if row["due_on"] <= at.day)
    return money(sum(owed))


def _paid(row: Row, day: date) -> int:
    if row["paid_on"] is None:
        return cents_of(row["paid_amount"])
    in_full = row["due_amount"] if row["paid_amount"] is None else row["paid_amount"]
    return cents_of(in_full) if row["paid_on"] <= day else 0


def _punctuality(at: Standing, window: Window) -> Decimal | None:
    first = window.first_day(at.day)
    judged = [
        row
        for row in at.known.facts.of("payments")
        if row["due_on"] is not None
        and row["due_on"] <= at.day
        and (first is None or row["due_on"] >= first)
        and (row["paid_on"] is not None or not row["paid_amount"])
    ]
    return ratio(sum(_is_punctual(row) for row in judged), len(judged), 4)


def _is_punctual(row: Row) -> bool:
    paid, due = row["paid_amount"], row["due_amount"]
    is_full = paid is None or due is None or paid >= due
    return row["paid_on"] is not None and row["paid_on"] <= row["due_on"] and is_full


def _interactions(at: Standing, window: Window, *, kind: str | None = None) -> int:
    return at.contacts(("all", kind), lambda row: _is_kind(row, kind), window)


def _activity(at: Standing, window: Window, *, kind: str | None = None) -> int:
    own = inbound_words()

    def is_own(row: Row) -> bool:
        return row["kind"] in own if row["direction"] is None else row["direction"] == "in"

    return at.contacts(("own", kind), lambda row: is_own(row) and _is_kind(row, kind), window)


def _is_kind(row: Row, kind: str | None) -> bool:
    return row["kind"] is not None if kind is None else row["kind"] in kind_words(kind)


def _referrals(at: Standing, window: Window) -> int:
    rows = at.known.facts.of("interactions")
    found = {
        row["referred_customer_id"]
        for row in rows
        if row["kind"] in REFERRAL.every_word and at.covers(row["happened_at"], window)
    }
    return len(found - {None, at.known.facts.customer_id})


def _responses(at: Standing, window: Window) -> Decimal | None:
    sent = [row for row in at.known.facts.of("touches") if at.covers(row["sent_at"], window)]
    answered = sum(row["responded_at"] is not None and row["responded_at"] < at.known.end for row in sent)
    return ratio(answered, len(sent), 4)


def _satisfaction(at: Standing, window: Window) -> Decimal | None:
    said = [
        (cents_of(row["score"]), cents_of(row["score_max"]))
        for row in at.known.facts.of("feedback")
        if at.covers(row["given_at"], window) and row["score"] is not None and row["score_max"]
    ]
    shares = [ratio(score * UNITS, best, 0) or Decimal(0) for score, best in said if best > 0]
    return ratio(int(sum(shares)), len(shares) * (UNITS // 100), 4)


def _categories(at: Standing, window: Window) -> int | None:
    lines = [row for row in at.known.lines if at.covers(row["ordered_at"], window)]
    kinds = {row["category"] for row in lines} - {None}
    return len(kinds) if kinds or not lines else None


ANSWERS: Mapping[str, Answer] = {
    "recency_days": _recency,
    "last_ordered_on": lambda at, window: at.last_on(window),
    "first_ordered_on": lambda at, window: at.first_on(window),
    "order_count": lambda at, window: at.count(window),
    "orders_per_month": lambda at, window: ratio(at.count(window) * PER_MONTH, at.months(window), 4),
    "active_months": _active_months,
    "repeat_order_share": _repeat_share,
    "net_revenue": lambda at, window: money(at.cents(window)),
    "spend_per_month": lambda at, window: ratio(at.cents(window) * PER_MONTH, at.months(window) * 100, 2),
    "average_order_value": lambda at, window: ratio(at.cents(window), at.count(window) * 100, 2),
    "tenure_days": _tenure,
    "customer_since": lambda at, window: at.since(),  # noqa: ARG005 - whatever the window
    "order_change": _order_change,
    "revenue_change": _revenue_change,
    "discount_share": _discount_share,
    "return_rate": _return_rate,
    "return_rate_by_amount": _return_rate_by_amount,
    "overdue_amount": _overdue,
    "payment_punctuality": _punctuality,
    "interaction_count": _interactions,
    "activity_count": _activity,
    "referral_count": _referrals,
    "touch_response_rate": _responses,
    "satisfaction_score": _satisfaction,
    "category_count": _categories,
}


def _is_recorded(known: Known, metric: str) -> bool:
    """Whether there are any rows, of anybody, in the table without which a metric is unknown for everybody."""
    entry = METRICS.get(metric)
    while entry.parts:
        entry = METRICS.get(next(iter(entry.parts.values())).metric)
    return metric in ("tenure_days", "customer_since") or known.has(entry.tables[0])
