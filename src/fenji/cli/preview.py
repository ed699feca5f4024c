"""How tiers before and after a change appear: in a terminal and as facts for `--json`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fenji.cli.command import Key
from fenji.cli.terminal import Heading, Terminal
from fenji.language import Text, say_count, say_money, say_share

if TYPE_CHECKING:
    from fenji.review.simulation import Simulation, TierChange

_FACTS = ("tier", "customers_before", "customers_after", "net_revenue_before", "net_revenue_after")


def tier_words(found: Simulation, key: str | None) -> Text:
    """The words for a tier of either standard; None is the ungraded."""
    if key is None:
        return Text("ungraded", "暂不评级")
    return next(tier.name for scheme in (found.after, found.before) for tier in scheme.scheme.tiers if tier.key == key)


def show_simulated(terminal: Terminal) -> None:
    """A line of its own where the workspace's data is simulated."""
    if terminal.workspace.settings.is_simulated:
        terminal.write(Text("【simulated data】", "【模拟数据】"))


def show_tier_changes(found: Simulation, terminal: Terminal) -> None:
    """Customers and revenue of each tier, before and after, with the share of all revenue after."""
    lang, currency = terminal.lang, found.currency
    changes = found.tiers()
    revenue = sum(change.net_revenue_after or 0 for change in changes)
    headings = (
        Heading(Text("Tier", "等级")),
        Heading(Text("Customers", "客户数"), "right", is_whole=True),
        Heading(Text("after", "修改后"), "right", is_whole=True),
        Heading(Text("change", "增减"), "right", is_whole=True),
        Heading(Text("Net revenue", "购买金额"), "right", is_whole=True),
        Heading(Text("after", "修改后"), "right", is_whole=True),
        Heading(Text("of revenue", "金额占比"), "right", is_whole=True),
    )
    terminal.table(
        headings,
        [
            [
                terminal.say(change.name),
                say_count(change.customers_before, lang),
                say_count(change.customers_after, lang),
                f"{change.customers_after - change.customers_before:+,}",
                say_money(change.net_revenue_before, currency, lang),
                say_money(change.net_revenue_after, currency, lang),
                say_share((change.net_revenue_after or 0) / revenue if revenue > 0 else None, lang, decimals=1),
            ]
            for change in changes
        ],
    )


def tier_change_facts(change: TierChange) -> dict[str, Any]:
    """A tier before and after."""
    named = {"name_zh": change.name.zh, "name_en": change.name.en}
    return {**{name: getattr(change, name) for name in _FACTS}, **named}


def tier_change_keys(at: str) -> tuple[Key, ...]:
    """The keys of a tier before and after at a place such as `tiers[]`."""
    return (
        Key(f"{at}.tier", Text("a tier's key, best first; null: ungraded", "等级代码，从高到低；暂不评级为 null")),
        Key(f"{at}.name_zh", Text("its Chinese name", "中文名称")),
        Key(f"{at}.name_en", Text("its English name", "英文名称")),
        Key(f"{at}.customers_before", Text("customers by the scheme as it is", "现行标准下的客户数")),
        Key(f"{at}.customers_after", Text("customers after the change", "修改后的客户数")),
        Key(f"{at}.net_revenue_before", Text("their net revenue", "现行标准下的购买金额")),
        Key(f"{at}.net_revenue_after", Text("net revenue after the change", "修改后的购买金额")),
    )
