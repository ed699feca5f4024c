"""Transition rules: the engine agrees with plain Python; protection, margins, limits, reversal, equal histories."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fenji.engines.duckdb import DuckDBEngine
from fenji.grades.calendar import Calendar, in_month
from fenji.grades.ladder import Ladder, Step
from fenji.grades.protection import Hold, Transition
from fenji.grades.standing import carried
from tests.fenji.grades.played import History, play, play_by_hand, rule
from tests.fenji.grades.reference import Customer, Held, Rules, TierRule

QUICK = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
TIERS = (TierRule(80), TierRule(50), TierRule(None))


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    with DuckDBEngine.in_memory(threads=1) as engine:
        yield engine


def month_ends(points: Sequence[int | None], *, first: int = 1, **more: Any) -> History:
    """One customer, C, at the ends of the months of 2024 from one on."""
    return [(in_month(2024, first + number, 31), {"C": Customer(value, **more)}) for number, value in enumerate(points)]


def held(engine: DuckDBEngine, rules: Rules, history: History) -> list[Held]:
    """What each run says of C, after the engine and plain Python were found to agree."""
    said, by_hand = play(engine, rules, history), play_by_hand(rules, history)
    assert said == by_hand
    return [run["C"] for run in said]


def tiers(found: Sequence[Held]) -> str:
    return "".join("-" if one.rung is None else "ABCDEFGH"[one.rung - 1] for one in found)


def reasons(found: Sequence[Held]) -> list[str]:
    return [one.reason for one in found]


@st.composite
def any_rules(draw: st.DrawFn) -> Rules:
    starts = [80, 60, 40]
    with_rest = draw(st.booleans())
    tiers = []
    for start in [*starts, *([None] if with_rest else [])]:
        by_runs = draw(st.booleans())
        keep = draw(st.sampled_from([None, start - 8 if start else None]))
        tiers.append(TierRule(
            start,
            grace_days=0 if by_runs else draw(st.sampled_from([0, 1, 20, 45])),
            grace_runs=draw(st.sampled_from([0, 2, 3])) if by_runs else 0,
            stay=draw(st.sampled_from([0, 0, 30, 100])),
            one_rung=draw(st.booleans()),
            keep=keep,
        ))  # fmt: skip
    return Rules(
        tuple(tiers),
        every=draw(st.sampled_from(["run", "month", "quarter", "half_year", "year", "anniversary"])),
        on=draw(st.sampled_from([(12, 31), (2, 29), (3, 15)])),
        at_once=draw(st.booleans()),
        margin=draw(st.sampled_from([0, 2, 5])),
        warn=draw(st.sampled_from([0, 10, 40])),
        cap_rung=draw(st.sampled_from([0, 2, 3])),
        cap_at_once=draw(st.booleans()),
    )


def any_history(seed: int, runs: int = 7, customers: int = 120) -> History:
    """Customers whose points wander around the cut points, come and go, are capped, or taken back."""
    chance = random.Random(seed)
    day = date(2024, 1, 1) + timedelta(chance.randrange(120))
    points = {f"C{n}": chance.randrange(25, 100) for n in range(customers)}
    since = {name: chance.choice([None, date(2020, 2, 29), date(2021, 3, 31), date(2023, 12, 31)]) for name in points}
    history = []
    for _ in range(runs):
        seen = {}
        for name, had in points.items():
            points[name] = min(100, max(0, had + chance.choice([-25, -9, -3, -1, 0, 1, 2, 4, 10, 30])))
            if chance.random() < 0.05:
                continue
            seen[name] = Customer(None if chance.random() < 0.05 else points[name], chance.random() < 0.15,
                                  chance.random() < 0.1, since[name])  # fmt: skip
        history.append((day, seen))
        day += timedelta(chance.choice([1, 7, 15, 29, 31, 60, 200]))
    return history


@QUICK
@given(rules=any_rules(), seed=st.integers(0, 10_000))
def test_the_engine_agrees_with_plain_python(engine: DuckDBEngine, rules: Rules, seed: int) -> None:
    history = any_history(seed)
    for (day, seen), engine_said, by_hand in zip(history, play(engine, rules, history), play_by_hand(rules, history),
                                                 strict=True):  # fmt: skip
        for name in seen:
            assert engine_said[name] == by_hand[name], (day, name, seen[name])


def test_a_bank_demotes_after_six_months_in_a_row_below_standard(engine: DuckDBEngine) -> None:
    gold = TierRule(80, grace_runs=6)
    rules = Rules((gold, *TIERS[1:]), every="month", warn=31)
    found = held(engine, rules, month_ends([85, 60, 60, 60, 81, 60, 60, 60, 60, 60, 60]))
    assert tiers(found) == "AAAAAAAAAAB"
    assert [one.below_runs for one in found] == [None, 1, 2, 3, None, 1, 2, 3, 4, 5, None]
    assert [one.runs_left for one in found[5:10]] == [5, 4, 3, 2, 1]
    assert [one.leaves for one in found[5:10]] == [date(2024, 11, 30)] * 5
    assert [one.warned for one in found[7:]] == [None, None, date(2024, 10, 31), None]
    assert reasons(found)[-2:] == ["held:grace", "score:B"]


def test_a_demotion_waits_for_its_days_of_grace_and_ends_early_when_the_standard_is_met(engine: DuckDBEngine) -> None:
    rules = Rules((TierRule(80, grace_days=60), *TIERS[1:]))
    found = held(engine, rules, month_ends([85, 40, 40, 40, 80, 40, 40]))
    assert tiers(found) == "AAACAAA"
    assert found[1].leaves == date(2024, 2, 29) + timedelta(60)
    assert found[4].below_since is None


def test_a_customer_on_a_cut_point_never_flaps_within_the_margin(engine: DuckDBEngine) -> None:
    wobbling = [81, 79, 80, 79, 81, 79, 78, 81, 80]
    bare, margin = Rules(TIERS), Rules(TIERS, margin=2)
    assert tiers(held(engine, bare, month_ends(wobbling))) == "ABABABBAA"
    assert tiers(held(engine, margin, month_ends(wobbling))) == "AAAAAAAAA"
    assert tiers(held(engine, margin, month_ends([79, *wobbling]))) == "BBBBBBBBBB"
    found = held(engine, margin, month_ends([79, 81, 82, 78, 77]))
    assert tiers(found) == "BBAAB"
    assert reasons(found)[1::2] == ["held:hysteresis", "held:hysteresis"]


def test_a_promotion_over_the_margin_of_one_tier_stops_at_the_next(engine: DuckDBEngine) -> None:
    found = held(engine, Rules(TIERS, margin=2), month_ends([10, 81]))
    assert (tiers(found), found[1].reason) == ("CB", "held:hysteresis")


def test_a_lower_standard_keeps_a_tier_and_falling_below_it_loses_it(engine: DuckDBEngine) -> None:
    found = held(engine, Rules((TierRule(80, keep=70), *TIERS[1:])), month_ends([85, 70, 69]))
    assert reasons(found) == ["score:A", "held:keep", "score:B"]


def test_a_rule_keeps_a_tier_as_a_score_does() -> None:
    hold = Hold(keep_rule=rule(metric="order_count", at_least=3))
    with DuckDBEngine.in_memory(threads=1) as engine:
        engine.register("t", pa.table({"order_count": pa.array([2, 3, None], pa.int64())}))
        from fenji.grades.protection import is_kept

        table = engine.table("t")
        ladder = Ladder((Step("A", rule=rule(metric="order_count", above=9)), Step("B")))
        asked = table.select(kept=is_kept(table, table.order_count * 0 + 1, ladder, Transition((hold, Hold()))))
        assert [row["kept"] for row in engine.rows(engine.compile(asked))] == [False, True, False]


def test_a_tier_is_held_for_its_minimum_stay(engine: DuckDBEngine) -> None:
    rules = Rules((TierRule(80, stay=90), *TIERS[1:]))
    found = held(engine, rules, month_ends([10, 85, 10, 10, 10]))
    assert reasons(found) == ["rest:C", "score:A", "held:minimum_stay", "held:minimum_stay", "rest:C"]
    assert found[2].leaves == date(2024, 2, 29) + timedelta(90)


def test_one_tier_is_lost_at_a_time(engine: DuckDBEngine) -> None:
    rules = Rules((TierRule(80, one_rung=True), TierRule(50, grace_runs=2, one_rung=True), TierRule(None)))
    found = held(engine, rules, month_ends([90, 10, 10, 10]))
    assert reasons(found) == ["score:A", "stepped:A", "held:grace", "rest:C"]
    assert found[1].below_runs == 0


def test_the_last_tier_without_a_rest_is_lost_like_any_other(engine: DuckDBEngine) -> None:
    rules = Rules((TierRule(80), TierRule(50, grace_runs=2)))
    found = held(engine, rules, month_ends([60, 10, 10, 10]))
    assert reasons(found) == ["score:B", "held:grace", "ungraded:no_rung", "ungraded:no_rung"]


def test_who_is_not_graded_loses_the_standing_and_begins_anew(engine: DuckDBEngine) -> None:
    found = held(engine, Rules((TierRule(80, grace_runs=9), *TIERS[1:])), month_ends([90, None, 10]))
    assert reasons(found) == ["score:A", "ungraded:quiet", "rest:C"]
    assert found[2].entered == date(2024, 3, 31)


def test_a_limit_at_once_is_stronger_than_protection_and_a_delayed_one_is_not(engine: DuckDBEngine) -> None:
    protected = (TierRule(80, grace_runs=3, keep=10), *TIERS[1:])
    history = [*month_ends([90]), *month_ends([90, 90, 90], first=2, capped=True)]
    at_once = held(engine, Rules(protected, cap_rung=2), history)
    delayed = held(engine, Rules(protected, cap_rung=2, cap_at_once=False), history)
    assert reasons(at_once) == ["score:A", "limit:late", "limit:late", "limit:late"]
    assert reasons(delayed) == ["score:A", "held:grace", "held:grace", "limit:late"]


def test_between_evaluations_nobody_falls_and_a_promotion_may_wait_too(engine: DuckDBEngine) -> None:
    down, up = month_ends([90, 10, 10]), month_ends([10, 90, 90])
    quarterly, both = Rules(TIERS, every="quarter"), Rules(TIERS, every="quarter", at_once=False)
    assert reasons(held(engine, quarterly, down)) == ["score:A", "held:not_evaluated", "rest:C"]
    assert tiers(held(engine, quarterly, up)) == "CAA"
    assert reasons(held(engine, both, up)) == ["rest:C", "held:not_evaluated", "score:A"]


def test_a_late_run_judges_what_the_evaluation_day_would_have(engine: DuckDBEngine) -> None:
    days = [date(2024, 3, 30), date(2024, 4, 2), date(2024, 4, 3)]
    points = [90, 10, 10]
    history = [(day, {"C": Customer(value)}) for day, value in zip(days, points, strict=True)]
    found = held(engine, Rules((TierRule(80, grace_runs=2), *TIERS[1:]), every="quarter"), history)
    assert [one.below_runs for one in found] == [None, 1, 1]
    assert reasons(found)[1:] == ["held:grace", "held:not_evaluated"]


def test_an_anniversary_is_the_customers_own_and_unknown_ones_are_judged_always(engine: DuckDBEngine) -> None:
    rules = Rules(TIERS, every="anniversary")
    days = [date(2023, 2, 27), date(2023, 2, 28), date(2024, 2, 28), date(2024, 2, 29)]
    points = {date(2023, 2, 27): 90, date(2023, 2, 28): 60, date(2024, 2, 28): 10, date(2024, 2, 29): 10}
    people = {"C": date(2020, 2, 29), "D": None}
    history = [(day, {name: Customer(points[day], since=since) for name, since in people.items()}) for day in days]
    assert tiers(held(engine, rules, history)) == "ABBC"
    assert tiers([run["D"] for run in play(engine, rules, history)]) == "ABCC"


def test_a_promotion_taken_back_ends_at_once_where_the_customer_stood_before(engine: DuckDBEngine) -> None:
    rules = Rules((TierRule(80, grace_runs=9), TierRule(50, grace_runs=9), TierRule(None)))
    history = [*month_ends([55, 90]), *month_ends([10], first=3, reversed=True), *month_ends([10], first=4)]
    found = held(engine, rules, history)
    assert reasons(found) == ["score:B", "score:A", "reversed:A", "held:grace"]
    assert tiers(found) == "BABB"


def test_who_still_meets_the_standard_keeps_a_promotion_that_was_taken_back(engine: DuckDBEngine) -> None:
    history = [*month_ends([55, 90]), *month_ends([90], first=3, reversed=True)]
    assert tiers(held(engine, Rules(TIERS), history)) == "BAA"


def test_a_first_tier_taken_back_leads_to_where_the_standard_puts_the_customer(engine: DuckDBEngine) -> None:
    rules = Rules((TierRule(80, grace_runs=9), *TIERS[1:]))
    first = (date(2024, 1, 31), {"X": Customer(1)})
    history = [first, *month_ends([90], first=2), *month_ends([60], first=3, reversed=True)]
    said = play(engine, rules, history)
    assert [run["C"].reason for run in said[1:]] == ["score:A", "reversed:A"]
    assert said[2]["C"].rung == 2


@pytest.mark.parametrize("rules", [
    Rules((TierRule(80, grace_runs=3), *TIERS[1:]), warn=40),
    Rules((TierRule(80, grace_days=45, stay=10), *TIERS[1:]), every="month"),
])  # fmt: skip
def test_grading_a_day_again_neither_shortens_nor_lengthens_protection(engine: DuckDBEngine, rules: Rules) -> None:
    history = any_history(5, runs=4, customers=40)
    once = play(engine, rules, history)
    for again in range(1, 4):  # the last run made of a day hands on: here the second one
        repeated = play(engine, rules, history[: again + 1])
        assert repeated[-1] == once[again]


def test_equal_histories_get_equal_grades_whoever_stands_beside(engine: DuckDBEngine) -> None:
    rules = Rules((TierRule(80, grace_days=30, keep=74), TierRule(50, grace_runs=2), TierRule(None)), margin=1)
    history = any_history(11, runs=5, customers=30)
    twins = [(day, {**seen, **{f"twin of {name}": one for name, one in seen.items()}}) for day, seen in history]
    for alone, together in zip(play(engine, rules, history), play(engine, rules, twins), strict=True):
        for name, one in alone.items():
            assert together[name] == together[f"twin of {name}"] == one


def test_a_run_without_transition_rules_hands_on_its_system_tier_and_an_unknown_tier_is_no_standing() -> None:
    ladder = Ladder((Step("A", Decimal(80)), Step("B")))
    with DuckDBEngine.in_memory(threads=1) as engine:
        engine.run("CREATE TABLE plain AS SELECT * FROM (VALUES ('1', 'A'), ('2', 'gone')) AS t(customer_id, tier)")
        engine.run("CREATE TABLE told AS SELECT *, 'B' AS system_tier FROM plain")
        for name, rungs in (("plain", [1, None]), ("told", [2, 2])):
            rows = engine.rows(engine.compile(carried(engine.table(name), ladder).order_by("was_for")))
            assert [row["was_rung"] for row in rows] == rungs
            assert {row["was_entered_on"] for row in rows} == {None}


def test_a_query_names_as_many_evaluation_days_as_grace_and_stay_may_need() -> None:
    yearly = Transition((Hold(minimum_days=800), Hold(grace_runs=3)), Calendar("year"))
    assert yearly.evaluations == 4
    assert len(Calendar("year").following(date(2024, 1, 1), yearly.evaluations)) == 4
