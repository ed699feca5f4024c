"""journey.yaml: own stages and touchpoints, notes that stay, every mistake at once with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from fenji.errors import SchemeIssues
from fenji.journeys.journey import Journey, usual_journey
from fenji.journeys.written import read_journey, read_text, write_text
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


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("touchpoints: [{key: a, name: A, stage: use, table: orders, kind: 到店}]", 1, "column"),
        ("touchpoints: [{key: a, name: A, stage: use, table: feedback, which: first}]", 1, "column"),
        (f"annotations:\n  - stage: use\n    pains:\n      - {'长' * 10_000}\n", 4, "long"),
        (f"stages:\n  - {{key: use, name: {'x' * 61}}}\ntouchpoints: []\n", 2, "long"),
        ("annotations:\n  - {stage: use}\n  - {stage: use}\n", 3, "twice"),
        ("stages: []\ntouchpoints: []\n", 1, "few"),
        ("stages:\n" + "".join(f"  - {{key: s{n}, name: x}}\n" for n in range(10)) + "touchpoints: []\n", 11, "many"),
    ],
)
def test_a_mistake_is_told_with_line_and_fix(text: str, line: int, code: str) -> None:
    with pytest.raises(SchemeIssues) as refused:
        read_text(text)
    assert [(one.where, one.code, bool(one.fix.zh)) for one in refused.value.issues] == [
        (f"journey.yaml line {line}", code, True)
    ]


A = "{key: a, name: A, stage: use, table: interactions"


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("kind: [x, y]", "kind: [y, z]", "y of 'b' is taken by 'a' already"),
        ("kind: [x, y]", "kind: y", "'b' takes the same events as 'a'"),
        ("kind: x", "kind: x, channel: web", "'b' takes the same events as 'a'"),
        ("kind: 电话", "kind: call", "'b' takes the same events as 'a'"),
        ("kind: x, channel: web", "kind: x", None),
        ("kind: x", "kind: y", None),
    ],
)
def test_an_event_mapped_to_two_touchpoints_is_a_mistake(first: str, second: str, said: str | None) -> None:
    text = f"touchpoints:\n  - {A}, {first}}}\n  - {A.replace('a,', 'b,', 1)}, {second}}}\n"
    try:
        read_text(text)
        found = None
    except SchemeIssues as refused:
        (one,) = refused.issues
        assert one.where == "journey.yaml line 3"
        found = one.problem.en
    assert found == said


def test_a_journey_written_as_text_is_the_same_journey_when_it_is_read() -> None:
    own = read_text("annotations:\n  - {stage: use, owner: 王敏, pains: [{zh: 难, en: hard}]}\n")
    assert "touchpoints" not in write_text(own), "what is as usual is left out"
    moved = own.model_copy(
        update={"touchpoints": tuple(p.model_copy(update={"stage": "loyalty"}) for p in own.touchpoints)}
    )
    for one in (own, moved, usual_journey()):
        assert read_text(write_text(one)) == one
