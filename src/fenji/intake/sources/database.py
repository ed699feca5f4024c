"""A table or query of another database, fetched as text into one Parquet file: whole, or what grew since last time."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from fenji.engines.scanner import Address, ScanFailed, Scanner
from fenji.errors import FileRefused, Issue
from fenji.intake.sources import dialects
from fenji.intake.sources.cursor import Before
from fenji.intake.sources.drift import drift
from fenji.intake.sources.fetched import FOOTER, Fetched, Footer, Look, Reached, told
from fenji.intake.sources.refusals import BACKWARDS, denied, refused, unreachable, wrong
from fenji.intake.sources.source import DatabaseSource
from fenji.language import Text

_AT_THE_EDGE = "rows at the edge"
_NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?", re.IGNORECASE)


def look_at(source: DatabaseSource, address: Address, *, earlier: Before, folder: Path) -> Look:
    """Whether the source answers, and what it would bring; one pass of counting over the table, no row is fetched."""
    with _asking(source, address, folder, ()) as asked:
        return asked.look(earlier)


def fetch(
    source: DatabaseSource, address: Address, *, earlier: Before, folder: Path, archive: Path, accepts_changes: bool
) -> Fetched:
    """The rows that came since the last import, all of them the first time, as one file in `folder`.

    With a cursor column: the rows from the last value (which is asked again, what was seen of it is left out) up to
    the greatest value at the start. Stops before fetching where columns changed, or the cursor went backwards.
    """
    with _asking(source, address, folder, (archive,)) as asked:
        return asked.fetch(earlier, folder / source.file_name, accepts_changes=accepts_changes)


class _asking:  # noqa: N801 - reads as what the block does
    def __init__(self, source: DatabaseSource, address: Address, folder: Path, reads: tuple[Path, ...]) -> None:
        self.source, self.address = source, address
        self.where, self.kind = f"{source.name} ({address.shown})", address.kind
        self.query = (source.query or dialects.table_in(self.kind, source.table or "")).strip().rstrip(";")
        self._places = (folder, tuple(place for place in reads if place.is_dir()))

    def __enter__(self) -> _asking:
        folder, reads = self._places
        failure = None
        try:
            self.scanner = Scanner.open(self.address, folder=folder, reads=reads)
        except ScanFailed as failed:
            failure = self._refusal(failed)
        if failure is not None:
            raise failure
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self.scanner.close()
        if isinstance(error, ScanFailed):
            raise self._refusal(error) from None

    def look(self, earlier: Before) -> Look:
        columns = self.scanner.columns(f"SELECT * FROM (\n{self.query}\n) AS q")
        since = self._since(earlier)
        if self.source.cursor is None:
            (row,) = self.scanner.rows(f"SELECT count(*) AS n FROM (\n{self.query}\n) AS q")
            return Look(self.address.shown, columns, int(row["n"]), None)
        if self.source.cursor not in columns:
            known = ", ".join(columns)
            raise wrong(self.where, Text(f"there is no cursor column {self.source.cursor}; there are: {known}",
                                         f"没有游标列 {self.source.cursor}；现有列：{known}"))  # fmt: skip
        (row,) = self.scanner.rows(self._extent(since))
        high = None if row["high"] is None else Reached(self.source.cursor, str(row["high"]), row.get("type") or "text")
        return Look(
            self.address.shown,
            columns,
            int(row["n"]),
            high,
            int(row["unknown"]),
            str(row.get("behind")).lower() in ("1", "true"),
        )

    def fetch(self, earlier: Before, target: Path, *, accepts_changes: bool) -> Fetched:
        look = self.look(earlier)
        findings = []
        if earlier.footer is not None:
            change = drift(earlier.footer.columns, look.columns)
            if change.stops and not accepts_changes:
                raise change.refusal(self.where)
            if change != type(change)():
                findings.append(told(self.source.name, "SOURCE_CHANGED", change.text, Text("Noted.", "仅供知悉。")))
        if look.is_behind:
            raise self._backwards(earlier, look)
        since = self._since(earlier)
        high = look.high or since
        footer = Footer(self.source.name, look.columns, high)
        findings += self._unreached(look, since)
        rows = self._copy(look, earlier, since, target, footer)
        return Fetched(target, rows, footer, tuple(findings))

    def _copy(self, look: Look, earlier: Before, since: Reached | None, target: Path, footer: Footer) -> int:
        notes = {FOOTER: footer.to_json()}
        if look.high is None:  # no cursor, or a cursor column without a value
            return self.scanner.copy(dialects.texts(self.kind, self.query, look.columns), target, notes=notes)
        name = dialects.name_in(self.kind, look.high.column)
        order = f" ORDER BY {name}"
        upto = f"{name} <= {self._value(look.high)}"
        if since is None:
            where = f" WHERE {upto} OR {name} IS NULL"
            sql = dialects.texts(self.kind, self.query, look.columns, where=where, order=order)
            return self.scanner.copy(sql, target, notes=notes)
        edge = dialects.texts(self.kind, self.query, look.columns, where=f" WHERE {name} = {self._value(since)}")
        is_same = earlier.footer is not None and list(earlier.footer.columns) == list(look.columns)
        if is_same:
            self.scanner.keep_unseen(_AT_THE_EDGE, edge, seen=earlier.seen, column=since.column, value=since.value)
        above = ">" if is_same else ">="
        where = f" WHERE {name} {above} {self._value(since)} AND {upto}"
        sql = dialects.texts(self.kind, self.query, look.columns, where=where, order=order)
        return self.scanner.copy(sql, target, notes=notes, ahead=_AT_THE_EDGE if is_same else None)

    def _extent(self, since: Reached | None) -> str:
        assert self.source.cursor is not None
        asked = dialects.extent(self.kind, self.query, self.source.cursor)
        name = dialects.name_in(self.kind, self.source.cursor)
        more = f", max({name}) < {self._value(since)} AS behind" if since else ""
        more += f", typeof(max({name})) AS type" if self.kind == "sqlite" else ""
        return asked.replace(" AS unknown FROM", f" AS unknown{more} FROM", 1)

    def _value(self, reached: Reached) -> str:
        """SQLite keeps a type for each value and never finds the number 7 by the text '7'."""
        is_number = reached.type in ("integer", "real") and _NUMBER.fullmatch(reached.value)
        return reached.value if is_number else dialects.value_in(self.kind, reached.value)

    def _since(self, earlier: Before) -> Reached | None:
        known = earlier.footer.cursor if earlier.footer else None
        return known if known and known.column == self.source.cursor else None

    def _unreached(self, look: Look, since: Reached | None) -> list[Issue]:
        if not look.unknown:
            return []
        problem = Text(
            "{n} row{n:s} {n:has|have} no {cursor}: once imported, their changes are not seen",
            "{n} 行没有 {cursor}：导入后其变化不会再被发现",
        ).fill(n=look.unknown, cursor=self.source.cursor)
        fix = Text(
            "Fill the column, or import the whole table (--from-start).", "请补全该列，或用 --from-start 全量导入。"
        )
        return [told(self.source.name, "CURSOR_EMPTY" if since is None else "CURSOR_SKIPPED", problem, fix)]

    def _backwards(self, earlier: Before, look: Look) -> FileRefused:
        since = self._since(earlier)
        problem = Text(
            "the newest {column} is {now}, but {before} was imported before: was an older copy restored?",
            "最新的 {column} 为 {now}，而此前已导入到 {before}：是否恢复了旧备份?",
        ).fill(column=self.source.cursor, now=look.high and look.high.value, before=since and since.value)
        fix = Text(
            "Nothing was written. --from-start imports the whole table.",
            "没有写入任何数据。用 --from-start 可全量导入。",
        )
        return refused(BACKWARDS, problem, where=self.where, fix=fix)

    def _refusal(self, failed: ScanFailed) -> FileRefused:
        return (unreachable if failed.is_lost else denied)(self.where, failed.detail)


def shown(look: Look) -> dict[str, Any]:
    """A look as facts for machines."""
    return {"place": look.place, "columns": dict(look.columns), "rows": look.rows,
            "cursor": look.high.value if look.high else None, "unknown": look.unknown}  # fmt: skip
