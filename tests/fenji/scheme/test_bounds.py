"""The least and the most of every setting: what may just be, what is one too many, and what is usual where unsaid."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from fenji.errors import SchemeIssues
from fenji.grades.calendar import Calendar
from fenji.grades.protection import Hold
from fenji.grades.rule import read_condition
from fenji.language import Text
from fenji.scheme.checks import check
from fenji.scheme.literal import cells_of, literal_rules, sample_of, times_held
from fenji.scheme.load import read_for_checks, read_scheme
from fenji.scheme.marked import YamlError, read_marked
from fenji.scheme.mistakes import unknown_name
from fenji.scheme.model import Scheme, canonical_json
from fenji.scheme.own_metrics import OwnMetric, circles
from fenji.scheme.parts import Criterion, Icon, Judgement, Limit, Shown, Tier, read_weight
from fenji.scheme.protected import PROTECTED
from fenji.scheme.transitions import Evaluation, Grace, Keep, TierTransition, Transitions, read_days, read_grace
from fenji.scheme.weights import BY_HAND, Weighing, read_ratio

HEAD = "name: mine\ntitle: Mine\ncurrency: CNY\n"
ONE = "criteria:\n  - {metric: net_revenue, weight: 100%, scorer: quantiles}\n"
TWO = (
    "tiers:\n  - {key: A, name: A, colour: '#D55E00', icon: {shape: star}, from_score: 60}\n"
    "  - {key: B, name: B, colour: '#0072B2', rest: true}\n"
)


def codes(written: str) -> list[str]:
    try:
        return [issue.code for issue in check(read_scheme(written))]
    except SchemeIssues as error:
        return [issue.code for issue in error.issues]


def tiers(count: int) -> str:
    shapes = ("crown", "diamond", "star", "shield", "medal", "leaf", "circle", "hexagon", "square", "triangle")
    patterns = ("solid", "stripes", "dots", "grid", "rings", "outline")
    lines = [
        f"  - {{key: T{n}, name: T{n}, colour: '#0000{n:02X}', icon: {{shape: {shapes[n % 10]}, "
        f"pattern: {patterns[n % 6]}, text: {n}}}, " + (f"from_score: {100 - n}}}" if n < count - 1 else "rest: true}")
        for n in range(count)
    ]
    return "tiers:\n" + "\n".join(lines) + "\n"


def criteria(count: int, weight: str = "") -> str:
    return "criteria:\n" + "\n".join(
        f"  - {{metric: order_count, name: c{n}, {weight}scorer: rank}}" for n in range(count)
    ) + "\n"  # fmt: skip


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (lambda n: HEAD + ONE + tiers(100 + n), "too_many_tiers"),
        (lambda n: HEAD + "weights_by: entropy\n" + criteria(9 + n) + TWO, "many_criteria"),
        (lambda n: HEAD + "weights_by: critic\ntotal_by: topsis\n" + criteria(30 + n) + TWO, "topsis"),
        (lambda n: HEAD + f"weights_by: {{ahp: {[[1] * (15 + n)] * (15 + n)}}}\n" + criteria(15 + n) + TWO, "ahp"),
        (lambda n: HEAD + ONE + TWO + "metrics:\n" + "".join(
            f"  - {{name: m{k}, label: m, unit: days, formula: '1'}}\n" for k in range(50 + n)), "metrics"),
    ],
)  # fmt: skip
def test_as_many_as_allowed_are_fine_and_one_more_is_told(written: Any, code: str) -> None:
    assert code not in codes(written(0))
    assert code in codes(written(1))


@pytest.mark.parametrize(
    ("part", "field", "fine", "wrong"),
    [
        (Transitions, "hysteresis", [0, 100, "2.5"], [-1, 101, "-0.1", "100.1"]),
        (Transitions, "warn_days", [0, 3660], [-1, 3661]),
        (Transitions, "minimum_stay", [0, 3660, "1 day", "9999"[:3]], [3661, -1, True]),
        (OwnMetric, "half_life", [1, 4095], [0, 4096]),
        (Icon, "text", ["ABCD", ""], ["ABCDE"]),
        (Criterion, "name", ["a", "客户", "a-b_9", "a" * 40], ["9a", "a" * 41, "a b", "-a"]),
        (Tier, "colour", ["#0072b2"], ["#0072B", "#0072B2A", "0072B2", "#0072BG", 7]),
        (Judgement, "most", ["0.000001", "10"], ["0.0000001"]),
        (Evaluation, "on", ["1", "31", "12-31", "02-29"], ["0", "32", "13-01", "0-5", "1-2-3"]),
    ],
)
def test_a_setting_may_be_its_least_and_its_most_but_no_more(
    part: Any, field: str, fine: list[Any], wrong: list[Any]
) -> None:
    whole = {
        Criterion: {"metric": "x", "scorer": "rank"}, Tier: {"key": "A", "name": "A"}, Judgement: {"item": "a"},
        OwnMetric: {"name": "m", "label": "m", "unit": "days"},
    }.get(part, {})  # fmt: skip
    if part is Tier:
        whole = {"key": "A", "name": "A", "colour": "#000000"}
    for value in fine:
        part.model_validate({**whole, field: value})
    for value in wrong:
        with pytest.raises(ValueError, match="validation error"):
            part.model_validate({**whole, field: value})


@pytest.mark.parametrize(("value", "fine"), [(1, True), (3660, True), (0, False), (3661, False)])
def test_an_override_lasts_a_day_to_ten_years(value: int, fine: bool) -> None:
    scheme = {"name": "a", "title": "A", "tiers": [], "override_days": value}
    if fine:
        assert Scheme.model_validate(scheme).override_days == value
    else:
        with pytest.raises(ValueError, match="override_days"):
            Scheme.model_validate(scheme)


@pytest.mark.parametrize(
    ("written", "grace"),
    [("3660 days", Grace(3660)), ("400 runs", Grace(runs=400)), ("0", Grace()), ("1 run", Grace(runs=1)),
     ("2 Evaluations", Grace(runs=2)), ("1日", Grace(1)), ("3次评级", Grace(runs=3)), (" 7 DAYS ", Grace(7))],
)  # fmt: skip
def test_grace_to_its_longest_is_read(written: str, grace: Grace) -> None:
    assert read_grace(written) == grace


@pytest.mark.parametrize("written", ["3661 days", "401 runs", "1", "12345 days", "1.5 days", "days"])
def test_a_longer_grace_or_one_without_a_unit_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="no grace"):
        read_grace(written)


def test_days_are_days_with_or_without_saying_so() -> None:
    assert [read_days(one) for one in ("3660", 1, "2 days", "3天", "4日")] == [3660, 1, 2, 3, 4]
    for wrong in ("3661", "2 runs", "2次", "2 evaluations", "-1"):
        with pytest.raises(ValueError, match="no number of days"):
            read_days(wrong)


@pytest.mark.parametrize(
    ("written", "points"),
    [
        ("100%", 10_000),
        ("0.01%", 1),
        ("12.5 %", 1250),
        ("50％", 5000),
        (1, 10_000),
        ("0.0001", 1),
        (Decimal("0.3"), 3000),
    ],
)
def test_weights_to_the_smallest_are_read(written: Any, points: int) -> None:
    assert read_weight(written) == points


@pytest.mark.parametrize("written", ["100.01%", "0.005%", 0, "-5%", True, "inf", "nan", "1.0001", "0.00005"])
def test_a_weight_beyond_or_finer_is_refused(written: Any) -> None:
    with pytest.raises(ValueError, match="is no weight"):
        read_weight(written)


def test_comparisons_in_pairs_are_a_hundredth_to_a_hundred() -> None:
    assert [read_ratio(one) for one in ("1/100", 100, "0.5", " 1 / 3 ")] == [
        Fraction(1, 100), Fraction(100), Fraction(1, 2), Fraction(1, 3)]  # fmt: skip
    for wrong in ("1/101", 101, "0", "-1", "x", "1/0"):
        with pytest.raises(ValueError, match="is no comparison"):
            read_ratio(wrong)


def test_what_is_usual_where_nothing_is_said() -> None:
    scheme = Scheme.model_validate({"name": "a", "title": "A", "tiers": []})
    assert (scheme.about, scheme.currency, scheme.zone, str(scheme.window)) == (Text("", ""), None, None, "365 days")
    assert (scheme.grade_by, scheme.total_by, scheme.weights_by) == ("score", "sum", BY_HAND)
    assert (scheme.judged_at_most, scheme.override_days, scheme.transitions, scheme.group) == (10, None, None, None)
    assert Weighing(way="hand") == BY_HAND
    assert BY_HAND.matrix == ()
    moving = Transitions()
    assert (moving.promotion, moving.hysteresis, moving.warn_days, moving.grace) == ("at_once", 0, 0, Grace())
    assert (moving.minimum_stay, moving.demotion, moving.tiers) == (0, "straight", {})
    assert (moving.evaluate.every, moving.evaluate.on, moving.evaluate.since) == ("run", None, "registered_on")
    assert moving.evaluate.calendar() == Calendar("run", 12, 31, "customer_since")
    assert Evaluation(every="year", on="03-15").calendar() == Calendar("year", 3, 15, "customer_since")
    assert Evaluation(every="month", on="7").calendar() == Calendar("month", 12, 7, "customer_since")
    assert Evaluation(since="first_order").calendar().column == "first_ordered_on"
    icon = Icon()
    assert (icon.shape, icon.pattern, icon.text, icon.colour) == ("circle", "solid", Text("", ""), "#5B6770")
    limit = Limit.model_validate({"name": "a", "when": {"metric": "x", "above": 1}, "never_above": "A"})
    assert (limit.at_once, limit.label) == (True, Text("", ""))
    assert Judgement(item="a").most == 10
    own = OwnMetric.model_validate({"name": "m", "label": "m", "unit": "days"})
    assert (own.better, own.retired, own.formula, own.never) == ("higher", False, None, None)
    assert Shown.model_validate("x") == Shown(metric="x", options={})
    assert Criterion.model_validate({"metric": "x", "scorer": "rank"}).name == "x"
    tier = Tier.model_validate({"key": "A", "name": "A", "colour": "#aabbcc"})
    assert (tier.colour, tier.icon.colour, tier.rest, tier.ways()) == ("#AABBCC", "#AABBCC", False, [])


def test_transition_rules_of_a_tier_stand_before_those_of_all() -> None:
    rules = Transitions(
        grace=Grace(30), minimum_stay=10, demotion="one_rung",
        tiers={"A": TierTransition(grace=Grace(runs=1), minimum_stay=0, demotion="straight",
                                   keep=Keep(from_score=Decimal(5)))},
    )  # fmt: skip
    tier = {"name": "A", "colour": "#000000"}
    both = [Tier.model_validate({"key": key, **tier}) for key in "AB"]
    found = rules.transition(both)
    assert found.holds == (Hold(keep_score=Decimal(5)), Hold(grace_days=30, minimum_days=10, is_one_rung=True))
    assert Transitions(tiers={"A": TierTransition(grace=Grace(runs=2))}).transition(both).holds[0] == Hold(grace_runs=2)
    assert Transitions(promotion="evaluation", hysteresis=Decimal("0.5")).transition(both).margin == 500_000
    assert not Transitions(promotion="evaluation").transition(both).promotes_at_once


def test_every_word_for_who_a_person_is_is_protected() -> None:
    words = (
        "gender sex age age_band born_on birth_date birthday ethnicity race nation religion nationality province city "
        "district region native_place device marital_status disability health 性别 年龄 年龄段 民族 宗教 籍贯 省份 "
        "城市 地区 设备 婚姻 健康"
    )
    assert sorted(words.split()) == sorted(PROTECTED)


@pytest.mark.parametrize("name", [
    "total", "score", "rung", "tier", "reason", "previous_tier", "move", "stated", "run_id", "customer_id", "note",
    "points_a", "system_a", "part_a", "step_a", "rises_at_a", "keeps_at_a", "previous_a", "order_count",
    "net_revenue_all", "net_revenue_90_days", "net_revenue_1_day", "net_revenue_3_months",
])  # fmt: skip
def test_a_name_that_a_result_needs_is_taken(name: str) -> None:
    metric = f"metrics: [{{name: {name}, label: a, unit: days, formula: '1'}}]"
    assert "metrics" in codes(HEAD + ONE + TWO + metric)
    assert codes(HEAD + ONE + TWO + metric.replace(name, f"my_{name}")) == []


def test_files_to_the_largest_are_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    text = HEAD + ONE + TWO + "#"
    for size, fine in ((2_000_000, True), (2_000_001, False)):
        path.write_text(text + "x" * (size - len(text)), "utf-8")
        assert (read_for_checks(path).issues == []) is fine


def test_nesting_to_the_deepest_is_read() -> None:
    assert read_marked("a: " + "[" * 39 + "1" + "]" * 39).data["a"] is not None
    with pytest.raises(YamlError, match="too deeply"):
        read_marked("a: " + "[" * 40 + "1" + "]" * 40)
    with pytest.raises(YamlError, match="too deeply"):
        read_marked("a: " + "[" * 20_000)


@pytest.mark.parametrize(
    ("written", "value"),
    [("1_000", 1000), ("1.0", Decimal("1.0")), ("1e2", Decimal("1e2")), ("TRUE", True), ("False", False), ("~", None),
     ("Null", None), ("none", None), ("''", ""), ("'1'", "1"), ('"true"', "true"), ("2024-06-30", "2024-06-30"),
     ("nan", "nan"), ("1e999999999", "1e999999999"), ("0e-999999", "0e-999999"), ("", None),
     ("|\n  3", "3"), (">\n  3", "3")],
)  # fmt: skip
def test_plain_words_of_a_file_are_numbers_truths_or_nothing(written: str, value: Any) -> None:
    found = read_marked(f"a: {written}").data["a"]
    assert (found, type(found)) == (value, type(value))


def test_every_key_and_item_has_its_line() -> None:
    found = read_marked("a:\n  - b: 1\n\n  - c:\n      - 2\n      - 3\na: 4\n")
    assert found.lines[("a", 0)] == 2
    assert found.line(("a", 1, "c", 1)) == 6
    assert found.line(("a", 1, "c", 1, "x")) == 6
    assert found.line(("nowhere",)) == 1
    assert found.twice == [("a",)]
    assert found.lines[("a",)] == 7
    with pytest.raises(YamlError) as caught:
        read_marked("a: 1\nb: [")
    assert caught.value.line == 2
    with pytest.raises(YamlError, match="refers to another") as caught:
        read_marked("a: &x [1]\nb: 2\nc: *x\n")
    assert caught.value.line == 1


def test_a_name_is_guessed_only_where_it_is_near() -> None:
    kind = Text("metric", "指标")
    assert unknown_name(kind, "ORDERS", ["orders", "touches"], code="x").fix.en == "Did you mean 'orders'?"
    assert unknown_name(kind, "abcd", ["abxy", "touches"], code="x").fix.en == "Did you mean 'abxy'?"  # half of it
    assert unknown_name(kind, "abcd", ["wxyz", "b"], code="x").fix.zh == "可选：b, wxyz。"


def test_json_is_kept_in_one_form() -> None:
    assert canonical_json({"b": [1, "中"], "a": None}) == '{"a":null,"b":[1,"中"]}'


def test_circles_of_formulas_are_found_once_each() -> None:
    def named(**formulas: str) -> list[OwnMetric]:
        return [OwnMetric.model_validate({"name": name, "label": name, "unit": "days", "formula": formula})
                for name, formula in formulas.items()]  # fmt: skip

    found = circles(named(a="b + c", b="c", c="a", d="d", e="a", f="order_count"))
    assert found == [("a", "b", "c"), ("d",)]
    assert circles(named(a="b", b="order_count")) == []


def test_a_plane_of_wordings_is_cut_at_every_limit_but_not_into_more_than_a_hundred_pieces() -> None:
    def rules(columns: int, cuts: int) -> list[Any]:
        return [read_condition({"metric": f"m{column}", "at_least": cut}) for column in range(columns)
                for cut in range(cuts)]  # fmt: skip

    assert len(cells_of(rules(2, 9))) == 100
    assert cells_of([*rules(2, 9), read_condition({"metric": "m0", "above": 1})]) == []
    one = [read_condition({"metric": "x", "above": 10}), read_condition({"metric": "x", "at_least": 5, "at_most": 10}),
           read_condition({"metric": "x", "is": 7}), read_condition({"metric": "x", "below": 0})]  # fmt: skip
    cells = cells_of(one)
    assert [cell.all[0].limits() for cell in cells] == [  # type: ignore[attr-defined]
        [("below", 0)],
        [("at_least", 0), ("below", 5)],
        [("at_least", 5), ("at_most", 10)],
        [("above", 10)],
    ]
    assert [sample_of(cell)["x"] for cell in cells] == [-1, Decimal("2.5"), Decimal("7.5"), 12]
    assert [times_held(cell, one) for cell in cells] == [1, 0, 1, 1]
    low = cells_of([read_condition({"metric": "x", "at_most": 8}), read_condition({"metric": "x", "above": -3})])
    assert [sample_of(cell)["x"] for cell in low] == [-4, Decimal("2.5"), Decimal("9.6")]
    alone = cells_of([read_condition({"metric": "x", "below": 8})])
    assert [sample_of(cell)["x"] for cell in alone] == [4, Decimal("9.6")]
    assert [sample_of(cell)["x"] for cell in cells_of([read_condition({"metric": "x", "at_least": 0})])] == [-1, 1]
    assert literal_rules(Scheme.model_validate({"name": "a", "title": "A", "tiers": []})) == []
