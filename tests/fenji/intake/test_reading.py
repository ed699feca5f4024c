"""Whatever the rows look like, each comes out once, with its number, its line and its cells."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fenji.errors import FileRefused
from fenji.intake.book_cells import as_text, text_column
from fenji.intake.delimited import stage_delimited
from fenji.intake.jsonlines import stage_jsonlines
from fenji.intake.sheet_parts import scan_sheet
from fenji.intake.staged import Outcome, Request, marked, shown

CELL = st.text(alphabet="ab,\"\n\r;1 张'", max_size=6)
ROWS = st.lists(st.lists(CELL, min_size=1, max_size=5), min_size=1, max_size=12)
HEADER = "id,name,when"


def staged(words: str, **options: Any) -> tuple[Outcome, list[dict[str, Any]]]:
    """The rows of a text as the child would stage them, in the order of the file."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "a.csv"
        path.write_bytes(words.encode())
        stage = stage_jsonlines if words.startswith("{") else stage_delimited
        outcome = stage(Request(str(path), str(folder), **options), lambda share: None)
        rows = [row for file in folder.glob("*.parquet") for row in pq.read_table(file).to_pylist()]
    return outcome, sorted(rows, key=lambda row: int(row["__row"]))


@given(rows=ROWS, end=st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=150, deadline=None)
def test_every_row_of_a_csv_comes_out_once_with_number_line_and_cells(rows: list[list[str]], end: str) -> None:
    written = io.StringIO()
    csv.writer(written, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    words = HEADER + end + written.getvalue()
    outcome, found = staged(words, delimiter=",", header_row=1)
    width = len(outcome.headers)
    assert [row["__row"] for row in found] == list(range(2, len(rows) + 2))
    line = 2
    for row, cells in zip(found, rows, strict=True):
        assert row["__line"] == line
        assert [row[f"c{index}"] for index in range(width)] == (cells + [""] * width)[:width]
        assert (row["__problem"] == "TOO_FEW_CELLS") == (len(cells) < width)
        line += 1 + sum(len(cell.replace("\r\n", "\n").replace("\r", "\n").split("\n")) - 1 for cell in cells)


def test_rows_over_several_blocks_keep_their_numbers() -> None:
    long = "x" * 200_000
    rows = [f"A{n},{long},{'y,z' if n % 7 == 0 else 'y'}" for n in range(60)]
    _, found = staged("\n".join((HEADER, *rows)))
    assert [(row["__row"], row["c0"]) for row in found] == [(n + 2, f"A{n}") for n in range(60)]
    assert [row["__row"] for row in found if row["__problem"]] == [n + 2 for n in range(0, 60, 7)]


def test_cells_beyond_the_header_that_are_blank_are_no_problem() -> None:
    _, found = staged(f"{HEADER}\n1,2,3,\n4,5,6\n")
    assert [row["__problem"] for row in found] == [None, None]


def test_most_rows_wider_than_the_header_are_missed_columns_not_bad_rows() -> None:
    outcome, found = staged(f"{HEADER}\n1,2,3,x\n4,5,6,y\n")
    assert (outcome.headers[-1], outcome.blanks) == ("", (3,))
    assert [row["c3"] for row in found] == ["x", "y"]


@pytest.mark.parametrize(
    ("words", "row"),
    [
        (f"{HEADER}\n1,2,3\n", 1),
        (f"\n\n{HEADER}\n1,2,3\n", 3),
        (f"{HEADER}\n1,2,3,4,5,6,7,8,9\n", 1),
        ("id\n1\n2\n", 1),
        ("id,name\n1,2\n", 1),
    ],
)
def test_the_header_is_the_first_row_as_wide_as_the_table(words: str, row: int) -> None:
    assert staged(words)[0].header_row == row


def test_a_title_is_never_taken_for_the_header() -> None:
    for title in ("清单", "清单,,", "导出时间,2024-01-05", "制表人,张三,"):
        with pytest.raises(FileRefused) as asked:
            staged(f"{title}\n{HEADER},amount,note\n1,2,2024-01-05,4,5\n2,3,2024-01-05,4,5\n")
        assert asked.value.code == "HEADER_ROW"


def sheet(rows: str, after: str = "") -> bytes:
    start = '<worksheet xmlns="x"><sheetData>'
    return (start + rows + "</sheetData>" + after + "</worksheet>").encode()


ODD = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"/></row>'
    '<row r="2" hidden="1"><c r="A2" t="e"><v>#N/A</v></c><c r="B2"><f>A1&lt;2</f><v></v></c></row>'
    '<row r="3"><c r="A3"><f>1+1</f><v>2</v></c><c r="B3" t="str"><f>""</f><v></v></c>'
    '<c r="C3"><f t="shared" si="0"/></c></row>'
)
MERGED = '<mergeCells><mergeCell ref="B5:C9"/></mergeCells>'


@pytest.mark.parametrize("style", ["usual", "prefixed", "without places", "UTF-16"])
def test_what_a_sheet_hides_is_found_in_every_style_of_writing(style: str) -> None:
    xml = sheet(ODD, MERGED)
    if style == "prefixed":
        xml = xml.replace(b"</", b"\0").replace(b"<", b"<x:").replace(b"\0", b"</x:").replace(b"xmlns=", b"xmlns:x=")
    elif style == "without places":
        for place in (b' r="1"', b' r="2"', b' r="3"', *(b' r="%c%d"' % (c, n) for c in b"ABC" for n in (1, 2, 3))):
            xml = xml.replace(place, b"")
    elif style == "UTF-16":
        xml = b"\xff\xfe" + xml.decode().encode("utf-16-le")
    found = scan_sheet([xml[at : at + 100] for at in range(0, len(xml), 100)])
    assert {
        place: shown(text)
        for row, cells in found.cells.items()
        for column, text in cells.items()
        for place in [(row, column)]
    } == {
        (1, 0): "#N/A",
        (1, 1): "=A1<2",
        (2, 2): "=",
    }
    assert found.hidden_rows == [1]
    assert found.merges == [(4, 8, 1, 2)]


@given(
    st.lists(
        st.one_of(
            st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(["", "x", 1.0, 0.5, -0.0, 1e15, 12345.0])
        ),
        max_size=20,
    )
)
@settings(max_examples=200, deadline=None)
def test_a_column_read_at_once_is_what_its_cells_are_one_by_one(values: list[Any]) -> None:
    assert [
        float(shown(text)) if type(value) is float else text
        for text, value in zip(text_column(values).to_pylist(), values, strict=True)
    ] == [
        float(shown(text)) if type(value) is float else text
        for text, value in zip(as_text(values), values, strict=True)
    ]


def test_a_mark_is_not_shown() -> None:
    assert shown(f"a{marked(chr(0xFDD5), 'A1:A2')}b") == "ab"


def test_json_lines_name_the_line_of_every_row() -> None:
    outcome, found = staged('{"a": 1.10, "b": {"c": "x"}}\n\nno\n{"b": null, "d": true}\n')
    assert outcome.headers == ("a", "b.c", "b", "d")
    assert [(row["__line"], row["__problem"], row["c0"], row["c1"], row["c3"]) for row in found] == [
        (1, None, "1.10", "x", ""),
        (2, None, "", "", ""),
        (3, "NOT_JSON", "no", "", ""),
        (4, None, "", "", "TRUE"),
    ]
