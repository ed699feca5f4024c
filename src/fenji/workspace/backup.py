"""A whole workspace copied while people work in it, proven by its hashes, and brought back on another machine."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from urllib.parse import unquote, urlsplit

from fenji.engines.translate import disk_full, of_disk
from fenji.errors import FenjiError, WorkspaceError
from fenji.ink.whole_file import write_whole
from fenji.lake.check import check
from fenji.lake.hashes import hash_file, sync_file
from fenji.lake.lock import WriteLock
from fenji.lake.space import require_space
from fenji.lake.tombstones import OUTSIDE
from fenji.language import Text
from fenji.version import __version__
from fenji.workspace.settings import FILE as SETTINGS

MANIFEST = "backup.json"
BACKUPS = "backups.jsonl"
DUMP = "web/application.dump"
LAKE = "lake"
_SQLITE = b"SQLite format 3\x00"
_LEFT_OUT = (
    *("exports", "web/exports", "web/static", "web/counted", "web/pictures"),
    *("runs/measured", "runs/kept", "lake/tmp"),
)
_SMALL = 1_000_000
_PASSING = (".lock", "-wal", "-shm", ".sock", ".partial")
_COPYING, _READING = Text("Copying", "复制文件"), Text("Comparing", "校验文件")
Progress = Callable[[Text, float], None]


class BackupDamaged(FenjiError):
    """A backup that is not what was written."""


@dataclass(frozen=True)
class Backup:
    """What a backup holds."""

    folder: Path
    taken_at: datetime
    files: int
    bytes: int


def back_up(workspace: Path, to: Path, *, database_url: str = "", progress: Progress | None = None) -> Backup:
    """Copies the workspace into a new folder below `to`, as it was at one moment, while others read and write.

    The lake, the originals, settings, standards, what people wrote, lists and the application database are in it; what
    can be made again (exports, figures kept for previews) is not. Nobody waits longer than the catalog's copy takes:
    every other file is linked, not read, while the lake is held. A PostgreSQL application database is dumped by
    `pg_dump`. The keys and the credentials of sources are in it: keep it as carefully as the workspace.

    Errors: no room (nothing is written), an interruption (what was begun is removed).
    """
    moment = datetime.now(UTC)
    made = to / f"{workspace.name}-{moment:%Y%m%dT%H%M%SZ}"
    to.mkdir(parents=True, exist_ok=True)
    staging = Path(mkdtemp(prefix=".backup-", dir=workspace))
    beside = made.with_name(f"{made.name}.partial")
    try:
        with WriteLock(workspace / LAKE, owner="fenji", what="backup", wait_seconds=600):
            _stage(workspace, staging, database_url)
        files = sorted(_files(staging))
        require_space(to, bytes_needed=sum((staging / one).stat().st_size for one in files), what="backup")
        beside.mkdir()
        beside.chmod(0o700)
        seals = {one: _copied(staging / one, beside / one) for one in _told(files, progress, _COPYING)}
        _finish(beside, moment, seals)
        beside.rename(made)
        sync_file(to)
        _note(workspace, made, moment)
    except OSError as error:
        raise of_disk(error, str(to)) from error
    except sqlite3.OperationalError as error:
        raise (disk_full(str(to)) if "full" in str(error) else _unread(error)) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        shutil.rmtree(beside, ignore_errors=True)
    return Backup(made, moment, len(files), sum(size for _, size in seals.values()))


def restore(
    backup: Path,
    to: Path,
    *,
    database_url: str = "",
    tombstones: Path | None = None,
    progress: Progress | None = None,
) -> Backup:
    """Brings a workspace back into a new or empty folder; every file is compared with the backup's hashes first.

    The lake is checked as a whole afterwards. A dumped application database goes into `database_url` by `pg_restore`.
    Whoever was erased after the backup was taken is erased again, as `tombstones` tells (else the file that
    `FENJI_TOMBSTONES` names).

    Errors: a folder in use, a file that is missing or differs (it is named, and nothing is restored).
    """
    told = inspect(backup, progress=progress)
    if to.exists() and any(to.iterdir()):
        problem = Text("there is something in that folder already", "该文件夹不为空")
        raise WorkspaceError(problem, where=str(to), fix=Text("Name a new folder.", "请指定新的文件夹。"))
    seals = _manifest(backup)["files"]
    has_dump = DUMP in seals
    if has_dump and not database_url:
        problem = Text("the application database was PostgreSQL", "应用数据库为 PostgreSQL")
        fix = Text("Set DATABASE_URL to an empty database.", "请将 DATABASE_URL 设为一个空数据库。")
        raise WorkspaceError(problem, where=str(backup), fix=fix)
    to.parent.mkdir(parents=True, exist_ok=True)
    require_space(to.parent, bytes_needed=told.bytes, what="restore")
    beside = Path(mkdtemp(prefix=f".{to.name}-", dir=to.parent))
    try:
        for one in _told(sorted(seals), progress, _COPYING):
            if one != DUMP:
                _copied(backup / one, beside / one)
        for name in ("tmp", "data"):
            (beside / LAKE / name).mkdir(parents=True, exist_ok=True)
        problems = [one for one in check(beside / LAKE).problems if one.level == "error"]
        if problems:
            raise BackupDamaged(problems[0].problem, where=problems[0].where, fix=_OTHER)
        if has_dump:
            name = urlsplit(database_url).path.strip("/")
            _asked("pg_restore", "--no-owner", "--dbname", name, str(backup / DUMP), of=database_url)
        _erase_again(beside, tombstones)
        if to.exists():
            to.rmdir()
        beside.rename(to)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return Backup(to, told.taken_at, told.files, told.bytes)


def _erase_again(folder: Path, tombstones: Path | None) -> None:
    """Before anybody can open it: whoever was erased meanwhile is taken out of what was brought back."""
    from fenji.workspace.erased_again import erase_returned, take_over
    from fenji.workspace.workspace import Workspace

    outside = tombstones or (Path(os.environ[OUTSIDE]) if os.environ.get(OUTSIDE) else None)
    if outside is not None and (tombstones is not None or outside.is_file()):
        take_over(folder, outside)
    with closing(Workspace.open(folder)) as workspace:
        erase_returned(workspace)


def inspect(backup: Path, *, progress: Progress | None = None) -> Backup:
    """Reads a whole backup and compares every file with its hash; names the first that is not what was written."""
    told = _manifest(backup)
    for one in _told(sorted(told["files"]), progress, _READING):
        sha256, size = told["files"][one]
        path = backup / one
        if not path.is_file():
            raise BackupDamaged(Text("a file of the backup is missing", "备份缺少文件"), where=one, fix=_OTHER)
        found = hash_file(path)
        if (found.sha256, found.bytes) != (sha256, size):
            raise BackupDamaged(
                Text("a file of the backup is not what was written", "备份文件已损坏"), where=one, fix=_OTHER
            )
    size = sum(size for _, size in told["files"].values())
    return Backup(backup, datetime.fromisoformat(told["taken_at"]), len(told["files"]), size)


def _unread(error: Exception) -> BackupDamaged:
    problem = Text("a database could not be copied: {detail}", "数据库无法复制：{detail}").fill(detail=error)
    return BackupDamaged(problem, where="backup", fix=Text("Run `fenji check` first.", "请先运行 `fenji check`。"))


def newest_backup(workspace: Path) -> tuple[Path, datetime] | None:
    """Where the newest backup that was noted lies and when it was taken; None where none was noted or can be read."""
    try:
        told = json.loads((workspace / BACKUPS).read_text("utf-8").splitlines()[-1])
        return Path(told["folder"]), datetime.fromisoformat(told["taken_at"])
    except (OSError, ValueError, KeyError, IndexError, TypeError):
        return None


_OTHER = Text("Take an earlier backup.", "请使用更早的备份。")


def _stage(workspace: Path, staging: Path, database_url: str) -> None:
    """Databases and small files are copied as they are now, large ones linked: those are never written in place."""
    for one in _files(workspace):
        source, target = workspace / one, staging / one
        target.parent.mkdir(parents=True, exist_ok=True)
        if _is_sqlite(source):
            with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as written:
                read.backup(written)
        elif source.stat().st_size > _SMALL:
            os.link(source, target)
        else:
            shutil.copy2(source, target)
    if database_url:
        (staging / DUMP).parent.mkdir(parents=True, exist_ok=True)
        _asked("pg_dump", "--format=custom", "--no-owner", "--file", str(staging / DUMP), of=database_url)


def _files(folder: Path) -> Iterator[str]:
    """Every file that belongs to a backup, relative to the folder."""
    for place, folders, names in os.walk(folder):
        here = Path(place).relative_to(folder)
        folders[:] = [one for one in folders if not one.startswith(".") and (here / one).as_posix() not in _LEFT_OUT]
        for name in names:
            path = Path(place, name)
            if not name.endswith(_PASSING) and not name.startswith(".") and path.is_file() and not path.is_symlink():
                yield (here / name).as_posix()


def _is_sqlite(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_SQLITE)) == _SQLITE


def _copied(source: Path, target: Path) -> tuple[str, int]:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    shutil.copymode(source, target)
    sync_file(target)
    seal = hash_file(target)
    return seal.sha256, seal.bytes


def _finish(folder: Path, moment: datetime, seals: Mapping[str, tuple[str, int]]) -> None:
    """The manifest comes last: a folder without one is no backup."""
    told = {"fenji": __version__, "taken_at": moment.isoformat(), "files": seals}
    write_whole(folder / MANIFEST, json.dumps(told, ensure_ascii=False, indent=0).encode())
    for place, _, _ in os.walk(folder):
        sync_file(Path(place))


def _note(workspace: Path, made: Path, moment: datetime) -> None:
    """What asks how old the newest backup is reads this."""
    with (workspace / BACKUPS).open("a", encoding="utf-8") as file:
        file.write(json.dumps({"taken_at": moment.isoformat(), "folder": str(made)}, ensure_ascii=False) + "\n")


def _manifest(backup: Path) -> dict[str, Any]:
    try:
        told: dict[str, Any] = json.loads((backup / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise _no_backup(backup) from error
    if SETTINGS not in told.get("files", {}):
        raise _no_backup(backup)
    return told


def _no_backup(folder: Path) -> BackupDamaged:
    problem = Text("this is no whole backup of a workspace", "这不是完整的工作区备份")
    fix = Text("Name a folder that `fenji backup` has made.", "请指定由 `fenji backup` 生成的文件夹。")
    return BackupDamaged(problem, where=str(folder), fix=fix)


def _asked(*command: str, of: str) -> None:
    """One of PostgreSQL's own programs; the password goes by the environment, where other people cannot read it."""
    place = urlsplit(of)
    known = {
        "PGHOST": place.hostname,
        "PGPORT": str(place.port or ""),
        "PGUSER": unquote(place.username or ""),
        "PGPASSWORD": unquote(place.password or ""),
        "PGDATABASE": place.path.strip("/"),
    }
    environment = {**os.environ, **{name: value for name, value in known.items() if value}}
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)  # noqa: S603
    except FileNotFoundError as error:
        problem = Text("{name} is not installed", "未安装 {name}").fill(name=command[0])
        fix = Text("Install the PostgreSQL client.", "请安装 PostgreSQL 客户端。")
        raise WorkspaceError(problem, where="DATABASE_URL", fix=fix) from error
    if done.returncode:
        detail = done.stderr.strip().splitlines()[-1:] or [""]
        problem = Text("{name} failed: {detail}", "{name} 失败：{detail}").fill(name=command[0], detail=detail[0])
        fix = Text("See that the server can be reached.", "请确认数据库服务可以访问。")
        raise WorkspaceError(problem, where="DATABASE_URL", fix=fix)


def _told(files: list[str], progress: Progress | None, stage: Text) -> Iterator[str]:
    for done, one in enumerate(files):
        if progress is not None:
            progress(stage, done / len(files))
        yield one
