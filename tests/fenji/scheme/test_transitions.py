"""Transition rules as written: read, checked with lines, said in both languages, without a trace where absent."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fenji.errors import SchemeIssues
from fenji.grades.calendar import Calendar
from fenji.grades.protection import Hold
from fenji.scheme.checks import check, check_draft
from fenji.scheme.describe import describe
from fenji.scheme.describe_transitions import say_when
from fenji.scheme.load import read_for_checks, read_scheme, standards
from fenji.scheme.model import Scheme
from fenji.scheme.transitions import Evaluation, Grace, read_days, read_deadline, read_grace

ABCD = "4f6d223a67563"
HEAD = """
name: bank
title: bank
currency: CNY
criteria: [{metric: net_revenue, weight: 100%, scorer: quantiles}]
tiers:
  - {key: gold, name: {zh: 金卡, en: Gold}, colour: "#D98200", icon: {shape: crown}, from_score: 80}
  - {key: silver, name: {zh: 银卡, en: Silver}, colour: "#0072B2", icon: {shape: star}, from_score: 50}
  - {key: plain, name: {zh: 普卡, en: Plain}, colour: "#5B6770", icon: {shape: circle}, rest: true}
limits:
  - {name: late, label: {zh: 逾期, en: Overdue}, when: {metric: overdue_amount, above: 0}, never_above: silver,
     at_once: false}
"""
RULES = """
transitions:
  evaluate: month
  grace: 6 runs
  hysteresis: 2
  warn_days: 31
  demotion: one_rung
  tiers:
    gold: {keep: {from_score: 70}, minimum_stay: 180 days}
    silver: {grace: 90 days, demotion: straight, keep: {when: {metric: order_count, at_least: 3, window: 365 days}}}
