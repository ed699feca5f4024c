"""The product on one screen: tables, a scheme and a date in, graded customers out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import ibis
import ibis.expr.types as ir

from fenji.errors import NothingToGrade
from fenji.grades.ladder import grade
from fenji.grades.override import overridden, with_system
from fenji.grades.protection import Transition
from fenji.grades.refusing import with_refusing
from fenji.grades.reversal import Regrading, reversals
from fenji.grades.standing import carried
from fenji.grades.thresholds import thresholds
from fenji.grades.transition import stand
from fenji.language import Text
from fenji.metrics.measure import measure
from fenji.metrics.period import Period, fill
from fenji.metrics.summed import Summing
from fenji.metrics.window import Window
from fenji.result import Result, Run, compared
from fenji.scheme.calibrated import CalibratedScheme, calibrate_scheme
from fenji.scheme.model import Scheme
from fenji.scheme.opening import opening
from fenji.scores.total import score
from fenji.tables.currency import in_one_currency
from fenji.tables.rates import Rates
from fenji.version import __version__

if TYPE_CHECKING:
    from fenji.engines.engine import Engine

Tables = Mapping[str, ir.Table]


def run(
    tables: Tables,
    scheme: Scheme | CalibratedScheme,
    *,
    as_of: date,
    engine: Engine,
    zone: str = "Asia/Shanghai",
    currency: str = "CNY",
    rates: Rates | None = None,
    previous: Result | None = None,
    overrides: ir.Table | None = None,
) -> Result:
    """Customers graded as of a day, from canonical tables on an engine; nothing is written outside its memory.

    A scheme as written is calibrated on these very customers first; a calibrated one keeps its cut points. Tables
    that are absent or empty leave what needs them unknown. `previous` is an earlier result on the same engine: moves
    are told against it; without one, against the customers' existing grades, where those are tiers of the scheme.
    Under transition rules its customers' standing counts, where it is of an earlier day. `overrides` are tiers that
    people set (`fenji.grades.override`).

    Errors: NothingToGrade where no customer is known by that day, SchemeError where money comes in a currency that
    the scheme does not take and no rate covers.
    """
    recorded = recorded_tables(tables, engine)
    tables = in_one_currency(tables, written(scheme).currency or currency, engine=engine, rates=rates)
    period = Period(as_of=as_of, zone=zone, window=written(scheme).window)
    calibrated = scheme if isinstance(scheme, CalibratedScheme) else calibrate(
        tables, scheme, period=period, engine=engine, recorded=recorded
    )  # fmt: skip
    relation = f"graded_{uuid4().hex[:12]}"
    earlier = previous if previous is not None and previous.run.as_of < as_of else None
    rows_before = None if previous is None else previous.engine.table(previous.relation)
    before = None if earlier is None or rows_before is None else standing_before(
        rows_before, tables=tables, scheme=calibrated, period=period, engine=engine, recorded=recorded, name=relation
    )  # fmt: skip
    plan = Plan.of(
        tables, calibrated, period=period, engine=engine, recorded=recorded, overrides=overrides, before=before
    )
    graded = engine.keep(f"{relation}_rows", plan.filled(period, None if earlier is None else earlier.run.as_of))
    if before is not None:
        before.drop(engine)
    compared_with = opened(tables, calibrated, engine) if rows_before is None else rows_before
    told = thresholds(graded, calibrated.ladder(), calibrated.scored())
    shown = engine.keep(relation, engine.compile(present(told, tables, previous=compared_with)))
    if rows_before is not None:
        engine.keep(f"{relation}_gone", engine.compile(gone(rows_before, graded)))
    customers = engine.rows(engine.compile(shown.count().name("n").as_table()))[0]["n"]
    if not customers:
        raise nothing_to_grade(as_of)
    made = _run(calibrated, period, currency=currency, customers=customers)
    return Result(
        engine=engine,
        relation=relation,
        run=made,
        scheme=calibrated,
        columns=tuple(shown.columns),
        previous=previous.run if previous else compared(made, engine, relation),
        gone=f"{relation}_gone" if previous else None,
        past=tuple(previous.history()) if previous else (),
    )


@dataclass(frozen=True)
class Before:
    """What an earlier run hands on under transition rules: each customer's standing, and whose promotion is undone."""

    standing: ir.Table | None = None
    reversals: ir.Table | None = None

    def drop(self, engine: Engine) -> None:
        """Drops the working tables, once the grading has read them."""
        for table in (self.standing, self.reversals):
            if table is not None:
                engine.drop(table.get_name())


