"""Standards at their corners: what a part may be, what a file may be, what a draft says without data."""

from __future__ import annotations

import runpy
import warnings
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest

from fenji.engines.duckdb import DuckDBEngine
from fenji.errors import SchemeIssues
from fenji.metrics.group import Group
from fenji.metrics.metric import UNITS
from fenji.metrics.window import Window
from fenji.scheme.calibrated import calibrate_scheme
from fenji.scheme.checks import check, check_draft
from fenji.scheme.describe import describe
from fenji.scheme.draft import Draft
from fenji.scheme.group import read_group
from fenji.scheme.load import read_scheme, standard
from fenji.scheme.marked import Marked, read_marked
from fenji.scheme.model import Scheme
from fenji.scheme.opening import opening, tier_words
from fenji.scheme.own_metrics import OwnMetric
from fenji.scheme.reference import reference_pages, write
from fenji.scheme.written import write_scheme
from fenji.scores.quantiles import Quantiles
from tests.fenji.scheme.test_ways import ONE, SAATY, THREE, WITH_OWN, text
from tests.fenji.scores.asked import table_of

TIERS = """
tiers:
  - {key: A, name: A, colour: "#D55E00", icon: {shape: star, text: A}, from_score: 80}
  - {key: B, name: B, colour: "#0072B2", icon: {shape: leaf, text: B}, rest: true}
"""


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    with DuckDBEngine.in_memory(threads=1) as engine:
        yield engine


def codes(written: str) -> list[str]:
    try:
        return [issue.code for issue in check(read_scheme(written))]
    except SchemeIssues as error:
        return [issue.code for issue in error.issues]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("title: Mine", "title: {fr: Mine}", "form"),
        ("title: Mine", "title: {zh: 3}", "form"),
        ("title: Mine", "title: [a]", "form"),
        ("title: Mine", "title: true", "form"),
        ("name: mine", "name: 1st", "form"),
        ("scorer: quantiles", "scorer: 7", "form"),
        ("scorer: quantiles", "scorer: {bins: 7}", "form"),
        ("icon: {shape: star, text: A}", "icon: star", "form"),
        ("icon: {shape: star, text: A}", "icon: {shape: star, text: ABCDE}", "form"),
        ("  - {metric: net_revenue, weight: 100%, scorer: quantiles}", "  metric: net_revenue", "form"),
        ("metric: net_revenue, weight: 100%, scorer: quantiles",
         "metric: active_months, weight: 100%, scorer: {kind: split, at: value}", "form"),
        ("currency: CNY", "window: 3 months", None),
        ("scorer: quantiles", "scorer: {kind: scale, low: 5}", None),
        ("metric: net_revenue, weight: 100%, scorer: quantiles",
         "metric: clumpiness, weight: 100%, scorer: rank", "direction"),
        ("from_score: 60", "from_score: 60, when: {metric: order_count, above: 5}", "unused"),
        ("rest: true", "from_score: 0", None),
        ("criteria:\n  - {metric: net_revenue, weight: 100%, scorer: quantiles}", "", "no_criteria"),
    ],
)  # fmt: skip
def test_each_part_is_held_to_its_form(old: str, new: str, code: str | None) -> None:
    written = text(criteria=ONE)
    assert old in written
    found = codes(written.replace(old, new))
    assert (code in found) if code else found == []


@pytest.mark.parametrize("scorer", ["{kind: scale, low: 5}", "{kind: split, at: value, value: 5}"])
def test_money_that_is_compared_needs_a_currency(scorer: str) -> None:
    written = text(criteria=ONE.replace("quantiles", scorer)).replace("currency: CNY\n", "")
    assert codes(written) == ["currency"]
    assert codes(written.replace(scorer, "scale")) == []


def test_a_limit_on_money_needs_a_currency_too() -> None:
    limit = "limits: [{name: x, never_above: B, when: {metric: net_revenue, above: 5}}]"
    assert codes(text(criteria=ONE, tail=limit).replace("currency: CNY\n", "")) == ["currency"]
    assert codes(text(criteria=ONE, tail=limit.replace(" above", " abov"))) == ["key"]


