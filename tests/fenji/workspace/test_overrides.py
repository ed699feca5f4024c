"""A tier set by a person: it holds to its last day, beside the system's grade, and the way back is open."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from fenji.errors import LakeBusy, UnknownCustomer, UnknownName, WorkspaceError
from fenji.lake.lock import WriteLock
from fenji.workspace import decisions
from fenji.workspace.approval import Approval
from fenji.workspace.duplicates import merge
from fenji.workspace.override_alerts import told
from fenji.workspace.overrides import (
    Override,
    approve_override,
    end_override,
    overrides,
    overrides_as_of,
    reject_override,
    set_override,
)
from fenji.workspace.workspace import Workspace
from tests.fenji.workspace.decided import JUNE, MAY, by, mine, shop, tiers


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A graded shop for questions that are refused; nothing is ever kept in it."""
    workspace = shop(tmp_path_factory.mktemp("asked") / "shop")
    workspace.grade("mine", as_of=JUNE)
    return workspace


@pytest.fixture
def mart(tmp_path: Path) -> Workspace:
    workspace = shop(tmp_path / "shop", asked_by="李雷")
    workspace.grade("mine", as_of=JUNE)
    return workspace


def setting(workspace: Workspace, customer: str = "C3", tier: str = "VIP", **more: object) -> Override:
    asked = {"until": date(2024, 7, 31), "reason": "key account", **more}
    return set_override(workspace, customer, scheme=mine(), tier=tier, **asked)  # type: ignore[arg-type]


def test_an_override_holds_from_its_first_to_its_last_day_both_included(mart: Workspace) -> None:
    one = setting(mart, until=date(2024, 7, 1))
    assert (one.begins_on, one.actor, one.state) == (JUNE, "李雷", "set")
    assert tiers(mart, MAY)["C3"] == "small"
    row = mart.grade("mine", as_of=JUNE).customer("C3").row
    assert (row["tier"], row["reason"]) == ("VIP", "override:1")
    assert (row["system_tier"], row["system_reason"]) == ("small", "rest:small")
    assert tiers(mart, date(2024, 7, 1))["C3"] == "VIP"
    assert tiers(mart, date(2024, 7, 2))["C3"] == "small"


def test_ending_an_override_gives_the_customer_back_to_the_system_and_old_runs_replay(mart: Workspace) -> None:
    before = mart.grade("mine", as_of=JUNE).run
    setting(mart)
    during = mart.grade("mine", as_of=JUNE).run
    ended = end_override(by(mart, "韩梅"), 1, reason="contract ended")
    after = mart.grade("mine", as_of=JUNE).run
    assert (ended.state, ended.ended_by, ended.ended_reason) == ("ended", "韩梅", "contract ended")
    assert len({before.id, during.id, after.id}) == 3
    assert after.digest == before.digest != during.digest
    for run in (before, during, after):
        kept, now = mart.replay(run.id)
        assert kept == now == run.digest
    with pytest.raises(WorkspaceError, match="does not hold any more"):
        end_override(mart, 1, reason="again")


def test_a_later_override_ends_the_earlier_one_for_good(mart: Workspace) -> None:
    setting(mart, until=date(2024, 12, 31))
    setting(mart, tier="普通客户", until=date(2024, 7, 31))
    first, second = overrides(mart.lake, "mine")
    assert (first.state, first.ended_reason, second.tier) == ("ended", "#2", "regular")
    assert tiers(mart, date(2024, 7, 31))["C3"] == "regular"
    assert tiers(mart, date(2024, 8, 1))["C3"] == "small"


def test_where_the_policy_asks_a_second_person_lets_it_hold(tmp_path: Path) -> None:
    workspace = shop(tmp_path / "shop", asked_by="李雷", approval=Approval())
    waiting = setting(workspace, begins_on=MAY)
    assert waiting.state == "waiting"
    assert overrides_as_of(workspace.lake, "mine", JUNE) is not None
    assert held(workspace, JUNE) == {}
    with pytest.raises(WorkspaceError, match="may not approve it too"):
        approve_override(by(workspace, " 李雷 "), 1)
    with pytest.raises(WorkspaceError, match="may not approve it too"):
        setting(workspace, approver="李雷")
    approved = approve_override(by(workspace, "王总"), 1)
    assert (approved.state, approved.approver, approved.actor) == ("set", "王总", "李雷")
    assert held(workspace, JUNE) == {"C3": "VIP"}
    setting(workspace, "C2")
    assert reject_override(by(workspace, "王总"), 2, reason="no contract").state == "rejected"
    assert held(workspace, JUNE) == {"C3": "VIP"}
    with pytest.raises(WorkspaceError, match="does not wait"):
        approve_override(by(workspace, "王总"), 2)
    named = setting(workspace, "C2", approver="王总")
    assert (named.state, named.approver) == ("set", "王总")


