"""A backup taken while people work comes back as it was; one that was damaged is refused by the file's name."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from contextlib import closing
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from fenji.errors import DiskFull, WorkspaceError
from fenji.workspace.backup import MANIFEST, BackupDamaged, back_up, inspect, restore
from fenji.workspace.workspace import Workspace
from tests.fenji.workspace.test_workspace import JUNE, MORE, ORDERS, _file

NO_ROOM = SimpleNamespace(total=10**9, used=10**9, free=1000)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("backed-up")
    workspace = Workspace.create(folder / "shop")
    workspace.import_file(_file(folder, "orders.csv", ORDERS), "orders")
    workspace.grade("value", as_of=JUNE)
    workspace.close()
    web = folder / "shop" / "web"
    web.mkdir(exist_ok=True)
    (web / "secret.key").write_text("key")
    (web / "secret.key").chmod(0o600)
    with closing(sqlite3.connect(web / "app.sqlite")) as written:
        written.executescript(
            "PRAGMA journal_mode = WAL; CREATE TABLE note (words TEXT); INSERT INTO note VALUES ('a')"
        )
    (folder / "shop" / "exports").mkdir(exist_ok=True)
    (folder / "shop" / "exports" / "list.csv").write_text("张三")
    return folder / "shop"


def seen(folder: Path) -> tuple[object, ...]:
    with closing(Workspace.open(folder)) as workspace:
        result = workspace.result()
        graded = list(result.rows(["customer_id", "tier", "total"]))
        return graded, result.run.digest, workspace.check().is_sound


def test_what_comes_back_is_sound_and_has_the_same_grades(shop: Path, tmp_path: Path) -> None:
    made = back_up(shop, tmp_path / "kept")
    back = restore(made.folder, tmp_path / "again")
    assert seen(back.folder) == seen(shop)
    assert seen(back.folder)[2]
    with closing(sqlite3.connect(back.folder / "web" / "app.sqlite")) as read:
        assert read.execute("SELECT words FROM note").fetchall() == [("a",)]
    assert (back.folder / "web" / "secret.key").stat().st_mode & 0o777 == 0o600
    assert not (back.folder / "exports").exists()
    with closing(Workspace.open(back.folder)) as workspace:
        workspace.import_file(_file(tmp_path, "more.csv", MORE), "orders")
        workspace.grade("value", as_of=date(2024, 7, 31))


def test_nobody_else_may_read_it_and_nothing_is_left_beside_it(shop: Path, tmp_path: Path) -> None:
    made = back_up(shop, tmp_path / "kept")
    assert made.folder.stat().st_mode & 0o077 == 0
    assert [one.name for one in (tmp_path / "kept").iterdir()] == [made.folder.name]
    assert not list(shop.glob(".backup-*"))
    assert not [one for one in made.folder.rglob("*") if one.suffix in (".lock", "-wal")]


def test_taken_while_somebody_writes_it_shows_one_moment(shop: Path, tmp_path: Path) -> None:
    copy = restore(back_up(shop, tmp_path / "first").folder, tmp_path / "copy").folder
    before = seen(copy)
    stop = threading.Event()
    path = copy / "web" / "app.sqlite"

    def write() -> None:
        with closing(sqlite3.connect(path, timeout=30)) as written:
            while not stop.is_set():
                with written:
                    written.execute("INSERT INTO note VALUES ('b')")
                    written.execute("INSERT INTO note VALUES ('c')")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [back_up(copy, tmp_path / f"kept{n}").folder for n in range(3)]
    finally:
        stop.set()
        writer.join()
    for number, one in enumerate(made):
        again = restore(one, tmp_path / f"again{number}").folder
        assert seen(again) == before
        with closing(sqlite3.connect(again / "web" / "app.sqlite")) as read:
            counted = dict(read.execute("SELECT words, count(*) FROM note GROUP BY words").fetchall())
            assert counted.get("b", 0) == counted.get("c", 0)
            assert read.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize("how", ["flip", "cut", "remove"])
def test_a_damaged_file_is_named_and_nothing_is_restored(shop: Path, tmp_path: Path, how: str) -> None:
    made = back_up(shop, tmp_path / "kept").folder
    file = next(made.rglob("*.parquet"))
    content = bytearray(file.read_bytes())
    if how == "flip":
        content[len(content) // 2] ^= 1
    file.unlink() if how == "remove" else file.write_bytes(content[:-1] if how == "cut" else content)
    with pytest.raises(BackupDamaged) as caught:
        restore(made, tmp_path / "again")
    assert file.name in str(caught.value.where)
    assert not (tmp_path / "again").exists()


def test_a_folder_in_use_and_a_folder_that_is_no_backup_are_refused(shop: Path, tmp_path: Path) -> None:
    made = back_up(shop, tmp_path / "kept").folder
    with pytest.raises(WorkspaceError, match="something in that folder"):
        restore(made, shop)
    with pytest.raises(BackupDamaged, match="no whole backup"):
        inspect(tmp_path)
    (made / MANIFEST).write_text("{}")
    with pytest.raises(BackupDamaged, match="no whole backup"):
        inspect(made)


def test_a_disk_without_room_and_an_interruption_leave_nothing(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(shutil, "disk_usage", lambda _: NO_ROOM)
        with pytest.raises(DiskFull, match="nothing was changed"):
            back_up(shop, tmp_path / "kept")

    def stop(_: object, share: float) -> None:
        if share > 0.4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        back_up(shop, tmp_path / "kept", progress=stop)
    assert list((tmp_path / "kept").iterdir()) == []
    assert not list(shop.glob(".backup-*"))


def test_what_was_written_a_moment_ago_is_in_it(shop: Path, tmp_path: Path) -> None:
    copy = restore(back_up(shop, tmp_path / "first").folder, tmp_path / "copy").folder
    with closing(sqlite3.connect(copy / "web" / "app.sqlite")) as writer:
        writer.executescript("PRAGMA wal_autocheckpoint = 0; INSERT INTO note VALUES ('just now');")
        made = back_up(copy, tmp_path / "kept").folder
    with closing(sqlite3.connect(restore(made, tmp_path / "again").folder / "web" / "app.sqlite")) as read:
        assert read.execute("SELECT count(*) FROM note WHERE words = 'just now'").fetchone() == (1,)
