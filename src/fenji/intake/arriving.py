"""A file on its way: read, mapped, typed and staged in tables of its own, before the lake is asked anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from fenji.errors import Issue
from fenji.intake.archive import hash_of
from fenji.intake.erased import leave_out_erased
from fenji.intake.instants import zone_of
from fenji.intake.mapping import Mapping, MappingOptions
from fenji.intake.orders import OrderFile, stage_orders
from fenji.intake.reader import Child, RawFile, check_file, read_file, request_of
from fenji.intake.recognise import check_mapping, columns_of, recognised, required_of
from fenji.intake.record import TABLE, Question, earlier
from fenji.intake.records import stage_records
from fenji.intake.report import IntakeSettings
from fenji.intake.saved_mappings import saved_mapping
from fenji.intake.staging import clear_tables, staging_folder
from fenji.intake.template import leave_out_example, may_have_example
from fenji.intake.typed import Typing
from fenji.language import Text

if TYPE_CHECKING:
    from typing import Any

    from fenji.lake.lake import Lake

Progress = Callable[[Text, float], None]
READING = Text("reading", "读取")
TYPING = Text("typing", "识别类型")
ORDER_TABLES = ("orders", "order_lines")


@dataclass(frozen=True)
class Asked:
    """One file and how a person wants it taken: the table, a mapping or options, and the workspace's settings.

    A preview shows the first `rejects_shown` rows that cannot be taken, and writes them all to `rejects_to`.
    """

    path: Path
    table: str
    settings: IntakeSettings
    mapping: Mapping | None = None
    options: MappingOptions | None = None
    called: str = ""
    rejects_shown: int = 10
    rejects_to: Path | None = None

    @property
    def name(self) -> str:
        """The file's name, as findings and errors say it: one out of a ZIP, or an archived one, is called otherwise."""
        return self.called or self.path.name

    def question(self) -> Question:
        """What makes a second import of it the same import."""
        given = self.mapping or Mapping(self.table, {}, self.options or MappingOptions())
        asked = given.digest + self.suffix
        return Question(hash_of(self.path), self.table, self.settings.source, asked)

    @property
    def suffix(self) -> str:
        """A complete file is another question than a partial one."""
        return "" if self.settings.file_is == "partial" else f":{self.settings.file_is}"


@dataclass(frozen=True)
class Arrived:
    """A file whose rows are typed and staged on the lake's connection."""

    asked: Asked
    question: Question
    raw: RawFile
    mapping: Mapping
    typing: Typing
    file: OrderFile
    is_saved: bool = False
    notes: tuple[Issue, ...] = ()
    erased: int = 0

    @property
    def is_orders(self) -> bool:
        """Whether it fills orders and, with goods, order lines."""
        return self.asked.table in ORDER_TABLES

    @property
    def settled(self) -> str:
        """The digest of the mapping it came in by."""
        return self.mapping.digest + self.asked.suffix


def known_import(lake: Lake, question: Question) -> dict[str, Any] | None:
    """The record of the same file imported the same way, told without reading it."""
    return earlier(lake.engine, question) if lake.has(TABLE) else None


def check_asked(asked: Asked) -> None:
    """Refuses what can be told without reading the file: an unknown table or zone, no file, a bomb."""
    columns_of(asked.table)
    check_file(asked.path, asked.name)
    zone_of(asked.settings.zone)


@contextmanager
def arriving(lake: Lake, asked: Asked, question: Question, progress: Progress, child: Child) -> Iterator[Arrived]:
    """The file read, mapped, typed and staged; its folder and tables are gone afterwards, whatever happens."""
    with staging_folder(lake.folder) as folder:
        raw, mapping, notes = _mapped(asked, folder, progress, child)
        try:
            yield replace(_staged(lake, asked, question, raw, mapping, progress), is_saved=bool(notes), notes=notes)
        finally:
            clear_tables(lake)


def _mapped(asked: Asked, folder: Path, progress: Progress, child: Child) -> tuple[RawFile, Mapping, tuple[Issue, ...]]:
    """The rows as text and the mapping: the one given, else the one saved for files of this shape, else recognised."""
    options = asked.mapping.options if asked.mapping else asked.options or MappingOptions()
    if asked.mapping is None and asked.options is None:
        found = saved_mapping(asked.settings.mappings, asked.path, asked.table)
        if found is not None:
            raw = _read(asked, folder, found.mapping.options, progress, child)
            check_mapping(found.mapping, raw.outcome.headers, where=asked.name)
            return raw, found.mapping, found.notes(asked.name)
    raw = _read(asked, folder, options, progress, child)
    headers = raw.outcome.headers
    if asked.mapping is None:
        return raw, recognised(headers, asked.table, options, where=asked.name), ()
    check_mapping(asked.mapping, headers, where=asked.name)
    return raw, asked.mapping, ()


def _read(asked: Asked, folder: Path, options: MappingOptions, progress: Progress, child: Child) -> RawFile:
    mapped = asked.mapping.columns.values() if asked.mapping else ()
    request = request_of(asked.path, folder, options, mapped=mapped)
    return read_file(request, name=asked.name, progress=lambda share: progress(READING, share), child=child)


def _staged(
    lake: Lake, asked: Asked, question: Question, raw: RawFile, mapping: Mapping, progress: Progress
) -> Arrived:
    engine, settings = lake.engine, asked.settings
    progress(TYPING, 0.0)
    typing = Typing(engine, raw, mapping, columns_of(asked.table), required=required_of(mapping))
    typing.run(mapping.options.zone or settings.zone, settings.zone)
    erased = leave_out_erased(engine, raw, typing, asked.table, settings.tombstones)
    if may_have_example(raw.outcome.signs):
        leave_out_example(engine)
    progress(TYPING, 1.0)
    file = OrderFile(
        mapping,
        settings.source,
        settings.currency,
        has_rising_ids=typing.rises("order_id"),
        names_every_customer=typing.is_filled("customer_id"),
    )
    if asked.table in ORDER_TABLES:
        stage_orders(engine, file, asked.name)
    else:
        stage_records(engine, mapping, settings.source, settings.currency)
    return Arrived(asked, question, raw, mapping, typing, file, erased=erased)
