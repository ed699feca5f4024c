"""The reject file: the original cells of every row that could not be taken, where it is wrong, why, and what to do."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenji.engines.translate import of_disk
from fenji.intake.problems import message
from fenji.intake.staged import BAD_BYTES, DIGITS_LOST
from fenji.intake.typed import PROBLEMS_FOUND, RAW

if TYPE_CHECKING:
    from fenji.engines.engine import Engine

ADDED = ("__row", "__column", "__code", "__message")


def write_rejects(engine: Engine, headers: Sequence[str], path: Path) -> None:
    """Writes the rejected rows as CSV (UTF-8 with BOM, so that Excel reads it), in the order of the file.

    Mended and saved, the file can be imported again: the added columns are no headers of ours.
    """
    coming = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with coming.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([*headers, *ADDED])
            writer.writerows(_rows(engine, len(headers)))
        coming.replace(path)
    except OSError as error:
        raise of_disk(error, str(path)) from error
    finally:
        coming.unlink(missing_ok=True)


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
    return "" if cell is None else cell.replace(DIGITS_LOST, "").replace(BAD_BYTES, "\ufffd")
