"""What a picture knows of a run: measures now and before, segments, stages with their flows, the journey."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji.language import Text, same

if TYPE_CHECKING:
    from fenji.result import Result
    from fenji.segments.segmentation import Segmentation

PREVIOUS = "previous_"
VALUES = {"company": Text("Companies", "企业客户"), "person": Text("People", "个人客户")}
KNOWN = Decimal("0.3")
"""An attribute is worth a list where at least that share of customers has a value."""

_FEW = 12
_KINDS: Mapping[str, tuple[tuple[str, Text], ...]] = {
    "demographic": (
        ("kind", Text("Customer kind", "客户类型")),
        ("industry", Text("Industry", "行业")),
        ("age_band", Text("Age", "年龄段")),
        ("province", Text("Province", "省份")),
        ("income", Text("Income", "收入")),
        ("country", Text("Country", "国家")),
    ),
    "psychographic": (
        ("lifestyle", Text("Lifestyle", "生活方式")),
        ("interests", Text("Interests", "兴趣")),
        ("attitudes", Text("Attitudes", "态度")),
    ),
}


@dataclass(frozen=True)
class Row:
    """One segment: its customers, their net revenue, and its share of all revenue (of customers where unknown)."""

    key: str | None
    name: Text
    customers: int
    net_revenue: Decimal | None
    share: Decimal | None


@dataclass(frozen=True)
class SegmentList:
    """The customers by one segmentation or attribute, the largest revenue first; `rest` are those not listed."""

    name: str
    title: Text
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Flow:
    """How customers of a stage were spread in the run before: who stayed, and the largest group that came."""

    stayed: int
    before: int
    came_from: Text | None
    came: int


@dataclass(frozen=True)
class StageRow:
    """A lifecycle stage: its customers, and where they were before; `flow` is None without a run to compare with."""

    key: str
    name: Text
    customers: int
    share: Decimal
    flow: Flow | None


@dataclass(frozen=True)
class JourneyStage:
    """One stage of the journey: contacts, the worst pain and the best opportunity found there, if any."""

    name: Text
    contacts: int | None
    pain: Text | None = None
    chance: Text | None = None


@dataclass(frozen=True)
class Evidence:
    """Everything a picture is drawn from; what is unknown is None, never nought."""

    result: Result
    now: Mapping[str, Decimal | None]
    before: Mapping[str, Decimal | None] = field(default_factory=dict)
    before_day: date | None = None
    journey: Sequence[JourneyStage] | None = None


def measures(result: Result) -> dict[str, Decimal | None]:
    """What the run itself can say of the measures that goals and targets may name; unknown where it holds nothing.

    The repurchase rate is the share of the window's buyers who bought at least twice in it. Revenue per customer is of
    those who bought.
    """
    sql = f"""SELECT count(*) AS customers, sum(net_revenue) AS net_revenue,
                     count(*) FILTER (order_count > 0) AS buyers, count(*) FILTER (order_count > 1) AS again
              FROM {result.relation}"""
    found = result.engine.rows(sql)[0]
    revenue, buyers = found["net_revenue"], int(found["buyers"])
    top = next((tier for tier in result.tiers() if tier.tier is not None), None)
    return {
        "customers": Decimal(int(found["customers"])),
        "net_revenue": revenue,
        "average_revenue": None if revenue is None or not buyers else Decimal(revenue) / buyers,
        "top_tier_customers": None if top is None else Decimal(top.customers),
        "top_tier_share": None if top is None else top.revenue_share,
        "repurchase_rate": Decimal(int(found["again"])) / buyers if buyers else None,
        "satisfaction": None,
        "answer_rate": None,
    }


def segment_lists(result: Result, known: Sequence[Segmentation], asked: Sequence[str] = ()) -> list[SegmentList]:
    """Behaviour first, then who customers are, then how they think, each where the run knows it; or those asked for.

    A list that nobody has a value for is left out: an empty one would look like an answer.
    """
    if asked:
        return [_list(result, name, known) for name in asked]
    found = [_list(result, "rfm_class", known)] if "rfm_class" in result.columns else []
    for columns in _KINDS.values():
        told = next(
            (column for column, _ in columns if _is_known(result, column) and _says_something(result, column)), None
        )
        if told is not None:
            found.append(_list(result, told, known))
    return [one for one in found if one.rows]


def _says_something(result: Result, column: str) -> bool:
    """Whether a column sorts customers into few groups: a dozen, or more of which the three largest hold half."""
    counts = sorted((n for (key,), n, _ in result.counts(column) if key is not None), reverse=True)
    return 0 < len(counts) <= _FEW or sum(counts[:3]) * 2 >= sum(counts) > 0


def stages(result: Result, known: Sequence[Segmentation]) -> list[StageRow]:
    """The stages of the lifecycle with their customers and, where a run before is known, who stayed and who came.

    Nothing where nobody's stage is known: unknown is not nought.
    """
    segmentation = next((one for one in known if one.name == "stage"), None)
    if segmentation is None or "stage" not in result.columns:
        return []
    names = {segment.key: segment.name for segment in segmentation.segments()}
    counts = {key: n for (key,), n, _ in result.counts("stage")}
    if not any(key in names for key in counts):
        return []
    moves = _stage_moves(result)
    everyone = max(sum(counts.values()), 1)
    return [
        StageRow(key, name, counts.get(key, 0), Decimal(counts.get(key, 0)) / everyone, _flow(key, moves, names))
        for key, name in names.items()
    ]


def _stage_moves(result: Result) -> dict[tuple[str, str], int] | None:
    if f"{PREVIOUS}stage" not in result.columns:
        return None
    return {(was, now): n for (was, now), n, _ in result.counts(f"{PREVIOUS}stage", "stage") if was and now}


def _flow(key: str, moves: Mapping[tuple[str, str], int] | None, names: Mapping[str, Text]) -> Flow | None:
    if not moves:
        return None
    came = sorted(((n, was) for (was, now), n in moves.items() if now == key and was != key), reverse=True)
    before = sum(n for (was, _), n in moves.items() if was == key)
    most, where = came[0] if came else (0, None)
    return Flow(moves.get((key, key), 0), before, None if where is None else names.get(where, same(where)), most)


def _is_known(result: Result, column: str) -> bool:
    if column not in result.columns:
        return False
    sql = f"SELECT count({column}) AS told, count(*) AS everyone, count(DISTINCT {column}) AS n FROM {result.relation}"
    row = result.engine.rows(sql)[0]
    return bool(row["n"] > 1 and row["everyone"]) and Decimal(int(row["told"])) / int(row["everyone"]) >= KNOWN


def _list(result: Result, name: str, known: Sequence[Segmentation]) -> SegmentList:
    """Customers by a column of the run; an unknown one is an error with the nearest guess."""
    found = [(key, n, money) for (key,), n, money in result.counts(name) if key is not None]
    found.sort(key=lambda row: (row[2] is None, -(row[2] or 0), -row[1], str(row[0])))
    titles = dict(pair for pairs in _KINDS.values() for pair in pairs)
    own = next((one for one in known if one.name == name), None)
    names = VALUES if own is None else {segment.key: segment.name for segment in own.segments()}
    return SegmentList(name, own.title if own else titles.get(name, same(name)), tuple(_rows(found, names)))


def _rows(found: Sequence[tuple[Any, int, Decimal | None]], names: Mapping[str, Text]) -> Iterator[Row]:
    revenue = sum((money for _, _, money in found if money is not None), Decimal(0))
    everyone = sum(count for _, count, _ in found)
    for key, count, money in found:
        share = money / revenue if money is not None and revenue > 0 else Decimal(count) / max(everyone, 1)
        yield Row(key, names.get(key, same(str(key))), count, money, max(share, Decimal(0)))
