"""An empty, explained Excel file for each canonical table, which imports as it is: notes, checks, one example row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenji.engines.translate import of_disk
from fenji.intake.recognise import columns_of
from fenji.intake.signs import Signs
from fenji.intake.typed import PROBLEMS_FOUND, RAW
from fenji.language import Language, Text
from fenji.tables import CANONICAL

if TYPE_CHECKING:
    from fenji.engines.engine import Engine
    from fenji.tables.table import Column

EXAMPLE = "示例 EXAMPLE"
CHECKED_ROWS = 10_000
_MADE = datetime(2024, 1, 1)  # a template is the same file whenever it is written
_LISTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "customers": {"kind": ("个人", "企业"), "gender": ("男", "女")},
    "feedback": {"kind": ("问卷", "工单", "评价", "投诉")},
    "interactions": {"direction": ("呼入", "呼出")},
}
_EXAMPLES: Mapping[str, object] = {
    "customer_id": "C0001",
    "order_id": "20240605-001",
    "product_id": "P001",
    "product_name": "蓝牙耳机",
    "category": "数码",
    "name": "张三",
    "mobile": "13800138000",
    "email": "zhangsan@example.com",
    "ordered_at": "2024-06-05 13:05",
    "amount": 299,
    "quantity": 1,
    "unit_price": 299,
    "currency": "CNY",
    "province": "广东省",
    "city": "深圳市",
    "line_no": 1,
    "score": 9,
    "score_max": 10,
    "due_amount": 299,
    "paid_amount": 299,
}
_NOTE = Text("{label}{needed}\n{meaning}\n{type}", "{label}{needed}\n{meaning}\n{type}")
_NEEDED = Text(" (needed)", "（必填）")
_BAD = Text("This is no {type}.", "此处应填写{type}。")


def write_template(table: str, path: Path, lang: Language = "zh") -> Path:
    """Writes the empty workbook of one table: a heading a column with a note, cells that check, one example row.

    Needed columns have a star. The example row is known by its first cell, is left out when the file is imported, and
    may stay. The header of every column is one that is recognised, so that the filled file imports without questions.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    columns = template_columns(table)
    path.parent.mkdir(parents=True, exist_ok=True)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    try:
        with xlsxwriter.Workbook(str(path), options) as book:
            book.set_properties({"title": CANONICAL[table].title.say(lang), "created": _MADE})
            _fill(
                book, book.add_worksheet(CANONICAL[table].title.say(lang).replace("/", "·")[:31]), table, columns, lang
            )
    except FileCreateError as error:
        raise of_disk(error.args[0] if error.args else OSError(str(error)), str(path)) from error
    return path


def template_columns(table: str) -> tuple[Column, ...]:
    """The columns of a table's template, the key first; goods are in that of order lines only."""
    own = columns_of(table)
    if table == "orders":
        ours = {column.name for column in CANONICAL["orders"].columns}
        own = {name: column for name, column in own.items() if name in ours}
    first = [name for name in ("order_id", "customer_id", *CANONICAL[table].key) if name in own]
    names = list(dict.fromkeys([*_leading(table, first), *own]))
    return tuple(own[name] for name in names)


def may_have_example(signs: Sequence[Signs]) -> bool:
    """Whether the first column of a file can hold the word that marks the example row."""
    return not signs or signs[0].has_all(EXAMPLE.encode())


def leave_out_example(engine: Engine) -> None:
    """Names the template's example row, told by its first cell, so that it is shown and never taken as a record."""
    example = f"SELECT __row FROM {RAW} WHERE starts_with(trim(c0), '{EXAMPLE}')"
    engine.run(f"DELETE FROM {PROBLEMS_FOUND} WHERE __row IN ({example})")
    engine.run(f"INSERT INTO {PROBLEMS_FOUND} SELECT __row, '', 'EXAMPLE_ROW', NULL FROM ({example})")


def _leading(table: str, first: list[str]) -> list[str]:
    """The number of the thing itself stands in the first column."""
    return first if table in ("orders", "order_lines", "customers") else [*reversed(first)]


def _fill(book: Any, sheet: Any, table: str, columns: tuple[Column, ...], lang: Language) -> None:
    head = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
    needed = book.add_format({"bold": True, "bg_color": "#FCE4D6", "border": 1})
    faint = book.add_format({"italic": True, "font_color": "#808080", "num_format": "@"})
    text = book.add_format({"num_format": "@"})
    for index, column in enumerate(columns):
        label = column.label.say(lang)
        sheet.write_string(0, index, f"{label} *" if is_needed(table, column) else label,
                           needed if is_needed(table, column) else head)  # fmt: skip
        sheet.write_comment(0, index, _note(table, column, lang), {"x_scale": 2, "y_scale": 1.2})
        sheet.set_column(index, index, max(12, 2 * len(label) + 4), text if column.type == "string" else None)
        sheet.write_string(1, index, _example(table, index, column), faint)
        _check(sheet, index, table, column, lang)
    sheet.freeze_panes(1, 1)


def is_needed(table: str, column: Column) -> bool:
    """Whether a row without it cannot be taken; a guest's order has no customer."""
    if table in ("orders", "order_lines"):
        return column.name in ("order_id", "ordered_at", "amount")
    return column.is_required


def _note(table: str, column: Column, lang: Language) -> str:
    needed = _NEEDED if is_needed(table, column) else Text("", "")
    said = _NOTE.fill(label=column.label, needed=needed, meaning=column.meaning, type=column.type_text)
    return f"{said.say(lang)}\n{column.name}"


def _example(table: str, index: int, column: Column) -> str:
    value = _EXAMPLES.get(column.name)
    listed = _LISTS.get(table, {}).get(column.name)
    if value is None and listed:
        value = listed[0]
    if value is None:
        value = {"date": "2024-06-05", "timestamp": "2024-06-05 13:05", "boolean": "是"}.get(column.type, "")
    return f"{EXAMPLE} {value}".strip() if index == 0 else str(value)


def _check(sheet: Any, index: int, table: str, column: Column, lang: Language) -> None:
    kinds: dict[str, dict[str, Any]] = {
        "date": {"validate": "date", "criteria": ">=", "value": date(1900, 1, 2)},
        "timestamp": {"validate": "date", "criteria": ">=", "value": date(1900, 1, 2)},
        "int64": {"validate": "integer", "criteria": ">=", "value": -(10**9)},
    }
    listed = _LISTS.get(table, {}).get(column.name)
    rule = {"validate": "list", "source": list(listed)} if listed else kinds.get(column.type)
    if rule is None and column.type.startswith("decimal"):
        rule = {"validate": "decimal", "criteria": ">=", "value": -(10**14)}
    if rule is None:
        return
    said = _BAD.fill(type=column.type_text).say(lang)
    label = column.label.say(lang)[:32]
    words = {"error_title": label, "error_message": said, "error_type": "warning" if listed else "stop"}
    sheet.data_validation(2, index, CHECKED_ROWS, index, {**rule, **words})
