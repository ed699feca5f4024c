"""How customers walk: what follows a touchpoint, how soon, who stops there, what stands before an order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import ibis

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.journeys.journey import Journey, Theme

SOON_DAYS = 30
"""An order within so many days of a contact is said to follow it; it is no proof that the contact caused it."""

QUIET_DAYS = 90
"""Who has had no contact for so many days after one is said to have stopped there."""

MOVES = ("promotion", "demotion")
_PLACES = 1_000  # more than touchpoints may be


def numbers(events: ir.Table) -> ir.Table:
    """customer_id → number: customers are told apart by a number many times quicker than by their words."""
    return events.select("customer_id").distinct().mutate(number=ibis.row_number())


def numbered(rows: ir.Table, numbers: ir.Table) -> ir.Table:
    """Rows with the number as customer_id; whoever has none keeps their row, with NULL."""
    named = numbers.select(whose="customer_id", number="number")
    joined = rows.left_join(named, rows.customer_id == named.whose)
    return joined.select(customer_id="number", **{name: name for name in rows.columns if name != "customer_id"})


def placed(events: ir.Table, journey: Journey) -> ir.Table:
    """The events with `place` for touchpoint: its place among the journey's keys in their order, two bytes of room."""
    keys = sorted(journey.keys())
    place = ibis.cases(*((events.touchpoint == key, n) for n, key in enumerate(keys)), else_=ibis.null("int16"))
    return events.mutate(place=place.cast("int16")).drop("touchpoint")


def walked(events: ir.Table, journey: Journey) -> ir.Table:
    """Each event with what the same customer did next: next_point, next_at, and order_at, the next order after it.

    `about` is what an answer is about: the last contact before it that is no answer itself, its own touchpoint where
    there is none. `second_point` is what came after what came next; `cycle` how many orders the customer had before,
    so that an order and the contacts since the one before it are one cycle. A refund is no order.

    Events of one instant follow each other by the touchpoint's key, so that equal data walks alike.
    """
    return told(stepped(placed(events, journey), journey), journey)


def stepped(events: ir.Table, journey: Journey) -> ir.Table:
    """The walk of `placed` events, touchpoints still as places: next_place for next_point, and so on."""
    numbered_keys = {key: n for n, key in enumerate(sorted(journey.keys()))}
    order = {"group_by": events.customer_id, "order_by": [events.at, events.place]}
    steps = ibis.window(**order)
    after, earlier = ibis.window(**order, rows=(1, None)), ibis.window(**order, rows=(None, -1))
    moment = events.at.epoch_seconds().cast("int64") * 1_000_000 + events.at.microsecond()
    stamp = moment * _PLACES + events.place  # instant and touchpoint as one number: the order of events, with ties
    is_answer = events.place.isin([-1, *(numbered_keys[key] for key in journey.keys_of("feedback"))])
    met = ibis.ifelse(is_answer, ibis.null("int64"), stamp).max().over(earlier)
    is_order = events.place.isin([-1, *(numbered_keys[key] for key in journey.sales())])
    ordered_at = ibis.ifelse(is_order, events.at, ibis.null("timestamp"))
    return events.mutate(
        is_order=is_order,
        next_place=events.place.lead().over(steps),
        second_place=events.place.lead(2).over(steps),
        next_at=events.at.lead().over(steps),
        before_place=events.place.lag().over(steps),
        order_at=ordered_at.min().over(after),
        stamp=stamp,
        about_place=ibis.coalesce((met % _PLACES).cast("int16"), events.place),
        cycle=is_order.cast("int64").sum().over(earlier).fill_null(0).cast("int32"),
    )


def told(walk: ir.Table, journey: Journey) -> ir.Table:
    """The walk with touchpoints by their keys: as `walked` gives it."""
    keys = ibis.array(sorted(journey.keys()))
    named = {"place": "touchpoint", **{f"{of}_place": f"{of}_point" for of in ("next", "second", "before")}}
    named["about_place"] = "about"
    found = {point: keys[walk[place]] for place, point in named.items()}
    return walk.mutate(**found).drop(*named)


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


def spoken(walk: ir.Table, words: Sequence[str]) -> ir.Table:
    """Touchpoint that answers are about → in how many of them each word stands: word_0, word_1 …"""
    rows = walk.filter(walk.text.notnull())
    text = rows.text.lower()
    counted = {f"word_{n}": rows.count(where=text.contains(word.lower())) for n, word in enumerate(words)}
    return rows.group_by("about").aggregate(answers=rows.count(), **counted)


def steps(walk: ir.Table) -> ir.Table:
    """How often one touchpoint followed another, and after how many hours half of them had."""
    moved = walk.filter(walk.next_point.notnull())
    return moved.group_by("touchpoint", "next_point").aggregate(walks=moved.count(), hours=_hours(moved).median())


