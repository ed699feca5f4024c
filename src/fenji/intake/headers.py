"""Which row of a file is its header: the first that is as wide as the table, below any title rows."""

from __future__ import annotations

from collections.abc import Sequence

from fenji.errors import FileRefused
from fenji.language import Text


def find_header(rows: Sequence[Sequence[str]], wanted: int | None, *, where: str) -> int:
    """The index of the header among the first rows; `wanted` is a row number as people count, from 1.

    Title rows above it (one filled cell over a wide table) and blank rows are passed over.
    """
    filled = [sum(1 for cell in row if cell.strip()) for row in rows]
    if not any(filled):
        raise file_empty(where)
    if wanted is not None:
        if not 1 <= wanted <= len(rows) or not filled[wanted - 1]:
            raise no_header(wanted, where)
        return wanted - 1
    first = next(index for index, count in enumerate(filled) if count)
    widest = max(filled)
    if filled[first] > 1 or widest <= 2:
        return first
    return next(index for index, count in enumerate(filled) if count * 10 >= widest * 6)


def file_empty(where: str) -> FileRefused:
    """The refusal of a file without any text in it."""
    return FileRefused(
        "FILE_EMPTY",
        Text("the file is empty", "文件是空的"),
        where=where,
        fix=Text("Choose a file with a header row and at least one data row.", "请选择含表头和至少一行数据的文件。"),
    )


def no_rows(where: str) -> FileRefused:
    """The refusal of a file that has a header and nothing below it."""
    return FileRefused(
        "NO_ROWS",
        Text("there is a header but no data row below it", "只有表头，没有数据行"),
        where=where,
        fix=Text("Choose a file with at least one data row.", "请选择至少有一行数据的文件。"),
    )


def no_header(wanted: int, where: str) -> FileRefused:
    """The refusal of a header row that a person named and the file doesn't have."""
    return FileRefused(
        "NO_HEADER",
        Text(f"row {wanted} is no header: it is empty or beyond the end", f"第 {wanted} 行不是表头:为空或超出文件"),
        where=where,
        fix=Text("Mend header_row in the mapping's options.", "请修改映射选项中的 header_row。"),
    )
