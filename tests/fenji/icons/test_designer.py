"""Badges of a set of tiers: who takes which two for each other is found, and what is proposed is told apart."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fenji.icons import TierBadge, badges_of, check_badges, sight_sheet, suggest_badges
from fenji.icons.shapes import PATTERNS, SHAPES
from fenji.icons.sight_sheet import badge_seen
from fenji.ink.vision import CLOSE, VISIONS, distance, seen_as
from fenji.language import same
from fenji.scheme.load import standards
from fenji.scheme.model import Icon

RED, GREEN, BROWN, BLUE, GREY = "#D7301F", "#5E7F1F", "#7A5C1E", "#0072B2", "#767676"


def badges(*looks: str) -> list[TierBadge]:
    """`crown solid #D98200 VIP`, best first; tiers are A, B, C …"""
    found = []
    for key, look in zip("ABCDEFGHIJKL", looks, strict=False):
        shape, pattern, colour, *text = look.split()
        written: dict[str, Any] = {"shape": shape, "pattern": pattern, "colour": colour, "text": "".join(text)}
        found.append(TierBadge(key, same(key), Icon.model_validate(written)))
    return found


@pytest.mark.parametrize(
    ("looks", "found"),
    [
        ((f"crown solid {RED}", f"star solid {BLUE}"), []),
        ((f"star solid {GREEN}", f"crown dots {BROWN}"), [("warning", "BADGES_ALIKE")]),
        ((f"star solid {GREEN}", f"star solid {BROWN}"), [("error", "BADGES_SAME")]),
        ((f"star solid {RED}", f"star solid {BLUE}"), [("error", "BADGES_SAME")]),
        (("star solid #8C1A0E", "star solid #56B4E9"), [("warning", "BADGES_TWINS")]),
        (("star solid #8C1A0E VIP", "crown solid #56B4E9 VIP"), [("warning", "BADGES_TEXT")]),
        (("star solid #FFF5CC",), [("warning", "BADGE_PALE")]),
        (("triangle outline #8C1A0E WWWW",), [("warning", "BADGE_SMALL")]),
    ],
    ids=["fine", "near colours", "told by nobody", "grey alike", "colour alone", "text", "pale", "small"],
)
def test_each_way_badges_are_mistaken_is_named(looks: tuple[str, ...], found: list[tuple[str, str]]) -> None:
    check = check_badges(badges(*looks))
    assert [(one.level, one.code) for one in check.issues] == found
    assert check.is_distinguishable == all(level != "error" for level, _ in found)


def test_red_and_blue_of_one_lightness_are_one_grey() -> None:
    (pair,) = check_badges(badges(f"star solid {RED}", f"star solid {BLUE}")).pairs
    assert pair.near == ("grey",)
    (issue,) = check_badges(badges(f"star solid {RED}", f"star solid {BLUE}")).issues
    assert "in grey" in issue.problem.en
    assert "灰度" in issue.problem.zh


def test_colours_are_seen_as_the_papers_matrices_say() -> None:
    assert seen_as("#FF0000", "grey") == "#7F7F7F"
    red, green, _ = (int(seen_as("#FF0000", "deutan")[at : at + 2], 16) for at in (1, 3, 5))
    assert abs(red - green) < 50, "red and green become one for who has no green cones"
    assert [seen_as("#FFFFFF", sight) for sight in VISIONS] == ["#FFFFFF"] * 4


COLOUR = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")
LOOK = st.tuples(st.sampled_from(sorted(SHAPES)), st.sampled_from(sorted(PATTERNS)), COLOUR).map(" ".join)


@settings(max_examples=25, deadline=None)
@given(st.lists(LOOK, min_size=1, max_size=6))
def test_what_is_proposed_is_told_apart_and_leaves_fine_badges_alone(looks: list[str]) -> None:
    given_badges = badges(*looks)
    better = suggest_badges(given_badges)
    assert check_badges(better).is_distinguishable
    for one, other in combinations(better, 2):
        assert min(distance(one.icon.colour, other.icon.colour, sight) for sight in VISIONS) >= CLOSE
    assert suggest_badges(better) == better
    if not check_badges(given_badges).issues:
        assert list(better) == given_badges


@pytest.mark.parametrize("name", sorted(standards()))
def test_the_ready_made_standards_badges_are_told_apart_by_everybody(name: str) -> None:
    assert check_badges(badges_of(standards()[name])).is_distinguishable


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sheet_shows_every_sight(lang: Any) -> None:
    sheet = sight_sheet(badges(f"star solid {RED} VIP", f"crown dots {BLUE}"), lang)
    assert sheet.count("<clipPath") == 2 * 2 * 5
    assert f'fill="{seen_as(RED, "tritan")}"' in sheet
    assert ("绿色觉障碍" if lang == "zh" else "Weak green sight") in sheet


def test_a_badge_is_seen_in_grey_without_any_colour() -> None:
    seen = badge_seen(badges(f"star stripes {RED} VIP")[0].icon, "grey")
    assert RED not in seen
    assert seen_as(RED, "grey") in seen
