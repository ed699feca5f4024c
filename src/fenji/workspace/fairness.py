"""Of every standard that graded: its disparities, and whether turning round who people are changes any grade."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import ibis

from fenji.ink.whole_file import write_whole
from fenji.pipeline import run as graded
from fenji.studies.disparity import LEAST, disparities
from fenji.workspace.rates import workspace_rates
from fenji.workspace.tables import profiled_tables

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.result import Result
    from fenji.workspace.workspace import Workspace

FOLDER = "fairness"
TURNED = ("gender", "age_band", "born_on", "province", "city", "district", "income", "education")


def study(workspace: Workspace, result: Result, *, flips: bool = False) -> dict[str, Any]:
    """The report of a run's standard, kept beside the runs under the standard's name and version.

    `flips`: every customer is graded once more with sex, age, region and the like turned round; how many tiers differ
    is `flipped`, which is 0 for a standard that looks at none of it. It takes as long as two gradings.
    """
    run = result.run
    told: dict[str, Any] = {
        "scheme": run.scheme,
        "version": run.version,
        "run_id": run.id,
        "as_of": run.as_of.isoformat(),
        "made_at": datetime.now(UTC).replace(tzinfo=None, microsecond=0).isoformat(),
        "least": LEAST,
        "attributes": [one.to_json() for one in disparities(result)],
        "turned": list(TURNED),
        "flipped": flipped(workspace, result) if flips else None,
    }
    earlier = kept(workspace.folder, run.scheme, run.version)
    if told["flipped"] is None and earlier is not None:
        told["flipped"] = earlier["flipped"]
    write_whole(_path(workspace.folder, run.scheme, run.version), json.dumps(told, default=str, indent=1).encode())
    return told


def kept(folder: Path, scheme: str, version: int) -> dict[str, Any] | None:
    """The report kept of a standard's version; None where there is none."""
    path = _path(folder, scheme, version)
    if not path.is_file():
        return None
    told: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return told


def flipped(workspace: Workspace, result: Result) -> int:
    """How many customers would have another tier if each were of another sex, age and region."""
    tables = profiled_tables(workspace.lake)
    if "customers" not in tables:
        return 0
    turned = {**tables, "customers": _turned(tables["customers"])}
    engine, names = workspace.lake.engine, []
    for given in (tables, turned):
        made = graded(
            given, result.scheme, as_of=result.run.as_of, engine=engine, zone=result.run.zone,
            currency=result.run.currency, rates=workspace_rates(workspace.folder),
        )  # fmt: skip
        names.append(made.relation)
    name = f"turned_{uuid4().hex[:8]}"
    sql = f"""SELECT count(*) AS {name} FROM {names[0]} AS a FULL JOIN {names[1]} AS b USING (customer_id)
              WHERE a.tier IS DISTINCT FROM b.tier"""
    (row,) = engine.rows(sql)
    for one in names:
        engine.drop(one)
    return int(row[name])


def _turned(customers: ir.Table) -> ir.Table:
    """Everybody as somebody else by birth and place: other words in every column that says so."""
    there = [name for name in TURNED if name in customers.columns]
    other = {}
    for name in there:
        column = customers[name]
        if name == "born_on":
            other[name] = ibis.ifelse(column.isnull(), ibis.date("1990-01-01"), column - ibis.interval(years=30))
        else:
            other[name] = ibis.ifelse(
                column == "男", ibis.literal("女"), ibis.literal("男" if name == "gender" else "其他")
            )
    return customers.mutate(**{name: value.cast(customers.schema()[name]) for name, value in other.items()})


def _path(folder: Path, scheme: str, version: int) -> Path:
    return folder / "runs" / FOLDER / f"{scheme}-v{version}.json"
