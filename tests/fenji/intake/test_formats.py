"""Formats beside CSV and xlsx: web pages called .xls, XML of Excel 2003, lists in JSON, days since 1904, xlsb, ods."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from fenji.errors import FileRefused
from fenji.intake.mapping import MappingOptions
from fenji.intake.peek import peek
from tests.bad_inputs.made_files import ORDERS, Make, Serial, book, old_book, open_document, xlsb
from tests.fenji.intake.conftest import Shop, codes, conserved

HEADERS = ("订单号", "客户ID", "下单时间", "金额")
ROWS = (("A1", "张三", "2024-06-05", "12.50"), ("A2", "李四", "2024-06-06 13:05", "3"))
AS_TAKEN = [("A1", "张三", "2024-06-05", "12.50"), ("A2", "李四", "2024-06-06", "3.00")]


def cells(row: tuple[str, ...], tag: str = "td") -> str:
    return f"<tr>{''.join(f'<{tag}>{cell}</{tag}>' for cell in row)}</tr>"


def page(body: str, charset: str = "gb2312") -> str:
    return (
        f'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta http-equiv="Content-Type" '
        f'content="text/html; charset={charset}"><style>td{{mso-number-format:"@"}}</style>'
        f"<script>var a = '<table>';</script></head><body>{body}</body></html>"
    )


def sheet(rows: str, name: str = "订单", more: str = "") -> str:
    return f'<Worksheet ss:Name="{name}"><Table>{rows}</Table>{more}</Worksheet>'


def xml_book(*sheets: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook '
        'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f"{''.join(sheets)}</Workbook>"
    )


def xml_row(*values: tuple[str, str], attributes: str = "") -> str:
    data = "".join(f'<Cell><Data ss:Type="{kind}">{value}</Data></Cell>' for kind, value in values)
    return f"<Row{attributes}>{data}</Row>"


HEAD = xml_row(*(("String", header) for header in HEADERS))
BODY = xml_row(("String", "A1"), ("String", "张三"), ("DateTime", "2024-06-05T00:00:00.000"), ("Number", "12.5"))
BODY += xml_row(("String", "A2"), ("String", "李四"), ("DateTime", "2024-06-06T13:05:00.000"), ("Number", "3"))


def taken(shop: Shop) -> list[tuple[Any, ...]]:
    return shop.orders("order_id, customer_id, CAST(ordered_on AS VARCHAR), CAST(amount AS VARCHAR)")


@pytest.mark.parametrize("charset", ["gbk", "utf-8"])
def test_a_web_page_called_xls_comes_in_as_its_table(shop: Shop, charset: str) -> None:
    body = f"<table border=1><caption>订单</caption>{cells(HEADERS, 'th')}{''.join(map(cells, ROWS))}</table>"
    report = shop.bring(page(body).encode(charset), name="订单导出.xls")
    assert conserved(report)
    assert (report.accepted, report.rejected) == (2, 0)
    assert taken(shop) == AS_TAKEN


def test_what_a_browser_shows_is_what_is_read(shop: Shop) -> None:
    body = (
        "<table><tr><td>&nbsp;</td></tr></table>"
        f'<table>{cells(HEADERS)}<tr><td>A&#49;</td><td>张&amp;\n  三<br>公司<td> 2024-06-05 <td x:num="1234.5">1,235'
        f"<tr><td rowspan=2>A2</td><td>李四</td><td>2024-06-06</td><td>3</td></tr><tr><td>王五<td>2024-06-06<td>4</tr>"
        "</table>"
    )
    report = shop.bring(page(body, "utf-8"), name="a.xls")
    assert [row[:2] + row[3:] for row in taken(shop)] == [("A1", "张& 三 公司", "1234.50"), ("A2", "李四", "3.00")]
    assert (report.rejected, "MERGED" in codes(report)) == (1, True)


def test_tables_within_tables_are_tables_and_rivals_are_asked_about(shop: Shop) -> None:
    table = f"<table>{cells(HEADERS)}{''.join(map(cells, ROWS))}</table>"
    frame = f"<table><tr><td>{table}</td></tr></table>"
    assert shop.bring(page(frame, "utf-8"), name="a.xls").accepted == 2
    with pytest.raises(FileRefused) as asked:
        shop.bring(page(table + table.replace("A", "B"), "utf-8"), name="b.xls")
    assert asked.value.code == "SHEET"
    assert shop.bring(page(table + table.replace("A", "B"), "utf-8"), name="b.xls", sheet="table 2").accepted == 2


@pytest.mark.parametrize("body", ["", "<p>请先登录</p>", "<table><tr><td>1</td></tr></table>", "<frameset></frameset>"])
def test_a_page_without_a_table_is_refused_by_its_real_type(shop: Shop, body: str) -> None:
    with pytest.raises(FileRefused, match="HTML") as refused:
        shop.bring(page(body), name="a.xls")
    assert refused.value.code == "TYPE_MISMATCH"


def test_a_workbook_in_xml_comes_in_by_the_types_of_its_cells(shop: Shop) -> None:
    report = shop.bring(xml_book(sheet(HEAD + BODY)), name="导出.xls")
    assert (report.accepted, report.rejected) == (2, 0)
    assert taken(shop) == AS_TAKEN


def test_xml_cells_lie_where_their_index_says_and_errors_and_lost_digits_are_told(shop: Shop) -> None:
    rows = HEAD + (
        '<Row ss:Index="4"><Cell ss:Index="2"><Data ss:Type="String">C1</Data></Cell>'
        '<Cell><Data ss:Type="DateTime">2024-01-05T00:00:00</Data></Cell>'
        '<Cell><Data ss:Type="Number">1</Data></Cell></Row>'
        + xml_row(("Number", "1.1010119900307123E17"), ("String", "C1"), ("String", "2024-01-05"), ("Number", "2"))
        + xml_row(("String", "A6"), ("String", "C1"), ("String", "2024-01-05"), ("Error", "#REF!"))
    )
    hidden = "<WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions>"
    report = shop.bring(xml_book(sheet(rows), sheet(xml_row(("String", "x")), "说明", hidden)), name="a.xml")
    assert conserved(report)
    assert (report.rows_in, report.blank, report.accepted) == (5, 2, 0)
    assert {"REQUIRED", "SCIENTIFIC", "EXCEL_ERROR", "HIDDEN_SHEETS"} <= codes(report)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (
            xml_book(sheet(HEAD + BODY)).replace("<Workbook", '<!DOCTYPE x [<!ENTITY a "b">]><Workbook', 1),
            "XML_FORBIDDEN",
        ),
        (xml_book(sheet(HEAD + BODY))[:-200], "FILE_DAMAGED"),
        (xml_book(sheet(HEAD)), "FILE_EMPTY"),
        (xml_book(sheet(HEAD + '<Row ss:Index="1"/>')), "FILE_DAMAGED"),
        (xml_book(sheet(HEAD + '<Row><Cell ss:Index="99999"/></Row>')), "TOO_LARGE_UNPACKED"),
        ('<?xml version="1.0"?><rss></rss>', "TYPE_MISMATCH"),
    ],
)
def test_xml_that_is_forbidden_broken_or_no_workbook_is_refused(shop: Shop, content: str, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        shop.bring(content, name="a.xls")
    assert refused.value.code == code


OBJECTS = [dict(zip(HEADERS, row, strict=True)) for row in ROWS]


@pytest.mark.parametrize(
    "words",
    [
        json.dumps(OBJECTS, ensure_ascii=False),
        json.dumps(OBJECTS, ensure_ascii=False, indent=2),
        json.dumps({"code": 0, "data": {"list": OBJECTS, "total": 2}}, ensure_ascii=False),
        json.dumps({"rows": OBJECTS}, ensure_ascii=False, indent=1),
        "\ufeff" + "\n".join(json.dumps(one) for one in OBJECTS),
    ],
)
def test_json_comes_in_as_a_list_wrapped_or_line_by_line(shop: Shop, words: str) -> None:
    assert shop.bring(words, name="orders.json").accepted == 2
    assert taken(shop) == AS_TAKEN


def test_a_list_keeps_its_numbers_and_names_what_is_no_object(shop: Shop) -> None:
    good = '{"订单号": "A1", "客户ID": "C1", "下单时间": "2024-01-05", "金额": 1.10}'
    twice = '{"订单号": "A2", "订单号": "A3"}'
    half = '{"订单号": "\\ud800"}'
    report = shop.bring(f"[{good},\n7, {twice},\n {half},\n[1], {good.replace('A1', 'A9')}]", name="a.json")
    assert conserved(report)
    assert (report.rows_in, report.accepted, report.rejected) == (6, 2, 4)
    assert "NOT_JSON" in codes(report)


def test_a_list_is_read_piece_by_piece(shop: Shop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from fenji.intake import json_values
    from fenji.intake.encodings import TextFile

    path = tmp_path / "a.json"
    path.write_text(json.dumps([{"a": number, "b": ["x,]"]} for number in range(50)], indent=1), "utf-8")
    words = path.read_text("utf-8")
    monkeypatch.setattr(json_values, "decoded", lambda *_: iter([words[at : at + 7] for at in range(0, len(words), 7)]))
    found = list(json_values.found_in(path, TextFile("utf-8")))
    assert [one.value["a"] for one in found] == [str(number) for number in range(50)]
    assert [words.splitlines()[one.line - 1].strip() for one in found] == ["{"] * 50


@pytest.mark.parametrize("words", ['[{"a": 1}', '[{"a": 1}, {"b": }]', '[{"a": 1}] [{"a": 2}]', "[" * 5_000 + "{"])
def test_a_list_that_breaks_off_is_refused_and_no_row_is_lost_in_silence(shop: Shop, words: str) -> None:
    with pytest.raises(FileRefused) as refused:
        shop.bring(words, name="a.json")
    assert refused.value.code == "FILE_DAMAGED"


@pytest.mark.parametrize(("is_1904", "day"), [(False, "2009-07-06"), (True, "2013-07-07")])
def test_bare_day_numbers_are_counted_from_the_workbook_s_own_first_day(shop: Shop, is_1904: bool, day: str) -> None:
    rows = [ORDERS, ("A1", "C1", 40000, 1), ("A2", "C1", "40000.5", 2), ("A3", "C1", Serial(40000), 3)]
    path = book(rows, date_1904=is_1904)(shop.folder)
    assert shop.bring(path).accepted == 3
    assert [row[2] for row in taken(shop)] == [day] * 3


@pytest.mark.parametrize(("is_1904", "accepted"), [(False, 0), (True, 2)])
def test_the_first_days_of_each_system_are_days_or_not(shop: Shop, is_1904: bool, accepted: int) -> None:
    path = book([ORDERS, ("A1", "C1", 60, 1), ("A2", "C1", 1, 2)], date_1904=is_1904)(shop.folder)
    assert shop.bring(path, sentinels="keep").accepted == accepted


@pytest.mark.parametrize(
    ("make", "kind"),
    [(xlsb, "xlsb"), (open_document, "ods"), (old_book, "xls")],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_other_workbooks_come_in_by_their_content(shop: Shop, make: Callable[..., Make], kind: str) -> None:
    rows: list[tuple[Any, ...]] = [HEADERS, ("A1", "张三", "2024-06-05", 12.5), ("A2", "李四", "2024-06-06 13:05", 3.0)]
    path = make(rows)(shop.folder)
    assert peek(path, MappingOptions()).kind == kind
    report = shop.bring(path)
    assert (report.accepted, report.rejected) == (2, 0)
    assert taken(shop) == AS_TAKEN


def test_an_open_document_has_days_errors_and_merged_cells(shop: Shop) -> None:
    rows: list[tuple[Any, ...]] = [HEADERS, ("A1", "C1", datetime(2024, 6, 5), 1.0), ("A2", "C1", "2024-06-06", None)]
    report = shop.bring(open_document(rows)(shop.folder))
    assert conserved(report)
    assert [row[:3] for row in taken(shop)] == [("A1", "C1", "2024-06-05")]
    assert report.rejected == 1
