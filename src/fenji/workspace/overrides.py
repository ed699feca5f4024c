"""Overrides: a person sets a tier, with reason, approver and last day; the way back to automatic is always open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from fenji.errors import UnknownName, WorkspaceError
from fenji.intake.identity.merges import merges_table
from fenji.language import Text, say_date
from fenji.tables.decided import OVERRIDES
from fenji.tables.merged import apply_merges
from fenji.workspace.approval import check_approver, needs_second_person
from fenji.workspace.decisions import REASON, Deciding, deciding, effective_day, known_customer, rows, said

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.lake.lake import Lake
    from fenji.scheme.model import Scheme
    from fenji.workspace.workspace import Workspace

State = Literal["waiting", "set", "rejected", "ended"]
LONGEST_DAYS = 365
_APPROVER = Text("the approver", "审批人")


@dataclass(frozen=True)
class Override:
    """One tier set by a person, from `begins_on` to `until`, both days included, unless it was ended before.

    `state` says whether it waits for approval, is set, was rejected or ended; `last_on` is the last day it holds.
    """

    override_id: int
    customer_id: str
    scheme: str
    tier: str
    begins_on: date
    until: date
    reason: str
    actor: str
    decided_at: datetime
    state: State
    approver: str | None = None
    approved_at: datetime | None = None
    last_on: date | None = None
    ended_by: str | None = None
    ended_at: datetime | None = None
    ended_reason: str | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it holds on a day; its first and its last day are included."""
        return self.state in ("set", "ended") and self.begins_on <= day <= (self.last_on or self.until)


def overrides(lake: Lake, scheme: str | None = None) -> list[Override]:
    """Every override ever decided, in the order they were asked for; of one scheme or of all."""
    where, parameters = ("TRUE", []) if scheme is None else ("scheme = ?", [scheme])
    return _folded(rows(lake, OVERRIDES, where, parameters))


def overrides_as_of(lake: Lake, scheme: Scheme | str, as_of: date | ir.DateValue | None = None) -> ir.Table | None:
    """The overrides of a scheme as a grading reads them: customer_id, tier, override_id, starts_on, expires_on.

    Both days are included; one that was ended expires on its last day. With `as_of` (a day, or a day in a query) only
    those that hold on it. Customers who were merged are the survivor. None where nobody ever decided one. Of several of
    one customer the highest id counts.
    """
    if not lake.has(OVERRIDES):
        return None
    name = scheme if isinstance(scheme, str) else scheme.name
    events = lake.table(OVERRIDES).filter(lambda table: table.scheme == name)
    ended = events.filter(events.event == "ended")
    ends = ended.group_by(ended_id=ended.override_id).aggregate(last_on=ended.until.min())
    held = events.filter(events.event.isin(["set", "approved"]))
    joined = held.left_join(ends, held.override_id == ends.ended_id)
    found = joined.select(
        "customer_id",
        "tier",
        "override_id",
        starts_on=joined.begins_on,
        expires_on=joined.last_on.coalesce(joined.until),
    ).filter(lambda table: table.starts_on <= table.expires_on)
    if as_of is not None:
        found = found.filter(found.starts_on <= as_of, found.expires_on >= as_of)
    merges = merges_table(lake)
    return found if merges is None else apply_merges({OVERRIDES: found}, merges)[OVERRIDES]


def set_override(
    workspace: Workspace,
    customer_id: str,
    *,
    scheme: Scheme,
    tier: str,
    until: date,
    reason: str | None,
    begins_on: date | None = None,
    approver: str | None = None,
) -> Override:
    """Sets a customer's tier until a day, that day included; an earlier override of the customer ends with it.

    Where the policy asks for a second person and none is named, it waits until `approve_override`. Errors: an unknown
    customer or tier; no reason; a last day before the first or beyond what is allowed; an approver who may not approve.
    """
    reason = said(reason, what=REASON, where="--reason")
    approver = said(approver, what=_APPROVER, where="--approve-by") if approver is not None else None
    key = find_tier(scheme, tier)
    first = begins_on or effective_day(workspace)
    _check_days(workspace, scheme, first, until)
    with deciding(workspace, f"override: {customer_id} {key}") as book:
        known_customer(book.lake, customer_id, where="override")
        if approver is not None:
            check_approver(workspace.settings.approval, approver, authors=[book.actor], what=_what(customer_id, key))
        number = book.next(OVERRIDES, "override_id")
        waits = approver is None and needs_second_person(workspace.settings.approval)
        if not waits:
            _end_earlier(book, scheme.name, customer_id, first, by=number)
        book.keep(
            OVERRIDES,
            override_id=number,
            event="asked" if waits else "set",
            scheme=scheme.name,
            customer_id=customer_id,
            tier=key,
            begins_on=first,
            until=until,
            approver=approver,
            reason=reason,
        )
    return find_override(workspace.lake, number)


def approve_override(workspace: Workspace, number: int, *, reason: str | None = None) -> Override:
    """A second person lets a waiting override hold. Errors: it does not wait; this person may not approve it."""
    with deciding(workspace, f"override: approve {number}") as book:
        one = _waiting(book, number)
        what = _what(one.customer_id, one.tier)
        check_approver(workspace.settings.approval, book.actor, authors=[one.actor], what=what)
        _end_earlier(book, one.scheme, one.customer_id, one.begins_on, by=number)
        _follow(book, one, "approved", reason=reason or "", approver=book.actor)
    return find_override(workspace.lake, number)


def reject_override(workspace: Workspace, number: int, *, reason: str | None) -> Override:
    """A waiting override is turned down; it stays on record."""
    reason = said(reason, what=REASON, where="--reason")
    with deciding(workspace, f"override: reject {number}") as book:
        _follow(book, _waiting(book, number), "rejected", reason=reason)
    return find_override(workspace.lake, number)


