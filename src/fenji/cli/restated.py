"""`fenji replay RUN --restated`: what a run said then, beside what the same day says now."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from fenji.cli.command import Key
from fenji.cli.terminal import Answer, Heading, Terminal
from fenji.cli.verbatim import verbatim
from fenji.language import Text, say_count, say_money

if TYPE_CHECKING:
    from fenji.scheme.calibrated import CalibratedScheme
    from fenji.workspace.restated import Restatement

RESTATED_KEYS = (
    Key(
        "tiers[].tier",
        Text("with --restated: a tier's key; null for the ungraded", "等级代码；暂不评级为 null（--restated）"),
    ),
    Key("tiers[].customers_then", Text("customers as the run kept them", "该批次中的客户数")),
    Key("tiers[].customers_now", Text("customers by what is known now", "按现有数据的客户数")),
    Key("tiers[].net_revenue_then", Text("their net revenue as the run kept it", "该批次中的购买金额")),
    Key("tiers[].net_revenue_now", Text("their net revenue by what is known now", "按现有数据的购买金额")),
    Key("moved", Text("customers whose tier is another now, or who are known in one of both only", "等级不同的客户数")),
    Key("differing", Text("customers of whom any figure is another now", "任一数据不同的客户数")),
    Key("customers[].customer_id", Text("a customer who differs", "有差异的客户ID")),
    Key("customers[].tier_then", Text("the tier in the run", "该批次中的等级")),
    Key("customers[].tier_now", Text("the tier by what is known now", "按现有数据的等级")),
    Key("customers[].net_revenue_then", Text("the net revenue in the run", "该批次中的购买金额")),
    Key("customers[].net_revenue_now", Text("the net revenue by what is known now", "按现有数据的购买金额")),
    Key("customers[].was_known", Text("true where the run has the customer", "该批次中是否有此客户")),
    Key("customers[].is_known", Text("true where the customer is known now", "现有数据中是否有此客户")),
)
_HEAD = Text(
    "{run} · as of {as_of}: as it was kept, and by what is known now",
    "{run} · 评估基准日 {as_of}：当时的结果与按现有数据重算的结果",
)
_UNGRADED = Text("ungraded", "暂不评级")
_NOT_KNOWN = Text("not known", "无此客户")
_SAME = Text("By what is known now the day says the same.", "按现有数据重算，结果一致。")
_DIFFERS = Text(
    "By what is known now {n} customers differ, {moved} of them in their tier. Nothing was changed; grade the day "
    "again to keep a new run.",
    "按现有数据重算，{n} 位客户有差异，其中 {moved} 位等级不同。未作任何更改；重新评级该日即可保存新批次。",
)


def restate(terminal: Terminal, run_id: str, *, limit: int) -> Answer:
    """Tiers then and now, and the customers who differ."""
    from fenji.workspace.restated import restated

    found = restated(terminal.workspace, run_id, limit=limit)

    def show() -> None:
        terminal.write(_HEAD.fill(run=verbatim(found.run.id), as_of=found.run.as_of))
        _show_tiers(found, terminal)
        if not found.differing:
            terminal.write(_SAME)
            return
        terminal.write("")
        terminal.write(_DIFFERS.fill(n=found.differing, moved=found.moved))
        _show_customers(found, terminal)

    return Answer(_facts(found), show)


def _show_tiers(found: Restatement, terminal: Terminal) -> None:
    lang, currency = terminal.lang, found.run.currency
    headings = (
        Heading(Text("Tier", "等级")),
        Heading(Text("Customers then", "当时客户数"), "right"),
        Heading(Text("now", "现在"), "right"),
        Heading(Text("Net revenue then", "当时购买金额"), "right"),
        Heading(Text("now", "现在"), "right"),
    )
    rows = [
        [
            terminal.say(_UNGRADED if one.tier is None else one.tier.name),
            say_count(one.customers_then, lang),
            say_count(one.customers_now, lang),
            say_money(one.net_revenue_then, currency, lang),
            say_money(one.net_revenue_now, currency, lang),
        ]
        for one in found.tiers
    ]
    terminal.table(headings, rows)


def _show_customers(found: Restatement, terminal: Terminal) -> None:
    lang, currency = terminal.lang, found.run.currency
    headings = (
        Heading(Text("Id", "客户ID")),
        Heading(Text("Tier then", "当时等级")),
        Heading(Text("now", "现在")),
        Heading(Text("Net revenue then", "当时购买金额"), "right"),
        Heading(Text("now", "现在"), "right"),
    )
    rows = [
        [
            one.customer_id,
            _tier(found.scheme, one.tier_then, terminal, is_known=one.was_known),
            _tier(found.scheme, one.tier_now, terminal, is_known=one.is_known),
            say_money(one.net_revenue_then, currency, lang),
            say_money(one.net_revenue_now, currency, lang),
        ]
        for one in found.customers
    ]
    terminal.table(headings, rows)


def _tier(scheme: CalibratedScheme, key: str | None, terminal: Terminal, *, is_known: bool) -> str:
    if not is_known:
        return terminal.say(_NOT_KNOWN)
    return terminal.say(_UNGRADED if key is None else scheme.tier(key).name)


def _facts(found: Restatement) -> dict[str, Any]:
    tiers = [{"tier": None if one.tier is None else one.tier.key, "customers_then": one.customers_then,
              "customers_now": one.customers_now, "net_revenue_then": one.net_revenue_then,
              "net_revenue_now": one.net_revenue_now} for one in found.tiers]  # fmt: skip
    return {
        "run_id": found.run.id,
        "tiers": tiers,
        "moved": found.moved,
        "differing": found.differing,
        "customers": [asdict(one) for one in found.customers],
    }
