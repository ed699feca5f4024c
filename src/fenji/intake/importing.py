"""One import: a file is read, mapped, typed and settled, and lands in the lake in one transaction or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenji.engines.translate import cancelled, of_disk
from fenji.errors import FenjiError, FileRefused
from fenji.intake import findings as told
from fenji.intake.archive import archive_original
from fenji.intake.arriving import Arrived, Asked, Progress, arriving, check_asked, known_import
from fenji.intake.clock import at
from fenji.intake.erased import redact_arrived
from fenji.intake.landed import WRITING, Landed, land
from fenji.intake.mapping import Mapping, MappingOptions
from fenji.intake.preview import Preview, column_previews, preview_after, preview_of, repeated
from fenji.intake.reader import Child
from fenji.intake.record import create_table, earlier, keep_journal, mapping_of, next_id, write_record
from fenji.intake.rejects import rejects_path, write_rejects
from fenji.intake.report import ImportReport, IntakeSettings, Replay
from fenji.intake.saved_mappings import save_mapping
from fenji.lake.commit import uninterrupted
from fenji.lake.leftovers import remove_leftovers
from fenji.lake.space import require_space
from fenji.language import Text, say_count

if TYPE_CHECKING:
    from fenji.lake.commit import Transaction
    from fenji.lake.lake import Lake

__all__ = ["ImportReport", "IntakeSettings", "Progress", "import_file", "offer_file", "preview_file"]

SETTLING = Text("checking duplicates and refunds", "核对重复与退款")
_ROOM = 3  # what an import writes, in sizes of its file: rows as text, rows of the lake, the original
_COUNTS = ("rows_in", "accepted", "rejected", "duplicates_skipped", "blank")


def import_file(
    lake: Lake,
    path: Path,
    *,
    mapping: Mapping | None,
    table: str,
    settings: IntakeSettings,
    options: MappingOptions | None = None,
    progress: Progress | None = None,
    replay: Replay | None = None,
) -> ImportReport:
    """A file's rows become rows of a canonical table, in one transaction; what cannot be taken is in a reject file.

    Without a mapping the one saved for files of this shape is used, else the headers are recognised (`options` then
    say how to read them). The same file with the same mapping again changes nothing. Any error, Ctrl-C, full disk or
    crash leaves the lake as it was.
    """
    called = "" if replay is None else str(replay.record["file"])
    asked = Asked(path, table, settings, mapping, options, called)
    _, report = _taken(lake, asked, progress or _silent, decide=None, replay=replay)
    assert report is not None
    return report


def preview_file(
    lake: Lake,
    path: Path,
    *,
    mapping: Mapping | None,
    table: str,
    settings: IntakeSettings,
    options: MappingOptions | None = None,
    progress: Progress | None = None,
) -> Preview:
    """What importing the file would do, computed by doing all of it but the writing."""
    asked = Asked(path, table, settings, mapping, options)
    preview, _ = _taken(lake, asked, progress or _silent, decide=lambda _: False)
    assert preview is not None
    return preview


def offer_file(
    lake: Lake, asked: Asked, decide: Callable[[Preview], bool] | None, progress: Progress | None = None
) -> tuple[Preview, ImportReport | None]:
    """The preview is shown to whoever decides; on yes the same staged rows are written, without reading again.

    Without anybody to decide they are written at once, and the preview says what they became.
    """
    preview, report = _taken(lake, asked, progress or _silent, decide=decide)
    assert preview is not None
    return preview, report


def _taken(
    lake: Lake,
    asked: Asked,
    progress: Progress,
    *,
    decide: Callable[[Preview], bool] | None,
    replay: Replay | None = None,
) -> tuple[Preview | None, ImportReport | None]:
    try:
        check_asked(asked)
        with Child() as child:  # it gets ready while the file's bytes are hashed
            question = asked.question()
            if replay is None and (known := known_import(lake, question)):
                report = _repeat(lake, asked, known)
                return repeated(asked, question, report), report
            require_space(lake.folder, bytes_needed=_ROOM * asked.path.stat().st_size, what=asked.name)
            moment = None if replay is None else replay.record["imported_at"]
            with at(moment), arriving(lake, asked, question, progress, child) as arrived:
                return _offered(lake, arrived, progress, decide, replay)
    except KeyboardInterrupt as stop:
        raise cancelled(asked.name) from stop
    except OSError as error:
        raise of_disk(error, str(asked.path)) from error


def _offered(
    lake: Lake,
    arrived: Arrived,
    progress: Progress,
    decide: Callable[[Preview], bool] | None,
    replay: Replay | None,
) -> tuple[Preview, ImportReport | None]:
    if decide is not None:
        preview = preview_of(lake, arrived, progress)
        if preview.repeats is not None or not decide(preview):
            return preview, None
        return preview, _Write(lake, arrived, progress, replay).run()
    columns = column_previews(lake.engine, arrived)
    report = _Write(lake, arrived, progress, replay).run()
    return preview_after(arrived, columns, report), report


class _Write:
    """One file's way into the lake, once it is staged."""

    def __init__(self, lake: Lake, arrived: Arrived, progress: Progress, replay: Replay | None) -> None:
        self.lake, self.arrived, self.progress, self.replay = lake, arrived, progress, replay
        self.asked, self.settings = arrived.asked, arrived.asked.settings

    def run(self) -> ImportReport:
        arrived = self.arrived
        self.progress(SETTLING, 0.0)
        rejects: Path | None = None
        try:
            with (
                ThreadPoolExecutor(1) as beside,
                self.lake.write(actor=self.settings.actor, what=f"import {self.asked.name}") as tx,
            ):
                kept = beside.submit(archive_original, self.asked.path, self.settings.archive, arrived.question.sha256)
                before = self.lake.snapshot()
                create_table(tx)
                if self.replay is None and (known := earlier(tx.engine, arrived.question, arrived.settled)):
                    raise _KnownAlready(known)  # noqa: TRY301 - leaves the transaction, which rolls back
                import_id = self._number(tx)
                imported_at = None if self.replay is None else self.replay.record.get("imported_at")
                landed = land(tx, arrived, import_id, self.progress, imported_at=imported_at)
                self._refuse_bad_rows(tx, landed)
                rejects = self._write_rejects(tx, landed, import_id)
                original = kept.result().name  # safe on the disk before the import is
                values = self._values(landed, import_id, before, original=original, rejects=rejects)
                write_record(tx, values)
                written = tx.new_files()
                self.progress(WRITING, 0.9)
        except _KnownAlready as again:
            return _repeat(self.lake, self.asked, again.record)
        except BaseException:
            if rejects is not None:
                rejects.unlink(missing_ok=True)
            raise
        with uninterrupted():  # the import stands, and nobody may hear that nothing was changed
            self._tidy(written, original)
            self.progress(WRITING, 1.0)
            return _report(self.asked, values, arrived.mapping, is_repeat=False, snapshot_after=self.lake.snapshot())

    def _tidy(self, written: Sequence[Path], original: str) -> None:
        arrived = self.arrived
        with suppress(OSError, FenjiError):  # the import stands; what is left over does no harm
            remove_leftovers(self.lake, written)
        if arrived.erased and self.settings.tombstones is not None:
            redact_arrived(self.settings.archive / original, arrived.mapping, self.settings.tombstones)
        with suppress(OSError, FenjiError):  # the next one writes the list again
            keep_journal(self.lake.engine, self.settings.archive)
        if self.settings.mappings is not None:
            with suppress(OSError):  # next month's file asks again
                save_mapping(self.settings.mappings, arrived.mapping, arrived.raw.outcome.headers)

    def _number(self, tx: Transaction) -> int:
        return next_id(tx) if self.replay is None else int(self.replay.record["import_id"])

    def _values(
        self, landed: Landed, import_id: int, before: int, *, original: str, rejects: Path | None
    ) -> dict[str, Any]:
        arrived = self.arrived
        values = {
            "import_id": import_id,
            "file": self.asked.name,
            "sha256": arrived.question.sha256,
            "table_name": self.asked.table,
            "source": self.settings.source,
            "mapping": arrived.mapping.to_json(),
            "asked": arrived.question.asked,
            "settled": arrived.settled,
            "actor": self.settings.actor,
            "headers": json.dumps(arrived.raw.outcome.headers, ensure_ascii=False),
            "settings": json.dumps(self.settings.to_json()),
            "original": original,
            "rejects_file": str(rejects) if rejects else None,
            "snapshot_before": before,
            "snapshot_after": before + 1,
            **landed.to_record(),
        }
        if self.replay is not None:
            kept = ("file", "actor", "imported_at", "asked", "settled")
            values |= {name: self.replay.record[name] for name in kept if self.replay.record.get(name) is not None}
        return values

    def _refuse_bad_rows(self, tx: Transaction, landed: Landed) -> None:
        """All or nothing: with a bad row nothing is imported, and the file of rejects says what to mend."""
        if self.settings.rows == "good" or not landed.mistakes:
            return
        target = self.settings.rejects / f"{Path(self.asked.name).stem}-rejects.csv"
        write_rejects(tx.engine, self.arrived.raw.outcome.headers, target)
        count = landed.mistakes
        problem = Text(
            f"{say_count(count, 'en')} rows cannot be taken, so nothing was imported",
            f"有 {say_count(count, 'zh')} 行无法导入，因此未导入任何数据",
        )
        fix = Text(
            f"Mend the rows listed in {target}, or take the good rows now (--rows good).",
            f"请修正 {target} 中列出的行，或先导入正确的行（--rows good）。",
        )
        raise FileRefused("ROWS_REJECTED", problem, where=self.asked.name, fix=fix)

    def _write_rejects(self, tx: Transaction, landed: Landed, import_id: int) -> Path | None:
        if not landed.counts["rejected"]:
            return None
        target = rejects_path(self.settings.rejects, import_id, Path(self.asked.name))
        write_rejects(tx.engine, self.arrived.raw.outcome.headers, target)
        return target


