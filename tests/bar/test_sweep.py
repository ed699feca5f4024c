"""Every sync and every rename of an import, a grading, an export and a backup fails once, in every way it can."""

from __future__ import annotations

import errno
import os
import random
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from fenji.workbook.workbook import write_workbook
from fenji.workspace.backup import back_up, inspect
from fenji.workspace.model_file import newest_file, open_file
from fenji.workspace.workspace import Workspace
from tests.bar.size import sized
from tests.driven_worker import FIRST, SECOND, rows, write_orders

SEED = 20261122
HOW: dict[str, Callable[[], BaseException]] = {
    "EIO": lambda: OSError(errno.EIO, os.strerror(errno.EIO)),
    "ENOSPC": lambda: OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)),
    "memory": MemoryError,
    "bug": lambda: RuntimeError("a bug"),
}


class Tripped:
    """Counts syncs and renames; the one with a number fails."""

    def __init__(self, number: int = 0, how: str = "EIO") -> None:
        self.number, self.how, self.count = number, how, 0

    def around(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **options: Any) -> Any:
            self.count += 1
            if self.count == self.number:
                raise HOW[self.how]()
            return real(*given, **options)

        return call


@contextmanager
def tripping(tripped: Tripped) -> Iterator[Tripped]:
    kept = {name: getattr(os, name) for name in ("fsync", "replace", "rename", "link")}
    try:
        for name, real in kept.items():
            setattr(os, name, tripped.around(real))
        yield tripped
    finally:
        for name, real in kept.items():
            setattr(os, name, real)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("swept") / "shop"
    workspace = Workspace.create(folder)
    workspace.import_file(write_orders(folder.parent / "first.csv", rows(80, "A")), "orders")
    workspace.grade("value", as_of=FIRST)
    workspace.close()
    write_orders(folder.parent / "more.csv", [*rows(40, "B"), "B99,C1,2024-06-01,twelve"])
    return folder


def work(what: str, folder: Path) -> None:
    workspace = Workspace.open(folder)
    try:
        if what == "import":
            workspace.import_file(folder.parent / "more.csv", "orders")
        elif what == "grade":
            workspace.grade("value", as_of=SECOND).engine.close()
        elif what == "export":
            write_workbook(workspace.result(), folder / "exports" / "value.xlsx", "zh")
        else:
            back_up(folder, folder.parent / "backups")
    finally:
        workspace.close()


def facts(folder: Path) -> tuple[Any, ...]:
    """Orders, imports, days graded; and that what is shown, kept, exported or backed up is whole."""
    workspace = Workspace.open(folder)
    try:
        (row,) = workspace.lake.engine.rows("SELECT count(*) AS n FROM lake.main.orders")
        days = [run.as_of for run in workspace.runs()]
        kept = {run.id: run.customers for run in workspace.runs()}
    finally:
        workspace.close()
    shown = open_file(newest_file(folder / "runs", "value"))  # type: ignore[arg-type]
    assert len(list(shown.rows(["customer_id"]))) == kept[shown.run.id]
    shown.engine.close()
    assert [one for one in workspace.check().problems if one.level == "error"] == []
    assert all(zipfile.ZipFile(one).testzip() is None for one in (folder / "exports").glob("*.xlsx"))
    for one in (folder.parent / "backups").glob("shop-*"):
        if not one.name.endswith(".partial"):
            inspect(one)
    entries = [one["rejects_file"] for one in workspace.imports()]
    workspace.close()
    assert all(Path(one).is_file() for one in entries if one)
    return row["n"], len(entries), tuple(days)


@pytest.mark.parametrize("what", ["import", "grade", "export", "backup"][: sized(1, 4)])
def test_whichever_sync_or_rename_fails_it_is_as_before_or_as_after_and_the_next_try_works(
    base: Path, tmp_path: Path, what: str
) -> None:
    def copied(name: str) -> Path:
        folder = tmp_path / name / "shop"
        shutil.copytree(base, folder)
        shutil.copy2(base.parent / "more.csv", folder.parent)
        return folder

    whole = copied("whole")
    before = facts(whole)
    with tripping(Tripped()) as counted:
        work(what, whole)
    after = facts(whole)
    places = [(number, how) for number in range(1, counted.count + 1) for how in HOW]
    assert counted.count >= 3, "there is hardly anything to fail"
    for number, how in random.Random(SEED).sample(places, min(sized(2, 200), len(places))):
        folder = copied(f"{number}-{how}")
        said: BaseException | None = None
        with tripping(Tripped(number, how)):
            try:
                work(what, folder)
            except Exception as error:  # noqa: BLE001 - whatever it says
                said = error
        found = facts(folder)
        assert found in (before, after), f"{what} {number} {how}: {found}"
        assert said is not None or found == after, f"{what} {number} {how}: swallowed"
        work(what, folder)
        assert facts(folder) == after, f"{what} {number} {how}: the next try"
        shutil.rmtree(folder.parent)