def test_a_wording_without_gaps_has_nothing_to_tell(engine: DuckDBEngine) -> None:
    whole = "rest: true, literal: {metric: net_revenue, below: 60}"
    written = text(criteria=ONE).replace("rest: true", whole)
    written = written.replace("from_score: 60", "from_score: 60, literal: {metric: net_revenue, at_least: 60}")
    table, ask = table_of(engine, net_revenue=("money", [Decimal(n) for n in range(100)]))
    assert check(read_scheme(written), table, ask) == []


def test_a_name_that_is_no_file_is_read_as_text() -> None:
    with pytest.raises(SchemeIssues, match="this is no grading standard"):
        read_scheme("nothing")


def test_without_tiers_there_is_no_standard() -> None:
    assert codes(f"name: a\ntitle: A\ncriteria:\n{ONE}\ntiers: []\n") == ["no_tiers"]
    assert codes(f"name: a\ntitle: A\ntiers: x\ncriteria:\n{ONE}\n") == ["form"]
    assert not Scheme.model_validate({"name": "a", "title": "A", "tiers": []}).rest


def test_a_standard_by_rules_may_have_no_criteria_and_says_so(engine: DuckDBEngine) -> None:
    written = "name: a\ntitle: A\ngrade_by: rules\n" + TIERS.replace(
        "from_score: 80", "when: {metric: order_count, is: 5}, literal: {metric: order_count, is: 5}"
    )
    scheme = read_scheme(written)
    assert scheme.rest
    assert "Score" not in describe(scheme).en
    table, ask = table_of(engine, order_count=("count", [5, 6]))
    kept = calibrate_scheme(scheme, table, ask)
    assert (kept.weights, kept.learned) == ({}, {})
    assert [issue.code for issue in check(scheme, table, ask)] == ["literal_gaps", "literal_gap"]


def test_what_ran_answers_like_what_was_written(engine: DuckDBEngine) -> None:
    scheme = read_scheme(text(criteria=ONE))
    table, ask = table_of(engine, net_revenue=("money", [Decimal(1), Decimal(2)]))
    kept = calibrate_scheme(scheme, table, ask)
    assert kept.tier("A") == scheme.tier("A")
    assert kept.criterion("net_revenue") == scheme.criterion("net_revenue")
    assert kept.measures() == scheme.measures()
    assert scheme.windows() == (Window("days", 365), Window("all"))
    assert len(kept.digest) == 64
    assert kept.transition() is None


def test_figures_of_a_list_are_counted(engine: DuckDBEngine) -> None:
    engine.run("DROP TABLE IF EXISTS told")
    rows = {
        "customer_id": ["a", "b", "c"],
        "net_revenue": pa.array([Decimal(1), Decimal(2), Decimal(3)], pa.decimal128(18, 2)),
        "stated": [
            "net_revenue | l.csv | 3 | 2024-06-30 | window+; ",
            "net_revenue | l.csv | 4 | 2024-06-30 | ; ",
            None,
        ],
    }
    engine.register("told", pa.table(rows))
    table = ibis.table({"customer_id": "string", "net_revenue": "decimal(18, 2)", "stated": "string"}, name="told")
    found = check(read_scheme(text(criteria=ONE)), table, lambda each: engine.rows(engine.compile(each)))
    told = next(issue for issue in found if issue.code == "stated")
    assert "of 2 customers (66.7%)" in told.problem.en
    assert "doesn't say for which period" in told.problem.en
    other = check(read_scheme(text(criteria=ONE.replace("net_revenue", "order_count"))), *_with_count(engine))
    assert "stated" not in [issue.code for issue in other]


def _with_count(engine: DuckDBEngine) -> Any:
    engine.run("DROP TABLE IF EXISTS counted")
    rows = {"customer_id": ["a", "b"], "order_count": pa.array([1, 2]), "stated": pa.array([None, None], pa.string())}
    engine.register("counted", pa.table(rows))
    table = ibis.table({"customer_id": "string", "order_count": "int64", "stated": "string"}, name="counted")
    return table, lambda each: engine.rows(engine.compile(each))


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"name: a\n" + b"#" * 2_000_001])
def test_a_file_that_is_no_text_or_too_large_is_one_clear_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(content)
    with pytest.raises(SchemeIssues, match=r"mine\.yaml"):
        read_scheme(path)


