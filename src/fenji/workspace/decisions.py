"""Decisions of people, written under the lock: who, when and why; a later row follows one, none is changed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from fenji.errors import UnknownCustomer, WorkspaceError
from fenji.intake.identity.merges import MERGES, REVIEWS, newest_decision
from fenji.language import Text
from fenji.tables.decided import DECIDED, GRADING

if TYPE_CHECKING:
    from fenji.lake.commit import Transaction
    from fenji.lake.lake import Lake
    from fenji.workspace.workspace import Workspace

KEPT = (MERGES, REVIEWS, *DECIDED)  # every table of decisions: what no import can bring back
SEEN = (MERGES, *GRADING)  # those a grading depends on
WAIT_SECONDS = 30.0
LONGEST = 500


@dataclass(frozen=True)
class Deciding:
    """A decision being written: what holds is read and the new row kept in one transaction, under the write lock."""

    tx: Transaction
    lake: Lake
    actor: str
    at: datetime

    def keep(self, table: str, **values: Any) -> int:
        """Keeps a row of a table of decisions, signed and numbered; gives its number in the order of all decisions."""
        columns = DECIDED[table]
        self.tx.create(table, columns)
        number = newest_sequence(self.lake, DECIDED) + 1
        row: dict[str, Any] = {"actor": self.actor, "decided_at": self.at, **values, "sequence": number}
        assert row.keys() <= columns.keys()
        named = ", ".join(f"CAST(? AS {columns[name]}) AS {name}" for name in row)
        self.tx.append(table, f"SELECT {named}", list(row.values()))
        return number

    def rows(self, table: str, where: str = "TRUE", parameters: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """The rows of a table of decisions, oldest first; none where there is no such table yet."""
        return rows(self.lake, table, where, parameters)

    def next(self, table: str, column: str) -> int:
        """The next free number of a column."""
        if not self.lake.has(table):
            return 1
        (row,) = self.tx.rows(f"SELECT coalesce(max({column}), 0) + 1 AS n FROM lake.main.{table}")
        return int(row["n"])


@contextmanager
def deciding(workspace: Workspace, what: str) -> Iterator[Deciding]:
    """Waits for the write lock (LakeBusy names who holds it), then lets one decision be read, checked and written."""
    lake = workspace.lake
    with lake.write(actor=workspace.actor, what=what, wait_seconds=WAIT_SECONDS) as tx:
        yield Deciding(tx, lake, workspace.actor, now())


def newest(lake: Lake) -> int:
    """A number that grows with every decision a grading depends on: on who is one, overrides, marks, judgements."""
    return newest_decision(lake) + newest_sequence(lake, GRADING)


def newest_sequence(lake: Lake, tables: Sequence[str] | Any) -> int:
    """The last number given to a row of these tables; 0 before the first."""
    there = [name for name in lake.tables() if name in tables]
    if not there:
        return 0
    each = " UNION ALL ".join(f"SELECT max(sequence) AS n FROM lake.main.{name}" for name in there)
    (row,) = lake.engine.rows(f"SELECT coalesce(max(n), 0) AS n FROM ({each})")
    return int(row["n"])


def rows(lake: Lake, table: str, where: str = "TRUE", parameters: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """The rows of a table of decisions in the order they were taken."""
    if not lake.has(table):
        return []
    columns = ", ".join(DECIDED[table])
    sql = f"SELECT {columns} FROM lake.main.{table} WHERE {where} ORDER BY sequence"
    return lake.engine.rows(sql, list(parameters) or None)


def effective_day(workspace: Workspace) -> date:
    """The day a decision takes effect unless another is named: that of the grades people look at.

    The as-of date of the newest grading, else the last day with data; never later than today.
    """
    from fenji.workspace.standards import last_day

    lake, today = workspace.lake, now().date()
    if lake.has("runs"):
        (row,) = lake.engine.rows("SELECT max(as_of) AS day FROM lake.main.runs")
        graded: date | None = row["day"]
        if graded is not None:
            return min(today, graded)
    return min(last_day(workspace) or today, today)


def known_customer(lake: Lake, customer_id: str, *, where: str) -> str:
    """The id, where a customer has it; otherwise an error with the nearest guess."""
    if lake.has("customers"):
        asked = "SELECT 1 FROM lake.main.customers WHERE customer_id = ? LIMIT 1"
        if lake.engine.rows(asked, [customer_id]):
            return customer_id
    sql = "SELECT customer_id FROM lake.main.customers ORDER BY ALL LIMIT 5000"
    found = lake.engine.rows(sql) if lake.has("customers") else []
    names = {row["customer_id"].casefold(): row["customer_id"] for row in found}
    guess = [names[near] for near in get_close_matches(customer_id.casefold(), names, n=1)]
    fix = Text("Did you mean '{id}'?", "是不是“{id}”？") if guess else Text("Check the id.", "请核对客户ID。")
    problem = Text("no customer has the id '{id}'", "没有ID为“{id}”的客户").fill(id=customer_id)
    raise UnknownCustomer(problem, where=where, fix=fix.fill(id="".join(guess)))


def said(words: str | None, *, what: Text, where: str) -> str:
    """What a person wrote, without blanks around it; nothing, control characters or a whole page are refused.

    >>> said(" 大客户 ", what=Text("the reason", "原因"), where="--reason")
    '大客户'
    """
    text = (words or "").strip()
    strange = any(unicodedata.category(letter) in ("Cc", "Cf", "Cs") for letter in text.replace("\n", " "))
    if text and len(text) <= LONGEST and not strange:
        return text
    if not text:
        problem = Text("{what} is missing", "缺少{what}")
    elif strange:
        problem = Text("{what} has characters that cannot be read", "{what}含有不可见字符")
    else:
        problem = Text("{what} is longer than {n} characters", "{what}超过 {n} 个字符")
    fix = Text('Say it in a few words: {where} "..."', '请用几句话写明：{where} "…"').fill(where=where)
    raise WorkspaceError(problem.fill(what=what, n=LONGEST), where=where, fix=fix)


REASON = Text("the reason", "原因")


def now() -> datetime:
    """This moment, UTC."""
    return datetime.now(UTC).replace(tzinfo=None)
