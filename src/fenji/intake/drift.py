"""How a file differs from the last one of its kind: other columns, figures of another size, older days, more gaps."""

from __future__ import annotations

import json
from collections.abc import Mapping as Pairs
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from fenji.errors import Issue
from fenji.intake.findings import note
from fenji.intake.mapping import Mapping
from fenji.intake.orders import GOODS, ORDERS
from fenji.intake.records import RECORDS
from fenji.language import Text, say_number, say_share

if TYPE_CHECKING:
    from fenji.intake.arriving import Arrived
    from fenji.lake.commit import Transaction

FACTOR = 10  # a typical value ten times as large, or a tenth, is another column or another unit
_EMPTIER = 0.3  # so much more of a column is empty than last time
_ENOUGH = 5  # fewer values say nothing
_MANY, _EVERY = 200_000, 16  # of so many rows, every sixteenth tells what is typical


def profile_of(tx: Transaction, arrived: Arrived) -> dict[str, Any]:
    """What is typical of each mapped column in this file: share filled, median of numbers, first and last day.

    Asked of the staged rows, before the lake settles them: what an earlier import brought counts here as well.
    """
    staged = (GOODS if arrived.file.has_lines else ORDERS) if arrived.is_orders else RECORDS
    there = {row["column_name"] for row in tx.rows(f"DESCRIBE {staged}")}
    columns = {name: column for name, column in arrived.typing.columns.items() if name in there}
    known = arrived.typing
    asked = ["count(*) AS n"]
    some = f" AND __row % {_EVERY} = 0" if known.rows > _MANY and "__row" in there else ""
    for name, column in columns.items():
        filled = "*" if known.is_filled(name) else f'"{name}"'
        asked.append(f'count({filled}) AS "{name}:filled"')
        if column.type.startswith("decimal") or column.type == "int64":
            typical = f'quantile_disc(abs("{name}"), 0.5) FILTER ("{name}" <> 0{some})'
            asked.append(f'CAST({typical} AS DOUBLE) AS "{name}:median"')
        elif column.type in ("date", "timestamp"):
            day = f"{name[:-3]}_on"  # the local day beside an instant
            day = day if name.endswith("_at") and day in there else name
            asked += [f'CAST(CAST({end}("{day}") AS DATE) AS VARCHAR) AS "{name}:{end}"' for end in ("min", "max")]
    (row,) = tx.rows(f"SELECT {', '.join(asked)} FROM {staged}")
    return {"rows": row["n"], "columns": {name: _of(row, name) for name in columns}}


def drift_findings(
    earlier: Pairs[str, Any] | None, profile: Pairs[str, Any], headers: Sequence[str], mapping: Mapping, *, where: str
) -> list[Issue]:
    """What is different from the last import of this table from this source; nothing without one."""
    if earlier is None or not earlier.get("profile"):
        return []
    before = json.loads(earlier["profile"])
    number = int(earlier["import_id"])
    found = [*_columns(json.loads(earlier["headers"] or "[]"), headers, mapping, number, where)]
    if not before.get("columns") or min(before["rows"], profile["rows"]) < _ENOUGH:
        return found + _older(before, profile, mapping, number, where)
    for name, now in profile["columns"].items():
        was = before["columns"].get(name)
        if was is None:
            continue
        found += _another_size(mapping.columns[name], was, now, number, where)
        found += _emptier(mapping.columns[name], was, now, before["rows"], profile["rows"], number=number, where=where)
    return found + _older(before, profile, mapping, number, where)


def _columns(was: Sequence[str], now: Sequence[str], mapping: Mapping, number: int, where: str) -> list[Issue]:
    """Columns that came or went since then; order does not matter, columns are found by name."""
    came = [header for header in now if header and header not in was and header not in mapping.columns.values()]
    went = [header for header in was if header and header not in now]
    if not was or not (came or went):
        return []
    en = [f"new: {', '.join(came)}"] * bool(came) + [f"gone: {', '.join(went)}"] * bool(went)
    zh = [f"新增：{'、'.join(came)}"] * bool(came) + [f"缺少：{'、'.join(went)}"] * bool(went)
    problem = Text(
        f"the columns differ from import #{number} ({'; '.join(en)})", f"列与导入 #{number} 不同（{'；'.join(zh)}）"
    )
    fix = Text("New columns are ignored unless the mapping names them.", "新增的列未被映射前会被忽略。")
    return [note("warning", where, "COLUMNS_CHANGED", problem=problem, fix=fix)]


def _another_size(header: str, was: Pairs[str, Any], now: Pairs[str, Any], number: int, where: str) -> list[Issue]:
    old, new = was.get("median"), now.get("median")
    if not old or not new or 1 / FACTOR < new / old < FACTOR:
        return []
    values = {"header": header, "number": number, "old": say_number(old, "en"), "new": say_number(new, "en")}
    problem = Text(
        "'{header}' is typically {new}, and was {old} in import #{number}",
        "“{header}”的典型值为 {new}，导入 #{number} 中为 {old}",
    ).fill(**values)
    fix = Text(
        "Check that the right column is mapped, and its unit (元 or 万元); `fenji imports undo` takes it back.",
        "请核对该列是否映射正确、单位是否一致（元/万元）；可用 `fenji imports undo` 撤销。",
    )
    return [note("warning", where, "SCALE_SHIFT", problem=problem, fix=fix)]


def _emptier(
    header: str, was: Pairs[str, Any], now: Pairs[str, Any], rows_was: int, rows_now: int, *, number: int, where: str
) -> list[Issue]:
    old, new = 1 - was["filled"] / rows_was, 1 - now["filled"] / rows_now
    if new - old < _EMPTIER:
        return []
    values = {"header": header, "number": number}
    shares = {"old": say_share(old, "en"), "new": say_share(new, "en")}
    problem = Text(
        "{new} of '{header}' is empty; it was {old} in import #{number}",
        "“{header}”有 {new} 为空，导入 #{number} 中为 {old}",
    ).fill(**values, **shares)
    fix = Text("Check the export of the source.", "请核对来源系统的导出设置。")
    return [note("warning", where, "EMPTIER", problem=problem, fix=fix)]


def _older(before: Pairs[str, Any], profile: Pairs[str, Any], mapping: Mapping, number: int, where: str) -> list[Issue]:
    """Whether the file ends before the last one did: then an old export was taken by mistake, or facts are late."""
    for name in ("ordered_at", "happened_at", "given_at", "sent_at", "paid_on", "registered_on"):
        old = before.get("columns", {}).get(name, {}).get("max")
        new = profile["columns"].get(name, {}).get("max")
        if not old or not new:
            continue
        if new >= old:
            return []
        values = {"header": mapping.columns[name], "new": new, "old": old, "number": number}
        problem = Text(
            "the file ends on {new} ({header}), import #{number} on {old}: this file is older",
            "本文件截至 {new}（{header}），导入 #{number} 截至 {old}：本文件更旧",
        ).fill(**values)
        fix = Text(
            "Facts are added and nothing newer is lost; grades stay as of {old} unless you name a day.",
            "数据只会补充，不会丢失较新的记录；未指定日期时，评估基准日仍为 {old}。",
        ).fill(old=old)
        return [note("warning", where, "OLDER_FILE", problem=problem, fix=fix)]
    return []


def _of(row: Pairs[str, Any], name: str) -> dict[str, Any]:
    parts = ("filled", "median", "min", "max")
    return {part: row[f"{name}:{part}"] for part in parts if row.get(f"{name}:{part}") is not None}
