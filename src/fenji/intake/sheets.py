"""Excel workbooks: one sheet's cells as text, digits that Excel has destroyed marked, nothing executed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import chain, islice
from pathlib import Path
from typing import Any

from fenji.errors import FileRefused
from fenji.intake.headers import file_empty, find_header, no_rows
from fenji.intake.staged import DIGITS_LOST, PARQUET_NAME, Outcome, Request, StagedWriter
from fenji.language import Text

_LOOKED_AT = 50
_BATCH = 20_000
_EXACT = 10**15  # Excel keeps 15 digits; whatever is longer has lost its end


def stage_workbook(request: Request, progress: Callable[[float], None]) -> Outcome:
    """Every row of one sheet as text: whole numbers without a point, days as ISO, empty cells as nothing."""
    import python_calamine as calamine

    path = Path(request.path)
    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
        name, sheet = _choose(book, request.sheet, path.name)
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise _damaged(path.name, error) from error
    rows = sheet.iter_rows()
    head = [as_text(row) for row in islice(rows, _LOOKED_AT)]
    header = find_header(head, request.header_row, where=path.name)
    width = max(len(row) for row in head)
    names = tuple(cell.strip() for cell in head[header])
    names = (*names, *("" for _ in range(width - len(names))))
    body = chain(head[header + 1 :], (as_text(row) for row in rows))
    total = max(int(sheet.total_height or 1), 1)
    count = _stage(
        body,
        Path(request.folder) / PARQUET_NAME,
        width=width,
        first=header + 2,
        progress=lambda done: progress(min(done / total, 1.0)),
    )
    if not count:
        raise no_rows(path.name)
    samples = tuple(tuple(row) for row in head[header + 1 : header + 6])
    return Outcome(kind="xlsx", headers=names, rows=count, header_row=header + 1, sheet=name, samples=samples)


def as_text(row: Sequence[Any]) -> list[str]:
    """One row's cells as text, each by its own kind.

    >>> as_text([13313.0, 2.5, None, "00123", True, date(2024, 6, 5), 1.1010119900307123e17])
    ['13313', '2.5', '', '00123', 'TRUE', '2024-06-05', '110101199003071232\\ufdd1']
    """
    return [_cell(value) for value in row]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, int):
        return f"{value}{DIGITS_LOST}" if abs(value) >= _EXACT else str(value)
    return _moment(value)


def _number(value: float) -> str:
    if value.is_integer():
        return f"{int(value)}{DIGITS_LOST}" if abs(value) >= _EXACT else str(int(value))
    return repr(value)


def _moment(value: Any) -> str:
    if isinstance(value, datetime):
        is_day = value.time() == time(0)
        return value.date().isoformat() if is_day else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def _stage(rows: Iterator[list[str]], path: Path, *, width: int, first: int, progress: Callable[[int], None]) -> int:
    writer = StagedWriter(path, width)
    number = first
    while batch := list(islice(rows, _BATCH)):
        staged = []
        for cells in batch:
            padded = [*cells[:width], *[""] * (width - len(cells))]
            more = "\t".join(cells[width:]).strip() or None
            staged.append((number, "TOO_MANY_CELLS" if more else None, more, padded))
            number += 1
        writer.write_rows(staged)
        progress(number)
    writer.close()
    return writer.rows


def _choose(book: Any, wanted: str | None, where: str) -> tuple[str, Any]:
    names = list(book.sheet_names)
    if wanted is not None:
        if wanted not in names:
            raise _which_sheet(names, where)
        return wanted, book.get_sheet_by_name(wanted)
    visible = [entry.name for entry in book.sheets_metadata if "visible" in str(entry.visible).lower().split(".")]
    if len(visible) == 1:
        return visible[0], book.get_sheet_by_name(visible[0])
    filled = [(name, sheet) for name in visible if (sheet := book.get_sheet_by_name(name)).total_height]
    if not filled:
        raise file_empty(where)
    if len(filled) > 1:
        raise _which_sheet([name for name, _ in filled], where)
    return filled[0]


def _which_sheet(names: Sequence[str], where: str) -> FileRefused:
    every = ", ".join(names)
    return FileRefused(
        "SHEET",
        Text(f"which sheet is meant? There are: {every}", f"请指明工作表，可选:{every}"),
        where=where,
        fix=Text("Name it in the mapping's options (sheet: …).", "请在映射选项中注明工作表(sheet: …)。"),
    )


def _damaged(name: str, error: Exception) -> FileRefused:
    if "password" in str(error).lower() or "encrypt" in str(error).lower():
        return FileRefused(
            "ENCRYPTED_FILE",
            Text("the workbook is protected by a password", "工作簿有密码保护"),
            where=name,
            fix=Text("Save it without a password and try again.", "请取消密码另存后重试。"),
        )
    return FileRefused(
        "FILE_DAMAGED",
        Text("the workbook cannot be opened", "无法打开该工作簿"),
        where=name,
        fix=Text("Open it in Excel, save it again as .xlsx, and try again.", "请用 Excel 打开并另存为 .xlsx 后重试。"),
    )
