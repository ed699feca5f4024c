"""How customers walk: what follows a touchpoint, how soon, who stops there, what stands before an order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import ibis

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.journeys.journey import Journey, Theme

SOON_DAYS = 30
"""An order within so many days of a contact is said to follow it; it is no proof that the contact caused it."""

QUIET_DAYS = 90
"""Who has had no contact for so many days after one is said to have stopped there."""

_PLACES = 1_000  # more than touchpoints may be


def walked(events: ir.Table, journey: Journey) -> ir.Table:
    """Each event with what the same customer did next: next_point, next_at, and order_at, the next order after it.

    `about` is what an answer is about: the last contact before it that is no answer itself, its own touchpoint where
    there is none.

    Events of one instant follow each other by the touchpoint's key, so that equal data walks alike.
    """
    steps = ibis.window(group_by=events.customer_id, order_by=[events.at, events.touchpoint])
    after = ibis.window(group_by=events.customer_id, order_by=[events.at, events.touchpoint], rows=(1, None))
    earlier = ibis.window(group_by=events.customer_id, order_by=[events.at, events.touchpoint], rows=(None, -1))
    contacts = sorted(set(journey.keys()) - set(journey.keys_of("feedback")))
    contacts = contacts or [""]
    place = ibis.cases(*((events.touchpoint == key, n) for n, key in enumerate(contacts)), else_=ibis.null("int64"))
    met = (events.at.epoch_seconds() * _PLACES + place).max().over(earlier)  # the last contact, as one number
    about = ibis.cases(*((met % _PLACES == n, key) for n, key in enumerate(contacts)), else_=events.touchpoint)
    is_order = events.touchpoint.isin(list(journey.keys_of("orders")))
    ordered_at = ibis.ifelse(is_order, events.at, ibis.null("timestamp"))
    return events.mutate(
        is_order=is_order,
        next_point=events.touchpoint.lead().over(steps),
        next_at=events.at.lead().over(steps),
        before_point=events.touchpoint.lag().over(steps),
        order_at=ordered_at.min().over(after),
        about=about,
    )


def points(walk: ir.Table, end: ir.TimestampScalar, themes: Sequence[Theme]) -> ir.Table:
    """One row a touchpoint: contacts, customers, scores, what followed, who stopped, and the themes of what was said.

    `asked` are the contacts old enough for an order within 30 days to be seen, `ordered` those that one followed;
    `aged` those old enough for 90 quiet days, `ended` those that nothing followed. `score` is a sum of hundredths of a
    percent over `scored` answers.
    """
    soon, quiet = ibis.interval(days=SOON_DAYS), ibis.interval(days=QUIET_DAYS)
    is_asked, is_aged = walk.at + soon < end, walk.at + quiet < end
    stopped = is_aged & (walk.next_at.isnull() | (walk.next_at > walk.at + quiet))
    text = walk.text.lower()
    said = {f"theme_{n}": walk.count(where=any_of(text, theme.words)) for n, theme in enumerate(themes)}
    return walk.group_by("touchpoint").aggregate(
        contacts=walk.count(),
        customers=walk.customer_id.nunique(),
        score=walk.score.sum(),
        scored=walk.score.count(),
        asked=walk.count(where=is_asked),
        ordered=walk.count(where=is_asked & (walk.order_at <= walk.at + soon)),
        aged=walk.count(where=is_aged),
        ended=walk.count(where=stopped),
        followed=walk.next_point.count(),
        repeated=walk.count(where=walk.next_point == walk.touchpoint),
        **said,
    )


def felt(walk: ir.Table) -> ir.Table:
    """Touchpoint → the scores of answers that are about it: their sum in hundredths of a percent, and how many."""
    rows = walk.filter(walk.score.notnull())
    return rows.group_by("about").aggregate(score=rows.score.sum(), scored=rows.count())


def steps(walk: ir.Table) -> ir.Table:
    """How often one touchpoint followed another, and after how many hours half of them had."""
    moved = walk.filter(walk.next_point.notnull())
    hours = moved.next_at.delta(moved.at, unit="second") / 3600
    return moved.group_by("touchpoint", "next_point").aggregate(walks=moved.count(), hours=hours.median())


def before_orders(walk: ir.Table) -> ir.Table:
    """What stood right before an order, where it was no order itself: touchpoint → orders."""
    rows = walk.filter(walk.is_order & walk.before_point.notnull())
    return rows.group_by("before_point").aggregate(orders=rows.count())


def first_points(walk: ir.Table) -> ir.Table:
    """Where customers were met first in the period: touchpoint → customers."""
    rows = walk.filter(walk.before_point.isnull())
    return rows.group_by("touchpoint").aggregate(customers=rows.count())


def by_move(walk: ir.Table, moves: ir.Table) -> ir.Table:
    """Touchpoint × move → customers, and all customers of a move as touchpoint NULL: who rose beside who fell."""
    moved = moves.filter(moves.move.isin(["promotion", "demotion"]))
    met = walk.select("customer_id", "touchpoint").distinct()
    movers = moved.select(whose="customer_id", move="move")
    joined = met.join(movers, met.customer_id == movers.whose)
    each = joined.group_by("touchpoint", "move").aggregate(customers=joined.count())
    every = moved.group_by("move").aggregate(customers=moved.count()).mutate(touchpoint=ibis.null("string"))
    return each.union(every.select("touchpoint", "move", "customers"))


def any_of(text: ir.StringColumn, words: Sequence[str]) -> ir.BooleanColumn:
    """Whether a text, in small letters, holds one of the words."""
    found = [text.contains(word.lower()) for word in words]
    whole = found[0]
    for one in found[1:]:
        whole |= one
    return whole
