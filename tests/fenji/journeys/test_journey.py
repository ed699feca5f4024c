"""journey.yaml: own stages and touchpoints, notes that stay, every mistake at once with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from fenji.errors import SchemeIssues
from fenji.journeys.journey import Journey, read_journey, usual_journey
from tests.fenji.journeys.walks import Walk, contact


def read(folder: Path, text: str) -> Journey:
    path = folder / "journey.yaml"
    path.write_text(text, "utf-8")
    return read_journey(path)


def test_what_a_file_leaves_out_is_as_usual(tmp_path: Path) -> None:
    journey = read(tmp_path, "annotations:\n  - {stage: use, owner: 王敏, actions: [回访]}\n")
    assert journey.stages == usual_journey().stages
    assert journey.of("use").owner.zh == "王敏"
    assert journey.of("loyalty").actions == ()


def test_own_stages_and_touchpoints_take_the_events_of_a_help_desk(tmp_path: Path) -> None:
    text = """stages:
  - {key: open, name: {zh: 受理, en: Open}}
  - {key: solve, name: {zh: 解决, en: Solve}}
touchpoints:
  - {key: assign, name: {zh: 分派, en: Assign}, stage: open, table: interactions, kind: Assign seriousness}
  - {key: resolve, name: {zh: 解决, en: Resolve}, stage: solve, table: interactions, kind: [Resolve ticket, Closed]}
"""
    journey = read(tmp_path, text)
    walk = Walk(journey, interactions=[contact("a", 1, "Assign seriousness"), contact("a", 2, "Resolve ticket"),
                                       contact("a", 3, "Closed"), contact("a", 4, "Wait")])  # fmt: skip
    assert [point for _, point in walk.events()] == ["assign", "resolve", "resolve"]


def test_every_mistake_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    text = """touchpoints:
  - {key: a, name: A, stage: purchas, table: interactions, kind: 到店}
  - {key: b, name: B, stage: use, table: interactions, kind: 客服}
  - {key: b, name: B2, stage: use, table: interactions, kind: 客服}
annotations:
  - {stage: nowhere, owner: x}
"""
    with pytest.raises(SchemeIssues) as refused:
        read(tmp_path, text)
    assert [(one.where, one.code) for one in refused.value.issues] == [
        ("journey.yaml line 2", "stage"),
        ("journey.yaml line 4", "twice"),
        ("journey.yaml line 4", "twice"),
        ("journey.yaml line 6", "stage"),
    ]


def test_own_stages_need_own_touchpoints(tmp_path: Path) -> None:
    with pytest.raises(SchemeIssues) as refused:
        read(tmp_path, "stages: [{key: only, name: x}]")
    assert [one.code for one in refused.value.issues] == ["touchpoints"]
