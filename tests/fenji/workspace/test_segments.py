"""Segments in a workspace: kept with the run, events exactly once, definitions with their mistakes and lines."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fenji.errors import FenjiError, SchemeIssues, UnknownName, WorkspaceError
from fenji.lake.commit import AFTER_APPEND, AFTER_COMMIT, BEFORE_COMMIT
from fenji.workspace import events, members, segments
from fenji.workspace.lifecycle import explain_stage, stages
from fenji.workspace.segment_check import check
from fenji.workspace.segment_files import definitions, ready_made
from fenji.workspace.workspace import Workspace

ORDERS = """order_id,customer_id,ordered_at,amount,channel
A1,C1,2024-06-01 10:00,900,微信
A2,C1,2024-05-01 10:00,300,微信
A3,C2,2024-03-01 10:00,50,门店
A4,C3,2024-06-10 10:00,75,微信
A5,,2024-06-10 10:00,25,门店
A6,C1,2024-04-01 10:00,300,微信
A7,C1,2024-03-01 10:00,300,门店
"""
MORE = "order_id,customer_id,ordered_at,amount\nB1,C2,2024-06-20 10:00,5000\n"
BIG = "title: {zh: 大客户, en: Big}\nwhen: {metric: net_revenue, at_least: %s}\n"
APRIL, MAY, JUNE = date(2024, 4, 30), date(2024, 5, 31), date(2024, 6, 30)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop graded in April and May; tests copy it."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "orders.csv").write_text(ORDERS, "utf-8")
    workspace = Workspace.create(folder / "shop")
    workspace.import_file(folder / "orders.csv", "orders")
    for day in (APRIL, MAY):
        workspace.grade("value", as_of=day)
    workspace.close()
    return folder / "shop"


@pytest.fixture
def shop(made: Path, tmp_path: Path) -> Iterator[Workspace]:
    shutil.copytree(made, tmp_path / "shop")
    workspace = Workspace.open(tmp_path / "shop")
    yield workspace
    workspace.close()


@pytest.fixture(scope="module")
def june(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The shop graded in June too; tests only read it."""
    folder = tmp_path_factory.mktemp("june") / "shop"
    shutil.copytree(made, folder)
    workspace = Workspace.open(folder)
    workspace.grade("value", as_of=JUNE)
    yield workspace
    workspace.close()


def told(workspace: Workspace, **asked: Any) -> set[tuple[str, str, str, str]]:
    found = events.events(workspace, **asked)
    assert len({one.id for one in found}) == len(found)
    return {(one.customer_id, one.segmentation, one.segment, one.kind) for one in found}


def write(workspace: Workspace, name: str, text: str) -> Path:
    path = workspace.folder / "segments" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_a_run_keeps_everybodys_segments_and_lists_read_them(june: Workspace) -> None:
    result = june.result()
    names = ("stage", "rfm_class", "rfm_segment", "abc", "frequency_class")
    rows = {row["customer_id"]: row for row in result.rows(["customer_id", *names])}
    assert set(rows) == {"C1", "C2", "C3"}
    assert rows["C1"]["stage"] == "active"
    assert rows["C3"]["rfm_class"] == "ordinary_develop"
    assert [one.name for one in ready_made()] == list(names)
    assert result.count(where={"stage": "active"}) == 1


def test_a_first_run_makes_no_events_and_the_next_says_who_entered_and_left(june: Workspace) -> None:
    first, second, third = segments.kept(june.lake)
    assert (first.compared_with, first.is_silent) == (None, True)
    assert (second.compared_with, second.is_silent) == (first.run_id, False)
    assert (third.compared_with, third.is_silent) == (second.run_id, False)
    found = told(june, since=JUNE)
    assert {kind for *_, kind in told(june)} <= {"enter", "leave"}
    entered = {(segmentation, segment) for who, segmentation, segment, kind in found if (who, kind) == ("C3", "enter")}
    assert entered >= {("stage", "new"), ("rfm_class", "ordinary_develop")}
    assert not [one for one in found if one[0] == "C3" and one[3] == "leave"]
    assert told(june) == told(june, run_id=second.run_id) | found


def test_events_are_told_again_from_what_the_runs_kept(june: Workspace) -> None:
    for one in segments.kept(june.lake):
        stored, again = events.replay(june.lake, one.run_id)
        assert stored == again
    assert stored or not told(june)


def test_segments_are_found_again_on_the_snapshot_of_the_run(shop: Workspace) -> None:
    run = shop.runs()[-1]
    shop.import_file(_file(shop, MORE), "orders")
    kept, now = members.replay(shop, run.id)
    assert kept == now


