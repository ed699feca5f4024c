"""What of a plan can be slid from day to day: the customers, and the sums of their tables laid beside them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.operations as ops

from fenji.lake.changes import CAME, WENT
from fenji.metrics.crossing import NotSlidable
from fenji.metrics.period import Period
from fenji.metrics.sliding import FLOORED, Reduced, Sliding
from fenji.metrics.window import Window
from fenji.version import __version__
from fenji.workspace.sliding_sql import Shape, words_needed

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.engines.engine import Engine
    from fenji.metrics.summed import Summed
    from fenji.pipeline import Plan

SLID = "slid_customers"


@dataclass(frozen=True)
class Slidable:
    """One table of a plan that may be slid: the SQL of its parts, with slots."""

    customer: str
    schema: str
    shape: Shape
    kept: str
    again: str
    changes: str
    left: str
    floored: tuple[str, str, tuple[str, ...]] | None = None  # a column, and others compared with the same instant

    @classmethod
    def of(cls, name: str, asked: Summed, sliding: Sliding, engine: Engine) -> Slidable:
        """The parts, compiled."""
        table = asked.table
        words = words_needed(sliding.months) + 1 if sliding.has_days else 0
        came, went = (ibis.table(table.schema(), name=f"{name}{end}") for end in (CAME, WENT))
        lost = ibis.table({"customer_id": "string", "on": "date"}, name=f"{name}_lost")
        theirs = ibis.table(table.schema(), name=f"{name}_theirs")
        return cls(
            customer=asked.customer, schema=str(table.schema()),
            shape=Shape(name, tuple(sliding.reduced.values()), words),
            kept=engine.compile(sliding.kept(table, words)),
            again=engine.compile(sliding.kept(theirs, words)),
            changes=engine.compile(sliding.changes(came, went)),
            left=engine.compile(sliding.days_left(lost)) if words else "",
            floored=next((
                (FLOORED, group[0].slot, tuple(border.column for border in group))
                for group in sliding.together() if sliding.is_floored(group)
            ), None),
        )  # fmt: skip

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Slidable:
        """From the file of compiled plans."""
        shape = told["shape"]
        reduced = tuple(Reduced(**{**one, "window": Window(**one["window"])}) for one in shape["reduced"])
        return cls(**{**told, "shape": Shape(**{**shape, "reduced": reduced})})


@dataclass(frozen=True)
class Slidables:
    """The tables of a plan that may be slid, by name, and which columns of the customers they are laid beside."""

    profile: tuple[str, ...] = ()
    tables: Mapping[str, Slidable] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What states have to agree in to be of use."""
        parts = (f"{name}|{one.kept}|{one.schema}" for name, one in sorted(self.tables.items()))
        return hashlib.sha256("|".join((__version__, *self.profile, *parts)).encode()).hexdigest()[:12]

    def to_json(self) -> dict[str, Any]:
        """For the file of compiled plans."""
        return {"profile": self.profile, "tables": {name: asdict(one) for name, one in self.tables.items()}}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Slidables:
        """From the file of compiled plans."""
        return cls(tuple(told["profile"]), {name: Slidable.from_json(one) for name, one in told["tables"].items()})


class Splitting:
    """Given to `measure`, has the plan read customers and the sums that can be slid from one relation, `SLID`."""

    def __init__(self, engine: Engine, period: Period) -> None:
        self.engine, self.period = engine, period
        self.found = Slidables()

    def __call__(self, customers: ir.Table, asked: Mapping[str, Summed]) -> ir.Table:
        """The customers with every sum that can be slid; as they are where nothing can be."""
        listed = customers.op()
        if not (
            isinstance(listed, ops.Project) and isinstance(listed.parent, ops.DatabaseTable)
        ):  # merged, or unlisted
            return customers
        slidings = {name: found for name, one in asked.items() if (found := self._sliding(one)) is not None}
        if not slidings:
            return customers
        profile = tuple(name for name in customers.columns if name != "customer_id")
        tables = {name: Slidable.of(name, asked[name], found, self.engine) for name, found in slidings.items()}
        self.found = Slidables(profile, tables)
        schema = dict(customers.schema().items())
        for one in tables.values():
            schema |= {one.customer: "int64"}
            schema |= {one.shape.column(each.column): each.type for each in one.shape.reduced}
        slid = ibis.table(schema, name=SLID)
        values: dict[str, ir.Value] = {}
        for name, found in slidings.items():
            customer = tables[name].customer
            prefix = tables[name].shape.column("")
            values |= {customer: slid[customer], **found.whole(slid, prefix=prefix, customer=customer)}
        return slid.select("customer_id", *profile, **values)

    def _sliding(self, asked: Summed) -> Sliding | None:
        """The sums, split; None where the table has to be read whole."""
        if not isinstance(asked.table.op(), ops.DatabaseTable):  # merged customers, converted currencies
            return None
        try:
            sliding = Sliding(asked.table, asked.sums, self.period)
            sliding.borders()
        except NotSlidable:
            return None
        return sliding


def compiled(engine: Engine, period: Period, path: Path, make: Callable[[Splitting], Plan]) -> tuple[str, Slidables]:
    """The plan's SQL and what its tables need, from the file it was kept in, or compiled and kept there."""
    if path.is_file():
        told = json.loads(path.read_text("utf-8"))
        return told["sql"], Slidables.from_json(told["slidable"])
    splitting = Splitting(engine, period)
    sql = make(splitting).sql
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"sql": sql, "slidable": splitting.found.to_json()}), "utf-8")
    return sql, splitting.found
