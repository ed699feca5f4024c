"""What a result answers with: the run, a tier's figures, a move, a point of history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from fenji.language import Text
from fenji.metrics.window import Window
from fenji.tables.rates import Rate

if TYPE_CHECKING:
    from fenji.scheme.model import Tier

BEFORE_FENJI = "existing_grade"
MoveKind = Literal["promotion", "demotion", "new", "gone", "graded", "ungraded", "same"]


@dataclass(frozen=True)
class GuestShare:
    """Orders without a customer: how many, their net revenue, and their share of all revenue of the window."""

    orders: int
    net_revenue: Decimal
    revenue_share: Decimal | None


@dataclass(frozen=True)
class Run:
    """One scheme version applied as of one date to one snapshot of the lake.

    `snapshot` is None for a run without a workspace. `digest` is the SHA-256 of the result rows. `left_out` names
    criteria that nobody's data could answer; their weight went to the others. `rates` are those that money was
    converted by, if any was. `previous_id` is the run whose standing counted under transition rules, None without.
    `engine`: the address of the engine that computed it; the rows are the same on each. `resealed`: how many erasures
    have changed its rows since; the digest is that of the rows as they are now.
    """

    id: str
    scheme: str
    version: int
    as_of: date
    zone: str
    currency: str
    window: Window
    snapshot: int | None
    fenji_version: str
    digest: str
    customers: int
    is_simulated: bool = False
    source_name: str = ""
    left_out: tuple[str, ...] = ()
    guests: GuestShare | None = None
    notes: tuple[Text, ...] = ()
    rates: tuple[Rate, ...] = ()
    previous_id: str | None = None
    engine: str = "duckdb"
    resealed: int = 0

    @property
    def is_before_fenji(self) -> bool:
        """Whether this is no run: the grades customers had before fenji, which a first run is compared with."""
        return self.id == BEFORE_FENJI

    def before_fenji(self, customers: int) -> Run:
        """What the first run is compared with: the existing grades (现有等级) of so many of its customers."""
        return replace(self, id=BEFORE_FENJI, snapshot=None, digest="", customers=customers, left_out=(), guests=None)

    def to_json(self) -> dict[str, Any]:
        """The run as plain values, for `--json` and for keeping."""
        kept = asdict(self)
        kept["as_of"] = self.as_of.isoformat()
        kept["window"] = str(self.window)
        kept["left_out"] = list(self.left_out)
        kept["notes"] = [{"en": note.en, "zh": note.zh} for note in self.notes]
        kept["rates"] = [{name: _plain(value) for name, value in asdict(rate).items()} for rate in self.rates]
        if self.guests is not None:
            kept["guests"] = {name: _plain(value) for name, value in asdict(self.guests).items()}
        return kept

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Run:
        """The run as it was kept; the reverse of `to_json`."""
        values = dict(kept)
        values["as_of"] = date.fromisoformat(values["as_of"])
        values["window"] = Window.read(values["window"])
        values["left_out"] = tuple(values["left_out"])
        values["notes"] = tuple(Text(note["en"], note["zh"]) for note in values["notes"])
        values["rates"] = tuple(
            Rate(rate["currency"], date.fromisoformat(rate["valid_from"]), Decimal(rate["rate"]))
            for rate in values["rates"]
        )
        guests = values.get("guests")
        if guests is not None:
            share = guests["revenue_share"]
            values["guests"] = GuestShare(
                guests["orders"], Decimal(guests["net_revenue"]), None if share is None else Decimal(share)
            )
        return cls(**values)


@dataclass(frozen=True)
class TierSummary:
    """One tier's customers and what they bring; `tier` is None for the ungraded."""

    tier: Tier | None
    customers: int
    customer_share: Decimal
    net_revenue: Decimal | None
    revenue_share: Decimal | None
    average_score: Decimal | None
    order_count: int | None
    average_orders_per_month: Decimal | None

    @classmethod
    def of(cls, tier: Tier | None, row: Mapping[str, Any] | None, everyone: int, revenue: Decimal) -> TierSummary:
        """The summary from one aggregate row; a tier nobody holds has zero customers and no revenue."""
        if row is None:
            zero = Decimal(0)
            return cls(tier, 0, zero, zero, zero if revenue > 0 else None, None, 0, None)
        net = row["net_revenue"]
        share = None if net is None or revenue <= 0 else net / revenue
        return cls(
            tier=tier,
            customers=row["customers"],
            customer_share=Decimal(row["customers"]) / max(everyone, 1),
            net_revenue=net,
            revenue_share=share,
            average_score=_decimal(row["average_score"]),
            order_count=None if row["order_count"] is None else int(row["order_count"]),
            average_orders_per_month=_decimal(row["orders_per_month"]),
        )


@dataclass(frozen=True)
class Move:
    """A customer whose grade differs from the previous run.

    promotion, demotion: another rung. new, gone: only in one of the two runs. graded, ungraded: had no tier before, or
    has none now, which is neither up nor down.
    """

    customer_id: str
    name: str | None
    kind: MoveKind
    from_tier: str | None
    to_tier: str | None
    net_revenue: Decimal | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Move:
        """The move from one row of the result."""
        return cls(
            customer_id=row["customer_id"],
            name=row["name"],
            kind=row["kind"],
            from_tier=row["previous_tier"],
            to_tier=row["tier"],
            net_revenue=row["net_revenue"],
        )


@dataclass(frozen=True)
class HistoryPoint:
    """How many customers a tier had, and their revenue, at one run; `tier` is None for the ungraded."""

    as_of: date
    run_id: str
    tier: str | None
    customers: int
    net_revenue: Decimal | None

    @classmethod
    def of(cls, run: Run, summary: TierSummary) -> HistoryPoint:
        """The point from a run's summary of one tier."""
        key = None if summary.tier is None else summary.tier.key
        return cls(run.as_of, run.id, key, summary.customers, summary.net_revenue)


@dataclass(frozen=True)
class CohortMonth:
    """A cohort so many months after its first order: who bought then, and for how much; `share` is of the cohort.

    `is_whole`: the month was over on the as-of day.
    """

    months: int
    customers: int
    share: Decimal
    net_revenue: Decimal
    is_whole: bool


@dataclass(frozen=True)
class Cohort:
    """The customers whose first order was in one month, month by month up to the as-of day."""

    month: date
    customers: int
    later: tuple[CohortMonth, ...]

    @classmethod
    def of(cls, rows: Sequence[Mapping[str, Any]], as_of: date) -> list[Cohort]:
        """The cohorts from rows of (cohort, months, customers, net_revenue); a month without a row had no orders."""
        found: dict[date, dict[int, Mapping[str, Any]]] = {}
        for row in rows:
            found.setdefault(row["cohort"], {})[row["months"]] = row
        ends = (as_of + timedelta(days=1)).day == 1
        return [cls._one(month, found[month], as_of, ends) for month in sorted(found)]

    @classmethod
    def _one(cls, month: date, rows: Mapping[int, Mapping[str, Any]], as_of: date, ends: bool) -> Cohort:
        size = int(rows[0]["customers"])
        last = (as_of.year - month.year) * 12 + as_of.month - month.month
        later = []
        for number in range(last + 1):
            row = rows.get(number, {"customers": 0, "net_revenue": Decimal(0)})
            customers, net = int(row["customers"]), row["net_revenue"] or Decimal(0)
            later.append(CohortMonth(number, customers, Decimal(customers) / size, net, ends or number < last))
        return cls(month, size, tuple(later))


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(round(value, 6)))


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal | date) else value
