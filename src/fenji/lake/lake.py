"""Where tables rest: DuckLake, with a SQLite catalog and Parquet files in one folder."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Self

from fenji.engines.duckdb import MEMORY_LIMIT, DuckDBEngine
from fenji.engines.engine import literal, quoted
from fenji.engines.translate import cancelled, disk_full, of_disk
from fenji.errors import Cancelled, DiskFull, LakeDamaged, LakeError
from fenji.lake.commit import AFTER_COMMIT, DATA_FOLDER, Transaction, data_files, failpoint, uninterrupted
from fenji.lake.hashes import hash_file_once, record, recorded, sync_file
from fenji.lake.lock import WriteLock
from fenji.language import Text

if TYPE_CHECKING:
    import ibis.expr.types as ir

CATALOG_FILE = "catalog.sqlite"
SPILL_FOLDER = "tmp"
_TO_LOOK = 100_000  # bytes that SQLite writes beside a catalog before it reads it
_EXTENSIONS = (("duckdb_extension_ducklake", "ducklake"), ("duckdb_extension_sqlite_scanner", "sqlite_scanner"))


class Lake:
    """The tables of a workspace: many may read, one may write at a time, every commit is a snapshot.

    Its engine has the tables as `lake.main.<name>`. It can read and write files only in the lake's folder, the folder
    around it (the workspace), and those given as `allow`.
    """

    def __init__(
        self,
        folder: Path,
        engine: DuckDBEngine,
        *,
        pinned: int | None = None,
        may_commit: Callable[[], None] | None = None,
    ) -> None:
        self.folder = folder
        self.engine = engine
        self.pinned = pinned
        self._may_commit = may_commit or _always
        self._is_writing = False

    @classmethod
    def create(
        cls,
        folder: Path,
        *,
        memory_limit: str = MEMORY_LIMIT,
        threads: int | None = None,
        allow: Sequence[Path] = (),
    ) -> Self:
        """Makes an empty lake in a folder that has none."""
        if (folder / CATALOG_FILE).exists():
            problem = Text("there is a lake already", "这里已有数据湖")
            raise LakeError(problem, where=str(folder), fix=Text("Open it instead.", "请直接打开它。"))
        try:
            (folder / DATA_FOLDER).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise of_disk(error, str(folder)) from error
        if data_files(folder / DATA_FOLDER):
            problem = Text("there are data files without a catalog", "有数据文件却没有目录文件")
            fix = Text(
                "Restore catalog.sqlite from a backup, or choose an empty folder.",
                "请从备份恢复 catalog.sqlite，或另选空文件夹。",
            )
            raise LakeError(problem, where=str(folder), fix=fix)
        with WriteLock(folder, owner="fenji", what="create"):
            record(folder, {})
            lake = cls._attach(folder, None, memory_limit=memory_limit, threads=threads, allow=allow)
            for place in (folder, folder.resolve().parent):
                sync_file(place)
            return lake

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        snapshot: int | None = None,
        memory_limit: str = MEMORY_LIMIT,
        threads: int | None = None,
        allow: Sequence[Path] = (),
        may_commit: Callable[[], None] | None = None,
    ) -> Self:
        """Opens a lake; with a snapshot, as it was then, read-only, in a connection of its own.

        `may_commit` is asked under the lock right before each commit, and raises where it may not be.
        """
        if not (folder / CATALOG_FILE).is_file():
            problem = Text("there is no lake in this folder", "此文件夹中没有数据湖")
            fix = Text("Make a workspace with `fenji init`.", "请先用 `fenji init` 建立工作区。")
            raise LakeError(problem, where=str(folder), fix=fix)
        lake = cls._attach(folder, snapshot, memory_limit=memory_limit, threads=threads, allow=allow)
        lake._may_commit = may_commit or _always
        return lake

    def table(self, name: str) -> ir.Table:
        """A table as an Ibis expression."""
        return self.engine.ibis.table(name, database=("lake", "main"))

    def has(self, name: str) -> bool:
        """Whether there is a table of that name."""
        return name in self.tables()

    def tables(self) -> tuple[str, ...]:
        """The names of all tables, in alphabetical order."""
        found = self.engine.rows(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = 'lake' AND schema_name = 'main' ORDER BY 1"
        )
        return tuple(row["table_name"] for row in found)

    def relations_at(self, snapshot: int | None) -> dict[str, str]:
        """The tables there were at a snapshot, each with the SQL that reads it as it was; None: as they are now."""
        if snapshot is None or self.pinned is not None:
            return {name: f"lake.main.{quoted(name)}" for name in self.tables()}
        number = int(snapshot)
        found = self.engine.rows(
            "SELECT DISTINCT table_name FROM __ducklake_metadata_lake.ducklake_table "
            f"WHERE begin_snapshot <= {number} AND (end_snapshot IS NULL OR end_snapshot > {number}) ORDER BY 1"
        )
        names = [row["table_name"] for row in found]
        return {name: f"lake.main.{quoted(name)} AT (VERSION => {number})" for name in names}

    def columns(self, name: str) -> dict[str, str]:
        """The columns of a table, in their order, with their DuckDB types; empty when there is no such table."""
        found = self.engine.rows(
            "SELECT column_name, data_type FROM duckdb_columns() WHERE database_name = 'lake' "
            f"AND schema_name = 'main' AND table_name = {literal(name)} ORDER BY column_index"
        )
        return {row["column_name"]: row["data_type"] for row in found}

    def snapshot(self) -> int:
        """The number of the newest snapshot, or of the one this lake is pinned to."""
        if self.pinned is not None:
            return self.pinned
        (row,) = self.engine.rows("SELECT id FROM ducklake_current_snapshot('lake') AS newest(id)")
        return int(row["id"])

    @contextmanager
    def write(self, *, actor: str, what: str, wait_seconds: float = 30.0) -> Iterator[Transaction]:
        """One change of the lake: all of it or nothing, whatever happens (an error, Ctrl-C, a full disk, a crash).

        Waits for the write lock; LakeBusy says who holds it.
        """
        if self.pinned is not None:
            problem = Text("a past snapshot cannot be changed", "历史快照不可更改")
            raise LakeError(problem, where=str(self.folder), fix=Text("Open the lake without one.", "请打开当前数据。"))
        if self._is_writing:
            raise RuntimeError("a write inside a write would wait for itself")
        with WriteLock(self.folder, owner=actor, what=what, wait_seconds=wait_seconds):
            transaction = Transaction(self.engine, self.folder)
            before = self.snapshot()
            self._is_writing = True
            try:
                self.engine.begin()
                self._sign(actor, what)
                yield transaction
                transaction.seal()
                self._may_commit()
            except BaseException as error:
                self.engine.rollback()
                transaction.discard()
                if isinstance(error, KeyboardInterrupt):
                    raise cancelled(self.folder.name) from error
                raise
            else:
                self._commit(transaction, before)
            finally:
                self._is_writing = False

    def verify(self, tables: Iterable[str]) -> None:
        """Raises LakeDamaged, naming the file, unless every file these tables now consist of is as it was written.

        One flipped bit can give a wrong sum without any error: ask before grading. A file is read once a process.
        """
        seals = recorded(self.folder)
        data = self.folder / DATA_FOLDER
        for table in tables:
            for path in self._files(table):
                name = path.relative_to(data).as_posix()
                seal = seals.get(name)
                if seal is None or not path.is_file() or hash_file_once(path) != seal.sha256:
                    raise damaged(name)

    def cursor(self) -> Self:
        """The same lake for another thread."""
        return type(self)(self.folder, self.engine.cursor(), pinned=self.pinned, may_commit=self._may_commit)

    def close(self) -> None:
        """Gives the connection back."""
        self.engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @classmethod
    def _attach(
        cls, folder: Path, snapshot: int | None, *, memory_limit: str, threads: int | None, allow: Sequence[Path]
    ) -> Self:
        folder = folder.resolve()
        with suppress(OSError):  # a folder that cannot be written can still be read
            (folder / SPILL_FOLDER).mkdir(exist_ok=True)
        engine = DuckDBEngine.in_memory(
            memory_limit=memory_limit,
            threads=threads,
            temp_directory=folder / SPILL_FOLDER / f"{os.getpid()}-{token_hex(4)}",
        )
        pin = "" if snapshot is None else f", SNAPSHOT_VERSION {int(snapshot)}, READ_ONLY"
        around = () if folder.parent == Path(folder.anchor) else (folder.parent,)
        try:
            for package, name in _EXTENSIONS:
                engine.run(f"LOAD {literal(str(extension_file(package, name)))}")
            engine.run(
                f"ATTACH {literal(f'ducklake:sqlite:{folder / CATALOG_FILE}')} AS lake "
                f"(DATA_PATH {literal(f'{folder / DATA_FOLDER}/')}, OVERRIDE_DATA_PATH true, "
                f"DATA_INLINING_ROW_LIMIT 0, META_JOURNAL_MODE 'WAL', META_BUSY_TIMEOUT 10000{pin})"
            )
            engine.lock((folder, *around, *allow))
        except Exception as error:
            engine.close()
            raise _unopened(folder, snapshot, error) from error
        return cls(folder, engine, pinned=snapshot)

    def _sign(self, actor: str, what: str) -> None:
        # Literals, not parameters: for the first bound one DuckDB imports pandas where it is installed, half a second.
        self.engine.run(f"CALL ducklake_set_commit_message('lake', {literal(actor)}, {literal(what)})")

    def _commit(self, transaction: Transaction, before: int) -> None:
        try:
            with uninterrupted():
                self.engine.commit()
        except BaseException:
            self.engine.rollback()
            if self.snapshot() == before:
                transaction.discard()
                raise
        failpoint(AFTER_COMMIT)

    def _files(self, table: str) -> list[Path]:
        pin = "" if self.pinned is None else f", snapshot_version => {self.pinned}"
        found = self.engine.rows(
            f"SELECT data_file, delete_file FROM ducklake_list_files('lake', {literal(table)}{pin})"
        )
        return [Path(path) for row in found for path in row.values() if path is not None]


def _always() -> None:
    """Nobody can lose the right to write."""


def extension_file(package: str, name: str) -> Path:
    """The extension inside its installed package: loaded by path, so that no network is asked."""
    spec = importlib.util.find_spec(package)
    places = [Path(place) for place in (spec.submodule_search_locations or ())] if spec else []
    for place in places:
        for file in sorted(place.rglob(f"{name}.duckdb_extension")):
            return file
    problem = Text("the DuckDB extension {name} is missing", "缺少 DuckDB 扩展 {name}").fill(name=name)
    fix = Text("Install fenji with its pinned packages again.", "请按固定版本重新安装 fenji。")
    raise LakeError(problem, where=package, fix=fix)


def damaged(name: str) -> LakeDamaged:
    """A file that is missing or is not what was written."""
    problem = Text("the file is missing or differs from what was written", "文件缺失，或与写入时不一致")
    fix = Text(
        "Restore it from a backup; `fenji check` lists every such file.",
        "请从备份恢复；`fenji check` 会列出所有此类文件。",
    )
    return LakeDamaged(problem, where=f"{DATA_FOLDER}/{name}", fix=fix)


def _unopened(folder: Path, snapshot: int | None, error: Exception) -> Exception:
    words = str(error)
    if isinstance(error, DiskFull | Cancelled | LakeError):
        return error
    if shutil.disk_usage(folder).free < _TO_LOOK:
        return disk_full(str(folder))
    if snapshot is not None and "snapshot" in words.lower():
        problem = Text("there is no snapshot {n}", "没有编号为 {n} 的快照").fill(n=snapshot)
        return LakeError(problem, where=str(folder), fix=Text("Choose an earlier run.", "请选择已有的评级批次。"))
    problem = Text("the catalog cannot be read: {detail}", "目录文件无法读取：{detail}").fill(detail=words)
    fix = Text("Restore it from a backup.", "请从备份恢复。")
    return LakeDamaged(problem, where=CATALOG_FILE, fix=fix)
