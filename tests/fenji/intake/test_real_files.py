"""Real files of others come in whole by mappings of under ten lines; what is odd about them is said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fenji.intake.demo.complete_journey import package_folder
from fenji.intake.mapping import read_mapping
from fenji.intake.quality import quality
from tests.fenji.intake.conftest import Shop, codes, conserved

MAPPINGS = Path(__file__).parent / "mappings"


@dataclass(frozen=True)
class Real:
    """One real file: its mapping, how many rows come in, which findings name its quirks, and a query's answer.

    `quality` are findings about the data once it is there.
    """

    mapping: str
    file: str
    accepted: int
    rejected: int
    findings: frozenset[str]
    ask: str
    answer: tuple[Any, ...]
    quality: frozenset[str] = frozenset()


FILES = (
    Real(
        "online_retail",
        "online_retail_1.parquet",
        541_909,
        0,
        frozenset({"GUESTS", "IDENTICAL_LINES", "ZERO_PRICE", "UNLINKED_REFUNDS", "NEGATIVE_ORDERS"}),
        "SELECT CAST(sum(amount) AS VARCHAR), count(*), (SELECT count(*) FROM lake.main.customers), "
        "(SELECT count(DISTINCT country) FROM lake.main.customers) FROM lake.main.orders",
        ("9747747.93", 25_900, 4_372, 37),
        frozenset({"GUESTS", "OUTLIERS", "GAPS"}),
    ),
    Real(
        "hillstrom",
        "hillstrom.parquet",
        32_385,
        0,
        frozenset({"IGNORED_COLUMNS"}),
        "SELECT count(*), count(DISTINCT customer_source) FROM lake.main.customers",
        (32_385, 3),
    ),
    Real(
        "ifood",
        "ifood_marketing_campaign.parquet",
        2_240,
        0,
        frozenset({"IGNORED_COLUMNS"}),
        "SELECT count(*), count(income), min(registered_on)::VARCHAR, bool_and(is_listed) FROM lake.main.customers",
        (2_240, 2_216, "2012-07-30", True),
    ),
    Real(
        "helpdesk",
        "helpdesk.parquet",
        18_035,
        0,
        frozenset({"IGNORED_COLUMNS"}),
        "SELECT count(*), count(DISTINCT customer_id), any_value(kind) FROM lake.main.interactions",
        (18_035, 358, "客服"),
    ),
    Real(
        "crm_accounts",
        "crm/accounts.parquet",
        97,
        0,
        frozenset({"IGNORED_COLUMNS"}),
        "SELECT count(*), any_value(kind) FROM lake.main.customers",
        (97, "company"),
    ),
    Real(
        "crm_pipeline",
        "crm/sales-pipeline.parquet",
        9_912,
        4_365,
        frozenset({"GUESTS", "LEFT_OUT", "REQUIRED", "ZERO_PRICE"}),
        "SELECT count(*) FILTER (kind = 'sale'), count(*) FILTER (kind = 'void') FROM lake.main.orders",
        (6_419, 3_493),
    ),
    Real(
        "crm_products",
        "crm/products.parquet",
        8,
        0,
        frozenset({"IGNORED_COLUMNS"}),
        "SELECT count(*) FROM lake.main.products",
        (8,),
    ),
)


@pytest.mark.parametrize("name", sorted(path.stem for path in MAPPINGS.glob("*.yaml")))
def test_a_mapping_has_under_ten_lines(name: str) -> None:
    assert len((MAPPINGS / f"{name}.yaml").read_text("utf-8").splitlines()) < 10


@pytest.mark.parametrize("real", FILES, ids=lambda real: real.mapping)
def test_a_real_file_comes_in_by_its_mapping(shop: Shop, shared: Path, real: Real) -> None:
    mapping = read_mapping(MAPPINGS / f"{real.mapping}.yaml")
    report = shop.bring(shared / "data" / real.file, mapping.table, mapping=mapping)
    assert conserved(report)
    assert (report.accepted, report.rejected) == (real.accepted, real.rejected)
    assert real.findings <= codes(report)
    (answer,) = shop.rows(real.ask)
    assert tuple(answer.values()) == real.answer
    seen = {finding.code for finding in quality(shop.lake, today=date(2018, 1, 1), currency="GBP").findings}
    assert real.quality <= seen


def test_complete_journey_s_lines_come_in_by_their_mapping(shop: Shop) -> None:
    mapping = read_mapping(MAPPINGS / "complete_journey.yaml")
    report = shop.bring(package_folder() / "transactions.parquet", mapping.table, mapping=mapping)
    assert conserved(report)
    assert (report.rows_in, report.rejected) == (1_469_307, 0)
    assert "ZERO_PRICE" in codes(report)
    (found,) = shop.rows(
        "SELECT count(*) AS n, count(DISTINCT customer_id) AS households, CAST(sum(amount) AS VARCHAR) AS total "
        "FROM lake.main.orders"
    )
    assert (found["households"], found["total"]) == (2_469, "4596039.63")
