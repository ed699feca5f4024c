"""The pool asked of the read model with the owners of now beside it; notes and tasks asked of the application."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from fenji_web.beside import queries as beside
from fenji_web.care.models import Change, Loss, Note, Override, Ownership, Record, Tag, Task
from fenji_web.reach.queries import mates_of

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from fenji_web.accounts.models import User
    from fenji_web.library import Result

PAGE = 50
_MOST_SHOWN = 100
_SHOWN = ("customer_id", "name", "kind", "tier", "score", "net_revenue", "last_ordered_on", "city", "rung")
_ORDER = (("rung", False), ("net_revenue", True), ("customer_id", False))


@dataclass(frozen=True)
class PoolPage:
    """One page of the pool in order; `after` leads to the next one."""

    rows: tuple[dict[str, Any], ...]
    after: tuple[Any, ...] | None = None


def pool_page(
    result: Result, *, is_laid: bool, tier: str | None = None, after: Sequence[Any] | None = None
) -> PoolPage:
    """Customers nobody looks after, the best tier first, in it the highest revenue; by key, however deep.

    `is_laid`: whether what was said here of owners is laid beside the file.
    """
    known = types(result)
    key = [(name, is_down) for name, is_down in _ORDER if name in known]
    where, values = _pooled(known, is_laid=is_laid), []
    if tier is not None:
        where, values = f"{where} AND tier IS NOT DISTINCT FROM ?", [tier or None]
    if after is not None and len(after) == len(key):
        beyond, more = _beyond(key, after, known)
        where, values = f"{where} AND ({beyond})", [*values, *(None if one is None else str(one) for one in more)]
    shown = ", ".join(f'"{name}"' for name in _SHOWN if name in known)
    order = ", ".join(f'"{name}" {"DESC" if is_down else "ASC"} NULLS LAST' for name, is_down in key)
    rows = result.engine.rows(f"SELECT {shown} FROM customers WHERE {where} ORDER BY {order} LIMIT {PAGE + 1}", values)
    page = tuple(rows[:PAGE])
    return PoolPage(page, tuple(page[-1][name] for name, _ in key) if len(rows) > PAGE else None)


def pool_counts(result: Result, *, is_laid: bool) -> dict[str | None, int]:
    """Tier → how many customers nobody looks after."""
    where = _pooled(types(result), is_laid=is_laid)
    rows = result.engine.rows(f"SELECT tier, count(*) AS n FROM customers WHERE {where} GROUP BY tier")
    return {row["tier"]: row["n"] for row in rows}


def types(result: Result) -> dict[str, str]:
    """The columns of the read model with their types."""
    return {row["column_name"]: row["column_type"] for row in result.engine.rows("DESCRIBE customers")}


def faces(result: Result | None, customers: Iterable[str], *, by: User | None = None) -> dict[str, dict[str, Any]]:
    """Customer → name, kind, tier and owner, as far as the result shown, or what was typed in here, knows them.

    For a person who sees a part of the customers (`by`), those whom nobody graded yet are the ones that the person or
    the team typed in or looks after; all others are as if there were none.
    """
    wanted = sorted({one for one in customers if "\0" not in one})  # PostgreSQL knows no such letter
    if not wanted:
        return {}
    typed = Record.objects.filter(kind="customer", customer_id__in=wanted)
    if by is not None and by.is_narrowed:
        mates = mates_of(by) if by.reaches == "team" else [by]
        theirs = Ownership.objects.filter(pk__in=wanted, person__in=mates).values_list("pk", flat=True)
        typed = typed.filter(Q(made_by__in=mates) | Q(customer_id__in=list(theirs)))
        if result is not None and result.run.snapshot is not None:
            typed = typed.filter(snapshot__gt=result.run.snapshot)
    made = typed.values_list("customer_id", "values")
    found = {
        one: {
            "customer_id": one,
            "name": values.get("name"),
            "kind": values.get("kind"),
            "tier": None,
            "is_graded": False,
        }
        for one, values in made
    }
    if result is not None:
        named = [name for name in ("name", "kind", "owner") if name in result.columns]
        columns = ", ".join(["customer_id", "tier", *named])
        sql = f"SELECT {columns} FROM customers WHERE customer_id IN (SELECT unnest(?))"
        found |= {row["customer_id"]: {**row, "is_graded": True} for row in result.engine.rows(sql, [wanted])}
    return found


def twins(lake: Any, customer_id: str, values: Mapping[str, str]) -> dict[str, str]:
    """Field → another customer of the workspace's data who has the mobile or e-mail that was typed."""
    found: dict[str, str] = {}
    mobile, email = values.get("mobile", ""), values.get("email", "")
    for name, kept, plain in (
        ("mobile", "right(regexp_replace(mobile, '[^0-9]', '', 'g'), 11)", re.sub(r"\D", "", mobile)[-11:]),
        ("email", "lower(email)", email.lower()),
    ):
        if plain and lake.has("customers"):
            sql = (
                f"SELECT customer_id FROM lake.main.customers WHERE {kept} = ? AND customer_id <> ? ORDER BY 1 LIMIT 1"
            )
            for row in lake.engine.rows(sql, [plain, customer_id]):
                found[name] = row["customer_id"]
    return found


