"""Values taken out of the lake for good: every file of every snapshot that holds them is written anew without them.

Rows keep their places and their number, so that every snapshot still reads; what stood in them is gone. New files are
on the disk and sealed before one transaction of the catalog names them; the old ones are removed after it. A crash
before leaves the lake as it was, a crash after leaves files that nobody names: the next erasure removes them.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from fenji.engines.duckdb import MEMORY_LIMIT, DuckDBEngine
from fenji.engines.engine import literal, quoted
from fenji.engines.translate import of_disk
from fenji.lake.commit import DATA_FOLDER, failpoint
from fenji.lake.exchange import asked
from fenji.lake.hashes import Seal, forget, hash_file, record, sync_file
from fenji.lake.lake import CATALOG_FILE
from fenji.lake.lock import WriteLock

if TYPE_CHECKING:
    import pyarrow as pa

AFTER_REWRITE = "erase.after_rewrite"
BEFORE_EXCHANGE = "erase.before_exchange"
AFTER_EXCHANGE = "erase.after_exchange"
FAILPOINTS = (AFTER_REWRITE, BEFORE_EXCHANGE, AFTER_EXCHANGE)


@dataclass(frozen=True)
class Blank:
    """Rows of a table for which `where` holds, and what stands in their columns from now on, as SQL."""

    where: str
    columns: Mapping[str, str]


@dataclass(frozen=True)
class Rewritten:
    """What a rewrite changed: table → rows; and how many files were written anew."""

    rows: dict[str, int] = field(default_factory=dict)
    files: int = 0
    bytes: int = 0


Blanks = Callable[[str, Mapping[str, str]], Sequence[Blank]]
Progress = Callable[[float], None]


def rewrite(
    folder: Path,
    blanks: Blanks,
    *,
    lent: Mapping[str, pa.Table],
    actor: str,
    memory_limit: str = MEMORY_LIMIT,
    reworded: Callable[[str], str] = str,
    is_trial: bool = False,
    progress: Progress | None = None,
) -> Rewritten:
    """Blanks rows in every file of every snapshot; the lake must be closed in this process.

    `blanks` is asked with a table's name and its columns (name → type); `lent` are Arrow tables its SQL may read;
    `reworded` changes what snapshots say of themselves. `is_trial` only counts.
    """
    folder = folder.resolve()
    with (
        WriteLock(folder, owner=actor, what="erase", wait_seconds=600),
        DuckDBEngine.in_memory(
            memory_limit=memory_limit, temp_directory=folder / "tmp" / f"erase-{uuid4().hex}"
        ) as engine,
    ):
        engine.run("SET preserve_insertion_order = true")
        for name, rows in lent.items():
            engine.register(name, rows)
        engine.lock((folder,))
        work = _Rewrite(folder, engine, asked(folder / CATALOG_FILE, "list"), blanks)
        found = work.found(progress or _silent)
        if is_trial:
            return Rewritten(_by_table(found), len(found))
        return work.done(found, reworded, progress or _silent)


@dataclass(frozen=True)
class _Found:
    file: Mapping[str, Any]
    blanks: tuple[Blank, ...]
    names: Mapping[str, tuple[str, int | None]]  # column as the catalog calls it → name in the file, number
    rows: int


class _Rewrite:
    """One erasure's way through the files."""

    def __init__(self, folder: Path, engine: DuckDBEngine, book: Mapping[str, Any], blanks: Blanks) -> None:
        self.folder, self.engine, self.book, self.blanks = folder, engine, book, blanks
        self.data = folder / DATA_FOLDER
        self.columns: dict[int, dict[int, tuple[str, str]]] = {}
        for row in book["columns"]:
            self.columns.setdefault(row["table_id"], {})[row["column_id"]] = (row["name"], row["type"])

    def found(self, progress: Progress) -> list[_Found]:
        """The files in which rows are to be blanked."""
        found = []
        for number, file in enumerate(self.book["files"]):
            progress(0.3 * number / len(self.book["files"]))
            wanted = self.blanks(file["table"], dict(self.columns[file["table_id"]].values()))
            if wanted and (one := self._look(file, wanted)).rows:
                found.append(one)
        return found

    def done(self, found: Sequence[_Found], reworded: Callable[[str], str], progress: Progress) -> Rewritten:
        """Writes the files anew, exchanges them in the catalog and removes the old ones."""
        files, seals, old = [], {}, []
        written: list[Path] = []
        try:
            for number, one in enumerate(found):
                progress(0.3 + 0.6 * number / len(found))
                path = self._path(one.file).with_name(f"ducklake-{uuid4()}.parquet")
                written.append(path)
                self._write(one, path)
                sync_file(path)
                seal = hash_file(path)
                seals[path.relative_to(self.data).as_posix()] = seal
                old.append(self._path(one.file))
                files.append(self._told(one, path, seal))
                failpoint(AFTER_REWRITE)
            for place in {path.parent for path in written}:
                sync_file(place)
            if seals:
                record(self.folder, seals)
            failpoint(BEFORE_EXCHANGE)
            told = {"files": files, "tables": self._bounds(found, files), "messages": self._messages(reworded)}
            asked(self.folder / CATALOG_FILE, "put", told)
        except BaseException as error:
            for path in () if self._is_exchanged(files) else written:
                with suppress(OSError):
                    path.unlink()
            if isinstance(error, OSError):
                raise of_disk(error, str(self.data)) from error
            raise
        failpoint(AFTER_EXCHANGE)
        for path in old:
            path.unlink(missing_ok=True)
        forget(self.folder, [path.relative_to(self.data).as_posix() for path in old])
        return Rewritten(_by_table(found), len(found), sum(seal.bytes for seal in seals.values()))

    def _is_exchanged(self, files: Sequence[Mapping[str, Any]]) -> bool:
        """Whether the catalog names the new files, although whoever asked it did not hear so."""
        if not files:
            return False
        named = {row["name"] for row in asked(self.folder / CATALOG_FILE, "list")["files"]}
        return files[0]["path"] in named

    def _path(self, file: Mapping[str, Any]) -> Path:
        return self.data / str(file["folder"]) / str(file["name"])

    def _look(self, file: Mapping[str, Any], wanted: Sequence[Blank]) -> _Found:
        source = f"read_parquet({literal(str(self._path(file)))})"
        schema = f"SELECT name, field_id FROM parquet_schema({literal(str(self._path(file)))}) WHERE type IS NOT NULL"
        known = self.columns[file["table_id"]]
        names: dict[str, tuple[str, int | None]] = {}
        for row in self.engine.rows(schema):
            number = row["field_id"]
            name = known[number][0] if number in known else row["name"]
            names[name] = (row["name"], number)
        able = tuple(one for one in wanted if set(one.columns) & set(names))
        if not able:
            return _Found(file, (), names, 0)
        # A column that came later is not in an older file: there it is unknown.
        view = ", ".join(f"{quoted(was)} AS {quoted(name)}" for name, (was, _) in names.items())
        lacking = ", ".join(f"NULL AS {quoted(name)}" for name, _ in known.values() if name not in names)
        self.engine.run(
            f"CREATE OR REPLACE TEMP VIEW rows_now AS SELECT {view}{', ' if lacking else ''}{lacking} FROM {source}"
        )
        said = " OR ".join(f"({one.where})" for one in able)
        (row,) = self.engine.rows(f"SELECT count(*) AS n FROM rows_now WHERE {said}")
        return _Found(file, able, names, int(row["n"]))

    def _write(self, one: _Found, path: Path) -> None:
        again = self._look(one.file, one.blanks)
        chosen = ", ".join(f"{self._value(one, name)} AS {quoted(was)}" for name, (was, _) in again.names.items())
        numbers = ", ".join(f"{quoted(was)}: {number}" for was, number in again.names.values() if number is not None)
        layout = self.engine.rows(
            "SELECT max(row_group_num_rows) AS rows, any_value(compression) AS codec FROM "
            f"parquet_metadata({literal(str(self._path(one.file)))})"
        )[0]
        codec = str(layout["codec"]).lower()
        self.engine.run(
            f"COPY (SELECT {chosen} FROM rows_now) TO {literal(str(path))} (FORMAT parquet, COMPRESSION {codec}, "
            f"ROW_GROUP_SIZE {max(int(layout['rows'] or 0), 2048)}, FIELD_IDS {{{numbers}}})"
        )

    @staticmethod
    def _value(one: _Found, name: str) -> str:
        cases = " ".join(
            f"WHEN {blank.where} THEN {blank.columns[name]}" for blank in one.blanks if name in blank.columns
        )
        return f"CASE {cases} ELSE {quoted(name)} END" if cases else quoted(name)

    def _told(self, one: _Found, path: Path, seal: Seal) -> dict[str, Any]:
        """What the catalog is told of a new file."""
        source, known = literal(str(path)), self.columns[one.file["table_id"]]
        wanted = [(number, was) for was, number in one.names.values() if number in known]
        asked_for = ", ".join(
            f"count({c}) AS n{i}, min({c}){_plain(known[n][1])} AS a{i}, max({c}){_plain(known[n][1])} AS z{i}"
            for i, (n, was) in enumerate(wanted)
            for c in (quoted(was),)
        )
        (found,) = self.engine.rows(f"SELECT count(*) AS rows, {asked_for} FROM read_parquet({source})")
        sizes = self.engine.rows(
            "SELECT path_in_schema AS name, sum(total_compressed_size)::BIGINT AS bytes "
            f"FROM parquet_metadata({source}) GROUP BY 1"
        )
        size = {row["name"]: row["bytes"] for row in sizes}
        rows = [
            [n, size[was], found[f"n{i}"], found["rows"] - found[f"n{i}"], found[f"a{i}"], found[f"z{i}"]]
            for i, (n, was) in enumerate(wanted)
        ]
        with path.open("rb") as file:
            file.seek(-8, 2)
            (footer,) = struct.unpack("<I", file.read(4))
        return {"id": one.file["id"], "path": path.name, "bytes": seal.bytes, "footer": footer, "columns": rows}

    def _bounds(self, found: Sequence[_Found], files: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
        """The least and the greatest value of each changed column over all files of a table: no longer the person's."""
        stats = {
            (row["data_file_id"], row["column_id"]): (row["min_value"], row["max_value"])
            for row in self.book["statistics"]
        }
        stats |= {(one["id"], row[0]): (row[4], row[5]) for one in files for row in one["columns"]}
        tables: dict[int, set[str]] = {}
        for one in found:
            names = {name for blank in one.blanks for name in blank.columns}
            tables.setdefault(one.file["table_id"], set()).update(names)
        bounds = []
        for table, names in tables.items():
            ids = [row["id"] for row in self.book["files"] if row["table_id"] == table]
            for number, (name, kind) in self.columns[table].items():
                if name in names:
                    values = [value for file in ids for value in stats.get((file, number), ()) if value is not None]
                    bounds.append([*self._ends(values, kind), table, number])
        return bounds

    def _ends(self, values: Iterable[str], kind: str) -> tuple[str | None, str | None]:
        known = list(values)
        if not known:
            return None, None
        typed = "VARCHAR" if kind in ("varchar", "json") else kind
        listed = ", ".join(f"({literal(value)})" for value in known)
        sql = (
            f"SELECT arg_min(v, v::{typed}) AS least, arg_max(v, v::{typed}) AS most FROM (VALUES {listed}) AS known(v)"
        )
        (row,) = self.engine.rows(sql)
        return row["least"], row["most"]

    def _messages(self, reworded: Callable[[str], str]) -> list[list[Any]]:
        said = [(row["snapshot_id"], row["commit_message"]) for row in self.book["messages"]]
        return [[reworded(words), number] for number, words in said if reworded(words) != words]


def _plain(kind: str) -> str:
    """How the catalog writes a bound."""
    return "::INTEGER::VARCHAR" if kind == "boolean" else "::VARCHAR"


def _by_table(found: Sequence[_Found]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for one in found:
        counts[one.file["table"]] = counts.get(one.file["table"], 0) + one.rows
    return counts


def _silent(share: float) -> None:
    """Nobody watches."""
    del share
