"""Back-tests in a workspace: standards graded on past days with what was known then, against what came afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from uuid import uuid4

import ibis

from fenji.errors import SchemeError, WorkspaceError
from fenji.grades.calendar import Calendar
from fenji.language import Text, say_date
from fenji.metrics.group import group_of
from fenji.metrics.measure import Measure, measure
from fenji.metrics.period import Period, fill
from fenji.metrics.stage import staged
from fenji.metrics.window import Window
from fenji.pipeline import asking, nothing_to_grade, recorded_tables
from fenji.review.evaluate import OUTCOME, Predictor, evaluate, flapping_shares
from fenji.review.measured import column_of, place_of
from fenji.review.simulate import graded_by
from fenji.review.verdict import Evaluation, evaluation
from fenji.scheme.calibrated import CalibratedScheme, calibrate_scheme
from fenji.scores.calibrate import Asked, calibrate
from fenji.scores.quantiles import Quantiles
from fenji.tables.currency import in_one_currency
from fenji.workspace.rates import workspace_rates
from fenji.workspace.tables import profiled_tables

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.engines.engine import Engine
    from fenji.review.evaluate import Day
    from fenji.review.verdict import Measure as Figure
    from fenji.scheme.model import Scheme
    from fenji.scores.scorer import Better, Learned
    from fenji.workspace.workspace import Workspace

Progress = Callable[[Text, float], None]
Every = Literal["month", "quarter", "half_year", "year"]
YEAR = Window("days", 365)
MOST_DAYS = 24
_LAST, _YEAR, _COUNT, _RFM = "last_revenue", "year_revenue", "order_count", "rfm_sum"


@dataclass(frozen=True)
class Trial:
    """What is tried: the standards, on which days, and how.

    `horizon`: days after each cut whose net revenue is to be predicted. `heads`: the share of customers at which all
    scores are compared. `by` decides which is best. The same `seed` gives the same intervals.
    """

    schemes: tuple[str | Path | Scheme, ...] = ("value", "abcd", "hml")
    cuts: tuple[date, ...] = ()
    every: Every | None = None
    horizon: int = 90
    heads: float = 0.2
    by: Figure = "gini"
    samples: int = 400
    seed: int = 0


def evaluated(workspace: Workspace, trial: Trial, *, progress: Progress | None = None) -> Evaluation:
    """Each standard calibrated and graded as of each cut, with nothing later seen, and its order of customers compared
    with their net revenue in the days after; beside naive baselines. Nothing is written.

    Stability asks for two evaluations more, one and two horizons before the cut, by the same cut points.
    """
    say = progress or _silent
    schemes = [workspace.scheme(one) for one in trial.schemes]
    back = _Back(workspace, schemes, trial)
    cuts = back.cuts()
    days: list[Day] = []
    for number, cut in enumerate(cuts):
        say(Text("grading as of {day}", "按 {day} 评级").fill(day=say_date(cut, "en")), number / len(cuts))
        days.append(back.day(cut))
    say(Text("done", "完成"), 1.0)
    return evaluation(days, horizon=trial.horizon, heads=trial.heads, by=trial.by)


class _Back:
    """One question's tables and standards, asked day by day."""

    def __init__(self, workspace: Workspace, schemes: Sequence[Scheme], trial: Trial) -> None:
        lake = workspace.lake
        self.engine: Engine = lake.engine
        self.ask = asking(self.engine)
        self.schemes, self.trial = schemes, trial
        self.zone = workspace.settings.zone
        self.group = group_of([one for scheme in schemes for one in scheme.measures()])
        names = [scheme.name for scheme in schemes]
        if not names or len(set(names)) < len(names):
            raise _twice(names)
        currencies = {scheme.currency or workspace.settings.currency for scheme in schemes}
        if len(currencies) > 1:
            raise _two_currencies(currencies)
        tables = profiled_tables(lake)
        self.recorded = recorded_tables(tables, self.engine)
        if "orders" not in self.recorded:
            raise nothing_to_grade(date.today())
        (currency,) = currencies
        self.tables = in_one_currency(
            tables, currency, engine=self.engine, rates=workspace_rates(workspace.folder)
        )  # fmt: skip
        orders = self.tables["orders"]
        ends = self.ask(orders.filter(orders.kind == "sale").aggregate(
            first=orders.ordered_on.min(), last=orders.ordered_on.max()))[0]  # fmt: skip
        self.first, self.last = ends["first"], ends["last"]
        if self.first is None:
            raise nothing_to_grade(date.today())

    def cuts(self) -> tuple[date, ...]:
        """The days to grade as of: those named, or every end of a period that leaves room before and after."""
        horizon = timedelta(days=self.trial.horizon)
        latest = self.last - horizon
        cuts = self.trial.cuts or (latest,)
        if self.trial.every is not None:
            start = min(self.trial.cuts) - timedelta(days=1) if self.trial.cuts else self.first + horizon
            end = max(self.trial.cuts) if len(self.trial.cuts) > 1 else latest
            ahead = Calendar(self.trial.every).following(start, 12 * (end.year - start.year + 2))
            cuts = tuple(day for day in ahead if day <= min(end, latest))[-MOST_DAYS:]
        late = [cut for cut in cuts if cut > latest]
        if late or not cuts:
            raise _not_over(late[0] if late else self.last, self.trial.horizon, self.last, latest)
        if min(cuts) < self.first:
            raise nothing_to_grade(min(cuts))
        return tuple(sorted(set(cuts)))

    def day(self, cut: date) -> Day:
        """One back-test."""
        horizon = Window("days", self.trial.horizon)
        next_revenue = Measure(OUTCOME, "net_revenue", horizon)
        own = [one for scheme in self.schemes for one in scheme.measures()]
        with self._measured(cut, [*own, *_plain(horizon)]) as table, self._measured(
            cut + timedelta(days=self.trial.horizon), [next_revenue]
        ) as after:  # fmt: skip
            calibrated = [self._calibrated(scheme, table) for scheme in self.schemes]
            observed = self._observed(table, after, calibrated, horizon)
            return evaluate(
                observed,
                [*(_standard(scheme) for scheme in self.schemes), *_baselines(self.trial.horizon)],
                cut=cut,
                engine=self.engine,
                heads=self.trial.heads,
                samples=self.trial.samples,
                seed=self.trial.seed,
                flapping=self._flapping(cut, table, calibrated),
            )

    def _calibrated(self, scheme: Scheme, table: ir.Table) -> CalibratedScheme:
        own = table.select(**{one.column: table[place_of(table, one)] for one in scheme.measures()})
        return calibrate_scheme(scheme, own, self.ask)

    def _observed(
        self, table: ir.Table, after: ir.Table, calibrated: Sequence[CalibratedScheme], horizon: Window
    ) -> ir.Table:
        """One row a customer: every standard's order, the baselines, and what came afterwards."""
        learned = self._rfm(table, horizon)
        placed = _placed(table, calibrated)
        points = [one.scorer.points(placed[one.column], cuts) for one, cuts in learned]
        full = placed.mutate(**{
            _LAST: placed[column_of(_plain(horizon)[0])], _YEAR: placed[column_of(_plain(horizon)[1])],
            _COUNT: placed[column_of(_plain(horizon)[2])], _RFM: points[0] + points[1] + points[2],
        })  # fmt: skip
        brought = after[column_of(_plain(horizon)[0])]
        later = after.select(later_of=after.customer_id, **{OUTCOME: brought})
        return full.left_join(later, full.customer_id == later.later_of)

    def _rfm(self, table: ir.Table, horizon: Window) -> list[tuple[Asked, Learned]]:
        """Recency, frequency and money in fifths of the customers: the sum everybody starts with."""
        _, money, count, recency = _plain(horizon)
        parts: tuple[tuple[Measure, Better], ...] = ((recency, "lower"), (count, "higher"), (money, "higher"))
        asked = [Asked(column_of(one), column_of(one), Quantiles(), 0, better) for one, better in parts]
        found = calibrate(table, asked, self.ask).learned
        return [(one, found[one.name]) for one in asked]

    def _flapping(self, cut: date, table: ir.Table, calibrated: Sequence[CalibratedScheme]) -> dict[str, float | None]:
        """How many customers left a tier and came back, one and two horizons before the cut and at it."""
        step = timedelta(days=self.trial.horizon)
        own = [one for scheme in self.schemes for one in scheme.measures()]
        if cut - 2 * step < self.first:
            return {}
        names = [f"tier_of_{scheme.name}" for scheme in self.schemes]
        with self._measured(cut - step, own) as before, self._measured(cut - 2 * step, own) as first:
            days = [_placed(one, calibrated).select("customer_id", *names) for one in (first, before, table)]
            found = flapping_shares(days[0], days[1], days[2], names, self.ask)
        return {scheme.name: found[f"tier_of_{scheme.name}"] for scheme in self.schemes}

    @contextmanager
    def _measured(self, day: date, measures: Sequence[Measure]) -> Iterator[ir.Table]:
        """The customers known on a day with the figures asked for, for a while."""
        wanted = {column_of(one): replace(one, column=column_of(one), group=self.group) for one in measures}
        period = Period(as_of=day, zone=self.zone)
        table = measure(self.tables, list(wanted.values()), period, recorded=self.recorded)
        sql = fill(
            self.engine.compile(table.select("customer_id", *wanted)),
            period.slots(one.window for one in wanted.values()),
        )
        name = f"past_{uuid4().hex[:12]}"
        try:
            yield self.engine.keep(name, sql)
        finally:
            self.engine.drop(name)


