"""Two versions of a standard compared in plain words, in both languages."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from fenji.grades.rule import read_condition
from fenji.scheme.calibrated import CalibratedScheme
from fenji.scheme.diff import diff
from fenji.scheme.load import read_scheme, standard
from fenji.scheme.model import Scheme
from fenji.scores.scorer import Learned
from fenji.scores.topsis import Ideal

TEXT = """
name: mine
title: Mine
window: 12 months
currency: CNY
criteria:
  - {metric: net_revenue, label: {zh: 金额, en: Money}, weight: 60%, scorer: {kind: quantiles, bins: 2}}
  - {metric: order_count, label: {zh: 频率, en: Orders}, weight: 40%, scorer: {kind: quantiles, bins: 2}}
tiers:
  - {key: VIP, name: {zh: 大客户, en: VIP}, colour: "#D98200", icon: {shape: crown}, from_score: 80}
  - {key: rest, name: {zh: 普通客户, en: Regular}, colour: "#0072B2", icon: {shape: star}, rest: true}
limits:
  - {name: overdue, label: {zh: 逾期, en: Overdue}, when: {metric: overdue_amount, above: 0}, never_above: rest}
shown: [historic_clv]
"""
MID = '  - {key: mid, name: Mid, colour: "#009E73", icon: {shape: leaf}, from_score: 50}\n'


def changed(*changes: tuple[str, str]) -> Scheme:
    text = TEXT
    for was, now in changes:
        assert was in text
        text = text.replace(was, now)
    return read_scheme(text)


@pytest.mark.parametrize(
    ("was", "now", "en", "zh"),
    [
        ("title: Mine", "title: Ours", "Title: Mine → Ours", "标题：Mine → Ours"),
        ("12 months", "90 days", "Period: last 12 months → last 90 days", "评估周期：近12个月 → 近90天"),
        ("from_score: 80", "from_score: 75",
         "VIP is reached by: score 80 and above, 80 included → score 75 and above, 75 included",
         "大客户的条件：80分以上（含80分） → 75分以上（含75分）"),
        ("en: VIP}", "en: Key}", "Name of VIP: VIP → Key", "大客户的名称：大客户 → 大客户"),
        ("above: 0", "above: 500",
         "Limit Overdue: never above Regular where Overdue amount more than ¥0 → never above Regular where Overdue",
         "封顶“逾期”：逾期金额大于0元（不含），最高为普通客户 → 逾期金额大于500元（不含），最高为普通客户"),
        ("[historic_clv]", "[overdue_amount]", "Gone – Shown beside the grade: Lifetime value",
         "删除 同时列出：客户生命周期价值"),
        ("metric: order_count", "metric: active_months, name: order_count",
         "What Orders measures: Orders → Active months", "频率的指标：购买次数 → 活跃月数"),
        ("limits:", "override_days: 90\nlimits:", "New – An override lasts at most, days: 90",
         "新增 人工调级最长天数：90"),
    ],
)  # fmt: skip
def test_a_change_is_said_in_one_line(was: str, now: str, en: str, zh: str) -> None:
    said = [change.say() for change in diff(changed(), changed((was, now)))]
    assert any(line.en.startswith(en) for line in said), [line.en for line in said]
    assert any(line.zh.startswith(zh) for line in said), [line.zh for line in said]


def test_criteria_and_tiers_come_and_go() -> None:
    before = changed()
    more = changed(
        ("weight: 40%", "weight: 30%"),
        ("tiers:", "  - {metric: recency_days, weight: 10%, scorer: {kind: quantiles}}\ntiers:"),
        ("  - {key: rest", f"{MID}  - {{key: rest"),
    )
    kinds = [(one.part, one.name, one.kind) for one in diff(before, more)]
    assert kinds == [
        ("criteria", "order_count", "changed"),
        ("criteria", "recency_days", "added"),
        ("tiers", "mid", "added"),
    ]
    back = [(one.part, one.name, one.kind) for one in diff(more, before)]
    assert back == [
        ("criteria", "order_count", "changed"),
        ("criteria", "recency_days", "removed"),
        ("tiers", "mid", "removed"),
    ]


def test_cut_points_are_compared_between_versions_and_weights_as_they_count() -> None:
    learned = {name: Learned(kind="quantiles", cuts=(Decimal(cut),), points=(0, 10_000), known=9)
               for name, cut in (("net_revenue", 5000), ("order_count", 3))}  # fmt: skip
    before = CalibratedScheme(changed(), 1, learned, {"net_revenue": 6000, "order_count": 4000})
    other = {**learned, "net_revenue": Learned(kind="quantiles", cuts=(Decimal(6000),), points=(0, 10_000), known=9)}
    after = replace(before, version=2, learned=other, weights={"net_revenue": 10_000}, left_out=("order_count",))
    lines = {one.name: one.say() for one in diff(before, after) if one.what.en.startswith("Points")}
    assert list(lines) == ["net_revenue"]
    assert "from ¥5,000 on" in lines["net_revenue"].en
    assert "6,000元及以上" in lines["net_revenue"].zh
    weights = [one.say().en for one in diff(before, after) if one.what.en.startswith("Weight")]
    assert weights == ["Weight of Money: 60% → 100%", "Weight of Orders: 40% → left out, nobody's data has it"]
    assert diff(before, replace(before, version=3)) == []


RULES = """transitions:
  promotion: at_once
  hysteresis: 2
  tiers: {VIP: {grace: 90 days}}