def has_order(lake: Any, number: str) -> bool:
    """Whether the workspace's data has an order of that number, from whatever source."""
    sql = "SELECT 1 FROM lake.main.orders WHERE order_id = ? LIMIT 1"
    return bool(number and lake.has("orders") and lake.engine.rows(sql, [number]))


def recorded(token: str) -> Record | None:
    """What a form became, where it was taken already."""
    return Record.objects.filter(token=token).first()


def ownership_of(
    result: Result | None, customer_id: str, face: Mapping[str, Any] | None = None
) -> tuple[str, Ownership | None]:
    """The owner's name, empty in the pool; and what the application says of it, if anything.

    `face` is what `faces` knows of the customer, where that was asked already.
    """
    here = Ownership.objects.select_related("person").filter(pk=customer_id).first()
    if here is not None:
        return here.owner, here
    known = faces(result, [customer_id]).get(customer_id, {}) if face is None else face
    return str(known.get("owner") or ""), None


def my_open_tasks(person: User) -> QuerySet[Task]:
    """A person's tasks that are not done, what is due first standing first."""
    return Task.objects.filter(person=person, done_at=None)


def done_lately(person: User) -> list[Task]:
    """The last ten tasks a person had and that are done."""
    return list(Task.objects.filter(person=person).exclude(done_at=None).order_by("-done_at")[:10])


def notes_of(customer_id: str) -> list[Note]:
    """The newest notes on a customer."""
    return list(Note.objects.filter(customer_id=customer_id).select_related("made_by")[:_MOST_SHOWN])


def tasks_of(customer_id: str) -> list[Task]:
    """A customer's tasks: open ones first, in the order they are due."""
    tasks = Task.objects.filter(customer_id=customer_id).select_related("person", "done_by")
    still = list(tasks.filter(done_at=None)[:_MOST_SHOWN])
    return [*still, *tasks.exclude(done_at=None).order_by("-done_at")[:10]]


def tags_of(customer_id: str) -> list[str]:
    """A customer's tags."""
    return list(Tag.objects.filter(customer_id=customer_id).values_list("name", flat=True))


def usual_tags() -> list[str]:
    """Tags that are in use, to choose from."""
    return list(Tag.objects.order_by("name").values_list("name", flat=True).distinct()[:_MOST_SHOWN])


def changes_of(customer_id: str, what: str) -> list[Change]:
    """What was changed of a customer, newest first."""
    return list(Change.objects.filter(customer_id=customer_id, what=what).select_related("made_by")[:_MOST_SHOWN])


def losses_of(customer_id: str) -> list[Loss]:
    """What was said of a customer's loss, the newest word first."""
    return list(Loss.objects.filter(customer_id=customer_id).select_related("made_by")[:_MOST_SHOWN])


