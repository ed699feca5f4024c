"""The map: a column a stage, the curve through their scores, what stands before orders and beside moves."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji_web import library
from fenji_web.library import Text
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fenji_web.library import Journey, Result, Segmentation

SHOWN, FLOWS = 8, 4
HIGH, WIDE, SMALLEST = 100, 100, 20.0
"""The emotion curve: its height, how wide a stage is, in units of its drawing; the least span of scores it shows."""


def shown(told: Mapping[str, Any], journey: Journey) -> dict[str, Any]:
    """The map: a column a stage, the curve through their scores, and what stands before orders and beside moves."""
    names = {one["key"]: _name(one) for one in told["touchpoints"]}
    columns = [_column(one, told, journey) for one in told["stages"]]
    return {
        "columns": columns,
        "count": len(columns),
        "curve": _curve(columns),
        "before": [
            (words(f"journey.{end}_before"), [(names[one["touchpoint"]], one["orders"], _time(one["days"]))
                                              for one in told[f"{end}_before_order"][:SHOWN]])
            for end in ("first", "last")
        ],
        "loops": [(names[one["touchpoint"]], names[one["over"]], one["walks"], one["customers"])
                  for one in told["loops"][:SHOWN]],
        "moved": _moved(told["moved"], names),
        "told": told,
    }  # fmt: skip


def _moved(moved: Mapping[str, Any], names: Mapping[str, Text]) -> dict[str, Any]:
    """Who rose beside who fell: where they were met, and the ways they went, the widest apart first."""
    rows = [
        ([names[one[end]] for end in ("touchpoint", "before", "after") if end in one], *_both(one))
        for one in (*moved["touchpoints"][:3], *moved["steps"][:5])
    ]
    return {**moved, "rows": rows if moved["rose"] and moved["fell"] else []}


def _both(one: Mapping[str, Any]) -> tuple[Decimal | None, Decimal | None]:
    return _dec(one["rose"]), _dec(one["fell"])


def _column(stage: Mapping[str, Any], told: Mapping[str, Any], journey: Journey) -> dict[str, Any]:
    stages = {one["key"]: _name(one) for one in told["stages"]}
    note = journey.of(stage["key"])
    points = [one for one in told["touchpoints"] if one["stage"] == stage["key"]]
    most = max((one["contacts"] for one in points), default=1)
    flows = [one for one in told["flows"] if one["before"] == stage["key"]]
    whole = sum(one["walks"] for one in flows) or 1
    return {
        **stage,
        "name": stages[stage["key"]],
        "ended": _dec(stage["ended"]),
        "score": _dec(stage["score"]),
        "points": [{**one, "name": _name(one), "share": f"{one['contacts'] / most:.4f}",
                    "ordered": _dec(one["ordered"])} for one in points],
        "flows": [(None if one["after"] == stage["key"] else stages[one["after"]], Decimal(one["walks"]) / whole,
                   _time(one["days"])) for one in flows[:FLOWS]],
        "pains": [Text(one["en"], one["zh"]) for one in stage["pains"][:3]],
        "chances": [Text(one["en"], one["zh"]) for one in stage["chances"][:3]],
        "note": note,
    }  # fmt: skip


def _curve(columns: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """Lines between the scores of neighbours, each score's height `at` noted in its column; None without any answer."""
    known = [float(one["score"]) for one in columns if one["score"] is not None]
    if not known:
        return None
    middle, reach = (min(known) + max(known)) / 2, max(max(known) - min(known), SMALLEST)
    lines, before = [], None
    for n, one in enumerate(columns):
        here = None
        if one["score"] is not None:
            height = 0.46 + (float(one["score"]) - middle) / reach * 0.6
            one["at"] = f"{height:.3f}"
            here = (n * WIDE + WIDE // 2, round(HIGH * (1 - height), 1))
        if here is not None and before is not None:
            lines.append((*before, *here))
        before = here
    return {"lines": lines, "wide": WIDE * len(columns), "high": HIGH}


def parts(result: Result, segmentations: Sequence[Segmentation], chosen: Mapping[str, Sequence[str]]) -> list[Any]:
    """What the journey can be asked for: (group, [(value of the address, its name, whether it is chosen)])."""
    groups: list[Any] = [
        (words("journey.by_tier"), [("tier", tier.key, tier.name) for tier in result.scheme.scheme.tiers])
    ]
    groups += [
        (one.title, [(one.name, segment.key, segment.name) for segment in one.segments()])
        for one in segmentations
        if one.name in result.columns
    ]
    return [
        (title, [(f"{column}={key}", name, chosen.get(column) == [key]) for column, key, name in choices])
        for title, choices in groups
    ]


def _name(one: Mapping[str, Any]) -> Text:
    return Text(one["name_en"], one["name_zh"])


def _time(days: float | int) -> Text:
    return library.time_said(Decimal(str(days)))


def _dec(value: float | int | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))
