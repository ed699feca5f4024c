"""Whoever changes a sealed log is found, wherever and however."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fenji.workspace.chain import START, Break, Link, Mark, breaks, sealed

KEY = b"the key of the tests"


def log(lines: int, key: bytes = KEY) -> list[Link]:
    made, previous = [], START
    for number in range(1, lines + 1):
        content = {"who": f"user{number % 3}", "what": number}
        previous = sealed(key, previous, number, content)
        made.append(Link(number, content, previous))
    return made


MARKS = [Mark(one.number, one.seal) for one in log(40) if one.number % 20 == 0]


def test_a_whole_log_has_no_break() -> None:
    assert list(breaks(KEY, log(40), MARKS)) == []
    assert list(breaks(KEY, [], [])) == []


def changed(found: list[Link], at: int) -> list[Link]:
    return [*found[:at], replace(found[at], content={**found[at].content, "who": "nobody"}), *found[at + 1 :]]


def removed(found: list[Link], at: int) -> list[Link]:
    return [*found[:at], *found[at + 1 :]]


def inserted(found: list[Link], at: int) -> list[Link]:
    return [*found[:at], Link(found[at].number, {"who": "nobody"}, "00"), *found[at:]]


def swapped(found: list[Link], at: int) -> list[Link]:
    other = (at + 1) % len(found)
    made = list(found)
    made[at], made[other] = found[other], found[at]
    return made


def resealed(found: list[Link], at: int) -> list[Link]:
    """Changed, and every line from there on sealed anew with the right key."""
    made, previous = [], START
    for link in changed(found, at):
        previous = sealed(KEY, previous, link.number, link.content)
        made.append(replace(link, seal=previous))
    return made


def cut(found: list[Link], at: int) -> list[Link]:
    return found[:at]


@settings(max_examples=300)
@given(how=st.sampled_from([changed, removed, inserted, swapped, resealed, cut]), at=st.integers(0, 38))
def test_every_way_of_changing_it_is_found(how: object, at: int) -> None:
    assert list(breaks(KEY, how(log(40), at), MARKS)), f"{how} at {at}"  # type: ignore[operator]


def test_a_log_cut_off_or_written_anew_by_who_has_the_key_is_whole_without_marks_and_found_with_them() -> None:
    rewritten = resealed(log(40), 3)
    assert list(breaks(KEY, rewritten, [])) == []
    assert list(breaks(KEY, rewritten, MARKS)) == [Break(20, "rewritten"), Break(40, "rewritten")]
    assert list(breaks(KEY, log(40)[:25], [])) == []
    assert list(breaks(KEY, log(40)[:25], MARKS)) == [Break(40, "missing")]


@pytest.mark.parametrize("seed", range(5))
def test_who_seals_with_another_key_breaks_every_line(seed: int) -> None:
    start = random.Random(seed).randrange(39)
    forged = [*log(40)[:start], *log(40, b"another key")[start:]]
    assert Break(start + 1, "changed") in list(breaks(KEY, forged, []))
