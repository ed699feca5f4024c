"""The closed language of paths: what may be set, what becomes of the other weights, what is refused and how."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from fenji.errors import FenjiError, SchemeError, SchemeIssues
from fenji.review.changes import changed, paths_of
from fenji.scheme.load import read_scheme, standard, standards
from fenji.scheme.model import Scheme
from fenji.scheme.written import write_scheme

VALUE = standard("value")
RULES = standard("electronics")
LIMITED = """
name: mine
title: {zh: 自有, en: Mine}
currency: CNY
criteria:
  - {metric: order_count, weight: 60%, scorer: {kind: quantiles, bins: 4}}
  - metric: net_revenue
    weight: 40%
    scorer: {kind: bands, bands: [{to: 100, points: 10}, {from: 100, to: 500, points: 50}, {from: 500, points: 90}]}
tiers:
  - {key: gold, name: 金, colour: "#D98200", icon: {shape: medal, text: 金}, from_score: 75}
  - {key: silver, name: 银, colour: "#5B6770", icon: {shape: shield, text: 银}, rest: true}
limits:
  - {name: overdue, when: {metric: overdue_amount, above: 0}, never_above: silver}
ungraded:
  - {name: too_new, when: {metric: tenure_days, below: 30}}
"""


def weights(scheme: Scheme) -> dict[str, int]:
    return {one.name: one.weight_bp for one in scheme.criteria}


def test_a_set_weight_makes_the_others_shrink_in_proportion() -> None:
    found = changed(VALUE, {"criteria.net_revenue.weight": "0.5"})
    assert weights(found.scheme) == {
        "recency_days": 1429, "order_count": 1786, "net_revenue": 5000, "active_months": 1071, "interaction_count": 714
    }  # fmt: skip
    assert "20% → 14.29%" in found.notes[1].en
    assert "其余权重按比例调整" in found.notes[1].zh


def test_several_weights_that_make_the_whole_leave_the_others_out() -> None:
    found = changed(VALUE, {"criteria.net_revenue.weight": "50%", "criteria.order_count.weight": Decimal("0.5")})
    assert weights(found.scheme) == {"order_count": 5000, "net_revenue": 5000}
    assert "left out" in found.notes[-1].en


def test_a_weight_of_zero_leaves_its_criterion_out() -> None:
    found = changed(VALUE, {"criteria.interaction_count.weight": "0"})
    assert sum(weights(found.scheme).values()) == 10_000
    assert "interaction_count" not in weights(found.scheme)


@pytest.mark.parametrize(
    ("path", "value", "read"),
    [
        ("tiers.VIP.from_score", "75.5", lambda s: s.tier("VIP").from_score),
        ("criteria.order_count.scorer.bins", 4, lambda s: s.criterion("order_count").scorer.bins),
        ("criteria.order_count.scorer", "breaks", lambda s: s.criterion("order_count").scorer.kind),
        ("criteria.order_count.window", "90 days", lambda s: str(s.criterion("order_count").window)),
        ("window", "90 days", lambda s: str(s.window)),
        ("criteria.order_count.scorer.unknown", "ungraded", lambda s: s.criterion("order_count").scorer.unknown),
    ],
)
def test_a_setting_is_set_by_its_path(path: str, value: Any, read: Any) -> None:
    assert str(read(changed(VALUE, {path: value}).scheme)) == str(value)


def test_a_limit_of_a_rule_replaces_the_one_on_its_side() -> None:
    found = changed(RULES, {"tiers.VIP.when.orders_per_month.at_least": 8})
    comparison = next(iter(found.scheme.tier("VIP").when.comparisons()))  # type: ignore[union-attr]
    assert (comparison.at_least, comparison.above) == (8, None)


def test_a_band_is_named_by_its_number_and_what_was_written_for_the_eye_is_dropped() -> None:
    found = changed(read_scheme(LIMITED), {"criteria.net_revenue.scorer.bands.3.from": 800})
    bands = found.scheme.criterion("net_revenue").scorer.bands  # type: ignore[attr-defined]
    assert [(band.start, band.end) for band in bands] == [(None, None), (100, None), (800, None)]


def test_limits_and_ungraded_states_have_paths_too() -> None:
    known = paths_of(read_scheme(LIMITED))
    assert {"limits.overdue.never_above", "limits.overdue.when.overdue_amount.above",
            "ungraded.too_new.when.tenure_days.below"} <= set(known)  # fmt: skip
    found = changed(read_scheme(LIMITED), {"ungraded.too_new.when.tenure_days.below": 90})
    assert found.scheme.ungraded[0].when.text.en == "Tenure less than 90 days"


def test_a_second_comparison_on_one_figure_has_a_number_behind_it() -> None:
    twice = "{any: [{metric: order_count, at_least: 5}, {metric: order_count, is: 1}]}"
    scheme = read_scheme(LIMITED.replace("{metric: tenure_days, below: 30}", twice))
    assert "ungraded.too_new.when.order_count.2.is" in paths_of(scheme)


def test_metrics_of_its_own_and_transition_rules_have_paths_by_name() -> None:
    text = (
        LIMITED
        + """metrics:
  - {name: basket, label: {zh: 篮, en: Basket}, formula: net_revenue / order_count, unit: money}
