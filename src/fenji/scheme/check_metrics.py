"""Mistakes in metrics of a standard's own: names, formulas and their circles, tables, columns, types, units."""

from __future__ import annotations

import re
from collections.abc import Mapping

from fenji.language import Text
from fenji.metrics.aggregate import DAYS, LOCAL_DAYS, OF_SALES, is_number
from fenji.metrics.custom import dimension
from fenji.metrics.formula import FormulaError, Reference, read_formula, references
from fenji.metrics.metric import METRICS, Metric, OwnName
from fenji.metrics.row_rule import RowTest, fits
from fenji.scheme.draft import Draft
from fenji.scheme.marked import Path
from fenji.scheme.mistakes import issue, unknown_name
from fenji.scheme.own_metrics import OwnMetric, circles, own_names
from fenji.scheme.protected import PROTECTED
from fenji.tables import CANONICAL
from fenji.tables.field_purposes import class_of

MOST_METRICS = 50
RESERVED = frozenset(
    {"customer_id", "total", "score", "rung", "tier", "reason", "previous_tier", "move", "stated", "run_id"}
    | {column.name for column in CANONICAL["customers"].columns}
)
_PREFIXES = ("points_", "system_", "part_", "step_", "rises_at_", "keeps_at_", "previous_")
_LIKE_A_WINDOW = re.compile(r"(.+)_(all|\d+_(day|month)s?)")
_METRIC, _TABLE, _COLUMN = Text("metric", "指标"), Text("table", "数据表"), Text("column", "列")


def own_metrics(draft: Draft) -> dict[str, OwnName]:
    """The metrics a draft defines, as far as they can be understood."""
    return own_names([each for _, each in sorted(draft.parts.get("metrics", {}).items())])


def known_metric(draft: Draft, name: str) -> Metric | None:
    """The metric a name means in a draft: its own, else a built-in one; nothing where it does not exist."""
    own = own_metrics(draft)
    return own[name].entry if name in own else METRICS.find(name)


def check_metrics(draft: Draft) -> None:
    """Notes what is wrong with the metrics that a standard defines itself."""
    parts: Mapping[int, OwnMetric] = draft.parts.get("metrics", {})
    if len(parts) > MOST_METRICS:
        draft.note(("metrics",), "metrics many", n=len(parts), most=MOST_METRICS)
        return
    seen: set[str] = set()
    for number, metric in sorted(parts.items()):
        path: Path = ("metrics", number)
        _name(draft, path, metric, seen)
        if (metric.formula is None) == (metric.table is None):
            draft.note(path, "metrics way", name=metric.name)
        elif metric.formula is not None:
            _formula(draft, path, metric)
        else:
            _aggregate(draft, path, metric)
    _circles(draft, parts)


def _name(draft: Draft, path: Path, metric: OwnMetric, seen: set[str]) -> None:
    like = _LIKE_A_WINDOW.fullmatch(metric.name)
    is_column = like is not None and like[1] in METRICS
    if metric.name in METRICS or metric.name in RESERVED or is_column or metric.name.startswith(_PREFIXES):
        draft.note((*path, "name"), "metrics taken", name=metric.name)
    if metric.name.lower() in PROTECTED:
        draft.note((*path, "name"), "protected", name=metric.name)
    if metric.name in seen:
        draft.note((*path, "name"), "duplicate key", name=metric.name, section="metrics")
    seen.add(metric.name)


def _formula(draft: Draft, path: Path, metric: OwnMetric) -> None:
    place = (*path, "formula")
    for key in ("take", "column", "where", "rows", "half_life", "never"):
        if getattr(metric, key) is not None:
            draft.note((*path, key), "metrics idle", setting=key, name=metric.name)
    try:
        tree = read_formula(metric.formula or "")
    except FormulaError as error:
        draft.add(place, issue("formula", error.problem, error.fix))
        return
    found = {each.metric: _reference(draft, place, each) for each in references(tree)}
    if metric.unit.type == "date":
        draft.note((*path, "unit"), "metrics type", what=metric.name, wanted=metric.unit.text, is_=_NUMBER)
    known = {name: entry for name, entry in found.items() if entry is not None}
    if len(known) < len(found):
        return
    kind = dimension(tree, known)
    if kind == "mixed":
        draft.note(place, "formula mixed", name=metric.name)
    elif kind != "any" and (kind == "money") != metric.unit.name.startswith("money"):
        gives = Text("money", "金额") if kind == "money" else Text("no money", "非金额")
        draft.note((*path, "unit"), "formula unit", name=metric.name, gives=gives, unit=metric.unit.text)


def _reference(draft: Draft, place: Path, reference: Reference) -> Metric | None:
    """The metric a formula names, if it may; every other is noted."""
    written = {each.name: each for each in draft.parts.get("metrics", {}).values()}
    known = known_metric(draft, reference.metric)
    if reference.metric.lower() in PROTECTED or (known is not None and known.is_protected):
        draft.note(place, "protected", name=reference.metric)
        return None
    if known is None:
        if reference.metric not in written:
            draft.add(place, unknown_name(_METRIC, reference.metric, [*METRICS, *written], code="metric"))
        return None
    if known.is_retired:
        draft.note(place, "retired", name=reference.metric)
    if known.type == "date":
        draft.note(place, "date", name=reference.metric)
        return None
    return known


