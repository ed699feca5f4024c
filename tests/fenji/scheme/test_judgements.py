"""Subjective items of a standard: what is wrong with them is said with its line."""

from __future__ import annotations

import pytest

from fenji.errors import Issue, SchemeIssues
from fenji.scheme.checks import check
from fenji.scheme.describe import describe
from fenji.scheme.load import read_scheme, standard

TEXT = """name: mine
title: Mine
criteria:
  - {metric: order_count, weight: 90%, scorer: {kind: bands, bands: [{from: 0, points: 100}]}}
  - metric: judged_points
    options: {item: manner}
    weight: 10%
    scorer: {kind: scale, low: 0, high: 10}
judgements:
  - {item: manner, label: {zh: 配合度, en: Manner}}
tiers:
  - {key: VIP, name: VIP, colour: "#D98200", icon: {shape: crown}, from_score: 80}
  - {key: rest, name: Rest, colour: "#0072B2", icon: {shape: star}, rest: true}
"""


def issues(*changes: tuple[str, str]) -> list[Issue]:
    text = TEXT
    for was, now in changes:
        assert was in text
        text = text.replace(was, now)
    try:
        return check(read_scheme(text))
    except SchemeIssues as refused:
        return list(refused.issues)


def test_a_standard_whose_judgements_are_in_order_has_no_issues() -> None:
    assert issues() == []
    assert issues(("weight: 90%", "weight: 75%"), ("weight: 10%", "weight: 25%"),
                  ("judgements:", "judged_at_most: 25\njudgements:")) == []  # fmt: skip


def test_the_standard_in_words_names_its_subjective_items() -> None:
    words = describe(read_scheme(TEXT))
    assert "Judged by people: Manner, at most 10 points. Together at most 10 of 100 points." in words.en
    assert "主观评分：配合度，最多10分。合计最多占 100 分中的 10 分。" in words.zh
    assert "Judged" not in describe(standard("value")).en


@pytest.mark.parametrize(
    ("changes", "level", "code", "line", "en", "zh"),
    [
        ([("90%", "89%"), ("weight: 10%", "weight: 11%")], "error", "judged_too_much", 7,
         "judgements make up 11 of 100 points, the standard allows 10", "主观评分占 11 分"),
        ([("judgements:", "judged_at_most: 5\njudgements:")], "error", "judged_too_much", 7,
         "judgements make up 10 of 100 points, the standard allows 5", "超过标准允许的 5 分"),
        ([("judgements:", "judged_at_most: 101\njudgements:")], "error", "judgement", 9,
         "judgements cannot make up 101 of 100 points", "不可能占"),
        ([("{item: manner}", "{item: maner}")], "error", "judgement", 5,
         "there is no subjective item called 'maner'", "没有名为“maner”的主观评分项"),
        ([("    options: {item: manner}\n", "")], "error", "judgement", 5,
         "judged_points doesn't say which item", "未写明主观评分项"),
        ([("en: Manner}}", "en: Manner}, most: 101}")], "error", "judgement", 10,
         "the most points of 'manner' are not within 1 to 100", "最高分不在 1 至 100 之间"),
        ([("tiers:", "  - {item: manner}\ntiers:")], "error", "duplicate", 11,
         "'manner' is used twice in `judgements`", "重复"),
        ([("tiers:", "  - {item: speed}\ntiers:")], "warning", "judgement_unused", 0,
         "nothing counts the subjective item 'speed'", "没有评分项采用主观评分项“speed”"),
        ([("{kind: scale, low: 0, high: 10}", "scale")], "warning", "judgement_scale", 0,
         "scaled between the lowest and the highest given", "按已给出的最低分至最高分折算"),
        ([("judgements:\n  - {item: manner, label: {zh: 配合度, en: Manner}}\n", "")], "error", "judgement", 5,
         "there is no subjective item called 'manner'", "没有名为“manner”的主观评分项"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line(
    changes: list[tuple[str, str]], level: str, code: str, line: int, en: str, zh: str
) -> None:
    found = next(one for one in issues(*changes) if one.code == code)
    assert found.level == level
    assert en in found.problem.en
    assert zh in found.problem.zh
    assert found.fix.en
    assert not line or found.where == f"scheme line {line}"
