"""Checks with data: the electronics gaps counted, what is unknown, what ties make unreachable."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from fenji.engines.duckdb import DuckDBEngine
from fenji.grades.ladder import grade
from fenji.scheme.calibrated import CalibratedScheme, calibrate_scheme
from fenji.scheme.checks import check
from fenji.scheme.describe import describe
from fenji.scheme.load import read_scheme, standard
from fenji.scores.total import score
from tests.fenji.scores.asked import table_of

# orders a month, yuan a month: literally in a tier, then each of the six gaps
IN_A_TIER = [("12", "6000"), ("10", "5000"), ("5", "1000"), ("4.9", "999.99")]
GAPS = [("12", "3000"), ("12", "500"), ("7", "6000"), ("7", "500"), ("2", "8000"), ("2", "3000"), ("2", "9000")]


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    with DuckDBEngine.in_memory(threads=1) as engine:
        yield engine


def electronics(engine: DuckDBEngine, pairs: list[tuple[str | None, str]]) -> Any:
    orders = [None if orders is None else Decimal(orders) for orders, _ in pairs]
    return table_of(
        engine, orders_per_month=("ratio", orders), spend_per_month=("money", [Decimal(spend) for _, spend in pairs])
    )


def test_every_gap_of_the_literal_reading_has_a_head_count(engine: DuckDBEngine) -> None:
    table, ask = electronics(engine, IN_A_TIER + GAPS)
    issues = check(standard("electronics"), table, ask)
    gaps = {issue.problem.en: issue.fix.en for issue in issues if issue.code == "literal_gap"}
    heads = {text.split("e.g. ")[1].split(")")[0]: text.split("): ")[1].split(" ")[0] for text in gaps}
    assert heads == {
        "12 orders, ¥3,000": "1",
        "12 orders, ¥500": "1",
        "7.5 orders, ¥6,000": "1",
        "7.5 orders, ¥500": "1",
        "2.5 orders, ¥6,000": "2",
        "2.5 orders, ¥3,000": "1",
    }
    taken = {text.split("e.g. ")[1].split(")")[0]: fix.split("in use: ")[1] for text, fix in gaps.items()}
    assert taken["12 orders, ¥3,000"] == "1 → Regular."
    assert taken["2.5 orders, ¥6,000"] == "2 → Potential."
    whole = next(issue for issue in issues if issue.code == "literal_gaps")
    assert "7 of 11 customers (63.6%)" in whole.problem.en
    assert "grade_by: score" in whole.fix.zh


def test_the_closing_reading_leaves_nobody_out(engine: DuckDBEngine) -> None:
    table, ask = electronics(engine, [*IN_A_TIER, *GAPS, (None, "9000")])
    calibrated = calibrate_scheme(standard("electronics"), table, ask)
    rows = ask(grade(score(table, calibrated.scored()), calibrated.ladder()))
    tiers = [row["tier"] for row in sorted(rows, key=lambda row: int(row["customer_id"]))]
    assert tiers == ["VIP", "regular", "regular", "potential", "regular", "potential", "regular"] + ["potential"] * 5


MINE = """
name: mine
title: Mine
criteria:
  - {metric: net_revenue, weight: 60%, scorer: quantiles}
  - {metric: interaction_count, label: Contact, weight: 30%, scorer: quantiles}
  - {metric: satisfaction_score, weight: 10%, scorer: quantiles}
tiers:
  - {key: A, name: A, colour: "#D55E00", icon: {shape: star}, from_score: 99}
  - {key: B, name: B, colour: "#0072B2", rest: true}
"""


def test_unknown_tied_and_empty_are_told_with_head_counts(engine: DuckDBEngine) -> None:
    table, ask = table_of(
        engine,
        net_revenue=("money", [Decimal(n) for n in range(10)]),
        interaction_count=("count", [0] * 6 + [None] * 4),
        satisfaction_score=("ratio", [None] * 10),
    )
    found = {issue.code: issue for issue in check(read_scheme(MINE), table, ask)}
    assert set(found) == {"unknown_for_many", "unknown_for_all", "ties", "nobody"}
    assert "40.0% of the customers (4)" in found["unknown_for_many"].problem.en
    assert "100% / 0% / 0% / 0% / 0%" in found["ties"].problem.en


def test_thirty_percent_unknown_is_still_quiet(engine: DuckDBEngine) -> None:
    table, ask = table_of(
        engine,
        net_revenue=("money", [Decimal(n) for n in range(10)]),
        interaction_count=("count", [*range(7), None, None, None]),
        satisfaction_score=("ratio", [Decimal(n) for n in range(10)]),
    )
    assert "unknown_for_many" not in {issue.code for issue in check(read_scheme(MINE), table, ask)}


def test_no_customers_are_no_issue(engine: DuckDBEngine) -> None:
    table, ask = electronics(engine, [("1", "1")])
    assert check(standard("electronics"), table.filter(table.customer_id == "nobody"), ask) == []


def test_what_ran_is_kept_exactly_and_graded_again_alike(engine: DuckDBEngine) -> None:
    revenue = [Decimal(n * n).scaleb(-2) for n in range(50)]
    table, ask = table_of(
        engine,
        net_revenue=("money", revenue),
        interaction_count=("count", [n % 4 for n in range(50)]),
        satisfaction_score=("ratio", [None] * 50),
    )
    kept = calibrate_scheme(read_scheme(MINE), table, ask, version=3)
    again = CalibratedScheme.from_json(kept.to_json())
    assert again == kept
    assert again.to_json() == kept.to_json()
    assert again.digest == kept.digest
    assert again.weights == {"net_revenue": 6667, "interaction_count": 3333}
    for row in ask(grade(score(table, again.scored()), again.ladder())):
        found = again.grade_of(row)
        assert (found.rung, found.tier, found.reason) == (row["rung"], row["tier"], row["reason"])
        assert again.total_of(row) == row["total"]
    assert "没有任何客户有此数据" in describe(kept).zh
    assert "，第3版" in describe(kept).zh
