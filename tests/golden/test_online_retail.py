"""A real wholesaler's year through the whole product: file in, grades out, nothing flattered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from fenji.result import Result
from fenji.workspace.segment_files import ready_made
from fenji.workspace.workspace import Workspace

MAPPING = {
    "columns": {
        "order_id": "InvoiceNo", "customer_id": "CustomerID", "ordered_at": "InvoiceDate", "product_id": "StockCode",
        "product_name": "Description", "quantity": "Quantity", "unit_price": "UnitPrice",
    },
    "options": {"refund_prefix": "C", "negative_amount": "refund"},
}  # fmt: skip


@pytest.fixture(scope="module")
def graded(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Result]:
    folder = tmp_path_factory.mktemp("retail") / "shop"
    workspace = Workspace.create(folder, currency="GBP", zone="Europe/London")
    workspace.import_file(shared / "data" / "online_retail_1.parquet", "orders", mapping=MAPPING)
    yield workspace.grade("value", as_of=date(2011, 12, 9))
    workspace.close()


def test_a_giant_order_cancelled_at_once_makes_no_top_customer(graded: Result) -> None:
    row = graded.customer("12346").row
    assert (row["order_count"], row["net_revenue"]) == (0, Decimal("0.00"))
    assert row["tier"] == graded.scheme.scheme.tiers[-1].key


def test_guests_are_reported_with_their_share_of_revenue(graded: Result) -> None:
    guests = graded.run.guests
    assert guests is not None
    assert guests.revenue_share is not None
    assert round(guests.revenue_share, 3) == Decimal("0.149") or Decimal("0.13") < guests.revenue_share < Decimal(
        "0.16"
    )


def test_every_identified_customer_has_a_grade(graded: Result) -> None:
    assert graded.run.customers == 4372
    assert sum(summary.customers for summary in graded.tiers()) == 4372


def test_the_best_customer_is_the_known_one_net_of_refunds(graded: Result) -> None:
    best = next(graded.rows(order=("-historic_clv",), limit=1))
    assert (best["customer_id"], best["historic_clv"]) == ("14646", Decimal("279489.02"))
    assert best["tier"] == "VIP"


def test_the_page_on_segments_tells_the_sizes_found_here(graded: Result) -> None:
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "segments-and-lifecycle.md").read_text("utf-8")
    lines = [line.split("|") for line in page.partition("## A wholesaler")[2].splitlines() if line.startswith("| ")]
    told = [(cell[place].strip(), cell[place + 1].strip()) for cell in lines[2:] for place in (1, 4)]
    found: Counter[tuple[str, str | None]] = Counter()
    for row in graded.rows(("stage", "rfm_segment")):
        found.update([("stage", row["stage"]), ("rfm_segment", row["rfm_segment"])])
    names = {one.name: {segment.key: segment.name.en for segment in one.segments()} for one in ready_made()}
    expected = {
        (names[name].get(key or "", "(in none)"), f"{count:,}") for (name, key), count in found.items()
    }  # fmt: skip
    assert {pair for pair in told if pair[0]} == expected
