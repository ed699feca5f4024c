"""The engine agrees with plain Python, and nothing irrelevant changes an answer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

import ibis
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fenji.engines.duckdb import DuckDBEngine
from fenji.metrics.measure import Measure
from fenji.metrics.ratio import ratio
from fenji.metrics.window import ALL, Window
from tests.fenji.metrics.shop import AS_OF, Row, answer, customer, sale

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2024, 6, 30, 4)
MONTH = Window("days", 30)
MEASURES = [
    Measure("recency", "recency_days", ALL),
    Measure("count", "order_count", MONTH),
    Measure("net", "net_revenue", MONTH),
    Measure("average", "average_order_value", MONTH),
    Measure("monthly", "orders_per_month", MONTH),
]
few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def shops(draw: st.DrawFn) -> list[Row]:
    """Sales around the window's ends, some given back in part or in full, some void, some of guests."""
    orders: list[Row] = []
    for number in range(draw(st.integers(0, 12))):
        at = NOON - timedelta(hours=draw(st.integers(-40, 24 * 33)))
        cents = draw(st.integers(1, 1_000_000))
        who = draw(st.sampled_from(["a", "b", None]))
        sold = sale(who, at, str(Decimal(cents) / 100), order_id=f"s{number}")
        match draw(st.sampled_from(["kept", "kept", "void", "part", "full"])):
            case "void":
                sold["kind"] = "void"
            case "part" | "full" as how:
                back = at + timedelta(hours=draw(st.integers(0, 24 * 40)))
                amount = sold["amount"] if how == "full" else Decimal(draw(st.integers(1, cents))) / 100
                tied = {"kind": "refund", "amount": -amount, "booked_at": back, "refunds_order_id": f"s{number}"}
                orders.append(sold | tied | {"order_id": f"r{number}"})
                if amount == sold["amount"]:
                    sold["void_at"] = back
        orders.append(sold)
    return orders


def local(instant: datetime) -> date:
    return instant.replace(tzinfo=UTC).astimezone(ZONE).date()


def expected(orders: list[Row], who: str) -> dict[str, object]:
    """The same figures, as one would count them by hand."""
    seen = [row for row in orders if row["customer_id"] == who and local(row["booked_at"]) <= AS_OF]
    stand = [r for r in seen if r["kind"] == "sale" and not (r.get("void_at") and local(r["void_at"]) <= AS_OF)]
    inside = AS_OF - timedelta(days=29)
    days = [local(row["ordered_at"]) for row in stand]
    count = sum(day >= inside for day in days)
    net = sum((r["amount"] for r in seen if r["kind"] != "void" and local(r["ordered_at"]) >= inside), Decimal(0))
    months = Decimal(30) / Decimal("30.4375")
    return {
        "recency": (AS_OF - max(days)).days if days else None,
        "count": count,
        "net": net,
        "average": (net / count).quantize(Decimal("0.01"), ROUND_HALF_UP) if count else None,
        "monthly": (count / months).quantize(Decimal("0.0001"), ROUND_HALF_UP),
    }


@few
@given(shops())
def test_the_engine_counts_as_one_would_by_hand(orders: list[Row]) -> None:
    rows = answer({"customers": [customer("a"), customer("b")], "orders": [*orders, sale("z", "2024-01-01")]}, MEASURES)
    for who in ("a", "b"):
        assert {name: rows[who][name] for name in expected(orders, who)} == expected(orders, who)


@few
@given(shops(), st.randoms())
def test_row_order_and_other_customers_change_nothing(orders: list[Row], random: object) -> None:
    data = {"customers": [customer("a"), customer("b")], "orders": [*orders, sale("z", "2024-01-01")]}
    before = answer(data, MEASURES)["a"]
    shuffled = list(data["orders"])
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    without = [row for row in shuffled if row["customer_id"] != "b"]
    assert answer({**data, "orders": shuffled}, MEASURES)["a"] == before
    assert answer({"customers": [customer("a")], "orders": without}, MEASURES)["a"] == before


@few
@given(shops(), st.integers(-400, 400))
def test_shifting_every_date_shifts_the_answer_and_nothing_else(orders: list[Row], days: int) -> None:
    by = timedelta(days=days)
    moved = [{k: v + by if isinstance(v, date | datetime) else v for k, v in row.items()} for row in orders]
    people = [customer("a"), customer("b")]
    extra, moved_extra = sale("z", "2024-01-01"), sale("z", str(date(2024, 1, 1) + by))
    before = answer({"customers": people, "orders": [*orders, extra]}, MEASURES)
    after = answer({"customers": people, "orders": [*moved, moved_extra]}, MEASURES, as_of=AS_OF + by)
    assert after == before


@pytest.mark.parametrize("digits", [2, 4])
@few
@given(pairs=st.lists(st.tuples(st.integers(-(10**12), 10**12), st.integers(-3, 10**7)), min_size=1, max_size=30))
def test_a_ratio_is_exact_and_rounded_half_up(digits: int, pairs: list[tuple[int, int]]) -> None:
    import pyarrow as pa

    table = pa.table(
        {
            "n": pa.array(range(len(pairs)), pa.int64()),
            "part": pa.array([Decimal(part).scaleb(-2) for part, _ in pairs], pa.decimal128(18, 2)),
            "whole": pa.array([whole for _, whole in pairs], pa.int64()),
        }
    )
    asked = ibis.table({"n": "int64", "part": "decimal(18, 2)", "whole": "int64"}, name="pairs")
    shares = asked.select("n", share=ratio(asked.part, asked.whole, digits=digits)).order_by("n")
    with DuckDBEngine.in_memory(threads=1) as engine:
        engine.register("pairs", table)
        got = [row["share"] for row in engine.rows(engine.compile(shares))]
    step = Decimal(1).scaleb(-digits)
    wanted = [
        (Decimal(part).scaleb(-2) / whole).quantize(step, ROUND_HALF_UP) if whole > 0 else None for part, whole in pairs
    ]
    assert got == wanted
