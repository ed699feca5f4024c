"""Results of any shape for the tests of charts: real engine, real scheme, graded rows as a table."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pyarrow as pa

from fenji.charts.draw import draw
from fenji.engines.duckdb import DuckDBEngine
from fenji.language import Language
from fenji.metrics.window import Window
from fenji.result import HistoryPoint, Result, Run
from fenji.scheme.calibrated import CalibratedScheme
from fenji.scheme.model import Scheme

COLOURS = ("#C8102E", "#F2A900", "#2E86AB", "#7A5CB0", "#3C8D53", "#B56576", "#6D6875", "#F4D35E")
THREE = (("VIP", "VIP客户", "VIP"), ("regular", "普通客户", "Regular"), ("potential", "潜在客户", "Potential"))
RANKS = (("黑钻", "Onyx"), ("钻石", "Diamond"), ("铂金", "Platinum"), ("黄金", "Gold"),
         ("白银", "Silver"), ("青铜", "Bronze"), ("黑铁", "Iron"), ("入门", "Starter"))  # fmt: skip
EIGHT = tuple(
    (f"t{i}", f"{zh}级尊享至臻会员客户（企业）", f"{en} member of the loyalty programme")
    for i, (zh, en) in enumerate(RANKS)
)
SCHEMA = pa.schema(
    [("customer_id", pa.string()), ("score", pa.decimal128(9, 6)), ("orders_per_month", pa.decimal128(18, 4)),
     ("net_revenue", pa.decimal128(18, 2)), ("order_count", pa.int64()), ("tier", pa.string()),
     ("previous_tier", pa.string()), ("move", pa.string())]
)  # fmt: skip


def shop(
    tiers: Sequence[tuple[str, str, str]] = THREE,
    *,
    rows: Sequence[dict[str, Any]] | None = None,
    customers: int = 200,
    simulated: bool = False,
    runs: int = 2,
) -> Result:
    """A run's graded customers; `rows` overrule the seeded ones."""
    scheme = _scheme(tiers)
    data = list(rows) if rows is not None else seeded(scheme, customers)
    engine = DuckDBEngine.in_memory()
    engine.register("graded", pa.Table.from_pylist(data, schema=SCHEMA))
    days = [date(2024, 6, 30) - timedelta(days=30 * back) for back in range(runs - 1, -1, -1)]
    made = [_run(day, len(data), simulated) for day in days]
    past = [
        HistoryPoint(run.as_of, run.id, tier.key, 10 + 3 * place, None)
        for run in made[:-1]
        for place, tier in enumerate(scheme.tiers)
    ]
    return Result(
        engine=engine,
        relation="graded",
        run=made[-1],
        scheme=CalibratedScheme(scheme=scheme, version=3, learned={}, weights={}),
        columns=tuple(SCHEMA.names),
        previous=made[-2] if runs > 1 else None,
        past=tuple(past),
    )


def row(number: int, tier: str | None, *, money: str | None = "100", before: str | None = None) -> dict[str, Any]:
    """One graded customer."""
    return {
        "customer_id": f"C{number:06d}",
        "score": None if tier is None else Decimal(50),
        "orders_per_month": Decimal("1.5"),
        "net_revenue": None if money is None else Decimal(money),
        "order_count": 3,
        "tier": tier,
        "previous_tier": before,
        "move": "same" if tier == before else "promotion",
    }


def seeded(scheme: Scheme, customers: int) -> list[dict[str, Any]]:
    """Customers of every tier, some ungraded, some with refunds above their sales; the same every time."""
    chance = random.Random(7)
    keys = [tier.key for tier in scheme.tiers]
    found = []
    for number in range(customers):
        score = 100 * chance.random() ** 2
        tier = next((t.key for t in scheme.tiers if t.from_score is not None and score >= t.from_score), keys[-1])
        is_known = chance.random() > 0.05
        often = (score / 100) ** 2 * 10 * chance.random() + chance.random() * 0.5
        money = often * chance.lognormvariate(7, 1) - (400 if chance.random() < 0.03 else 0)
        before = tier if chance.random() < 0.8 else chance.choice([*keys, None])
        found.append(
            {"customer_id": f"C{number:06d}", "score": Decimal(f"{score:.6f}") if is_known else None,
             "orders_per_month": Decimal(f"{often:.4f}"), "net_revenue": Decimal(f"{money:.2f}"),
             "order_count": int(often * 12), "tier": tier if is_known else None, "previous_tier": before,
             "move": "same" if before == tier else "promotion"}
        )  # fmt: skip
    return found


def _scheme(tiers: Sequence[tuple[str, str, str]]) -> Scheme:
    written = [
        {"key": key, "name": {"zh": zh, "en": en}, "colour": COLOURS[place % 8]}
        | ({"rest": True} if place == len(tiers) - 1 else {"from_score": 90 - 80 * place // max(len(tiers) - 1, 1)})
        for place, (key, zh, en) in enumerate(tiers)
    ]
    criterion = {"metric": "net_revenue", "weight": "100%", "scorer": "quantiles"}
    title = {"zh": "客户价值", "en": "Customer value"}
    return Scheme.model_validate({"name": "value", "title": title, "criteria": [criterion], "tiers": written})


def _run(day: date, customers: int, simulated: bool) -> Run:
    return Run(
        id=f"{day:%Y%m%d}-value", scheme="value", version=3, as_of=day, zone="Asia/Shanghai", currency="CNY",
        window=Window("months", 12), snapshot=None, fenji_version="0", digest="0" * 64, customers=customers,
        is_simulated=simulated,
    )  # fmt: skip


def words_of(result: Result, name: str, lang: Language = "zh") -> str:
    """All words of a picture, in one line."""
    return unescape(" ".join(re.findall(r"<text[^>]*>([^<]*)</text>", draw(result, name, lang).svg)))
