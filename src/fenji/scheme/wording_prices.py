"""Every mistake price differences can have: no public rule, dearer for the better customer, falling with loyalty."""

from __future__ import annotations

from fenji.language import Text
from fenji.scheme.mistake import kind

PRICES = (
    kind(
        "price none",
        Text("what '{name}' pays is not said, while other tiers have a price", "其他等级有价格，“{name}”未写明价格"),
        Text("Write `price: 100%` for the list price.", "按原价请写 `price: 100%`。"),
    ),
    kind(
        "price_rule",
        Text("tiers pay different prices by a rule that nobody can read", "各等级价格不同，但没有公开的规则"),
        Text("Write it for customers in `price_rule:`.", "请在 `price_rule:` 中写明并向客户公示。"),
    ),
    kind(
        "price_against",
        Text(
            "'{name}' pays less than the tier above it: the better customer pays more",
            "“{name}”的价格低于更高等级：越好的客户付得越多",
        ),
        Text("Let no tier pay more than the one below it.", "更高等级的价格不得高于下一等级。"),
    ),
    kind(
        "price_against loyal",
        Text(
            "more of '{name}' gives fewer points, so that loyal customers pay more",
            "“{name}”越高得分越低，老客户反而付得更多",
        ),
        Text("Let points rise with it, or take the prices out.", "请让得分随之上升，或去掉价格差异。"),
    ),
    kind(
        "price_differs",
        Text(
            "the same goods cost customers different prices: two people approve it, and the rule is published",
            "同样的商品对不同客户价格不同：须两人审批，并公开规则",
        ),
        Text("Prefer service and gifts to prices.", "建议以服务或赠礼代替价格差异。"),
        level="warning",
    ),
)
