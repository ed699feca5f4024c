"""A preview equals grading by the changed standard, customer by customer; matrix, tiers and movers are its counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from fenji.pipeline import asking, run
from fenji.result import Result
from fenji.review.changes import changed
from fenji.review.simulate import simulate, with_cut_points_of
from fenji.review.simulation import Simulation
from fenji.scheme.calibrated import CalibratedScheme
from fenji.tables import CANONICAL
from tests.sample_result import AS_OF, sample_result


@pytest.fixture(scope="module")
def graded() -> Iterator[Result]:
    result = sample_result(200)
    yield result
    result.engine.close()


def preview(graded: Result, changes: dict[str, Any], *, recalibrate: bool = False) -> Simulation:
    """The preview from nothing but the measured figures of a graded result."""
    measured = graded.engine.table(graded.relation)
    measured = measured.select("customer_id", "name", *(one.column for one in graded.scheme.measures()))
    scheme = changed(graded.scheme.scheme, changes).scheme
    after, _ = with_cut_points_of(graded.scheme, scheme, measured, ask=asking(graded.engine), recalibrate=recalibrate)
    return simulate(measured, graded.scheme, after, engine=graded.engine)


@pytest.fixture(scope="module")
def heavier(graded: Result) -> Simulation:
    """Money counts 60 %."""
    return preview(graded, {"criteria.net_revenue.weight": "0.6"})


def really(graded: Result, scheme: CalibratedScheme | Any) -> dict[str, Any]:
    """Every customer's tier, graded from the tables by the pipeline."""
    tables = {name: graded.engine.table(name) for name in CANONICAL if name in ("customers", "orders", "interactions")}
    again = run(tables, scheme, as_of=AS_OF, engine=graded.engine)
    return {row["customer_id"]: (row["tier"], row["total"], row["reason"]) for row in again.rows()}


def previewed(simulation: Simulation) -> dict[str, Any]:
    rows = simulation.engine.rows(simulation.engine.compile(simulation.graded))
    return {row["customer_id"]: (row["tier"], row["total"], row["reason"]) for row in rows}


@pytest.mark.parametrize(
    "changes",
    [
        {"criteria.net_revenue.weight": "0.5"},
        {"tiers.VIP.from_score": 72, "tiers.regular.from_score": 51},
        {"criteria.interaction_count.weight": 0},
        {"criteria.order_count.scorer": "{kind: bands, bands: [{to: 2, points: 10}, {from: 2, points: 80}]}"},
    ],
)
def test_a_preview_is_what_grading_by_the_changed_standard_gives(graded: Result, changes: dict[str, Any]) -> None:
    simulation = preview(graded, changes)
    assert previewed(simulation) == really(graded, simulation.after)


@pytest.mark.parametrize("changes", [{"criteria.net_revenue.scorer.bins": 3}, {"tiers.VIP.from_score": 90}])
def test_recalibrated_it_is_what_grading_for_the_first_time_gives(graded: Result, changes: dict[str, Any]) -> None:
    simulation = preview(graded, changes, recalibrate=True)
    assert previewed(simulation) == really(graded, changed(graded.scheme.scheme, changes).scheme)


def test_cut_points_stay_for_what_is_scored_as_before(graded: Result) -> None:
    simulation = preview(graded, {"criteria.net_revenue.scorer.bins": 3})
    assert simulation.after.learned["order_count"] == graded.scheme.learned["order_count"]
    assert len(simulation.after.learned["net_revenue"].cuts) == 2


def test_an_unchanged_standard_moves_nobody(graded: Result) -> None:
    simulation = preview(graded, {"tiers.VIP.from_score": 80})
    assert (simulation.count(), simulation.movers(), simulation.kinds()) == (0, [], {})
    assert simulation.after.digest == graded.scheme.digest


