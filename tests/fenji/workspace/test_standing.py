"""Standing in a workspace: runs go on from the run before, replay, late and refunded orders, past days in order."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fenji.errors import Cancelled, FenjiError, NothingToGrade
from fenji.grades.standing import STANDING
from fenji.result import Result
from fenji.review.ending import ending
from fenji.workspace.backfill import backfill, days_of
from fenji.workspace.overrides import set_override
from fenji.workspace.rebuild import rebuild
from fenji.workspace.restated import restated
from fenji.workspace.workspace import Workspace

SCHEME = """
name: bank
title: {zh: 银行客户分级, en: Bank}
currency: CNY
window: 30 days
criteria:
  - {metric: net_revenue, weight: 100%, scorer: {kind: scale, low: 0, high: 100}}
tiers:
  - {key: gold, name: {zh: 金卡, en: Gold}, colour: "#D98200", icon: {shape: crown}, from_score: 80}
  - {key: silver, name: {zh: 银卡, en: Silver}, colour: "#0072B2", icon: {shape: star}, from_score: 50}
  - {key: plain, name: {zh: 普卡, en: Plain}, colour: "#5B6770", icon: {shape: circle}, rest: true}
transitions:
  evaluate: month
  grace: 3 runs
  warn_days: 31
  tiers:
    gold: {keep: {from_score: 70}, demotion: one_rung}