def test_a_file_of_a_name_without_ending_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mine"
    path.write_text(text(criteria=ONE), encoding="utf-8")
    assert read_scheme(str(path)).name == "mine"


def test_endless_numbers_stay_words() -> None:
    assert read_marked("a: inf\nb: 1e3\nc: 0x1f\n").data == {"a": "inf", "b": Decimal("1e3"), "c": "0x1f"}


def test_an_empty_draft_has_nothing_more_to_say() -> None:
    draft = Draft("nothing", Marked(), {})
    check_draft(draft)
    assert draft.found() == []
    assert draft.where(("tiers", 0, "key")) == "nothing › tiers › 1 › key"


def test_values_that_are_read_already_are_taken_as_they_are() -> None:
    own = {"name": "x", "label": "x", "unit": UNITS["days"], "formula": "order_count"}
    assert OwnMetric.model_validate(own).unit == UNITS["days"]
    assert read_group(Group()) == Group()
    assert Scheme.model_validate(standard("value").model_dump() | {"weights_by": standard("value").weights_by})
    criterion = {"metric": "order_count", "scorer": Quantiles(), "weight": "100%"}
    scheme = standard("value").with_changes(criteria=[criterion])
    assert scheme.criteria[0].scorer == Quantiles()


@pytest.mark.parametrize(
    "written",
    [WITH_OWN, text(SAATY + "\ntotal_by: topsis\ngroup: {by: parent, subsidiaries: graded}"),
     text("weights_by: critic"), text("group: parent", ONE)],
)  # fmt: skip
def test_a_standard_written_out_is_the_same_standard(written: str) -> None:
    scheme = read_scheme(written)
    again = read_scheme(write_scheme(scheme))
    assert (again, again.digest) == (scheme, scheme.digest)


def test_numbers_are_written_as_numbers() -> None:
    bands = "{kind: bands, bands: [{from: 0.5, points: 90}, {to: 0.5, points: 1}]}"
    assert "from: 0.5" in write_scheme(read_scheme(text(criteria=ONE.replace("quantiles", bands))))


def test_existing_grades_are_tiers_by_key_and_name_but_never_by_guess(engine: DuckDBEngine) -> None:
    scheme = standard("value")
    assert tier_words(scheme)["普通"] == "regular"
    two = TIERS.replace("key: A, name: A", "key: A, name: {zh: B, en: x}")
    assert "b" not in tier_words(Scheme.model_validate(read_marked("name: a\ntitle: A\n" + two).data))
    bare = TIERS.replace("key: B, name: B", "key: B, name: 客户")
    assert "" not in tier_words(Scheme.model_validate(read_marked("name: a\ntitle: A\n" + bare).data))
    engine.run("DROP TABLE IF EXISTS graded")
    engine.register(
        "graded", pa.table({"customer_id": list("abcd"), "existing_grade": [" vip ", "普通客户", "gold", None]})
    )
    customers = ibis.table({"customer_id": "string", "existing_grade": "string"}, name="graded")
    rows = engine.rows(engine.compile(opening(customers, scheme)))
    assert sorted((row["customer_id"], row["tier"], row["rung"]) for row in rows) == [
        ("a", "VIP", 1),
        ("b", "regular", 2),
    ]


def test_the_reference_is_written_into_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert write(tmp_path / "docs").read_text("utf-8") == reference_pages()["schemes.md"]
    monkeypatch.chdir(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the module is imported already
        runpy.run_module("fenji.scheme.reference", run_name="__main__")
    assert (tmp_path / "docs" / "reference" / "schemes.md").is_file()


def test_three_ways_of_one_standard_differ_in_their_digest() -> None:
    ways = (SAATY, "weights_by: entropy", "weights_by: critic", "weights_by: critic\ntotal_by: topsis")
    assert len({read_scheme(text(way, THREE)).digest for way in ways}) == len(ways)
