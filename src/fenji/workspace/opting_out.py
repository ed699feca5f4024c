"""Opting out of profiling: who asked, when and how; from the next grading on, not graded and in no segment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from fenji.errors import WorkspaceError
from fenji.intake.identity.merges import links_of, merges, survivor_of
from fenji.language import Text
from fenji.tables.decided import OPT_OUTS
from fenji.tables.opted_out import IN, OUT
from fenji.tables.opted_out import REASON as OPTED_OUT
from fenji.workspace.decisions import REASON, deciding, known_customer, rows, said
from fenji.workspace.standing_file import write_standing

if TYPE_CHECKING:
    from fenji.engines.engine import Engine
    from fenji.lake.lake import Lake
    from fenji.workspace.workspace import Workspace

NOTE = Text(
    "{n} customer{n:s} opted out of profiling: not graded, and none of their figures is counted",
    "{n} 位客户已拒绝画像：不评级，其数据不计入任何指标",
)


@dataclass(frozen=True)
class OptOut:
    """One customer's opt-out: since when, as asked by whom; `ended_at` when it was taken back."""

    customer_id: str
    said_by: str
    reason: str
    actor: str
    decided_at: datetime
    ended_at: datetime | None = None
    ended_by: str | None = None
    ended_reason: str | None = None

    @property
    def holds(self) -> bool:
        """Whether the customer is out now."""
        return self.ended_at is None


def opt_outs(lake: Lake, *, customer_id: str | None = None) -> list[OptOut]:
    """Every opt-out ever asked for, oldest first; of one customer where named."""
    where, asked = ("TRUE", []) if customer_id is None else ("customer_id = ?", [customer_id])
    found: dict[tuple[str, int], OptOut] = {}
    last: dict[str, int] = {}
    for row in rows(lake, OPT_OUTS, where, asked):
        of = row["customer_id"]
        if row["event"] == OUT:
            last[of] = int(row["sequence"])
            found[of, last[of]] = OptOut(of, row["said_by"], row["reason"], row["actor"], row["decided_at"])
        elif of in last:
            was = found[of, last[of]]
            found[of, last[of]] = OptOut(
                of, was.said_by, was.reason, was.actor, was.decided_at, row["decided_at"], row["actor"], row["reason"]
            )
    return list(found.values())


def opt_out(workspace: Workspace, customer_id: str, *, said_by: str, reason: str | None) -> OptOut:
    """Takes a person out of profiling, at once: whatever is graded from now on, as of whatever day, is without them.

    `said_by`: how they said it (a letter, the hotline …). Errors: an unknown customer; no words; out already.
    """
    reason = said(reason, what=REASON, where="--reason")
    said_by = said(said_by, what=_HOW, where="--source")
    with deciding(workspace, f"opt out: {customer_id}") as book:
        known_customer(book.lake, customer_id, where="customer")
        if any(one.holds for one in opt_outs(book.lake, customer_id=customer_id)):
            problem = Text("{id} has opted out already", "{id} 已拒绝画像").fill(id=customer_id)
            raise WorkspaceError(problem, where=customer_id, fix=Text("Nothing is left to do.", "无需再次登记。"))
        book.keep(OPT_OUTS, event=OUT, customer_id=customer_id, said_by=said_by, reason=reason)
    write_standing(workspace)
    return opt_outs(workspace.lake, customer_id=customer_id)[-1]


def opt_in(workspace: Workspace, customer_id: str, *, said_by: str, reason: str | None) -> list[OptOut]:
    """Takes an opt-out back, because the person says so; of merged customers that of every record of theirs.

    Errors: an unknown customer; no words; nobody of that id is out.
    """
    reason = said(reason, what=REASON, where="--reason")
    said_by = said(said_by, what=_HOW, where="--source")
    with deciding(workspace, f"opt in: {customer_id}") as book:
        known_customer(book.lake, customer_id, where="customer")
        links = links_of(merges(book.lake))
        mine = [one for one in opt_outs(book.lake) if one.holds and survivor_of(links, one.customer_id) == customer_id]
        mine = mine or [one for one in opt_outs(book.lake, customer_id=customer_id) if one.holds]
        if not mine:
            problem = Text("{id} has not opted out", "{id} 没有拒绝画像").fill(id=customer_id)
            raise WorkspaceError(problem, where=customer_id, fix=Text("Check the id.", "请核对客户ID。"))
        for one in mine:
            book.keep(OPT_OUTS, event=IN, customer_id=one.customer_id, said_by=said_by, reason=reason)
    write_standing(workspace)
    return [opt_outs(workspace.lake, customer_id=one.customer_id)[-1] for one in mine]


def opted_out_notes(engine: Engine, table: str, run_id: str) -> tuple[Text, ...]:
    """What a run's notes say of customers who have opted out; nothing where nobody has."""
    sql = f"SELECT count(*) AS n FROM lake.main.{table} WHERE run_id = ? AND reason = ?"
    n = int(engine.rows(sql, [run_id, OPTED_OUT])[0]["n"])
    return (NOTE.fill(n=n),) if n else ()


def facts(one: OptOut) -> dict[str, Any]:
    """As plain values."""
    return {name: getattr(one, name) for name in OptOut.__dataclass_fields__} | {"holds": one.holds}


_HOW = Text("how they said it", "提出方式")
