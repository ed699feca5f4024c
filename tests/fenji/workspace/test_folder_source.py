"""A folder as a source: new files are imported once, what cannot be taken is said, nothing outside is reached."""

from __future__ import annotations

from pathlib import Path

import pytest

from fenji.errors import FenjiError
from fenji.intake.sources.source import read_source
from fenji.workspace.sources import import_source
from fenji.workspace.workspace import Workspace

ORDERS = "订单号,客户ID,下单时间,金额\nA{n},C1,2024-01-0{n},100\n"
SOURCE = {"kind": "folder", "name": "till", "folder": "inbox/till", "into": "orders"}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace.create(tmp_path / "shop")
    (made.folder / "inbox" / "till").mkdir(parents=True)
    return made


def put(workspace: Workspace, name: str, text: str) -> None:
    (workspace.folder / "inbox" / "till" / name).write_text(text, "utf-8")


def test_files_that_are_new_are_imported_and_those_taken_before_are_not_again(workspace: Workspace) -> None:
    put(workspace, "a.csv", ORDERS.format(n=1))
    put(workspace, ".b.csv", "half written")
    assert import_source(workspace, read_source(SOURCE)).rows == 1
    put(workspace, "c.csv", ORDERS.format(n=2))
    again = import_source(workspace, read_source(SOURCE))
    assert again.rows == 1
    assert import_source(workspace, read_source(SOURCE)).report is None
    assert [row["source"] for row in workspace.imports()] == ["till", "till"]


def test_a_file_that_cannot_be_taken_keeps_nobody_else_from_being_taken(workspace: Workspace) -> None:
    put(workspace, "a.csv", "nothing,here\n1,2\n")
    put(workspace, "b.csv", ORDERS.format(n=1))
    report = import_source(workspace, read_source(SOURCE))
    assert report.rows == 1
    assert [one.code for one in report.findings] == ["FILE_REFUSED"]


def test_where_none_can_be_taken_it_is_an_error_that_names_the_first(workspace: Workspace) -> None:
    put(workspace, "a.csv", "nothing,here\n1,2\n")
    with pytest.raises(FenjiError) as refused:
        import_source(workspace, read_source(SOURCE))
    assert "a.csv" in refused.value.where


def test_a_folder_outside_the_workspace_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (workspace.folder / "inbox" / "way-out").symlink_to(tmp_path / "other")
    for place in ("../other", "/etc", "inbox/way-out"):
        with pytest.raises(FenjiError):
            import_source(workspace, read_source({**SOURCE, "folder": place}))