def _placed(table: ir.Table, calibrated: Sequence[CalibratedScheme]) -> ir.Table:
    """The customers with each standard's order (the higher the better), tier, and whether that is the best one."""
    names = list(table.columns)
    for scheme in calibrated:
        graded, name = graded_by(table, scheme), scheme.scheme.name
        place = graded.total if scheme.scheme.grade_by == "score" else -graded.rung.cast("int64")
        new = {
            f"score_of_{name}": ibis.ifelse(graded.rung.isnull(), ibis.null("int64"), place),
            f"score_of_{name}_top": graded.rung == 1,
            f"tier_of_{name}": graded.tier,
        }
        table = staged(graded.select(**{kept: graded[kept] for kept in names}, **new))
        names += new
    return table


def _plain(horizon: Window) -> tuple[Measure, Measure, Measure, Measure]:
    """What baselines look at: money of the last period and of a year, orders of a year, days since the last."""
    return (
        Measure("", "net_revenue", horizon),
        Measure("", "net_revenue", YEAR),
        Measure("", "order_count", YEAR),
        Measure("", "recency_days", Window("all")),
    )


def _standard(scheme: Scheme) -> Predictor:
    key = f"score_of_{scheme.name}"
    return Predictor(scheme.name, scheme.title, key, f"{key}_top")