def _circles(draft: Draft, parts: Mapping[int, OwnMetric]) -> None:
    numbers = {metric.name: number for number, metric in parts.items()}
    for circle in circles([metric for _, metric in sorted(parts.items())]):
        way = " → ".join((*circle, circle[0]))
        draft.note(("metrics", numbers[circle[0]], "formula"), "formula cycle", way=way)


def _aggregate(draft: Draft, path: Path, metric: OwnMetric) -> None:
    if metric.unknown is not None:
        draft.note((*path, "unknown"), "metrics idle", setting="unknown", name=metric.name)
    if metric.table not in DAYS:
        draft.add((*path, "table"), unknown_name(_TABLE, str(metric.table), DAYS, code="table"))
        return
    if metric.take is None:
        draft.note(path, "metrics take", name=metric.name)
        return
    kind = _taken(draft, path, metric)
    if metric.rows is not None and metric.table not in OF_SALES:
        draft.note((*path, "rows"), "metrics idle", setting="rows", name=metric.name)
    if metric.half_life is not None and (metric.take not in {"sum", "count"} or metric.table not in LOCAL_DAYS):
        draft.note((*path, "half_life"), "metrics idle", setting="half_life", name=metric.name)
    for test in metric.where.tests() if metric.where is not None else ():
        _test(draft, (*path, "where"), metric, test)
    if kind is not None:
        _unit(draft, path, metric, kind)


def _taken(draft: Draft, path: Path, metric: OwnMetric) -> str | None:
    """The type of what is taken; None where that cannot be told."""
    if metric.take == "count" and metric.column is None:
        return "int64"
    if metric.column is None:
        draft.note(path, "metrics column", name=metric.name, take=metric.take)
        return None
    if metric.take == "count":
        draft.note((*path, "column"), "metrics idle", setting="column", name=metric.name)
        return "int64"
    kind = _column(draft, (*path, "column"), metric, metric.column)
    if kind is None:
        return None
    is_end = metric.take in {"max", "min"} and kind == "date"
    if metric.take != "distinct" and not is_number(kind) and not is_end:
        types = {column.name: column.type_text for column in CANONICAL[str(metric.table)].columns}
        draft.note((*path, "column"), "metrics type", what=metric.column, is_=types[metric.column], wanted=_NUMBER)
        return None
    return "int64" if metric.take == "distinct" else kind


def _column(draft: Draft, place: Path, metric: OwnMetric, name: str) -> str | None:
    columns = {column.name: column for column in CANONICAL[str(metric.table)].columns}
    if name not in columns:
        draft.add(place, unknown_name(_COLUMN, name, columns, code="column"))
        return None
    if name in PROTECTED or class_of(str(metric.table), name) != "public":
        draft.note(place, "protected", name=name)
        return None
    return columns[name].type


def _test(draft: Draft, place: Path, metric: OwnMetric, test: RowTest) -> None:
    kind = _column(draft, place, metric, test.column)
    if kind is None:
        return
    wrong = [value for value in test.values() if not fits(value, kind)]
    types = {column.name: column.type_text for column in CANONICAL[str(metric.table)].columns}
    if wrong:
        draft.note(place, "metrics value", column=test.column, is_=types[test.column], value=wrong[0])
    ordered = {name for name, _ in test.limits()} - {"is", "is_not", "one_of"}
    if ordered and kind in {"string", "boolean"} and not wrong:
        draft.note(place, "metrics value", column=test.column, is_=types[test.column], value=sorted(ordered)[0])


def _unit(draft: Draft, path: Path, metric: OwnMetric, kind: str) -> None:
    column = {one.name: one for one in CANONICAL[str(metric.table)].columns}.get(metric.column or "")
    is_money = column is not None and column.is_money and metric.take in {"sum", "max", "min"}
    needs_decimals = metric.half_life is not None or kind.startswith("decimal")
    is_date = metric.unit.type == "date"
    if (kind == "date") != is_date or is_money != metric.unit.name.startswith("money"):
        what = Text("money", "金额") if is_money else _KINDS.get(kind, _NUMBER)
        draft.note((*path, "unit"), "metrics unit", name=metric.name, gives=what, unit=metric.unit.text)
    elif needs_decimals and metric.unit.type == "int64":
        draft.note((*path, "unit"), "metrics unit", name=metric.name, gives=_DECIMALS, unit=metric.unit.text)


_NUMBER, _DECIMALS = Text("a number", "数值"), Text("decimals", "小数")
_KINDS: Mapping[str, Text] = {"date": Text("a day", "日期"), "int64": Text("a whole number", "整数")}
