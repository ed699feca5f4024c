"""A standard's way to grading: drafted, submitted, approved, published by different people, and rolled back."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from fenji.errors import FenjiError, WorkspaceError
from fenji.scheme.load import standard
from fenji.scheme.written import write_scheme
from fenji.workspace.approval import Approval
from fenji.workspace.marks import add_mark
from fenji.workspace.model_file import newest_file, open_file
from fenji.workspace.publishing import approve, draft, publish, reject, roll_back, submit
from fenji.workspace.versions import body, find_version, history, published, versions
from fenji.workspace.workspace import Workspace
from tests.fenji.workspace.decided import JUNE, POLICY, TEXT, by, mine, shop

OTHER = (("from_score: 80", "from_score: 45"), ("from_score: 40", "from_score: 30"))
QUANTILES = TEXT.replace(
    "{kind: bands, bands: [{to: 1000, points: 0}, {from: 1000, to: 5000, points: 50}, {from: 5000, points: 100}]}",
    "{kind: quantiles, bins: 2}",
)


@pytest.fixture
def mart(tmp_path: Path) -> Workspace:
    return shop(tmp_path / "shop", asked_by="李雷")


@pytest.fixture
def governed(tmp_path: Path) -> Workspace:
    return shop(tmp_path / "shop", asked_by="李雷", approval=POLICY)


def states(workspace: Workspace) -> list[str]:
    return [f"v{one.version} {one.state}" for one in versions(workspace.lake, "mine")]


def acts(workspace: Workspace) -> list[tuple[int, str, str]]:
    return [(act.version, act.state, act.actor) for act in history(workspace.lake, "mine")]


def test_without_a_policy_a_file_grades_at_once_and_history_says_so(mart: Workspace) -> None:
    mart.grade("mine", as_of=JUNE)
    (mart.folder / "schemes" / "mine.yaml").write_text(TEXT.replace("from_score: 80", "from_score: 45"), "utf-8")
    assert mart.grade("mine", as_of=JUNE).run.version == 2
    assert states(mart) == ["v1 retired", "v2 published"]
    assert [(act.version, act.state, act.actor, act.is_implicit) for act in history(mart.lake, "mine")] == [
        (1, "published", "李雷", True),
        (2, "published", "李雷", True),
    ]


def test_rolling_back_restores_the_grades_to_the_digest_and_holds_until_the_file_says_something_new(
    mart: Workspace,
) -> None:
    first = mart.grade("mine", as_of=JUNE).run
    file = mart.folder / "schemes" / "mine.yaml"
    file.write_text(TEXT.replace("from_score: 80", "from_score: 45"), "utf-8")
    second = mart.grade("mine", as_of=JUNE).run
    assert first.digest != second.digest
    roll_back(by(mart, "王总"), "mine", 1, reason="too many VIPs")
    add_mark(mart, "C3", "watch", reason="nothing counts it, so that this is no kept run")
    again = mart.grade("mine", as_of=JUNE).run
    assert again.id != first.id
    assert (again.version, again.digest) == (1, first.digest)
    assert acts(mart)[-2:] == [(1, "published", "王总"), (2, "retired", "王总")]
    file.write_text(TEXT.replace("from_score: 80", "from_score: 90"), "utf-8")
    assert mart.grade("mine", as_of=JUNE).run.version == 3
    assert mart.replay(second.id) == (second.digest, second.digest)


def test_a_ready_made_standard_does_not_grade_in_place_of_the_published_version_of_its_name(mart: Workspace) -> None:
    own = standard("value")
    top, middle, *rest = own.tiers
    lower = top.model_copy(update={"from_score": Decimal(45)})
    mart.grade(own.model_copy(update={"tiers": (lower, middle, *rest)}), as_of=JUNE)
    again = mart.grade("value", as_of=JUNE)
    assert (again.run.version, again.scheme.scheme.tiers[0].from_score) == (1, Decimal(45))
    (mart.folder / "schemes" / "value.yaml").write_text(write_scheme(own), "utf-8")
    assert mart.grade("value", as_of=JUNE).run.version == 2, "a file of the workspace that says something new holds"


def test_after_a_roll_back_the_run_of_the_version_rolled_back_to_is_shown_though_it_is_older(mart: Workspace) -> None:
    first = mart.grade("mine", as_of=JUNE).run
    (mart.folder / "schemes" / "mine.yaml").write_text(TEXT.replace("from_score: 80", "from_score: 45"), "utf-8")
    second = mart.grade("mine", as_of=JUNE).run
    assert mart.result(scheme="mine").run.id == second.id
    roll_back(by(mart, "王总"), "mine", 1, reason="too many VIPs")
    assert mart.grade("mine", as_of=JUNE).run.id == first.id
    assert mart.result(scheme="mine").run.id == first.id
    shown = newest_file(mart.folder / "runs", "mine")
    assert shown is not None
    assert open_file(shown).run.id == first.id


def test_with_a_policy_only_a_published_version_grades(governed: Workspace) -> None:
    with pytest.raises(WorkspaceError, match="never approved") as refused:
        governed.grade("mine", as_of=JUNE)
    assert refused.value.where == "mine"
    assert "fenji scheme draft mine" in refused.value.fix.en
    assert "尚未经审批" in refused.value.say("zh")
    draft(governed, mine(), as_of=JUNE)
    for step, state in ((submit, "draft"), (approve, "submitted"), (publish, "approved")):
        with pytest.raises(WorkspaceError, match=f"not published .{state}"):
            governed.grade("mine", as_of=JUNE)
        step(by(governed, "王总") if step is approve else governed, "mine", 1)
    run = governed.grade("mine", as_of=JUNE).run
    assert run.version == 1
    file = governed.folder / "schemes" / "mine.yaml"
    file.write_text(TEXT.replace("from_score: 80", "from_score: 45"), "utf-8")
    assert governed.grade("mine", as_of=JUNE).run.id == run.id
    with pytest.raises(WorkspaceError, match="never approved; v1 is published"):
        governed.grade(file, as_of=JUNE)
    with pytest.raises(WorkspaceError, match="new cut points are a new version"):
        governed.grade("mine", as_of=JUNE, recalibrate=True)
    draft(governed, mine(TEXT, *OTHER), as_of=JUNE)
    submit(governed, "mine", 2)
    approve(by(governed, "李经理"), "mine", 2)
    publish(governed, "mine", 2)
    assert states(governed) == ["v1 retired", "v2 published"]
    with pytest.raises(WorkspaceError, match="rollback v1"):
        governed.grade(mine(), as_of=JUNE)
    with pytest.raises(WorkspaceError, match="李雷 may not approve"):
        roll_back(governed, "mine", 1)
    roll_back(by(governed, "王总"), "mine", 1)
    assert governed.grade("mine", as_of=JUNE).run.id == run.id


def test_four_eyes_see_more_than_two(governed: Workspace) -> None:
    listed = by(governed, "王总")
    draft(listed, mine(), as_of=JUNE)
    with pytest.raises(WorkspaceError, match="is for a version that is submitted"):
        approve(by(governed, "李经理"), "mine", 1)
    submit(governed, "mine", 1)
    for name, problem in (("王总", "has made mine v1"), (" 王总", "has made"), ("韩梅", "may not approve mine v1")):
        with pytest.raises(WorkspaceError, match=problem) as refused:
            approve(by(governed, name), "mine", 1)
        assert "王总, 李经理" in refused.value.fix.en
    with pytest.raises(WorkspaceError, match="is for a version that is approved"):
        publish(governed, "mine", 1)
    with pytest.raises(WorkspaceError, match="reason is missing"):
        reject(by(governed, "李经理"), "mine", 1, reason="")
    reject(by(governed, "李经理"), "mine", 1, reason="too few VIPs")
    assert draft(listed, mine(), as_of=JUNE).version == 2
    assert states(governed) == ["v1 rejected", "v2 draft"]
    assert published(governed.lake, "mine") is None


def test_several_approvals_are_of_different_people(tmp_path: Path) -> None:
    workspace = shop(tmp_path / "shop", asked_by="李雷", approval=Approval(approvals=2, publishers=("王总",)))
    draft(workspace, mine(), as_of=JUNE)
    submit(workspace, "mine", 1)
    assert approve(by(workspace, "韩梅"), "mine", 1).state == "reviewed"
    with pytest.raises(WorkspaceError, match="approved mine v1 already"):
        approve(by(workspace, "韩梅"), "mine", 1)
    assert approve(by(workspace, "李经理"), "mine", 1).state == "approved"
    with pytest.raises(WorkspaceError, match="李雷 may not publish"):
        publish(workspace, "mine", 1)
    assert publish(by(workspace, "王总"), "mine", 1).state == "published"


def test_a_draft_changes_nothing_it_does_not_say(mart: Workspace) -> None:
    first = mine(QUANTILES)
    mart.grade(first, as_of=JUNE)
    with mart.lake.write(actor="test", what="fewer orders") as tx:
        tx.delete("orders", "amount > 5000")
    with pytest.raises(WorkspaceError, match=r"v1 already \(published\)"):
        draft(mart, first, as_of=JUNE)
    second = draft(mart, mine(QUANTILES, ("weight: 90%", "weight: 95%"), ("weight: 10%", "weight: 5%")), as_of=JUNE)
    third = draft(mart, first, as_of=JUNE, recalibrate=True)
    cuts = [body(mart.lake, "mine", n).learned["net_revenue"].cuts for n in (1, second.version, third.version)]
    assert cuts[0] == cuts[1] != cuts[2]
    assert states(mart) == ["v1 published", "v2 draft", "v3 draft"]
    assert mart.grade(first, as_of=JUNE).run.version == 1


def test_grading_by_a_draft_without_a_policy_publishes_it(mart: Workspace) -> None:
    draft(mart, mine(), as_of=JUNE)
    assert states(mart) == ["v1 draft"]
    mart.grade("mine", as_of=JUNE)
    assert states(mart) == ["v1 published"]
    assert acts(mart) == [(1, "draft", "李雷"), (1, "published", "李雷")]
    with pytest.raises(WorkspaceError, match="is for a version that is draft"):
        publish(mart, "mine", 1)


def test_a_version_that_is_not_there_is_named_with_those_that_are(mart: Workspace) -> None:
    with pytest.raises(WorkspaceError, match="fenji scheme draft mine"):
        find_version(mart.lake, "mine", 1)
    mart.grade("mine", as_of=JUNE)
    with pytest.raises(WorkspaceError, match="no version v7 of 'mine'") as refused:
        roll_back(mart, "mine", 7)
    assert "v1" in refused.value.fix.en
    with pytest.raises(WorkspaceError, match="is for a version that is retired"):
        roll_back(mart, "mine", 1)


def test_a_policy_is_written_and_read_with_the_settings(governed: Workspace) -> None:
    assert Workspace.open(governed.folder).settings.approval == POLICY
    text = (governed.folder / "fenji.yaml").read_text("utf-8")
    (governed.folder / "fenji.yaml").write_text(text.replace("four_eyes", "six_eyes"), "utf-8")
    with pytest.raises(FenjiError, match=r"approval\.six_eyes"):
        Workspace.open(governed.folder)