def test_the_matrix_counts_every_customer_once_and_agrees_with_the_rows(heavier: Simulation) -> None:
    simulation = heavier
    rows = simulation.engine.rows(simulation.engine.compile(simulation.graded))
    counted = Counter((row["from_tier"], row["tier"]) for row in rows)
    assert {(cell.from_tier, cell.to_tier): cell.customers for cell in simulation.matrix()} == dict(counted)
    assert simulation.customers() == 200
    brought = sum((row["from_revenue"] for row in rows if row["from_tier"] == "VIP"), Decimal(0))
    assert next(one for one in simulation.tiers() if one.tier == "VIP").net_revenue_before == brought


def test_tiers_before_and_after_hold_the_same_customers(graded: Result) -> None:
    tiers = preview(graded, {"tiers.VIP.from_score": 95}).tiers()
    assert [one.tier for one in tiers] == ["VIP", "regular", "potential"]
    assert sum(one.customers_before for one in tiers) == sum(one.customers_after for one in tiers) == 200
    assert tiers[0].customers_after < tiers[0].customers_before


def test_movers_come_by_revenue_with_the_reason_in_both_languages(heavier: Simulation) -> None:
    movers = heavier.movers(50)
    revenue = [one.net_revenue for one in movers]
    assert revenue == sorted(revenue, reverse=True)
    assert {one.because for one in movers} == {"standard"}
    for one in movers:
        assert one.why.en.startswith(f"score {one.from_score:.2f}".rstrip("0").rstrip("."))
        assert "总评分" in one.why.zh


def test_a_moved_border_is_the_reason_where_the_score_stays(graded: Result) -> None:
    mover = preview(graded, {"tiers.VIP.from_score": 70}).movers(1)[0]
    assert (mover.kind, mover.from_score) == ("promotion", mover.to_score)
    assert mover.why.en.endswith("stays; VIP now from 70")


def test_who_falls_below_a_raised_border_is_told_which(graded: Result) -> None:
    mover = preview(graded, {"tiers.VIP.from_score": 95}).movers(1)[0]
    assert mover.kind == "demotion"
    assert mover.why.zh.endswith("VIP客户改为 95 分起")


def test_all_movers_can_be_streamed(heavier: Simulation) -> None:
    simulation = heavier
    rows = [row for batch in simulation.batches() for row in batch.to_pylist()]
    assert len(rows) == simulation.count() > 0
    assert [row["customer_id"] for row in rows[:5]] == [one.customer_id for one in simulation.movers(5)]


def test_promotions_and_demotions_can_be_asked_for_alone(heavier: Simulation) -> None:
    simulation = heavier
    for kind in ("promotion", "demotion"):
        assert {one.kind for one in simulation.movers(500, kind)} == {kind}  # type: ignore[arg-type]
        assert len(simulation.movers(500, kind)) == simulation.kinds()[kind]  # type: ignore[arg-type,index]


def test_who_becomes_ungraded_is_told_apart(graded: Result) -> None:
    scheme = graded.scheme.scheme.with_changes(
        ungraded=[{"name": "new", "label": {"zh": "新", "en": "New"}, "when": {"metric": "tenure_days", "below": 300}}]
    )
    after = replace(graded.scheme, scheme=scheme)
    measured = graded.engine.table(graded.relation).mutate(tenure_days=250)
    simulation = simulate(measured, graded.scheme, after, engine=graded.engine)
    assert simulation.kinds() == {"ungraded": 200}
    last = simulation.tiers()[-1]
    assert (last.tier, last.customers_before, last.customers_after) == (None, 0, 200)
    assert simulation.movers(1)[0].why.en == "not graded: New"


def test_standards_with_other_tiers_only_move(graded: Result) -> None:
    scheme = graded.scheme.scheme.with_changes(tiers=[
        {"key": "top", "name": "T", "colour": "#D98200", "from_score": 50}, {"key": "low", "name": "L",
         "colour": "#0072B2", "rest": True}])  # fmt: skip
    after = replace(graded.scheme, scheme=scheme)
    simulation = simulate(graded.engine.table(graded.relation), graded.scheme, after, engine=graded.engine)
    assert simulation.kinds() == {"moved": 200}
    assert {cell.to_tier for cell in simulation.matrix()} == {"top", "low"}
    assert {one.tier for one in simulation.tiers()} == {"top", "low", "VIP", "regular", "potential"}