def test_grading_again_writes_no_event_twice(shop: Workspace) -> None:
    shop.grade("value", as_of=JUNE)
    once = told(shop)
    count = sum(events.count(shop).values())
    shop.grade("value", as_of=JUNE)
    shop.replay(shop.runs()[-1].id)
    assert sum(events.count(shop).values()) == count
    assert told(shop) == once


def test_a_day_graded_again_on_new_data_tells_only_what_is_new(shop: Workspace) -> None:
    first = shop.grade("value", as_of=JUNE).run
    shop.import_file(_file(shop, MORE), "orders")
    second = shop.grade("value", as_of=JUNE).run
    assert second.id != first.id
    now = segments.kept(shop.lake)[-1]
    assert now.compared_with == first.id
    assert {who for who, *_ in told(shop, run_id=second.id)} == {"C2"}


def test_a_backfill_of_the_past_is_silent(shop: Workspace) -> None:
    before = told(shop)
    shop.grade("value", as_of=date(2024, 5, 15))
    assert told(shop) == before
    assert [one.is_silent for one in segments.kept(shop.lake)] == [True, True, False]
    shop.grade("value", as_of=JUNE)
    assert segments.kept(shop.lake)[-1].compared_with == shop.runs()[2].id


def test_a_changed_definition_makes_no_events_and_grading_again_keeps_it(shop: Workspace) -> None:
    write(shop, "big.yaml", BIG % 500)
    first = shop.grade("value", as_of=MAY)
    assert first.run.id.endswith("-2")
    assert {row["customer_id"] for row in first.rows(["customer_id"], where={"big": "big"})} == {"C1"}
    assert not [one for one in told(shop) if one[1] == "big"]
    write(shop, "big.yaml", BIG % 50)
    shop.grade("value", as_of=JUNE)
    assert not [one for one in told(shop) if one[1] == "big"]
    assert [one for one in told(shop, since=JUNE) if one[1] == "stage"]


def test_a_segment_that_rests_on_a_changed_one_is_silent_too(shop: Workspace) -> None:
    write(shop, "mine.yaml", "title: Mine\nwhen: {segment: big, is: big}\n")
    write(shop, "big.yaml", BIG % 500)
    shop.grade("value", as_of=MAY)
    write(shop, "big.yaml", BIG % 50)
    shop.grade("value", as_of=JUNE)
    assert not [one for one in told(shop) if one[1] in ("mine", "big")]


def test_cut_points_stay_until_they_are_found_again_on_purpose(shop: Workspace) -> None:
    shop.import_file(_file(shop, MORE), "orders")
    shop.grade("value", as_of=JUNE)
    assert segments.kept(shop.lake)[-1].versions["abc"] == 1
    before, after = segments.refit(shop, shop.runs()[-1], "abc")
    assert (before.version, after.version) == (1, 2)
    assert before.learned != after.learned
    assert segments.refit(shop, shop.runs()[-1], "abc") == (after, after)
    again = shop.grade("value", as_of=JUNE)
    assert segments.kept(shop.lake)[-1].versions["abc"] == 2
    assert not told(shop, run_id=again.run.id)


def test_a_newer_definition_is_counted_afresh_and_nothing_is_written(shop: Workspace) -> None:
    write(shop, "big.yaml", BIG % 500)
    snapshot, run = shop.lake.snapshot(), shop.runs()[-1]
    found = members.members(shop, run)
    assert found.afresh == {"big"}
    assert [(one.segment, one.customers) for one in found.counts("big")] == [("big", 1), (None, 1)]
    assert sum(one.customers for one in found.counts("stage")) == run.customers
    assert shop.lake.snapshot() == snapshot


def test_two_divisions_are_crossed_attributes_and_tiers_too(june: Workspace) -> None:
    found = members.members(june, june.runs()[-1])
    for pair in (("stage", "abc"), ("tier", "rfm_class"), ("main_channel", "stage"), ("gender", "city")):
        cells = found.cross(*pair)
        assert sum(cell["customers"] for cell in cells) == 3
    channels = {cell["first"]: cell["customers"] for cell in found.cross("main_channel", "gender")}
    assert channels == {"微信": 2, "门店": 1}
    with pytest.raises(UnknownName, match="main_channel"):
        found.cross("stage", "main_chanel")