"""


@pytest.mark.parametrize(
    ("was", "now", "en", "zh"),
    [
        ("limits:", f"{RULES}limits:", "New – Transitions: up: at once", "新增 升降级规则：升级"),
        ("limits:", "total_by: topsis\nlimits:", "Total: weighted sum → TOPSIS", "总分：加权求和 → TOPSIS"),
        ("limits:", "group: parent\nlimits:", "New – Group of companies: Groups of companies", "新增 集团：集团："),
        ("limits:", "judged_at_most: 7.5\nlimits:", "Judgements at most, of 100 points: 10 → 7.5", "主观评分上限"),
        ("limits:", "judgements: [{item: manner, most: 5}]\nlimits:",
         "New – Subjective item: manner, at most 5 points", "新增 主观评分项：manner，最多5分"),
        ("limits:", "metrics: [{name: per, label: {zh: 单均, en: Per}, formula: net_revenue / order_count, "
         "unit: money}]\nlimits:", "New – Own metric: Per", "新增 自定义指标：单均"),
        ("limits:", "ungraded: [{name: fresh, label: {zh: 新客户, en: Fresh}, when: {metric: tenure_days, "
         "below: 90}}]\nlimits:", "New – Not graded – Fresh: Tenure less than 90 days", "新增 暂不评级“新客户”："),
        ("never_above: rest", "never_above: rest, at_once: false",
         "Limit Overdue: never above Regular where Overdue amount more than ¥0 → ", "封顶“逾期”："),
        ("bins: 2}}\n  - {metric: order_count", "bins: 2, unknown: ungraded}}\n  - {metric: order_count",
         "Money where unknown: 0 points → not graded", "金额未知时：得0分 → 暂不评级"),
        ("CNY", "USD", "Currency: CNY → USD", "币种：CNY → USD"),
    ],
)  # fmt: skip
def test_what_came_to_standards_later_is_said_too(was: str, now: str, en: str, zh: str) -> None:
    said = [change.say() for change in diff(changed(), changed((was, now)))]
    assert any(line.en.startswith(en) for line in said), [line.en for line in said]
    assert any(line.zh.startswith(zh) for line in said), [line.zh for line in said]
    back = [change.kind for change in diff(changed((was, now)), changed())]
    assert set(back) == ({"removed"} if en.startswith("New") else {"changed"})


def test_the_order_of_tiers_their_words_and_topsis_ends_are_told() -> None:
    one = changed().with_changes(grade_by="rules", criteria=())
    rule = {"metric": "order_count", "at_least": 3}
    literal = [tier.model_copy(update={"literal": read_condition(rule)}) for tier in one.tiers]
    told = [change.say().en for change in diff(one, one.model_copy(update={"tiers": tuple(reversed(literal))}))]
    assert "Order of tiers: VIP > rest → rest > VIP" in told
    assert "Own words of VIP: none → Orders at least 3 orders" in told
    found = diff(changed(), changed().with_changes(weights_by="entropy"))
    assert found[0].say().en.startswith("Weights: given by hand → ")
    grace = [changed(("limits:", f"{RULES.replace('90', days)}limits:"))
             for days in ("90", "60")]  # fmt: skip
    assert [change.say().zh for change in diff(*grace)] == [
        "升降级规则：大客户：连续90天未达标才降级 → 大客户：连续60天未达标才降级"
    ]
    ends = Ideal(best=10_000, worst=0, factor=1)
    before = CalibratedScheme(changed(), 1, {}, {}, ideals={"net_revenue": ends})
    after = replace(before, ideals={"net_revenue": Ideal(best=9000, worst=0, factor=1)})
    assert [change.say().zh for change in diff(before, after)] == [
        "TOPSIS 的最优与最劣分数：net_revenue 100/0 → net_revenue 90/0"
    ]
    assert diff(before, replace(before, ideals={})) == []


def test_every_ready_made_standard_is_itself() -> None:
    for name in ("value", "electronics", "abcd"):
        assert diff(standard(name), standard(name)) == []
