"""The segments of a run's customers, read: as the run kept them, or found afresh where a definition is newer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from fenji.engines.digest import digest
from fenji.engines.engine import literal, quoted
from fenji.errors import FenjiError, UnknownName
from fenji.language import Text
from fenji.metrics.period import Period, fill
from fenji.pipeline import recorded_tables
from fenji.segments.attributes import ATTRIBUTES, attributes
from fenji.workspace import runs as ledger
from fenji.workspace import segment_versions as versioned
from fenji.workspace import segments
from fenji.workspace.segment_files import definitions
from fenji.workspace.tables import profiled_tables

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.lake.lake import Lake
    from fenji.result_records import Run
    from fenji.segments.segmentation import Segment, Segmentation
    from fenji.workspace.segment_versions import Version
    from fenji.workspace.workspace import Workspace

NOBODY = Text("in none", "不属于任何客群")
_KIND = Text("segment", "客群")
PREVIOUS = "previous_"


@dataclass(frozen=True)
class Count:
    """A segment's customers and what they bring; `segment` is None for those in none."""

    segment: str | None
    customers: int
    customer_share: Decimal
    net_revenue: Decimal | None
    revenue_share: Decimal | None


@dataclass(frozen=True)
class Members:
    """All customers of a run with their segments, in a working table; `afresh` names what the run has not kept so."""

    workspace: Workspace
    run: Run
    relation: str
    versions: Mapping[str, Version]
    afresh: frozenset[str]

    def counts(self, name: str) -> list[Count]:
        """Customers and revenue by segment, in the segmentation's order; those in none last, where there are any.

        Revenue is that of the run's window; shares are of all customers of the run, and of all their revenue.
        """
        column = quoted(name)
        sql = f"""SELECT {column} AS segment, count(*) AS customers, sum(net_revenue) AS net_revenue
                  FROM {self.relation} GROUP BY {column}"""
        found = {row["segment"]: row for row in self._rows(sql)}
        order = [segment.key for segment in self.versions[name].segmentation.segments()]
        everyone = sum(int(row["customers"]) for row in found.values())
        revenue = sum((row["net_revenue"] or Decimal(0) for row in found.values()), Decimal(0))
        listed: list[str | None] = [*order, *([None] if None in found else [])]
        return [_count(key, found.get(key), everyone, revenue) for key in listed]

    def cross(self, first: str, second: str) -> list[dict[str, Any]]:
        """Customers and revenue by the two: one row a pair that somebody is in; None is in none, or not known."""
        sides = [self._column(name) for name in (first, second)]
        joins = " ".join(dict.fromkeys(join for _, join in sides if join))
        sql = f"""SELECT {sides[0][0]} AS first, {sides[1][0]} AS second, count(*) AS customers,
                         sum(m.net_revenue) AS net_revenue
                  FROM {self.relation} AS m {joins} GROUP BY ALL ORDER BY ALL"""
        return self._rows(sql)

    def _column(self, name: str) -> tuple[str, str]:
        """A segmentation, a tier, or an attribute of the customers, as SQL."""
        if name in self.versions or name == "tier":
            return f"m.{quoted(name)}", ""
        if name not in ATTRIBUTES:
            raise UnknownName(
                Text("segmentation or attribute", "客群划分或属性"), name, known=[*self.versions, "tier", *ATTRIBUTES],
                where="fenji segments cross",
            )  # fmt: skip
        table = f"attribute_{name}"
        engine = self.workspace.lake.engine
        tables = profiled_tables(self.workspace.lake)
        period = Period(as_of=self.run.as_of, zone=self.run.zone)
        found = attributes(tables, (name,), period, recorded=recorded_tables(tables, engine))
        if found is None:
            return "CAST(NULL AS VARCHAR)", ""
        engine.keep(table, fill(engine.compile(found), period.slots()))
        return f"CAST({table}.{quoted(name)} AS VARCHAR)", f"LEFT JOIN {table} ON {table}.customer_id = m.customer_id"

    def _rows(self, sql: str) -> list[dict[str, Any]]:
        return self.workspace.lake.engine.rows(sql)


def members(workspace: Workspace, run: Run) -> Members:
    """A run's customers with the segments that the definitions of now give them.

    What the run kept by the same definition is read; what is newer or was changed is found afresh on the data as it is
    now, as of the run's day, and kept by nobody: nothing is written, and no event comes of it.
    """
    lake, engine = workspace.lake, workspace.lake.engine
    every = [one.segmentation for one in definitions(workspace)]
    found = next((one for one in segments.kept(lake, run.scheme) if one.run_id == run.id), None)
    old = {} if found is None else {one.name: one for one in versioned.versions_kept(lake, found.versions)}
    known = versioned.known_versions(lake)
    newest = {name for name, one in old.items() if one.version == versioned.newest_number(known, one)}
    same = {one.name for one in every if one.name in newest and old[one.name].segmentation == one}
    same -= {one.name for one in every if not set(one.rests_on()) <= same}
    afresh = [one for one in every if one.name not in same]
    versions = {name: old[name] for name in same}
    joins = [] if found is None else [_kept_side(found, sorted(same))]
    if afresh:
        relation, made = _afresh(workspace, run, every)
        versions |= {one.name: one for one in made if one.name not in same}
        joins.append((relation, sorted(one.name for one in afresh)))
    relation = f"members_{uuid4().hex[:12]}"
    engine.keep(relation, _joined(ledger.find_run(lake, run.id), joins))
    ordered = {one.name: versions[one.name] for one in every}
    return Members(workspace, run, relation, ordered, frozenset(one.name for one in afresh))


