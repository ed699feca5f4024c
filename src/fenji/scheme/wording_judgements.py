"""Every mistake subjective items can have: unknown or unused ones, too many points, too large a share of the score."""

from __future__ import annotations

from fenji.language import Text
from fenji.scheme.mistake import kind

JUDGEMENTS = (
    kind(
        "judgement_unused",
        Text("nothing counts the subjective item '{name}'", "没有评分项采用主观评分项“{name}”"),
        Text(
            "Add a criterion: {metric: judged_points, options: {item: {name}}, …}.",
            "请添加评分项 {metric: judged_points, options: {item: {name}}, …}。",
        ),
        level="warning",
    ),
    kind(
        "judgement most",
        Text("the most points of '{name}' are not within 1 to 100", "“{name}”的最高分不在 1 至 100 之间"),
        Text("Write `most: 10`.", "请写 `most: 10`。"),
    ),
    kind(
        "judgement item",
        Text("judged_points doesn't say which item", "judged_points 未写明主观评分项"),
        Text(
            "Add `options: {item: …}` with an item of `judgements:`.",
            "请添加 `options: {item: …}`，并在 `judgements:` 中列出。",
        ),
    ),
    kind(
        "judgement share",
        Text("judgements cannot make up {n} of 100 points", "主观评分不可能占 100 分中的 {n} 分"),
        Text("Write a number from 0 to 100.", "请写 0 至 100 的数。"),
    ),
    kind(
        "judged_too_much",
        Text(
            "judgements make up {share} of 100 points, the standard allows {most}",
            "主观评分占 {share} 分（满分 100），超过标准允许的 {most} 分",
        ),
        Text(
            "Lower their weights, or allow it with `judged_at_most: {share}`.",
            "请降低其权重，或写明 `judged_at_most: {share}`。",
        ),
    ),
    kind(
        "judgement_scale",
        Text(
            "judged points are scaled between the lowest and the highest given, not by the most points",
            "主观评分按已给出的最低分至最高分折算，而不是按最高分",
        ),
        Text("Write {kind: scale, low: 0, high: 10}.", "请写 {kind: scale, low: 0, high: 10}。"),
        level="warning",
    ),
)
