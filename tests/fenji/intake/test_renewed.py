"""What an earlier import brought is brought up to date: new statuses, customers of order files, nothing else."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from fenji.errors import FileRefused
from tests.fenji.intake.conftest import Shop, codes, conserved

STATUS = "订单号,客户ID,下单时间,实付金额,订单状态\n"
PEOPLE = "订单号,客户ID,下单时间,实付金额,姓名,手机,省,市\n"
KINDS = "order_id, kind, status, amount, import_id"


def test_an_order_s_new_status_takes_the_old_one_s_place(shop: Shop) -> None:
    shop.bring(
        f"{STATUS}A1,C1,2024-01-01,0,待付款\nA2,C1,2024-01-02,6,已发货\nA3,C1,2024-01-03,7,交易成功\n",
        name="january.csv",
    )
    before = shop.lake.snapshot()
    report = shop.bring(
        f"{STATUS}A1,C1,2024-01-01,5,交易成功\nA2,C1,2024-01-02,6,交易关闭\nA3,C1,2024-01-03,7,交易成功\nA4,C1,2024-02-01,8,交易成功\n",
        name="february.csv",
    )
    assert conserved(report)
    assert (report.accepted, report.duplicates_skipped, report.rejected) == (3, 1, 0)
    assert shop.orders(KINDS) == [
        ("A1", "sale", "交易成功", Decimal("5.00"), 2),
        ("A2", "void", "交易关闭", Decimal("6.00"), 2),
        ("A3", "sale", "交易成功", Decimal("7.00"), 1),
        ("A4", "sale", "交易成功", Decimal("8.00"), 2),
    ]
    old = shop.rows(f"SELECT kind FROM lake.main.orders AT (VERSION => {before}) ORDER BY order_id")
    assert [row["kind"] for row in old] == ["void", "sale", "sale"]


def test_an_older_file_does_not_bring_back_an_old_status(shop: Shop) -> None:
    shop.bring(f"{STATUS}A2,C1,2024-01-02,6,交易成功\nA4,C1,2024-02-01,8,交易成功\n", name="february.csv")
    report = shop.bring(f"{STATUS}A2,C1,2024-01-02,6,待付款\n", name="january.csv")
    assert (report.accepted, report.rejected) == (0, 1)
    assert {"CONFLICT", "OLDER_FILE"} <= codes(report)
    assert shop.orders("kind") == [("sale",), ("sale",)]


def test_a_renewed_sale_stays_given_back(shop: Shop) -> None:
    header = "order_id,customer_id,ordered_at,amount,status,original_order_id\n"
    shop.bring(f"{header}S1,C1,2024-01-01,50,shipped,\nR1,C1,2024-01-05,-50,,S1\n", name="first.csv")
    shop.bring(f"{header}S1,C1,2024-01-01,50,completed,\nS2,C1,2024-01-09,5,completed,\n", name="second.csv")
    assert shop.orders("order_id, status, void_at") == [
        ("R1", None, None),
        ("S1", "completed", datetime(2024, 1, 4, 16)),
        ("S2", "completed", None),
    ]


def test_lines_of_a_renewed_order_are_renewed(shop: Shop) -> None:
    header = "订单号,客户ID,下单时间,商品编号,数量,单价,订单状态\n"
    shop.bring(f"{header}A1,C1,2024-01-01,P1,1,5,已发货\nA1,C1,2024-01-01,P2,1,6,已发货\n", name="first.csv")
    shop.bring(f"{STATUS}A1,C1,2024-01-01,11,交易关闭\n", name="second.csv")
    lines = shop.rows("SELECT product_id, kind FROM lake.main.order_lines ORDER BY line_no")
    assert [tuple(row.values()) for row in lines] == [("P1", "void"), ("P2", "void")]
    shop.bring(f"{header}A1,C1,2024-01-01,P1,1,5,交易成功\nA1,C1,2024-01-01,P2,1,6,交易成功\n", name="third.csv")
    lines = shop.rows("SELECT product_id, kind FROM lake.main.order_lines ORDER BY line_no")
    assert [tuple(row.values()) for row in lines] == [("P1", "sale"), ("P2", "sale")]
    assert shop.orders("order_id, kind, amount") == [("A1", "sale", Decimal("11.00"))]


def test_an_order_file_tells_who_bought(shop: Shop) -> None:
    shop.bring(f"{PEOPLE}A1,C1,2024-01-01,5,张三,+86 138-0013-8000,浙江,\nA2,C1,2024-01-02,5,,,,杭州\n")
    assert shop.rows("SELECT name, mobile, province, city, is_listed FROM lake.main.customers") == [
        {"name": "张三", "mobile": "13800138000", "province": "浙江", "city": "杭州", "is_listed": False}
    ]


def test_an_order_file_fills_gaps_and_never_overwrites_a_listed_customer(shop: Shop) -> None:
    shop.bring("customer_id,name\nC1,王五\n", "customers", name="list.csv")
    shop.bring(f"{PEOPLE}A1,C1,2024-01-01,5,张三,13800138000,浙江,\nA2,C2,2024-01-01,5,李四,,,\n", name="first.csv")
    shop.bring(f"{PEOPLE}A3,C2,2024-01-02,5,别名,13900139000,,\n", name="second.csv")
    rows = shop.rows("SELECT customer_id, name, mobile, import_id FROM lake.main.customers ORDER BY 1")
    assert [tuple(row.values()) for row in rows] == [("C1", "王五", None, 1), ("C2", "李四", "13900139000", 3)]


def test_customers_to_whom_nothing_new_is_said_are_not_written_again(shop: Shop) -> None:
    shop.bring(f"{PEOPLE}A1,C1,2024-01-01,5,张三,13800138000,浙江,\n", name="first.csv")
    shop.bring(f"{PEOPLE}A2,C1,2024-01-02,5,张三,13800138000,浙江,\n", name="second.csv")
    assert shop.rows("SELECT import_id FROM lake.main.customers") == [{"import_id": 1}]


def test_an_order_in_two_currencies_is_rejected_whole(shop: Shop) -> None:
    header = "order_id,customer_id,ordered_at,product_id,quantity,unit_price,currency\n"
    report = shop.bring(
        f"{header}A1,C1,2024-01-01,P1,1,1,CNY\nA1,C1,2024-01-01,P2,1,1,USD\nA2,C1,2024-01-01,P1,1,1,CNY\n"
    )
    assert (report.accepted, report.rejected) == (1, 2)
    assert "CONFLICT" in codes(report)


def test_a_currency_in_the_header_is_asked_for(shop: Shop) -> None:
    content = "订单号,客户ID,下单时间,金额(美元)\nA1,C1,2024-01-05,1.20\n"
    with pytest.raises(FileRefused, match="currency: USD"):
        shop.bring(content)
    shop.bring(content, currency="USD")
    assert shop.orders("currency") == [("USD",)]


def test_a_survey_becomes_one_row_a_question_and_answer(shop: Shop) -> None:
    report = shop.bring(
        "用户ID,提交时间,1、您对服务满意吗?(1-5分),2、您会推荐我们吗 0-10,3、其他意见?\n"
        "C1,2024-01-05 10:00,5,9,很好\nC2,2024-01-06 10:00,3,,\nC3,2024-01-06 10:00,,,\n",
        "feedback",
    )
    assert conserved(report)
    assert (report.accepted, report.rejected) == (2, 1)
    rows = shop.rows(
        "SELECT customer_id, kind, question[1:2] AS q, text, score, score_max FROM lake.main.feedback ORDER BY 1, 3"
    )
    assert [tuple(row.values()) for row in rows] == [
        ("C1", "survey", "1、", "5", Decimal("5.00"), Decimal("5.00")),
        ("C1", "survey", "2、", "9", Decimal("9.00"), Decimal("10.00")),
        ("C1", "survey", "3、", "很好", None, None),
        ("C2", "survey", "1、", "3", Decimal("3.00"), Decimal("5.00")),
    ]


def test_questions_of_a_survey_can_be_named(shop: Shop) -> None:
    content = "客户ID,日期,服务,价格\nC1,2024-01-05,5,4\n"
    report = shop.bring(content, "feedback", questions=["服务", "价格"])
    assert report.accepted == 1
    assert [row["question"] for row in shop.rows("SELECT question FROM lake.main.feedback ORDER BY 1")] == [
        "价格",
        "服务",
    ]
    again = shop.bring(content + "C2,2024-01-06,3,3\n", "feedback", name="more.csv", questions=["服务", "价格"])
    assert (again.accepted, again.duplicates_skipped) == (1, 1)
