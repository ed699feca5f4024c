"""What changed between two strategies, told line by line."""

from __future__ import annotations

from typing import Any

import pytest

from fenji.pictures.strategy_changes import changes
from fenji.pictures.strategy_file import Strategy

WAS: dict[str, Any] = {
    "title": {"zh": "甲", "en": "A"},
    "goals": [{"say": "x", "measure": "customers", "target": 5}, {"say": {"zh": "二", "en": "two"}}],
    "promises": {"VIP": "call"},
    "practices": ["listen", "answer"],
}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, []),
        ({"title": {"zh": "甲", "en": "B"}}, ["Title: “A” is now “B”"]),
        ({"title": {"zh": "乙", "en": "B"}}, ["Title: “A / 甲” is now “B / 乙”"]),
        ({"slogan": "go"}, ["Slogan: added “go”"]),
        ({"colour": "#112233"}, ["Colour: added “#112233”"]),
        ({"promises": {}}, ["Promise for VIP: removed “call”"]),
        ({"practices": ["answer", "listen"]}, ["Best practices: another order"]),
        ({"practices": ["answer"]}, ["Best practice 1: removed “listen”"]),
        ({"practices": ["listen", "answer", "answer"]}, ["Best practice 3: added “answer”"]),
        ({"goals": WAS["goals"][1:]}, ["Goal 1: removed “x”"]),
        (
            {"goals": [{"say": "x", "measure": "net_revenue", "target": 5, "by": "2026-01-31"}, WAS["goals"][1]]},
            ["Goal 1, measure: “Customers” is now “Net revenue”", "Goal 1, wanted by: added “2026-01-31”"],
        ),
        ({"segments": ["stage"]}, ["Segments shown: added “stage”"]),
    ],
)
def test_every_difference_is_one_line_in_plain_words(changed: dict[str, Any], told: list[str]) -> None:
    was, now = Strategy.model_validate(WAS), Strategy.model_validate({**WAS, **changed})
    assert [one.en for one in changes(was, now)] == told
    assert len(changes(now, was)) == len(told)
