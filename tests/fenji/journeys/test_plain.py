"""What the engine finds is what a plain walk finds, and every event is counted in exactly one place."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fenji.journeys import paths
from fenji.journeys.assigning import assigned
from fenji.journeys.events import occurring
from fenji.journeys.journey import Journey
from fenji.journeys.written import read_text
from tests.fenji.journeys import plain
from tests.fenji.journeys.walks import PERIOD, Walk, answer, at, contact, message, sale

KINDS = {"到店": "store", "客服": "service", "分享": "referral", "网站访问": "web", "拜访": "other"}
CONTACT = st.tuples(st.sampled_from("abc"), st.integers(0, 360), st.sampled_from([*KINDS]), st.integers(4, 6))
SALE = st.tuples(st.sampled_from("abc"), st.integers(0, 360))
OWN = """stages: [{key: here, name: Here}, {key: there, name: There}]
touchpoints:
  - {key: order, name: Order, stage: there, table: orders}
  - {key: shop, name: Shop, stage: here, table: interactions, kind: 到店}
  - {key: post, name: Post, stage: here, table: touches, campaign: spring}
"""


def moment(one: tuple[str, int, str, int]) -> tuple[str, int, int]:
    return one[0], one[1], one[3]


@pytest.fixture(scope="module")
def own() -> Journey:
    return read_text(OWN)


@settings(max_examples=8, deadline=None)
@given(
    st.lists(CONTACT, min_size=1, max_size=16, unique_by=moment),
    st.lists(SALE, max_size=6, unique=True),
    st.dictionaries(st.sampled_from("abcd"), st.sampled_from(["promotion", "demotion"]), min_size=1),
)
def test_the_walk_is_that_of_plain_python(
    met: list[tuple[str, int, str, int]], bought: list[tuple[str, int]], moves: dict[str, str]
) -> None:
    contacts = [contact(*one[:3], hour=one[3]) for one in met]
    walk = Walk(interactions=contacts, orders=[sale(*one) for one in bought] or [sale("z", 1)])
    firsts = {whose: min(day for one, day in bought if one == whose) for whose, _ in bought}
    happened = [(whose, at(day, hour), KINDS[kind]) for whose, day, kind, hour in met]
    sold = [(whose, at(day), "first_order" if firsts[whose] == day else "order") for whose, day in bought]
    happened += sold or [("z", at(1), "first_order")]
    same = {point: point for point in walk.journey.stage_of()}
    kept, stages = walk.engine.table("walk"), walk.journey.stage_of()
    assert timed(walk.rows(paths.steps(kept)), "touchpoint", "next_point") == timed_plain(plain.steps(happened, same))
    found = timed(walk.rows(paths.flows(kept, stages)), "stage", "next_stage")
    assert found == timed_plain(plain.steps(happened, stages))
    back = walk.rows(paths.loops(kept))
    assert {(row["touchpoint"], row["next_point"]): row["walks"] for row in back} == plain.loops(happened)
    ended = {point: (row["aged"], row["ended"]) for point, row in walk.points().items() if row["aged"]}
    assert ended == plain.ended(happened, PERIOD.end_at)
    before = walk.rows(paths.before_orders(kept, sorted(walk.journey.keys())))
    assert {(row["end"], row["touchpoint"]): (row["orders"], round(row["hours"], 6)) for row in before} == timed_plain(
        plain.touches(happened)
    )
    listed = ", ".join(f"('{whose}', '{move}')" for whose, move in moves.items())
    walk.engine.keep("moves", f"SELECT * FROM (VALUES {listed}) AS m(customer_id, move)")
    went = walk.rows(paths.paths_by_move(kept, walk.engine.table("moves")))
    named = {(row["touchpoint"], row["next_point"], row["move"]): row["customers"] for row in went}
    assert named == plain.went(happened, moves)


def timed(rows: list[dict[str, Any]], before: str, after: str) -> dict[tuple[str, str], tuple[int, float]]:
    return {(row[before], row[after]): (row["walks"], round(row["hours"], 6)) for row in rows}


def timed_plain(found: dict[Any, tuple[int, float]]) -> dict[Any, tuple[int, float]]:
    return {key: (n, round(hours, 6)) for key, (n, hours) in found.items()}


@settings(max_examples=6, deadline=None)
@given(st.lists(CONTACT, max_size=12), st.lists(SALE, max_size=5, unique=True), st.integers(0, 3), st.booleans())
def test_every_event_is_at_one_touchpoint_or_at_none(
    own: Journey, met: list[tuple[str, int, str, int]], bought: list[tuple[str, int]], sent: int, is_own: bool
) -> None:
    contacts = [{**contact(*one[:3], hour=one[3]), "interaction_id": str(n)} for n, one in enumerate(met)]
    guest = {**sale("guest", 3), "customer_id": None}
    walk = Walk(
        own if is_own else None,
        interactions=contacts,
        orders=[*(sale(*one) for one in bought), guest],
        touches=[message("a", day, answered=day + 1) for day in range(sent)],
        feedback=[answer("b", 9, "8")],
    )
    assert walk.found is not None
    rows = walk.rows(occurring(walk.found))
    assert sum(row["events"] for row in rows) == len(met) + len(bought) + 1 + 2 * sent + 1
    assert sum(row["anonymous"] for row in rows) == 1
    assert assigned(walk.journey, rows) == [row["touchpoint"] for row in rows]
    here: Counter[str] = Counter()
    for row in rows:
        if row["touchpoint"] is not None:
            here[row["touchpoint"]] += row["events"] - row["anonymous"]
    assert here == {point: row["contacts"] for point, row in walk.points().items()} | {
        point: 0 for point, n in here.items() if not n
    }


def test_what_no_touchpoint_takes_is_counted_and_walks_nowhere(own: Journey) -> None:
    walk = Walk(own, interactions=[contact("a", 1, "到店"), contact("a", 2, "拜访")], orders=[sale("a", 3)])
    assert walk.found is not None
    rows = walk.rows(occurring(walk.found))
    assert {(row["kind"], row["touchpoint"]): row["events"] for row in rows if row["table"] == "interactions"} == {
        ("到店", "shop"): 1,
        ("拜访", None): 1,
    }
    assert walk.events() == [("a", "shop"), ("a", "order")]


def test_a_refund_is_no_order_that_follows() -> None:
    given_back = {**sale("a", 20), "order_id": "r", "kind": "refund", "amount": -100, "booked_at": at(25)}
    walk = Walk(interactions=[contact("a", 21, "到店")], orders=[sale("a", 20), given_back])
    assert walk.points()["store"]["ordered"] == 0


def test_the_last_contact_is_told_within_a_second() -> None:
    early = {**contact("a", 1, "网站访问"), "happened_at": at(1).replace(microsecond=100)}
    late = {**contact("a", 1, "到店"), "happened_at": at(1).replace(microsecond=200)}
    walk = Walk(interactions=[early, late], feedback=[{**answer("a", 1, "5"), "given_at": at(1, 5)}])
    assert [row["about"] for row in walk.rows(paths.felt(walk.engine.table("walk")))] == ["store"]
