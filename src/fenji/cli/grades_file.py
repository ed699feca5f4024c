"""Graded customers as a file for other programs: Parquet as typed, CSV as spreadsheets read it."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenji.errors import DrawError
from fenji.intake.spreadsheet_text import spreadsheet_cell
from fenji.language import Text

if TYPE_CHECKING:
    from fenji.result import Result


def write_grades(result: Result, path: Path) -> int:
    """Writes every customer with profile, metrics, points, score and tier; gives how many.

    The name's ending decides: `.parquet` keeps types; `.csv` is UTF-8 with a mark for spreadsheets, unknown is empty,
    and a text that a spreadsheet would run as a formula gets an apostrophe in front. The file appears whole or not
    at all. Rows are streamed in the default order.
    """
    write = _FORMATS.get(path.suffix.lower())
    if write is None:
        problem = Text("grades cannot be written as '{s}'", "无法写成“{s}”格式").fill(s=path.suffix)
        fix = Text("End the name in .csv or .parquet.", "文件名请以 .csv 或 .parquet 结尾。")
        raise DrawError(problem, where=str(path), fix=fix)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".grades-", dir=path.parent) as beside:
        draft = Path(beside) / path.name
        count = write(result, draft)
        draft.replace(path)
    return count


def write_update(headings: Sequence[str], rows: Iterable[Sequence[Any]], path: Path) -> int:
    """Writes an update file for another system as CSV (UTF-8 with a mark), whole or not at all; gives its rows."""
    if path.suffix.lower() != ".csv":
        problem = Text("an update file cannot be written as '{s}'", "更新文件无法写成“{s}”格式").fill(s=path.suffix)
        raise DrawError(problem, where=str(path), fix=Text("End the name in .csv.", "文件名请以 .csv 结尾。"))
    path.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with tempfile.TemporaryDirectory(prefix=".update-", dir=path.parent) as beside:
        draft = Path(beside) / path.name
        with draft.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([spreadsheet_cell(heading) for heading in headings])
            for count, row in enumerate(rows, start=1):  # noqa: B007 - the last count is the answer
                writer.writerow([spreadsheet_cell(value) for value in row])
        draft.replace(path)
    return count


def _write_csv(result: Result, path: Path) -> int:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(result.columns)
        count = 0
        for batch in result.batches():
            for row in batch.to_pylist():
                writer.writerow([spreadsheet_cell(row[column]) for column in result.columns])
            count += batch.num_rows
    return count


def _write_parquet(result: Result, path: Path) -> int:
    import pyarrow.parquet as pq

    writer, count = None, 0
    for batch in result.batches():
        if writer is None:
            writer = pq.ParquetWriter(path, batch.schema)
        writer.write_batch(batch)
        count += batch.num_rows
    if writer is None:
        pq.write_table(result.to_arrow(), path)
    else:
        writer.close()
    return count


_FORMATS: dict[str, Callable[[Result, Path], int]] = {".csv": _write_csv, ".parquet": _write_parquet}
