"""Dated rates: the row's own day decides, rounding comes once, and nothing is dropped in silence."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import ibis
import pytest

from fenji.engines.duckdb import DuckDBEngine
from fenji.errors import FileRefused
from fenji.tables import CANONICAL
from fenji.tables.rates import Rate, Rates, convert, read_rates, uncovered
from tests.fenji.metrics.shop import Row, arrow, refund, sale

RATES = Rates(
    (
        Rate("USD", date(2024, 6, 1), Decimal("7.25")),
        Rate("USD", date(2024, 1, 1), Decimal("7.1")),
        Rate("JPY", date(2024, 1, 1), Decimal("0.045")),
    )
)


def asked(rows: list[Row], table: str = "orders", *, of: str = "convert") -> list[Row]:
    expression = ibis.table(CANONICAL[table].schema(), name=table)
    answer = convert(expression, RATES, "CNY") if of == "convert" else uncovered(expression, RATES, "CNY")
    with DuckDBEngine.in_memory(threads=1) as engine:
        engine.register(table, arrow(table, rows))
        return engine.rows(engine.compile(answer))


def test_the_rate_of_the_rows_own_day_is_used_and_rounded_half_up() -> None:
    rows = [
        sale("a", "2024-05-31", "10", currency="USD"),
        sale("b", "2024-06-01", "10", currency="USD", discount=Decimal(2)),
        sale("c", "2024-06-01", "1", currency="JPY"),
        sale("d", "2024-06-01", "9.99", currency="CNY"),
    ]
    got = {row["customer_id"]: (row["amount"], row["discount"], row["currency"]) for row in asked(rows)}
    assert got == {
        "a": (Decimal("71.00"), None, "CNY"),
        "b": (Decimal("72.50"), Decimal("14.50"), "CNY"),
        "c": (Decimal("0.05"), None, "CNY"),
        "d": (Decimal("9.99"), None, "CNY"),
    }


def test_a_full_refund_leaves_nothing_though_the_rate_moved() -> None:
    sold = sale("a", "2024-05-31", "33.33", currency="USD", order_id="s")
    rows = asked([sold, refund(sold, datetime(2024, 6, 20))])
    assert sum(row["amount"] for row in rows) == 0


def test_a_row_without_a_rate_stays_and_is_named() -> None:
    rows = [
        sale("a", "2023-12-30", "10", currency="USD"),
        sale("a", "2023-12-31", "10", currency="USD"),
        sale("b", "2024-06-01", "10", currency="EUR"),
        sale("c", "2024-06-01", "10", currency=None),
        sale("d", "2024-06-01", "10", currency="GBP", kind="void"),
    ]
    assert len(asked(rows)) == len(rows)
    assert [(row["currency"], row["ordered_on"], row["rows"]) for row in asked(rows, of="uncovered")] == [
        ("EUR", date(2024, 6, 1), 1),
        ("USD", date(2023, 12, 30), 2),
        (None, date(2024, 6, 1), 1),
    ]


def test_payments_are_converted_at_the_day_they_were_due() -> None:
    owed = {"customer_id": "a", "source": "erp", "due_on": date(2024, 6, 1), "currency": "USD"}
    assert asked([owed | {"due_amount": Decimal(10)}], "payments")[0]["due_amount"] == Decimal("72.50")


def test_a_rate_table_is_read_from_csv(tmp_path: Path) -> None:
    path = tmp_path / "rates.csv"
    path.write_text("\ufeffcurrency,valid_from,rate\nusd,2024-06-01,7.25\nUSD,2024-01-01,7.1\n", encoding="utf-8")
    assert read_rates(path).rates == (
        Rate("USD", date(2024, 1, 1), Decimal("7.1")),
        Rate("USD", date(2024, 6, 1), Decimal("7.25")),
    )


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("currency,rate\nUSD,7\n", "no column valid_from"),
        ("currency,valid_from,rate\nUSD,2024-13-01,7\nUSD,2024-01-01,-7\nDollar,2024-01-01,7\n", "3 rate"),
        ("currency,valid_from,rate\nUSD,2024-01-01,7\nUSD,2024-01-01,8\n", "line 3.*second rate"),
        ("currency,valid_from,rate\nUSD,2024-01-01,seven\n", "line 2.*no number"),
        ("currency,valid_from,rate\nUSD,2024-01-01,NaN\n", "line 2"),
    ],
)
def test_mistakes_in_a_rate_table_are_named_all_at_once(tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / "rates.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(FileRefused, match=f"(?s){problem}"):
        read_rates(path)


def test_a_missing_rate_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="rate table"):
        read_rates(tmp_path / "none.csv")


def test_stated_amounts_are_converted_at_the_day_of_the_list_and_other_figures_stay() -> None:
    from fenji.errors import IntakeError
    from fenji.tables.currency import in_one_currency

    day, figure = date(2024, 6, 5), {"customer_id": "a", "source": "list", "stated_on": date(2024, 6, 5)}
    rows = [
        figure | {"metric": "net_revenue", "value": Decimal(10), "currency": "USD"},
        figure | {"metric": "order_count", "value": Decimal(3)},
        figure | {"metric": "last_ordered_on", "day": day},
    ]
    with DuckDBEngine.in_memory(threads=1) as engine:
        engine.register("stated", arrow("stated", rows))
        tables = {"stated": engine.table("stated")}
        with pytest.raises(IntakeError, match="USD"):
            in_one_currency(tables, "CNY", engine=engine)
        with pytest.raises(IntakeError, match="USD"):
            in_one_currency(tables, "GBP", engine=engine, rates=Rates(()))
        converted = in_one_currency(tables, "CNY", engine=engine, rates=RATES)["stated"]
        found = engine.rows(engine.compile(converted.select("metric", "value", "day").order_by("metric")))
    assert [tuple(row.values()) for row in found] == [
        ("last_ordered_on", None, day),
        ("net_revenue", Decimal("72.5"), None),
        ("order_count", Decimal(3), None),
    ]
