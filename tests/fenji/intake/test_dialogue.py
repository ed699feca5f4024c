"""The import at a real terminal: the preview, the question, and either answer; what the file leaves open is asked."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from fenji.workspace.workspace import Workspace
from tests.bad_inputs.made_files import ORDERS as HEADERS
from tests.bad_inputs.made_files import book

ROOT = Path(__file__).parents[3]
ORDERS = "订单号,客户ID,下单时间,金额\nA1,C1,2024-01-01,100\nA2,C2,2024-01-02,never\n"
PATIENCE = 120.0
Turn = tuple[str, str]  # what is waited for, and what is typed then


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    workspace = Workspace.create(tmp_path / "shop")
    workspace.close()
    (tmp_path / "orders.csv").write_text(ORDERS, "utf-8")
    return workspace


def talk(shop: Workspace, words: Sequence[str], turns: Sequence[Turn], lang: str = "en_US.UTF-8") -> tuple[int, str]:
    """Runs fenji at a terminal of its own; answers each question once it stands there. Exit code and all it showed."""
    ours, theirs = pty.openpty()
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    given = {
        **kept,
        "PYTHONPATH": str(ROOT / "src"),
        "LANG": lang,
        "PYTHONUTF8": "1",
        "TERM": "xterm",
        "COLUMNS": "120",
    }
    child = subprocess.Popen(
        [sys.executable, "-m", "fenji.cli.main", *words],
        cwd=shop.folder, env=given, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    shown, left, end, asked_from = "", list(turns), time.monotonic() + PATIENCE, 0
    try:
        while time.monotonic() < end:
            if not select.select([ours], [], [], 0.2)[0]:
                if child.poll() is not None:
                    break
                continue
            try:
                shown += os.read(ours, 65_536).decode("utf-8", "replace")
            except OSError:  # the other end is closed
                break
            if left and left[0][0] in shown[asked_from:]:
                asked_from = len(shown)
                os.write(ours, f"{left.pop(0)[1]}\n".encode())
        code = child.wait(timeout=PATIENCE)
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()
        os.close(ours)
    assert left == [], shown
    return code, re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown).replace("\r", "")


def imported(shop: Workspace) -> list[tuple[str, int]]:
    with Workspace.open(shop.folder).lake as lake:
        if not lake.has("imports"):
            return []
        rows = lake.engine.rows("SELECT file, accepted FROM lake.main.imports ORDER BY import_id")
        return [(row["file"], row["accepted"]) for row in rows]


def test_yes_imports_what_the_preview_showed(shop: Workspace) -> None:
    code, shown = talk(shop, ["import", "../orders.csv"], [("[y/N]", "y")])
    assert code == 0
    assert shown.index("never") < shown.index("Import this?") < shown.index("Imported as #1.")
    assert shown.count("2 rows: 1 accepted, 1 rejected") == 1
    assert imported(shop) == [("orders.csv", 1)]


@pytest.mark.parametrize("answer", ["", "n", "maybe"])
def test_anything_but_yes_writes_nothing(shop: Workspace, answer: str) -> None:
    code, shown = talk(shop, ["import", "../orders.csv"], [("确认导入?[y/N]", answer)], "zh_CN.UTF-8")
    assert code == 0
    assert "未导入，没有写入任何数据" in shown
    assert imported(shop) == []
    assert not list((shop.folder / "originals").iterdir())


def test_what_the_file_leaves_open_is_asked_with_its_choices_and_the_number_is_an_answer(shop: Workspace) -> None:
    def second(sheet: object, made: object) -> None:
        more = made.add_worksheet("二月")  # type: ignore[attr-defined]
        more.write_row(0, 0, HEADERS)
        more.write_row(1, 0, ["B1", "C1", "2024-02-01", 2])

    book([HEADERS, ("A1", "C1", "2024-01-01", 1)], shape=second)(shop.folder.parent)
    code, shown = talk(shop, ["import", "../orders.xlsx"], [("[订单]", "2"), ("[y/N]", "yes")], "zh_CN.UTF-8")
    assert code == 0
    assert "1. 订单" in shown
    assert "2. 二月" in shown
    assert imported(shop) == [("orders.xlsx", 1)]


def test_a_file_that_was_imported_is_not_asked_about(shop: Workspace) -> None:
    assert talk(shop, ["import", "../orders.csv", "--yes"], [])[0] == 0
    code, shown = talk(shop, ["import", "../orders.csv"], [])
    assert code == 0
    assert "Identical to import #1" in shown
    assert "[y/N]" not in shown


def test_an_end_of_input_is_no(shop: Workspace) -> None:
    code, shown = talk(shop, ["import", "../orders.csv"], [("[y/N]", "\x04")])
    assert (code, imported(shop)) == (0, [])
    assert "nothing was written" in shown
