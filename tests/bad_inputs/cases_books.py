"""Bad inputs that are workbooks: wrong types, bombs, several sheets, hidden and merged cells, cells by their type."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.bad_inputs.case import Bad, Case
from tests.bad_inputs.made_files import (
    CHINESE,
    HEADERS,
    ORDERS,
    Serial,
    archive,
    book,
    changed,
    compound,
    cut,
    old_book,
    orders,
    renamed,
    sheet_changed,
    text,
)

GOOD = "A1,C1,2024-01-05,1.50"
ZH = f"{CHINESE}\nA1,张三,2024-06-05,12.50\n"
DAY = datetime(2024, 1, 5)
ROW = ("A1", "C1", DAY, 12.5)
MANY = "\n".join(f"A{n},客户李四王五,2024-01-05,1" for n in range(2, 40_001))


def _second_sheet(hidden: str = "") -> Any:
    def shape(sheet: Any, made: Any) -> None:
        second = made.add_worksheet("二月")
        second.write_row(0, 0, ORDERS)
        second.write_row(1, 0, ["B1", "C2", "2024-02-01", 3])
        if hidden:
            getattr(second, hidden)()

    return shape


def _hidden_row(sheet: Any, made: Any) -> None:
    sheet.set_row(2, None, None, {"hidden": True})


def _merged_customer(sheet: Any, made: Any) -> None:
    sheet.merge_range("B5:B9", "C7")
    for row in range(4, 9):
        sheet.write_row(row, 0, [f"M{row}"])
        sheet.write_row(row, 2, ["2024-01-05", 1])


def _no_value(xml: bytes) -> bytes:
    return xml.replace(b"<v>0</v></c></row></sheetData>", b"<v/></c></row></sheetData>")


def _blank_rows(xml: bytes) -> bytes:
    rows = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (row, row) for row in range(3, 1_048_577))
    return xml.replace(b"</sheetData>", rows + b"</sheetData>")


def _entity(declaration: bytes) -> Any:
    return lambda xml: xml.replace(b"<worksheet", b"<!DOCTYPE x [" + declaration + b"]><worksheet", 1)


GOOD_BOOK = book([ORDERS, ROW])
LAUGHS = b'<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'

BOOKS = (
    Case("13", "a workbook called csv", renamed(GOOD_BOOK, "orders.csv"), "A"),
    Case("13", "a workbook called xls", renamed(GOOD_BOOK, "orders.xls"), "A"),
    Case("13", "a text called xlsx", orders(GOOD, name="orders.xlsx"), "A"),
    Case(
        "13",
        "a web page called xls",
        text("<html><table><tr><td>1</td></tr></table></html>", "orders.xls"),
        "F",
        "TYPE_MISMATCH",
        says="HTML",
    ),
    Case(
        "13",
        "a web page with a table called xls",
        text(
            "<html><meta charset=gbk><table><tr><th>订单号<th>客户ID<th>下单时间<th>金额"
            "<tr><td>A1<td>张三<td>2024-06-05<td>12.50</table></html>".encode("gbk"),
            "orders.xls",
        ),
        "A",
        rows=(("A1", "张三"),),
    ),
    Case(
        "13", "XML called xls", text('<?xml version="1.0"?><Workbook/>', "orders.xls"), "F", "TYPE_MISMATCH", says="XML"
    ),
    Case(
        "14",
        "a workbook of Excel 97",
        old_book([HEADERS.split(","), ["A1", "C1", "2024-01-05", 1.5]]),
        "A",
        rows=(("A1", "C1"),),
    ),
    Case(
        "15",
        "a password",
        compound({"EncryptionInfo": b"\4\0\4\0", "EncryptedPackage": b"x" * 5_000}, "orders.xlsx"),
        "F",
        "ENCRYPTED_FILE",
    ),
    Case(
        "16",
        "macros",
        changed(renamed(GOOD_BOOK, "orders.xlsm"), lambda _, part: part, {"xl/vbaProject.bin": b"x"}),
        "W",
        "MACROS",
    ),
    Case(
        "16",
        "links to other files",
        changed(GOOD_BOOK, lambda _, part: part, {"xl/externalLinks/externalLink1.xml": b"<x/>"}),
        "W",
        "EXTERNAL_LINKS",
    ),
    Case("17", "a workbook cut off", cut(GOOD_BOOK), "F", "FILE_DAMAGED"),
    Case("17", "a workbook of noise", text(b"PK\x03\x04" + bytes(range(256)) * 20, "orders.xlsx"), "F", "FILE_DAMAGED"),
    Case(
        "18",
        "a bomb by its ratio",
        sheet_changed(GOOD_BOOK, lambda xml: xml + b" " * 60_000_000),
        "F",
        "TOO_LARGE_UNPACKED",
    ),
    Case(
        "19",
        "a bomb of shared strings",
        changed(
            GOOD_BOOK,
            lambda name, part: part + b"<si><t>x</t></si>" * 3_000_000 if name.endswith("sharedStrings.xml") else part,
        ),
        "F",
        "TOO_LARGE_UNPACKED",
    ),
    Case("20", "2,001 entries", archive([(f"xl/{n}", b"") for n in range(2_001)]), "F", "ZIP_SUSPICIOUS"),
    Case("20", "a path that leads out", archive([("xl/../../x", b"")]), "F", "ZIP_SUSPICIOUS"),
    Case("20", "an absolute path", archive([("/xl/x", b"")]), "F", "ZIP_SUSPICIOUS"),
    Case("20", "a link", archive([("xl/x", b"/etc/passwd")], link="xl/x"), "F", "ZIP_SUSPICIOUS"),
    Case("21", "an entity bomb", sheet_changed(GOOD_BOOK, _entity(LAUGHS)), "F", "XML_FORBIDDEN"),
    Case(
        "21",
        "an entity that reads a file",
        sheet_changed(GOOD_BOOK, _entity(b'<!ENTITY a SYSTEM "file:///etc/passwd">')),
        "F",
        "XML_FORBIDDEN",
    ),
    Case(
        "22",
        "a cell at XFD1048576",
        book([ORDERS, ROW], shape=lambda sheet, _: sheet.write(1_048_575, 16_383, 1)),
        "F",
        "TOO_LARGE_UNPACKED",
    ),
    Case(
        "23",
        "a dimension that is wrong",
        sheet_changed(
            book([ORDERS, *((f"A{n}", "C1", DAY, 1) for n in range(4_999))]),
            lambda xml: xml.replace(b'ref="A1:D5000"', b'ref="A1:A1"'),
        ),
        "A",
        accepted=4_999,
    ),
    Case("24", "a million formatted blank rows", sheet_changed(GOOD_BOOK, _blank_rows), "A", seconds=10),
    Case(
        "25",
        "too many columns",
        orders(",".join("1" * 16_385), headers=",".join(f"c{n}" for n in range(16_385))),
        "F",
        "TOO_LARGE",
    ),
    Case(
        "25",
        "too many rows",
        orders(*[GOOD] * 20),
        "F",
        "TOO_LARGE",
        environment={"FENJI_MAX_ROWS": "10"},
        says="FENJI_MAX_ROWS",
    ),
    Case(
        "25",
        "too many bytes",
        orders("x" * 2_000_000),
        "F",
        "TOO_LARGE",
        environment={"FENJI_MAX_FILE_MB": "1"},
        says="FENJI_MAX_FILE_MB",
    ),
    Case(
        "26",
        "two sheets",
        book([ORDERS, ROW], shape=_second_sheet()),
        "Q",
        "SHEET",
        answers={"sheet": "二月"},
        says="二月",
        rows=(("B1", "C2"),),
    ),
    Case(
        "26",
        "a hidden sheet with data",
        book([ORDERS, ROW], shape=_second_sheet("hide")),
        "Q",
        "SHEET",
        answers={"sheet": "订单"},
        says="二月 (hidden)",
    ),
    Case(
        "26",
        "a very hidden sheet",
        book([ORDERS, ROW], shape=_second_sheet("very_hidden")),
        "Q",
        "SHEET",
        answers={"sheet": "订单"},
        says="二月 (hidden)",
    ),
    Case(
        "26",
        "a hidden sheet without data",
        book([ORDERS, ROW], shape=lambda _, made: made.add_worksheet("空").hide()),
        "W",
        "HIDDEN_SHEETS",
        says="空",
    ),
    Case(
        "27",
        "a hidden row",
        book([ORDERS, ROW, ("A2", "C2", DAY, 2)], shape=_hidden_row),
        "W",
        "HIDDEN_ROWS",
        accepted=2,
        says="1",
    ),
    Case(
        "28",
        "merged cells in the data",
        book([ORDERS, ROW], shape=_merged_customer),
        "R",
        accepted=2,
        blank=2,
        bad=tuple(Bad("MERGED", row, "B", "客户ID", "", "B5:B9") for row in range(6, 10)),
    ),
    Case(
        "28",
        "merged cells filled down",
        book([ORDERS, ROW], shape=_merged_customer),
        "A",
        options={"fill_down": True},
        accepted=6,
        blank=2,
    ),
    Case("47", "a workbook cut at 60 %", cut(book([ORDERS, *[ROW] * 500])), "F", "FILE_DAMAGED"),
)

CELLS = (
    Case(
        "54",
        "an 18-digit number",
        book([ORDERS, ROW, ("A2", 110101199003071234, DAY, 2)]),
        "R",
        bad=(Bad("SCIENTIFIC", 3, "B", "客户ID", "110101199003071200"),),
    ),
    Case(
        "55",
        "a number that ends in zeros",
        book([ORDERS, ROW, ("A2", 110101199003071000, DAY, 2)]),
        "R",
        bad=(Bad("PRECISION_LOST", 3, "B", "客户ID", "110101199003071000"),),
    ),
    Case(
        "89",
        "error cells",
        book(
            [ORDERS, ROW],
            shape=lambda sheet, _: (
                sheet.write_row(2, 0, ["A2", "C2", "2024-01-05"]),
                sheet.write_formula("D3", "=1/0", None, "#DIV/0!"),
            ),
        ),
        "R",
        bad=(Bad("EXCEL_ERROR", 3, "D", "金额", "#DIV/0!"),),
    ),
    Case(
        "89",
        "error words in a text",
        orders(GOOD, "A2,C2,2024-01-05,#N/A"),
        "R",
        bad=(Bad("EXCEL_ERROR", 3, "D", "amount", "#N/A"),),
    ),
    Case(
        "97",
        "yes or no as an amount",
        book([ORDERS, ROW, ("A2", "C2", DAY, True)]),
        "R",
        bad=(Bad("TYPE", 3, "D", "金额", "TRUE"),),
    ),
    Case(
        "97",
        "a day as an amount",
        book([ORDERS, ROW, ("A2", "C2", DAY, DAY)]),
        "R",
        bad=(Bad("TYPE", 3, "D", "金额", "2024-01-05"),),
    ),
    Case(
        "98",
        "a formula without a value",
        sheet_changed(
            book(
                [ORDERS, ROW],
                shape=lambda sheet, _: (
                    sheet.write_row(2, 0, ["A2", "C2", "2024-01-05"]),
                    sheet.write_formula("D3", "=D2*2"),
                ),
            ),
            _no_value,
        ),
        "R",
        bad=(Bad("NO_CACHED_VALUE", 3, "D", "金额", "=D2*2", "=D2*2"),),
    ),
    Case(
        "102",
        "a day as a number",
        book([ORDERS, ("A1", "C1", 45000, 1), ("A2", "C1", Serial(45000), 1)]),
        "A",
        accepted=2,
        rows=(("A1", "2023-03-15"), ("A2", "2023-03-15")),
    ),
    Case(
        "102",
        "days counted from 1904",
        book([ORDERS, ("A1", "C1", Serial(43538), 1)], date_1904=True),
        "A",
        rows=(("A1", "2023-03-15"),),
    ),
    Case(
        "103",
        "days that never were",
        book([ORDERS, ROW, *((f"B{day}", "C2", Serial(day), 1) for day in (60, 0, -1))]),
        "R",
        bad=(
            Bad("DATE", 3, "C", "下单时间", "60"),
            Bad("DATE", 4, "C", "下单时间", "00:00:00"),
            Bad("DATE", 5, "C", "下单时间", "00:00:00"),
        ),
    ),
    Case(
        "103",
        "day numbers that never were",
        book([ORDERS, ROW, *((f"B{day}", "C2", day, 1) for day in (60, 0, -1))]),
        "R",
        bad=tuple(Bad("DATE", row, "C", "下单时间", value) for row, value in ((3, "60"), (4, "0"), (5, "-1"))),
    ),
)
