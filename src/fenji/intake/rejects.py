"""The reject file: the original cells of every row that could not be taken, where it is wrong, why, and what to do."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenji.engines.translate import of_disk
from fenji.intake.findings import message
from fenji.intake.recognise import column_letter
from fenji.intake.spreadsheet_text import spreadsheet_cell
from fenji.intake.staged import BAD_BYTES, MARK_END, MARKS
from fenji.intake.typed import PROBLEMS_FOUND, RAW

if TYPE_CHECKING:
    from fenji.engines.engine import Engine

_ANY_MARK = re.compile(f"[{''.join(MARKS)}](?:[^{MARK_END}]*{MARK_END})?")
ADDED = ("__row", "__column", "__code", "__message")


@dataclass(frozen=True)
class RejectedRow:
    """One problem of one row: Excel's row number, column letter and header, code, the cell as it is, detail."""

    row: int
    letter: str
    header: str
    code: str
    value: str
    detail: str


def write_rejects(engine: Engine, headers: Sequence[str], path: Path) -> None:
    """Writes the rejected rows as CSV (UTF-8 with BOM, so that Excel reads it), in the order of the file.

    Mended and saved, the file can be imported again: the added columns are no headers of ours, and the apostrophe that
    keeps a spreadsheet from running a cell is taken off.
    """
    coming = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with coming.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([spreadsheet_cell(one) for one in (*headers, *ADDED)])
            writer.writerows([spreadsheet_cell(one) for one in row] for row in _rows(engine, len(headers)))
        coming.replace(path)
    except OSError as error:
        raise of_disk(error, str(path)) from error
    finally:
        coming.unlink(missing_ok=True)


def rejects_path(folder: Path, import_id: int, file: Path) -> Path:
    """Where the rejects of an import are written: its number, so that a later one leaves them alone."""
    return folder / f"{import_id}-{file.stem}-rejects.csv"


def rejected_rows(engine: Engine, headers: Sequence[str], limit: int) -> list[RejectedRow]:
    """The first rows that could not be taken: row, column with its letter, what stands there, why and what to do."""
    found = engine.rows(
        f"SELECT DISTINCT __row AS row, __column AS header, __code AS code, __detail AS detail FROM {PROBLEMS_FOUND} "
        f"ORDER BY 1, 2, 3 LIMIT {int(limit)}"
    )
    cells = ", ".join(f"c{index}" for index in range(len(headers)))
    asked = ", ".join(str(int(row["row"])) for row in found) or "NULL"
    raw = {row["__row"]: row for row in engine.rows(f"SELECT __row, {cells} FROM {RAW} WHERE __row IN ({asked})")}
    return [_rejected(row, headers, raw[row["row"]]) for row in found]


def _rejected(row: dict[str, Any], headers: Sequence[str], cells: dict[str, Any]) -> RejectedRow:
    index = headers.index(row["header"]) if row["header"] in headers else None
    value = "" if index is None else _shown(cells[f"c{index}"])
    letter = "" if index is None else column_letter(index)
    return RejectedRow(int(row["row"]), letter, row["header"], row["code"], value, row["detail"] or "")


def _rows(engine: Engine, width: int) -> Iterator[list[Any]]:
    cells = ", ".join(f"c{index}" for index in range(width))
    sql = (
        f"SELECT {cells}, __more, p.* FROM {RAW} JOIN (SELECT __row, "
        "list(__column ORDER BY __column, __code) AS columns, "
        "list(__code ORDER BY __column, __code) AS codes, list(__detail ORDER BY __column, __code) AS details "
        f"FROM (SELECT DISTINCT * FROM {PROBLEMS_FOUND}) GROUP BY __row) p USING (__row) ORDER BY __row"
    )
    for batch in engine.batches(sql, size=5_000):
        for row in batch.to_pylist():
            cells_of = [_shown(row[f"c{index}"]) for index in range(width)]
            more = [row["__more"]] if row["__more"] else []
            columns = "; ".join(dict.fromkeys(name for name in row["columns"] if name))
            said = [
                f"{message(code)}{f' ({detail})' if detail else ''}"
                for code, detail in zip(row["codes"], row["details"], strict=True)
            ]
            codes = "; ".join(dict.fromkeys(row["codes"]))
            yield [*cells_of, row["__row"], columns, codes, "; ".join(dict.fromkeys(said)), *more]


def _shown(cell: str | None) -> str:
    """The cell as the file has it: the reader's marks and their details are taken off, a bad byte is shown as one."""
    return "" if cell is None else _ANY_MARK.sub(lambda mark: "\ufffd" if mark[0][0] == BAD_BYTES else "", cell)