class _KnownAlready(Exception):
    def __init__(self, record: dict[str, Any]) -> None:
        super().__init__("imported already")
        self.record = record


def _repeat(lake: Lake, asked: Asked, row: dict[str, Any]) -> ImportReport:
    now = lake.snapshot()
    values = {**row, "snapshot_before": now}
    return _report(asked, values, mapping_of(row), is_repeat=True, snapshot_after=now)


def _report(
    asked: Asked, values: dict[str, Any], mapping: Mapping, *, is_repeat: bool, snapshot_after: int
) -> ImportReport:
    rejects = values.get("rejects_file")
    return ImportReport(
        import_id=int(values["import_id"]),
        file=asked.name,
        sha256=values["sha256"],
        table=values["table_name"],
        rejects_file=Path(rejects) if rejects else None,
        findings=told.from_json(values["findings"]),
        snapshot_before=int(values["snapshot_before"]),
        snapshot_after=snapshot_after,
        is_repeat=is_repeat,
        mapping=mapping,
        guests=told.guests_from_json(values["guests"]),
        changes={} if is_repeat else json.loads(values["changes"]),
        original=str(values["original"] or ""),
        **{name: int(values[name]) for name in _COUNTS},
    )


def _silent(stage: Text, share: float) -> None:
    """Nobody watches."""
    del stage, share
