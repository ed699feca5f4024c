"""Parts of a standard come and go: it stays one that can be read, and what was not meant stays as it was."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fenji.scheme import reshaping
from fenji.scheme.editing import edited, settings_of, settled
from fenji.scheme.load import standard
from fenji.scheme.model import Scheme

NAMES = ("value", "electronics", "abcd", "membership", "hml", "credit", "potential")


def errors(scheme: Scheme) -> list[str]:
    """What the checks call an error."""
    found = edited(scheme, {})
    every = [*found.others, *(one for issues in found.issues.values() for one in issues)]
    return [one.problem.en for one in every if one.level == "error"]


@pytest.mark.parametrize("name", NAMES)
def test_a_criterion_more_and_fewer_leaves_weights_that_make_a_whole(name: str) -> None:
    scheme = standard(name)
    more = reshaping.with_criterion(scheme, "return_rate")
    assert more.criteria[-1].metric == "return_rate"
    if scheme.weights_by.is_written and scheme.criteria:
        assert sum(one.weight_bp for one in more.criteria) == 10_000
    assert errors(more) == []
    fewer = reshaping.without_criterion(more, more.criteria[0].name)
    assert len(fewer.criteria) == len(scheme.criteria)
    assert errors(fewer) == []


def test_a_second_criterion_on_one_metric_has_a_name_of_its_own() -> None:
    twice = reshaping.with_criterion(standard("value"), "net_revenue")
    assert [one.name for one in twice.criteria][-1] == "net_revenue_2"
    assert errors(twice) == []


def test_comparisons_in_pairs_gain_and_lose_a_row_with_their_criterion() -> None:
    scheme = standard("value").with_changes(
        weights_by={"ahp": [["1"] * 5 for _ in range(5)]},
        criteria=[{"metric": one.metric, "scorer": "quantiles"} for one in standard("value").criteria],
    )
    more = reshaping.with_criterion(scheme, "return_rate")
    assert {len(row) for row in more.weights_by.matrix} == {6}
    assert len(reshaping.without_criterion(more, "order_count").weights_by.matrix) == 5


@pytest.mark.parametrize(
    ("place", "starts"),
    [(0, ["0", "0.5", "1", "5", "8", "10"]), (2, ["0", "1", "5", "6.5", "8", "10"]),
     (4, ["0", "1", "5", "8", "10", "12"])],
)  # fmt: skip
def test_a_band_is_divided_at_its_middle(place: int, starts: list[str]) -> None:
    scheme = standard("electronics")
    name = scheme.criteria[0].name
    found = reshaping.with_band(scheme, name, place).criterion(name).scorer
    assert [str(band.start) for band in found.ordered()] == starts  # type: ignore[attr-defined]


def test_the_values_of_a_band_that_is_removed_go_to_the_one_beside_it() -> None:
    scheme = standard("electronics")
    name = scheme.criteria[0].name
    found = reshaping.without_band(scheme, name, 0).criterion(name).scorer
    assert [str(band.start) for band in found.ordered()] == ["0", "5", "8", "10"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", NAMES)
def test_tiers_are_added_moved_and_removed_and_the_last_takes_the_rest(name: str) -> None:
    scheme = standard(name)
    more = reshaping.with_tier(scheme, scheme.tiers[-1].key)
    assert [tier.key for tier in more.tiers][-1] == scheme.tiers[-1].key
    assert errors(more) == []
    fewer = reshaping.without_tier(scheme, scheme.tiers[-1].key)
    assert fewer.tiers[-1].rest == scheme.tiers[-1].rest
    assert errors(fewer) == []
    turned = reshaping.with_tier_moved(scheme, scheme.tiers[-1].key, up=True)
    assert turned.tiers[-2].key == scheme.tiers[-1].key
    assert [tier.from_score for tier in turned.tiers] == [tier.from_score for tier in scheme.tiers]
    assert errors(turned) == []


def test_a_new_tier_lies_half_way_and_looks_like_no_other() -> None:
    more = reshaping.with_tier(standard("value"), "regular")
    assert [str(tier.from_score) for tier in more.tiers] == ["80", "62.5", "45", "None"]
    assert len({tier.colour for tier in more.tiers}) == 4
    assert len({tier.icon.shape for tier in more.tiers}) == 4


def test_limits_follow_when_their_tier_is_removed() -> None:
    scheme = reshaping.with_limit(standard("value"), "return_rate")
    assert scheme.limits[0].never_above == "potential"
    assert reshaping.without_tier(scheme, "potential").limits[0].never_above == "regular"
    assert reshaping.without_limit(scheme, "return_rate").digest == standard("value").digest


def test_protection_switched_on_and_off_leaves_the_standard_as_it_was() -> None:
    on = reshaping.with_protection(standard("value"))
    assert on.transitions is not None
    assert (on.transitions.grace.days, on.transitions.demotion, on.transitions.warn_days) == (90, "one_rung", 30)
    assert errors(on) == []
    assert reshaping.without_protection(on).digest == standard("value").digest


def test_protection_is_typed_field_by_field_and_mistakes_stand_beside_theirs() -> None:
    scheme = reshaping.with_protection(standard("value"))
    typed = {
        "transitions.grace": "6 runs",
        "transitions.evaluate.every": "year",
        "transitions.evaluate.on": "03-31",
        "transitions.tiers.VIP.keep.from_score": "70",
        "transitions.tiers.regular.demotion": "straight",
    }
    found = edited(scheme, typed)
    assert found.scheme is not None
    rules = found.scheme.transitions
    assert rules is not None
    assert (rules.grace.runs, rules.evaluate.every, rules.evaluate.on) == (6, "year", "03-31")
    assert rules.of("VIP").keep is not None
    assert (rules.of("VIP").demotion, rules.of("regular").demotion) == ("one_rung", "straight")
    again = {one.path: one.value for one in settings_of(found.scheme)}
    back = edited(found.scheme, again).scheme
    assert back is not None
    assert back.digest == found.scheme.digest
    for path, words in (
        ("transitions.grace", " days"),
        ("transitions.hysteresis", "101"),
        ("transitions.tiers.VIP.keep.from_score", "90"),
        ("transitions.evaluate.every", "daily"),
    ):
        assert list(edited(scheme, {path: words}).issues) == [path]
        assert edited(scheme, {path: words}).scheme is None


def test_a_limit_is_typed_field_by_field() -> None:
    scheme = reshaping.with_limit(standard("value"), "return_rate")
    typed = {"limits.return_rate.operator": "at_least", "limits.return_rate.number": "0.3",
             "limits.return_rate.never_above": "regular"}  # fmt: skip
    found = edited(scheme, typed).scheme
    assert found is not None
    assert found.limits[0].never_above == "regular"
    assert "at least 30%" in found.limits[0].when.text.en
    assert [operator for operator, _ in next(found.limits[0].when.comparisons()).limits()] == ["at_least"]


def test_what_can_be_read_of_what_was_typed_is_settled_and_the_rest_is_kept() -> None:
    scheme, left = settled(
        standard("value"), {"tiers.VIP.from_score": "85", "criteria.net_revenue.weight": "much", "nothing": "1"}
    )
    assert str(scheme.tier("VIP").from_score) == "85"
    assert left == {"criteria.net_revenue.weight": "much"}


def test_a_criterion_settled_at_nothing_stays_in_the_fields_and_out_of_the_standard() -> None:
    scheme, left = settled(
        standard("value"), {"criteria.interaction_count.weight": "0", "criteria.net_revenue.weight": "40"}
    )
    assert left == {}
    assert len(scheme.criteria) == 5
    found = edited(scheme, {}).scheme
    assert found is not None
    assert [one.name for one in found.criteria][-1] == "active_months"
    back = edited(scheme, {"criteria.interaction_count.weight": "10", "criteria.net_revenue.weight": "30"}).scheme
    assert back is not None
    assert back.digest == standard("value").digest


def test_weights_that_are_set_by_hand_leave_a_criterion_without_one_in_the_fields() -> None:
    named = {one.name: Decimal(25) for one in standard("value").criteria[:4]}
    scheme = reshaping.with_weights(standard("value"), named)
    assert len(scheme.criteria) == 5
    found = edited(scheme, {}).scheme
    assert found is not None
    assert {one.name: one.weight_bp for one in found.criteria} == dict.fromkeys(named, 2500)


def test_weights_in_whole_percents_make_a_hundred() -> None:
    assert sum(reshaping.in_whole_percents({str(n): Decimal(n) for n in range(7)}).values()) == 100
    assert reshaping.in_whole_percents({"a": Decimal(0), "b": Decimal(0)}) == {"a": 50, "b": 50}


def test_a_tier_gets_another_rule_and_keeps_everything_else() -> None:
    scheme = standard("electronics")
    when = {"all": [{"metric": "order_count", "above": "7"}, {"not": {"metric": "recency_days", "above": "90"}}]}
    found = reshaping.with_rule(scheme, "VIP", when)
    top, was = found.tier("VIP"), scheme.tier("VIP")
    assert top.when is not None
    assert top.when.say().en == "Orders more than 7 orders and not (Recency more than 90 days)"
    assert top.model_copy(update={"when": was.when, "literal": was.literal}) == was
    assert found.tiers[1:] == scheme.tiers[1:]
    assert errors(found) == []
    with pytest.raises(ValueError, match="comparison needs"):
        reshaping.with_rule(scheme, "VIP", {"metric": "order_count"})


def test_tiers_get_other_badges_and_the_colour_with_them() -> None:
    scheme = standard("value")
    icon = scheme.tiers[0].icon.model_copy(update={"shape": "heart", "colour": "#7A5195"})
    found = reshaping.with_badges(scheme, {"VIP": icon})
    assert (found.tiers[0].icon, found.tiers[0].colour) == (icon, "#7A5195")
    assert found.tiers[1:] == scheme.tiers[1:]
