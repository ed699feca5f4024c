"""The standards every engine must grade alike: the ready-made ones, and one that asks for everything there is."""

from __future__ import annotations

from collections.abc import Mapping

from fenji.metrics.metric import METRICS
from fenji.scheme.load import standard, standard_names
from fenji.scheme.model import Scheme

SHAPE = {"shape": "circle", "pattern": "solid", "text": "甲"}
WINDOWS = ("all", "90 days", "12 months", "30 months")


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


def schemes() -> Mapping[str, Scheme]:
    """By name; a new kind of standard is one more line here."""
    return {**{name: standard(name) for name in standard_names()}, "everything": everything()}
