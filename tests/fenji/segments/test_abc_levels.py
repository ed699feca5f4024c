"""ABC by running share and levels by one figure: cut by the company's own shares, equal customers always together."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from fenji.segments.abc import Abc
from fenji.segments.levels import Levels
from tests.fenji.segments.people import figures

few = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def classes(amounts: list[str | None], **settings: Any) -> list[str | None]:
    rows, _ = figures({"net_revenue_365_days": amounts or [None]}, [Abc(**settings)])
    return [rows[f"{number:04}"]["abc"] for number in range(len(amounts))]


def levels(values: list[Any], **settings: Any) -> list[str | None]:
    rows, _ = figures({"orders_per_month_365_days": values}, [Levels(**settings)])
    return [rows[f"{number:04}"]["frequency_class"] for number in range(len(values))]


def by_sorting(amounts: list[Decimal | None], shares: tuple[Decimal, ...]) -> list[str | None]:
    """The same by sorting and adding up, in plain Python: a class ends with the customer who reaches its share."""
    total = sum((amount for amount in amounts if amount is not None and amount > 0), Decimal(0))
    cuts: list[Decimal | None] = []
    for share in shares:
        reached, cut = Decimal(0), None
        for amount in sorted((a for a in amounts if a is not None and a > 0), reverse=True):
            if reached >= total * share:
                break
            reached, cut = reached + amount, amount
        cuts.append(cut)
    names = "ABC"
    return [
        None if amount is None else next(
            (names[n] for n, cut in enumerate(cuts) if cut is not None and amount >= cut), "C"
        )
        for amount in amounts
    ]  # fmt: skip


def test_a_class_takes_as_few_customers_as_reach_its_share() -> None:
    assert classes(["70", "10", "10", "5", "5"]) == ["A", "A", "A", "B", "B"]
    assert classes(["80", "15", "4", "1"]) == ["A", "B", "C", "C"]


def test_customers_with_equal_revenue_are_in_one_class_even_if_it_brings_more_than_its_share() -> None:
    assert classes(["25", "25", "25", "25"]) == ["A", "A", "A", "A"]


def test_revenue_of_zero_or_less_is_in_the_last_class_and_unknown_in_none() -> None:
    assert classes(["100", "0", "-50", None]) == ["A", "C", "C", None]
    assert classes(["0", "-1"]) == ["C", "C"]
    assert classes([None, None]) == [None, None]


def test_the_shares_are_the_companys_own() -> None:
    written = [
        {"key": "A", "name": "A", "up_to": "55%"},
        {"key": "B", "name": "B", "up_to": 0.85},
        {"key": "C", "name": "C"},
    ]
    own = Abc.model_validate({"segments": written})
    rows, _ = figures({"net_revenue_365_days": ["50", "30", "20"]}, [own])
    assert [row["abc"] for _, row in sorted(rows.items())] == ["A", "A", "B"]
    assert Abc.model_validate(own.content()) == own


def test_frozen_thresholds_place_later_customers_without_looking_at_the_others() -> None:
    _, learned = figures({"net_revenue_365_days": ["70", "20", "10"]}, [Abc()])
    assert learned == {"abc": {"A": "20.00", "B": "10.00"}}
    rows, _ = figures({"net_revenue_365_days": ["20", "19.99", "9.99"]}, [Abc()], learned)
    assert [row["abc"] for _, row in sorted(rows.items())] == ["A", "B", "C"]


@few
@given(st.lists(st.none() | st.integers(-300, 900).map(lambda cents: Decimal(cents) / 100), min_size=1, max_size=30))
def test_adding_up_from_thresholds_finds_what_sorting_finds(amounts: list[Decimal | None]) -> None:
    written = [None if amount is None else str(amount) for amount in amounts]
    assert classes([*written, "0"])[:-1] == by_sorting(amounts, (Decimal("0.8"), Decimal("0.95")))


@pytest.mark.parametrize(
    ("segments", "said"),
    [
        ([{"key": "A", "name": "A"}, {"key": "B", "name": "B"}], "every class but the last"),
        (
            [{"key": "A", "name": "A", "up_to": "80%"}, {"key": "B", "name": "B", "up_to": 1}],
            "every class but the last",
        ),
        (
            [
                {"key": "A", "name": "A", "up_to": 0.8},
                {"key": "B", "name": "B", "up_to": 0.7},
                {"key": "C", "name": "C"},
            ],
            "up_to rises",
        ),
        ([{"key": "A", "name": "A", "up_to": 0.8}, {"key": "A", "name": "A"}], "same key"),
        ([{"key": "A", "name": "A", "up_to": "x"}, {"key": "B", "name": "B"}], "no share"),
        ([{"key": "A", "name": "A", "up_to": "0%"}, {"key": "B", "name": "B"}], "no share"),
    ],
)
def test_classes_that_make_no_sense_are_refused(segments: list[dict[str, Any]], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Abc.model_validate({"segments": segments})


def test_levels_from_values_take_a_border_into_the_level_above() -> None:
    written = [
        {"key": "高", "name": "高", "from": 10},
        {"key": "中", "name": "中", "from": 5},
        {"key": "低", "name": "低"},
    ]
    assert levels(["10", "9.99", "5", "4.99", "0", None], segments=written) == ["高", "中", "中", "低", "低", None]


def test_levels_from_shares_count_buyers_from_the_top_with_ties() -> None:
    assert levels(["9", "8", "7", "6", "5", "4", "3", "2", "1", "1", "0", "0"]) == [
        "high", "high", "medium", "medium", "medium", "low", "low", "low", "low", "low", "low", "low",
    ]  # fmt: skip
    assert levels(["2", "2", "2", "1"]) == ["high", "high", "high", "low"]


def test_where_nobody_bought_everybody_is_in_the_last_level() -> None:
    assert levels(["0.00", "0.00", None]) == ["low", "low", None]


@pytest.mark.parametrize(
    ("segments", "said"),
    [
        ([{"key": "a", "name": "a"}, {"key": "b", "name": "b"}], "either from or top"),
        ([{"key": "a", "name": "a", "from": 1, "top": 0.5}, {"key": "b", "name": "b"}], "either from or top"),
        ([{"key": "a", "name": "a", "from": 1}, {"key": "b", "name": "b", "from": 0}], "takes everybody else"),
        (
            [{"key": "a", "name": "a", "from": 1}, {"key": "b", "name": "b", "top": 0.5}, {"key": "c", "name": "c"}],
            "all at a value",
        ),
        (
            [{"key": "a", "name": "a", "from": 1}, {"key": "b", "name": "b", "from": 2}, {"key": "c", "name": "c"}],
            "falls",
        ),
        (
            [{"key": "a", "name": "a", "top": 0.5}, {"key": "b", "name": "b", "top": 0.2}, {"key": "c", "name": "c"}],
            "rises",
        ),
        ([{"key": "a", "name": "a", "from": 1}, {"key": "a", "name": "a"}], "same key"),
    ],
)
def test_levels_that_make_no_sense_are_refused(segments: list[dict[str, Any]], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Levels.model_validate({"segments": segments})


def test_the_words_name_each_class_with_its_share_and_where_it_begins() -> None:
    assert [line.en for line in Abc().say({"A": "400.00", "B": None}, "CNY")] == [
        "Class A: up to 80% of Net revenue (last 365 days), from ¥400 on",
        "Class B: up to 95% of Net revenue (last 365 days)",
        "Class C: up to 100% of Net revenue (last 365 days)",
    ]
    assert [line.zh for line in Levels().say()] == [
        "高频率客户：购买频率(月)（近365天）买家中最好的20%",
        "中频率客户：购买频率(月)（近365天）买家中最好的50%",
        "低频率客户：购买频率(月)（近365天）低于以上，或无购买",
    ]
    own = Levels.model_validate({"segments": [{"key": "a", "name": "a", "from": 2}, {"key": "b", "name": "b"}]})
    assert own.say({"a": "2"})[0].en == "a: Orders a month (last 365 days) at least 2 orders"
    assert own.say()[0].en == "a: Orders a month (last 365 days) at least 2 orders"
