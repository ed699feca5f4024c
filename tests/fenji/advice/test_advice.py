"""Findings and suggestions come from the customer's own figures, and what they promise is true by the scheme."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest

from fenji.advice import Yardstick, analyse, findings, suggestions
from fenji.advice.next_step import next_step
from fenji.advice.state import state_of
from fenji.result import Result
from fenji.scheme.load import standard
from tests.sample_result import sample_result

ZH_SIGNS = re.compile(r"[\u4e00-\u9fff，。；：]")


@pytest.fixture(scope="module")
def result() -> Result:
    return sample_result(200)


@pytest.fixture(scope="module")
def yardstick(result: Result) -> Yardstick:
    return Yardstick.of(result)


@pytest.fixture(scope="module")
def rows(result: Result) -> list[dict[str, Any]]:
    return list(result.rows())


def test_every_customer_is_analysed_once_in_the_results_order(result: Result, rows: list[dict[str, Any]]) -> None:
    assert [customer for customer, _, _ in analyse(result)] == [row["customer_id"] for row in rows]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nobody_goes_without_finding_and_suggestion_in_one_language(result: Result, lang: Any) -> None:
    for customer, finding, suggestion in analyse(result, lang):
        assert finding, customer
        assert suggestion, customer
        assert "None" not in finding + suggestion
        assert "{" not in finding + suggestion
        if lang == "en":
            assert not ZH_SIGNS.search(finding + suggestion), finding + suggestion


def test_the_same_run_gives_the_same_words(result: Result) -> None:
    assert list(analyse(result)) == list(analyse(result))


def test_findings_name_the_customers_own_figures(yardstick: Yardstick, rows: list[dict[str, Any]]) -> None:
    row = next(row for row in rows if row["order_count"] and row["order_count"] > 2)
    words = "；".join(findings(row, yardstick, "zh"))
    assert f"近365天下单 {row['order_count']} 次" in words
    assert f"{row['recency_days']}天前" in words or "当天" in words
    assert yardstick.scheme.tier(row["tier"]).name.zh in words


@pytest.mark.parametrize(
    ("orders", "words"),
    [(2, "低于VIP客户中位数 4 次"), (4, "与VIP客户中位数持平"), (6, "高于VIP客户中位数 4 次")],
)
def test_a_figure_is_compared_with_the_median_of_the_same_tier(
    yardstick: Yardstick, rows: list[dict[str, Any]], orders: int, words: str
) -> None:
    medians = {**yardstick.medians, "VIP": {**yardstick.medians["VIP"], "order_count": Decimal(4)}}
    changed = Yardstick(yardstick.scheme, medians, yardstick.window, yardstick.currency)
    row = {**next(row for row in rows if row["tier"] == "VIP"), "order_count": orders}
    assert words in "；".join(findings(row, changed, "zh"))


def test_what_is_unknown_is_named_and_no_figure_is_made_up(yardstick: Yardstick, rows: list[dict[str, Any]]) -> None:
    row = {**rows[0], "interaction_count": None, "net_revenue": None}
    last = findings(row, yardstick, "zh")[-1]
    assert last.endswith("未知")
    assert "互动" in last
    assert "购买金额" in last


def test_a_customer_who_never_bought_is_said_to_have_none(yardstick: Yardstick, rows: list[dict[str, Any]]) -> None:
    row = {**rows[-1], "recency_days": None, "order_count": 0, "net_revenue": Decimal(0), "tier": "potential"}
    assert "尚无购买记录" in findings(row, yardstick, "zh")
    assert state_of(row, yardstick).recency == "never"


def test_at_most_four_suggestions_and_none_twice(yardstick: Yardstick, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        said = suggestions(row, yardstick, "zh")
        assert 1 <= len(said) <= 4
        assert len(said) == len(set(said))


def test_further_orders_that_are_promised_to_be_enough_are_enough_and_one_fewer_is_not(
    yardstick: Yardstick, rows: list[dict[str, Any]]
) -> None:
    checked = 0
    for row in rows:
        found = re.search(r"再下 (\d+) 单", next_step(row, yardstick, "zh") or "")
        if not found:
            continue
        more, target = int(found[1]), yardstick.above(row["tier"])
        assert target is not None
        rung = yardstick.places[target.key] + 1
        for orders, is_enough in ((more, True), (more - 1, False)):
            count = row["order_count"] + orders
            grade = yardstick.scheme.grade_of({**row, "order_count": count})
            assert (grade.rung is not None and grade.rung <= rung) is is_enough
        checked += 1
    assert checked >= 3


def test_further_spend_that_is_promised_to_be_enough_is_enough(
    yardstick: Yardstick, rows: list[dict[str, Any]]
) -> None:
    checked = 0
    for row in rows:
        found = re.search(r"再消费 ([\d,]+)元", next_step(row, yardstick, "zh") or "")
        if not found:
            continue
        target = yardstick.above(row["tier"])
        assert target is not None
        spent = row["net_revenue"] + Decimal(found[1].replace(",", ""))
        rung = yardstick.scheme.grade_of({**row, "net_revenue": spent}).rung
        assert rung is not None
        assert rung <= yardstick.places[target.key] + 1
        checked += 1
    assert checked >= 3


def test_the_missing_points_are_the_gap_to_the_border(yardstick: Yardstick, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        said = next_step(row, yardstick, "zh")
        if row["rung"] == 1:
            assert said is None
            continue
        target = yardstick.above(row["tier"])
        assert target is not None
        assert target.from_score is not None
        gap = target.from_score - row["score"]
        found = re.search(r"还差 ([\d.,]+) 分", said or "")
        assert found
        assert abs(Decimal(found[1]) - gap) <= Decimal("0.005")


def test_rules_name_the_conditions_that_do_not_hold_yet_with_the_figure_now() -> None:
    result = sample_result(60, scheme=standard("electronics"))
    yardstick = Yardstick.of(result)
    for row in result.rows():
        said = next_step(row, yardstick, "zh")
        target = yardstick.above(row["tier"])
        if target is None or target.when is None:
            assert said is None
            continue
        open_ones = [c for c in target.when.comparisons() if c.truth_of(row) is not True]
        assert said is not None
        assert said.count("现为") == len(open_ones)


def test_trouble_comes_first_and_nothing_is_sold_beside_it(yardstick: Yardstick, rows: list[dict[str, Any]]) -> None:
    row = {**rows[0], "net_revenue": Decimal("-120")}
    said = suggestions(row, yardstick, "zh")
    assert said[0].startswith("近365天退款多于购买（净额 -120元）")
    assert not any("推荐" in words or "还差" in words for words in said)


def test_amounts_that_look_alike_are_said_in_full(yardstick: Yardstick, rows: list[dict[str, Any]]) -> None:
    key = rows[0]["tier"]
    medians = {**yardstick.medians, key: {**yardstick.medians[key], "net_revenue": Decimal("11980")}}
    changed = Yardstick(yardstick.scheme, medians, yardstick.window, yardstick.currency)
    words = "；".join(findings({**rows[0], "net_revenue": Decimal("12020")}, changed, "zh"))
    assert "购买金额 12,020元，高于" in words
    assert "中位数 11,980元" in words
