"""What the reader's child process hands over: every cell as text in Parquet, with row numbers, and a description."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

# Marks inside a cell, set by the child and read by typing: noncharacters, so no real text has them.
# A mark is followed by its detail and MARK_END: "\ufdd5A5:A9\ufddf" is a cell inside the merged range A5:A9.
BAD_BYTES = "\ufdd0"
DIGITS_LOST = "\ufdd1"
SCIENTIFIC = "\ufdd2"
ERROR_CELL = "\ufdd3"
NO_CACHED_VALUE = "\ufdd4"
MERGED = "\ufdd5"
MARK_END = "\ufddf"
MARKS = {
    BAD_BYTES: "ENCODING",  # detail: the byte's offset in the file
    DIGITS_LOST: "PRECISION_LOST",
    SCIENTIFIC: "SCIENTIFIC",
    ERROR_CELL: "EXCEL_ERROR",
    NO_CACHED_VALUE: "NO_CACHED_VALUE",  # detail: the formula
    MERGED: "MERGED",  # detail: the merged range
}

PARQUET_NAME = "raw.parquet"
RAGGED_NAME = "ragged.parquet"
OUTCOME_NAME = "outcome.json"


@dataclass(frozen=True)
class Request:
    """What the child is asked to read, and how, as far as a person has said it."""

    path: str
    folder: str
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    address_space: int = 1536 * 1024 * 1024
    cpu_seconds: int = 60

    def to_json(self) -> str:
        """The request as the child reads it from its standard input."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, words: str) -> Request:
        """The request back from JSON."""
        return cls(**json.loads(words))


@dataclass(frozen=True)
class Outcome:
    """What the child found: kind of file, encoding, delimiter, sheet, headers, and how many rows it staged."""

    kind: str
    headers: tuple[str, ...]
    rows: int
    header_row: int = 1
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    is_plain: bool = False
    ragged: int = 0
    notes: tuple[str, ...] = ()
    samples: tuple[tuple[str, ...], ...] = field(default=())

    def to_json(self) -> str:
        """The outcome as the child writes it."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, words: str) -> Outcome:
        """The outcome back from JSON."""
        values: dict[str, Any] = json.loads(words)
        for name in ("headers", "notes"):
            values[name] = tuple(values[name])
        values["samples"] = tuple(tuple(row) for row in values["samples"])
        return cls(**values)


def staged_schema(width: int) -> pa.Schema:
    """Columns of the staged file: `__row`, `__problem`, `__more`, then c0, c1 … as text."""
    import pyarrow as pa

    fixed = [("__row", pa.int64()), ("__problem", pa.string()), ("__more", pa.string())]
    return pa.schema([*fixed, *((f"c{index}", pa.string()) for index in range(width))])


class StagedWriter:
    """Writes batches of text columns with their row numbers, without holding more than a batch."""

    def __init__(self, path: Path, width: int) -> None:
        import pyarrow.parquet as pq

        self.schema = staged_schema(width)
        self.rows = 0
        self._file = pq.ParquetWriter(
            path, self.schema, compression="none", use_dictionary=False, write_statistics=False
        )

    def write(self, columns: Sequence[pa.Array], row_numbers: pa.Array) -> None:
        """Adds a batch of whole rows."""
        import pyarrow as pa

        empty = pa.nulls(len(row_numbers), pa.string())
        self._file.write_batch(pa.RecordBatch.from_arrays([row_numbers, empty, empty, *columns], schema=self.schema))
        self.rows += len(row_numbers)

    def write_rows(self, rows: Sequence[tuple[int, str | None, str | None, Sequence[str]]]) -> None:
        """Adds rows cell by cell: number, problem, what is beyond the last column, cells (padded by the caller)."""
        import pyarrow as pa

        if not rows:
            return
        fixed = [pa.array([row[0] for row in rows], pa.int64())]
        fixed += [pa.array([row[index] for row in rows], pa.string()) for index in (1, 2)]
        width = len(self.schema) - 3
        cells = [pa.array([row[3][index] for row in rows], pa.string()) for index in range(width)]
        self._file.write_batch(pa.RecordBatch.from_arrays([*fixed, *cells], schema=self.schema))
        self.rows += len(rows)

    def close(self) -> None:
        """Ends the file; until then it cannot be read."""
        self._file.close()
