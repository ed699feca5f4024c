"""A workspace on disk: import, grade, keep, answer again, replay, move, survive damage."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from fenji.errors import FenjiError, NothingToGrade, UnknownName, WorkspaceError
from fenji.scheme.load import standard_text
from fenji.workspace.duplicates import merge, unmerge
from fenji.workspace.workspace import Workspace

ORDERS = """order_id,customer_id,ordered_at,amount
A1,C1,2024-06-01 10:00,900
A2,C1,2024-05-01 10:00,300
A3,C2,2024-03-01 10:00,50
A4,C3,2024-06-10 10:00,75
A5,,2024-06-10 10:00,25
"""
MORE = """order_id,customer_id,ordered_at,amount
B1,C2,2024-06-20 10:00,5000
B2,C4,2024-06-21 10:00,10
"""
JUNE = date(2024, 6, 30)
MAY = date(2024, 5, 31)


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    workspace = Workspace.create(tmp_path / "shop")
    workspace.import_file(_file(tmp_path, "orders.csv", ORDERS), "orders")
    return workspace


def _file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_a_folder_with_something_in_it_is_no_place_for_a_new_workspace(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep", "utf-8")
    with pytest.raises(WorkspaceError, match="not empty"):
        Workspace.create(tmp_path)


def test_a_folder_without_settings_is_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="fenji init"):
        Workspace.open(tmp_path)


@pytest.mark.parametrize(("key", "value"), [("currency", "yuan"), ("zone", "Mars/Olympus"), ("colour", "red")])
def test_settings_that_do_not_fit_are_named(tmp_path: Path, key: str, value: str) -> None:
    with pytest.raises(WorkspaceError, match=key):
        Workspace.create(tmp_path / "shop", **{key: value})


def test_an_empty_workspace_has_nothing_to_grade(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "shop")
    with pytest.raises(NothingToGrade, match="fenji import"):
        workspace.grade("value")
    with pytest.raises(NothingToGrade, match="2024-06-30"):
        workspace.grade("value", as_of=JUNE)


def test_an_as_of_day_before_the_first_order_changes_nothing(shop: Workspace) -> None:
    before = shop.lake.snapshot()
    with pytest.raises(NothingToGrade):
        shop.grade("value", as_of=date(2020, 1, 1))
    assert shop.lake.snapshot() == before
    assert shop.runs() == []


def test_an_unknown_scheme_is_named_with_a_guess(shop: Workspace) -> None:
    with pytest.raises(UnknownName, match="value"):
        shop.grade("valu")


def test_without_a_day_the_last_order_is_the_as_of_day(shop: Workspace) -> None:
    assert shop.grade("value").run.as_of == date(2024, 6, 10)


def test_the_same_question_is_answered_by_the_kept_run(shop: Workspace) -> None:
    first = shop.grade("value", as_of=JUNE)
    snapshot = shop.lake.snapshot()
    again = shop.grade("value", as_of=JUNE)
    assert again.run == first.run
    assert shop.lake.snapshot() == snapshot


def test_new_orders_make_a_new_run_and_the_old_one_stays(shop: Workspace, tmp_path: Path) -> None:
    first = shop.grade("value", as_of=JUNE)
    shop.import_file(_file(tmp_path, "more.csv", MORE), "orders")
    second = shop.grade("value", as_of=JUNE)
    assert second.run.id != first.run.id
    assert second.run.version == first.run.version
    assert second.customer("C2").row["net_revenue"] == 5050
    assert shop.result(first.run.id).customer("C2").row["net_revenue"] == 50


def test_every_run_replays_to_the_same_digest(shop: Workspace, tmp_path: Path) -> None:
    first = shop.grade("value", as_of=JUNE)
    shop.import_file(_file(tmp_path, "more.csv", MORE), "orders")
    second = shop.grade("value", as_of=JUNE)
    for run in (first.run, second.run):
        kept, now = shop.replay(run.id)
        assert kept == now == run.digest
    assert first.run.digest != second.run.digest


def test_cut_points_are_kept_until_new_ones_are_asked_for(shop: Workspace, tmp_path: Path) -> None:
    first = shop.grade("value", as_of=JUNE)
    shop.import_file(_file(tmp_path, "more.csv", MORE), "orders")
    kept = shop.grade("value", as_of=JUNE)
    anew = shop.grade("value", as_of=JUNE, recalibrate=True)
    assert kept.scheme.learned == first.scheme.learned
    assert anew.run.version == 2
    assert anew.scheme.learned != first.scheme.learned


def test_moves_are_told_against_the_run_before(shop: Workspace) -> None:
    shop.grade("value", as_of=MAY)
    result = shop.grade("value", as_of=JUNE)
    assert result.previous is not None
    assert result.previous.as_of == MAY
    assert {row["customer_id"]: row["move"] for row in result.rows()}["C3"] == "new"
    assert [point.as_of for point in result.history()] == sorted(point.as_of for point in result.history())


def test_guests_are_reported_with_their_share(shop: Workspace) -> None:
    guests = shop.grade("value", as_of=JUNE).run.guests
    assert guests is not None
    assert (guests.orders, guests.net_revenue) == (1, 25)


def test_a_scheme_of_the_workspace_takes_the_place_of_a_ready_made_one(shop: Workspace) -> None:
    text = standard_text("value").replace("title: {zh: 客户价值分级, en: Customer value}", "title: mine")
    (shop.folder / "schemes" / "value.yaml").write_text(text, "utf-8")
    assert shop.scheme("value").title.en == "mine"
    assert {entry.origin for entry in shop.schemes() if entry.name == "value"} == {"workspace"}


def test_a_lost_read_model_is_written_anew(shop: Workspace) -> None:
    result = shop.grade("value", as_of=JUNE)
    rows = list(result.rows())
    result.engine.close()
    for path in (shop.folder / "runs").glob("*.duckdb"):
        path.unlink()
    assert list(shop.result(result.run.id).rows()) == rows


def test_a_damaged_file_is_named_and_nothing_is_graded_on_it(shop: Workspace) -> None:
    path = max((shop.folder / "lake").rglob("orders/**/*.parquet"))
    shop.close()
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(FenjiError, match=path.name):
        Workspace.open(shop.folder).grade("value", as_of=JUNE)
    assert [issue.level for issue in shop.check().problems if path.name in issue.where] == ["error"]


def test_a_grading_stopped_in_the_middle_leaves_the_workspace_as_it_was(shop: Workspace) -> None:
    shop.grade("value", as_of=MAY)
    before = [run.id for run in shop.runs()]
    shop.close()
    command = [sys.executable, "-m", "fenji.cli.main", "grade", "--as-of", "2024-06-30",
               "--workspace", str(shop.folder)]  # fmt: skip
    env = {**os.environ, "FENJI_FAILPOINT": "commit.before_commit:kill", "PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run(command, env=env, capture_output=True, check=False).returncode == -signal.SIGKILL
    workspace = Workspace.open(shop.folder)
    assert [run.id for run in workspace.runs()] == before
    assert [issue for issue in workspace.check(clean=True).problems if issue.level == "error"] == []
    assert workspace.grade("value", as_of=JUNE).run.customers == 3


def test_two_imports_at_once_wait_for_each_other(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "shop")
    first, second = _file(tmp_path, "orders.csv", ORDERS), _file(tmp_path, "more.csv", MORE)
    command = [
        sys.executable,
        "-m",
        "fenji.cli.main",
        "import",
        "--yes",
        "--as",
        "orders",
        "--workspace",
        str(workspace.folder),
    ]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    started = [subprocess.Popen([*command, str(path)], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
               for path in (first, second)]  # fmt: skip
    finished = [process.communicate()[1].decode() for process in started]
    assert [process.returncode for process in started] == [0, 0], finished
    assert sum(row["accepted"] for row in workspace.imports()) == 7


def test_ctrl_c_during_a_grading_ends_with_a_clear_word(shop: Workspace) -> None:
    shop.close()
    command = [sys.executable, "-m", "fenji.cli.main", "--lang", "en", "grade", "--as-of", "2024-06-30",
               "--workspace", str(shop.folder)]  # fmt: skip
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "FENJI_FAILPOINT": "commit.before_sync:interrupt"}
    done = subprocess.run(command, env=env, capture_output=True, check=False)
    assert done.returncode == 2, done.stderr.decode()
    assert Workspace.open(shop.folder).runs() == []


def test_a_merge_is_graded_as_one_customer_and_unmerging_brings_both_back(shop: Workspace) -> None:
    apart = shop.grade("value", as_of=JUNE)
    merge(shop, {"C2": "C1"}, reason="same phone")
    together = shop.grade("value", as_of=JUNE)
    assert together.run.id != apart.run.id
    assert together.run.customers == apart.run.customers - 1
    assert together.customer("C1").row["net_revenue"] == 1250
    assert shop.replay(apart.run.id)[0] == shop.replay(apart.run.id)[1]
    unmerge(shop, "C2")
    again = shop.grade("value", as_of=JUNE)
    assert again.run.digest == apart.run.digest


def test_a_grade_on_an_import_that_was_undone_says_so(shop: Workspace, tmp_path: Path) -> None:
    report = shop.import_file(_file(tmp_path, "more.csv", MORE), "orders")
    before = shop.grade("value", as_of=JUNE)
    shop.undo_import(report.import_id, reason="wrong file")
    kept = shop.result(before.run.id)
    assert any("more.csv" in note.en for note in kept.run.notes)
    anew = shop.grade("value", as_of=JUNE)
    assert anew.run.notes == ()
    assert anew.run.customers == before.run.customers - 1