def profile_of(lake: Any, customer_id: str, columns: Sequence[str]) -> dict[str, str]:
    """A customer's own data as it rests in the workspace's data now; blank where it is unknown."""
    asked = ", ".join(f"CAST({name} AS VARCHAR) AS {name}" for name in columns)
    rows = lake.engine.rows(f"SELECT {asked} FROM lake.main.customers WHERE customer_id = ?", [customer_id])
    return {name: str(rows[0][name] or "") if rows else "" for name in columns}


def profile_shown(result: Result | None, customer_id: str, columns: Sequence[str]) -> dict[str, str]:
    """A customer's own data as pages show it: the run's, what was typed in here since laid over it."""
    shown = dict.fromkeys(columns, "")
    there = [] if result is None else [name for name in columns if name in result.columns]
    if result is not None and there:
        asked = ", ".join(f'"{name}"' for name in there)
        for row in result.engine.rows(f"SELECT {asked} FROM customers WHERE customer_id = ?", [customer_id]):
            shown |= {name: str(row[name] or "") for name in there}
    typed = Record.objects.filter(customer_id=customer_id, kind__in=("customer", "profile")).order_by("made_at", "id")
    if result is not None and result.run.snapshot is not None:
        typed = typed.filter(snapshot__gt=result.run.snapshot)
    for one in typed:
        is_emptied = one.kind == "profile"  # a correction says everything it names, a new customer's blank says nothing
        shown |= {name: value for name, value in one.values.items() if name in shown and (value or is_emptied)}
    return shown


def newer_records(customer_id: str, snapshot: int | None) -> list[Record]:
    """What was typed in about a customer and is not in the run shown."""
    records = Record.objects.filter(customer_id=customer_id).select_related("made_by")
    return list((records if snapshot is None else records.filter(snapshot__gt=snapshot))[:10])


def overrides_of(customer_id: str) -> list[Override]:
    """A customer's overrides, newest first."""
    return list(Override.objects.filter(customer_id=customer_id)[:10])


def waiting_overrides() -> list[Override]:
    """Overrides that wait for approval, the longest waiting first."""
    return list(Override.objects.filter(state="waiting").order_by("override_id")[:_MOST_SHOWN])


def holding_overrides(day: date) -> list[Override]:
    """Overrides that are set and have not expired on a day, the first to expire standing first."""
    return list(Override.objects.filter(state="set", until__gte=day).order_by("until", "override_id")[:_MOST_SHOWN])


def colleagues() -> list[User]:
    """People who may look after customers."""
    from fenji_web.accounts.models import User as People

    return [one for one in People.objects.filter(is_active=True) if one.can("edit_customer")]


def _pooled(known: Mapping[str, str], *, is_laid: bool) -> str:
    """Nobody looks after them: as the customer list says, or as was said here since."""
    is_free = "coalesce(owner, '') = ''"
    if "owner" not in known:
        return f"rowid NOT IN (SELECT place FROM {beside.TABLE} WHERE NOT {is_free})" if is_laid else "true"
    return beside.owned_so(is_free) if is_laid else is_free


def _beyond(key: Sequence[tuple[str, bool]], at: Sequence[Any], known: Mapping[str, str]) -> tuple[str, list[Any]]:
    """Rows after a place in the order: equal so far, and then beyond; unknown values come last."""
    ways: list[str] = []
    values: list[Any] = []
    for number, (name, is_down) in enumerate(key):
        same = [f'"{other}" IS NOT DISTINCT FROM TRY_CAST(? AS {known[other]})' for other, _ in key[:number]]
        if at[number] is None:
            continue
        sign = "<" if is_down else ">"
        beyond = f'("{name}" {sign} TRY_CAST(? AS {known[name]}) OR "{name}" IS NULL)'
        ways.append("(" + " AND ".join([*same, beyond]) + ")")
        values += [*at[:number], at[number]]
    return " OR ".join(ways) or "false", values
