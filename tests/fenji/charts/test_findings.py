"""What titles and labels say: the right numbers, as people write them."""

from decimal import Decimal

import pytest

from fenji.charts.flows import flows
from fenji.charts.moves_sankey import layout
from fenji.charts.spread import spread
from fenji.language import Language
from tests.fenji.charts.shop import row, shop, words_of

TWELVE = [
    row(1, "VIP", money="41000", before="regular"),
    *(row(n, "regular", money="10000", before="VIP") for n in range(2, 5)),
    *(row(n, "potential", money="4142", before="potential") for n in range(5, 12)),
    row(12, None, money="6", before=None),
]


@pytest.mark.parametrize(("name", "lang", "expected"), [
    ("tier_share", "zh", "VIP客户占 8%，带来 41% 的金额"),
    ("tier_share", "en", "VIP: 8% of customers bring 41% of net revenue"),
    ("customers_by_tier", "zh", "潜在客户人数最多：7 位，占 58%"),
    ("amount_by_tier", "zh", "VIP客户（占客户 8%）带来 4.1万元，占购买金额的 41%"),
    ("amount_by_tier", "en", "VIP: 8% of customers bring ¥41,000, 41% of net revenue"),
    ("frequency_by_tier", "zh", "VIP客户平均每月下单 1.5 次，潜在客户 1.5 次"),
    ("frequency_amount", "zh", "VIP客户每月下单的中位数为 1.5 次，金额的中位数为 4.1万元"),
    ("moves_matrix", "zh", "升级 1 位，降级 3 位，67% 保持原等级"),
    ("moves_sankey", "en", "1 promoted, 3 demoted; 67% kept their tier"),
    ("tier_history", "zh", "VIP客户自 2024-05-31 起由 10 位减至 1 位（−90%）"),
])  # fmt: skip
def test_the_title_states_the_finding(name: str, lang: Language, expected: str) -> None:
    assert expected in words_of(shop(rows=TWELVE), name, lang)


def test_the_ungraded_are_named_and_counted() -> None:
    words = words_of(shop(rows=TWELVE), "customers_by_tier")
    assert "暂不评级 1 8%" in words


def test_unknown_revenue_is_said_and_not_drawn_as_zero() -> None:
    result = shop(rows=[row(1, "VIP", money=None), row(2, "regular", money="50000")])
    assert "VIP客户 未知" in words_of(result, "amount_by_tier")


def test_refunds_above_sales_give_a_bar_below_zero() -> None:
    result = shop(rows=[row(1, "VIP", money="-300"), row(2, "regular", money="500")])
    assert "-300元" in words_of(result, "amount_by_tier")


def test_a_sample_beyond_five_thousand_points_says_so() -> None:
    many = shop(customers=5100)
    assert "从 5,100 位客户中按客户ID随机抽取 5,000 位画出" in words_of(many, "frequency_amount")
    assert "抽取" not in words_of(shop(customers=100), "frequency_amount")


def test_concentration_marks_ten_twenty_and_fifty_percent() -> None:
    rows = [row(n, "VIP", money="700" if n == 1 else "33.33") for n in range(1, 11)]
    words = words_of(shop(rows=rows), "concentration")
    assert "前 10% 的客户带来 70%" in words
    assert "前 20% 的客户带来 73% 的金额" in words
    assert "前 50% 的客户带来 83%" in words


def test_concentration_of_five_customers_has_no_top_tenth() -> None:
    words = words_of(shop(rows=[row(n, "VIP", money="100") for n in range(5)]), "concentration")
    assert "前 10%" not in words
    assert "前 20% 的客户带来 20% 的金额" in words


def test_cut_points_are_labelled_with_their_tiers() -> None:
    words = words_of(shop(customers=200), "score_spread")
    assert [part for part in ("VIP客户 ≥ 90", "普通客户 ≥ 50", "潜在客户 ≥ 0") if part not in words] == []


def test_history_beyond_24_runs_says_what_is_left_out() -> None:
    assert "更早的 6 次未显示" in words_of(shop(customers=50, runs=30), "tier_history")


def test_streams_leave_and_arrive_with_every_customer() -> None:
    found = flows(shop(customers=300), "moves_sankey", "zh")
    before, after, ribbons = layout(found, 400)
    for nodes, side in ((before, "before"), (after, "after")):
        for node in nodes:
            thick = sum(each.thick for each in ribbons if getattr(each.flow, side) == node.look)
            assert thick == pytest.approx(node.height)
    assert sum(node.customers for node in before) == sum(node.customers for node in after) == 300
    assert max(node.top + node.height for node in [*before, *after]) <= 400 + 1e-6


@pytest.mark.parametrize(("wanted", "expected"), [
    ([50], [50]),
    ([10, 12, 14], [10, 30, 50]),
    ([95, 98, 99], [60, 80, 100]),
    ([10, 50, 51], [10, 50, 70]),
])  # fmt: skip
def test_labels_keep_their_order_and_gap(wanted: list[float], expected: list[float]) -> None:
    assert spread(wanted, gap=20, low=10, high=100) == expected


def test_a_share_below_half_a_percent_is_not_said_as_nothing() -> None:
    rows = [row(1, "VIP"), *(row(n, "potential") for n in range(2, 402))]
    assert "1 位 · <1%" in words_of(shop(rows=rows), "tier_share")
    assert Decimal(1) / 401 < Decimal("0.005")