def held(workspace: Workspace, day: date) -> dict[str, str]:
    table = overrides_as_of(workspace.lake, "mine", day)
    assert table is not None
    rows = workspace.lake.engine.rows(workspace.lake.engine.compile(table))
    return {row["customer_id"]: row["tier"] for row in rows}


def test_the_override_of_a_merged_customer_is_the_survivors(mart: Workspace) -> None:
    setting(mart)
    setting(mart, "C2", tier="small")
    merge(mart, {"C3": "C1"}, reason="one person")
    row = mart.grade("mine", as_of=JUNE).customer("C1").row
    assert (row["tier"], row["system_tier"]) == ("VIP", "VIP")
    assert {one.override.customer_id: one.is_passed for one in told(mart)} == {"C3": True, "C2": True}


def test_alerts_tell_what_expires_and_what_the_system_has_caught_up_with(mart: Workspace) -> None:
    setting(mart, "C1", tier="regular", until=date(2024, 7, 10))
    setting(mart, "C3", until=date(2024, 12, 31))
    setting(mart, "C2", until=date(2024, 6, 30))
    mart.grade("mine", as_of=JUNE)
    now = {one.override.customer_id: one for one in told(mart)}
    assert {name: (one.standing, one.days_left, one.system_tier, one.is_passed) for name, one in now.items()} == {
        "C1": ("holds", 10, "VIP", True),
        "C2": ("holds", 0, "regular", False),
        "C3": ("holds", 184, "small", False),
    }
    assert [name for name, one in now.items() if one.expires_within(30)] == ["C2", "C1"]
    mart.grade("mine", as_of=date(2024, 7, 11))
    assert {one.override.customer_id: one.standing for one in told(mart)} == {
        "C1": "expired",
        "C2": "expired",
        "C3": "holds",
    }


@pytest.mark.parametrize(
    ("changes", "error", "where", "en", "zh"),
    [
        ({"customer": "C9"}, UnknownCustomer, "override", "no customer has the id 'C9'", "没有ID为“C9”的客户"),
        ({"tier": "VPI"}, UnknownName, "--tier (mine)", "there is no tier called 'VPI'", "没有名为“VPI”的等级"),
        ({"reason": "  "}, WorkspaceError, "--reason", "the reason is missing", "缺少原因"),
        ({"reason": "a\u202eb"}, WorkspaceError, "--reason", "cannot be read", "不可见字符"),
        ({"until": MAY}, WorkspaceError, "--until", "before the first", "早于起始日"),
        ({"until": date(2025, 7, 1)}, WorkspaceError, "--until", "365 days: until 2025-06-30", "365 天，至 2025-06-30"),
    ],
)
def test_what_cannot_be_is_refused_with_place_and_remedy(
    asked: Workspace, changes: dict[str, object], error: type[WorkspaceError], where: str, en: str, zh: str
) -> None:
    snapshot = asked.lake.snapshot()
    with pytest.raises(error) as refused:
        setting(asked, **changes)  # type: ignore[arg-type]
    assert refused.value.where == where
    assert en in refused.value.say("en")
    assert zh in refused.value.say("zh")
    assert refused.value.fix.en
    assert asked.lake.snapshot() == snapshot


def test_the_last_day_allowed_is_the_workspaces_or_the_standards(tmp_path: Path) -> None:
    workspace = shop(tmp_path / "shop", override_days=10)
    assert setting(workspace, begins_on=JUNE, until=date(2024, 7, 10)).until == date(2024, 7, 10)
    with pytest.raises(WorkspaceError, match="10 days"):
        setting(workspace, begins_on=JUNE, until=date(2024, 7, 11))
    longer = mine().with_changes(override_days=20)
    one = set_override(workspace, "C3", scheme=longer, tier="VIP", until=date(2024, 7, 20), reason="x", begins_on=JUNE)
    assert one.override_id == 2


def test_a_decision_waits_for_the_lock_and_then_names_who_holds_it(
    asked: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decisions, "WAIT_SECONDS", 0.1)
    with (
        WriteLock(asked.folder / "lake", owner="韩梅", what="import orders.csv"),
        pytest.raises(LakeBusy, match=r"韩梅 .*import orders\.csv"),
    ):
        setting(asked)
    assert overrides(asked.lake) == []
