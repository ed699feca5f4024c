"""Transition rules at the command line: months graded in order, warnings, a run restated; both languages, JSON."""

from __future__ import annotations

from pathlib import Path

import pytest

from fenji.cli.command import COMMANDS
from tests.fenji.cli.shop import inside, paths

SCHEME = """
name: bank
title: {zh: 银行客户分级, en: Bank}
currency: CNY
window: 30 days
criteria: [{metric: net_revenue, weight: 100%, scorer: {kind: scale, low: 0, high: 100}}]
tiers:
  - {key: gold, name: {zh: 金卡, en: Gold}, colour: "#D98200", icon: {shape: crown}, from_score: 80}
  - {key: plain, name: {zh: 普卡, en: Plain}, colour: "#5B6770", icon: {shape: circle}, rest: true}
limits:
  - {name: few, label: {zh: 订单过多, en: too many orders}, when: {metric: order_count, above: 2}, never_above: plain,
     at_once: false}
transitions: {evaluate: month, grace: 60 days, warn_days: 60}
"""
ORDERS = """order_id,customer_id,ordered_at,amount
A1,C1,2024-01-10 10:00,90
A2,C2,2024-01-10 10:00,95
B1,C2,2024-02-10 10:00,30
B2,C2,2024-02-11 10:00,30
B3,C2,2024-02-12 10:00,30
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two customers who fall below gold in February: one buys nothing, one meets a limit."""
    desk = tmp_path_factory.mktemp("standing")
    (desk / "orders.csv").write_text(ORDERS, "utf-8")
    assert inside("init", "shop", cwd=desk).code == 0
    (desk / "shop" / "schemes" / "bank.yaml").write_text(SCHEME, "utf-8")
    said = inside("import", desk / "orders.csv", "--as", "orders", "--yes", cwd=desk / "shop")
    assert said.code == 0, said.err
    return desk / "shop"


def documented(command: str) -> set[str]:
    return {key.path for key in COMMANDS.get(command).keys}


def test_months_are_graded_in_order_and_shown_a_row_a_day(shop: Path) -> None:
    asked = ("grade", "--scheme", "bank", "--every", "month", "--from", "2023-12", "--to", "2024年2月")
    said = inside(*asked, "--lang", "en", cwd=shop)
    assert said.code == 0, said.err
    lines = [line.split() for line in said.out.splitlines()]
    assert lines[0][:3] == ["As", "of", "Customers"]
    assert [line[0] for line in lines[1:4]] == ["2023-12-31", "2024-01-31", "2024-02-29"]
    assert "nobody known yet" in said.out
    again = inside(*asked, "--json", cwd=shop)
    assert [day["is_kept"] for day in again.json["days"]] == [False, True, True]
    assert paths(again.json) <= documented("grade")


def test_whose_tier_ends_is_listed_with_the_gap_or_the_limit(shop: Path) -> None:
    inside("grade", "--scheme", "bank", "--every", "month", "--from", "2024-01", "--to", "2024-02", cwd=shop)
    said = inside("warnings", "--lang", "zh", cwd=shop)
    assert said.code == 0, said.err
    assert "2024-04-30" not in inside("warnings", "--within", "50", "--lang", "zh", cwd=shop).out
    facts = inside("warnings", "--json", "--within", "70", "--lang", "en", cwd=shop)
    assert facts.code == 0, facts.err
    assert paths(facts.json) <= documented("warnings")
    found = {one["customer_id"]: one for one in facts.json["warnings"]}
    assert found["C1"]["leaves_on"] == "2024-04-30"
    assert found["C1"]["steps"][0]["needed"] == 80
    assert found["C2"]["limit"] == "few"
    shown = inside("warnings", "--within", "70", "--lang", "zh", cwd=shop).out
    assert "封顶：订单过多" in shown
    assert "70 天内" not in shown


def test_a_day_ahead_that_is_none_is_refused(shop: Path) -> None:
    said = inside("warnings", "--within", "-1", "--lang", "en", cwd=shop)
    assert said.code == 2
    assert "--within" in said.err


def test_a_standard_without_transition_rules_says_so(shop: Path) -> None:
    assert inside("grade", "--as-of", "2024-02-29", cwd=shop).code == 0
    said = inside("warnings", "--scheme", "value", "--lang", "en", cwd=shop)
    assert "no transition rules" in said.out
    assert inside("warnings", "--scheme", "value", "--json", cwd=shop).json["warnings"] == []


def test_a_run_stands_beside_the_same_day_by_what_is_known_now(shop: Path) -> None:
    inside("grade", "--scheme", "bank", "--as-of", "2024-01-31", cwd=shop)
    late = shop.parent / "late.csv"
    late.write_text("order_id,customer_id,ordered_at,amount\nL1,C3,2024-01-20 10:00,99\n", "utf-8")
    assert "says the same" in inside("replay", "bank-v1-2024-01-31", "--restated", "--lang", "en", cwd=shop).out
    assert inside("import", late, "--as", "orders", "--yes", cwd=shop).code == 0
    said = inside("replay", "bank-v1-2024-01-31", "--restated", "--lang", "zh", cwd=shop)
    assert "无此客户" in said.out
    facts = inside("replay", "bank-v1-2024-01-31", "--restated", "--json", cwd=shop).json
    assert paths(facts) <= documented("replay")
    assert (facts["moved"], facts["differing"]) == (1, 1)
    assert [one["customer_id"] for one in facts["customers"]] == ["C3"]


@pytest.mark.parametrize("words", [
    ("--every", "month"),
    ("--every", "day", "--from", "2024-01", "--to", "2024-02"),
    ("--every", "month", "--from", "2024-13", "--to", "2024-02"),
    ("--every", "month", "--from", "2020-01", "--to", "2020-02"),
])  # fmt: skip
def test_a_stretch_that_cannot_be_read_is_refused_with_its_place(shop: Path, words: tuple[str, ...]) -> None:
    said = inside("grade", "--scheme", "bank", *words, "--lang", "en", cwd=shop)
    assert said.code == 2
    assert said.err
