"""Whom a chart counts: the conditions of segments asked of a run's rows, and said in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fenji.errors import DrawError
from fenji.grades.rule import AllOf, AnyOf, Not, Rule
from fenji.language import Text, same
from fenji.segments.condition import leaves, with_windows
from fenji.segments.leaves import FieldIs, SegmentIs

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.charts.own.offer import Offer
    from fenji.result import Result

_ROWS = "rows_asked"
_UNKNOWN = Text("this run does not know: {name}", "本次评级不含：{name}")
_FIX = Text("Choose another condition.", "请换用其他条件。")
_AND, _OR, _NOT = Text(" and ", "，且"), Text(" or ", "，或"), Text("not ({part})", "不满足（{part}）")
_IS, _IS_NOT = Text("{name} is {values}", "{name}为{values}"), Text("{name} is not {values}", "{name}不为{values}")
_EITHER = Text(" or ", "或")
NOBODY = Text("no customer meets the conditions", "没有客户符合条件")
FEWER = Text("Loosen a condition.", "请放宽条件。")


def meeting(result: Result, rule: Rule, words: Text) -> Result:
    """The customers who meet a rule, as a result of their own; what the run does not know is an error that names it."""
    import ibis

    types = result.engine.rows(f"DESCRIBE SELECT * FROM {result.relation}")
    schema = {row["column_name"]: _type(row["column_type"]) for row in types if row["column_name"] in result.columns}
    table = ibis.table(schema, name=_ROWS)
    asked = with_windows(rule, result.run.window)
    wide = _with_columns(table, asked, result)
    kept = wide.filter(asked.expression(wide)).select(*table.columns)
    sql = f"(WITH {_ROWS} AS (SELECT * FROM {result.relation}) SELECT * FROM ({result.engine.compile(kept)}))"
    (found,) = result.engine.rows(f"SELECT count(*) AS n FROM {sql} AS met")
    run = replace(result.run, customers=int(found["n"]))
    return replace(result, relation=f"{sql} AS met", run=run, gone=None, past=(), bought=None, only=words)


def said(rule: Rule, offer: Offer, currency: str, *, is_inner: bool = False) -> Text:
    """Conditions in words, segments and tiers by their names."""
    if isinstance(rule, Not):
        return _NOT.fill(part=said(rule.part, offer, currency))
    if isinstance(rule, AllOf | AnyOf):
        parts = rule.all if isinstance(rule, AllOf) else rule.any
        whole = _joined([said(one, offer, currency, is_inner=len(parts) > 1) for one in parts],
                        _AND if isinstance(rule, AllOf) else _OR)  # fmt: skip
        return Text(f"({whole.en})", f"（{whole.zh}）") if is_inner and len(parts) > 1 else whole
    if isinstance(rule, SegmentIs) and rule.segment in offer.dimensions:
        of = offer.dimensions[rule.segment]
        values = _joined([of.names.get(key, same(key)) for key in rule.keys], _EITHER)
        return (_IS_NOT if rule.none_of else _IS).fill(name=of.label, values=values)
    return rule.say(currency)


def _joined(parts: list[Text], by: Text) -> Text:
    return Text(by.en.join(one.en for one in parts), by.zh.join(one.zh for one in parts))


def _with_columns(table: ir.Table, rule: Rule, result: Result) -> ir.Table:
    """The rows with every column under the name that the rule calls it by."""
    known = _measured(result)
    more: dict[str, Any] = {}
    for leaf in leaves(rule):
        for comparison in leaf.comparisons():
            column = known.get((comparison.metric, str(comparison.window), tuple(sorted(comparison.options.items()))))
            more[comparison.column] = table[_there(column or "", comparison.metric, result)]
        if isinstance(leaf, FieldIs):
            for name in leaf.columns:
                field = table[_there(leaf.field, leaf.field, result)]
                more[name] = field if name == leaf.field else _days_since(field, result)
        if isinstance(leaf, SegmentIs):
            _there(leaf.segment, leaf.segment, result)
    return table.mutate(**{name: column for name, column in more.items() if name not in table.columns})


def _measured(result: Result) -> Mapping[tuple[Any, ...], str]:
    """The columns of measured figures by metric, window and options."""
    return {
        (one.metric, str(one.window), tuple(sorted(one.options.items()))): one.column
        for one in result.scheme.measures()
        if one.column in result.columns
    }


def _there(column: str, name: str, result: Result) -> str:
    if column not in result.columns:
        raise DrawError(_UNKNOWN.fill(name=name), where=result.run.id, fix=_FIX)
    return column


def _days_since(field: ir.Column, result: Result) -> ir.Column:
    import ibis

    return ibis.date(result.run.as_of).delta(field, unit="day").cast("int64")


def _type(name: str) -> str:
    """A DuckDB type as Ibis names it."""
    plain = {"VARCHAR": "string", "BIGINT": "int64", "INTEGER": "int32", "SMALLINT": "int16", "DATE": "date",
             "BOOLEAN": "boolean", "DOUBLE": "float64", "TIMESTAMP": "timestamp", "UBIGINT": "uint64"}  # fmt: skip
    return plain.get(name, name.lower() if name.startswith("DECIMAL") else "string")
