"""A real retailer's 541,909 order lines come in whole, net of refunds, with the numbers everybody else has."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from fenji.intake import ImportReport, Mapping, MappingOptions
from fenji.intake.mapping import DropRows
from tests.fenji.intake.conftest import Shop, codes, conserved

COLUMNS = {
    "order_id": "InvoiceNo",
    "customer_id": "CustomerID",
    "ordered_at": "InvoiceDate",
    "product_id": "StockCode",
    "product_name": "Description",
    "quantity": "Quantity",
    "unit_price": "UnitPrice",
}
NET = MappingOptions(refund_prefix="C", negative_amount="refund")
RAW = MappingOptions(drop_rows=(DropRows(column="InvoiceNo", starts_with="C"),), negative_amount="refund")


def brought(shared: Path, folder: Path, options: MappingOptions) -> tuple[Shop, ImportReport]:
    shop = Shop(folder, zone="Europe/London", currency="GBP")
    file = shared / "data" / "online_retail_1.parquet"
    return shop, shop.bring(file, mapping=Mapping("orders", COLUMNS, options))


@pytest.fixture(scope="module")
def net(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Shop, ImportReport]]:
    shop, report = brought(shared, tmp_path_factory.mktemp("net"), NET)
    yield shop, report
    shop.lake.close()


@pytest.fixture(scope="module")
def raw(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Shop, ImportReport]]:
    shop, report = brought(shared, tmp_path_factory.mktemp("raw"), RAW)
    yield shop, report
    shop.lake.close()


def test_every_line_is_kept_and_the_net_total_is_the_known_one(net: tuple[Shop, ImportReport]) -> None:
    shop, report = net
    assert (report.rows_in, report.accepted, report.rejected, report.blank) == (541_909, 541_909, 0, 0)
    (total,) = shop.rows("SELECT sum(amount) AS net, count(*) AS n FROM lake.main.order_lines")
    assert total == {"net": Decimal("9747747.93"), "n": 541_909}
    (orders,) = shop.rows("SELECT sum(amount) AS net, count(*) AS n FROM lake.main.orders")
    assert orders == {"net": Decimal("9747747.93"), "n": 25_900}


def test_identical_lines_can_be_dropped_and_the_total_is_the_other_known_one(shared: Path, tmp_path: Path) -> None:
    shop, report = brought(shared, tmp_path, NET.model_copy(update={"identical_lines": "drop"}))
    assert (report.accepted, report.duplicates_skipped) == (541_909 - 5_268, 5_268)
    (total,) = shop.rows("SELECT sum(amount) AS net FROM lake.main.orders")
    assert total["net"] == Decimal("9726006.95")
    shop.lake.close()


def test_counts_match_the_reference_values(net: tuple[Shop, ImportReport], shared: Path) -> None:
    entries = json.loads((shared / "spec" / "reference_values.json").read_text(encoding="utf-8"))
    listed = entries if isinstance(entries, list) else next(v for v in entries.values() if isinstance(v, list))
    expected = next(entry for entry in listed if entry["id"] == "rfm.or1.counts")["expected"]
    shop, _ = net
    (found,) = shop.rows(
        "SELECT count(*) AS rows, count(*) FILTER (customer_id IS NULL) AS null_customer, "
        "count(DISTINCT customer_id) AS customers_all, count(DISTINCT order_id) AS invoices, "
        "count(*) FILTER (customer_id IS NOT NULL AND NOT starts_with(order_id, 'C')) AS rows_no_cancel, "
        "count(*) FILTER (customer_id IS NOT NULL AND NOT starts_with(order_id, 'C') AND quantity > 0 "
        "AND unit_price > 0) AS rows_clean FROM lake.main.order_lines"
    )
    assert found == {name: expected[name] for name in found}


def test_guests_are_reported_with_their_share_of_net_revenue(net: tuple[Shop, ImportReport]) -> None:
    _, report = net
    assert report.guests is not None
    assert report.guests.revenue_share == Decimal("0.1485")
    assert report.guests.lines == 135_080
    (finding,) = [finding for finding in report.findings if finding.code == "GUESTS"]
    assert "14.9%" in finding.problem.en
    assert "14.9%" in finding.problem.zh


def test_the_file_s_known_quirks_are_findings(net: tuple[Shop, ImportReport]) -> None:
    _, report = net
    assert {"GUESTS", "IDENTICAL_LINES", "ZERO_PRICE", "UNLINKED_REFUNDS", "NEGATIVE_ORDERS"} <= codes(report)
    said = {finding.code: finding.problem.en for finding in report.findings}
    assert "5,268" in said["IDENTICAL_LINES"]
    assert "2,515" in said["ZERO_PRICE"]


def test_customer_12346_s_only_order_is_voided_by_its_cancellation(net: tuple[Shop, ImportReport]) -> None:
    shop, _ = net
    rows = shop.rows(
        "SELECT kind, amount, refunds_order_id, ordered_on, void_at IS NOT NULL AS is_void, "
        "void_at - ordered_at AS after FROM lake.main.orders WHERE customer_id = '12346' ORDER BY kind"
    )
    refund, sale = rows
    assert (refund["amount"], refund["refunds_order_id"]) == (Decimal("-77183.60"), "541431")
    assert sale["is_void"]
    assert sale["after"].total_seconds() == 16 * 60
    assert refund["ordered_on"] == date(2011, 1, 18)


def test_a_customer_s_net_revenue_is_net_of_refunds(net: tuple[Shop, ImportReport]) -> None:
    shop, _ = net
    (row,) = shop.rows("SELECT sum(amount) AS net FROM lake.main.orders WHERE customer_id = '14646'")
    assert row["net"] == Decimal("279489.02")


def test_customers_met_only_in_orders_are_not_listed(net: tuple[Shop, ImportReport]) -> None:
    shop, _ = net
    assert shop.rows("SELECT count(*) AS n, bool_or(is_listed) AS listed FROM lake.main.customers") == [
        {"n": 4_372, "listed": False}
    ]


def test_the_raw_check_has_the_numbers_of_public_notebooks(raw: tuple[Shop, ImportReport]) -> None:
    shop, report = raw
    assert report.accepted == 541_909 - report.rejected
    assert conserved(report)
    assert "LEFT_OUT" in codes(report)
    found = shop.rows(
        "SELECT customer_id, date '2011-12-10' - max(ordered_on) AS r, count(*) AS f, sum(amount) AS m "
        "FROM lake.main.orders WHERE customer_id IN ('12347', '14646') AND kind = 'sale' GROUP BY 1 ORDER BY 1"
    )
    assert [tuple(row.values()) for row in found] == [
        ("12347", 3, 7, Decimal("4310.00")),
        ("14646", 2, 74, Decimal("280206.02")),
    ]


def test_the_same_file_again_changes_nothing(net: tuple[Shop, ImportReport], shared: Path) -> None:
    shop, first = net
    before = shop.lake.snapshot()
    again = shop.bring(shared / "data" / "online_retail_1.parquet", mapping=Mapping("orders", COLUMNS, NET))
    assert again.is_repeat
    assert (again.import_id, again.accepted, again.guests) == (first.import_id, first.accepted, first.guests)
    assert shop.lake.snapshot() == before
