"""Writes a result as an Excel workbook: every sheet from top to bottom, then the finished file in one step."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenji.advice.playbook import SHIPPED, Playbook
from fenji.language import Language, Text
from fenji.workbook.book import Book, Progress
from fenji.workbook.sheets import analysis, basic, moves, notes, overview, scores, tiers, types
from fenji.workbook.sheets.types import check_type
from fenji.workbook.whole import write_whole

if TYPE_CHECKING:
    from fenji.result import Result
    from fenji.workbook.book import CustomerType

EXCEL_ROWS = 1_048_576

_SHEETS: tuple[Callable[[Book, Result], None], ...] = (
    overview.write,
    basic.write,
    tiers.write,
    scores.write,
    analysis.write,
    types.write,
    moves.write,
    notes.write,
)


def write_workbook(
    result: Result,
    path: str | os.PathLike[str],
    lang: Language = "zh",
    progress: Progress | None = None,
    *,
    row_limit: int = EXCEL_ROWS,
    customer_type: CustomerType = "tier",
    playbook: Playbook = SHIPPED,
) -> Path:
    """Gives the company its customer table as one Excel file: overview, contacts, tiers, scores, advice, moves, notes.

    The same result gives the same bytes. Customers are streamed, so memory does not grow with them; beyond `row_limit`
    rows a sheet goes on in "基本信息 2". The file appears whole or not at all: a full disk raises DiskFull and leaves
    an older file of that name as it was. `customer_type` says what 客户类型 is in 客户类型分类管理表: the tier, the
    lifecycle stage, or the RFM class, which the run must have kept. Suggestions are those of `playbook`.
    """
    check_type(result, customer_type)
    progress = progress or _silent

    def fill(workbook: Any) -> None:
        book = Book.of(workbook, result, lang=lang, row_limit=row_limit, progress=progress)
        book.customer_type, book.playbook = customer_type, playbook
        for number, write in enumerate(_SHEETS):
            book.begin(number, len(_SHEETS))
            write(book, result)

    written = write_whole(path, result, lang, fill)
    progress(Text("workbook", "工作簿").say(lang), 1.0)
    return written


def _silent(_stage: str, _share: float) -> None:
    return None
