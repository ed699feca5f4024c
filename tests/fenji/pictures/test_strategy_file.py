"""What people write for the strategy picture: every mistake at once, with its line and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from fenji.errors import SchemeIssues
from fenji.pictures.strategy_file import Strategy, read_strategy

TIERS = ("VIP", "regular", "potential")


def read(folder: Path, text: str) -> Strategy:
    path = folder / "strategy.yaml"
    path.write_text(text, "utf-8")
    return read_strategy(path, TIERS)


def test_five_mistakes_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    text = """title: {zh: 战略图, en: Strategy}
goals:
  - {say: 目标一, measure: net_revenu, target: 5}
  - {say: 目标二, target: 5}
promises:
  VIPS: 每月回访
actions:
  - {tier: gold, what: 致电}
logo: missing.svg
"""
    with pytest.raises(SchemeIssues) as refused:
        read(tmp_path, text)
    assert [(each.where, each.code) for each in refused.value.issues] == [
        ("strategy.yaml line 3", "unknown"),
        ("strategy.yaml line 4", "measure"),
        ("strategy.yaml line 6", "unknown"),
        ("strategy.yaml line 8", "unknown"),
        ("strategy.yaml line 9", "logo"),
    ]
    assert refused.value.issues[0].fix.en == "Did you mean 'net_revenue'?"
    assert refused.value.issues[2].fix.zh == "是否指“VIP”？"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("goals: [{sya: x}]", "key"),
        ("colour: blue", "form"),
        ("actions: [{tier: VIP, what: x, due: 明天}]", "form"),
        ("title: [", "unreadable"),
        ("slogan: a\nslogan: b", "twice"),
        ("practices: [a, b, c, d, e, f, g]", "many"),
        (f"practices: [a, {'长' * 10_000}]", "long"),
    ],
)
def test_a_mistake_of_form_is_told_with_its_line(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(SchemeIssues) as refused:
        read(tmp_path, text)
    assert code in {each.code for each in refused.value.issues}
    assert all("line" in each.where for each in refused.value.issues)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "strategy.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SchemeIssues):
        read_strategy(path, TIERS)
    path.write_bytes(b"# " + b"x" * 300_000)
    with pytest.raises(SchemeIssues):
        read_strategy(path, TIERS)


def test_an_empty_file_writes_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, "") == Strategy()