@dataclass(frozen=True)
class Plan:
    """What an engine will run for a calibrated scheme: SQL with the period's values left open, so that it can be kept.

    Anyone can read it; `filled` puts in the values of one period.
    """

    sql: str
    windows: tuple[Window, ...]
    transition: Transition | None = None

    @classmethod
    def of(
        cls,
        tables: Tables,
        scheme: CalibratedScheme,
        *,
        period: Period,
        engine: Engine,
        recorded: Collection[str],
        overrides: ir.Table | None = None,
        before: Before | None = None,
        summing: Summing | None = None,
        refusing: ir.Table | None = None,
    ) -> Plan:
        """The plan: measure every customer, give points, add them up, find the rung; one statement.

        Under transition rules `before` is what the earlier run hands on; `overrides` set tiers above all; `summing` is
        `measure`'s; `refusing` are customers who have opted out: not in `tables`, and not graded.
        """
        graded, transition = graded_by(tables, scheme, period, recorded, summing), scheme.transition()
        if transition is not None:
            told = before or Before()
            graded = stand(graded, scheme.ladder(), transition, previous=told.standing, reversals=told.reversals)
        if overrides is not None:
            graded = overridden(graded, scheme.ladder(), overrides, period.last_day_value())
        if refusing is not None:
            graded = with_refusing(graded, refusing)
        return cls(engine.compile(graded), scheme.scheme.windows(), transition)

    def filled(self, period: Period, previous: date | None = None) -> str:
        """The SQL for one period; transition rules ask for the day of the earlier run, too."""
        slots = period.slots(self.windows)
        if self.transition is not None:
            slots |= self.transition.calendar.slots(period.as_of, previous, self.transition.evaluations)
        return fill(self.sql, slots)


def graded_by(
    tables: Tables,
    scheme: CalibratedScheme,
    period: Period,
    recorded: Collection[str],
    summing: Summing | None = None,
) -> ir.Table:
    """What the standard alone says of every customer: measured, scored, on its rung."""
    measured = measure(tables, scheme.measures(), period, recorded=recorded, summing=summing)
    return grade(score(measured, scheme.scored()), scheme.ladder())


def standing_before(
    rows: ir.Table,
    *,
    tables: Tables,
    scheme: CalibratedScheme,
    period: Period,
    engine: Engine,
    recorded: Collection[str],
    name: str,
) -> Before | None:
    """What an earlier run's rows hand on, as working tables called by `name`; None without transition rules."""
    if scheme.transition() is None:
        return None
    standing = engine.keep(f"{name}_standing", engine.compile(carried(rows, scheme.ladder())))
    regrading = Regrading(lambda known, then: graded_by(known, scheme, then, recorded), scheme.scheme.windows())
    undone = reversals(standing, tables, period=period, engine=engine, regrading=regrading, name=f"{name}_reversals")
    return Before(standing, undone)


def calibrate(
    tables: Tables, scheme: Scheme, *, period: Period, engine: Engine, recorded: Collection[str]
) -> CalibratedScheme:
    """The scheme with cut points found on these customers as of the period's last day, and frozen.

    Criteria that are unknown for everybody are left out and their weight goes to the others.
    """
    measures = scheme.measures()
    expression = measure(tables, measures, period, recorded=recorded)
    name = f"measured_{uuid4().hex[:12]}"
    measured = engine.keep(name, fill(engine.compile(expression), period.slots(m.window for m in measures)))
    try:
        if not engine.rows(engine.compile(measured.limit(1))):
            raise nothing_to_grade(period.as_of)
        return calibrate_scheme(scheme, measured, ask=asking(engine))
    finally:
        engine.drop(name)


