"""Is everything that rests here still what was written? Catalog, files, hashes, and what nobody needs any more."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from fenji.errors import FenjiError, Issue, LakeBusy, LakeDamaged
from fenji.lake.catalog import CatalogError, CatalogFile, catalog_files
from fenji.lake.commit import DATA_FOLDER, data_files
from fenji.lake.hashes import Seal, forget, hash_file, recorded
from fenji.lake.lake import CATALOG_FILE, SPILL_FOLDER
from fenji.lake.lock import WriteLock
from fenji.language import Text

_RESTORE = Text("Restore the file from a backup, or import its source again.", "请从备份恢复该文件，或重新导入其来源。")


@dataclass(frozen=True)
class CheckReport:
    """What a check found: mistakes and warnings, how much was read, and the files that belong to nothing."""

    problems: tuple[Issue, ...]
    files: int
    bytes: int
    orphans: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """Whether every file is there and is what was written; orphans do no harm."""
        return not any(problem.level == "error" for problem in self.problems)


def check(folder: Path) -> CheckReport:
    """Reads the whole lake: the catalog, every file of every snapshot, and compares all hashes.

    Each damaged or missing file is an issue that names it. While someone writes, orphans cannot be told from files on
    their way and are not listed.
    """
    folder = folder.resolve()
    problems: list[Issue] = []
    try:
        named, on_disk = _inventory(folder, problems)
        seals = recorded(folder)
    except CatalogError as error:
        return CheckReport((_unreadable(error),), 0, 0, ())
    except LakeDamaged as error:
        return CheckReport((Issue("error", error.where, error.problem, error.fix, "hashes"),), 0, 0, ())
    size = 0
    standing = [file for file in named if not file.is_replaced]
    for file in standing:
        found, problem = _compare(folder / DATA_FOLDER / file.path, file, seals)
        size += found
        problems += [problem] if problem else []
    orphans = _orphans(named, on_disk)
    problems += [_orphan(path) for path in orphans]
    return CheckReport(tuple(problems), len(standing), size, orphans)


def remove_orphans(folder: Path, *, actor: str = "fenji", wait_seconds: float = 30.0) -> tuple[str, ...]:
    """Removes the files no snapshot names, left behind by a crash; returns their paths below the data folder.

    Holds the write lock, so that nobody's new files are taken for orphans; removes nothing when the catalog is damaged.
    """
    folder = folder.resolve()
    data = folder / DATA_FOLDER
    with WriteLock(folder, owner=actor, what="remove orphans", wait_seconds=wait_seconds):
        try:
            named = tuple(file for file in _catalog(folder) if not file.is_replaced)
        except CatalogError as error:
            issue = _unreadable(error)
            raise LakeDamaged(issue.problem, where=issue.where, fix=issue.fix) from error
        orphans = _orphans(named, _below(data))
        for path in orphans:
            (data / path).unlink(missing_ok=True)
        forget(folder, set(recorded(folder)) - {file.path for file in named})
        _remove_spill(folder / SPILL_FOLDER)
    return orphans


def _inventory(folder: Path, problems: list[Issue]) -> tuple[tuple[CatalogFile, ...], set[str]]:
    data = folder / DATA_FOLDER
    try:
        with WriteLock(folder, owner="fenji", what="check", wait_seconds=0):
            return _catalog(folder), _below(data)
    except LakeBusy as busy:
        text = Text("orphans were not looked for: {why}", "未检查多余文件：{why}").fill(why=busy.problem)
        problems.append(Issue("note", busy.where, text, busy.fix, "busy"))
        return _catalog(folder), set()
    except FenjiError as error:
        raise CatalogError(str(error)) from error


def _catalog(folder: Path) -> tuple[CatalogFile, ...]:
    catalog = folder / CATALOG_FILE
    if not catalog.is_file():
        raise CatalogError("the file is missing")
    return catalog_files(catalog)


def _compare(path: Path, file: CatalogFile, seals: Mapping[str, Seal]) -> tuple[int, Issue | None]:
    where = f"{DATA_FOLDER}/{file.path}"
    seal = seals.get(file.path)
    try:
        found = hash_file(path)
    except FileNotFoundError:
        problem = Text("the file is missing (table {table})", "文件缺失（表 {table}）")
        return 0, Issue("error", where, problem.fill(table=file.table), _RESTORE, "missing")
    except OSError as error:
        problem = Text("the file cannot be read (table {table}): {detail}", "文件无法读取（表 {table}）：{detail}")
        filled = problem.fill(table=file.table, detail=error.strerror or error)
        return 0, Issue("error", where, filled, _RESTORE, "unreadable")
    if seal is None:
        problem = Text("no hash of the file is kept (table {table})", "没有该文件的校验值（表 {table}）")
        return found.bytes, Issue("error", where, problem.fill(table=file.table), _RESTORE, "unsealed")
    if found != seal or found.bytes != file.bytes:
        problem = Text("the file is not what was written (table {table})", "文件与写入时不一致（表 {table}）")
        return found.bytes, Issue("error", where, problem.fill(table=file.table), _RESTORE, "differs")
    return found.bytes, None


def _orphans(named: Iterable[CatalogFile], on_disk: set[str]) -> tuple[str, ...]:
    return tuple(sorted(on_disk - {file.path for file in named}))


def _below(data: Path) -> set[str]:
    return {path.relative_to(data).as_posix() for path in data_files(data)}


def _orphan(path: str) -> Issue:
    problem = Text("no snapshot names this file; it was left behind", "没有任何快照引用此文件，属残留文件")
    fix = Text("Remove it with `fenji check --clean`.", "可用 `fenji check --clean` 清除。")
    return Issue("warning", f"{DATA_FOLDER}/{path}", problem, fix, "orphan")


def _unreadable(error: CatalogError) -> Issue:
    problem = Text("the catalog is damaged: {detail}", "目录文件已损坏：{detail}").fill(detail=error)
    return Issue("error", CATALOG_FILE, problem, Text("Restore it from a backup.", "请从备份恢复。"), "catalog")


def _remove_spill(folder: Path) -> None:
    for place in folder.glob("*-*"):
        pid = place.name.split("-", 1)[0]
        if pid.isdigit() and not _is_alive(int(pid)):
            shutil.rmtree(place, ignore_errors=True)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
