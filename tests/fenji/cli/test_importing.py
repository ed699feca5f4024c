"""Importing at the command line: a preview first, written on --yes, listed, taken back; templates, quality, CRM."""

from __future__ import annotations

import csv
import sqlite3
import zipfile
from pathlib import Path

import pytest

from fenji.cli.command import COMMANDS
from tests.fenji.cli.shop import inside, paths

ORDERS = "订单号,客户ID,下单时间,金额\nA1,C1,2024-01-01,100\nA2,C2,2024-01-02,never\nA3,C1,2024-02-01,50\n"
LIST = "客户ID,客户姓名,客户等级\nC1,张三,A\nC2,李四,B\n"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    assert inside("init", "shop", cwd=tmp_path).code == 0
    (tmp_path / "orders.csv").write_text(ORDERS, "utf-8")
    (tmp_path / "list.csv").write_text(LIST, "utf-8")
    return tmp_path / "shop"


def undocumented(name: str, value: object) -> set[str]:
    known = {key.path for key in COMMANDS.get(name).keys}
    return {path for path in paths(value) if path not in known and f"{path.rpartition('.')[0]}.*" not in known}


def test_without_yes_the_preview_is_shown_and_nothing_is_written(desk: Path) -> None:
    said = inside("import", "../orders.csv", cwd=desk)
    assert said.code == 0
    assert "never" in said.out
    assert "--yes" in said.err
    assert inside("imports", "--json", cwd=desk).json == {"imports": []}
    assert not list((desk / "originals").iterdir())
    assert not list((desk / "lake" / "data").rglob("*.parquet"))


def test_the_preview_and_the_import_say_the_same(desk: Path) -> None:
    before = inside("import", "../orders.csv", "--json", cwd=desk).json
    after = inside("import", "../orders.csv", "--yes", "--json", cwd=desk).json
    assert (before["is_written"], after["is_written"]) == (False, True)
    assert undocumented("import", before) == undocumented("import", after) == set()
    same = ("table", "rows_in", "accepted", "rejected", "duplicates_skipped", "blank", "columns", "changes", "findings")
    for name in same:
        assert before["files"][0][name] == after["files"][0][name], name
    assert before["files"][0]["rejects"] == [
        {"row": 3, "letter": "D", "header": "金额", "code": "NOT_A_NUMBER", "value": "never"}
    ]


def test_the_same_file_again_says_which_import_brought_it(desk: Path) -> None:
    inside("import", "../orders.csv", "--yes", cwd=desk)
    said = inside("import", "../orders.csv", "--yes", cwd=desk)
    assert said.code == 0
    assert "Identical to import #1" in said.out
    assert len(inside("imports", "--json", cwd=desk).json["imports"]) == 1


def test_all_or_nothing_takes_nothing_and_lists_what_to_mend(desk: Path) -> None:
    said = inside("import", "../orders.csv", "--rows", "all-or-nothing", "--yes", cwd=desk)
    assert said.code == 2
    assert inside("imports", "--json", cwd=desk).json == {"imports": []}
    rejects = desk / "rejects" / "orders-rejects.csv"
    assert "NOT_A_NUMBER" in rejects.read_text("utf-8-sig")
    mended = rejects.read_text("utf-8-sig").replace("never", "70")
    (desk.parent / "mended.csv").write_text(mended, "utf-8")
    again = inside("import", "../mended.csv", "--rows", "all-or-nothing", "--yes", "--json", cwd=desk)
    assert again.json["files"][0]["accepted"] == 1


def test_a_folder_and_a_zip_are_their_files_and_one_bad_file_leaves_the_others_alone(desk: Path) -> None:
    with zipfile.ZipFile(desk.parent / "all.zip", "w") as archive:
        archive.writestr("list.csv", LIST)
        archive.writestr("orders.csv", ORDERS)
        archive.writestr("what.csv", "x,y\n1,2\n")
    said = inside("import", "../all.zip", "--yes", "--json", cwd=desk)
    assert said.code == 2
    assert undocumented("import", said.json) == set()
    assert [one["is_written"] for one in said.json["files"]] == [True, True, False]
    assert said.json["files"][2]["error"]["code"] == "WHICH_TABLE"


