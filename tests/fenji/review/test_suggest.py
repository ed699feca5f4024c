"""Borders for a target: what is met exactly, what ties make impossible, how round a number is, bands of one figure."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fenji.engines.duckdb import DuckDBEngine
from fenji.errors import FenjiError
from fenji.pipeline import asking
from fenji.result import Result
from fenji.review import border
from fenji.review.bands_for import bands_for, scorer_of
from fenji.review.border import Reach, around, roundest
from fenji.review.changes import changed
from fenji.review.simulate import graded_by
from fenji.review.suggest import Target, border_for, borders_by, kept_in_order, usual_cuts
from fenji.scheme.calibrated import calibrate_scheme
from fenji.scheme.load import read_scheme
from tests.fenji.scores.asked import table_of
from tests.sample_result import sample_result

RULES = """
name: rules
title: {zh: 规则, en: Rules}
currency: CNY
grade_by: rules
tiers:
  - {key: A, name: A, colour: "#D98200", when: {metric: order_count, above: 20}}
  - key: B
    name: B
    colour: "#0072B2"
    when: {all: [{metric: order_count, at_least: 1}, {metric: net_revenue, above: 900}]}
  - {key: C, name: C, colour: "#009E73", rest: true}
"""


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    engine = DuckDBEngine.in_memory()
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def graded() -> Iterator[Result]:
    result = sample_result(200)
    yield result
    result.engine.close()


@pytest.mark.parametrize(
    ("words", "kind", "amount"),
    [
        ("50% of revenue", "revenue", "0.5"),
        ("50% 金额", "revenue", "0.5"),
        ("金额的30%", "revenue", "0.3"),
        ("15%", "share", "0.15"),
        ("15% of customers", "share", "0.15"),
        ("15％ 的客户", "share", "0.15"),
        ("300", "heads", "300"),
        ("1,300 customers", "heads", "1300"),
        ("300 位客户", "heads", "300"),
    ],
)
def test_a_target_is_read_as_people_write_it(words: str, kind: str, amount: str) -> None:
    assert Target.read(words) == Target(kind, Decimal(amount))  # type: ignore[arg-type]


@pytest.mark.parametrize("words", ["", "half", "120% of revenue", "0%", "3.5 customers", "50% of profit", "0"])
def test_what_is_no_target_is_refused_with_how_to_write_one(words: str) -> None:
    with pytest.raises(FenjiError, match="50% of revenue"):
        Target.read(words)


@pytest.mark.parametrize(
    ("low", "high", "scale", "number"),
    [
        (76_250_000, 78_437_500, 6, "78"),
        (78_100_000, 78_437_500, 6, "78.4"),
        (None, 20_000_000, 6, "20"),
        (79_999_999, 80_000_000, 6, "80"),
    ],
)
def test_a_border_is_the_roundest_number_that_moves_nobody(low: int | None, high: int, scale: int, number: str) -> None:
    assert str(roundest(low, high, scale=scale, coarsest=0)) == number


@settings(max_examples=60, deadline=None)
@given(st.integers(-(10**9), 10**9), st.integers(1, 10**9), st.sampled_from([0, 2, 6]))
def test_the_roundest_number_lies_above_the_one_and_not_above_the_other(low: int, width: int, scale: int) -> None:
    units = roundest(low, low + width, scale=scale).scaleb(scale)
    assert low < units <= low + width


def test_a_target_lies_between_two_values_that_customers_have(engine: DuckDBEngine) -> None:
    table, ask = table_of(engine, value=("count", [90, 90, 80, 70, 70, 70]), revenue=("money", [Decimal(10)] * 6))
    found = around(table, Decimal(4), "customers", ask)
    assert found.reaching == Reach(70, 6, Decimal(60))
    assert found.short == Reach(80, 3, Decimal(30))
    assert around(table, Decimal(1), "customers", ask).short is None
    assert around(table, Decimal(7), "customers", ask).reaching is None
    assert around(table.filter(table.value > 100), Decimal(1), "customers", ask).short is None


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.tuples(st.integers(-50, 10**9), st.integers(0, 5000)), min_size=1, max_size=60),
    st.integers(1, 99),
    st.sampled_from(["customers", "revenue"]),
)
def test_searching_by_thresholds_finds_what_sorting_finds(rows: list[tuple[int, int]], percent: int, of: Any) -> None:
    engine = _shared_engine()
    values, money = zip(*rows, strict=True)
    table, ask = table_of(engine, value=("count", values), revenue=("money", [Decimal(one) for one in money]))
    whole = Decimal(len(rows) if of == "customers" else sum(money)) * percent / 100
    by_sorting = around(table, whole, of, ask)
    kept, border._MOST_VALUES = border._MOST_VALUES, 0
    try:
        assert around(table, whole, of, ask) == by_sorting
    finally:
        border._MOST_VALUES = kept


def _shared_engine() -> DuckDBEngine:
    if not _ENGINES:
        _ENGINES.append(DuckDBEngine.in_memory())
    return _ENGINES[0]


_ENGINES: list[DuckDBEngine] = []


@pytest.mark.parametrize("words", ["50% of revenue", "60 customers", "25% of customers", "5% of revenue"])
def test_the_tier_then_holds_exactly_what_the_proposal_says(graded: Result, words: str) -> None:
    table, target = _table(graded), Target.read(words)
    proposal = border_for(table, graded.scheme, "VIP", target, asking(graded.engine))
    rows = [row for row in graded.rows() if row["score"] is not None and row["score"] >= proposal.now]
    assert len(rows) == proposal.chosen.customers
    assert sum((row["net_revenue"] for row in rows), Decimal(0)) == proposal.chosen.revenue
    assert proposal.path == "tiers.VIP.from_score"
    everything = sum((row["net_revenue"] for row in graded.rows()), Decimal(0))
    if target.kind == "revenue":
        assert proposal.chosen.revenue >= target.amount * everything
        assert (proposal.other is None) is (proposal.outcome == "tied")
        assert proposal.other is None or proposal.other.revenue < target.amount * everything
    if target.kind == "heads" and proposal.outcome == "between":
        assert proposal.other is not None
        assert proposal.chosen.customers < 60 < proposal.other.customers


def test_the_tiers_above_stay_as_they_are(graded: Result) -> None:
    proposal = border_for(_table(graded), graded.scheme, "regular", Target.read("40"), asking(graded.engine))
    scheme = changed(graded.scheme.scheme, {proposal.path: proposal.now}).scheme
    assert scheme.tier("VIP").from_score == 80
    between = [row for row in graded.rows() if proposal.now <= row["score"] < 80]
    assert len(between) == proposal.chosen.customers <= 40


def test_more_than_everybody_is_everybody(graded: Result) -> None:
    proposal = border_for(_table(graded), graded.scheme, "VIP", Target.read("5000"), asking(graded.engine))
    assert (proposal.outcome, proposal.chosen.customers, proposal.other) == ("everybody", 200, None)


def test_a_tie_at_the_top_is_said(engine: DuckDBEngine, graded: Result) -> None:
    tied = _table(graded).mutate(total=100_000_000, rung=1)
    proposal = border_for(tied, graded.scheme, "VIP", Target.read("10"), asking(graded.engine))
    assert (proposal.outcome, proposal.chosen.customers) == ("tied", 200)


def test_by_rules_the_lower_limit_on_money_moves(graded: Result) -> None:
    scheme = read_scheme(RULES)
    ask = asking(graded.engine)
    measured = _table(graded).select("customer_id", *(one.column for one in scheme.measures()))
    calibrated = calibrate_scheme(scheme, measured, ask)
    proposal = border_for(graded_by(measured, calibrated), calibrated, "B", Target.read("30"), ask)
    assert proposal.path == "tiers.B.when.net_revenue.above"
    after = calibrate_scheme(changed(scheme, {proposal.path: proposal.now}).scheme, measured, ask)
    rows = graded.engine.rows(graded.engine.compile(graded_by(measured, after)))
    assert sum(row["tier"] == "B" for row in rows) == proposal.chosen.customers <= 30


@pytest.mark.parametrize(("tier", "said"), [("potential", "everyone who is left"), ("VPI", "VIP")])
def test_a_tier_without_a_border_is_refused(graded: Result, tier: str, said: str) -> None:
    with pytest.raises(FenjiError, match=said):
        border_for(_table(graded), graded.scheme, tier, Target.read("10"), asking(graded.engine))


def test_tiers_below_come_down_with_a_border_that_meets_them(graded: Result) -> None:
    assert kept_in_order(graded.scheme, "VIP", Decimal(60)) == {}
    assert kept_in_order(graded.scheme, "VIP", Decimal(40)) == {"tiers.regular.from_score": Decimal(22)}


@pytest.mark.parametrize("method", ["quantiles", "jenks", "pareto"])
def test_all_borders_by_a_method_make_a_standard_without_mistakes(graded: Result, method: Any) -> None:
    found = borders_by(_table(graded), graded.scheme, method, asking(graded.engine))
    assert list(found) == ["VIP", "regular"]
    changes = {f"tiers.{key}.from_score": number for key, number in found.items()}
    scheme = changed(graded.scheme.scheme, changes).scheme
    if method == "pareto":
        top = [row["net_revenue"] for row in graded.rows() if row["score"] >= scheme.tier("VIP").from_score]
        assert sum(top) >= Decimal("0.8") * sum(row["net_revenue"] for row in graded.rows())


def test_shares_that_do_not_fit_the_tiers_are_refused(graded: Result) -> None:
    with pytest.raises(FenjiError, match="3 tiers need 2"):
        borders_by(_table(graded), graded.scheme, "pareto", asking(graded.engine), cuts=[Decimal(80)])
    assert usual_cuts(3) == (80, 95)


def test_rules_have_no_score_borders(graded: Result) -> None:
    scheme = read_scheme(RULES)
    measured = _table(graded)
    with pytest.raises(FenjiError, match="by rules"):
        borders_by(measured, calibrate_scheme(scheme, measured, asking(graded.engine)), "jenks", asking(graded.engine))


@pytest.mark.parametrize("method", ["quantiles", "jenks", "pareto"])
@pytest.mark.parametrize("name", ["net_revenue", "recency_days"])
def test_bands_of_a_figure_hold_whom_they_say(graded: Result, method: Any, name: str) -> None:
    bands = bands_for(_table(graded), graded.scheme, name, method, asking(graded.engine), bins=4)
    values = [row[name] for row in graded.rows() if row[name] is not None]
    starts = [band.start for band in bands[1:]]
    assert starts == sorted(starts)
    for band, following in zip(bands, [*starts, None], strict=True):
        inside = [v for v in values if (band.start is None or v >= band.start) and (following is None or v < following)]
        assert len(inside) == band.customers
    points = [band.points for band in bands]
    assert points == sorted(points, reverse=name == "recency_days")
    changes = {"currency": "CNY", f"criteria.{name}.scorer": scorer_of(bands)}
    assert changed(graded.scheme.scheme, changes).scheme.criterion(name).scorer.kind == "bands"


def test_bands_of_an_unknown_criterion_are_refused(graded: Result) -> None:
    with pytest.raises(FenjiError, match="net_revenue"):
        bands_for(_table(graded), graded.scheme, "net_revenu", "jenks", asking(graded.engine))


def _table(graded: Result) -> Any:
    return graded.engine.table(graded.relation)
