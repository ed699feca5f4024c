"""The words of `fenji quality`: what each finding says, and what it does to the grades."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fenji.language import Text, say_money

_REACH = Text("These customers cannot be reached this way; grades stay.", "无法以此方式联系这些客户；等级不受影响。")
_SEGMENT = Text("Segments by it leave them out; grades stay.", "按此划分客群时会缺少这些客户；等级不受影响。")
MATTERS: Mapping[str, Mapping[str, Text]] = {
    "customers": {
        "name": Text("Lists show the number in place of a name; grades stay.", "名单中以编号代替姓名；等级不受影响。"),
        "mobile": _REACH,
        "email": _REACH,
        "registered_on": Text("Whether they are new is told by their first order.", "是否为新客户只能按首次订单判断。"),
        "owner": Text("Nobody looks after them; grades stay.", "这些客户没有负责人；等级不受影响。"),
        "industry": _SEGMENT,
        "province": _SEGMENT,
        "city": _SEGMENT,
        "gender": _SEGMENT,
        "born_on": _SEGMENT,
        "age_band": _SEGMENT,
    },
    "orders": {
        "discount": Text("The share of discount is unknown for these orders.", "这些订单的折扣率未知。"),
    },
    "order_lines": {
        "category": Text("Category breadth is too low for their buyers.", "相关客户的品类数会偏低。"),
        "product_id": Text("The lines count for revenue only.", "这些明细仅计入金额。"),
        "unit_cost": Text("Gross margin leaves these lines out.", "毛利计算不含这些明细。"),
    },
    "payments": {
        "due_on": Text("Punctuality leaves them out.", "回款及时性不含这些记录。"),
        "paid_on": Text("They count as open.", "视为未回款。"),
    },
}

INCOMPLETE = Text("{label} is empty", "{label} 为空")
SAME = Text("customers share the same {label}", "客户的{label}与他人相同")
SAME_EFFECT = Text(
    "One person with several records gets several, lower grades: fenji duplicates find.",
    "同一客户有多条记录时，等级会被拆散、偏低；请用 fenji duplicates find 查找。",
)
ORPHANS = Text("facts of customers who are on no customer list", "记录所属的客户不在任何客户名单中")
ORPHANS_EFFECT = Text(
    "They are graded, by number only; import the customer list.", "仍会评级，但只有编号；请导入客户名单。"
)
GUESTS = Text("orders without a customer; the share is of revenue", "订单没有客户（散客）；占比为金额占比")
GUESTS_EFFECT = Text("Reported, and nobody is graded by them.", "单独统计，不计入任何客户的等级。")
OUTLIERS = Text("orders of more than {far} times the typical {typical}", "订单金额超过典型值 {typical} 的 {far} 倍")
OUTLIERS_EFFECT = Text(
    "One of them can lift a customer to the top tier, and moves averages.", "单笔即可把客户推到最高等级，并拉高平均值。"
)
CURRENCY_MIX = Text("orders not in {currency}: {list}", "订单币种不是 {currency}:{list}")
CURRENCY_EFFECT = Text(
    "Without a dated rate table they are never summed with the others.", "没有汇率表时，不与其他订单相加。"
)
GAPS = Text("stretches without any order, far longer than usual: {list}", "长时间没有任何订单的时段：{list}")
GAPS_EFFECT = Text(
    "If a month was not imported, frequency and revenue are too low and recency too long.",
    "如有月份漏导，频率和金额会偏低，最近购买会偏远。",
)
STALE = Text("the newest order is of {day}, {days} day{days:s} ago", "最新订单为 {day}，距今 {days} 天")
STALE_EFFECT = Text(
    "Grades are as of that day, unless you name another; import newer orders.",
    "未指定日期时，评估基准日为该日；请导入更新的订单。",
)


def money(amount: Any, currency: str) -> Text:
    """An amount in both languages."""
    return Text(say_money(amount, currency, "en"), say_money(amount, currency, "zh"))
