"""The orders of the R package rfm give the figures its own tests state; the reference page is current."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import ibis
import pytest

from fenji.engines.duckdb import DuckDBEngine
from fenji.metrics.measure import Measure, measure
from fenji.metrics.period import Period, fill
from fenji.metrics.reference import page
from fenji.metrics.window import ALL
from fenji.tables import CANONICAL

AS_OF = date(2006, 12, 31)
ALWAYS = [Measure("r", "recency_days", ALL), Measure("f", "order_count", ALL), Measure("m", "net_revenue", ALL)]


@pytest.fixture(scope="module")
def facts(shared: Path) -> dict[str, Any]:
    path = shared / "spec" / "reference_values.json"
    if not path.is_file():
        pytest.skip("the reference values are absent")
    return {check["id"]: check["expected"] for check in json.loads(path.read_text(encoding="utf-8"))["checks"]}


@pytest.fixture(scope="module")
def measured(shared: Path) -> list[dict[str, Any]]:
    """Every customer's recency, frequency and money on the day of the package's analysis."""
    path = shared / "data" / "rfm_r" / "rfm_data_orders.csv"
    if not path.is_file():
        pytest.skip("the orders of the R package are absent")
    orders = ibis.table(CANONICAL["orders"].schema(), name="orders")
    period = Period(AS_OF)
    with DuckDBEngine.in_memory(threads=1) as engine:
        columns = ", ".join(f"{name} {kind}" for name, kind in CANONICAL["orders"].duckdb_columns().items())
        engine.run(f"CREATE TABLE orders ({columns})")
        engine.run(
            "INSERT INTO orders BY NAME SELECT customer_id, revenue AS amount, 'sale' AS kind, "
            "order_date AS ordered_on, "
            "order_date::TIMESTAMP AS ordered_at, order_date::TIMESTAMP AS booked_at FROM read_csv($path)",
            {"path": str(path)},
        )
        sql = engine.compile(measure({"orders": orders}, ALWAYS, period, recorded={"orders"}))
        return engine.rows(fill(sql, period.slots()))


def test_customers_orders_and_revenue_are_those_of_the_package(
    measured: list[dict[str, Any]], facts: dict[str, Any]
) -> None:
    expected = facts["rfm.pkg.data"]
    assert len(measured) == expected["customers"]
    assert sum(row["f"] for row in measured) == expected["rows"]
    assert sum(row["m"] for row in measured) == expected["revenue"]
    assert Counter(str(row["f"]) for row in measured) == expected["tx_hist"]
    assert min(row["r"] for row in measured) == (AS_OF - date.fromisoformat(expected["date_max"])).days


@pytest.mark.parametrize(("axis", "name"), [("r", "threshold_R"), ("f", "threshold_F"), ("m", "threshold_M")])
def test_the_thresholds_are_the_packages_type_7_quantiles_plus_one(
    measured: list[dict[str, Any]], facts: dict[str, Any], axis: str, name: str
) -> None:
    values = sorted(Decimal(row[axis]) for row in measured)
    inner = [_type_7(values, Decimal(step) / 5) + 1 for step in range(1, 5)]
    assert [values[0], *inner, values[-1] + 1] == [Decimal(str(each)) for each in facts["rfm.pkg.scores"][name]]


def test_the_reference_page_is_current() -> None:
    kept = Path(__file__).parents[3] / "docs" / "reference" / "metrics.md"
    assert kept.read_text(encoding="utf-8") == page(), "write it anew: python -m fenji.metrics.reference"


def _type_7(values: list[Decimal], share: Decimal) -> Decimal:
    place = share * (len(values) - 1)
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)
