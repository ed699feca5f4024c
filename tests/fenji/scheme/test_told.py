"""What only customers, or only a standard made by a program, can bring to light is told to the last word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import ibis
import pyarrow as pa
import pytest

from fenji.engines.duckdb import DuckDBEngine
from fenji.errors import SchemeIssues
from fenji.scheme.calibrated import CalibratedScheme
from fenji.scheme.checks import check, check_draft
from fenji.scheme.describe_transitions import say_when
from fenji.scheme.diff import diff
from fenji.scheme.editing import edited
from fenji.scheme.load import read_for_checks, read_scheme
from fenji.scheme.model import Scheme
from fenji.scheme.parts import Tier
from fenji.scheme.transitions import Evaluation
from fenji.scores.topsis import Ideal
from tests.fenji.scores.asked import table_of

HEAD = """name: mine
title: Mine
currency: CNY
criteria:
  - {metric: net_revenue, weight: 60%, scorer: quantiles}
  - {metric: active_months, weight: 40%, scorer: {kind: quantiles, bins: 3}}
tiers:
"""
PLAIN = """  - {key: A, name: A, colour: "#D55E00", icon: {shape: star}, from_score: 60}
  - {key: B, name: B, colour: "#0072B2", rest: true}
"""
WORDED = """  - {key: A, name: A, colour: "#D55E00", icon: {shape: star}, from_score: 60,
     literal: {metric: net_revenue, at_least: 50}}
  - {key: B, name: {zh: 乙, en: B}, colour: "#0072B2", rest: true,
     literal: {metric: net_revenue, at_most: 60, at_least: 10}}
