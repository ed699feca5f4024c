"""The standards every engine must grade alike: the ready-made ones, and one that asks for everything there is."""

from __future__ import annotations

from collections.abc import Mapping

from fenji.metrics.metric import METRICS
from fenji.scheme.load import standard, standard_names
from fenji.scheme.model import Scheme

SHAPE = {"shape": "circle", "pattern": "solid", "text": "甲"}
WINDOWS = ("90 days", "30 months")


def everything() -> Scheme:
    """Every metric over every kind of window, every scorer, an ungraded state and a limit, in one standard."""
    criteria = [
        {"metric": "net_revenue", "weight": "20%", "scorer": "quantiles"},
        {"metric": "order_count", "weight": "20%", "scorer": {"kind": "scale"}},
        {"metric": "recency_days", "weight": "20%", "scorer": {"kind": "scale", "unknown": "ungraded"}},
        {"metric": "average_order_value", "weight": "20%", "scorer": {"kind": "split", "at": "mean"}},
        {"metric": "orders_per_month", "weight": "10%", "scorer": {"kind": "split", "at": "median"}},
        {"metric": "satisfaction_score", "weight": "10%", "scorer": {"kind": "quantiles", "bins": 3, "unknown": 50}},
    ]
    shown = [{"metric": name, "window": window} for name in METRICS for window in WINDOWS]
    shown.append({"metric": "interaction_count", "options": {"kind": "电话"}})
    return Scheme.model_validate({
        "name": "everything",
        "title": "everything",
        "window": "365 days",
        "criteria": criteria,
        "tiers": [
            {"key": "A", "name": "甲", "colour": "#000000", "icon": SHAPE, "from_score": 70},
            {"key": "B", "name": "乙", "colour": "#111111", "icon": SHAPE, "from_score": "33.333333"},
            {"key": "C", "name": "丙", "colour": "#222222", "icon": SHAPE, "rest": True},
        ],
        "ungraded": [{"name": "too_new", "when": {"metric": "tenure_days", "below": 3}}],
        "limits": [
            {"name": "overdue", "never_above": "B", "when": {"metric": "overdue_amount", "above": 50}}
        ],
        "shown": shown,
    })  # fmt: skip


def found_out() -> Scheme:
    """What is found from the customers and frozen: natural groups, ranks, weights, ideal points; and own metrics."""
    metrics = [
        {"name": "large", "label": "large", "unit": "orders", "table": "orders", "take": "count",
         "where": {"all": [{"column": "amount", "at_least": 50}, {"not": {"column": "channel", "is": "门店"}}]}},
        {"name": "faded", "label": "faded", "unit": "money", "table": "orders", "take": "sum", "column": "amount",
         "half_life": 45},
        {"name": "kinds", "label": "kinds", "unit": "kinds", "table": "order_lines", "take": "distinct",
         "column": "category"},
        {"name": "newest", "label": "newest", "unit": "date", "table": "interactions", "take": "max",
         "column": "happened_on"},
        {"name": "worth", "label": "worth", "unit": "money", "unknown": 0,
         "formula": "round(faded × 3, 1) + min(net_revenue, average_order_value[all] × 3) - net_revenue[9 days] / 7"},
        {"name": "pace", "label": "pace", "unit": "points of 100",
         "formula": "coalesce(worth / (large − 2), recency_days × −1.5, 3) × max(large, 0.3333) + orders_per_month"},
    ]  # fmt: skip
    criteria = [
        {"metric": "net_revenue", "scorer": "breaks"},
        {"metric": "pace", "scorer": {"kind": "rank", "unknown": 10}},
        {"metric": "recency_days", "scorer": {"kind": "decay", "half_life": 33}},
        {"metric": "worth", "scorer": {"kind": "rank", "steps": 10}, "better": "lower"},
        {"metric": "order_count", "scorer": {"kind": "breaks", "bins": 3}},
    ]
    return everything().with_changes(
        name="found_out", criteria=criteria, metrics=metrics, weights_by="critic", total_by="topsis", shown=["newest"]
    )


def group() -> Scheme:
    """A parent company with its subsidiaries, both graded; weights by entropy."""
    criteria = [
        {"metric": "net_revenue", "scorer": "rank"},
        {"metric": "overdue_amount", "scorer": "scale"},
        {"metric": "interaction_count", "scorer": {"kind": "quantiles", "bins": 3}},
    ]
    return everything().with_changes(
        name="group",
        criteria=criteria,
        weights_by="entropy",
        shown=[],
        group={"by": "parent", "subsidiaries": "graded"},
    )


def schemes() -> Mapping[str, Scheme]:
    """By name; a new kind of standard is one more line here."""
    return {**{name: standard(name) for name in standard_names()}, "everything": everything(), "found_out": found_out(),
            "group": group(), "top_of_group": group().with_changes(name="top_of_group", group="parent")}  # fmt: skip
