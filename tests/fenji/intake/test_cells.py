"""Cells as people write them become numbers, days and texts, or a problem that is named."""

from __future__ import annotations

import csv
from datetime import date, datetime
from decimal import Decimal

import pytest

from fenji.errors import FileRefused
from tests.fenji.intake.conftest import Shop, codes, conserved

HEADER = "order_id,customer_id,ordered_at,amount\n"


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("12.5", "12.50"),
        ("1.005", "1.01"),
        ("19.989999999999998", "19.99"),
        ('"1,234.50"', "1234.50"),
        ('"¥1,234"', "1234.00"),
        ("￥88", "88.00"),
        ("1234元", "1234.00"),
        ("RMB 5", "5.00"),
        ("１２．５", "12.50"),
        (" 7 ", "7.00"),
        ("1e2", "100.00"),
        ("(12.00)", "-12.00"),
        ("12-", "-12.00"),
        ("−12", "-12.00"),
        ("0", "0.00"),
    ],
)
def test_amounts_as_people_write_them_are_rounded_once_half_up(shop: Shop, written: str, amount: str) -> None:
    report = shop.bring(f"{HEADER}A1,C1,2024-06-05,{written}\n", negative_amount="refund")
    assert shop.orders("amount") == [(Decimal(amount),)], report.findings


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "REQUIRED"),
        ("无", "REQUIRED"),
        ("12%", "NOT_A_NUMBER"),
        ("约500", "NOT_A_NUMBER"),
        ("1.2万", "NUMBER_WORDS"),
        ("1_000", "NOT_A_NUMBER"),
        ("0x10", "NOT_A_NUMBER"),
        ("NaN", "NOT_A_NUMBER"),
        ("inf", "NOT_A_NUMBER"),
        ("1e400", "RANGE"),
        ('"1 234,50"', "NOT_A_NUMBER"),
        ('"1.234,50"', "NOT_A_NUMBER"),
        ("99999999999999999.99", "RANGE"),
        ("TRUE", "TYPE"),
        ("#N/A", "EXCEL_ERROR"),
        ("=1+1", "NOT_A_NUMBER"),
    ],
)
def test_what_is_no_amount_is_rejected_and_never_zero(shop: Shop, written: str, code: str) -> None:
    report = shop.bring(f"{HEADER}A1,C1,2024-06-05,{written}\nA2,C1,2024-06-05,1.50\nA3,C1,2024-06-05,1\n")
    assert (report.accepted, report.rejected) == (2, 1)
    assert code in codes(report)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024-06-05", date(2024, 6, 5)),
        ("2024/6/5", date(2024, 6, 5)),
        ("2024/6/5 13:05", date(2024, 6, 5)),
        ("2024-6-5 下午3:05", date(2024, 6, 5)),
        ("2024年1月5日", date(2024, 1, 5)),
        ("20240105", date(2024, 1, 5)),
        ("20240105130501", date(2024, 1, 5)),
        ("2024.1.5", date(2024, 1, 5)),
        ("2024-06-05T16:30:00Z", date(2024, 6, 6)),
        ("2024-06-05T16:30:00+08:00", date(2024, 6, 5)),
        ("25/12/2023", date(2023, 12, 25)),
        ("12/25/2023", date(2023, 12, 25)),
    ],
)
def test_days_as_people_write_them_are_the_shop_s_local_day(shop: Shop, written: str, day: date) -> None:
    shop.bring(f"{HEADER}A1,C1,{written},5\n")
    assert shop.orders("ordered_on") == [(day,)]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("2024-02-30", "DATE"),
        ("2024-13-01", "DATE"),
        ("0000-00-00", "DATE"),
        ("infinity", "SENTINEL"),
        ("soon", "DATE"),
        ("2099-01-01", "FUTURE"),
        ("1900-01-01", "SENTINEL"),
        ("", "REQUIRED"),
    ],
)
def test_a_day_that_never_was_or_is_still_to_come_is_rejected(shop: Shop, written: str, code: str) -> None:
    report = shop.bring(f"{HEADER}A1,C1,{written},5\nA2,C1,2024-01-01,5\n")
    assert report.rejected == 1
    assert code in codes(report)


