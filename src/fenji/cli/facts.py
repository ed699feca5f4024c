"""Runs, tiers, customers and moves as facts for `--json`, with the meaning of each key."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji.cli.command import Key
from fenji.language import Language, Text

if TYPE_CHECKING:
    from fenji.result import Move, Result, Run, TierSummary

_PROFILE = ("customer_id", "name", "kind")
_GRADE = ("tier", "rung", "score", "reason", "system_tier", "previous_tier", "move")
_ALWAYS = ("recency_days", "last_ordered_on", "order_count", "net_revenue", "orders_per_month")


def run_facts(run: Run) -> dict[str, Any]:
    """A run: which scheme, as of when, on which data."""
    guests = run.guests
    return {
        "id": run.id,
        "scheme": run.scheme,
        "version": run.version,
        "as_of": run.as_of,
        "window": str(run.window),
        "zone": run.zone,
        "currency": run.currency,
        "customers": run.customers,
        "is_simulated": run.is_simulated,
        "snapshot": run.snapshot,
        "digest": run.digest,
        "fenji_version": run.fenji_version,
        "left_out": list(run.left_out),
        "previous_id": run.previous_id,
        "engine": run.engine,
        "guests": None
        if guests is None
        else {
            "orders": guests.orders,
            "net_revenue": guests.net_revenue,
            "revenue_share": share(guests.revenue_share),
        },
    }


def run_keys(at: str) -> tuple[Key, ...]:
    """The keys of a run at a place such as `run` or `runs[]`."""
    return _keys(
        at,
        ("id", "the run's id", "评级批次编号"),
        ("scheme", "the scheme's name", "分级标准名称"),
        ("version", "the scheme's version", "分级标准版本"),
        ("as_of", "the as-of date", "评估基准日"),
        ("window", "the scheme's period", "评估周期"),
        ("zone", "the time zone of its days", "时区"),
        ("currency", "the currency of all money", "金额币种"),
        ("customers", "how many customers", "客户数"),
        ("is_simulated", "true where the data is simulated", "是否为模拟数据"),
        ("snapshot", "the snapshot of the lake", "数据快照编号"),
        ("digest", "SHA-256 of the result rows", "结果的 SHA-256"),
        ("fenji_version", "the fenji that ran", "运行时的 fenji 版本"),
        ("left_out[]", "criteria nobody's data could answer", "因数据缺失而未计入的评分项"),
        ("previous_id", "the run that transition rules went on from; null without", "升降级所依据的上一批次"),
        ("engine", "where it was computed: duckdb, or another engine's address", "计算引擎：duckdb 或其他引擎的地址"),
        ("guests", "orders without a customer; null where there are none", "散客订单；没有则为 null"),
        ("guests.orders", "how many", "散客订单数"),
        ("guests.net_revenue", "their net revenue", "散客购买金额(扣退款)"),
        ("guests.revenue_share", "their share of all revenue, 0 to 1", "散客金额占比(0–1)"),
    )


def tier_facts(summary: TierSummary) -> dict[str, Any]:
    """A tier's customers and what they bring; the ungraded have no key."""
    tier = summary.tier
    return {
        "tier": None if tier is None else tier.key,
        "name_zh": "暂不评级" if tier is None else tier.name.zh,
        "name_en": "ungraded" if tier is None else tier.name.en,
        "colour": None if tier is None else tier.colour,
        "icon": None if tier is None else str(tier.icon.shape),
        "customers": summary.customers,
        "customer_share": share(summary.customer_share),
        "net_revenue": summary.net_revenue,
        "revenue_share": share(summary.revenue_share),
        "average_score": summary.average_score,
        "order_count": summary.order_count,
        "average_orders_per_month": summary.average_orders_per_month,
    }


def tier_keys(at: str) -> tuple[Key, ...]:
    """The keys of a tier's summary at a place such as `tiers[]`."""
    return _keys(
        at,
        ("tier", "the tier's key; null for the ungraded", "等级代码；暂不评级为 null"),
        ("name_zh", "its Chinese name", "中文名称"),
        ("name_en", "its English name", "英文名称"),
        ("colour", "its colour, #RRGGBB", "颜色 #RRGGBB"),
        ("icon", "the shape of its badge", "图标形状"),
        ("customers", "how many customers", "客户数"),
        ("customer_share", "their share of all customers, 0 to 1", "客户数占比(0–1)"),
        ("net_revenue", "their net revenue in the period", "周期内购买金额(扣退款)"),
        ("revenue_share", "their share of all revenue, 0 to 1", "金额占比(0–1)"),
        ("average_score", "their average score, 0 to 100", "平均总评分(0–100)"),
        ("order_count", "their orders in the period", "周期内订单数"),
        ("average_orders_per_month", "orders per customer and month", "客户平均每月订单数"),
    )