transitions:
  grace: 90 days
  tiers: {gold: {grace: 30 days}}
"""
    )
    known = paths_of(read_scheme(text))
    assert {"metrics.basket.formula", "transitions.grace", "transitions.tiers.gold.grace"} <= set(known)
    found = changed(read_scheme(text), {"transitions.tiers.gold.grace": "60 days"})
    assert found.scheme.transitions is not None
    assert found.notes[0].en == "transitions.tiers.gold.grace: 30 days → 60 days"


def test_weights_found_otherwise_become_written_ones() -> None:
    text = LIMITED.replace("weight: 60%, ", "").replace("    weight: 40%\n", "") + "weights_by: entropy\n"
    found = changed(read_scheme(text), {"criteria.order_count.weight": 0.8}, found={"order_count": 1, "net_revenue": 3})
    assert weights(found.scheme) == {"order_count": 8000, "net_revenue": 2000}
    assert found.scheme.weights_by.is_written


@pytest.mark.parametrize(
    ("changes", "where", "said"),
    [
        ({"criteria.net_revenu.weight": 1}, "--set", "criteria.net_revenue.weight"),
        ({"from_score": 1}, "--set", "tiers.VIP.from_score"),
        ({"xyzzy": 1}, "--set", "such as"),
        ({"criteria.net_revenue.weight": "1.5"}, "criteria.net_revenue.weight", "25%"),
        ({"criteria.net_revenue.weight": True}, "criteria.net_revenue.weight", "25%"),
        ({"criteria.net_revenue.weight": "much"}, "criteria.net_revenue.weight", "25%"),
        ({"criteria.net_revenue.weight": 0.7, "criteria.order_count.weight": 0.7}, "--set", "140%"),
        ({"criteria.net_revenue.scorer": "{a"}, "criteria.net_revenue.scorer", "scheme file"),
    ],
)
def test_what_cannot_be_set_is_refused_with_what_to_do(changes: dict[str, Any], where: str, said: str) -> None:
    with pytest.raises(FenjiError) as refused:
        changed(VALUE, changes)
    assert refused.value.where == where
    assert said in refused.value.say("en")
    assert refused.value.fix.zh


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("tiers.VIP.from_score", 30, "VIP"),
        ("criteria.net_revenue.scorer.bins", "many", "whole number"),
        ("criteria.net_revenue.scorer", "scal", "'scale'"),
        ("window", "3 moons", "90 days"),
        ("grade_by", "rules", "when"),
        ("tiers.VIP.from_score", 101, "VIP"),
    ],
)
def test_a_change_that_makes_a_mistake_is_refused_like_a_file_with_it(path: str, value: Any, said: str) -> None:
    with pytest.raises(SchemeIssues) as refused:
        changed(VALUE, {path: value})
    assert any(said in issue.say("en") for issue in refused.value.issues)


def test_all_weights_that_miss_the_whole_are_refused() -> None:
    every = {f"criteria.{one.name}.weight": "10%" for one in VALUE.criteria}
    with pytest.raises(SchemeError, match="50%"):
        changed(VALUE, every)


@pytest.mark.parametrize("name", sorted(standards()))
def test_every_path_of_a_standard_leads_to_a_place_in_it(name: str) -> None:
    scheme = standard(name)
    written = scheme.model_dump(mode="json", by_alias=True)
    for keys in paths_of(scheme).values():
        data: Any = written
        for key in keys[:-1]:
            data = data[key] if not isinstance(data, dict) or key in data else {}


@pytest.mark.parametrize("name", sorted(standards()))
def test_a_standard_written_and_read_again_is_the_same(name: str) -> None:
    assert read_scheme(write_scheme(standard(name))).digest == standard(name).digest
