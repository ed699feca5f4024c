"""What the tables of a run say: refunds, tickets and answers of the last days, counted on a handful of rows."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from fenji.advice.finding import Finding
from fenji.advice.overview import overview
from fenji.advice.recorded import Change, Product, Recorded, answered, given_back, waiting
from fenji.engines.duckdb import DuckDBEngine
from fenji.metrics.period import Period, Window, fill
from tests.sample_result import load, sample_result

DAY = datetime(2024, 6, 30, 4)
NOW = Period(date(2024, 6, 30), "Asia/Shanghai", Window("days", 90))
TABLE_KINDS = {"refunds_rising", "product_loss", "tickets_waiting", "few_answers"}


def ago(days: int) -> datetime:
    return DAY - timedelta(days=days)


def asked(tables: dict[str, list[dict[str, Any]]], describe: Any) -> list[dict[str, Any]]:
    engine = DuckDBEngine.in_memory()
    load(engine, tables)
    engine.run("CREATE TABLE graded AS SELECT * FROM (VALUES ('C1', 'VIP'), ('C2', 'low')) AS t(customer_id, tier)")
    table = describe({name: engine.table(name) for name in (*tables, "graded")})
    return engine.rows(fill(engine.compile(table), NOW.slots()))


def said(recorded: Recorded) -> dict[str, Finding]:
    found = overview(sample_result(30), None, recorded=recorded)
    return {one.name: one for one in found if one.kind in TABLE_KINDS}


def test_refunds_count_by_the_day_they_were_booked() -> None:
    def refund(number: int, booked: int, kind: str = "refund") -> dict[str, Any]:
        return {"order_id": f"R{number}", "source": "s", "customer_id": "C1", "kind": kind, "amount": Decimal(-10),
                "ordered_at": ago(300), "ordered_on": ago(300).date(), "booked_at": ago(booked)}  # fmt: skip

    rows = [refund(1, 0), refund(2, 89), refund(3, 91), refund(4, 5, "void")]
    (found,) = asked({"orders": rows}, lambda tables: given_back(tables["orders"], NOW))
    assert (found["money"], found["refunds"], found["since"]) == (Decimal(20), 2, ago(300).date())


def test_a_ticket_waits_after_a_week_without_an_answer_by_the_day() -> None:
    def ticket(number: int, given: int, resolved: int | None = None, **more: Any) -> dict[str, Any]:
        return {"feedback_id": f"F{number}", "source": "s", "customer_id": "C1", "kind": "ticket",
                "given_at": ago(given), "resolved_at": None if resolved is None else ago(resolved), **more}  # fmt: skip

    rows = [
        ticket(1, 20), ticket(2, 20, 10), ticket(3, 3), ticket(4, 20, -5), ticket(5, 30, customer_id="C2"),
        ticket(6, 40, kind="survey"), ticket(7, 200),
    ]  # fmt: skip
    found = asked({"feedback": rows}, lambda tables: waiting(tables["feedback"], tables["graded"], NOW))
    told = {row["tier"]: (row["open"], row["customers"], row["settled"]) for row in found}
    assert told == {"VIP": (2, 1, 1), "low": (1, 1, 0)}


def test_an_answer_counts_that_came_by_the_day() -> None:
    rows = [
        {"touch_id": f"T{n}", "source": "s", "customer_id": "C1", "sent_at": ago(sent), "responded_at": came}
        for n, (sent, came) in enumerate([(5, None), (5, ago(4)), (5, ago(-3)), (95, ago(94))])
    ]
    (found,) = asked({"touches": rows}, lambda tables: answered(tables["touches"], tables["graded"], NOW))
    assert (found["tier"], found["messages"], found["answers"]) == ("VIP", 3, 1)


def test_what_clearly_got_worse_is_said_with_its_prize() -> None:
    found = said(
        Recorded(
            refunds=Change(Decimal(1500), Decimal(1000)),
            refunds_now=25,
            products=(
                Product("A", Change(Decimal(100), Decimal(900)), 40),
                Product("B", Change(Decimal(0), Decimal(99)), 40),
            ),
            answers={"VIP": (200, 2), "regular": (400, 80)},
            tickets={"VIP": (3, 2)},
        )
    )  # fmt: skip
    assert found["refunds_rising"].prize == 500
    assert "比此前90天多 50%" in found["refunds_rising"].text.zh
    assert found["product_loss"].prize == 800
    assert found["product_loss"].text.zh.startswith("“A”近90天")
    assert found["tickets_waiting:VIP"].text.zh == "VIP客户有 3 张工单（2 位客户）超过 7 天未处理，请今天答复"
    assert found["few_answers:VIP"].text.en.startswith("VIP customers answered 2 of 200 messages")
    assert "few_answers:regular" not in found


@pytest.mark.parametrize(
    "recorded",
    [
        Recorded(),
        Recorded(refunds=Change(Decimal(1500), Decimal(1000)), refunds_now=19),
        Recorded(refunds=Change(Decimal(1100), Decimal(1000)), refunds_now=50),
        Recorded(refunds=Change(Decimal(1100), Decimal(0)), refunds_now=50),
        Recorded(products=(Product("A", Change(Decimal(0), Decimal(900)), 29),)),
        Recorded(products=(Product("A", Change(Decimal(800), Decimal(900)), 90),)),
        Recorded(answers={"VIP": (99, 0), "regular": (400, 80)}),
        Recorded(answers={"VIP": (200, 38), "regular": (200, 40)}),
        Recorded(tickets={"VIP": (0, 0)}),
    ],
)
def test_few_rows_or_a_small_change_say_nothing(recorded: Recorded) -> None:
    assert said(recorded) == {}
