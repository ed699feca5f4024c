"""Weights by pairs and from data, TOPSIS, own metrics, groups: read, checked with lines, said, kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from fenji.engines.duckdb import DuckDBEngine
from fenji.errors import Issue, SchemeIssues, UnknownName
from fenji.grades.ladder import grade
from fenji.metrics.group import Group
from fenji.metrics.metric import METRICS, OwnName
from fenji.scheme.calibrated import CalibratedScheme, calibrate_scheme
from fenji.scheme.checks import check
from fenji.scheme.describe import describe
from fenji.scheme.load import read_scheme
from fenji.scheme.model import Scheme
from fenji.scheme.reference_ways import EXAMPLE
from fenji.scheme.weights import Weighing, read_ratio, weighed
from fenji.scores.total import score
from tests.fenji.scores.asked import table_of

BODY = """
name: mine
title: Mine
currency: CNY
{head}
criteria:
{criteria}
tiers:
  - {{key: A, name: A, colour: "#D55E00", icon: {{shape: star, text: A}}, from_score: 60}}
  - {{key: B, name: B, colour: "#0072B2", icon: {{shape: leaf, text: B}}, rest: true}}
{tail}
"""
THREE = """
  - {metric: net_revenue, scorer: breaks}
  - {metric: order_count, scorer: rank}
  - {metric: recency_days, scorer: {kind: decay, half_life: 90}}