def with_memberships(shown: ir.Table, lake: Lake, run_id: str, *, before: str | None = None) -> ir.Table:
    """The rows of a run with the segments it kept, a column each; as they are where it kept none.

    `previous_…` beside each: the segment in the run `before`, for what was defined alike then; NULL for none, and for
    whoever was not in that run.
    """
    every = {one.run_id: one for one in segments.kept(lake)}
    found, base = every.get(run_id), every.get(before or "")
    if found is None:
        return shown
    shown = _beside(shown, lake, found, {name: name for name in lake.columns(found.members)})
    if base is None:
        return shown
    alike = [name for name, mark in found.marks.items() if base.marks.get(name) == mark]
    return _beside(shown, lake, base, {name: f"{PREVIOUS}{name}" for name in alike})


def _beside(shown: ir.Table, lake: Lake, kept: segments.Kept, names: Mapping[str, str]) -> ir.Table:
    table = lake.table(kept.members)
    mine = table.filter(table.run_id == kept.run_id)
    columns = {
        called: mine[name]
        for name, called in names.items()
        if name not in ("run_id", "customer_id") and called not in shown.columns
    }
    renamed = mine.select(whose="customer_id", **columns)
    return shown.left_join(renamed, shown.customer_id == renamed.whose).drop("whose")


def find_segment(segmentations: Sequence[Segmentation], words: str, *, where: str) -> tuple[Segmentation, Segment]:
    """The segment a person means: `rfm_class=important_value`, its key, or its name in either language.

    Where several segmentations have one of that name, the error asks which.
    """
    name, sign, key = words.strip().partition("=")
    among = [one for one in segmentations if not sign or name.strip() in (one.name, one.title.en, one.title.zh)]
    wanted = (key if sign else name).strip().casefold()
    found = [
        (one, segment)
        for one in among
        for segment in one.segments()
        if wanted in {word.casefold() for word in (segment.key, segment.name.en, segment.name.zh)}
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        known = [f"{one.name}={segment.key}" for one in segmentations for segment in one.segments()]
        raise UnknownName(_KIND, words, known=known, where=where)
    choice = ", ".join(f"{one.name}={segment.key}" for one, segment in found)
    problem = Text("several segments are called '{name}'", "有多个客群都叫“{name}”").fill(name=words)
    raise FenjiError(problem, where=where, fix=Text("Say which: {all}.", "请指明：{all}。").fill(all=choice))


def replay(workspace: Workspace, run_id: str) -> tuple[str, str]:
    """(the digest of the segments kept with a run, the digest of finding them again on its snapshot): equal digests."""
    from fenji.lake.lake import Lake as PinnedLake

    run = ledger.find_run(workspace.lake, run_id).run
    found = next(one for one in segments.kept(workspace.lake) if one.run_id == run_id)
    versions = versioned.versions_kept(workspace.lake, found.versions)
    workspace.close()
    limit = workspace.memory_limit
    with PinnedLake.open(workspace.folder / "lake", snapshot=run.snapshot, memory_limit=limit) as pinned:
        every = [one.segmentation for one in versions]
        table = segments.describe_customers(workspace, pinned, pinned.engine, run, every)
        sql = segments.place_sql(workspace, pinned.engine, table, versions)
        return found.digest, digest(pinned.engine.batches(f"SELECT * FROM ({sql}) ORDER BY customer_id"))


def _afresh(workspace: Workspace, run: Run, every: Sequence[Segmentation]) -> tuple[str, list[Version]]:
    lake, engine = workspace.lake, workspace.lake.engine
    table = segments.describe_customers(workspace, lake, engine, run, every)
    try:
        versions = versioned.versions_of(lake, engine, table, every, run.currency)
        relation = f"placed_{uuid4().hex[:12]}"
        engine.keep(relation, segments.place_sql(workspace, engine, table, versions))
    finally:
        engine.drop(table)
    return relation, versions


def _kept_side(found: segments.Kept, names: Sequence[str]) -> tuple[str, Sequence[str]]:
    table = f"lake.main.{quoted(found.members)}"
    return f"(SELECT * FROM {table} WHERE run_id = {literal(found.run_id)})", names


def _joined(kept: ledger.KeptRun, sides: Sequence[tuple[str, Sequence[str]]]) -> str:
    columns = "".join(f", s{n}.{quoted(name)}" for n, (_, names) in enumerate(sides) for name in names)
    joins = " ".join(
        f"LEFT JOIN {relation} AS s{n} ON s{n}.customer_id = r.customer_id" for n, (relation, _) in enumerate(sides)
    )
    return (
        f"SELECT r.customer_id, r.tier, r.net_revenue{columns} FROM lake.main.{quoted(kept.result_table)} AS r {joins} "
        f"WHERE r.run_id = {literal(kept.run.id)}"
    )


def _count(key: str | None, row: Mapping[str, Any] | None, everyone: int, revenue: Decimal) -> Count:
    zero = Decimal(0)
    customers, net = (0, zero) if row is None else (int(row["customers"]), row["net_revenue"])
    share = None if net is None or revenue <= 0 else Decimal(net) / revenue
    return Count(key, customers, Decimal(customers) / max(everyone, 1), net, share)
