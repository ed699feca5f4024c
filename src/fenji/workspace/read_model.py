"""One immutable DuckDB file a run, one row a customer, sorted as lists show it: what lists, charts and pages read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import uuid4

import ibis

from fenji.engines.ahead import ahead
from fenji.engines.duckdb import DuckDBEngine
from fenji.engines.model import write_model
from fenji.errors import Cancelled, DiskFull
from fenji.grades.override import with_system
from fenji.grades.thresholds import thresholds
from fenji.language import Text
from fenji.metrics.stage import staged
from fenji.pipeline import opened, present
from fenji.result import DEFAULT_ORDER, Result, compared
from fenji.workspace.cohorts import cohorts_sql
from fenji.workspace.members import with_memberships
from fenji.workspace.model_file import about, columns_of
from fenji.workspace.pinyin import with_pinyin
from fenji.workspace.sought import READ_THROUGH, with_sought
from fenji.workspace.tables import canonical_tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import ibis.expr.types as ir
    from ibis.expr.datatypes import DataType

    from fenji.engines.engine import Engine
    from fenji.lake.lake import Lake
    from fenji.result_records import HistoryPoint
    from fenji.scheme.calibrated import CalibratedScheme
    from fenji.workspace.runs import KeptRun

_KEPT = Text("the grading is kept as {id}; its list was not written", "评级已保存为 {id}，但查询清单尚未生成")
_AGAIN = Text("Grade the same again: its list is written then.", "请重新执行同一评级，届时将生成清单。")


@contextmanager
def list_owed(run_id: str) -> Iterator[None]:
    """The run is kept already: where its list cannot be written, that is said, not that nothing was changed."""
    try:
        yield
    except (Cancelled, DiskFull) as error:
        raise type(error)(_KEPT.fill(id=run_id), where=run_id, fix=_AGAIN) from error


def write_read_model(
    lake: Lake,
    kept: KeptRun,
    path: Path,
    *,
    scheme: CalibratedScheme,
    previous: KeptRun | None,
    past: Sequence[HistoryPoint] = (),
) -> None:
    """Writes a run's read model from the lake: graded rows, the customers' profile, the move since the previous run.

    What the rows mean (the run, its scheme version, the run before, the tiers' history) rests in the file beside them,
    so that a list needs nothing else: `open_file`.

    The first run of a scheme is compared with the customers' existing grades, where those are tiers of it. Written
    beside and renamed, so that a reader meets the whole file or none. Customers of the previous run who are not in
    this one rest in `gone`; who bought again after their first order in `cohorts`.
    """
    name = f"cohorts_{uuid4().hex[:12]}"
    with ahead(lake.engine, cohorts_sql(lake, kept, name)) as counted:
        asked = _asked(lake, kept, scheme, previous)
        asked["about"] = about(kept.run, scheme, previous.run if previous else None, past)

        def cohorts() -> dict[str, str]:
            counted()
            return {"cohorts": f"SELECT * FROM memory.main.{name} ORDER BY cohort, months"}

        write_model(path, lake.engine, asked, scanned={"customers": READ_THROUGH}, later=cohorts)


def _asked(lake: Lake, kept: KeptRun, scheme: CalibratedScheme, previous: KeptRun | None) -> dict[str, str]:
    """The query of the customers, and after a run before of those who are gone."""
    graded = _rows(lake, kept)
    profile = canonical_tables(lake).get("customers")
    tables = {} if profile is None else {"customers": with_pinyin(profile, lake.engine)}
    before = opened(tables, scheme, lake.engine) if previous is None else _rows(lake, previous)
    empty = {} if profile is None else _empty(profile.drop(*_figures(profile, graded)), lake.engine)
    beside = present(graded, {name: table.drop(*empty) for name, table in tables.items()}, previous=before)
    beside = with_memberships(beside, lake, kept.run.id, before=previous.run.id if previous else None)
    shown = _told(_sorted(beside, graded), scheme, empty)
    first = present(thresholds(graded, scheme.ladder(), scheme.scored()), tables, previous=before).columns
    shown = shown.select(*first, *(name for name in shown.columns if name not in first))
    asked = {"customers": lake.engine.compile(shown)}
    if before is not None and previous is not None:
        gone = present(before.anti_join(graded, "customer_id"), tables).select(
            "customer_id", "name", "tier", "net_revenue"
        )
        asked["gone"] = lake.engine.compile(gone.order_by("customer_id"))
    return asked


def _figures(profile: ir.Table, graded: ir.Table) -> list[str]:
    """Columns of the profile whose name a figure has taken."""
    return [name for name in profile.columns if name in graded.columns and name != "customer_id"]


def _empty(profile: ir.Table, engine: Engine) -> dict[str, DataType]:
    """The columns in which nothing is known of any customer: they need not be sorted."""
    wanted = [name for name in profile.columns if name not in ("customer_id", "name")]
    (known,) = engine.rows(engine.compile(profile.aggregate(**{name: profile[name].count() for name in wanted})))
    return {name: profile.schema()[name] for name in wanted if not known[name]}


def _sorted(beside: ir.Table, graded: ir.Table) -> ir.Table:
    """The rows in the order that lists show them in, with what can't be told from a row alone: sorting copies them."""
    keys = [ibis.desc(c[1:], nulls_first=False) if c.startswith("-") else ibis.asc(c, nulls_first=False)
            for c in DEFAULT_ORDER]  # fmt: skip
    told = [name for name in with_system(graded).columns if name not in graded.columns]
    return staged(beside.drop(*told).order_by(keys))


def _told(shown: ir.Table, scheme: CalibratedScheme, empty: Mapping[str, DataType]) -> ir.Table:
    """The sorted rows with what follows from each."""
    shown = shown.mutate(**{name: ibis.null(kind) for name, kind in empty.items()})
    return with_sought(with_system(thresholds(shown, scheme.ladder(), scheme.scored())))


def open_result(
    path: Path,
    kept: KeptRun,
    scheme: CalibratedScheme,
    *,
    previous: KeptRun | None,
    past: Sequence[HistoryPoint],
) -> Result:
    """The result that reads a run's file, on a locked connection of its own."""
    engine = DuckDBEngine.read_model(path)
    has_gone = previous is not None
    return Result(
        engine=engine,
        relation="customers",
        run=kept.run,
        scheme=scheme,
        columns=columns_of(engine),
        previous=previous.run if previous else compared(kept.run, engine, "customers"),
        gone="gone" if has_gone else None,
        past=tuple(past),
        bought="cohorts",
    )


def _rows(lake: Lake, kept: KeptRun) -> ir.Table:
    table = lake.table(kept.result_table)
    return table.filter(table.run_id == kept.run.id).drop("run_id")
