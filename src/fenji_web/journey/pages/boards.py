"""The editor's board: a column a stage with its cards, and what no touchpoint takes yet, counted as it would be."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fenji_web import library
from fenji_web.library import Text
from fenji_web.ui.language import current
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from fenji_web.journey.forms import Draft, PointLine, StageLine
    from fenji_web.library import Journey

OFFERED, UNASSIGNED = 24, 40


@dataclass(frozen=True)
class Offer:
    """A value that a touchpoint may choose by: its words, how many events have it, whether it is chosen."""

    value: str
    label: Text
    events: int
    is_chosen: bool


def board(draft: Draft, journey: Journey, told: Mapping[str, Any] | None) -> dict[str, Any]:
    """The editor: a column a stage with its cards, and what no touchpoint takes yet."""
    occurs = [] if told is None else told["occurs"]
    taken = library.assigning.assigned(journey, occurs)
    contacts: Counter[str] = Counter()
    for row, key in zip(occurs, taken, strict=True):
        contacts[key or ""] += row["events"]
    columns = [
        {
            "n": n,
            "line": stage,
            "names": _names("stage", stage.zh, stage.en),
            "said": _said(stage),
            "is_first": n == 0,
            "is_last": n == len(draft.stages) - 1,
            "cards": [_card(m, one, contacts[one.key], occurs) for m, one in enumerate(draft.points)
                      if one.stage == stage.key],
        }
        for n, stage in enumerate(draft.stages)
    ]  # fmt: skip
    return {
        "columns": columns,
        "count": len(columns),
        "draft": draft,
        "unassigned": waiting(draft, told, taken),
        "unassigned_events": contacts[""],
        "is_counted": told is not None,
        "stages": [(one.key, _said(one)) for one in draft.stages],
    }


def waiting(draft: Draft, told: Mapping[str, Any] | None, taken: Iterable[str | None]) -> list[dict[str, Any]]:
    """What occurs and no touchpoint takes: alike by table, which and the value it is told by; the most first."""
    found: dict[tuple[str, str, str | None], int] = {}
    for row, key in zip([] if told is None else told["occurs"], taken, strict=True):
        if key is None:
            value = row["channel"] if row["table"] == "orders" else row["kind"]
            place = (row["table"], row["which"], value)
            found[place] = found.get(place, 0) + row["events"]
    rows: list[dict[str, Any]] = []
    for (table, which, value), events in sorted(found.items(), key=lambda one: (-one[1], str(one[0])))[:UNASSIGNED]:
        column = {"touches": "campaign", "orders": "channel"}.get(table, "kind")
        mates = [one for one in draft.points if (one.table, one.which) == (table, which) and one.values(column)]
        rows.append({"n": len(rows), "table": table, "table_name": library.CANONICAL[table].title, "which": which,
                     "which_name": words(f"journey.which_{which}"), "kind": value, "channel": value, "value": value,
                     "events": events, "mates": [(one.key, _said(one)) for one in mates]})  # fmt: skip
    return rows


def _card(n: int, one: PointLine, contacts: int, occurs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    tables = [(name, library.CANONICAL[name].title, name == one.table) for name in library.journey.COLUMNS]
    whiches = library.journey.WHICHES[one.table]
    return {
        "n": n,
        "line": one,
        "names": _names("point", one.zh, one.en),
        "contacts": contacts,
        "tables": tables,
        "whiches": [(which, words(f"journey.which_{which}"), which == one.which) for which in whiches],
        "columns": [
            (column, words(f"journey.by_{column}"), _offers(one, column, occurs))
            for column in library.journey.COLUMNS[one.table]
        ],
    }


def _names(kind: str, zh: str, en: str) -> list[dict[str, Any]]:
    """Both names as fields, the reader's language first; where it has none, the other's name stands in grey."""
    fields = [
        {"lang": lang, "value": value, "label": words(f"journey.{kind}_{lang}"),
         "hint": Text(other, other) if other else words(f"journey.{kind}_{lang}")}
        for lang, value, other in (("zh", zh, en), ("en", en, zh))
    ]  # fmt: skip
    return fields if current() == "zh" else fields[::-1]


def _said(line: StageLine | PointLine) -> str:
    """What a stage or touchpoint is called in the reader's language; one without a name yet says so."""
    mine, other = (line.zh, line.en) if current() == "zh" else (line.en, line.zh)
    return mine or other or words("journey.new_stage").say(current())


def _offers(one: PointLine, column: str, occurs: Sequence[Mapping[str, Any]]) -> list[Offer]:
    """The values of a column that really occur in the rows of the touchpoint's table, the chosen ones first."""
    place = library.assigning.PLACES[one.table][column]
    found: Counter[str] = Counter()
    for row in occurs:
        is_it = row["which"] == one.which or (one.which == "every" and row["which"] in ("first", "again"))
        if row["table"] == one.table and is_it and row[place] is not None:
            found[str(row[place])] += row["events"]
    chosen = one.values(column)
    others = sorted({*found} - {*chosen}, key=lambda value: (-found[value], value))
    listed = [*chosen, *others[: max(OFFERED - len(chosen), 0)]]
    return [Offer(value, _value(column, value), found[value], value in chosen) for value in listed]


def _value(column: str, value: str) -> Text:
    return (
        words(f"journey.direction_{value}") if column == "direction" and value in ("in", "out") else Text(value, value)
    )