def customer_facts(result: Result, row: Mapping[str, Any], lang: Language) -> dict[str, Any]:
    """A customer's grade and figures; points are of 100, and what is unknown is null."""
    facts = {column: row.get(column) for column in (*_PROFILE, *_GRADE)}
    facts["tier_name"] = tier_name(result, row.get("tier")).say(lang)
    facts |= {column: row.get(column) for column in _ALWAYS}
    facts["points"] = {
        column.removeprefix("points_"): None if value is None else Decimal(value) / 100
        for column, value in row.items()
        if column.startswith("points_")
    }
    measured = [measure.column for measure in result.scheme.measures()]
    facts["metrics"] = {column: row[column] for column in measured if column in row and column not in _ALWAYS}
    return facts


def customer_keys(at: str) -> tuple[Key, ...]:
    """The keys of a customer at a place such as `customers[]`."""
    return _keys(
        at,
        ("customer_id", "the customer's id", "客户ID"),
        ("name", "the name; null where unknown", "客户姓名；未知为 null"),
        ("kind", "person or company", "person 个人或 company 企业"),
        ("tier", "the tier's key; null while ungraded", "等级代码；暂不评级为 null"),
        ("rung", "1 is the best tier", "等级序号，1 为最高"),
        ("score", "the score, 0 to 100", "总评分(0–100)"),
        ("reason", "why this tier: score:, rule:, rest:, limit:, ungraded:, held:, … and a name", "定级依据代码"),
        ("system_tier", "what the standard alone says; null: ungraded", "仅按标准的等级；暂不评级为 null"),
        ("previous_tier", "the tier in the previous run", "上一批次等级"),
        ("move", "promotion, demotion, new or same; null without a previous run", "等级变动；无上一批次为 null"),
        ("tier_name", "the tier's name in the language asked for", "等级名称"),
        ("recency_days", "days from the last order to the as-of date", "最近一次购买距基准日天数"),
        ("last_ordered_on", "the day of the last order", "上一次购买日期"),
        ("order_count", "orders in the period", "周期内订单数"),
        ("net_revenue", "net revenue in the period", "周期内购买金额(扣退款)"),
        ("orders_per_month", "orders per month in the period", "每月订单数"),
        ("points", "points by criterion", "各评分项得分"),
        ("points.*", "points of one criterion, 0 to 100", "单项评分(0–100)"),
        ("metrics", "the scheme's other metrics", "分级标准的其他指标"),
        ("metrics.*", "one metric's value", "指标值"),
    )


def move_facts(move: Move) -> dict[str, Any]:
    """A customer whose tier changed."""
    return {
        "customer_id": move.customer_id,
        "name": move.name,
        "kind": move.kind,
        "from_tier": move.from_tier,
        "to_tier": move.to_tier,
        "net_revenue": move.net_revenue,
    }


def move_keys(at: str) -> tuple[Key, ...]:
    """The keys of a customer's move at a place such as `movers[]`."""
    return _keys(
        at,
        ("customer_id", "the customer's id", "客户ID"),
        ("name", "the name; null where unknown", "客户姓名；未知为 null"),
        ("kind", "promotion, demotion, new or gone", "promotion 升级、demotion 降级、new 新增、gone 移出"),
        ("from_tier", "the tier before; null for none", "原等级；无为 null"),
        ("to_tier", "the tier now; null for none", "现等级；无为 null"),
        ("net_revenue", "net revenue in the period", "周期内购买金额(扣退款)"),
    )


def issue_keys(at: str) -> tuple[Key, ...]:
    """The keys of a mistake or finding at a place such as `issues[]`."""
    return _keys(
        at,
        ("level", "error, warning or note", "error 错误、warning 警告、note 说明"),
        ("code", "a stable code; empty where there is none", "固定代码；没有则为空"),
        ("where", "the place", "位置"),
        ("problem_zh", "what is wrong, in Chinese", "问题(中文)"),
        ("problem_en", "what is wrong, in English", "问题(英文)"),
        ("fix_zh", "what to do, in Chinese", "办法(中文)"),
        ("fix_en", "what to do, in English", "办法(英文)"),
    )


def share(value: Decimal | None) -> Decimal | None:
    """A share of one to six decimals, as JSON and tables take it."""
    return None if value is None else round(value, 6)


def tier_name(result: Result, key: str | None) -> Text:
    """The words for a tier's key; None is ungraded."""
    return Text("ungraded", "暂不评级") if key is None else result.scheme.tier(key).name


def _keys(at: str, *rows: tuple[str, str, str]) -> tuple[Key, ...]:
    return tuple(Key(f"{at}.{name}" if at else name, Text(en, zh)) for name, en, zh in rows)