def end_override(workspace: Workspace, number: int, *, reason: str | None, on: date | None = None) -> Override:
    """Switches automation back on: from that day (default: the day of the newest grading) the system's grade holds.

    Errors: it has ended, expired or never held.
    """
    reason = said(reason, what=REASON, where="--reason")
    day = on or effective_day(workspace)
    with deciding(workspace, f"override: end {number}") as book:
        one = find_override(book.lake, number)
        last = day - timedelta(days=1)
        if one.state != "set" or last >= one.until:
            problem = Text("override #{n} does not hold any more", "人工调级 #{n} 已不再生效").fill(n=number)
            raise WorkspaceError(problem, where="override end", fix=_SEE)
        _follow(book, one, "ended", reason=reason, until=last, ended_on=day)
    return find_override(workspace.lake, number)


def find_override(lake: Lake, number: int) -> Override:
    """The override with that number; an unknown one is an error that lists those that are there."""
    found = _folded(rows(lake, OVERRIDES, "override_id = ?", [number]))
    if found:
        return found[0]
    known = ", ".join(f"#{one.override_id}" for one in overrides(lake)[-8:]) or "-"
    problem = Text("there is no override #{n}", "没有人工调级 #{n}").fill(n=number)
    fix = Text(
        "See `fenji override list`. The newest are: {known}.", "可用 `fenji override list` 查看。最近的有：{known}。"
    )
    raise WorkspaceError(problem, where="override", fix=fix.fill(known=known))


def find_tier(scheme: Scheme, named: str) -> str:
    """The key of the tier a person means by key or name; an unknown one is an error with a guess."""
    words = {word.casefold(): tier.key for tier in scheme.tiers for word in (tier.name.en, tier.name.zh, tier.key)}
    wanted = named.strip().casefold()
    if wanted in words:
        return words[wanted]
    known = [tier.key for tier in scheme.tiers]
    raise UnknownName(Text("tier", "等级"), named, known=known, where=f"--tier ({scheme.name})")


def _check_days(workspace: Workspace, scheme: Scheme, first: date, until: date) -> None:
    if until < first:
        problem = Text("the last day {until} is before the first, {first}", "截止日 {until} 早于起始日 {first}")
        fix = Text(
            "Name a later day, or an earlier first day with --from.",
            "请改用更晚的截止日，或用 --from 指定更早的起始日。",
        )
        raise WorkspaceError(problem.fill(until=until, first=first), where="--until", fix=fix)
    most = scheme.override_days or workspace.settings.override_days or LONGEST_DAYS
    last = first + timedelta(days=most)
    if until > last:
        problem = Text("an override may last {n} day{n:s}: until {last}", "人工调级最长 {n} 天，至 {last}")
        fix = Text("Choose a day up to then; renew it when it expires.", "请选择不晚于该日的日期，到期后可再次调级。")
        raise WorkspaceError(problem.fill(n=most, last=say_date(last, "en")), where="--until", fix=fix)


def _end_earlier(book: Deciding, scheme: str, customer_id: str, first: date, *, by: int) -> None:
    """Ends what was set for the customer before, so that nothing older comes back when the new one expires."""
    for one in _folded(book.rows(OVERRIDES, "scheme = ? AND customer_id = ?", [scheme, customer_id])):
        is_held = one.state in ("set", "ended") and (one.last_on or one.until) >= first
        if is_held and one.override_id != by:
            _follow(book, one, "ended", reason=f"#{by}", until=first - timedelta(days=1), ended_on=first)


def _follow(book: Deciding, one: Override, event: str, **changes: Any) -> None:
    kept = {
        "override_id": one.override_id,
        "customer_id": one.customer_id,
        "scheme": one.scheme,
        "tier": one.tier,
        "begins_on": one.begins_on,
        "until": one.until,
        "approver": one.approver,
    }
    book.keep(OVERRIDES, event=event, **{**kept, **changes})


def _waiting(book: Deciding, number: int) -> Override:
    one = find_override(book.lake, number)
    if one.state == "waiting":
        return one
    problem = Text("override #{n} does not wait for approval", "人工调级 #{n} 不在待审批状态").fill(n=number)
    raise WorkspaceError(problem, where="override", fix=_SEE)


def _folded(events: Iterable[dict[str, Any]]) -> list[Override]:
    found: dict[int, Override] = {}
    for row in events:
        number = int(row["override_id"])
        found[number] = _after(found.get(number), row)
    return list(found.values())


def _after(one: Override | None, row: dict[str, Any]) -> Override:
    if one is None:
        state: State = "waiting" if row["event"] == "asked" else "set"
        named = ("customer_id", "scheme", "tier", "begins_on", "until", "reason", "actor", "decided_at", "approver")
        approved = row["decided_at"] if row["approver"] else None
        return Override(
            int(row["override_id"]), state=state, approved_at=approved, **{name: row[name] for name in named}
        )
    if row["event"] == "approved":
        return replace(one, state="set", approver=row["approver"], approved_at=row["decided_at"])
    state = "ended" if row["event"] == "ended" else "rejected"
    last = row["until"] if state == "ended" else None
    return replace(
        one, state=state, last_on=last, ended_by=row["actor"], ended_at=row["decided_at"], ended_reason=row["reason"]
    )


def _what(customer_id: str, tier: str) -> Text:
    return Text("the override of {id} to {tier}", "{id} 调级为 {tier}").fill(id=customer_id, tier=tier)


_SEE = Text("See `fenji override list`.", "可用 `fenji override list` 查看。")
