"""Previews in a workspace: equal to really grading, nothing written, figures measured once and kept while they hold."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fenji.errors import FenjiError
from fenji.review.changes import changed
from fenji.review.suggest import Target
from fenji.scheme.load import standard_text
from fenji.workspace import measured
from fenji.workspace.evaluating import Trial
from fenji.workspace.suggesting import Question
from fenji.workspace.workspace import Workspace
from tests.sample_result import sample_tables

MAY, JUNE = date(2024, 5, 31), date(2024, 6, 30)
PROTECTED = standard_text("value").replace("name: value", "name: held") + "\ntransitions:\n  grace: 90 days\n"


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with 120 customers, graded twice by `value` and by a standard that protects."""
    desk = tmp_path_factory.mktemp("desk")
    workspace = Workspace.create(desk / "shop")
    orders = [row for row in sample_tables(120)["orders"] if row["kind"] == "sale"]
    lines = [f"{one['order_id']},{one['customer_id']},{one['ordered_on']} 12:00,{one['amount']}" for one in orders]
    (desk / "orders.csv").write_text("\n".join(["order_id,customer_id,ordered_at,amount", *lines]), "utf-8")
    workspace.import_file(desk / "orders.csv", "orders")
    (workspace.folder / "schemes" / "held.yaml").write_text(PROTECTED, "utf-8")
    for scheme in ("value", "held"):
        for day in (MAY, JUNE):
            workspace.grade(scheme, as_of=day)
    workspace.close()
    return workspace.folder