def _baselines(horizon: int) -> tuple[Predictor, ...]:
    said: Mapping[str, Text] = {
        _LAST: Text("revenue of the last {n} day{n:s}", "近{n}天购买金额").fill(n=horizon),
        _YEAR: Text("revenue of the last 365 days", "近365天购买金额"),
        _COUNT: Text("orders of the last 365 days", "近365天订单数"),
        _RFM: Text("RFM sum (fifths, 365 days)", "RFM 总和（五等分，365天）"),
    }
    return tuple(Predictor(name, title, name) for name, title in said.items())


def _not_over(cut: date, horizon: int, last: date, latest: date) -> WorkspaceError:
    problem = Text(
        "{n} day{n:s} after {cut} are not over: the last order is of {last}",
        "{cut} 之后的 {n} 天尚未结束：最后订单日为 {last}",
    )
    fix = Text("Name {day} or an earlier day, or a shorter --horizon.", "请用 {day} 或更早的日期，或缩短 --horizon。")
    days: dict[str, Any] = {"n": horizon, "cut": say_date(cut, "en"), "last": say_date(last, "en")}
    return WorkspaceError(problem.fill(**days), where="--cut", fix=fix.fill(day=say_date(latest, "en")))


def _twice(names: Sequence[str]) -> SchemeError:
    problem = Text("standards of different names are needed, not: {names}", "需要名称不同的分级标准，而不是：{names}")
    fix = Text("Name each once: --schemes value,abcd", "每个标准只写一次：--schemes value,abcd")
    return SchemeError(problem.fill(names=", ".join(names) or "-"), where="--schemes", fix=fix)


def _two_currencies(currencies: set[str]) -> SchemeError:
    problem = Text("the standards count in different currencies: {names}", "各标准的币种不同：{names}")
    fix = Text("Compare standards of one currency.", "请比较同一币种的标准。")
    return SchemeError(problem.fill(names=", ".join(sorted(currencies))), where="--schemes", fix=fix)


def _silent(_stage: Text, _share: float) -> None:
    """Nobody is watching."""
