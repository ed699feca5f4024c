"""The reference page's part about weights, totals, own metrics and groups of companies, in both languages."""

from __future__ import annotations

from fenji.metrics.group import DEEPEST
from fenji.scores.ahp import CONSISTENT_BELOW, MOST_CRITERIA, RANDOM_INDEX, TABLE

_INDEX = ", ".join(f"{size}: {index}" for size, index in RANDOM_INDEX.items() if size > 2)

EXAMPLE = """
name: groups
title: {zh: 集团客户分级, en: Groups of companies}
currency: CNY
group: parent
weights_by:
  ahp:
    - [1, 3, 5]
    - [1/3, 1, 3]
    - [1/5, 1/3, 1]
total_by: topsis
metrics:
  - name: online
    label: {zh: 线上金额, en: Online revenue}
    unit: money
    table: orders
    take: sum
    column: amount
    where: {column: channel, is: 线上}
  - name: online_share
    label: {zh: 线上占比, en: Online share}
    unit: share
    formula: online / net_revenue
    unknown: 0
criteria:
  - {metric: net_revenue, scorer: breaks}
  - {metric: online_share, scorer: rank}
  - {metric: recency_days, scorer: {kind: decay, half_life: 60}}
tiers:
  - {key: A, name: {zh: 战略客户, en: Strategic}, colour: "#D55E00", icon: {shape: star, text: A}, from_score: 60}
  - {key: B, name: {zh: 一般客户, en: Other}, colour: "#0072B2", icon: {shape: leaf, text: B}, rest: true}
"""
WAYS = f"""## Weights, total, own metrics, groups 权重、总评分、自定义指标、集团

`weights_by` says where weights come from 权重来源:

- `hand` (otherwise): every criterion has its `weight`, together 100%. 每个评分项写 `weight`，合计 100%。
- `{{ahp: [[1, 3], [1/3, 1]]}}`: criteria compared in pairs, one row and column each, in their order; entry i, j says
  how many times i outweighs j. Weights are the principal eigenvector; the consistency ratio uses the random index of
  {TABLE} ({_INDEX}); from {CONSISTENT_BELOW} on it warns; a matrix that is not reciprocal is refused; at most
  {MOST_CRITERIA} criteria.
  两两比较（AHP）：权重为主特征向量，一致性比率采用 {TABLE} 随机指标，不小于 {CONSISTENT_BELOW} 时警告。
- `entropy` 熵权法, `critic`: found from the customers when cut points are, and frozen with the version. The figures are
  brought to 0–100 between their ends (better end 100; unknown as `unknown` says); one that is the same for everybody
  gets weight 0. 由客户数据一次性求得，与分界值一起固定；对所有客户都相同的指标权重为 0。

`total_by` says how points become the score 总评分:

- `sum` (otherwise): the sum of weight × points. 加权和。
- `topsis`: the closeness to the best points anybody had, d⁻ / (d⁻ + d⁺) × 100, over points × weight divided by the
  length of each criterion's vector of points; the best and worst points are frozen with the version. Closeness is no
  sum: an explanation divides the score in proportion to each criterion's squared distance from the worst points, and
  these parts sum to the score exactly. 与最优点的贴近度；最优点、最劣点随版本固定。
  贴近度不是加和：解释按各评分项与最劣点距离的平方分摊总评分，各部分之和恰等于总评分。

A formula keeps at most four decimals between steps, rounded halves away from zero; what cannot be told (a part
unknown, divided by 0, 10^14 and more) is unknown, or what `unknown` says. Nothing written is evaluated as a program.
公式每一步最多保留四位小数（四舍五入）；无法计算（某项未知、除以 0、不小于 10^14）时为未知，或按 `unknown` 取值。
公式不会作为程序执行。

`group: parent` 集团: what subsidiaries did counts for the topmost parent (`customers.parent_id`, up to {DEEPEST}
steps), and subsidiaries are not graded; with `{{by: parent, subsidiaries: graded}}` it counts for every parent above,
and subsidiaries are graded as well. Parents in a circle, or further up, are cut: these customers stand alone, and a
run says how many.
子公司的数据归集到母公司；上级成环或超过 {DEEPEST} 级的客户按独立客户处理，并在评级批次中注明人数。

```yaml
{EXAMPLE.strip()}
```
"""
