"""A quick look shows what an import would read, keeps nothing, and gathers every question at once."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from fenji.errors import FileRefused
from fenji.intake.mapping import MappingOptions
from fenji.intake.peek import Peek, peek
from tests.bad_inputs.made_files import HEADERS, ORDERS, book, orders, text
from tests.fenji.intake.conftest import Shop, codes, conserved


def look(folder: Path, words: str | bytes, name: str = "orders.csv", **options: object) -> Peek:
    return peek(text(words, name)(folder), MappingOptions.model_validate(options))


def test_a_look_shows_kind_encoding_delimiter_header_and_first_rows(tmp_path: Path) -> None:
    rows = "".join(f"A{n};张三;2024-01-05;1\n" for n in range(30))
    found = look(tmp_path, f"{HEADERS.replace(',', ';')}\n{rows}".encode("gbk"))
    assert (found.kind, found.encoding, found.delimiter, found.header_row) == ("csv", "gb18030", ";", 1)
    assert found.headers == tuple(HEADERS.split(","))
    assert len(found.sample_rows) == 20
    assert found.sample_rows[0] == ("A0", "张三", "2024-01-05", "1")
    assert found.questions == ()


def test_a_look_at_a_workbook_lists_its_sheets_and_asks_which(tmp_path: Path) -> None:
    def shape(sheet: object, made: object) -> None:
        more = made.add_worksheet("二月")  # type: ignore[attr-defined]
        more.write_row(0, 0, ORDERS)
        more.hide()

    found = peek(book([ORDERS, ("A1", "C1", "2024-01-05", 1)], shape=shape)(tmp_path))
    assert (found.sheets, found.hidden_sheets, found.sheet) == (("订单", "二月"), ("二月",), "订单")
    (question,) = found.questions
    assert (question.code, question.option, question.choices, question.suggested) == (
        "SHEET",
        "sheet",
        ("订单", "二月"),
        "订单",
    )
    assert found.sample_rows == (("A1", "C1", "2024-01-05", "1"),)


def test_a_look_gathers_every_question_and_takes_the_likely_answers(tmp_path: Path) -> None:
    found = look(tmp_path, f"清单,,,,\n{HEADERS},amount,\nA1,C1,2024-01-05,1,2,3\n")
    assert [question.code for question in found.questions] == ["HEADER_ROW", "BLANK_HEADER", "DUPLICATE_HEADER"]
    assert found.header_row == 2


def test_two_encodings_are_shown_side_by_side(tmp_path: Path) -> None:
    found = look(tmp_path, HEADERS.encode() + b"\nA1,\xd2\xbb,2024-01-05,1\n")
    (question,) = found.questions
    assert dict(zip(question.choices, [rows[0][1] for rows in question.previews], strict=True)) == {
        "gb18030": "一",
        "utf-8": "һ",
    }


def test_french_and_russian_in_utf_8_are_not_taken_for_chinese(tmp_path: Path) -> None:
    for name in ("Café", "Müller", "Иванов", "Ελένη", "5 °C", "£5"):
        assert look(tmp_path, f"{HEADERS}\nA1,{name},2024-01-05,1\n").questions == ()


def test_a_file_that_cannot_be_taken_is_refused_at_a_look_too(tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refused:
        look(tmp_path, b"%PDF-1.7")
    assert refused.value.code == "TYPE_MISMATCH"


def test_json_lines_come_in_with_their_numbers_as_written(shop: Shop) -> None:
    lines = [
        json.dumps({"order_id": "A1", "customer_id": "00123", "ordered_at": "2024-01-05", "amount": 1.1}),
        '{"order_id": "A2", "order_id": "A3"}',
        "",
        '{"order_id": "A4", "shop": {"city": "杭州"}, "customer_id": "C1", "ordered_at": "2024-01-05", "amount": 2.50}',
        "[1, 2]",
        '{"a": ' * 10_000,
    ]
    report = shop.bring("\n".join(lines), name="orders.jsonl")
    assert conserved(report)
    assert (report.accepted, report.rejected, report.blank) == (2, 3, 1)
    assert "NOT_JSON" in codes(report)
    assert shop.orders() == [("A1", Decimal("1.10")), ("A4", Decimal("2.50"))]


def test_a_file_without_a_mapping_for_twins_asks_but_one_that_does_not_use_them_is_taken(shop: Shop) -> None:
    from fenji.intake.importing import import_file
    from fenji.intake.mapping import Mapping

    path = orders("A1,C1,2024-01-05,1,x,y,z", headers=f"{HEADERS},note,note,")(shop.folder)
    with pytest.raises(FileRefused):
        shop.bring(path)
    mapping = Mapping("orders", {name: name for name in HEADERS.split(",")})
    report = import_file(shop.lake, path, mapping=mapping, table="orders", settings=shop.settings)
    assert report.accepted == 1
