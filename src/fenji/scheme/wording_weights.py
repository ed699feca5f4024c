"""Every mistake weights can have: added up, mixed, compared in pairs, found from data."""

from __future__ import annotations

from fenji.language import Text
from fenji.scheme.mistake import kind

WEIGHTS = (
    kind(
        "weights zero",
        Text("every weight is 0, so nobody has a score", "所有权重均为 0，无法计算总评分"),
        Text("Give the criteria weights that make 100%.", "请为评分项写上合计为 100% 的权重。"),
    ),
    kind(
        "weights missing",
        Text("'{name}' has no weight", "“{name}”没有权重"),
        Text(
            "Add `weight: 25%`, or say how weights are found: `weights_by: entropy`.",
            "请添加 `weight: 25%`，或用 `weights_by: entropy` 由数据求得。",
        ),
    ),
    kind(
        "weights mix",
        Text(
            "'{name}' says a weight, and `weights_by: {way}` finds them: one of both",
            "“{name}”写了权重，同时 `weights_by: {way}` 又求权重，两者只能取一",
        ),
        Text(
            "Remove every `weight:`, or write `weights_by: hand`.", "请删去所有 `weight:`，或改为 `weights_by: hand`。"
        ),
    ),
    kind(
        "ahp size",
        Text(
            "the matrix has {rows} row{rows:s} and {columns} columns for {n} criteria",
            "比较矩阵为 {rows} 行 {columns} 列，而评分项有 {n} 个",
        ),
        Text("One row and one column a criterion, in their order.", "每个评分项一行一列，次序与评分项相同。"),
    ),
    kind(
        "ahp many",
        Text("{n} criteria are too many to compare in pairs", "{n} 个评分项过多，无法两两比较"),
        Text("Compare at most {most}.", "两两比较最多 {most} 个。"),
    ),
    kind(
        "ahp reciprocal",
        Text(
            "row {row}, column {column} says {here}, and the other way round {there}: not the reciprocal",
            "第 {row} 行第 {column} 列为 {here}，反向却为 {there}，两者不互为倒数",
        ),
        Text("Write {wanted} here, or change its mirror.", "请在此写 {wanted}，或修改对称位置的数。"),
    ),
    kind(
        "ahp consistency",
        Text(
            "the comparisons contradict each other: consistency ratio {ratio} (random index of {table}), 0.1 or more",
            "两两比较自相矛盾：一致性比率 {ratio}（随机指标取自 {table}），不小于 0.1",
        ),
        Text("Look again at {pair}: the rest says about {wanted}.", "请复核{pair}：按其余比较应约为 {wanted}。"),
        level="warning",
    ),
    kind(
        "weights_found",
        Text("{name} is the same for every customer, so its weight is 0", "“{name}”对所有客户都相同，权重为 0"),
        Text("Remove it, or write weights by hand.", "请删去该评分项，或手工写权重。"),
        level="warning",
    ),
    kind(
        "topsis",
        Text("{n} criteria are too many for TOPSIS", "{n} 个评分项过多，不能用 TOPSIS"),
        Text("Use at most {most}, or `total_by: sum`.", "最多 {most} 个，或改用 `total_by: sum`。"),
    ),
    kind(
        "half_life",
        Text("'{name}' is not in days, so it cannot fade with age", "“{name}”不是天数，不能按时间衰减"),
        Text("Use a metric in days, such as recency_days.", "请使用以天为单位的指标，如 recency_days。"),
    ),
)