"""


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    with DuckDBEngine.in_memory(threads=1) as engine:
        yield engine


def told(engine: DuckDBEngine, tiers: str, money: list[int | None], months: list[int]) -> dict[str, list[Any]]:
    table, ask = table_of(
        engine,
        net_revenue=("money", [None if one is None else Decimal(one) for one in money]),
        active_months=("count", months),
    )
    found: dict[str, list[Any]] = {}
    for one in check(read_scheme(HEAD + tiers), table, ask):
        found.setdefault(one.code, []).append(one)
    return found


def test_parts_that_ties_leave_empty_are_named(engine: DuckDBEngine) -> None:
    (one,) = told(engine, PLAIN, [1, 2, 3, 4, 5], [7, 7, 7, 7, 9])["ties"]
    assert one.where == "mine › criteria › active_months › scorer"
    assert one.problem.en == (
        "Active months: many customers have the same value, so part 2 of 3 cannot be reached; "
        "the parts hold 80% / 0% / 20%"
    )
    assert one.problem.zh.endswith("3 等份中的第 2 份无人能达到；各份实际占比 80% / 0% / 20%")


def test_a_tier_that_nobody_reaches_is_named(engine: DuckDBEngine) -> None:
    found = told(engine, PLAIN.replace("60}", "100}"), [1, 2, 3], [3, 2, 1])
    assert [(one.where, one.problem.en) for one in found["nobody"]] == [
        ("mine › tiers › A", "nobody among the customers reaches A")
    ]
    assert "nobody" not in told(engine, PLAIN, [1, 2, 3], [1, 2, 3])


def test_gaps_overlaps_and_the_unknown_of_a_wording_have_their_head_counts(engine: DuckDBEngine) -> None:
    found = told(engine, WORDED, [5, 10, 49, 50, 60, 61, None, None], [1, 2, 3, 4, 5, 6, 7, 8])
    assert [one.problem.en for one in found["literal_overlap"]] == [
        "overlap: Net revenue ¥50 to ¥60 (both included) (e.g. ¥55): 2 customers (25.0%)"
    ]
    assert [one.problem.zh for one in found["literal_gap"]] == [
        "空档：购买金额(扣退款)小于10元（不含）（如 5元）：1 位客户（12.5%）",
        "空档：规则所用的指标未知：2 位客户（25.0%）",
    ]
    assert found["literal_overlap"][0].fix.en.startswith("Read literally: several tiers; by the rule in use: ")
    (whole,) = found["literal_gaps"]
    assert whole.problem.en == "read literally, the standard leaves 3 of 8 customers (37.5%) without a tier"
    assert whole.where == "mine › tiers › A › literal"


@pytest.mark.parametrize(
    ("metric", "entry", "has_period"),
    [
        ("net_revenue", "window+", False),
        ("net_revenue", "", True),
        ("active_months", "window+", True),  # a count of months is no total over a period
        ("active_months", "", True),
    ],
)
def test_a_total_that_a_list_states_without_a_period_is_told(
    engine: DuckDBEngine, metric: str, entry: str, has_period: bool
) -> None:
    engine.run("DROP TABLE IF EXISTS told")
    engine.register("told", pa.table({
        "customer_id": ["a", "b", "c", "d"],
        "net_revenue": pa.array([Decimal(n) for n in range(4)], pa.decimal128(18, 2)),
        "active_months": pa.array([1, 2, 3, 4]),
        "stated": pa.array([f"{metric} | l.csv | 3 | 2024-06-30 | {entry}; ", None, None, None], pa.string()),
    }))  # fmt: skip
    kinds = {"customer_id": "string", "net_revenue": "decimal(18, 2)", "active_months": "int64", "stated": "string"}
    found = check(
        read_scheme(HEAD + PLAIN), ibis.table(kinds, name="told"), lambda one: engine.rows(engine.compile(one))
    )
    (one,) = [one for one in found if one.code == "stated"]
    assert "of 1 customer (25.0%)" in one.problem.en
    assert ("for which period" not in one.problem.en) is has_period
    assert one.where == f"mine › criteria › {metric}"


def test_a_standard_made_by_a_program_is_held_to_the_same_names() -> None:
    rule = {"all": [{"metric": "order_count", "above": 1}, {"not": {"metric": "nothing", "above": 1}}]}
    scheme = Scheme.model_validate({
        "name": "made", "title": "Made", "grade_by": "rules",
        "tiers": [{"key": "A", "name": "A", "colour": "#000000", "when": rule},
                  {"key": "B", "name": "B", "colour": "#000001", "icon": {"shape": "star"}, "rest": True}],
        "limits": [{"name": "l", "when": {"metric": "also_nothing", "is": 0}, "never_above": "B"}],
    })  # fmt: skip
    assert [(one.where, one.problem.en) for one in check(scheme)] == [
        ("made › tiers › A › when", "there is no metric called 'nothing'"),
        ("made › limits › l › when", "there is no metric called 'also_nothing'"),
    ]


def test_a_day_of_the_year_is_said_with_its_month() -> None:
    said = [say_when(Evaluation(every="year", on=f"{month}-9")) for month in range(1, 13)]
    assert [one.en for one in said] == [f"on 9 {month} each year" for month in (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December")]  # fmt: skip
    assert [one.zh for one in said] == [f"每年{month}月9日" for month in range(1, 13)]
    assert say_when(Evaluation(every="month")).zh == "每月末"
    assert say_when(Evaluation(every="quarter")).en == "at the end of each quarter"
    assert say_when(Evaluation(every="anniversary", since="first_order")).zh == "每逢首次下单的周年日"


def test_what_is_new_was_nothing_before_and_what_is_gone_is_nothing_after() -> None:
    bare = read_scheme(HEAD + PLAIN)
    moving = read_scheme(HEAD + PLAIN + "transitions: {grace: 90 days}\n")
    for before, after, kind in ((bare, moving, "added"), (moving, bare, "removed")):
        found = diff(before, after)
        assert found
        for one in found:
            assert (one.part, one.kind) == ("transitions", kind)
            assert (one.before is None, one.after is None) == (kind == "added", kind == "removed")


def test_other_ideal_points_are_a_change_of_the_total() -> None:
    ideal = Ideal(best=10_000, worst=0, factor=1)
    one = CalibratedScheme(read_scheme(HEAD + PLAIN), 1, {}, {}, ideals={"net_revenue": ideal})
    (found,) = diff(one, replace(one, ideals={"net_revenue": ideal.model_copy(update={"worst": 1250})}))
    assert (found.part, found.name, found.kind) == ("total_by", "ideals", "changed")
    assert found.say().en.endswith(": net_revenue 100/0 → net_revenue 100/12.5")


def test_of_what_is_no_number_only_the_beginning_is_repeated() -> None:
    scheme = read_scheme(HEAD + PLAIN)
    (one,) = edited(scheme, {"tiers.A.from_score": "x" * 50}).issues["tiers.A.from_score"]
    assert one.problem.en == f"'{'x' * 40}' is not a number"


@pytest.mark.parametrize(
    ("written", "guess"),
    [
        ("{metric: order_count, betwen: [1, 2]}", "between"),
        ("{metric: order_count, at_leas: 1}", "at_least"),
        ("{alll: [{metric: order_count, above: 1}]}", "all"),
        ("{any: [{metric: order_count, windw: 3 days, above: 1}]}", "window"),
        ("{not: {metric: order_count, iss: 1}}", "is"),
    ],
)
def test_a_misspelled_word_of_a_condition_is_guessed(written: str, guess: str) -> None:
    text = HEAD + PLAIN + f"limits: [{{name: l, never_above: B, when: {written}}}]\n"
    with pytest.raises(SchemeIssues) as caught:
        read_scheme(text)
    assert f"Did you mean '{guess}'?" in [one.fix.en for one in caught.value.issues]


@pytest.mark.parametrize(
    ("most", "is_fine"), [("0", False), ("0.5", True), ("1", True), ("100", True), ("100.1", False)]
)
def test_a_judgement_gives_some_points_and_at_most_a_hundred(most: str, is_fine: bool) -> None:
    text = HEAD + PLAIN + f"judgements: [{{item: manner, most: {most}}}]\n"
    draft = read_for_checks(text)
    check_draft(draft)
    assert ("judgement" not in [one.code for one in draft.found()]) is is_fine


@pytest.mark.parametrize(
    ("written", "en", "zh"),
    [
        ("transitions: {tiers: [A]}", "`key: value` pairs are needed", "应为“键: 值”"),
        ("transitions: [A]", "`key: value` pairs are needed here", "此处应为“键: 值”"),
        ("override_days: x", "a whole number is needed", "应为整数"),
        ("override_days: 0", "the number is too small", "数值过小"),
        ("override_days: 3661", "the number is too large", "数值过大"),
        ("zone: 3", "a text is needed", "应为文字"),
        ("limits: [{name: l, never_above: B, at_once: maybe, when: {metric: order_count, is: 1}}]",
         "true or false is needed", "应为 true 或 false"),
        ("limits: [{name: l, never_above: B, when: {all: x}}]", "a list is needed", "应为列表"),
    ],
)  # fmt: skip
def test_a_mistake_of_form_is_told_in_both_languages(written: str, en: str, zh: str) -> None:
    with pytest.raises(SchemeIssues) as caught:
        read_scheme(HEAD + PLAIN + written + "\n")
    (one,) = [one for one in caught.value.issues if one.code == "form"]
    assert one.problem.en.endswith(f"`: {en}")
    assert one.problem.zh.endswith(f"`：{zh}")


HALF = "{kind: bands, bands: [{from: 0, points: 10}, {from: 3, points: 50}]}"


@pytest.mark.parametrize(
    ("weights", "scorer", "most"),
    [
        ("weights_by: {ahp: [[1, 3], [1/3, 1]]}", "rank", "62.5"),  # ¾ of 50 and ¼ of 100
        ("weights_by: entropy", HALF, "50"),
        ("weights_by: critic", "rank", None),  # whatever the customers make of it, 100 may be reached
    ],
)
def test_a_tier_above_the_best_score_is_told_however_weights_come_about(
    weights: str, scorer: str, most: str | None
) -> None:
    text = (
        f"name: a\ntitle: A\n{weights}\ncriteria:\n  - {{metric: order_count, scorer: {HALF}}}\n"
        f"  - {{metric: active_months, scorer: {scorer}}}\ntiers:\n" + PLAIN.replace("60}", "80}")
    )
    draft = read_for_checks(text)
    check_draft(draft)
    told = [one.problem.en for one in draft.found() if one.code == "unreachable"]
    assert told == ([] if most is None else [f"nobody reaches 'A': the highest score is {most}"])


def test_a_tier_says_each_way_it_is_reached() -> None:
    rule = {"metric": "order_count", "above": 1}
    every = {"key": "A", "name": "A", "colour": "#000000", "from_score": 1, "when": rule, "rest": True}
    assert Tier.model_validate(every).ways() == ["from_score", "when", "rest"]
