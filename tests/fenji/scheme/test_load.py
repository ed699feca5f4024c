"""Reading a standard: lines of every mistake, ready-made standards, settings changed by a caller."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from fenji.errors import SchemeIssues, UnknownName
from fenji.scheme.checks import check
from fenji.scheme.load import read_scheme, standard, standard_names, standard_text, standards
from fenji.scheme.marked import YamlError, read_marked

BROKEN = Path(__file__).with_name("ten_mistakes.yaml")
GOOD = """
name: mine
title: Mine
currency: CNY
criteria:
  - {metric: net_revenue, weight: 60%, scorer: quantiles}
  - {metric: order_count, weight: 0.4, scorer: {kind: quantiles, bins: 4}}
tiers:
  - {key: A, name: A, colour: "#D55E00", icon: {shape: star, text: A}, from_score: 80}
  - {key: B, name: B, colour: "#0072B2", icon: {shape: leaf, text: B}, rest: true}
"""


def test_ten_mistakes_are_told_at_once_with_their_lines() -> None:
    with pytest.raises(SchemeIssues) as caught:
        read_scheme(BROKEN)
    found = {(issue.where.removeprefix("ten_mistakes.yaml line "), issue.code) for issue in caught.value.issues}
    assert found == {
        ("3", "window"),
        ("4", "key"),
        ("5", "weights"),
        ("6", "metric"),
        ("11", "scorer"),
        ("18", "gap"),
        ("19", "protected"),
        ("24", "key"),
        ("29", "shape"),
        ("31", "no_default"),
        ("34", "order"),
        ("38", "tier"),
    }


@pytest.mark.parametrize(
    ("line", "guess"),
    [("4", "currency"), ("6", "recency_days"), ("11", "quantiles"), ("24", "bins"), ("29", "crown")],
)
def test_an_unknown_name_comes_with_the_nearest_guess(line: str, guess: str) -> None:
    with pytest.raises(SchemeIssues) as caught:
        read_scheme(BROKEN)
    issues = [issue for issue in caught.value.issues if issue.where == f"ten_mistakes.yaml line {line}"]
    assert any(f"'{guess}'" in issue.fix.en and f"“{guess}”" in issue.fix.zh for issue in issues), issues


def test_mistakes_stand_in_the_order_of_the_lines_and_in_both_languages() -> None:
    with pytest.raises(SchemeIssues) as caught:
        read_scheme(BROKEN)
    lines = [int(issue.where.rsplit(" ", 1)[1]) for issue in caught.value.issues]
    assert lines == sorted(lines)
    for issue in caught.value.issues:
        assert any("\u4e00" <= letter <= "\u9fff" for letter in issue.problem.zh + issue.fix.zh), issue


def test_a_good_standard_is_read_and_has_no_issues() -> None:
    scheme = read_scheme(GOOD)
    assert [criterion.weight_bp for criterion in scheme.criteria] == [6000, 4000]
    assert check(scheme) == []


def change(old: str, new: str) -> list[str]:
    assert old in GOOD
    try:
        return [issue.code for issue in check(read_scheme(GOOD.replace(old, new)))]
    except SchemeIssues as error:
        return [issue.code for issue in error.issues if issue.level == "error"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("weight: 60%", "weight: 50%", "weights"),
        ("weight: 60%", "weight: heavy", "form"),
        ("metric: order_count", "metric: net_revenue", "duplicate"),
        ("metric: order_count", "metric: 性别", "protected"),
        ("metric: order_count", "metric: last_ordered_on", "date"),
        ("metric: order_count", "metric: order_count, options: {kind: x}", "option"),
        ("from_score: 80", "from_score: 101", "unreachable"),
        ("from_score: 80", "from_score: -1", "order"),
        ("from_score: 80", "rest: true", "unreachable"),
        ("from_score: 80", "when: {metric: order_count, above: 5}", "no_way"),
        ("rest: true", "from_score: 80", "order"),
        ("rest: true", "from_score: 10", "no_default"),
        ("rest: true", "rest: true, from_score: 10", "rest"),
        ("key: B", "key: A", "duplicate"),
        ("#0072B2", "#D55E00", "looks"),
        ("#0072B2", "blue", "form"),
        ("currency: CNY", "currency: yuan", "currency"),
        ("currency: CNY", "zone: Asia/Peking", "zone"),
        ("currency: CNY", "name: other", "twice"),
        ("title: Mine\n", "", "missing"),
        ("weight: 60%", "weight: 60%, window: 0 days", "window"),
        ("bins: 4", "bins: 1", "form"),
    ],
)
def test_each_mistake_has_its_code(old: str, new: str, code: str) -> None:
    assert code in change(old, new)


def test_bands_of_money_need_a_currency() -> None:
    bands = "metric: net_revenue, weight: 60%, scorer: {kind: bands, bands: [{from: 0, points: 10}]}"
    text = GOOD.replace("metric: net_revenue, weight: 60%, scorer: quantiles", bands).replace("currency: CNY\n", "")
    with pytest.raises(SchemeIssues) as caught:
        read_scheme(text)
    assert {issue.code for issue in caught.value.issues if issue.level == "error"} >= {"currency"}


@pytest.mark.parametrize(
    ("bands", "code"),
    [
        ("[{from: 0, to: 5, points: 1}, {from: 4, points: 2}]", "overlap"),
        ("[{from: 0, to: 5, points: 1}, {from: 6, points: 2}]", "gap"),
        ("[{from: 0, points: 1}, {from: 0, points: 2}]", "overlap"),
        ("[{from: 0, points: 1}, {from: 5, to: 9, points: 2}]", "gap"),
        ("[{from: 7, to: 5, points: 1}]", "band"),
    ],
)
def test_bands_that_overlap_or_leave_a_gap_are_told(bands: str, code: str) -> None:
    assert code in change("scorer: {kind: quantiles, bins: 4}", f"scorer: {{kind: bands, bands: {bands}}}")


def test_a_rule_that_is_covered_by_a_better_tier_is_unreachable() -> None:
    text = """
