"""What importing a file would do: how it is read, what columns become, what happens to its rows; nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji.errors import Issue
from fenji.intake.arriving import Arrived, Asked, Progress
from fenji.intake.findings import Guests, words_of
from fenji.intake.landed import Landed, land
from fenji.intake.mapping import Mapping
from fenji.intake.recognise import column_letter
from fenji.intake.record import Question, create_table, earlier, next_id
from fenji.intake.rejects import RejectedRow, rejected_rows, write_rejects
from fenji.intake.report import ImportReport
from fenji.intake.typed import KEPT, RAW, TYPED
from fenji.lake.rehearsal import rehearse
from fenji.language import Text

if TYPE_CHECKING:
    from fenji.engines.engine import Engine
    from fenji.lake.commit import Transaction
    from fenji.lake.lake import Lake

SAMPLES = 3
_WIDEST = 60


@dataclass(frozen=True)
class ColumnPreview:
    """One column of the file: its letter and header, the column it feeds if any, and cells with what they become."""

    letter: str
    header: str
    column: str | None
    label: Text | None
    type: Text | None
    samples: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Preview:
    """What would happen: shape of the file, columns, counts, changes, rejected rows and warnings.

    `repeats` is the number of the import that brought the same file already; then nothing would change.
    """

    file: str
    table: str
    sha256: str
    mapping: Mapping
    kind: str = ""
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int = 1
    columns: tuple[ColumnPreview, ...] = ()
    rows_in: int = 0
    accepted: int = 0
    rejected: int = 0
    duplicates_skipped: int = 0
    blank: int = 0
    changes: Pairs[str, Pairs[str, int]] = field(default_factory=dict)
    rejects: tuple[RejectedRow, ...] = ()
    findings: tuple[Issue, ...] = ()
    guests: Guests | None = None
    is_saved_mapping: bool = False
    mistakes: int = 0
    repeats: int | None = None

    @property
    def ignored(self) -> tuple[str, ...]:
        """Headers of the file that feed nothing."""
        return tuple(column.header for column in self.columns if column.column is None and column.header)

    def reason(self, code: str) -> Text:
        """Why a rejected row cannot be taken, in words."""
        return words_of(code)[0]


def preview_of(lake: Lake, arrived: Arrived, progress: Progress) -> Preview:
    """A file that has arrived, landed in rehearsal: the same settling and counting as the import, and no trace."""
    columns = column_previews(lake.engine, arrived)
    with rehearse(lake) as tx:
        return _rehearsed(tx, arrived, progress, columns)


def repeated(asked: Asked, question: Question, report: ImportReport) -> Preview:
    """The preview of a file that was imported before: nothing would change."""
    return Preview(
        file=asked.name,
        table=asked.table,
        sha256=question.sha256,
        mapping=report.mapping,
        rows_in=report.rows_in,
        accepted=report.accepted,
        rejected=report.rejected,
        duplicates_skipped=report.duplicates_skipped,
        blank=report.blank,
        repeats=report.import_id,
    )


def preview_after(arrived: Arrived, columns: tuple[ColumnPreview, ...], report: ImportReport) -> Preview:
    """The same picture of a file that was written without being tried first."""
    outcome = arrived.raw.outcome
    names = ("rows_in", "accepted", "rejected", "duplicates_skipped", "blank", "changes", "findings", "guests")
    return Preview(
        file=report.file,
        table=report.table,
        sha256=report.sha256,
        mapping=report.mapping,
        kind=outcome.kind,
        encoding=outcome.encoding,
        delimiter=outcome.delimiter,
        sheet=outcome.sheet,
        header_row=outcome.header_row,
        columns=columns,
        is_saved_mapping=arrived.is_saved,
        repeats=report.import_id if report.is_repeat else None,
        **{name: getattr(report, name) for name in names},
    )


def _rehearsed(tx: Transaction, arrived: Arrived, progress: Progress, columns: tuple[ColumnPreview, ...]) -> Preview:
    create_table(tx)
    known = earlier(tx.engine, arrived.question, arrived.settled)
    landed = land(tx, arrived, next_id(tx), progress)
    headers = arrived.raw.outcome.headers
    rejects: tuple[RejectedRow, ...] = ()
    if landed.counts["rejected"]:
        rejects = tuple(rejected_rows(tx.engine, headers, arrived.asked.rejects_shown))
        if arrived.asked.rejects_to is not None:
            write_rejects(tx.engine, headers, arrived.asked.rejects_to)
    return _preview(arrived, landed, columns, rejects, None if known is None else int(known["import_id"]))


def _preview(
    arrived: Arrived,
    landed: Landed,
    columns: tuple[ColumnPreview, ...],
    rejects: tuple[RejectedRow, ...],
    known: int | None,
) -> Preview:
    outcome = arrived.raw.outcome
    return Preview(
        file=arrived.asked.name,
        table=arrived.asked.table,
        sha256=arrived.question.sha256,
        mapping=arrived.mapping,
        kind=outcome.kind,
        encoding=outcome.encoding,
        delimiter=outcome.delimiter,
        sheet=outcome.sheet,
        header_row=outcome.header_row,
        columns=columns,
        changes=landed.changes,
        rejects=rejects,
        findings=landed.findings,
        guests=landed.guests,
        is_saved_mapping=arrived.is_saved,
        mistakes=landed.mistakes,
        repeats=known,
        **landed.counts,
    )


def column_previews(engine: Engine, arrived: Arrived) -> tuple[ColumnPreview, ...]:
    """Every column of the file with a few cells of rows that can be read, and what they become."""
    headers = arrived.raw.outcome.headers
    fed = {header: name for name, header in arrived.mapping.columns.items()}
    cells = [f"r.c{index} AS raw{index}" for index in range(len(headers))]
    values = [f't."{name}" AS "value_{name}"' for name in arrived.typing.columns]
    rows = engine.rows(
        f"SELECT {', '.join(cells + values)} FROM {RAW} r JOIN (SELECT * FROM {TYPED} WHERE __fate = {KEPT} "
        f"LIMIT {SAMPLES}) t ON r.__row = t.__row ORDER BY t.__row"
    )
    shown = []
    for index, header in enumerate(headers):
        name = fed.get(header)
        column = arrived.typing.columns.get(name) if name else None
        samples = tuple((_cell(row[f"raw{index}"]), _said(row.get(f"value_{name}"))) for row in rows)
        label, kind = (column.label, column.type_text) if column else (None, None)
        shown.append(ColumnPreview(column_letter(index), header, name if column else None, label, kind, samples))
    return tuple(shown)


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= _WIDEST else f"{text[:_WIDEST]}…"


def _said(value: Any) -> str:
    """A typed value as it will be kept; empty where it is unknown."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds") if value.time() != datetime.min.time() else value.date().isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else _cell(value)
