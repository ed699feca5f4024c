"""Every number of a journey as plain facts: what the picture draws, what a command tells, what a page keeps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from fenji.journeys.found import BeforeOrder, JourneyFound, PointFound, Step
from fenji.journeys.journey import Stage
from fenji.journeys.pains import Noted, chances, pains
from fenji.language import Text


def facts(found: JourneyFound) -> dict[str, Any]:
    """The journey as names, numbers and lists; shares are of one, to four digits, None where nothing is known.

    Nothing of single customers is in it but what they agreed to have quoted.
    """
    hurting, inviting = pains(found), chances(found)
    return {
        "customers": found.customers,
        "events": sum(one.events for one in found.occurs),
        "unassigned": found.unassigned(),
        "anonymous": sum(one.anonymous for one in found.occurs),
        "stages": [_stage(found, stage, hurting, inviting) for stage in found.journey.stages],
        "touchpoints": [_point(found, one) for stage in found.journey.stages for one in found.of(stage)],
        "flows": [_step(one) for one in found.flows],
        "steps": [_step(one) for one in found.steps],
        "loops": [
            {"touchpoint": one.point, "over": one.over, "walks": one.walks, "customers": one.customers}
            for one in found.loops
        ],
        "first_before_order": [_before(one) for one in found.first_touch],
        "last_before_order": [_before(one) for one in found.last_touch],
        "moved": _moved(found),
        "occurs": [
            {"table": one.table, "which": one.which, "kind": one.kind, "channel": one.channel, "detail": one.detail,
             "touchpoint": one.point, "events": one.events}
            for one in found.occurs
        ],
    }  # fmt: skip


def _stage(found: JourneyFound, stage: Stage, hurting: list[Noted], inviting: list[Noted]) -> dict[str, Any]:
    score, answers = found.felt(stage)
    quote = next((one.words for one in found.quotes if one.stage == stage.key), None)
    return {
        "key": stage.key,
        **_named(stage.name),
        "contacts": found.contacts(stage),
        "ended": _share(found.ended(stage)),
        "score": score,
        "answers": answers,
        "words": [{"word": word, "answers": n} for word, n in found.words.get(stage.key, ())],
        "quote": quote,
        "pains": _noted(hurting, stage),
        "chances": _noted(inviting, stage),
    }


def _point(found: JourneyFound, one: PointFound) -> dict[str, Any]:
    return {
        "key": one.point.key,
        **_named(one.point.name),
        "stage": one.point.stage,
        "contacts": one.contacts,
        "customers": one.customers,
        "first_met": found.first.get(one.point.key, 0),
        "score": one.score,
        "scored": one.scored,
        "ordered": _share(one.ordered),
        "ended": _share(one.ended),
        "repeated": _share(one.repeated),
    }


def _moved(found: JourneyFound) -> dict[str, Any]:
    """Who rose a tier beside who fell: where they were met, and which ways they went."""
    return {
        "rose": found.movers.get("promotion", 0),
        "fell": found.movers.get("demotion", 0),
        "touchpoints": [
            {"touchpoint": key, "rose": rose, "fell": fell} for (key,), rose, fell in _beside(found.rose, found.fell)
        ],
        "steps": [
            {"before": before, "after": after, "rose": rose, "fell": fell}
            for (before, after), rose, fell in _beside(found.rose_steps, found.fell_steps)
        ],
    }


def _beside(
    rose: Mapping[Any, Decimal], fell: Mapping[Any, Decimal]
) -> Iterable[tuple[tuple[str, ...], Decimal, Decimal]]:
    """Keys with both shares, the widest apart first."""
    zero = Decimal(0)
    every = sorted({*rose, *fell}, key=lambda key: (-abs(rose.get(key, zero) - fell.get(key, zero)), key))
    for key in every:
        shares = [(_share(side.get(key, zero)) or zero) for side in (rose, fell)]
        yield (key if isinstance(key, tuple) else (key,)), shares[0], shares[1]


def _step(one: Step) -> dict[str, Any]:
    return {"before": one.before, "after": one.after, "walks": one.walks, "days": one.days}


def _before(one: BeforeOrder) -> dict[str, Any]:
    return {"touchpoint": one.point, "orders": one.orders, "days": one.days}


def _noted(noted: list[Noted], stage: Stage) -> list[dict[str, Any]]:
    return [
        {"touchpoint": one.touchpoint, "customers": one.customers, "zh": one.text.zh, "en": one.text.en}
        for one in noted
        if one.stage == stage.key
    ]


def _named(name: Text) -> dict[str, str]:
    return {"name_zh": name.zh, "name_en": name.en}


def _share(share: Decimal | None) -> Decimal | None:
    return None if share is None else share.quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)