""".strip("\n")
ONE = "  - {metric: net_revenue, weight: 100%, scorer: quantiles}"
SAATY = "weights_by: {ahp: [[1, 3, 5], [1/3, 1, 3], [1/5, 1/3, 1]]}"


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    with DuckDBEngine.in_memory(threads=1) as engine:
        yield engine


def text(head: str = "", criteria: str = THREE, tail: str = "") -> str:
    return BODY.format(head=head, criteria=criteria, tail=tail)


def issues(written: str) -> list[Issue]:
    try:
        return check(read_scheme(written))
    except SchemeIssues as error:
        return list(error.issues)


def said(written: str) -> list[tuple[str, str]]:
    found = issues(written)
    for issue in found:
        for words in (issue.problem, issue.fix):
            assert words.en, issue
            assert words.zh, issue
            assert not re.search(r"\{\w+\}", words.en + words.zh), issue
    return [(issue.code, issue.problem.en) for issue in found]


def measured(engine: DuckDBEngine) -> Any:
    return table_of(
        engine,
        net_revenue=("money", [Decimal(n * n) for n in range(9)]),
        order_count=("count", [0, 0, 1, 1, 2, 2, 3, 3, 9]),
        recency_days=("count", [None, 300, 200, 100, 90, 50, 20, 5, 0]),
    )


@pytest.mark.parametrize("way", ["entropy", "critic"])
@pytest.mark.parametrize("total", ["sum", "topsis"])
def test_weights_found_once_grade_the_same_in_python_and_are_kept(engine: DuckDBEngine, way: str, total: str) -> None:
    table, ask = measured(engine)
    scheme = read_scheme(text(f"weights_by: {way}\ntotal_by: {total}"))
    kept = calibrate_scheme(scheme, table, ask)
    assert CalibratedScheme.from_json(kept.to_json()) == kept
    assert sum(kept.weights.values()) == 10_000
    assert bool(kept.ideals) is (total == "topsis")
    for row in ask(grade(score(table, kept.scored()), kept.ladder())):
        assert kept.total_of(row) == row["total"]
        assert kept.grade_of(row).tier == row["tier"]
        assert sum(part or 0 for part in kept.adds_of(kept.points_of(row)).values()) == row["total"]
    words = describe(kept)
    assert "{" not in words.zh + words.en
    assert "frozen" in words.en
    assert (total == "topsis") is ("TOPSIS" in words.zh)


def test_weights_by_pairs_need_no_data(engine: DuckDBEngine) -> None:
    scheme = read_scheme(text(SAATY))
    assert scheme.weights() == {"net_revenue": 6370, "order_count": 2583, "recency_days": 1047}
    assert calibrate_scheme(scheme, *measured(engine)).weights == scheme.weights()
    assert "一致性比率 0.033（随机指标取自 Saaty 1980），小于0.1" in describe(scheme).zh
    again = Scheme.model_validate(scheme.model_dump(mode="json", by_alias=True))
    assert (again, again.digest) == (scheme, scheme.digest)


def test_what_is_absent_leaves_no_trace_in_what_is_kept() -> None:
    kept = read_scheme(text(criteria=ONE)).model_dump(mode="json", by_alias=True)
    assert not {"weights_by", "total_by", "metrics", "group"} & kept.keys()


@pytest.mark.parametrize(
    ("head", "code", "words"),
    [
        ("", "weights", "'net_revenue' has no weight"),
        ("weights_by: entrop", "weights", "way to find weights called 'entrop'"),
        ("weights_by: {ahp: 3}", "form", "list of rows"),
        ("weights_by: [1, 2]", "weights", "way to find weights"),
        ("weights_by: {ahp: [[1, 3], [1/3, 1]]}", "ahp", "2 rows and 2 columns for 3 criteria"),
        ("weights_by: {ahp: []}", "ahp", "0 rows and 0 columns for 3 criteria"),
        ("weights_by: {ahp: [[1, 3, 5], [1/3, 1, 3], [1/5, 1/2, 1]]}", "ahp", "row 3, column 2 says 1/2"),
        ("weights_by: {ahp: [[1, 3, 5], [1/3, 2, 3], [1/5, 1/3, 1]]}", "ahp", "row 2, column 2 says 2"),
        ("weights_by: {ahp: [[1, 9, 1/9], [1/9, 1, 9], [9, 1/9, 1]]}", "ahp", "contradict each other"),
        ("weights_by: {ahp: [[1, x, 1], [1, 1, 1], [1, 1, 1]]}", "form", "'x' is no comparison"),
        ("weights_by: {ahp: [[1, 0, 1], [1, 1, 1], [1, 1, 1]]}", "form", "'0' is no comparison"),
        ("weights_by: {ahp: [[1, 1/0, 1], [1, 1, 1], [1, 1, 1]]}", "form", "'1/0' is no comparison"),
        ("total_by: topsi\nweights_by: critic", "total_by", "called 'topsi'"),
    ],
)
def test_a_mistake_in_weights_is_told(head: str, code: str, words: str) -> None:
    assert any(code == kind and words in problem for kind, problem in said(text(head)))


def test_contradicting_pairs_are_told_although_a_criterion_cannot_be_read() -> None:
    head = "weights_by: {ahp: [[1, 9, 1/9], [1/9, 1, 9], [9, 1/9, 1]]}"
    found = said(text(head, THREE.replace("scorer: rank", "scorer: rang")))
    assert [code for code, _ in found] == ["ahp", "scorer"]


def test_a_wrong_matrix_is_told_with_its_line() -> None:
    head = "weights_by:\n  ahp:\n    - [1, 3, 5]\n    - [1/3, 1, 3]\n    - [1/5, 1/4, 1]"
    (issue,) = issues(text(head))
    assert issue.where == "scheme line 9"
    assert issue.fix.en == "Write 1/3 here, or change its mirror."


def test_a_mistake_elsewhere_hides_no_way_to_weights() -> None:
    found = said(text("window: 3 moons\nweights_by: critic"))
    assert [code for code, _ in found] == ["window"]
    assert [code for code, _ in said(text("window: 3 moons\nweights_by: cri"))] == ["window", "weights"]


def test_weights_are_written_or_found_but_not_both() -> None:
    mixed = THREE.replace("metric: order_count", "metric: order_count, weight: 40%")
    assert said(text("weights_by: entropy", mixed)) == [
        ("weights", "'order_count' says a weight, and `weights_by: entropy` finds them: one of both")
    ]


@pytest.mark.parametrize("weight", ["0%", "0", "0.00"])
def test_weights_of_nothing_are_told(weight: str) -> None:
    found = said(text(criteria=ONE.replace("100%", weight)))
    assert ("weights", "every weight is 0, so nobody has a score") in found


def test_a_weight_in_words_is_told_where_it_stands() -> None:
    assert [code for code, _ in said(text(criteria=ONE.replace("100%", "much")))] == ["form"]
    assert "form" in [code for code, _ in said(text(criteria="  - much"))]


def test_too_many_criteria_for_pairs_or_topsis_are_told() -> None:
    rows = "\n".join(f"  - {{metric: order_count, name: c{n}, scorer: rank}}" for n in range(31))
    matrix = [[1] * 31 for _ in range(31)]
    found = said(text(f"weights_by: {{ahp: {matrix}}}\ntotal_by: topsis", rows))
    assert {code for code, _ in found} == {"many_criteria", "ahp", "topsis"}


def test_points_that_fade_need_days() -> None:
    strange = "  - {metric: order_count, weight: 100%, scorer: {kind: decay, half_life: 9}}"
    assert ("half_life", "'order_count' is not in days, so it cannot fade with age") in said(text(criteria=strange))


@pytest.mark.parametrize("order", ["{from: 0, points: 1}, {from: 9, points: 2}, {from: 5, points: 3}",
                                   "{from: 5, points: 50}, {points: 0}, {from: 9, points: 2}"])  # fmt: skip
def test_cut_points_out_of_order_are_told(order: str) -> None:
    bands = f"  - {{metric: order_count, weight: 100%, scorer: {{kind: bands, bands: [{order}]}}}}"
    assert any(code == "order" and "out of order" in problem for code, problem in said(text(criteria=bands)))


def test_bands_may_stand_best_first() -> None:
    bands = "{kind: bands, bands: [{from: 9, points: 90}, {from: 5, points: 50}, {points: 0}]}"
    assert said(text(criteria=f"  - {{metric: order_count, weight: 100%, scorer: {bands}}}")) == []


def test_ten_thousand_tiers_are_one_clear_mistake() -> None:
    tiers = "".join(
        f"  - {{key: T{n}, name: T{n}, colour: '#000000', from_score: {10_000 - n}}}\n" for n in range(9998)
    )
    found = said(text(criteria=ONE, tail="").replace("tiers:\n", f"tiers:\n{tiers}"))
    assert found == [("too_many_tiers", "10,000 tiers; a standard has at most 100")]


OWN = """
metrics:
  - name: online
    label: {zh: 线上金额, en: Online revenue}
    unit: money
    table: orders
    take: sum
    column: amount
    where: {column: channel, is: 线上}
  - {name: share, label: {zh: 线上占比, en: Online share}, unit: share, formula: online / net_revenue, unknown: 0}
  - {name: pieces, label: pieces, unit: {zh: 件, en: pieces, decimals: 2}, table: order_lines, take: sum,
     column: quantity, never: unknown, retired: true}