"""


def issues(rules: str, head: str = HEAD) -> list[tuple[str, str, str]]:
    """(level, code, line) of everything that is wrong."""
    draft = read_for_checks(head + rules)
    check_draft(draft)
    return [(one.level, one.code, one.where.rpartition(" ")[2]) for one in draft.found()]


def test_the_grades_read_what_is_written() -> None:
    scheme = read_scheme(HEAD + RULES)
    rules = scheme.transition()
    assert rules is not None
    assert rules.calendar == Calendar("month")
    assert (rules.margin, rules.warn_days, rules.promotes_at_once) == (2_000_000, 31, True)
    gold, silver, plain = rules.holds
    assert gold == Hold(grace_runs=6, minimum_days=180, is_one_rung=True, keep_score=Decimal(70))
    assert (silver.grace_days, silver.is_one_rung, plain.grace_runs) == (90, False, 6)
    assert silver.keep_rule is not None
    assert scheme.ladder().delayed == {"late"}


def test_a_rule_that_keeps_a_tier_is_measured_and_a_usual_window_is_left_off() -> None:
    scheme = read_scheme(HEAD + RULES)
    assert "order_count" in [one.column for one in scheme.measures()]
    assert "order_count_365_days" not in [one.column for one in scheme.measures()]


def test_anniversaries_ask_for_the_customers_own_day() -> None:
    for since, column in (("registered_on", "customer_since"), ("first_order", "first_ordered_on")):
        scheme = read_scheme(HEAD + f"transitions: {{evaluate: {{every: anniversary, since: {since}}}}}\n")
        assert column in [one.column for one in scheme.measures()]


def test_what_is_written_is_read_again_as_it_was() -> None:
    scheme = read_scheme(HEAD + RULES)
    written = scheme.model_dump(mode="json", by_alias=True)
    assert Scheme.model_validate(written) == scheme
    assert Scheme.model_validate(written).digest == scheme.digest


def test_standards_without_transition_rules_have_the_digests_they_had_before_there_were_any() -> None:
    ready = standards()
    assert ready["abcd"].digest.startswith(ABCD[:12])
    for scheme in ready.values():
        written = scheme.model_dump(mode="json", by_alias=True)
        assert "transitions" not in written or scheme.transitions is not None
        assert all("at_once" not in limit for limit in written["limits"])


def test_the_rules_are_said_in_both_languages() -> None:
    words = describe(read_scheme(HEAD + RULES))
    for line in (
        "Moving between tiers:",
        "up: at once, as soon as the standard is met",
        "down: judged at the end of each month",
        "margin: up only from 2 points above a cut point",
        "Gold: kept while the score is 70 or more; held for 180 days at least; ends when its standard",
        "Silver: kept while Orders at least 3 orders; ends when its standard has not been met for 90 days",
        "warned 31 days before a tier ends",
        "these limits wait for grace, too: Overdue",
    ):
        assert line in words.en
    assert "金卡：总评分不低于70分即可保级；至少保留180天；连续6次评定未达标才降级；每次只降一级" in words.zh
    assert "Moving" not in describe(read_scheme(HEAD.replace(",\n     at_once: false", ""))).en


def test_a_tier_that_nothing_protects_is_not_spoken_of() -> None:
    words = describe(read_scheme(HEAD + "transitions: {promotion: evaluation, evaluate: quarter}\n"))
    assert "up: when tiers are judged" in words.en
    assert "Gold: " in words.en  # how it is reached
    assert "ends at once" not in words.en


@pytest.mark.parametrize(("written", "en", "zh"), [
    ({"every": "run"}, "at every run", "每次评级时"),
    ({"every": "month", "on": "25"}, "on day 25 of each month", "每月25日"),
    ({"every": "half_year"}, "at the end of June and December", "每年6月末和12月末"),
    ({"every": "year"}, "on 31 December each year", "每年12月31日"),
    ({"every": "year", "on": "03-31"}, "on 31 March each year", "每年3月31日"),
    ({"every": "anniversary"}, "on each anniversary of becoming a customer", "每逢成为客户的周年日"),
])  # fmt: skip
def test_evaluation_days_are_said_as_people_say_them(written: dict[str, str], en: str, zh: str) -> None:
    words = say_when(Evaluation.model_validate(written))
    assert (words.en, words.zh) == (en, zh)


@pytest.mark.parametrize(("rules", "found"), [
    ("transitions: {tiers: {gould: {grace: 3 runs}}}", ("error", "tier", "13")),
    ("transitions: {tiers: {gold: {keep: {from_score: 80}}}}", ("error", "keep", "13")),
    ("transitions: {tiers: {gold: {keep: {}}}}", ("error", "keep", "13")),
    ("transitions: {tiers: {gold: {keep: {when: {metric: order_cnt, above: 1}}}}}", ("error", "metric", "13")),
    ("transitions: {tiers: {plain: {grace: 10 days}}}", ("warning", "protects", "13")),
    ("transitions: {tiers: {gold: {grace: 1 run}}}", ("warning", "grace", "13")),
    ("transitions: {grace: 1 run}", ("warning", "grace", "13")),
    ("transitions: {grace: -3 days}", ("error", "form", "13")),
    ("transitions: {grace: 3}", ("error", "form", "13")),
    ("transitions: {minimum_stay: 3 runs}", ("error", "form", "13")),
    ("transitions: {hysteresis: -1}", ("error", "form", "13")),
    ("transitions: {hysteresis: 16}", ("warning", "hysteresis", "13")),
    ("transitions: {evaluate: monthly}", ("error", "every", "13")),
    ("transitions: {evaluate: {every: quarter, on: 25}}", ("error", "deadline", "13")),
    ("transitions: {evaluate: {every: year, on: 25}}", ("error", "deadline", "13")),
    ("transitions: {evaluate: {every: month, on: 32}}", ("error", "form", "13")),
    ("transitions: {warn_days: 9}", ("warning", "warns", "13")),
    ("transitions:\n  evaluate: run\n  grase: 3 days", ("error", "key", "15")),
    ("transitions: {tiers: {gold: {kep: 3}}}", ("error", "key", "13")),
    ("transitions: {evaluate: {evry: month}}", ("error", "key", "13")),
    ("shown: []", ("warning", "at_once", "12")),
])  # fmt: skip
def test_every_mistake_is_found_with_its_line(rules: str, found: tuple[str, str, str]) -> None:
    assert found in issues(rules + "\n")


def test_rules_keep_nobody_by_points_and_have_no_margin() -> None:
    head = HEAD.replace("currency: CNY", "currency: CNY\ngrade_by: rules")
    head = head.replace("from_score: 80", "when: {metric: order_count, above: 9}")
    head = head.replace("from_score: 50", "when: {metric: order_count, above: 3}")
    rules = "transitions: {hysteresis: 1, tiers: {gold: {keep: {from_score: 70}}}}\n"
    assert {("error", "hysteresis", "14"), ("error", "keep", "14")} <= set(issues(rules, head))


def test_a_sound_standard_has_no_issues_and_a_read_one_is_checked_too() -> None:
    assert issues(RULES) == []
    assert check(read_scheme(HEAD + RULES)) == []
    with pytest.raises(SchemeIssues, match="gould"):
        read_scheme(HEAD + "transitions: {tiers: {gould: {grace: 3 runs}}}\n")


@pytest.mark.parametrize(("written", "grace"), [
    ("90 days", Grace(90)), ("90天", Grace(90)), ("6 runs", Grace(runs=6)), ("6次", Grace(runs=6)), (0, Grace()),
])  # fmt: skip
def test_grace_is_read_as_people_write_it(written: object, grace: Grace) -> None:
    assert read_grace(written) == grace
    assert read_grace(str(grace)) == grace


@pytest.mark.parametrize("written", ["", "days", "90", "-1 day", "5000 days", "500 runs", None, True])
def test_what_is_no_grace_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match="no grace"):
        read_grace(written)


def test_days_and_deadlines_are_read_strictly() -> None:
    assert (read_days(180), read_days("180 days")) == (180, 180)
    for written in (True, "1.5", "3 runs", "9999 days"):
        with pytest.raises(ValueError, match="no number of days"):
            read_days(written)
    for deadline in ("0", "32", "13-01", "x"):
        with pytest.raises(ValueError, match="no deadline"):
            read_deadline(deadline)