def test_a_column_named_once_is_known_for_the_next_file_of_that_shape(desk: Path) -> None:
    (desk.parent / "a.csv").write_text("订单号,客户ID,下单时间,应付,到手\nA,C1,2024-01-01,9,5\n", "utf-8")
    (desk.parent / "b.csv").write_text("到手,订单号,客户ID,下单时间,应付\n7,B,C1,2024-01-02,9\n", "utf-8")
    inside("import", "../a.csv", "--as", "orders", "--column", "amount=到手", "--yes", cwd=desk)
    (saved,) = (desk / "mappings").glob("*.yaml")
    assert "amount: 到手" in saved.read_text("utf-8")
    said = inside("import", "../b.csv", "--yes", "--json", cwd=desk).json["files"][0]
    assert said["is_saved_mapping"]
    assert {one["column"]: one["header"] for one in said["columns"]}["amount"] == "到手"


def test_an_import_is_shown_and_taken_back(desk: Path) -> None:
    inside("import", "../orders.csv", "--yes", cwd=desk)
    inside("import", "../list.csv", "--yes", cwd=desk)
    shown = inside("imports", "show", "2", "--json", cwd=desk)
    assert undocumented("imports", shown.json) == set()
    assert shown.json["changes"] == [{"table": "customers", "added": 1, "updated": 1, "removed": 0}]
    undone = inside("imports", "undo", "2", "--reason", "wrong file", "--json", cwd=desk)
    assert undone.json["undone"] == [2]
    assert undocumented("imports", undone.json) == set()
    rows = inside("imports", "--json", cwd=desk).json["imports"]
    assert [(row["import_id"], row["undone_by"], row["reason"]) for row in rows] == [
        (1, None, None), (2, 3, None), (3, None, "wrong file"),
    ]  # fmt: skip
    assert inside("imports", "undo", "2", cwd=desk).code == 2
    assert inside("import", "../list.csv", "--yes", "--json", cwd=desk).json["is_written"]


@pytest.mark.parametrize("table", ["customers", "orders", "interactions"])
def test_a_filled_template_imports_without_questions_and_its_example_stays_out(desk: Path, table: str) -> None:
    said = inside("template", table, "--out", "../t.xlsx", "--json", cwd=desk)
    assert undocumented("template", said.json) == set()
    preview = inside("import", "../t.xlsx", "--json", cwd=desk).json["files"][0]
    assert preview["table"] == table
    assert (preview["rows_in"], preview["accepted"]) == (1, 0)
    assert [one["code"] for one in preview["rejects"]] == ["EXAMPLE_ROW"]
    assert None not in [one["column"] for one in preview["columns"]]


def test_quality_names_what_is_missing_and_its_queries_run(desk: Path) -> None:
    from fenji.lake.lake import Lake

    inside("import", "../orders.csv", "../list.csv", "--yes", cwd=desk)
    said = inside("quality", "--today", "2024-06-30", "--json", cwd=desk)
    assert undocumented("quality", said.json) == set()
    assert "STALE" in {one["code"] for one in said.json["findings"]}
    with Lake.open(desk / "lake") as lake:
        for one in said.json["findings"]:
            assert lake.engine.rows(one["query"]), one["code"]
    assert inside("quality", cwd=desk).code == 0


def test_grades_for_a_crm_are_under_its_own_headings(desk: Path) -> None:
    inside("import", "../list.csv", "../orders.csv", "--yes", cwd=desk)
    inside("grade", "--scheme", "value", cwd=desk)
    said = inside("export", "grades", "--for", "crm", "--out", "../up.csv", "--json", cwd=desk)
    assert undocumented("export grades", said.json) == set()
    rows = list(csv.reader((desk.parent / "up.csv").read_text("utf-8-sig").splitlines()))
    assert rows[0][:3] == ["客户ID", "客户姓名", "客户等级"]
    assert [row[0] for row in rows[1:]] == ["C1", "C2"]
    assert inside("export", "grades", "--for", "erp", cwd=desk).code == 2


def test_a_lake_whose_catalog_is_lost_is_made_again(desk: Path) -> None:
    inside("import", "../list.csv", "../orders.csv", "--yes", cwd=desk)
    (desk / "lake" / "catalog.sqlite").write_bytes(b"nothing of use")
    for left in ("catalog.sqlite-wal", "catalog.sqlite-shm"):
        (desk / "lake" / left).unlink(missing_ok=True)
    said = inside("rebuild", "--json", cwd=desk)
    assert (said.code, said.json["imports"]) == (0, 2), said.err
    assert undocumented("rebuild", said.json) == set()
    assert inside("check", cwd=desk).code == 0
    assert len(inside("imports", "--json", cwd=desk).json["imports"]) == 2
    with sqlite3.connect(desk / "lake" / "catalog.sqlite") as catalog:
        assert catalog.execute("PRAGMA integrity_check").fetchone() == ("ok",)
