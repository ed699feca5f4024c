"""One import: a file is read, mapped, typed and settled, and lands in the lake in one transaction or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenji.engines.translate import cancelled, of_disk
from fenji.errors import Issue
from fenji.intake import findings as told
from fenji.intake.archive import archive_original, hash_of
from fenji.intake.findings import Guests, counted, guests_of, note, order_findings
from fenji.intake.instants import zone_of
from fenji.intake.landing import create_tables, land_orders
from fenji.intake.mapping import Mapping, MappingOptions
from fenji.intake.orders import OrderFile, settle_orders_with_lake, stage_orders
from fenji.intake.reader import RawFile, check_file, read_file
from fenji.intake.recognise import check_mapping, columns_of, recognised, required_of
from fenji.intake.record import COLUMNS, TABLE, Question, earlier, mapping_of, next_id, write_record
from fenji.intake.records import land_records, stage_records
from fenji.intake.refunds import link_refunds
from fenji.intake.rejects import write_rejects
from fenji.intake.report import ImportReport, IntakeSettings
from fenji.intake.staged import Request
from fenji.intake.staging import clear_tables, staging_folder
from fenji.intake.typed import BLANK, PROBLEMS_FOUND, SKIPPED, TYPED, Typing
from fenji.language import Text

if TYPE_CHECKING:
    from fenji.lake.commit import Transaction
    from fenji.lake.lake import Lake

__all__ = ["ImportReport", "IntakeSettings", "Progress", "import_file"]

Progress = Callable[[Text, float], None]
READING = Text("reading", "读取")
TYPING = Text("typing", "识别类型")
SETTLING = Text("checking duplicates and refunds", "核对重复与退款")
WRITING = Text("writing", "写入")
_ORDER_TABLES = ("orders", "order_lines")


def import_file(
    lake: Lake,
    path: Path,
    *,
    mapping: Mapping | None,
    table: str,
    settings: IntakeSettings,
    options: MappingOptions | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """A file's rows become rows of a canonical table, in one transaction; what cannot be taken is in a reject file.

    Without a mapping the headers are recognised (`options` then say how to read them). The same file with the same
    mapping again changes nothing. Any error, Ctrl-C, full disk or crash leaves the lake as it was.
    """
    try:
        return _Import(lake, path, table, settings, progress or _silent).run(mapping, options)
    except KeyboardInterrupt as stop:
        raise cancelled(path.name) from stop
    except OSError as error:
        raise of_disk(error, str(path)) from error


class _Import:
    def __init__(self, lake: Lake, path: Path, table: str, settings: IntakeSettings, progress: Progress) -> None:
        self.lake, self.path, self.table, self.settings, self.progress = lake, path, table, settings, progress
        self.name = path.name

    def run(self, mapping: Mapping | None, options: MappingOptions | None) -> ImportReport:
        columns_of(self.table)
        check_file(self.path, self.name)
        zone_of(self.settings.zone)
        options = mapping.options if mapping else options or MappingOptions()
        asked = (mapping or Mapping(self.table, {}, options)).digest
        self.question = Question(hash_of(self.path), self.table, self.settings.source, asked)
        if self.lake.has(TABLE) and (known := earlier(self.lake.engine, self.question)):
            return self._repeat(known)
        with staging_folder(self.lake.folder) as folder:
            raw = self._read(folder, options)
            if mapping is None:
                mapping = recognised(raw.outcome.headers, self.table, options, where=self.name)
            else:
                check_mapping(mapping, raw.outcome.headers, where=self.name)
            try:
                return self._import(raw, mapping)
            finally:
                clear_tables(self.lake)

    def _read(self, folder: Path, options: MappingOptions) -> RawFile:
        request = Request(
            str(self.path.resolve()),
            str(folder),
            encoding=options.encoding,
            delimiter=options.delimiter,
            sheet=options.sheet,
            header_row=options.header_row,
        )
        return read_file(request, name=self.name, progress=lambda share: self.progress(READING, share))

    def _import(self, raw: RawFile, mapping: Mapping) -> ImportReport:
        engine = self.lake.engine
        self.progress(TYPING, 0.0)
        typing = Typing(engine, raw, mapping, columns_of(self.table), required=required_of(mapping))
        zone = mapping.options.zone or self.settings.zone
        typing.run(zone, self.settings.zone)
        self.progress(TYPING, 1.0)
        self.file = OrderFile(mapping, self.settings.source, self.settings.currency)
        if self.table in _ORDER_TABLES:
            stage_orders(engine, self.file, self.name)
        else:
            stage_records(engine, mapping, self.settings.source, self.settings.currency)
        original = archive_original(self.path, self.settings.archive, self.question.sha256)
        self.progress(SETTLING, 0.0)
        rejects: Path | None = None
        try:
            with self.lake.write(actor=self.settings.actor, what=f"import {self.name}") as tx:
                before = self.lake.snapshot()
                tx.create(TABLE, COLUMNS)
                if known := earlier(tx.engine, self.question, mapping.digest):
                    raise _KnownAlready(known)  # noqa: TRY301 - leaves the transaction, which rolls back
                values = self._land(tx, typing, mapping)
                rejects = self._write_rejects(tx, raw, values)
                values.update(original=original.name, rejects_file=str(rejects) if rejects else None)
                values.update(snapshot_before=before, snapshot_after=before + 1)
                write_record(tx, values)
                self.progress(WRITING, 0.9)
        except _KnownAlready as again:
            return self._repeat(again.record)
        except BaseException:
            if rejects is not None:
                rejects.unlink(missing_ok=True)
            raise
        self.progress(WRITING, 1.0)
        return self._report(values, mapping, is_repeat=False, snapshot_after=self.lake.snapshot())

    def _land(self, tx: Transaction, typing: Typing, mapping: Mapping) -> dict[str, Any]:
        import_id = next_id(tx)
        found: list[Issue] = []
        guests: Guests | None = None
        if self.table in _ORDER_TABLES:
            create_tables(tx, ("customers", "orders", "order_lines"))
            settle_orders_with_lake(tx.engine, self.file)
            link_refunds(tx, self.file)
            self.progress(WRITING, 0.1)
            guests = guests_of(tx)
            found = order_findings(tx, self.file, self.name, guests)
            land_orders(tx, self.file, import_id)
        else:
            create_tables(tx, ("customers", self.table))
            land_records(tx, mapping, self.settings.source, import_id)
        counts = _counts(tx)
        found += self._typing_findings(typing, tx)
        return {
            "import_id": import_id,
            "file": self.name,
            "sha256": self.question.sha256,
            "table_name": self.table,
            "source": self.settings.source,
            "mapping": mapping.to_json(),
            "asked": self.question.asked,
            "settled": mapping.digest,
            "findings": told.to_json(found),
            "guests": told.guests_to_json(guests),
            "actor": self.settings.actor,
            **counts,
        }

    def _typing_findings(self, typing: Typing, tx: Transaction) -> list[Issue]:
        found = []
        sentinels = typing.sentinels()
        if sentinels:
            problem = counted(
                Text("{n} dates stand for 'empty' (1900-01-01 …)", "{n} 个日期为占位值(1900-01-01 等)"), sentinels
            )
            fix = Text("They are taken as unknown.", "已按未知处理。")
            found.append(note("warning", self.name, "SENTINEL", problem=problem, fix=fix))
        for row in tx.rows(
            f"SELECT __code AS code, count(DISTINCT __row) AS n FROM {PROBLEMS_FOUND} GROUP BY 1 ORDER BY 1"
        ):
            found.append(told.rejected(self.name, row["code"], row["n"]))
        return found

    def _write_rejects(self, tx: Transaction, raw: RawFile, values: dict[str, Any]) -> Path | None:
        if not values["rejected"]:
            return None
        target = self.settings.rejects / f"{values['import_id']}-{self.path.stem}-rejects.csv"
        write_rejects(tx.engine, raw.outcome.headers, target)
        return target

    def _repeat(self, row: dict[str, Any]) -> ImportReport:
        now = self.lake.snapshot()
        values = {**row, "snapshot_before": now, "file": self.name}
        return self._report(values, mapping_of(row), is_repeat=True, snapshot_after=now)

    def _report(
        self, values: dict[str, Any], mapping: Mapping, *, is_repeat: bool, snapshot_after: int
    ) -> ImportReport:
        rejects = values.get("rejects_file")
        counts = {
            name: int(values[name]) for name in ("rows_in", "accepted", "rejected", "duplicates_skipped", "blank")
        }
        return ImportReport(
            import_id=int(values["import_id"]),
            file=self.name,
            sha256=values["sha256"],
            table=values["table_name"],
            rejects_file=Path(rejects) if rejects else None,
            findings=told.from_json(values["findings"]),
            snapshot_before=int(values["snapshot_before"]),
            snapshot_after=snapshot_after,
            is_repeat=is_repeat,
            mapping=mapping,
            guests=told.guests_from_json(values["guests"]),
            **counts,
        )


def _silent(stage: Text, share: float) -> None:
    """Nobody watches."""
    del stage, share


class _KnownAlready(Exception):
    def __init__(self, record: dict[str, Any]) -> None:
        super().__init__("imported already")
        self.record = record


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