def flows(walk: ir.Table, stages: Mapping[str, str]) -> ir.Table:
    """The same between stages (touchpoint → stage): how often one followed another, itself included."""
    moved = walk.filter(walk.next_point.notnull())
    staged = moved.mutate(stage=_staged(moved.touchpoint, stages), next_stage=_staged(moved.next_point, stages))
    return staged.group_by("stage", "next_stage").aggregate(walks=staged.count(), hours=_hours(staged).median())


def loops(walk: ir.Table) -> ir.Table:
    """Who went from one touchpoint to another and straight back: touchpoint × next_point → times, customers."""
    back = walk.filter((walk.second_point == walk.touchpoint) & (walk.next_point != walk.touchpoint))
    return back.group_by("touchpoint", "next_point").aggregate(walks=back.count(), customers=back.customer_id.nunique())


def cycles(walk: ir.Table, keys: Sequence[str]) -> ir.Table:
    """One row an order that contacts stood before, since the order before it or the period's begin: first_point and
    last_point of those contacts, and the hours from the first of them to the order.

    What stands at the order's own instant counts where its touchpoint's key comes before the order's.
    """
    contact = ~walk.is_order
    grouped = walk.group_by("customer_id", "cycle").aggregate(
        began=walk.at.min(where=contact),
        ordered=walk.at.max(where=walk.is_order),
        first_stamp=walk.stamp.min(where=contact),
        last_stamp=walk.stamp.max(where=contact),
    )
    found = grouped.filter(grouped.ordered.notnull() & grouped.began.notnull())
    ends = {"first_point": _key(found.first_stamp, keys), "last_point": _key(found.last_stamp, keys)}
    return found.select("customer_id", hours=found.ordered.delta(found.began, unit="second") / 3600, **ends)


def before_orders(walk: ir.Table, keys: Sequence[str]) -> ir.Table:
    """First and last contacts before orders: end (first, last) × touchpoint → orders, and the median hours that
    passed from the first contact of those orders to the order."""
    found = cycles(walk, keys)
    sides = []
    for end, column in (("first", "first_point"), ("last", "last_point")):
        counted = found.group_by(touchpoint=found[column]).aggregate(orders=found.count(), hours=found.hours.median())
        sides.append(counted.select("touchpoint", "orders", "hours", end=ibis.literal(end)))
    return ibis.union(*sides)


def first_points(walk: ir.Table) -> ir.Table:
    """Where customers were met first in the period: touchpoint → customers."""
    rows = walk.filter(walk.before_point.isnull())
    return rows.group_by("touchpoint").aggregate(customers=rows.count())


def by_move(walk: ir.Table, moves: ir.Table) -> ir.Table:
    """Touchpoint × move → customers, and all customers of a move as touchpoint NULL: who rose beside who fell."""
    moved = moves.filter(moves.move.isin(MOVES))
    joined = _of_movers(walk.select("customer_id", "touchpoint").distinct(), moved)
    each = joined.group_by("touchpoint", "move").aggregate(customers=joined.count())
    every = moved.group_by("move").aggregate(customers=moved.count()).mutate(touchpoint=ibis.null("string"))
    return each.union(every.select("touchpoint", "move", "customers"))


def paths_by_move(walk: ir.Table, moves: ir.Table) -> ir.Table:
    """Touchpoint × next_point × move → customers who went that way: the paths of those who rose and who fell."""
    walked = walk.filter(walk.next_point.notnull()).select("customer_id", "touchpoint", "next_point").distinct()
    joined = _of_movers(walked, moves.filter(moves.move.isin(MOVES)))
    return joined.group_by("touchpoint", "next_point", "move").aggregate(customers=joined.count())


def any_of(text: ir.StringColumn, words: Sequence[str]) -> ir.BooleanColumn:
    """Whether a text, in small letters, holds one of the words."""
    found = [text.contains(word.lower()) for word in words]
    whole = found[0]
    for one in found[1:]:
        whole |= one
    return whole


def _of_movers(rows: ir.Table, moved: ir.Table) -> ir.Table:
    movers = moved.select(whose="customer_id", move="move")
    return rows.join(movers, rows.customer_id == movers.whose)


def _hours(moved: ir.Table) -> ir.FloatingValue:
    return moved.next_at.delta(moved.at, unit="second") / 3600


def _key(stamp: ir.IntegerValue, keys: Sequence[str]) -> ir.StringValue:
    """The touchpoint that a stamp carries; NULL where there is none. `keys` are those of the journey, sorted."""
    place = stamp % _PLACES
    return ibis.cases(*((place == n, key) for n, key in enumerate(keys)), else_=ibis.null("string"))


def _staged(point: ir.StringColumn, stages: Mapping[str, str]) -> ir.StringValue:
    return ibis.cases(*((point == key, stage) for key, stage in stages.items()), else_=ibis.null("string"))