@pytest.fixture
def shop(graded: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A copy of it to work in."""
    shutil.copytree(graded, tmp_path / "shop")
    workspace = Workspace.open(tmp_path / "shop")
    yield workspace
    workspace.close()


@pytest.fixture(scope="module")
def kept(graded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A copy that previews leave as it is."""
    folder = tmp_path_factory.mktemp("kept") / "shop"
    shutil.copytree(graded, folder)
    workspace = Workspace.open(folder)
    yield workspace
    workspace.close()


def files(workspace: Workspace) -> list[str]:
    return sorted(path.name for path in (workspace.folder / "runs" / "measured").glob("*"))


def tiers(workspace: Workspace, sql: str) -> dict[str, str]:
    return {row["customer_id"]: row["tier"] for row in workspace.lake.engine.rows(sql)}


def test_a_preview_is_what_grading_by_the_changed_standard_gives_then(shop: Workspace) -> None:
    changes = {"criteria.net_revenue.weight": "0.5", "tiers.VIP.from_score": 75}
    preview = shop.simulate(changes, scheme="value", recalibrate=True)
    seen = tiers(shop, shop.lake.engine.compile(preview.graded))
    scheme = changed(shop.scheme("value"), changes).scheme
    result = shop.grade(scheme, as_of=JUNE)
    assert {row["customer_id"]: row["tier"] for row in result.rows()} == seen
    before = {one.tier: one.customers_after for one in preview.tiers()}
    assert before == {one.tier.key: one.customers for one in result.tiers() if one.tier}


def test_the_standard_as_it_is_is_the_run_that_is_kept(kept: Workspace) -> None:
    preview = kept.simulate({"tiers.VIP.from_score": 75}, scheme="value")
    assert (preview.as_of, preview.before.version) == (JUNE, 1)
    run = kept.result(scheme="value")
    assert {one.tier: one.customers_before for one in preview.tiers()} == {
        one.tier.key: one.customers for one in run.tiers() if one.tier
    }


def test_nothing_is_written_into_the_lake(kept: Workspace) -> None:
    before, runs = kept.lake.snapshot(), kept.runs()
    kept.simulate({"criteria.net_revenue.weight": "0.4"}).movers()
    kept.suggest(Question(tier="VIP", target=Target.read("50% of revenue")))
    kept.evaluate(Trial(schemes=("value",), cuts=(date(2024, 3, 31),), horizon=60, samples=20))
    assert (kept.lake.snapshot(), kept.runs()) == (before, runs)


def test_figures_are_measured_once_and_only_missing_ones_again(
    shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []
    real = measured.measure

    def noted(tables: Any, measures: Any, *rest: Any, **more: Any) -> Any:
        asked.append([one.column for one in measures])
        return real(tables, measures, *rest, **more)

    monkeypatch.setattr(measured, "measure", noted)
    shop.simulate({"criteria.net_revenue.weight": "0.5"}).matrix()
    shop.simulate({"criteria.net_revenue.weight": "0.6"}).matrix()
    assert len(asked) == 1
    first = files(shop)
    shop.simulate({"criteria.order_count.window": "90 days"}).matrix()
    assert asked[1:] == [["order_count@90_days"]]
    assert len(files(shop)) == len(first) == 1
    assert files(shop) != first


def test_figures_of_older_data_are_removed(shop: Workspace, tmp_path: Path) -> None:
    shop.simulate({"tiers.VIP.from_score": 75})
    (old,) = files(shop)
    (tmp_path / "more.csv").write_text(
        "order_id,customer_id,ordered_at,amount\nZ1,C0001,2024-06-29 10:00,90000\n", "utf-8"
    )
    shop.import_file(tmp_path / "more.csv", "orders")
    preview = shop.simulate({"tiers.VIP.from_score": 75})
    (new,) = files(shop)
    assert new != old
    row = next(row for row in shop.lake.engine.rows(shop.lake.engine.compile(preview.graded))
               if row["customer_id"] == "C0001")  # fmt: skip
    assert row["net_revenue"] > 90_000


def test_only_the_days_asked_for_last_are_kept(shop: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measured, "MOST_DAYS", 1)
    for day in (1, 2, 3):
        shop.simulate({"tiers.VIP.from_score": 75}, as_of=date(2024, 6, day))
    assert [name.split(".")[1] for name in files(shop)] == ["2024-06-02", "2024-06-03"]


def test_protection_is_what_grading_would_hold(shop: Workspace) -> None:
    preview = shop.simulate({"tiers.VIP.from_score": 90}, scheme="held", recalibrate=True)
    assert preview.held
    assert {one.reason for one in preview.held} == {"held:grace"}
    assert {one.why.zh for one in preview.held} == {"宽限期内"}
    scheme = changed(shop.scheme("held"), {"tiers.VIP.from_score": 90}).scheme
    rows = list(shop.grade(scheme, as_of=JUNE).rows())
    held = [row for row in rows if row["tier"] != row["system_tier"]]
    assert sum(one.customers for one in preview.held) == len(held) > 0


def test_without_an_earlier_run_protection_holds_nobody_and_that_is_said(shop: Workspace) -> None:
    preview = shop.simulate({"tiers.VIP.from_score": 90}, scheme="held", as_of=MAY)
    assert preview.held == ()
    assert "protection holds nobody" in preview.notes[-1].en


def test_another_standard_and_a_version_by_its_number(kept: Workspace) -> None:
    other = kept.simulate("hml", scheme="value")
    assert other.kinds() == {"moved": other.customers()}
    same = kept.simulate("v1", scheme="value")
    assert same.count() == 0


def test_a_standard_never_graded_by_is_previewed_with_the_cut_points_of_today(kept: Workspace) -> None:
    preview = kept.simulate({"tiers.A.from_score": 85}, scheme="abcd")
    assert preview.before.version == 0
    assert "never graded" in preview.notes[1].en


def test_standards_of_two_currencies_are_not_compared(kept: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "dollars.yaml"
    path.write_text(standard_text("value").replace("window: 365 days", "window: 365 days\ncurrency: USD"), "utf-8")
    with pytest.raises(FenjiError, match="one currency"):
        kept.simulate(path, scheme="value")


def test_a_suggestion_is_previewed_and_holds_what_it_says(kept: Workspace) -> None:
    found = kept.suggest(Question(tier="VIP", target=Target.read("50% of revenue")))
    assert found.proposal is not None
    now = next(one for one in found.simulation.tiers() if one.tier == "VIP")
    assert (now.customers_after, now.net_revenue_after) == (
        found.proposal.chosen.customers,
        found.proposal.chosen.revenue,
    )
    assert found.scheme.tier("VIP").from_score == found.proposal.now


@pytest.mark.parametrize("asked", [Question(), Question(tier="VIP"), Question(tier="VIP", method="jenks")])
def test_an_unclear_question_is_refused(kept: Workspace, asked: Question) -> None:
    with pytest.raises(FenjiError, match="--tier VIP"):
        kept.suggest(asked)


def test_a_back_test_sees_nothing_later_than_its_day(shop: Workspace, tmp_path: Path) -> None:
    trial = Trial(schemes=("value", "abcd"), cuts=(date(2024, 3, 31),), horizon=60, samples=20)
    before = shop.evaluate(trial)
    (tmp_path / "late.csv").write_text(
        "order_id,customer_id,ordered_at,amount\nZ1,C0001,2024-06-29 10:00,90000\n", "utf-8"
    )
    shop.import_file(tmp_path / "late.csv", "orders")
    assert shop.evaluate(trial).rated == before.rated
    names = [one.predictor.name for one in before.rated]
    assert names == ["value", "abcd", "last_revenue", "year_revenue", "order_count", "rfm_sum"]
    assert all(one.figures["gini"] is not None for one in before.rated)


def test_many_days_come_from_a_calendar_with_room_before_and_after(kept: Workspace) -> None:
    found = kept.evaluate(Trial(schemes=("hml",), every="quarter", horizon=90, samples=20))
    assert found.cuts[-2:] == (date(2023, 12, 31), date(2024, 3, 31))
    assert 2 <= len(found.cuts) <= 6
    assert found.rated[0].flapping is not None
    assert found.rated[0].figures["gini"] is not None
    later = kept.evaluate(Trial(schemes=("hml",), every="quarter", cuts=(date(2024, 1, 1),), horizon=90, samples=20))
    assert later.cuts == (date(2024, 3, 31),)


@pytest.mark.parametrize(
    ("trial", "said"),
    [
        (Trial(cuts=(JUNE,)), "2024-04-01"),
        (Trial(schemes=("value", "value")), "value,abcd"),
        (Trial(schemes=("valu",)), "value"),
        (Trial(cuts=(date(2001, 1, 1),)), "2001-01-01"),
    ],
)
def test_a_back_test_that_cannot_be_made_is_refused(kept: Workspace, trial: Trial, said: str) -> None:
    with pytest.raises(FenjiError, match=said):
        kept.evaluate(trial)