"""
MONTHS = [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 30), date(2024, 5, 31)]
# C1 is gold for two months and buys no more; C2 always; C4 rises by the order that is refunded in April.
ORDERS = "order_id,customer_id,ordered_at,amount\n" + "".join(
    f"{customer}-{month},{customer},2024-{month:02}-15 10:00,{amount}\n"
    for customer, months, amount in (("C1", (1, 2), 95), ("C2", (1, 2, 3, 4, 5), 95), ("C3", (1, 2, 3, 4, 5), 60))
    for month in months
) + "C4-1,C4,2024-01-10 10:00,55\nC4-2,C4,2024-02-10 10:00,90\n"  # fmt: skip
REFUND = "order_id,customer_id,ordered_at,amount,refund_of\nR1,C4,2024-04-05 10:00,-90,C4-2\n"
LATE = "order_id,customer_id,ordered_at,amount\nL1,C3,2024-03-20 10:00,35\n"


def bring(shop: Workspace, text: str, name: str) -> None:
    path = shop.folder.parent / name
    path.write_text(text, "utf-8")
    shop.import_file(path, "orders")


def made(folder: Path) -> Workspace:
    shop = Workspace.create(folder / "shop")
    bring(shop, ORDERS, "orders.csv")
    (shop.folder / "schemes" / "bank.yaml").write_text(SCHEME, "utf-8")
    return shop


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """January to May graded in order, the refund imported in April; tests only read it."""
    shop = made(tmp_path_factory.mktemp("bank"))
    for day in MONTHS:
        if day == MONTHS[3]:
            bring(shop, REFUND, "refund.csv")
        shop.grade("bank", as_of=day).engine.close()
    return shop


def row(result: Result, customer: str) -> dict[str, Any]:
    return dict(result.customer(customer).row)


def said(shop: Workspace, customer: str) -> list[str]:
    return [row(shop.result(run.id), customer)["reason"] for run in shop.runs("bank")]


def test_a_tier_is_held_through_its_grace_and_the_systems_grade_stays_beside(shop: Workspace) -> None:
    assert said(shop, "C1") == ["score:gold", "score:gold", "held:grace", "held:grace", "stepped:gold"]
    third = row(shop.result(shop.runs("bank")[2].id), "C1")
    assert (third["tier"], third["system_tier"], third["move"]) == ("gold", "plain", "same")
    last = row(shop.result(shop.runs("bank")[4].id), "C1")
    assert (last["tier"], last["system_tier"], last["move"]) == ("silver", "plain", "demotion")


def test_a_promotion_whose_order_was_refunded_later_is_undone_at_once(shop: Workspace) -> None:
    assert said(shop, "C4") == ["score:silver", "score:gold", "held:grace", "reversed:gold", "held:grace"]
    assert row(shop.result(shop.runs("bank")[3].id), "C4")["tier"] == "silver"


def test_every_run_names_the_run_before_and_replays_to_its_digest(shop: Workspace) -> None:
    runs = shop.runs("bank")
    assert [run.previous_id for run in runs] == [None, *(run.id for run in runs[:-1])]
    for run in runs:
        kept, now = shop.replay(run.id)
        assert kept == now == run.digest


def test_history_counts_the_tiers_that_hold(shop: Workspace) -> None:
    points = shop.result(shop.runs("bank")[2].id).history()
    assert {(point.as_of, point.customers) for point in points if point.tier == "gold"} == {
        (MONTHS[0], 2), (MONTHS[1], 3), (MONTHS[2], 3)}  # fmt: skip


def test_whose_tier_ends_soon_is_listed_with_what_keeps_it(shop: Workspace) -> None:
    april = shop.result(shop.runs("bank")[3].id)
    (one,) = ending(april)
    assert (one.customer_id, one.tier, one.next_tier) == ("C1", "gold", "silver")
    assert (one.leaves_on, one.runs_left, one.score_gap) == (date(2024, 5, 31), 1, Decimal(70))
    assert [(step.column, step.needed) for step in one.steps] == [("net_revenue", 70)]
    assert row(april, "C1")["warned_on"] == MONTHS[3]
    assert ending(april, within=30) == []


def test_a_day_graded_again_after_a_late_order_says_the_same_of_standing_and_both_can_be_compared(
    tmp_path: Path,
) -> None:
    shop = made(tmp_path)
    shop.grade("bank", as_of=MONTHS[1])
    first = shop.grade("bank", as_of=MONTHS[2])
    state = {name: row(first, "C1")[name] for name in STANDING}
    assert restated(shop, first.run.id).differing == 0
    bring(shop, LATE, "late.csv")
    before = shop.lake.snapshot()
    found = restated(shop, first.run.id)
    assert (found.moved, found.differing) == (1, 1)
    assert [(one.customer_id, one.tier_then, one.tier_now) for one in found.customers] == [("C3", "silver", "gold")]
    assert [(one.customers_then, one.customers_now) for one in found.tiers] == [(3, 4), (1, 0), (0, 0)]
    assert shop.lake.snapshot() == before
    again = shop.grade("bank", as_of=MONTHS[2])
    assert (again.run.id, again.run.previous_id) != (first.run.id, None)
    assert {name: row(again, "C1")[name] for name in STANDING} == state
    april = shop.grade("bank", as_of=MONTHS[3])
    assert april.run.previous_id == again.run.id
    assert shop.grade("bank", as_of=MONTHS[3]).run == april.run
    rebuild(shop)
    kept, now = shop.replay(april.run.id)
    assert kept == now == april.run.digest


def test_an_override_stands_above_protection_and_leaves_it_as_it_was(tmp_path: Path) -> None:
    shop = made(tmp_path)
    shop.grade("bank", as_of=MONTHS[1])
    scheme = shop.scheme("bank")
    set_override(shop, "C1", scheme=scheme, tier="plain", begins_on=date(2024, 3, 1), until=MONTHS[2], reason="asked")
    march, april = (shop.grade("bank", as_of=day) for day in MONTHS[2:4])
    assert (row(march, "C1")["tier"], row(march, "C1")["standing_tier"]) == ("plain", "gold")
    assert row(march, "C1")["reason"].startswith("override:")
    assert (row(april, "C1")["tier"], row(april, "C1")["reason"]) == ("gold", "held:grace")
    for run in (march.run, april.run):
        assert shop.replay(run.id)[0] == shop.replay(run.id)[1]


def test_past_days_are_graded_in_order_and_after_a_stop_the_same_question_goes_on_where_it_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = made(tmp_path)
    asked: dict[str, Any] = {"every": "month", "first": date(2023, 12, 1), "last": MONTHS[2]}
    days = backfill(shop, "bank", **asked)
    assert (next(days).run, next(days).as_of) == (None, MONTHS[0])
    monkeypatch.setenv("FENJI_FAILPOINT", "commit.before_sync:interrupt")
    with pytest.raises(Cancelled, match="2 of 4"):
        next(days)
    monkeypatch.delenv("FENJI_FAILPOINT")
    assert len(shop.runs("bank")) == 1
    shares: list[float] = []
    again = list(backfill(shop, "bank", **asked, progress=lambda _, share: shares.append(share)))
    assert [day.as_of for day in again] == [date(2023, 12, 31), *MONTHS[:3]]
    assert [day.is_kept for day in again] == [False, True, False, False]
    assert (shares[-1], shares) == (1, sorted(shares))
    assert {run.version for run in shop.runs("bank")} == {1}
    assert said(shop, "C1") == ["score:gold", "score:gold", "held:grace"]


@pytest.mark.parametrize(("every", "first", "last", "count"), [
    ("week", date(2024, 1, 1), date(2024, 1, 14), 2),
    ("week", date(2024, 1, 8), date(2024, 1, 13), 0),
    ("month", date(2024, 1, 31), date(2024, 2, 28), 1),
    ("quarter", date(2023, 1, 1), date(2024, 12, 31), 8),
    ("month", date(2024, 2, 1), date(2024, 1, 1), 0),
])  # fmt: skip
def test_days_of_a_stretch_are_the_last_of_their_week_month_or_quarter(
    every: Any, first: date, last: date, count: int
) -> None:
    assert len(days_of(every, first, last)) == count


def test_a_stretch_without_a_day_is_refused(shop: Workspace) -> None:
    with pytest.raises(FenjiError, match="--from, --to"):
        list(backfill(shop, "bank", every="quarter", first=MONTHS[0], last=MONTHS[1]))
    with pytest.raises(FenjiError, match="1000"):
        list(backfill(shop, "bank", every="week", first=date(1990, 1, 1), last=MONTHS[1]))


def test_a_standard_that_finds_no_customers_on_the_last_day_is_refused(tmp_path: Path) -> None:
    shop = made(tmp_path)
    with pytest.raises(NothingToGrade):
        list(backfill(shop, "bank", every="month", first=date(2020, 1, 1), last=date(2020, 3, 1)))
