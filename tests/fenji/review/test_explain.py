"""Explanations of a small graded shop: sums are exact, changes are told criterion by criterion, and who changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from fenji.explanation import explain_row
from fenji.grades.rung import Grade
from fenji.language import LANGUAGES
from fenji.metrics.window import Window
from fenji.result import Result
from fenji.review.explain import Before, explain, next_day
from fenji.review.facts import COLUMNS, read_facts
from fenji.review.since import cause_of
from fenji.scheme.calibrated import CalibratedScheme
from fenji.scheme.load import read_scheme
from fenji.scores.bands import Bands
from tests.sample_result import sample_result

BASE = {"customer_id": "C", "name": None, "recency_days": 3, "last_ordered_on": date(2024, 6, 27),
        "orders_per_month": Decimal(1), "net_revenue": Decimal(100), "order_count": 2}  # fmt: skip


@pytest.fixture(scope="module")
def result() -> Result:
    return sample_result(80)


def _scheme(weights: list[int], *, cut: int = 1, border: str = "50", version: int = 1) -> CalibratedScheme:
    """Criteria on the number of orders, from `cut` on, `cut` + 1 on, …, of these weights in basis points."""
    criteria = "".join(
        f"  - {{name: c{n}, metric: order_count, weight: {weight / 100}%, scorer: {{kind: bands, bands: "
        f"[{{to: {n + cut}, points: 12.34}}, {{from: {n + cut}, points: 100}}]}}}}\n"
        for n, weight in enumerate(weights)
    )
    scheme = read_scheme(
        "name: s\ntitle: s\nwindow: 90 days\ncriteria:\n" + criteria + "tiers:\n"
        f'  - {{key: top, name: Top, colour: "#D98200", from_score: {border}}}\n'
        '  - {key: low, name: Low, colour: "#0072B2", rest: true}\n'
    )
    learned = {one.name: one.scorer.learn({"known": 1}) for one in scheme.criteria if isinstance(one.scorer, Bands)}
    return CalibratedScheme(scheme, version, learned, {one.name: one.weight_bp for one in scheme.criteria})


def _row(scheme: CalibratedScheme, **figures: Any) -> dict[str, Any]:
    """A graded row of these figures, as an engine would give it."""
    row = {**BASE, **figures}
    points = {f"points_{name}": earned for name, earned in scheme.points_of(row).items()}
    grade: Grade = scheme.grade_of(row)
    return {**row, **points, "total": scheme.total_of(row), "tier": grade.tier, "rung": grade.rung,
            "reason": grade.reason}  # fmt: skip


@given(
    parts=some.lists(some.integers(1, 2000), min_size=1, max_size=6),
    count=some.integers(0, 9),
)
def test_contributions_sum_to_the_score_exactly(parts: list[int], count: int) -> None:
    rest = 10_000 - sum(parts[:-1]) if sum(parts[:-1]) < 10_000 else 1
    weights = [*parts[:-1], rest]
    if sum(weights) != 10_000:
        return
    scheme = _scheme(weights)
    told = explain_row(_row(scheme, order_count=count), scheme, currency="CNY")
    assert sum(one.adds for one in told.contributions if one.adds is not None) == told.score


def test_every_customer_of_a_run_has_contributions_that_sum_to_the_score(result: Result) -> None:
    for row in result.rows():
        told = result.customer(row["customer_id"]).why()
        assert sum((one.adds for one in told.contributions if one.adds is not None), Decimal(0)) == told.score


@pytest.mark.parametrize(
    ("was", "now", "old", "new", "cause"),
    [
        (1, 9, _scheme([10_000], cut=5), _scheme([10_000], cut=5), "customer"),
        (1, 9, _scheme([10_000], cut=5), _scheme([10_000], cut=5, border="60", version=2), "customer"),
        (9, 9, _scheme([10_000], cut=5), _scheme([10_000], cut=20, version=2), "standard"),
        (9, 1, _scheme([10_000], cut=5), _scheme([10_000], cut=20, version=2), "either"),
        (3, 8, _scheme([10_000], cut=10), _scheme([10_000], cut=5, version=2), "both"),
        (8, 9, _scheme([10_000], cut=5), _scheme([10_000], cut=7, version=2), None),
    ],
)
def test_it_is_told_whether_the_customer_or_the_standard_changed(
    was: int, now: int, old: CalibratedScheme, new: CalibratedScheme, cause: str | None
) -> None:
    run = sample_run()
    before = Before(run, old, _row(old, order_count=was))
    assert cause_of(before, _row(new, order_count=now), new) == cause


def test_a_standard_that_asks_for_other_figures_cannot_be_compared() -> None:
    old = _scheme([10_000])
    other = read_scheme(
        "name: s\ntitle: s\nwindow: 90 days\ngrade_by: rules\ntiers:\n"
        '  - {key: top, name: Top, colour: "#D98200", when: {metric: tenure_days, above: 5}}\n'
        '  - {key: low, name: Low, colour: "#0072B2", rest: true}\n'
    )
    new = CalibratedScheme(other, 2, {}, {})
    before = Before(sample_run(), old, _row(old, order_count=9))
    assert cause_of(before, {**BASE, "tenure_days": 3, "tier": "low"}, new) == "unclear"


def test_what_changed_is_told_with_values_and_points(result: Result) -> None:
    row = result.customer("C0003").row
    earlier = {**row, "order_count": row["order_count"] + 5, "points_order_count": 10_000, "total": row["total"] + 1}
    told = explain(result, "C0003", before=Before(result.previous or result.run, result.scheme, earlier))
    (change,) = told.changes
    assert (change.name, change.was, change.now) == ("order_count", row["order_count"] + 5, row["order_count"])
    assert change.text.say("en").startswith(f"Frequency: {change.was} orders → ")
    assert change.text.say("zh").startswith("购买频率：")


def test_an_explanation_says_when_and_how_the_grade_would_change(result: Result) -> None:
    told = _explained(result, "C0003")
    assert told.outlook is not None
    assert told.outlook.unknown is None
    assert told.outlook.by == date(2024, 7, 31)
    for lang in LANGUAGES:
        assert any("2024-07-31" in line for line in told.say(lang))
        assert "{" not in "".join(told.say(lang))


def test_one_is_singular_and_two_are_plural(result: Result) -> None:
    words = " ".join(line for row in result.rows(limit=60) for line in _explained(result, row["customer_id"]).say("en"))
    for unit in ("order", "day", "time", "month"):
        assert f" 1 {unit}s" not in words
    assert " 1 more order " in words


def test_the_next_evaluation_is_as_far_ahead_as_the_last_one_lies_behind(result: Result) -> None:
    assert next_day(result) == date(2024, 7, 31)
    alone = replace(result, previous=None)
    assert next_day(alone) == date(2024, 7, 31)
    odd = replace(result, previous=replace(result.run, as_of=date(2024, 6, 20)))
    assert next_day(odd) == date(2024, 7, 10)


def test_what_protects_a_grade_stands_beside_what_the_standard_says(result: Result) -> None:
    row = {**result.customer("C0003").row, "system_tier": "regular", "system_rung": 2, "system_reason": "score:regular",
           "tier": "VIP", "rung": 1, "reason": "held:grace", "below_since": date(2024, 6, 30),
           "leaves_on": date(2024, 9, 28)}  # fmt: skip
    told = explain_row(row, result.scheme, currency="CNY")
    said = told.say("en")
    assert said[0].endswith(": VIP")
    assert said[1] == ("VIP is protected: below its standard since 2024-06-30; without protection Regular; "
                       "it ends on 2024-09-28 if nothing changes")  # fmt: skip
    assert said[2].startswith("the standard alone: score")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("override:7", "set to VIP by a person (override #7); the standard alone says Regular"),
        ("stepped:gold", "demoted one rung at a time, from gold to VIP; the standard alone says Regular"),
        ("reversed:VIP", "the promotion to VIP was taken back, because the order it rested on was given back"),
        ("held:keep", "VIP is kept: its own, lower standard for keeping it is met; without it Regular"),
        ("strange:thing", "strange:thing"),
    ],
)
def test_every_reason_has_words(result: Result, code: str, words: str) -> None:
    row = {**result.customer("C0003").row, "system_tier": "regular", "tier": "VIP", "reason": code}
    assert explain_row(row, result.scheme, currency="CNY").reason.en == words


def sample_run() -> Any:
    """A run for `Before`."""
    from fenji.result_records import Run

    return Run("r", "s", 1, date(2024, 5, 31), "Asia/Shanghai", "CNY", Window("all"), None, "0", "", 0)


def _explained(result: Result, customer_id: str) -> Any:
    """An explanation with the customer's own rows."""
    row = result.customer(customer_id).row
    names = {name: name for name in ("orders", "interactions")}
    facts = read_facts(result.engine, names, run=result.run, customer_id=customer_id, ids=[customer_id],
                       tables=[name for name in COLUMNS if name in names],
                       registered_on=row["registered_on"])  # fmt: skip
    return explain(result, customer_id, facts=facts)