@pytest.mark.parametrize("point", [AFTER_APPEND, BEFORE_COMMIT, AFTER_COMMIT])
def test_a_kill_at_any_point_leaves_the_run_with_its_events_or_neither(point: str, made: Path, tmp_path: Path) -> None:
    shutil.copytree(made, tmp_path / "shop")
    command = [
        sys.executable,
        "-m",
        "fenji.cli.main",
        "grade",
        "--as-of",
        "2024-06-30",
        "--workspace",
        str(tmp_path / "shop"),
    ]
    env = {**os.environ, "FENJI_FAILPOINT": f"{point}:kill", "PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run(command, env=env, capture_output=True, check=False).returncode == -signal.SIGKILL
    workspace = Workspace.open(tmp_path / "shop")
    runs, kept = [run.id for run in workspace.runs()], [one.run_id for one in segments.kept(workspace.lake)]
    assert runs == kept
    assert bool(told(workspace, since=JUNE)) == (len(runs) == 3)
    result = workspace.grade("value", as_of=JUNE)
    assert len(workspace.runs()) == 3
    once = told(workspace, since=JUNE)
    assert once
    stored, again = events.replay(workspace.lake, result.run.id)
    assert stored == again
    workspace.close()


def test_stages_of_a_run_and_how_customers_went_between_them(june: Workspace) -> None:
    first = stages(june, june.runs()[0])
    assert first.previous is None
    assert first.note is not None
    found = stages(june, june.runs()[-1])
    assert found.previous is not None
    assert found.previous.as_of == MAY
    assert sum(one.customers for one in found.counts) == 3
    assert sum(one.customers for one in found.conversions) == 3
    (new,) = [one for one in found.conversions if one.is_new]
    assert (new.now, new.customers, new.share) == ("new", 1, None)
    assert all(one.share == 1 for one in found.conversions if not one.is_new)


def test_stages_defined_otherwise_are_not_compared(shop: Workspace) -> None:
    write(shop, "stage.yaml", "kind: lifecycle\nat_risk_after: 1.2\n")
    found = stages(shop, shop.grade("value", as_of=JUNE).run)
    assert found.conversions == ()
    assert found.note is not None
    assert "otherwise" in found.note.en


def test_why_a_customer_is_in_a_stage_is_said_from_what_the_run_kept(june: Workspace) -> None:
    row, why = explain_stage(june, june.result(), "C1")
    assert row["buying_days"] == 4
    assert (
        why.en
        == "bought every 30.7 days on average; 29 days since the last order = 0.9 ×; buying days so far: 4 → Active"
    )


MISTAKES = {
    "form.yaml": ("- a\n", "form.yaml: this is no segmentation"),
    "yaml.yaml": ("title: [\n", "yaml.yaml line 2: the YAML cannot be read"),
    "utf.yaml": ("title: \udcff\n", "utf.yaml: the file cannot be read"),
    "kind.yaml": ("title: a\nkind: grit\n", "kind.yaml line 2: there is no kind called 'grit'. Did you mean 'grid'?"),
    "key.yaml": ("title: a\nwhen:\n  all:\n    - {field: city, iss: x}\n",
                 "key.yaml line 4: there is no setting called 'iss'. Did you mean 'is'?"),
    "metric.yaml": ("title: a\nwhen: {metric: net_revenu, above: 1}\n",
                    "metric.yaml line 2: there is no metric called 'net_revenu'. Did you mean 'net_revenue'?"),
    "day.yaml": ("title: a\nwhen: {metric: last_ordered_on, above: 1}\n", "line 2: 'last_ordered_on' is a day"),
    "field.yaml": ("title: a\nwhen: {field: sity, is: x}\n", "field.yaml line 2: there is no field called 'sity'"),
    "segment.yaml": ("title: a\nwhen: {segment: stages, is: x}\n", "there is no segmentation called 'stages'"),
    "stage.yaml": ("title: a\nname: late\nwhen: {segment: stage, is: churnt}\n", "no segment called 'churnt'"),
    "tier.yaml": ("title: a\nwhen: {field: city, is: x}\n", "tier.yaml line 1: 'tier' is the name of a column"),
    "net_revenue.yaml": ("title: a\nwhen: {field: city, is: x}\n", "'net_revenue' is the name of a column"),
    "twice.yaml": ("title: a\ntitle: b\nwhen: {field: city, is: x}\n", "twice.yaml line 2: 'title' is written twice"),
    "gap.yaml": ("title: a\nkind: grid\nsegments:\n  - {key: a, name: A, r: 1-3}\n",
                 "gap.yaml line 3: 10 cells belong to no segment"),
    "ring.yaml": ("title: a\nwhen: {segment: ring, is: ring}\n", "these rest on each other in a ring: ring"),
    "window.yaml": ("title: a\nwindow: long\nwhen: {field: city, is: x}\n", "window.yaml line 2: 'long' is no window"),
    "missing.yaml": ("title: a\n", "missing.yaml line 1: 'when' is missing"),
    "abc.yaml": ("kind: abc\nsegments:\n  - {key: A, name: A, upto: 80%}\n  - {key: B, name: B}\n",
                 "abc.yaml line 3: there is no setting called 'upto'. Did you mean 'up_to'?"),
    "rest.yaml": ("kind: grid\ntitle: r\nrest: {key: r, nam: R}\nsegments: [{key: a, name: A}]\n",
                  "rest.yaml line 3: there is no setting called 'nam'"),
    "not.yaml": ("title: a\nwhen:\n  not: {metric: order_count, at_lest: 3}\n", "not.yaml line 3: there is no setting"),
    "both.yaml": ("title: a\nwhen: {segment: stage, is: active, is_nt: 1}\n", "both.yaml line 2: there is no setting"),
}  # fmt: skip


def test_all_mistakes_of_all_files_are_found_at_once_with_their_lines(made: Path, tmp_path: Path) -> None:
    workspace = Workspace(tmp_path, Workspace.open(made).settings)
    for name, (text, _) in MISTAKES.items():
        path = write(workspace, name, "")
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(SchemeIssues) as refused:
        definitions(workspace)
    said = [issue.say("en") for issue in refused.value.issues]
    for name, (_, expected) in MISTAKES.items():
        assert any(expected in line for line in said), (name, [line for line in said if name in line])
    assert all(issue.problem.zh != issue.problem.en for issue in refused.value.issues)
    assert "the folder of segments has" in str(refused.value)


def test_broken_segments_stop_a_grading_before_anything_is_written(shop: Workspace) -> None:
    write(shop, "bad.yaml", MISTAKES["key.yaml"][0])
    snapshot = shop.lake.snapshot()
    with pytest.raises(SchemeIssues, match=r"bad\.yaml line 4"):
        shop.grade("value", as_of=JUNE)
    assert shop.lake.snapshot() == snapshot


def test_a_map_is_checked_with_the_heads_of_the_newest_run(shop: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("kind: grid\ntitle: m\nrecency: [50]\nsegments:\n  - {key: a, name: A, r: 2}\n", "utf-8")
    (issue,) = check(shop, path)
    assert issue.where == "mine.yaml line 4"
    assert issue.problem.en == "5 cells belong to no segment: R1F1, R1F2, R1F3, R1F4, R1F5; 1 customer is there"
    shutil.copy(path, write(shop, "mine.yaml", ""))
    assert [one.problem for one in check(shop)] == [issue.problem]
    path.write_text("kind: grid\ntitle: m\nsegments: [\n", "utf-8")
    assert check(shop, path)[0].code == "unreadable"


def test_the_same_name_in_two_files_is_a_mistake_and_takes_the_place_of_a_ready_made_one(shop: Workspace) -> None:
    write(shop, "abc.yaml", "kind: abc\ntitle: mine\n")
    assert {one.segmentation.name: one.origin for one in definitions(shop)}["abc"] == "workspace"
    write(shop, "other.yaml", "kind: abc\ntitle: mine\nname: abc\n")
    with pytest.raises(SchemeIssues, match=r"other\.yaml line 1: 'abc' is defined in abc\.yaml too"):
        definitions(shop)


def test_a_segment_is_found_by_key_or_name_and_asked_back_where_there_are_several() -> None:
    every = ready_made()
    for words in ("churned", "流失期", "stage=churned", "stage=流失期", "Lifecycle stages=Churned"):
        segmentation, segment = members.find_segment(every, words, where="--segment")
        assert (segmentation.name, segment.key) == ("stage", "churned")
    with pytest.raises(FenjiError, match="stage=loyal, rfm_segment=loyal"):
        members.find_segment(every, "loyal", where="--segment")
    with pytest.raises(UnknownName, match="abc=C"):
        members.find_segment(every, "abc=D", where="--segment")


def test_a_run_without_kept_segments_is_counted_afresh_and_says_so(shop: Workspace) -> None:
    run = shop.runs()[-1]
    with shop.lake.write(actor="test", what="as before segments were kept") as tx:
        tx.delete(segments.RUN_SEGMENTS, f"run_id = '{run.id}'")
    found = members.members(shop, run)
    assert found.afresh == {one.name for one in ready_made()}
    assert not segments.is_current(shop, run.id)
    with pytest.raises(WorkspaceError, match="Grade again"):
        explain_stage(shop, shop.result(run.id), "C1")


def _file(workspace: Workspace, text: str) -> Path:
    path = workspace.folder.parent / "more.csv"
    path.write_text(text, "utf-8")
    return path