def asking(engine: Engine) -> Callable[[ir.Table], list[dict[str, Any]]]:
    """A function that answers an expression with rows: what calibration and checks are given instead of an engine."""
    return lambda expression: engine.rows(engine.compile(expression))


def recorded_tables(tables: Tables, engine: Engine) -> frozenset[str]:
    """Which tables have any row: only those can say that something did not happen."""
    return frozenset(name for name, table in tables.items() if engine.rows(engine.compile(table.limit(1))))


def present(graded: ir.Table, tables: Tables, *, previous: ir.Table | None = None) -> ir.Table:
    """The graded rows as people see them: with the customer's profile, the score in points, and the move.

    `previous` has customer_id and tier of the run before; without one nobody has moved. Sorted by nothing.
    """
    millionth = ibis.literal(Decimal("0.000001"), "decimal(9, 6)")
    shown = with_system(graded).mutate(score=(graded.total.cast("decimal(9, 0)") * millionth).cast("decimal(9, 6)"))
    if "customers" in tables:
        profile = tables["customers"]
        profile = profile.select([c for c in profile.columns if c == "customer_id" or c not in graded.columns])
        shown = shown.left_join(profile, "customer_id").drop("customer_id_right")
    else:
        shown = shown.mutate(name=ibis.null("string"))
    if previous is None:
        return shown.mutate(previous_tier=ibis.null("string"), move=ibis.null("string"))
    before = previous.select(was="customer_id", previous_tier="tier", previous_rung="rung")
    joined = shown.left_join(before, shown.customer_id == before.was)
    now, then = joined.rung, joined.previous_rung
    kind = ibis.cases(
        (joined.was.isnull(), "new"),
        (now.isnull() & then.notnull(), "ungraded"),
        (now.notnull() & then.isnull(), "graded"),
        (now < then, "promotion"),
        (now > then, "demotion"),
        else_="same",
    )
    return joined.mutate(move=kind).drop("was", "previous_rung")


def opened(tables: Tables, scheme: CalibratedScheme, engine: Engine) -> ir.Table | None:
    """The customers' existing grades as tiers of the scheme, like an earlier run; None where none of them is one."""
    if "customers" not in tables:
        return None
    before = opening(tables["customers"], scheme.scheme)
    return before if engine.rows(engine.compile(before.limit(1))) else None


def gone(before: ir.Table, graded: ir.Table) -> ir.Table:
    """Customers of an earlier result who are not in a later one."""
    return before.anti_join(graded, "customer_id").select("customer_id", "name", "tier", "net_revenue")


def nothing_to_grade(as_of: date) -> NothingToGrade:
    """The error for a date before the first customer and order."""
    return NothingToGrade(
        Text("no customer or order is known by {day}", "截至 {day} 没有任何客户或订单").fill(day=as_of.isoformat()),
        where="--as-of",
        fix=Text("Choose a later day, or import older orders.", "请选择更晚的日期，或导入更早的订单。"),
    )


def written(scheme: Scheme | CalibratedScheme) -> Scheme:
    """The standard as written, of either."""
    return scheme.scheme if isinstance(scheme, CalibratedScheme) else scheme


def _run(scheme: CalibratedScheme, period: Period, *, currency: str, customers: int) -> Run:
    return Run(
        id=f"{scheme.scheme.name}-v{scheme.version}-{period.as_of.isoformat()}",
        scheme=scheme.scheme.name,
        version=scheme.version,
        as_of=period.as_of,
        zone=period.zone,
        currency=scheme.scheme.currency or currency,
        window=period.window,
        snapshot=None,
        fenji_version=__version__,
        digest="",
        customers=customers,
        left_out=scheme.left_out,
    )
