"""Files written by `fenji export`: where they lie, what is in them, what cannot be written."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from fenji.cli.grades_file import write_grades
from fenji.errors import DrawError
from tests.fenji.cli.shop import inside
from tests.fenji.cli.test_commands import undocumented

ROWS = [
    {"customer_id": "007", "name": "=1+1", "mobile": "+86 138-0000", "net_revenue": Decimal("-1.50"), "on": None},
    {"customer_id": "008", "name": '@x,"y"', "mobile": "-a", "net_revenue": None, "on": date(2024, 1, 2)},
]


def tiny() -> Any:
    """A result as the writer asks it: columns and batches."""
    table = pa.Table.from_pylist(ROWS)
    return cast(
        Any, SimpleNamespace(columns=tuple(table.column_names), batches=table.to_batches, to_arrow=lambda: table)
    )


def test_a_spreadsheet_never_runs_a_customers_name(tmp_path: Path) -> None:
    path = tmp_path / "grades.csv"
    assert write_grades(tiny(), path) == 2
    text = path.read_text("utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == [
        ["customer_id", "name", "mobile", "net_revenue", "on"],
        ["007", "'=1+1", "'+86 138-0000", "-1.50", ""],
        ["008", '\'@x,"y"', "'-a", "", "2024-01-02"],
    ]


def test_parquet_keeps_every_value_and_type(tmp_path: Path) -> None:
    write_grades(tiny(), tmp_path / "grades.parquet")
    assert pq.read_table(tmp_path / "grades.parquet").to_pylist() == ROWS


def test_an_unknown_ending_is_refused_and_nothing_is_left_behind(tmp_path: Path) -> None:
    with pytest.raises(DrawError, match=r"\.csv or \.parquet"):
        write_grades(tiny(), tmp_path / "grades.doc")
    assert list(tmp_path.iterdir()) == []


def test_grades_of_a_shop_are_written_whole(shop: Path, tmp_path: Path) -> None:
    said = inside("export", "grades", "--out", tmp_path / "g.csv", "--json", cwd=shop)
    assert said.code == 0, said.err
    assert undocumented("export grades", said.json) == set()
    assert said.json["customers"] == 6
    rows = list(csv.DictReader((tmp_path / "g.csv").read_text("utf-8-sig").splitlines()))
    assert {row["customer_id"] for row in rows} == {"C001", "C002", "C003", "C004", "C005", "C006"}


def test_a_chart_is_drawn_in_the_format_asked_for(shop: Path, tmp_path: Path) -> None:
    words = ("export", "charts", "--chart", "tier_share", "--format", "svg", "--out", tmp_path)
    said = inside(*words, "--json", cwd=shop, lang="zh")
    assert said.code == 0, said.err
    assert undocumented("export charts", said.json) == set()
    assert [path.name for path in tmp_path.iterdir()] == ["tier_share.svg"]


def test_a_workbook_and_icons_lie_where_they_were_asked_for(shop: Path, tmp_path: Path) -> None:
    said = inside("export", "workbook", "--out", tmp_path / "客户.xlsx", cwd=shop, lang="zh")
    assert (said.code, said.err) == (0, "")
    assert (tmp_path / "客户.xlsx").read_bytes()[:2] == b"PK"
    said = inside("export", "icons", "--out", tmp_path / "icons", "--json", cwd=shop)
    assert said.code == 0, said.err
    assert all(Path(file).is_file() for file in said.json["files"])


def test_what_cannot_be_written_is_said_with_its_place(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for words in (
        ("grades", "--out", tmp_path / "file" / "g.csv"),
        ("workbook", "--out", tmp_path / "file" / "w.xlsx"),
        ("workbook", "--out", tmp_path / "w.doc"),
        ("charts", "--chart", "tier_share", "--out", tmp_path / "file" / "c"),
        ("icons", "--out", tmp_path / "file"),
    ):
        said = inside("export", *words, cwd=shop)
        assert (said.code, said.out, len(said.err.splitlines())) == (2, "", 3), said.err
