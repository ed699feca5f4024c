"""Marks on customers, the blacklist among them: set and removed with a reason, each from a day on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from fenji.errors import WorkspaceError
from fenji.language import Text
from fenji.tables.decided import MARKS
from fenji.tables.mark_kinds import KINDS, mark_kind, say_mark
from fenji.workspace.decisions import REASON, deciding, effective_day, known_customer, rows, said

if TYPE_CHECKING:
    from fenji.lake.lake import Lake
    from fenji.scheme.model import Scheme
    from fenji.workspace.workspace import Workspace

METRIC = "mark_count"
_KIND = Text("the kind of mark", "标记类型")


@dataclass(frozen=True)
class Mark:
    """One mark on a customer, from `begins_on` on, that day included, until the day before `removed_on`."""

    mark_id: int
    customer_id: str
    kind: str
    begins_on: date
    reason: str
    actor: str
    decided_at: datetime
    removed_on: date | None = None
    removed_by: str | None = None
    removed_at: datetime | None = None
    removed_reason: str | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the customer bears it on a day."""
        return self.begins_on <= day and (self.removed_on is None or day < self.removed_on)


def marks(lake: Lake, *, customer_id: str | None = None, kind: str | None = None) -> list[Mark]:
    """Every mark ever set, in that order; of one customer or one kind."""
    wanted = [("customer_id", customer_id), ("kind", None if kind is None else mark_kind(kind))]
    asked = {name: value for name, value in wanted if value is not None}
    where = " AND ".join(f"{name} = ?" for name in asked) or "TRUE"
    return _folded(rows(lake, MARKS, where, list(asked.values())))


def add_mark(
    workspace: Workspace,
    customer_id: str,
    kind: str,
    *,
    reason: str | None,
    on: date | None = None,
    is_new: bool = False,
) -> Mark:
    """Sets a mark on a customer from a day on, by default that of the newest grading.

    Errors: an unknown customer; no reason; the customer bears it already; a word like a kind in use that isn't
    one, unless `is_new` says that it is meant.
    """
    reason = said(reason, what=REASON, where="--reason")
    key = _kind(workspace, kind, is_new=is_new)
    day = on or effective_day(workspace)
    with deciding(workspace, f"mark: {customer_id} {key}") as book:
        known_customer(book.lake, customer_id, where="mark")
        borne = [one for one in marks(book.lake, customer_id=customer_id, kind=key) if one.removed_on is None]
        if borne:
            problem = Text("{id} bears the mark {kind} already, since {day}", "{id} 自 {day} 起已有“{kind}”标记")
            filled = problem.fill(id=customer_id, kind=say_mark(key), day=borne[0].begins_on)
            fix = Text("See `fenji mark list --customer {id}`.", "可用 `fenji mark list --customer {id}` 查看。")
            raise WorkspaceError(filled, where="mark", fix=fix.fill(id=customer_id))
        number = book.next(MARKS, "mark_id")
        book.keep(
            MARKS, mark_id=number, event="added", customer_id=customer_id, kind=key, effective_on=day, reason=reason
        )
    return _one(workspace.lake, number)


def remove_mark(
    workspace: Workspace, customer_id: str, kind: str, *, reason: str | None, on: date | None = None
) -> Mark:
    """Removes a mark from a day on; what was graded before stays as it was. Errors: the customer doesn't bear it."""
    reason = said(reason, what=REASON, where="--reason")
    key, day = mark_kind(kind), on or effective_day(workspace)
    with deciding(workspace, f"mark: remove {customer_id} {key}") as book:
        known_customer(book.lake, customer_id, where="mark")
        all_borne = [one for one in marks(book.lake, customer_id=customer_id) if one.removed_on is None]
        borne = next((one for one in all_borne if one.kind == key), None)
        if borne is None:
            names = Text(
                ", ".join(say_mark(one.kind).en for one in all_borne) or "none",
                "、".join(say_mark(one.kind).zh for one in all_borne) or "无",
            )
            problem = Text("{id} doesn't bear the mark {kind}", "{id} 没有“{kind}”标记")
            fix = Text("Its marks: {names}.", "现有标记：{names}。").fill(names=names)
            raise WorkspaceError(problem.fill(id=customer_id, kind=say_mark(key)), where="mark", fix=fix)
        if day < borne.begins_on:
            problem = Text("the mark was set on {day}, later than that", "该标记自 {day} 起才生效").fill(
                day=borne.begins_on
            )
            fix = Text("Name that day or a later one with --on.", "请用 --on 指定该日或之后的日期。")
            raise WorkspaceError(problem, where="--on", fix=fix)
        book.keep(
            MARKS,
            mark_id=borne.mark_id,
            event="removed",
            customer_id=customer_id,
            kind=key,
            effective_on=day,
            reason=reason,
        )
    return _one(workspace.lake, borne.mark_id)


def counting(schemes: Iterable[Scheme], kind: str) -> list[str]:
    """The names of the standards that take notice of a kind of mark."""
    key = mark_kind(kind)
    return [scheme.name for scheme in schemes if key in kinds_of(scheme) or "" in kinds_of(scheme)]


def kinds_of(scheme: Scheme) -> set[str]:
    """The kinds of mark a standard counts; the empty word stands for any."""
    asked = [measure for measure in scheme.measures() if measure.metric == METRIC]
    return {mark_kind(str(measure.options.get("kind", ""))) for measure in asked}


def _kind(workspace: Workspace, words: str, *, is_new: bool) -> str:
    key = mark_kind(said(words, what=_KIND, where="mark"))
    from fenji.workspace.standards import readable

    known = {kind.key for kind in KINDS} | {one.kind for one in marks(workspace.lake)}
    known |= {kind for scheme in readable(workspace) for kind in kinds_of(scheme) if kind}
    near = get_close_matches(key.casefold(), sorted(known), n=1, cutoff=0.7)
    if key in known or is_new or not near:
        return key
    problem = Text("no mark is called '{kind}'", "没有名为“{kind}”的标记").fill(kind=words)
    fix = Text(
        "Did you mean '{near}'? If it is a kind of its own, add --new.",
        "是不是“{near}”？如确为新的类型，请加 --new。",
    )
    raise WorkspaceError(problem, where="mark", fix=fix.fill(near=say_mark(near[0])))


def _one(lake: Lake, number: int) -> Mark:
    return _folded(rows(lake, MARKS, "mark_id = ?", [number]))[0]


def _folded(events: Iterable[dict[str, Any]]) -> list[Mark]:
    found: dict[int, Mark] = {}
    for row in events:
        number = int(row["mark_id"])
        if row["event"] == "added":
            found[number] = Mark(
                number,
                row["customer_id"],
                row["kind"],
                row["effective_on"],
                row["reason"],
                row["actor"],
                row["decided_at"],
            )
        else:
            found[number] = replace(
                found[number],
                removed_on=row["effective_on"],
                removed_by=row["actor"],
                removed_at=row["decided_at"],
                removed_reason=row["reason"],
            )
    return list(found.values())
