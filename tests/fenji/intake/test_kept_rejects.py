"""A preview can leave every row that cannot be taken in a file; the journal beside the originals tells undos too."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fenji.intake.record import kept_journal
from fenji.workspace.importing import asked_of, offer
from fenji.workspace.workspace import Workspace

HEADER = "order_id,customer_id,ordered_at,amount\n"


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "shop")


def test_a_preview_keeps_all_rejected_rows_and_shows_some(shop: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(HEADER + "A0,C1,2024-01-01,1\n" + "".join(f"A{n},C1,never,1\n" for n in range(1, 31)), "utf-8")
    asked = replace(asked_of(shop, path, None), rejects_shown=20, rejects_to=tmp_path / "kept" / "rejects.csv")
    preview, report = offer(shop, asked, lambda _: False)
    assert report is None
    assert len(preview.rejects) == 20
    assert len((tmp_path / "kept" / "rejects.csv").read_text("utf-8-sig").splitlines()) == 31
    assert shop.imports() == []


def test_a_preview_without_a_rejected_row_keeps_no_file(shop: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(HEADER + "A0,C1,2024-01-01,1\n", "utf-8")
    offer(shop, replace(asked_of(shop, path, None), rejects_to=tmp_path / "rejects.csv"), lambda _: False)
    assert not (tmp_path / "rejects.csv").exists()


def test_the_journal_tells_of_an_undo_at_once(shop: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(HEADER + "A0,C1,2024-01-01,1\n", "utf-8")
    shop.import_file(path)
    shop.undo_import(1, reason="wrong month")
    rows = kept_journal(shop.folder / "originals")
    assert [(row["import_id"], row["undone_by"], row["reason"]) for row in rows] == [
        (1, 2, None),
        (2, None, "wrong month"),
    ]


def test_the_journal_tells_of_the_sample(shop: Workspace) -> None:
    shop.import_demo("simulated")
    assert [row["table_name"] for row in kept_journal(shop.folder / "originals")] == ["demo"]
