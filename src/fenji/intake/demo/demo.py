"""One import of demo data: all its tables in one transaction, once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from fenji.errors import Issue
from fenji.intake.demo.import_record import begin, earlier, record
from fenji.intake.landing import create_tables
from fenji.language import Text
from fenji.tables import CANONICAL

if TYPE_CHECKING:
    import pyarrow as pa

    from fenji.lake.commit import Transaction
    from fenji.lake.lake import Lake

Progress = Callable[[Text, float], None]


class Settings(Protocol):
    """What a demo needs to know of the import settings."""

    @property
    def actor(self) -> str:
        """Who imports."""


@dataclass(frozen=True)
class Demo:
    """Demo data before it rests: where its rows come from, and what they become.

    `inputs` are read into temporary tables; `selects` gives for each canonical table the query on them; `findings`
    gives queries whose one number `n` is put into the words of a note.
    """

    name: str
    digest: str
    currency: str
    inputs: Mapping[str, Callable[[], pa.Table]]
    selects: Mapping[str, str]
    findings: Mapping[str, tuple[str, Issue]]


@dataclass(frozen=True)
class DemoReport:
    """What a demo brought: rows of each table, and what is odd about them. A repeat brings nothing."""

    name: str
    import_id: int | None
    tables: Mapping[str, int]
    findings: tuple[Issue, ...]
    snapshot: int
    is_repeat: bool


def file_digest(paths: Iterable[Path]) -> str:
    """The SHA-256 of several files, one after the other."""
    sha256 = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            while piece := file.read(1 << 20):
                sha256.update(piece)
    return sha256.hexdigest()


def fill(lake: Lake, settings: Settings, demo: Demo, progress: Progress | None = None) -> DemoReport:
    """Writes a demo's tables in one transaction, with its import record; nothing when that record is there."""
    say = progress or _silent
    if (found := earlier(lake, demo.digest)) is not None:
        say(Text("already loaded", "已载入"), 1.0)
        return DemoReport(demo.name, found, {}, (), lake.snapshot(), is_repeat=True)
    with ExitStack() as lent:
        for number, (name, read) in enumerate(demo.inputs.items()):
            say(Text("reading", "读取数据"), 0.3 * number / len(demo.inputs))
            lent.enter_context(lake.engine.lent(name, read()))
        with lake.write(actor=settings.actor, what=f"import {demo.name}") as transaction:
            before, import_id = lake.snapshot(), begin(transaction)
            create_tables(transaction, tuple(demo.selects))
            counts: dict[str, int] = {}
            for table, select in demo.selects.items():
                title = CANONICAL[table].title
                share = 0.3 + 0.6 * len(counts) / len(demo.selects)
                say(Text("writing {table}", "写入{table}").fill(table=title), share)
                counts[table] = _append(transaction, table, select, import_id)
            findings = tuple(_finding(transaction, *asked) for asked in demo.findings.values())
            record(transaction, demo, settings, import_id=import_id, counts=counts, findings=findings, snapshot=before)
    say(Text("done", "完成"), 1.0)
    return DemoReport(demo.name, import_id, counts, findings, lake.snapshot(), is_repeat=False)


def _append(transaction: Transaction, table: str, select: str, import_id: int) -> int:
    return transaction.append(table, f"SELECT *, {import_id} AS import_id FROM ({select})")


def _finding(transaction: Transaction, sql: str, issue: Issue) -> Issue:
    (row,) = transaction.rows(sql)
    return replace(issue, problem=issue.problem.fill(n=f"{row['n']:,}"))


def _silent(stage: Text, share: float) -> None:
    """Nobody is watching."""
