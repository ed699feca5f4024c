"""Editing a standard field by field: every field has its place, what is typed is checked like what is written."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fenji.errors import SchemeIssues
from fenji.scheme.editing import edited, settings_of
from fenji.scheme.load import read_scheme, standard, standard_names
from fenji.scheme.marked import YamlError, read_marked


@pytest.mark.parametrize("name", standard_names())
def test_every_value_typed_again_as_it_is_changes_nothing(name: str) -> None:
    scheme = standard(name)
    found = edited(scheme, {one.path: f" {one.value} " for one in settings_of(scheme)})
    assert found.scheme is not None
    assert found.scheme.digest == scheme.digest
    assert len({one.path for one in settings_of(scheme)}) == len(settings_of(scheme))


def test_weights_borders_bands_limits_and_words_are_fields() -> None:
    kinds = {one.path: (one.kind, one.value) for one in settings_of(standard("electronics"))}
    assert kinds["criteria.orders_per_month.weight"] == ("weight", "50")
    assert kinds["criteria.orders_per_month.scorer.bands.2.from"] == ("from", "1")
    assert kinds["criteria.spend_per_month.scorer.bands.1.points"] == ("points", "20")
    assert "criteria.spend_per_month.scorer.bands.1.from" not in kinds  # everything below the next
    assert kinds["tiers.VIP.when.orders_per_month.above"] == ("limit", "10")
    assert kinds["tiers.VIP.name.zh"] == ("words", "VIP客户")
    value = {one.path: one.value for one in settings_of(standard("value"))}
    assert value["tiers.VIP.from_score"] == "80"
    assert value["criteria.net_revenue.scorer.bins"] == "5"


def test_what_is_typed_stands_in_the_standard() -> None:
    found = edited(
        standard("value"),
        {
            "criteria.net_revenue.weight": "42.5",
            "criteria.recency_days.weight": "7.5",
            "criteria.order_count.scorer.bins": "4",
            "tiers.VIP.from_score": "82.5",
            "tiers.VIP.colour": "#123456",
            "tiers.VIP.service.en": "a call a day",
        },
    )
    scheme = found.scheme
    assert scheme is not None
    assert scheme.weights()["net_revenue"] == 4250
    assert scheme.criterion("order_count").scorer.bins == 4  # type: ignore[attr-defined]
    tier = scheme.tier("VIP")
    assert (tier.from_score, tier.colour, tier.icon.colour) == (Decimal("82.5"), "#123456", "#123456")
    assert tier.service.en == "a call a day"


def test_a_moved_band_forgets_where_the_one_below_was_said_to_end() -> None:
    found = edited(standard("electronics"), {"criteria.orders_per_month.scorer.bands.2.from": "2"})
    assert found.scheme is not None
    bands = found.scheme.criterion("orders_per_month").scorer.bands  # type: ignore[attr-defined]
    assert [band.start for band in bands] == [0, 2, 5, 8, 10]


@pytest.mark.parametrize(
    ("path", "words", "said"),
    [
        ("tiers.VIP.from_score", "", "a number is missing here"),
        ("tiers.VIP.from_score", "1e3", "'1e3' is not a number"),
        ("tiers.regular.from_score", "90", "not below 'VIP'"),
        ("tiers.VIP.colour", "red", "is no colour"),
        ("criteria.order_count.scorer.bins", "1", "too small"),
        ("tiers.VIP.benefits.zh", "x" * 2001, "too long"),
        ("tiers.VIP.name.zh", "x" * 9, ""),
    ],
)
def test_a_mistake_stands_at_its_own_field(path: str, words: str, said: str) -> None:
    found = edited(standard("value"), {path: words})
    if not said:
        assert found.scheme is not None
        return
    assert found.scheme is None
    assert said in found.issues[path][0].problem.en


def test_weights_that_do_not_make_the_whole_are_said_of_the_whole() -> None:
    found = edited(standard("value"), {"criteria.net_revenue.weight": "31"})
    assert found.scheme is None
    assert [one.problem.en for one in found.others] == ["the weights add up to 101%, not 100%"]


def test_a_path_that_is_no_field_is_left_alone() -> None:
    assert edited(standard("value"), {"name": "other", "tiers.VIP.key": "x"}).scheme == standard("value")


def test_some_hundred_letters_of_yaml_cannot_mean_billions_of_values() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    with pytest.raises(YamlError, match="refers to another one"):
        read_marked("\n".join(lines))
    with pytest.raises(SchemeIssues, match="write it out"):
        read_scheme("name: &x [1]\ntitle: *x\n")


def test_a_badges_short_text_is_typed_in_each_language() -> None:
    found = edited(standard("value"), {"tiers.VIP.text.zh": "贵宾"}).scheme
    assert found is not None
    text = found.tiers[0].icon.text
    assert (text.zh, text.en) == ("贵宾", "VIP")
    long = edited(standard("value"), {"tiers.VIP.text.en": "LOYAL"})
    assert long.scheme is None
