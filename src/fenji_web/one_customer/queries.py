"""What one customer's page asks: where a tier's customers lie, and what people did for a customer here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from fenji_web.care.models import Change, Loss, Note, Override, Record, Task

if TYPE_CHECKING:
    from decimal import Decimal

    from fenji_web.library import Result

MOST = 400  # of each sort of what people did, the newest
_PLACES = (0.25, 0.75, 0.95)
Sort = Literal["note", "owner", "tag", "profile", "task", "task_done", "lost", "override", "order", "contact"]


@dataclass(frozen=True)
class Spread:
    """Where the customers of a tier lie in one figure: the middle one, the middle half, and what few go beyond."""

    median: Decimal | None
    low: float | None
    high: float | None
    most: float | None


@dataclass(frozen=True)
class Done:
    """One thing that somebody did here: `what` names the tag, the column or the reason, where there is one.

    `on`: the day it is about, where that is not the day it was done (an order typed in, a task's last day).
    """

    sort: Sort
    at: datetime
    who: str
    what: str = ""
    before: str = ""
    after: str = ""
    on: date | None = None


def spreads(result: Result, tier: str | None, columns: Sequence[str]) -> dict[str, Spread]:
    """Column → where the customers of a tier lie; unknown values are left out of it."""
    there = [name for name in columns if name in result.columns]
    if not there:
        return {}
    asked = ", ".join(
        f"CAST(median({_quoted(name)}) AS DECIMAL(18, 4)) AS m{number}, "
        f"approx_quantile(CAST({_quoted(name)} AS DOUBLE), {list(_PLACES)}) AS q{number}"
        for number, name in enumerate(there)
    )
    (row,) = result.engine.rows(f"SELECT {asked} FROM customers WHERE tier IS NOT DISTINCT FROM ?", [tier])
    found = {}
    for number, name in enumerate(there):
        low, high, most = row[f"q{number}"] or (None, None, None)
        found[name] = Spread(row[f"m{number}"], low, high, most)
    return found


def typed_since(ids: Sequence[str], snapshot: int | None) -> list[Record]:
    """What was typed in and imported after a run's data, the oldest first."""
    records = Record.objects.filter(customer_id__in=ids).select_related("made_by").order_by("made_at", "id")
    return list((records if snapshot is None else records.filter(snapshot__gt=snapshot))[:MOST])


def done(ids: Sequence[str], typed: Sequence[Record]) -> list[Done]:
    """What people did for a customer here, the newest first, with the orders and contacts among what they typed in.

    `ids`: the customer, and those merged into them.
    """
    found = [*_changed(ids), *_tasks(ids), *_settled(ids), *_typed(typed)]
    notes = Note.objects.filter(customer_id__in=ids).select_related("made_by")[:MOST]
    found += [Done("note", one.made_at, _who(one.made_by), after=one.text) for one in notes]
    return sorted(found, key=lambda one: one.at, reverse=True)


def losses(ids: Sequence[str]) -> list[Loss]:
    """Whether and why a customer was said to be lost, the newest word first."""
    return list(Loss.objects.filter(customer_id__in=ids).select_related("made_by")[:MOST])


def profile_changes(customer_id: str) -> list[Change]:
    """What was corrected of a customer's own data, newest first."""
    columns = Change.objects.filter(customer_id=customer_id).exclude(what__in=("owner", "tag"))
    return list(columns.select_related("made_by")[:MOST])


def _changed(ids: Sequence[str]) -> list[Done]:
    changes = Change.objects.filter(customer_id__in=ids).select_related("made_by")[:MOST]
    sorts: dict[str, Sort] = {"owner": "owner", "tag": "tag"}
    return [
        Done(sorts.get(one.what, "profile"), one.made_at, _who(one.made_by), one.what, one.before, one.after)
        for one in changes
    ]


def _tasks(ids: Sequence[str]) -> list[Done]:
    tasks = Task.objects.filter(customer_id__in=ids).select_related("made_by", "done_by").order_by("-made_at")
    found = []
    for one in tasks[:MOST]:
        found.append(Done("task", one.made_at, _who(one.made_by), after=one.what, on=one.due_on))
        if one.done_at is not None:
            found.append(Done("task_done", one.done_at, _who(one.done_by), after=one.what))
    return found


def _settled(ids: Sequence[str]) -> list[Done]:
    said = [Done("lost", one.made_at, _who(one.made_by), one.reason, after=one.text) for one in losses(ids)]
    overrides = Override.objects.filter(customer_id__in=ids)[:MOST]
    said += [
        Done("override", one.decided_at, one.actor, one.state, after=one.tier, before=one.reason, on=one.until)
        for one in overrides
    ]
    return said


def _typed(typed: Sequence[Record]) -> list[Done]:
    found = []
    for one in (each for each in typed if each.kind in ("order", "contact")):
        values, who = one.values, _who(one.made_by)
        if one.kind == "order":
            on = date.fromisoformat(values["ordered_on"])
            found.append(Done("order", one.made_at, who, values.get("number") or "", after=values["amount"], on=on))
        else:
            on = date.fromisoformat(values["happened_on"])
            found.append(Done("contact", one.made_at, who, values.get("kind") or "", after=values["subject"], on=on))
    return found


def _who(person: object) -> str:
    return "" if person is None else str(person)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