limits:
  - {name: offline, when: {all: [{metric: share, below: 0.1}, {not: {metric: online, above: 5}}]}, never_above: B}
shown: [share]
"""
WITH_OWN = text(
    criteria="  - {metric: share, weight: 100%, scorer: {kind: bands, bands: [{from: 0.5, points: 90}]}}", tail=OWN
)


def test_metrics_of_its_own_are_used_like_the_built_in_ones() -> None:
    scheme = read_scheme(WITH_OWN)
    assert check(scheme) == []
    names = {measure.column: measure.metric for measure in scheme.measures()}
    assert METRICS.get(names["online"]).label.en == "Online revenue"
    assert isinstance(scheme.criteria[0].metric, OwnName)
    words = describe(scheme)
    assert "线上占比 100%（线上占比）" in words.zh
    assert "线上占比（share，单位：占比(0–1)）：线上金额 ÷ 购买金额(扣退款)；其中任一项未知时按 0" in words.zh
    assert "pieces (pieces, pieces): sum of Quantity (Order lines), refunds taken off; unknown where there is none; " \
           "retired" in words.en  # fmt: skip
    assert "never above B where Online share less than 10% and not (Online revenue more than ¥5)" in words.en
    again = Scheme.model_validate(scheme.model_dump(mode="json", by_alias=True))
    assert (again, again.digest) == (scheme, scheme.digest)
    with pytest.raises(UnknownName):
        METRICS.get("online")


METRIC_MISTAKES = [
    ("{name: a, label: a, unit: share, formula: b + 1}, {name: b, label: b, unit: share, formula: a}", "formula",
     "in a circle: a → b → a"),
    ("{name: a, label: a, unit: share, formula: a + 1}", "formula", "in a circle: a → a"),
    ("{name: a, label: a, unit: share, formula: b}, {name: b, label: b, unit: share, formula: c + b},"
     " {name: c, label: c, unit: share, formula: b}", "formula", "c → b → c"),
    ("{name: a, label: a, unit: money, formula: net_revenu}", "metric", "called 'net_revenu'"),
    ("{name: a, label: a, unit: money, formula: net_revenue + 1 kg}", "formula", "does not belong"),
    ("{name: a, label: a, unit: money, formula: net_revenue + order_count}", "formula", "no money"),
    ("{name: a, label: a, unit: money, formula: order_count}", "formula", "comes to no money"),
    ("{name: a, label: a, unit: days, formula: net_revenue}", "formula", "comes to money"),
    ("{name: a, label: a, unit: days, formula: last_ordered_on}", "date", "is a day"),
    ("{name: a, label: a, unit: date, formula: order_count}", "metrics", "is a number, and day"),
    ("{name: a, label: a, unit: days, formula: gender + 1}", "protected", "'gender'"),
    ("{name: a, label: a, unit: days, formula: order_count, take: sum}", "metrics", "`take` has no meaning"),
    ("{name: a, label: a, unit: days}", "metrics", "needs either"),
    ("{name: a, label: a, unit: days, formula: '1', table: orders}", "metrics", "needs either"),
    ("{name: a, label: a, unit: moons, formula: order_count}", "unit", "called 'moons'"),
    ("{name: a, label: a, unit: {zh: 件}, formula: order_count}", "form", "a unit of its own"),
    ("{name: a, label: a, unit: {zh: 件, en: p, decimals: 3}, formula: order_count}", "form", "a unit of its own"),
    ("{name: a-b, label: a, unit: days, formula: order_count}", "form", "is no metric's name"),
    ("{name: net_revenue, label: a, unit: days, formula: order_count}", "metrics", "something else already"),
    ("{name: city, label: a, unit: days, formula: order_count}", "protected", "'city'"),
    ("{name: points_x, label: a, unit: days, formula: order_count}", "metrics", "something else already"),
    ("{name: order_count_90_days, label: a, unit: days, formula: order_count}", "metrics", "something else already"),
    ("{name: a, label: a, unit: days, formula: '1'}, {name: a, label: a, unit: days, formula: '2'}", "duplicate",
     "'a'"),
    ("{name: a, label: a, unit: days, table: order, take: count}", "table", "called 'order'"),
    ("{name: a, label: a, unit: days, table: orders}", "metrics", "what to take"),
    ("{name: a, label: a, unit: days, table: orders, take: summ}", "take", "called 'summ'"),
    ("{name: a, label: a, unit: money, table: orders, take: sum}", "metrics", "of which column"),
    ("{name: a, label: a, unit: days, table: orders, take: count, column: amount}", "metrics", "`column` has no"),
    ("{name: a, label: a, unit: money, table: orders, take: sum, column: amont}", "column", "called 'amont'"),
    ("{name: a, label: a, unit: money, table: orders, take: sum, column: channel}", "metrics", "number is needed"),
    ("{name: a, label: a, unit: days, table: orders, take: sum, column: amount}", "metrics", "comes to money"),
    ("{name: a, label: a, unit: days, table: orders, take: max, column: ordered_on}", "metrics", "comes to a day"),
    ("{name: a, label: a, unit: days, table: order_lines, take: max, column: quantity}", "metrics", "to decimals"),
    ("{name: a, label: a, unit: date, table: orders, take: count}", "metrics", "a whole number"),
    ("{name: a, label: a, unit: orders, table: orders, take: count, half_life: 9}", "metrics", "to decimals"),
    ("{name: a, label: a, unit: money, table: orders, take: max, column: amount, half_life: 9}", "metrics",
     "`half_life`"),
    ("{name: a, label: a, unit: points, table: contacts, take: count, half_life: 9}", "metrics", "`half_life`"),
    ("{name: a, label: a, unit: times, table: touches, take: count, rows: net}", "metrics", "`rows` has no"),
    ("{name: a, label: a, unit: times, table: touches, take: count, unknown: 3}", "metrics", "`unknown` has no"),
    ("{name: a, label: a, unit: times, table: orders, take: count, where: {column: chanel, is: x}}", "column",
     "chanel"),
    ("{name: a, label: a, unit: times, table: orders, take: count, where: {colum: x, is: x}}", "key", "'colum'"),
    ("{name: a, label: a, unit: times, table: orders, take: count, where: {any: [{colum: x, is: x}]}}", "key", "colum"),
    ("{name: a, label: a, unit: times, table: orders, take: count, where: {column: channel}}", "form", "needs one of"),
    ("{name: a, label: a, unit: times, table: orders, take: count, where: channel}", "form", "a condition on rows"),
    ("{name: a, label: a, unit: times, table: orders, take: count, where: {column: amount, is: x}}", "metrics", "'x'"),
    ("{name: a, label: a, unit: times, table: orders, take: count, where: {column: channel, above: x}}", "metrics",
     "'above' cannot be"),
    ("{name: a, label: a, unit: times, table: orders, take: count, where: {column: channel, is: [a]}}", "form",
     "a value"),
    ("{name: a, label: a, unit: times, table: contacts, take: count, where: {column: name, is: x}}", "protected",
     "name"),
    ("{name: a, label: a, unit: times, table: contacts, take: count, where: {column: note, is: x}}", "protected",
     "note"),
]  # fmt: skip


@pytest.mark.parametrize(("metrics", "code", "words"), METRIC_MISTAKES)
def test_a_mistake_in_a_metric_of_ones_own_is_told(metrics: str, code: str, words: str) -> None:
    found = said(text(criteria=ONE, tail=f"metrics: [{metrics}]"))
    assert any(kind == code and words in problem for kind, problem in found), found


def test_fifty_metrics_are_the_most() -> None:
    every = ", ".join(f"{{name: m{n}, label: m, unit: days, formula: '1'}}" for n in range(51))
    assert ("metrics", "51 metrics of its own; a standard has at most 50") in said(
        text(criteria=ONE, tail=f"metrics: [{every}]")
    )


def test_a_retired_metric_is_no_longer_used() -> None:
    old = "{name: old, label: old, unit: days, formula: '1', retired: true}"
    new = "{name: new, label: new, unit: days, formula: old × 2}"
    found = issues(text(criteria=ONE.replace("net_revenue", "old"), tail=f"metrics: [{old}, {new}]"))
    assert [(issue.code, issue.problem.zh) for issue in found] == [("retired", "“old”已停用")] * 2


def test_a_misspelled_metric_of_its_own_is_guessed() -> None:
    wrong = WITH_OWN.replace("formula: online /", "formula: onlin /")
    found = issues(wrong)
    assert ("metric", "Did you mean 'online'?") in [(issue.code, issue.fix.en) for issue in found]


@pytest.mark.parametrize(
    ("written", "group"),
    [("parent", Group()), ("{by: parent}", Group()), ("{by: parent, subsidiaries: graded}", Group(subsidiaries=True))],
)
def test_a_group_is_read_and_said(written: str, group: Group) -> None:
    scheme = read_scheme(text(f"group: {written}", ONE))
    assert scheme.group == group
    assert all(measure.group == group for measure in scheme.measures())
    assert ("子公司也单独评级" in describe(scheme).zh) is group.subsidiaries
    again = Scheme.model_validate(scheme.model_dump(mode="json", by_alias=True))
    assert (again.group, again.digest) == (group, scheme.digest)


@pytest.mark.parametrize("written", ["owner", "{by: owner}", "[parent]", "{by: parent, subsidiaries: maybe}"])
def test_what_is_no_group_is_told(written: str) -> None:
    assert ("form", "in `group`: a group is `parent`, or {by: parent, subsidiaries: graded}") in [
        (issue.code, issue.problem.en) for issue in issues(text(f"group: {written}", ONE))]  # fmt: skip


def test_parents_in_a_circle_are_counted(engine: DuckDBEngine) -> None:
    import ibis
    import pyarrow as pa

    scheme = read_scheme(text("group: parent", ONE))
    table, ask = measured(engine)
    customers = ibis.table({"customer_id": "string", "parent_id": "string"}, name="people")
    for parents, expected in (({"0": "1", "1": "0", "2": None}, "circle"), ({"0": None}, "no customer has a parent")):
        engine.run("DROP TABLE IF EXISTS people")
        ids = pa.array(list(parents))
        engine.register(
            "people", pa.table({"customer_id": ids, "parent_id": pa.array(list(parents.values()), pa.string())})
        )
        found = [issue.problem.en for issue in check(scheme, table, ask, customers=customers) if issue.code == "group"]
        assert len(found) == 1
        assert expected in found[0]
    assert not [issue for issue in check(scheme, table, ask) if issue.code == "group"]


def test_constant_figures_have_no_weight_and_that_is_told(engine: DuckDBEngine) -> None:
    table, ask = table_of(engine, net_revenue=("money", [Decimal(1)] * 3), order_count=("count", [1, 2, 3]),
                          recency_days=("count", [1, 5, 9]))  # fmt: skip
    found = [issue.problem.en for issue in check(read_scheme(text("weights_by: critic")), table, ask)]
    assert "Net revenue is the same for every customer, so its weight is 0" in found


def test_the_example_of_the_reference_is_a_clean_standard() -> None:
    assert said(EXAMPLE) == []


def test_a_ratio_is_a_number_or_a_fraction() -> None:
    assert read_ratio(read_ratio("1/3")) == read_ratio("1 / 3")
    assert weighed(Weighing()) is None
