"""What is said of a whole run: figures that are the run's own, ranked, with the customers each speaks of."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from fenji.advice.overview import Finding, overview
from fenji.result import Result
from fenji.result_records import GuestShare
from tests.sample_result import sample_result

STAGED = """
    SELECT *, CASE WHEN tier = 'VIP' AND net_revenue < (SELECT median(net_revenue) FROM {old} WHERE tier = 'VIP')
                   THEN 'dormant' ELSE 'active' END AS stage
    FROM {old}"""


@pytest.fixture(scope="module")
def result() -> Result:
    return sample_result(300)


@pytest.fixture(scope="module")
def staged(result: Result) -> Result:
    result.engine.run(f"CREATE TEMP TABLE staged AS {STAGED.format(old=result.relation)}")
    return replace(result, relation="staged", columns=(*result.columns, "stage"))


def named(result: Result) -> dict[str, Finding]:
    return {each.name: each for each in overview(result, 20)}


def test_the_top_tier_is_said_with_its_share_of_customers_and_of_revenue(result: Result) -> None:
    finding, top = named(result)["top_tier"], result.tiers()[0]
    assert finding.where == {"tier": ("VIP",)}
    assert finding.weight == top.revenue_share
    assert finding.text.en == f"VIP: {top.customer_share:.0%} of customers, {top.revenue_share:.0%} of net revenue"


def test_moves_are_counted_as_the_run_counts_them(result: Result) -> None:
    found = named(result)
    for kind in ("promotion", "demotion"):
        count = result.count(where={"move": kind})
        assert found[kind].text.en.startswith(f"{count} customer")
        assert found[kind].where == {"move": (kind,)}
        assert "2024-05-31" in found[kind].text.zh


def test_without_a_run_before_nothing_is_said_of_moves(result: Result) -> None:
    assert not {"promotion", "demotion"} & set(named(replace(result, previous=None)))


def test_late_customers_of_the_top_tier_are_said_with_their_money(staged: Result) -> None:
    finding = named(staged)["slipping"]
    late = staged.count(where={"tier": "VIP", "stage": "dormant"})
    assert late > 0
    assert finding.text.en.startswith(f"{late} VIP customers are late")
    assert finding.where == {"tier": ("VIP",), "stage": ("at_risk", "dormant", "churned")}
    assert finding.tone == "bad"


def test_a_run_without_stages_says_nothing_of_late_customers(result: Result) -> None:
    assert "slipping" not in named(result)


def test_orders_without_a_customer_are_said_from_a_share_on_that_matters(result: Result) -> None:
    def with_guests(share: str) -> dict[str, Finding]:
        guests = GuestShare(orders=12, net_revenue=Decimal(1000), revenue_share=Decimal(share))
        return named(replace(result, run=replace(result.run, guests=guests)))

    assert "guests" not in with_guests("0.049")
    assert with_guests("0.05")["guests"].text.zh == "12 单没有客户信息，占全部金额的 5%"


def test_criteria_without_data_are_named_by_their_labels(result: Result) -> None:
    left = replace(result, run=replace(result.run, left_out=(result.scheme.scheme.criteria[0].name,)))
    assert named(left)["left_out"].text.en.startswith("No data for ")


def test_the_heaviest_come_first_and_no_more_than_asked(staged: Result) -> None:
    every = overview(staged, 20)
    assert [each.weight for each in every] == sorted((each.weight for each in every), reverse=True)
    assert overview(staged, 2) == every[:2]


def test_a_run_in_which_nobody_was_graded_says_only_that(result: Result) -> None:
    engine = result.engine
    engine.run(f"CREATE TEMP TABLE nobody AS SELECT * REPLACE (NULL::VARCHAR AS tier) FROM {result.relation}")
    assert set(named(replace(result, relation="nobody", previous=None))) <= {"ungraded", "left_out", "guests"}
