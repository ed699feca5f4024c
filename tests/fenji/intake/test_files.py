"""Files as companies send them: every encoding, every way to be broken, and what must happen."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from fenji.errors import FileRefused, MappingError
from tests.fenji.intake.conftest import Shop, codes, conserved

CHINESE = "订单号,客户ID,下单时间,实付金额(元)\nA1,张三,2024-06-05,12.50\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-be-bom"])
def test_chinese_headers_are_recognised_in_every_encoding(shop: Shop, encoding: str) -> None:
    content = b"\xfe\xff" + CHINESE.encode("utf-16-be") if encoding == "utf-16-be-bom" else CHINESE.encode(encoding)
    report = shop.bring(content)
    assert report.mapping.columns == {
        "order_id": "订单号",
        "customer_id": "客户ID",
        "ordered_at": "下单时间",
        "amount": "实付金额(元)",
    }
    assert shop.orders("customer_id, amount") == [("张三", Decimal("12.50"))]


def test_rare_characters_of_gb18030_survive(shop: Shop) -> None:
    shop.bring(CHINESE.replace("张三", "𠮷䶮€").encode("gb18030"))
    assert shop.orders("customer_id") == [("𠮷䶮€",)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_delimiter_and_line_ends_are_found_out(shop: Shop, delimiter: str, newline: str) -> None:
    report = shop.bring(CHINESE.replace(",", delimiter).replace("\n", newline))
    assert report.accepted == 1


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.csv", "FILE_EMPTY"),
        (b"\xef\xbb\xbf", "a.csv", "FILE_EMPTY"),
        (b"\n\n \n", "a.csv", "FILE_EMPTY"),
        (b"order_id,customer_id,ordered_at,amount\n", "a.csv", "NO_ROWS"),
        (CHINESE.encode("utf-16-le"), "a.csv", "ENCODING"),
        (b"<html><table>", "a.xls", "TYPE_MISMATCH"),
        (b"%PDF-1.7", "a.csv", "TYPE_MISMATCH"),
        (b"PK\x03\x04 cut off", "a.xlsx", "FILE_DAMAGED"),
        (b"PAR1 no parquet", "a.parquet", "FILE_DAMAGED"),
        (b"no parquet at all", "a.parquet", "FILE_DAMAGED"),
        (b'order_id,customer_id,ordered_at,amount\nA1,"C1,2024-01-01,1\nA2,C1,2024-01-01,1\n', "a.csv", "QUOTE_OPEN"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_with_its_code(shop: Shop, content: bytes, name: str, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        shop.bring(content, name=name)
    assert refused.value.code == code
    assert refused.value.fix.zh
    assert shop.lake.tables() == ()


def test_a_missing_file_is_refused_by_its_path(shop: Shop, tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refused:
        shop.bring(tmp_path / "nowhere.csv")
    assert refused.value.code == "FILE_MISSING"


def test_a_parquet_file_cut_in_half_is_refused(shop: Shop) -> None:
    whole = shop.folder / "whole.parquet"
    pq.write_table(pa.table({"order_id": ["A"] * 1000}), whole)
    with pytest.raises(FileRefused) as refused:
        shop.bring(whole.read_bytes()[:-200], name="half.parquet")
    assert refused.value.code == "FILE_DAMAGED"


def test_a_missing_required_column_names_found_needed_and_nearest(shop: Shop) -> None:
    with pytest.raises(MappingError) as error:
        shop.bring("order_nr,customer_id,ordered_at\nA1,C1,2024-01-01\n")
    said = error.value.say("en")
    assert "order_id" in said
    assert "amount" in said
    assert "order_nr" in said


def test_one_header_over_two_columns_is_refused_with_both_letters(shop: Shop) -> None:
    with pytest.raises(FileRefused, match=r"D, E"):
        shop.bring("order_id,customer_id,ordered_at,amount,Ａmount \nA1,C1,2024-01-01,1,2\n")


def test_rows_too_short_and_too_long_are_rejected_alone(shop: Shop) -> None:
    report = shop.bring(CHINESE + "A2,x\nA3,x,2024-01-01,3,extra\n\nA4,x,2024-01-01,4\n")
    assert (report.accepted, report.rejected, report.blank) == (2, 2, 1)
    assert {"TOO_FEW_CELLS", "TOO_MANY_CELLS"} <= codes(report)
    assert report.rejects_file is not None
    assert ",3,TOO_FEW_CELLS" not in report.rejects_file.read_text(encoding="utf-8-sig")
    assert conserved(report)


def test_a_newline_inside_quotes_keeps_row_numbers_right(shop: Shop) -> None:
    report = shop.bring('order_id,customer_id,ordered_at,amount\n"A\n1",C1,2024-01-01,1\nA2,C1,never,1\n')
    assert report.rejects_file is not None
    assert ",3,ordered_at,DATE," in report.rejects_file.read_text(encoding="utf-8-sig")


def test_one_bad_byte_rejects_its_row_and_no_other(shop: Shop) -> None:
    good = "".join(f"A{n},客户李四王五,2024-01-01,1\n" for n in range(50))
    content = b"order_id,customer_id,ordered_at,amount\n" + good.encode() + b"B1,\xff\xfe,2024-01-01,1\n"
    report = shop.bring(content)
    assert (report.accepted, report.rejected) == (50, 1)
    assert "ENCODING" in codes(report)


def test_title_rows_above_the_header_are_asked_about_and_then_passed_over(shop: Shop) -> None:
    titled = "2024年订单清单,,,\n,,,\n" + CHINESE
    with pytest.raises(FileRefused, match=r"header_row: 3"):
        shop.bring(titled)
    assert shop.bring(titled, header_row=3).accepted == 1


def workbook(path: Path, rows: list[list[object]]) -> Path:
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("订单")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for index, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, datetime):
                sheet.write_datetime(index, column, value, day)
            else:
                sheet.write(index, column, value)
    book.close()
    return path


def test_a_workbook_comes_in_with_whole_numbers_and_days(shop: Shop) -> None:
    rows: list[list[object]] = [
        ["订单号", "客户ID", "下单时间", "金额"],
        [1001, 13313, datetime(2024, 1, 5), 12.5],
        [1002, "00123", 45000, 3],
        [None, None, None, None],
    ]
    report = shop.bring(workbook(shop.folder / "o.xlsx", rows))
    assert shop.orders("order_id, customer_id, ordered_on, amount") == [
        ("1001", "13313", datetime(2024, 1, 5).date(), Decimal("12.50")),
        ("1002", "00123", datetime(2023, 3, 15).date(), Decimal("3.00")),
    ]
    assert conserved(report)


def test_an_18_digit_number_in_a_workbook_is_rejected_for_its_lost_digits(shop: Shop) -> None:
    rows: list[list[object]] = [["客户ID", "姓名"], [110101199003071234, "张三"], ["110101199003071234", "李四"]]
    report = shop.bring(workbook(shop.folder / "c.xlsx", rows), "customers")
    assert (report.accepted, report.rejected) == (1, 1)
    assert "SCIENTIFIC" in codes(report)


def test_a_tiny_workbook_that_would_fill_512_gigabytes_is_refused_and_we_live_on(shop: Shop) -> None:
    path = shop.folder / "bomb.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write(0, 0, "x")
    sheet.write(1_048_575, 16_383, 1)
    book.close()
    with pytest.raises(FileRefused) as refused:
        shop.bring(path)
    assert refused.value.code == "TOO_LARGE_UNPACKED"


def test_several_filled_sheets_are_asked_for_by_name(shop: Shop) -> None:
    path = shop.folder / "two.xlsx"
    book = xlsxwriter.Workbook(path)
    for name in ("一月", "二月"):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["客户ID", "姓名"])
        sheet.write_row(1, 0, [name, "张三"])
    book.close()
    with pytest.raises(FileRefused, match="一月, 二月"):
        shop.bring(path, "customers")
    shop.bring(path, "customers", sheet="二月")
    assert shop.rows("SELECT customer_id FROM lake.main.customers") == [{"customer_id": "二月"}]


def test_a_csv_that_is_called_xlsx_is_read_as_what_it_is(shop: Shop) -> None:
    assert shop.bring(CHINESE, name="订单.xlsx").accepted == 1
