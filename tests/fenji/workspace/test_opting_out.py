"""Whoever has opted out of profiling is not graded, in no segment, and moves nobody's cut points; old runs replay."""

from __future__ import annotations

from pathlib import Path

import pytest

from fenji.errors import FenjiError
from fenji.workspace.duplicates import merge
from fenji.workspace.opting_out import opt_in, opt_out, opt_outs
from fenji.workspace.workspace import Workspace
from tests.fenji.workspace.decided import JUNE, MAY, mine, shop, tiers

BY_QUANTILES = ("scorer: {kind: bands, bands: [{to: 1000, points: 0}, {from: 1000, to: 5000, points: 50}, "
                "{from: 5000, points: 100}]}")  # fmt: skip


@pytest.fixture
def mart(tmp_path: Path) -> Workspace:
    return shop(tmp_path / "shop", asked_by="李雷")


def test_who_opted_out_is_shown_as_not_graded_never_as_the_last_tier_and_old_runs_replay(mart: Workspace) -> None:
    before = mart.grade("mine", as_of=JUNE)
    assert opt_out(mart, "C1", said_by="hotline", reason="asked by telephone").holds
    after = mart.grade("mine", as_of=JUNE)
    row = after.customer("C1").row
    assert (row["tier"], row["rung"], row["reason"], row["name"]) == (None, None, "ungraded:opted_out", "C1")
    figures = {
        name: row[name] for name in ("net_revenue", "order_count", "recency_days", "total", "points_net_revenue")
    }
    assert set(figures.values()) == {None}
    assert {one["customer_id"]: one["tier"] for one in after.rows()} == {**tiers_of(before), "C1": None}
    assert [note.zh for note in after.run.notes] == ["1 位客户已拒绝画像：不评级，其数据不计入任何指标"]
    assert [(one.tier, one.customers) for one in after.tiers() if one.tier is None] == [(None, 1)]
    for run in (before.run, after.run):
        assert mart.replay(run.id) == (run.digest, run.digest)


def test_an_earlier_day_graded_later_is_without_them_too(mart: Workspace) -> None:
    opt_out(mart, "C1", said_by="letter", reason="wrote to us")
    assert tiers(mart, MAY)["C1"] is None


def test_cut_points_are_found_without_them(mart: Workspace) -> None:
    quantiles = mine(*_changed())
    with_all = mart.grade(quantiles, as_of=JUNE).scheme.learned["net_revenue"]
    opt_out(mart, "C1", said_by="letter", reason="wrote to us")
    without = mart.grade(quantiles, as_of=JUNE, recalibrate=True).scheme.learned["net_revenue"]
    assert with_all != without


def test_they_are_in_no_segment_and_in_no_preview(mart: Workspace) -> None:
    opt_out(mart, "C1", said_by="letter", reason="wrote to us")
    result = mart.grade("mine", as_of=JUNE)
    row = result.customer("C1").row
    assert {name: row[name] for name in ("rfm_class", "abc", "stage") if name in row} == {
        name: None for name in ("rfm_class", "abc", "stage") if name in row
    }
    found = mart.simulate({"tiers.VIP.from_score": 95}, scheme="mine", as_of=JUNE)
    assert found.customers() == 3


def test_a_tier_set_by_hand_does_not_bring_them_back(mart: Workspace) -> None:
    from datetime import date

    from fenji.workspace.overrides import set_override

    set_override(mart, "C1", scheme=mine(), tier="VIP", until=date(2024, 12, 31), reason="friend of the house")
    opt_out(mart, "C1", said_by="letter", reason="wrote to us")
    assert tiers(mart)["C1"] is None


def test_an_opt_out_goes_with_the_customer_into_a_merge_and_back(mart: Workspace) -> None:
    opt_out(mart, "C3", said_by="letter", reason="wrote to us")
    merge(mart, {"C3": "C1"}, reason="one person")
    assert tiers(mart) == {"C1": None, "C2": "regular", "C4": "regular"}
    assert [one.customer_id for one in opt_in(mart, "C1", said_by="letter", reason="wants it again")] == ["C3"]
    assert tiers(mart)["C1"] == "VIP"
    assert [(one.customer_id, one.holds) for one in opt_outs(mart.lake)] == [("C3", False)]


def test_twice_is_refused_and_so_is_what_never_was(mart: Workspace) -> None:
    opt_out(mart, "C1", said_by="letter", reason="wrote to us")
    with pytest.raises(FenjiError):
        opt_out(mart, "C1", said_by="letter", reason="again")
    with pytest.raises(FenjiError):
        opt_in(mart, "C2", said_by="letter", reason="?")
    with pytest.raises(FenjiError):
        opt_out(mart, "C9", said_by="letter", reason="?")


def test_the_explanation_says_why_and_looks_at_nothing(mart: Workspace) -> None:
    from fenji.workspace.explaining import explain

    opt_out(mart, "C1", said_by="letter", reason="wrote to us")
    told = explain(mart, mart.grade("mine", as_of=JUNE), "C1")
    assert told.reason.zh == "未评级：本人已拒绝画像"
    assert told.outlook is None
    assert [line.zh for line in told.outlook_lines] == ["本人撤销拒绝后，将重新参与评级"]


def tiers_of(result: object) -> dict[str, object]:
    return {row["customer_id"]: row["tier"] for row in result.rows()}  # type: ignore[attr-defined]


def _changed() -> tuple[str, tuple[str, str]]:
    from tests.fenji.workspace.decided import TEXT

    return TEXT, (BY_QUANTILES, "scorer: {kind: quantiles, bins: 2}")