name: rules
title: Rules
grade_by: rules
tiers:
  - {key: A, name: A, colour: "#D55E00", when: {metric: order_count, at_least: 5}}
  - {key: B, name: B, colour: "#0072B2", when: {metric: order_count, above: 5}}
  - {key: C, name: C, colour: "#0072B3", when: {metric: order_count, above: 5, below: 5}}
  - {key: D, name: D, colour: "#0072B4", rest: true}
"""
    with pytest.raises(SchemeIssues) as caught:
        read_scheme(text)
    found = [(issue.where, issue.code) for issue in caught.value.issues if issue.level == "error"]
    assert ("scheme line 7", "unreachable") in found
    assert ("scheme line 8", "unreachable") in found


def test_ten_criteria_are_a_warning() -> None:
    more = "".join(
        f"  - {{metric: order_count, name: c{number}, weight: 10%, scorer: quantiles}}\n" for number in range(10)
    )
    head, _, tail = GOOD.partition("criteria:\n")
    text = f"{head}criteria:\n{more}tiers:{tail.partition('tiers:')[2]}"
    assert [(issue.level, issue.code) for issue in check(read_scheme(text))] == [("warning", "many_criteria")]


@pytest.mark.parametrize("text", ["a: [1, 2\nb: 1", "- 1\n- 2\n", "\n", "key: &a\n  b: *c\n", "name: \t@\n\n"])
def test_what_is_no_standard_is_one_clear_error(text: str) -> None:
    with pytest.raises(SchemeIssues):
        read_scheme(text)


def test_a_missing_file_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(SchemeIssues, match="there is no such file"):
        read_scheme(tmp_path / "nothing.yaml")


def test_numbers_are_read_exactly_and_dates_stay_words() -> None:
    data = read_marked('a: 0.1\nb: 10\nc: "10"\nd: 2024-06-05\ne: yes\nf: true\ng: ~\n').data
    assert data == {"a": Decimal("0.1"), "b": 10, "c": "10", "d": "2024-06-05", "e": "yes", "f": True, "g": None}


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(YamlError):
        read_marked("[" * 60 + "]" * 60)


def test_the_ready_made_standards_are_clean() -> None:
    assert standard_names() == ("value", "abcd", "credit", "electronics", "hml", "membership", "potential")
    for name, scheme in standards().items():
        assert scheme.name == name
        assert read_scheme(standard_text(name)) == scheme
        assert check(scheme) == []
        for tier in scheme.tiers:
            for words in (tier.name, tier.benefits, tier.service):
                assert words.en
                assert words.zh
        assert len({tier.colour for tier in scheme.tiers}) == len(scheme.tiers)
        assert len({tier.icon.shape for tier in scheme.tiers}) == len(scheme.tiers)


def test_an_unknown_standard_is_guessed() -> None:
    with pytest.raises(UnknownName, match="electronics"):
        standard("electronic")


def test_another_window_moves_everything_that_has_none_of_its_own() -> None:
    scheme = standard("value").with_changes(window="90 days")
    windows = {measure.column: str(measure.window) for measure in scheme.measures()}
    assert windows["net_revenue"] == "90 days"
    assert windows["recency_days"] == "all"
    assert scheme.digest != standard("value").digest


def test_a_window_written_out_that_is_the_usual_one_is_the_same_column() -> None:
    same = GOOD.replace("weight: 60%", "weight: 60%, window: 365 days")
    other = GOOD.replace("weight: 60%", "weight: 60%, window: all")
    assert read_scheme(same).criteria[0].column == "net_revenue"
    assert read_scheme(other).criteria[0].column == "net_revenue_all"
    assert read_scheme(same).digest == read_scheme(GOOD).digest
