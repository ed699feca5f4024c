"""How merges and their previews appear: facts for `--json` with their keys, and tables for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fenji.cli.command import Key
from fenji.cli.terminal import Heading, Terminal
from fenji.language import Text, say_count, say_date, say_money, say_number

if TYPE_CHECKING:
    from fenji.intake.identity.merges import Merge
    from fenji.workspace.merge_preview import MergePreview, Standing

_MERGE = (
    ("merge_id", "the merge's number", "合并编号"),
    ("customer_id", "who was merged", "被合并的客户ID"),
    ("into_id", "into whom", "保留的客户ID"),
    ("decided_at", "when, UTC", "时间（UTC）"),
    ("actor", "who decided", "操作人"),
    ("reason", "why; null where not given", "原因；未填为 null"),
    ("undone_at", "when it was undone, UTC; null while it holds", "撤销时间（UTC）；有效时为 null"),
    ("undone_by", "who undid it; null while it holds", "撤销人；有效时为 null"),
    ("undone_reason", "why it was undone; null where not given", "撤销原因；未填为 null"),
)
_STANDING = (
    ("customer_id", "the customer's id", "客户ID"),
    ("name", "the name; null where unknown", "客户姓名；未知为 null"),
    ("tier", "the tier's key; null where ungraded", "等级代码；未评级为 null"),
    ("score", "the score, 0 to 100; null where ungraded", "总评分（0–100）；未评级为 null"),
    ("order_count", "orders in the period", "周期内订单数"),
    ("net_revenue", "net revenue in the period", "周期内购买金额（扣退款）"),
    ("last_ordered_on", "the day of the last order", "上一次购买日期"),
)
_COMPARED = Text("By {scheme} v{version}, as of {as_of}:", "按 {scheme} v{version}，评估基准日 {as_of}：")
_UNGRADED = Text("Nothing was graded yet; figures over all orders:", "尚未评级，以下为全部订单的数据：")
_MOST = 30


def merge_facts(one: Merge) -> dict[str, Any]:
    """A merge as it is kept."""
    return {name: getattr(one, name) for name, _, _ in _MERGE}


def merge_keys(at: str) -> tuple[Key, ...]:
    """The keys of a merge at a place such as `merges[]`."""
    return tuple(Key(f"{at}.{name}" if at else name, Text(en, zh)) for name, en, zh in _MERGE)


def preview_facts(seen: MergePreview | None) -> dict[str, Any]:
    """The customers before and the survivors after."""
    sides: dict[str, Sequence[Standing]] = {"before": seen.before if seen else (), "after": seen.after if seen else ()}
    run = seen.run.id if seen and seen.run else None
    return {"run": run} | {
        side: [{name: getattr(one, name) for name, _, _ in _STANDING} for one in standings]
        for side, standings in sides.items()
    }


def preview_keys() -> tuple[Key, ...]:
    """The keys of a preview."""
    run = Key("run", Text("the grading compared with; null before the first", "对照的评级批次；尚未评级为 null"))
    sides = (("before", "before: ", "合并前："), ("after", "after: ", "合并后："))
    return (run, *(Key(f"{side}[].{name}", Text(f"{before_en}{en}", f"{before_zh}{zh}"))
                   for side, before_en, before_zh in sides for name, en, zh in _STANDING))  # fmt: skip


def show_merges(merged: Sequence[Merge], terminal: Terminal) -> None:
    """The merges that hold."""
    headings = (
        Heading(Text("Merged", "被合并")),
        Heading(Text("Into", "保留")),
        Heading(Text("When (UTC)", "时间（UTC）"), is_whole=True),
        Heading(Text("By", "操作人")),
        Heading(Text("Why", "原因")),
    )
    rows = [[one.customer_id, one.into_id, f"{one.decided_at:%Y-%m-%d %H:%M}", one.actor, one.reason or ""]
            for one in merged]  # fmt: skip
    if rows:
        terminal.table(headings, rows)


def show_preview(seen: MergePreview, links: Mapping[str, str], terminal: Terminal) -> None:
    """Each customer as they stand, and the survivors as they would."""
    run, lang = seen.run, terminal.lang
    if run is None:
        terminal.write(_UNGRADED)
    else:
        terminal.write(_COMPARED.fill(scheme=run.scheme, version=run.version, as_of=run.as_of.isoformat()))
    currency = terminal.workspace.settings.currency if run is None else run.currency
    headings = (
        Heading(Text("", ""), is_whole=True),
        Heading(Text("Id", "客户ID")),
        Heading(Text("Name", "客户姓名")),
        Heading(Text("Tier", "等级")),
        Heading(Text("Score", "总评分"), "right", is_whole=True),
        Heading(Text("Orders", "订单数"), "right", is_whole=True),
        Heading(Text("Net revenue", "购买金额"), "right", is_whole=True),
        Heading(Text("Last order", "上次购买"), is_whole=True),
    )
    rows = []
    for side, standings in ((Text("now", "合并前"), seen.before), (Text("merged", "合并后"), seen.after)):
        rows += [[
            terminal.say(side), one.customer_id, one.name or terminal.say(Text("unknown", "未知")),
            "-" if one.tier_name is None else terminal.say(one.tier_name),
            "-" if one.score is None else say_number(one.score, lang, decimals=1),
            say_count(one.order_count, lang), say_money(one.net_revenue, currency, lang),
            say_date(one.last_ordered_on, lang),
        ] for one in standings[:_MOST]]  # fmt: skip
    terminal.table(headings, rows)
    if len(seen.after) > _MOST:
        terminal.write(Text("… {n} customer{n:s} in all become {m}", "…… 共 {n} 位客户合并为 {m} 位").fill(
            n=say_count(len(links) + len(seen.after), lang), m=say_count(len(seen.after), lang)))  # fmt: skip
