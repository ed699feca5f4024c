"""What an import does to the lake, inside one transaction or a rehearsal of one: settle, land, count, compare."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fenji.errors import Issue
from fenji.intake import findings as told
from fenji.intake.arriving import Arrived, Progress
from fenji.intake.changes import Before
from fenji.intake.complete import retire
from fenji.intake.drift import drift_findings, profile_of
from fenji.intake.findings import Guests, counted, guests_of, note, order_findings
from fenji.intake.landing import create_tables, land_orders
from fenji.intake.noticed import noticed
from fenji.intake.record import last_of
from fenji.intake.records import land_records
from fenji.intake.refunds import link_refunds
from fenji.intake.resettled import settle_orders_with_lake
from fenji.intake.stated import StatedFile, stated_findings
from fenji.intake.typed import BLANK, PROBLEMS_FOUND, SKIPPED, TYPED
from fenji.intake.warned import file_findings
from fenji.language import Text

if TYPE_CHECKING:
    from datetime import datetime

    from fenji.lake.commit import Transaction

WRITING = Text("writing", "写入")
NOT_MISTAKES = ("TOTAL_ROW", "LEFT_OUT", "EXAMPLE_ROW", "ERASED")


@dataclass(frozen=True)
class Landed:
    """What became of the rows, what was noticed, and what changed in which table."""

    counts: dict[str, int]
    findings: tuple[Issue, ...]
    guests: Guests | None
    changes: dict[str, dict[str, int]]
    leans_on: dict[int, int]
    profile: dict[str, Any] = field(default_factory=dict)
    mistakes: int = 0

    def to_record(self) -> dict[str, Any]:
        """The columns of the import record that say what came of it."""
        return {
            **self.counts,
            "findings": told.to_json(self.findings),
            "guests": told.guests_to_json(self.guests),
            "changes": json.dumps(self.changes),
            "leans_on": json.dumps(self.leans_on),
            "profile": json.dumps(self.profile, ensure_ascii=False),
        }


def land(
    tx: Transaction, arrived: Arrived, import_id: int, progress: Progress, *, imported_at: datetime | None = None
) -> Landed:
    """Settles the staged rows with the lake and lands them; nothing is lost without being counted."""
    asked = arrived.asked
    create_tables(tx, tuple(dict.fromkeys(("customers", *_tables(arrived)))))
    before, profile = Before.of(tx, arrived), profile_of(tx, arrived)
    removed = retire(tx, arrived, import_id) if asked.settings.file_is == "complete" else {}
    found: list[Issue] = [*arrived.notes, *file_findings(arrived.raw.outcome, arrived.mapping, asked.name)]
    guests: Guests | None = None
    if arrived.is_orders:
        settle_orders_with_lake(tx, arrived.file)
        link_refunds(tx, arrived.file)
        progress(WRITING, 0.1)
        guests = guests_of(tx, arrived.file)
        found += order_findings(tx, arrived.file, asked.name, guests)
        land_orders(tx, arrived.file, import_id)
    else:
        stated = StatedFile(
            asked.name, asked.settings.zone, asked.settings.currency, imported_at, arrived.raw.outcome.notes
        )
        land_records(tx, arrived.mapping, asked.settings.source, import_id, stated)
        found += stated_findings(tx, arrived.mapping, asked.name)
    counts = _counts(tx)
    found += _typing_findings(tx, arrived) + noticed(tx, arrived.typing, import_id, asked.name)
    earlier = last_of(tx.engine, asked.table, asked.settings.source)
    found += drift_findings(earlier, profile, arrived.raw.outcome.headers, arrived.mapping, where=asked.name)
    changes = before.changes(tx, arrived, removed)
    return Landed(counts, tuple(found), guests, changes, before.leans_on, profile, _mistakes(tx))


def _tables(arrived: Arrived) -> tuple[str, ...]:
    return ("orders", "order_lines") if arrived.is_orders else (arrived.asked.table,)


def _mistakes(tx: Transaction) -> int:
    """Rows that could not be taken and should have been: not totals, nor what the mapping leaves out."""
    spared = ", ".join(f"'{code}'" for code in NOT_MISTAKES)
    (row,) = tx.rows(f"SELECT count(DISTINCT __row) AS n FROM {PROBLEMS_FOUND} WHERE __code NOT IN ({spared})")
    return int(row["n"])


def _typing_findings(tx: Transaction, arrived: Arrived) -> list[Issue]:
    name = arrived.asked.name
    found = []
    sentinels = arrived.typing.sentinels()
    if sentinels:
        problem = counted(
            Text("{n} date{n:s} {n:stands|stand} for 'empty' (1900-01-01 …)", "{n} 个日期为占位值（1900-01-01 等）"),
            sentinels,
        )
        fix = Text("They are taken as unknown.", "已按未知处理。")
        found.append(note("warning", name, "SENTINEL", problem=problem, fix=fix))
    for row in tx.rows(
        f"SELECT __code AS code, count(DISTINCT __row) AS n FROM {PROBLEMS_FOUND} GROUP BY 1 ORDER BY 1"
    ):
        found.append(told.rejected(name, row["code"], row["n"]))
    return found


def _counts(tx: Transaction) -> dict[str, int]:
    """What became of the file's rows; that nothing is lost is counted, not assumed."""
    out = f"(SELECT __row FROM {PROBLEMS_FOUND})"
    (row,) = tx.rows(
        f"SELECT count(*) AS rows_in, count(*) FILTER (__fate = {BLANK}) AS blank, "
        f"count(*) FILTER (__row IN {out}) AS rejected, "
        f"count(*) FILTER (__row IN (SELECT __row FROM {SKIPPED}) AND __row NOT IN {out}) AS duplicates_skipped, "
        f"count(*) FILTER (__fate <> {BLANK} AND __row NOT IN (SELECT __row FROM {SKIPPED}) AND __row NOT IN {out}) "
        f"AS accepted FROM {TYPED}"
    )
    counts = {name: int(value) for name, value in row.items()}
    if counts["rows_in"] != sum(counts[name] for name in ("accepted", "rejected", "duplicates_skipped", "blank")):
        raise RuntimeError(f"rows were lost: {counts}")
    return counts
