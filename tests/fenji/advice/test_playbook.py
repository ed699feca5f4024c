"""The playbook: something to do in every state, never twice, never one thing and its opposite."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import get_args

import pytest

from fenji.advice.playbook import ACTION_KINDS, actions
from fenji.advice.state import Contact, Level, Position, Recency, State, Trouble
from fenji.advice.suggestions import MOST, chosen

NAMES = {
    "tier", "tier_before", "over", "ago", "recency_days", "gap", "orders", "revenue", "basket", "overdue", "returns",
    "satisfaction", "interactions",
}  # fmt: skip


def states() -> Iterator[State]:
    for position, recency, frequency, spend, contact, trouble, move, gap in product(
        get_args(Position), get_args(Recency), get_args(Level), get_args(Level), get_args(Contact), get_args(Trouble),
        ("none", "same", "promotion", "demotion", "new"), (None, 12),
    ):  # fmt: skip
        yield State(position, recency, frequency, spend, contact, trouble, move, gap)


def test_every_state_has_something_to_do_and_nothing_twice() -> None:
    for state in states():
        names = [action.say.zh for action in chosen(state)]
        assert names, state
        assert len(names) == len(set(names)), state


def test_nothing_is_sold_while_trouble_is_to_be_settled_or_the_customer_is_silent() -> None:
    for state in states():
        stances = {action.stance for action in chosen(state)}
        assert not {"sell", "hold"} <= stances, state
        assert ("hold" in stances) == (state.trouble != "no"), state
        if state.recency not in ("recent", "steady"):
            assert "sell" not in stances, state


def test_there_are_hundreds_of_different_advices() -> None:
    said = {tuple(action.name for action in chosen(state)[:MOST]) for state in states()}
    assert len(said) >= 400


@pytest.mark.parametrize("kind", ACTION_KINDS)
def test_every_action_is_reached_by_some_state(kind: str) -> None:
    reached = {action.name for state in states() for action in chosen(state)}
    assert [action.name for action in actions(kind) if action.name not in reached] == []


@pytest.mark.parametrize("kind", ACTION_KINDS)
def test_every_action_is_said_in_both_languages_with_known_figures(kind: str) -> None:
    for action in actions(kind):
        assert re.search(r"[\u4e00-\u9fff]", action.say.zh), action.name
        assert not re.search(r"[\u4e00-\u9fff，。；：]", action.say.en), action.name
        for words in (action.say.zh, action.say.en):
            assert set(re.findall(r"{(\w+)}", words)) <= NAMES, action.name
            assert not words.endswith((".", "。")), "the full stop is added where sentences are joined"


@pytest.mark.parametrize("kind", ACTION_KINDS)
def test_a_figure_is_only_named_where_it_is_known(kind: str) -> None:
    needs = {"recency_days": "recency", "gap": "rhythm", "interactions": "contact", "overdue": "trouble",
             "returns": "trouble", "satisfaction": "trouble", "tier_before": "move"}  # fmt: skip
    for action in actions(kind):
        for figure in set(re.findall(r"{(\w+)}", action.say.zh + action.say.en)) & set(needs):
            allowed = action.when.get(needs[figure], ())  # type: ignore[call-overload]
            assert allowed, f"{action.name} names {figure}"
            assert not {"never", "unknown", "none"} & set(allowed), f"{action.name} names {figure}"


@pytest.mark.parametrize("kind", ACTION_KINDS)
def test_basket_and_orders_are_named_only_beside_a_level(kind: str) -> None:
    for action in actions(kind):
        named = set(re.findall(r"{(orders|basket)}", action.say.zh + action.say.en))
        if named:
            assert {"frequency", "spend"} & set(action.when), action.name


def test_words_of_when_are_words_of_a_state() -> None:
    allowed = {
        "position": get_args(Position), "recency": get_args(Recency), "rhythm": ("known", "none"),
        "frequency": get_args(Level), "spend": get_args(Level), "contact": get_args(Contact),
        "trouble": get_args(Trouble), "move": ("none", "same", "promotion", "demotion", "new"),
    }  # fmt: skip
    for kind in ACTION_KINDS:
        for action in actions(kind):
            for name, words in action.when.items():
                assert set(words) <= set(allowed[name]), action.name
