"""Orders: summed from lines, settled against duplicates, net of refunds whenever they come."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from fenji.errors import MappingError
from tests.fenji.intake.conftest import Shop, codes, conserved

HEADER = "order_id,customer_id,ordered_at,amount\n"
LINES = "order_id,customer_id,ordered_at,product_id,quantity,unit_price\n"
STATUS = "订单号,客户ID,下单时间,实付金额,订单状态,退款时间\n"


def kinds(shop: Shop) -> list[tuple[Any, ...]]:
    return shop.orders("order_id, kind, amount, void_at IS NOT NULL AS v, refunds_order_id")


def test_lines_of_an_order_are_summed_and_each_is_rounded_once(shop: Shop) -> None:
    report = shop.bring(f"{LINES}A1,C1,2024-01-01,P1,3,0.335\nA1,C1,2024-01-01,P2,1,2\nA2,C2,2024-01-02,P1,1,1\n")
    assert shop.orders() == [("A1", Decimal("3.01")), ("A2", Decimal("1.00"))]
    assert report.accepted == 3
    lines = shop.rows("SELECT order_id, line_no, amount FROM lake.main.order_lines ORDER BY ALL")
    assert [tuple(row.values()) for row in lines] == [
        ("A1", 1, Decimal("1.01")),
        ("A1", 2, Decimal("2.00")),
        ("A2", 1, Decimal("1.00")),
    ]


def test_an_identical_order_is_skipped_and_a_different_one_rejects_both_rows(shop: Shop) -> None:
    report = shop.bring(f"{HEADER}A1,C1,2024-01-01,5\nA1,C1,2024-01-01,5.00\nA2,C1,2024-01-01,5\nA2,C1,2024-01-01,6\n")
    assert (report.accepted, report.duplicates_skipped, report.rejected) == (1, 1, 2)
    assert report.rejects_file is not None
    said = report.rejects_file.read_text(encoding="utf-8-sig")
    assert "row 5" in said
    assert "row 4" in said
    assert shop.orders() == [("A1", Decimal("5.00"))]


def test_an_order_of_an_earlier_import_is_skipped_or_conflicts_and_is_never_doubled(shop: Shop) -> None:
    shop.bring(f"{HEADER}A1,C1,2024-01-01,5\nA2,C1,2024-01-01,5\n", name="january.csv")
    report = shop.bring(f"{HEADER}A1,C1,2024-01-01,5\nA2,C1,2024-01-01,6\nA3,C1,2024-01-01,7\n", name="february.csv")
    assert (report.accepted, report.duplicates_skipped, report.rejected) == (1, 1, 1)
    assert shop.orders() == [("A1", Decimal("5.00")), ("A2", Decimal("5.00")), ("A3", Decimal("7.00"))]


def test_the_same_order_number_in_two_shops_is_two_orders(shop: Shop) -> None:
    from dataclasses import replace

    shop.bring(f"{HEADER}A1,C1,2024-01-01,5\n")
    shop.settings = replace(shop.settings, source="other")
    assert shop.bring(f"{HEADER}A1,C9,2024-01-01,8\n", name="other.csv").accepted == 1
    assert set(shop.orders("source, amount")) == {("shop", Decimal("5.00")), ("other", Decimal("8.00"))}


def test_one_order_of_two_customers_is_rejected_whole(shop: Shop) -> None:
    report = shop.bring(f"{LINES}A1,C1,2024-01-01,P1,1,1\nA1,C2,2024-01-01,P2,1,1\nA2,C2,2024-01-01,P2,1,1\n")
    assert (report.accepted, report.rejected) == (1, 2)
    assert "CONFLICT" in codes(report)


def test_shop_status_words_decide_what_counts(shop: Shop) -> None:
    shop.bring(
        f"{STATUS}A1,C1,2024-01-01,5,交易成功,\nA2,C1,2024-01-02,6,交易关闭,\n"
        "A3,C1,2024-01-03,7,退款成功,2024-01-09 10:00\nA4,C1,2024-01-03,8,待付款,\n"
    )
    assert kinds(shop) == [
        ("A1", "sale", Decimal("5.00"), False, None),
        ("A2", "void", Decimal("6.00"), False, None),
        ("A3", "sale", Decimal("7.00"), True, None),
        ("A3#refund", "refund", Decimal("-7.00"), False, "A3"),
        ("A4", "void", Decimal("8.00"), False, None),
    ]
    assert shop.rows("SELECT void_at FROM lake.main.orders WHERE order_id = 'A3'") == [
        {"void_at": datetime(2024, 1, 9, 2, 0)}
    ]


def test_an_order_refunded_since_the_last_import_brings_its_refund(shop: Shop) -> None:
    shop.bring(f"{STATUS}A3,C1,2024-01-03,7,交易成功,\n", name="january.csv")
    report = shop.bring(f"{STATUS}A3,C1,2024-01-03,7,退款成功,2024-02-09\n", name="february.csv")
    assert report.accepted == 1
    assert kinds(shop) == [
        ("A3", "sale", Decimal("7.00"), True, None),
        ("A3#refund", "refund", Decimal("-7.00"), False, "A3"),
    ]


def test_an_unknown_status_is_asked_for_with_the_option_s_name(shop: Shop) -> None:
    with pytest.raises(MappingError, match="status") as error:
        shop.bring(f"{STATUS}A1,C1,2024-01-01,5,锁定,\n")
    assert "锁定" in error.value.say("zh")
    assert shop.bring(f"{STATUS}A1,C1,2024-01-01,5,锁定,\n", status={"锁定": "void"}).accepted == 1


def test_refunds_take_the_latest_earlier_sale_of_the_same_amount_once_each(shop: Shop) -> None:
    report = shop.bring(
        f"{HEADER}S1,C1,2024-01-01,50\nS2,C1,2024-01-05,50\nR1,C1,2024-01-06,-50\nR2,C1,2024-01-07,-50\n"
        "R3,C1,2024-01-08,-50\nS3,C1,2024-01-09,50\nS4,C2,2024-01-01,50\nR4,C1,2024-01-10,-49\n",
        negative_amount="refund",
    )
    assert kinds(shop) == [
        ("R1", "refund", Decimal("-50.00"), False, "S2"),
        ("R2", "refund", Decimal("-50.00"), False, "S1"),
        ("R3", "refund", Decimal("-50.00"), False, None),
        ("R4", "refund", Decimal("-49.00"), False, None),
        ("S1", "sale", Decimal("50.00"), True, None),
        ("S2", "sale", Decimal("50.00"), True, None),
        ("S3", "sale", Decimal("50.00"), False, None),
        ("S4", "sale", Decimal("50.00"), False, None),
    ]
    said = next(finding.problem.en for finding in report.findings if finding.code == "UNLINKED_REFUNDS")
    assert said.startswith("2 refunds")


def test_a_linked_refund_has_the_sale_s_day_and_its_own_booking(shop: Shop) -> None:
    shop.bring(f"{HEADER}S1,C1,2024-01-01,50\nR1,C1,2024-03-01,-50\n", negative_amount="refund")
    assert shop.orders("order_id, ordered_at, booked_at") == [
        ("R1", datetime(2023, 12, 31, 16), datetime(2024, 2, 29, 16)),
        ("S1", datetime(2023, 12, 31, 16), datetime(2023, 12, 31, 16)),
    ]


def test_a_refund_imported_later_voids_the_sale_in_the_lake_and_its_lines(shop: Shop) -> None:
    shop.bring(f"{LINES}S1,C1,2024-01-01,P1,2,25\n", name="january.csv")
    shop.bring(f"{LINES}R1,C1,2024-02-01,P1,-2,25\n", name="february.csv", negative_amount="refund")
    assert kinds(shop) == [
        ("R1", "refund", Decimal("-50.00"), False, "S1"),
        ("S1", "sale", Decimal("50.00"), True, None),
    ]
    lines = shop.rows("SELECT order_id, void_at, ordered_at FROM lake.main.order_lines ORDER BY order_id")
    assert [tuple(row.values()) for row in lines] == [
        ("R1", None, datetime(2023, 12, 31, 16)),
        ("S1", datetime(2024, 1, 31, 16), datetime(2023, 12, 31, 16)),
    ]


def test_a_refund_that_came_before_its_sale_finds_it_later(shop: Shop) -> None:
    shop.bring(f"{HEADER}R1,C1,2024-02-01,-50\n", name="refunds.csv", negative_amount="refund")
    shop.bring(f"{HEADER}S1,C1,2024-01-01,50\n", name="sales.csv")
    assert kinds(shop) == [
        ("R1", "refund", Decimal("-50.00"), False, "S1"),
        ("S1", "sale", Decimal("50.00"), True, None),
    ]


def test_stated_part_refunds_void_the_sale_only_when_they_reach_its_amount(shop: Shop) -> None:
    header = "order_id,customer_id,ordered_at,amount,original_order_id\n"
    shop.bring(f"{header}S1,C1,2024-01-01,50,\nR1,C1,2024-01-05,20,S1\n", name="first.csv")
    assert [row[3] for row in kinds(shop)] == [False, False]
    shop.bring(f"{header}R2,C1,2024-01-09,-30,S1\n", name="second.csv")
    assert shop.orders("order_id, amount, void_at") == [
        ("R1", Decimal("-20.00"), None),
        ("R2", Decimal("-30.00"), None),
        ("S1", Decimal("50.00"), datetime(2024, 1, 8, 16)),
    ]


def test_a_refund_before_its_sale_is_rejected_and_one_beyond_it_is_found(shop: Shop) -> None:
    header = "order_id,customer_id,ordered_at,amount,original_order_id\n"
    report = shop.bring(
        f"{header}S1,C1,2024-01-10,50,\nR1,C1,2024-01-01,-50,S1\nS2,C1,2024-01-10,50,\nR2,C1,2024-01-12,-80,S2\n"
    )
    assert report.rejected == 1
    assert {"ORDER", "REFUND_EXCEEDS"} <= codes(report)
    assert conserved(report)


def test_negative_orders_can_be_refused(shop: Shop) -> None:
    report = shop.bring(f"{HEADER}S1,C1,2024-01-01,50\nR1,C1,2024-01-02,-50\n", negative_amount="reject")
    assert (report.accepted, report.rejected) == (1, 1)
    assert "NEGATIVE" in codes(report)


def test_a_price_too_large_to_multiply_is_rejected_and_the_rest_comes_in(shop: Shop) -> None:
    report = shop.bring(f"{LINES}A1,C1,2024-01-01,P1,999999999999,99999999999\nA2,C1,2024-01-01,P1,1,1\n")
    assert (report.accepted, report.rejected) == (1, 1)
    assert "RANGE" in codes(report)


def test_guests_are_kept_and_their_share_is_said(shop: Shop) -> None:
    report = shop.bring(f"{HEADER}A1,C1,2024-01-01,75\nA2,,2024-01-01,25\n")
    assert report.guests is not None
    assert (report.guests.orders, report.guests.revenue_share) == (1, Decimal("0.2500"))
    assert shop.orders("customer_id") == [("C1",), (None,)]


def test_total_rows_and_rows_the_mapping_drops_are_left_out_and_shown(shop: Shop) -> None:
    report = shop.bring(
        f"{HEADER}A1,C1,2024-01-01,5\nT9,C1,2024-01-01,5\n合计,,,10\n",
        drop_rows=[{"column": "order_id", "starts_with": "T"}],
    )
    assert (report.accepted, report.rejected) == (1, 2)
    assert {"TOTAL_ROW", "LEFT_OUT"} <= codes(report)
