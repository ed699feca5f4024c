"""What a tier's grade is used for, and what it pays for the same goods, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenji.language import Text

if TYPE_CHECKING:
    from fenji.scheme.parts import Tier

_USES = {
    "service": Text("service", "服务"),
    "marketing": Text("marketing", "营销"),
    "credit": Text("credit", "赊销额度"),
    "price": Text("price", "价格"),
}


def say_use(tier: Tier) -> Text:
    """What the grade is used for; empty where nothing is declared."""
    uses = [_USES[use] for use in tier.use]
    return Text(", ".join(one.en for one in uses), "、".join(one.zh for one in uses))


def say_price(tier: Tier) -> Text:
    """What the tier pays of the list price; empty where prices do not differ by it."""
    if tier.price is None:
        return Text("", "")
    return Text("{n}% of the list price", "原价的 {n}%").fill(n=f"{tier.price.normalize():f}")