def test_an_afternoon_in_shanghai_is_an_instant_in_utc(shop: Shop) -> None:
    shop.bring(f"{HEADER}A1,C1,2024-6-5 下午3:05,5\nA2,C1,2024-06-06,5\n")
    assert shop.orders("ordered_at") == [(datetime(2024, 6, 5, 7, 5),), (datetime(2024, 6, 5, 16, 0),)]


def test_a_source_s_own_zone_decides_the_instant_and_the_workspace_s_the_day(shop: Shop) -> None:
    shop.bring(f"{HEADER}A1,C1,2024-07-01 20:00,5\nA2,C1,2024-12-01 20:00,5\n", zone="Europe/London")
    assert shop.orders("ordered_at, ordered_on") == [
        (datetime(2024, 7, 1, 19, 0), date(2024, 7, 2)),
        (datetime(2024, 12, 1, 20, 0), date(2024, 12, 2)),
    ]


def test_ids_stay_text_and_customer_numbers_lose_a_spreadsheet_s_point_zero(shop: Shop) -> None:
    shop.bring(f"{HEADER}00123,13313.0,2024-01-01,1\n1e3,13314.0,2024-01-01,1\n")
    assert shop.orders("order_id, customer_id") == [("00123", "13313"), ("1e3", "13314")]


def test_invisible_marks_and_wide_spaces_do_not_make_another_customer(shop: Shop) -> None:
    shop.bring(f"{HEADER}A1,C1\u3000,2024-01-01,1\nA2,\u200bC1,2024-01-01,1\nA3,\u00a0C1\ufeff,2024-01-01,1\n")
    assert shop.rows("SELECT DISTINCT customer_id FROM lake.main.orders") == [{"customer_id": "C1"}]
    shop.bring("customer_id,name\nE1,cafe\u0301\n", "customers", name="names.csv")
    assert shop.rows("SELECT name FROM lake.main.customers WHERE customer_id = 'E1'") == [{"name": "caf\u00e9"}]


def test_the_reject_file_has_the_original_cells_and_every_problem_in_both_languages(shop: Shop) -> None:
    report = shop.bring(f"{HEADER}A1, C1 ,2024-02-30,1.2万\nA2,C1,2024-02-03,7\n")
    assert report.rejects_file is not None
    assert report.rejects_file.read_bytes().startswith(b"\xef\xbb\xbf")
    with report.rejects_file.open(encoding="utf-8-sig", newline="") as file:
        (row,) = list(csv.DictReader(file))
    assert (row["order_id"], row["customer_id"], row["ordered_at"], row["amount"]) == (
        "A1",
        " C1 ",
        "2024-02-30",
        "1.2万",
    )
    assert (row["__row"], row["__code"]) == ("2", "NUMBER_WORDS; DATE")
    assert row["__column"] == "amount; ordered_at"
    assert "大写" in row["__message"]
    assert "1.2万 = 12000?" in row["__message"]


def test_a_mended_reject_file_imports_again(shop: Shop) -> None:
    first = shop.bring(f"{HEADER}A1,C1,2024-02-30,5\nA2,C1,2024-02-03,7\n")
    assert first.rejects_file is not None
    mended = first.rejects_file.read_text(encoding="utf-8-sig").replace("2024-02-30", "2024-02-28")
    second = shop.bring(mended, name="mended.csv")
    assert (second.accepted, second.rejected) == (1, 0)
    assert conserved(second)
    assert [row[0] for row in shop.orders()] == ["A1", "A2"]


def test_an_undecidable_day_and_month_is_asked_for_by_the_option_s_name(shop: Shop) -> None:
    with pytest.raises(FileRefused, match="date_order"):
        shop.bring(f"{HEADER}A1,C1,01/02/2024,5\n")
    shop.bring(f"{HEADER}A1,C1,01/02/2024,5\n", date_order="mdy")
    assert shop.orders("ordered_on") == [(date(2024, 1, 2),)]
