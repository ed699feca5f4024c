"""What customers went through: which event is which touchpoint, what follows it, what an answer is about."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from fenji.journeys import paths
from fenji.journeys.journey import usual_journey
from tests.fenji.journeys.walks import Walk, answer, contact, message, sale


def test_each_event_is_the_first_touchpoint_that_takes_it() -> None:
    walk = Walk(
        interactions=[
            contact("a", 1, "到店"),
            contact("a", 2, "电话", "in"),
            contact("a", 3, "电话", "out"),
            contact("a", 4, "拜访"),
        ],
        touches=[message("a", 5), message("a", 6, answered=7)],
        orders=[sale("a", 8), sale("a", 9)],
        feedback=[answer("a", 10, None, kind="complaint"), answer("a", 11, "8")],
    )
    assert [point for _, point in walk.events()] == [
        "store", "enquiry", "follow_up", "other", "campaign", "campaign", "answer", "first_order", "order",
        "complaint", "survey",
    ]  # fmt: skip


def test_words_of_either_language_are_the_same_touchpoint() -> None:
    walk = Walk(interactions=[contact("a", 1, "store visit"), contact("a", 2, "到店"), contact("a", 3, "call", "in")])
    assert [point for _, point in walk.events()] == ["store", "store", "enquiry"]


def test_a_first_order_before_the_period_makes_those_in_it_orders_again() -> None:
    walk = Walk(orders=[sale("a", -40), sale("a", 20)])
    assert walk.events() == [("a", "order")]


def test_events_outside_the_year_and_of_nobody_are_left_out() -> None:
    walk = Walk(interactions=[contact("a", -3, "到店"), contact("a", 400, "到店"), contact("a", 5, "到店")])
    assert walk.events() == [("a", "store")]


def test_an_order_within_thirty_days_follows_a_contact_and_one_later_does_not() -> None:
    walk = Walk(
        interactions=[contact("a", 10, "到店"), contact("b", 10, "到店"), contact("c", 350, "到店")],
        orders=[sale("a", 40), sale("b", 41), sale("c", 351)],
    )
    store = walk.points()["store"]
    assert (store["asked"], store["ordered"]) == (2, 1), "c's visit is too young to be asked"


def test_who_has_no_contact_for_ninety_days_stopped() -> None:
    walk = Walk(interactions=[contact("a", 10, "到店"), contact("b", 10, "到店"), contact("b", 60, "到店"),
                              contact("c", 300, "到店")])  # fmt: skip
    store = walk.points()["store"]
    assert (store["aged"], store["ended"]) == (3, 2), "a stopped, b did after the second visit, c's is too young"


def test_an_answer_is_about_the_contact_before_it_and_without_one_about_itself() -> None:
    walk = Walk(
        interactions=[contact("a", 10, "客服"), contact("b", 9, "到店")],
        feedback=[answer("a", 12, "4"), answer("b", 11, "9"), answer("b", 12, "7"), answer("c", 5, "6")],
    )
    found = {row["about"]: (row["score"], row["scored"]) for row in walk.rows(paths.felt(walk.engine.table("walk")))}
    assert found == {"service": (4000, 1), "store": (16000, 2), "survey": (6000, 1)}


def test_themes_are_counted_by_the_words_of_the_list_once_an_answer() -> None:
    walk = Walk(
        feedback=[answer("a", 1, "3", "快递太慢，发货也慢"), answer("b", 2, "9", "Great quality"), answer("c", 3, "9")]
    )
    survey = walk.points()["survey"]
    names = [theme.name.en for theme in usual_journey().themes]
    assert {name: survey[f"theme_{n}"] for n, name in enumerate(names) if survey[f"theme_{n}"]} == {
        "delivery": 1,
        "quality": 1,
    }


def test_the_touchpoints_of_those_who_rose_stand_beside_those_who_fell() -> None:
    walk = Walk(interactions=[contact("a", 1, "到店"), contact("b", 1, "到店"), contact("b", 2, "客服")])
    walk.engine.keep(
        "moves", "SELECT * FROM (VALUES ('a','promotion'),('b','demotion'),('c','demotion')) m(customer_id, move)"
    )
    rows = walk.rows(paths.by_move(walk.engine.table("walk"), walk.engine.table("moves")))
    found = {(row["touchpoint"], row["move"]): row["customers"] for row in rows}
    assert found == {
        ("store", "promotion"): 1, ("store", "demotion"): 1, ("service", "demotion"): 1,
        (None, "promotion"): 1, (None, "demotion"): 2,
    }  # fmt: skip


def test_nothing_recorded_is_no_journey() -> None:
    assert Walk().found is None


EVENT = st.tuples(st.sampled_from("abc"), st.integers(0, 360), st.sampled_from(["到店", "客服", "分享", "网站访问"]))


@settings(max_examples=25, deadline=None)
@given(st.lists(EVENT, min_size=1, max_size=25, unique_by=lambda one: one[:2]))
def test_steps_are_what_a_plain_walk_through_each_customer_s_events_finds(happened: list[tuple[str, int, str]]) -> None:
    walk = Walk(interactions=[contact(*one) for one in happened])
    names = {"到店": "store", "客服": "service", "分享": "referral", "网站访问": "web"}
    expected: dict[tuple[str, str], int] = {}
    for customer in {one[0] for one in happened}:
        mine = [names[kind] for whose, _, kind in sorted(happened, key=lambda one: one[1]) if whose == customer]
        for pair in pairwise(mine):
            expected[pair] = expected.get(pair, 0) + 1
    rows = walk.rows(paths.steps(walk.engine.table("walk")))
    assert {(row["touchpoint"], row["next_point"]): row["walks"] for row in rows} == expected
    firsts = walk.rows(paths.first_points(walk.engine.table("walk")))
    assert sum(row["customers"] for row in firsts) == len({one[0] for one in happened})
