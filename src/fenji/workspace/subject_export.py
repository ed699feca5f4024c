"""Everything that is held about one person, for them to have: rows, grades with reasons, decisions, who received it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

from fenji.engines.engine import literal, quoted
from fenji.errors import FenjiError
from fenji.explanation_reason import reason_words, tier_words
from fenji.intake.identity.merges import MERGES, REVIEWS, links_of, merges, survivor_of
from fenji.tables import CANONICAL
from fenji.tables.decided import DECIDED, LISTED
from fenji.version import __version__
from fenji.workspace import runs as ledger
from fenji.workspace.contact_list import lists_of
from fenji.workspace.decisions import known_customer
from fenji.workspace.explaining import explain

if TYPE_CHECKING:
    from fenji.lake.lake import Lake
    from fenji.language import Language
    from fenji.workspace.workspace import Workspace

FORMAT = "fenji/subject/1"
GROUP = "fenji.subjects"
WITHHELD = ("referred_customer_id", "parent_id", "into_id", "other_id")
"""Columns that name somebody else: left empty unless it is the person."""

Rows = list[dict[str, Any]]


def subject(workspace: Workspace, customer_id: str, *, lang: Language = "zh") -> dict[str, Any]:
    """All that the workspace holds about a customer and whoever was merged with them, as plain values.

    Amounts are texts with all their digits, days and instants ISO 8601, instants UTC. Of rows that also name another
    customer that name is left out. Parts that other packages hold (notes, tasks …) are added by the entry-point group
    `fenji.subjects`. Errors: an unknown customer.
    """
    lake = workspace.lake
    known_customer(lake, customer_id, where="--customer")
    ids = ids_of(lake, customer_id)
    mine = [name for name in lake.tables() if "customer_id" in lake.columns(name)]
    results = {one.result_table for one in ledger.runs(lake)}
    tables = {name: _rows(lake, name, ids) for name in CANONICAL if name in mine}
    decided = {name: _rows(lake, name, ids) for name in (*DECIDED, MERGES, REVIEWS) if name in mine and name != LISTED}
    others = {
        name: _rows(lake, name, ids)
        for name in mine
        if name not in tables and name not in decided and name not in results and name != LISTED
    }
    return {
        "format": FORMAT,
        "made_by": f"fenji {__version__}",
        "made_at": _now(),
        "company": workspace.settings.company or workspace.settings.name,
        "customer_id": ids[0],
        "ids": list(ids),
        "tables": {name: rows for name, rows in tables.items() if rows},
        "sources": _sources(lake, tables.values()),
        "grades": _grades(lake, ids, lang),
        "explanations": _explanations(workspace, ids[0], lang),
        "decisions": {name: rows for name, rows in decided.items() if rows},
        "segments": {name: rows for name, rows in others.items() if rows},
        "recipients": [_plain(one) for of in ids for one in lists_of(lake, of)],
        "beside": beside(workspace, ids),
    }


def ids_of(lake: Lake, customer_id: str) -> tuple[str, ...]:
    """The customer whom an id stands for now, and every id that was merged into them."""
    links = links_of(merges(lake))
    now = survivor_of(links, customer_id)
    return (now, *sorted(one for one in links if survivor_of(links, one) == now))


def beside(workspace: Workspace, ids: Sequence[str]) -> dict[str, Rows]:
    """What other packages hold about the person; one that cannot be asked is an error, so that nothing is missing."""
    found: dict[str, Rows] = {}
    for point in entry_points(group=GROUP):
        found |= {name: [_plain(row) for row in rows] for name, rows in point.load()(workspace.folder, ids).items()}
    return found


def to_json(told: Mapping[str, Any]) -> str:
    """The export as text: UTF-8, readable, the same bytes for the same facts."""
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _rows(lake: Lake, table: str, ids: Sequence[str], *, more: str = "") -> Rows:
    columns = lake.columns(table)
    order = ", ".join(quoted(name) for name in columns)
    found = lake.engine.rows(f"SELECT * FROM lake.main.{quoted(table)} WHERE {_mine(ids)}{more} ORDER BY {order}")
    return [_plain(_own(row, ids)) for row in found]


def _own(row: Mapping[str, Any], ids: Sequence[str]) -> dict[str, Any]:
    return {name: None if name in WITHHELD and value not in ids else value for name, value in row.items()}


def _sources(lake: Lake, tables: Iterable[Rows]) -> Rows:
    """The imports that brought the rows: file, table, when."""
    numbers = sorted({row["import_id"] for rows in tables for row in rows if row.get("import_id") is not None})
    if not numbers or not lake.has("imports"):
        return []
    listed = ", ".join(str(int(one)) for one in numbers)
    sql = f"""SELECT import_id, file, table_name, source, sha256, imported_at FROM lake.main.imports
              WHERE import_id IN ({listed}) ORDER BY import_id"""
    return [_plain(row) for row in lake.engine.rows(sql)]


def _grades(lake: Lake, ids: Sequence[str], lang: Language) -> Rows:
    """Every grade the person ever had: run by run, the reason in words, all figures it rests on."""
    versions = {(one.scheme.name, one.version): one for one in ledger.versions(lake)}
    found: Rows = []
    for kept in ledger.runs(lake):
        run, scheme = kept.run, versions[kept.run.scheme, kept.run.version]
        more = f" AND run_id = {literal(run.id)}"
        for row in lake.engine.rows(f"SELECT * FROM lake.main.{kept.result_table} WHERE {_mine(ids)}{more}"):
            reason = reason_words(row["reason"], {"total": None, **row}, scheme, currency=run.currency)
            found.append(
                {
                    "run_id": run.id,
                    "scheme": run.scheme,
                    "version": run.version,
                    "as_of": run.as_of.isoformat(),
                    "tier": row["tier"],
                    "tier_name": tier_words(scheme, row["tier"]).say(lang),
                    "reason_code": row["reason"],
                    "reason": reason.say(lang),
                    "figures": _plain({name: value for name, value in row.items() if name != "run_id"}),
                }
            )
    return found


def _explanations(workspace: Workspace, customer_id: str, lang: Language) -> Rows:
    """Of every standard's newest run the grade explained: data used, points, cut points, what would change it."""
    told: Rows = []
    for scheme in dict.fromkeys(one.run.scheme for one in ledger.runs(workspace.lake)):
        try:
            told.append(explain(workspace, workspace.result(scheme=scheme), customer_id).to_json(lang))
        except FenjiError as unknown:  # the customer came after that run
            told.append({"scheme": scheme, "customer_id": customer_id, "text": [unknown.problem.say(lang)]})
    return told


def _mine(ids: Sequence[str]) -> str:
    return f"customer_id IN ({', '.join(literal(one) for one in ids)})"


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in row.items()}


def _value(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return _plain(value)
    if isinstance(value, list | tuple):
        return [_value(one) for one in value]
    return value if value is None or isinstance(value, str | int | bool) else str(value)


def _now() -> str:
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0).isoformat()
