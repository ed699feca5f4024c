"""What the reader's child process hands over: every cell as text in Parquet, with row numbers, and a description."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenji.intake.asked import Question
from fenji.intake.signs import Signs, signs_of

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

_MARK = re.compile(f"[{BAD_BYTES}-{MERGED}][^{MARK_END}]*{MARK_END}")
# Words that were once text and are no more: replacement characters, and UTF-8 that was read as Windows-1252.
GARBLED = (
    "\u951f\u65a4\u62f7|\u70eb\u70eb\u70eb|\ufffd|[?]{4,}|\u00c3[\u0080-\u00bf]"
    "|[\u00e3-\u00e9][\u0080-\u00bf\u0152-\u0178\u02c6\u02dc\u2013-\u2122]{2}"
)
_CONTROLS = "[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]"

_LOOKED_AT, _OFTEN = 4_096, 16  # a column whose first words stand sixteen times each has few
PARQUET_NAME = "raw.parquet"
RAGGED_NAME = "ragged.parquet"
OUTCOME_NAME = "outcome.json"


def marked(mark: str, detail: str = "") -> str:
    """A mark with its detail, as it stands in a cell.

    >>> shown("A" + marked(DIGITS_LOST)), shown("B" + marked(BAD_BYTES, "7"))
    ('A', 'B\ufffd')
    """
    return f"{mark}{detail}{MARK_END}"


def shown(cell: str | None) -> str:
    """A staged cell as its file has it: without our marks; bytes that are no text show as a replacement character."""
    if not cell:
        return ""
    return _MARK.sub(lambda found: "\ufffd" if found[0][0] == BAD_BYTES else "", cell)


@dataclass(frozen=True)
class Request:
    """What the child is asked to read, and how, as far as a person has said it; `rows` is for a quick look only."""

    path: str
    folder: str
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    two_row_header: bool = False
    fill_down: bool = False
    unclear_headers: str = "ask"
    mapped: tuple[str, ...] = ()
    rows: int = 0
    max_rows: int = 2_000_000
    address_space: int = 1536 * 1024 * 1024
    cpu_seconds: int = 60

    def to_json(self) -> str:
        """The request as the child reads it from its standard input."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, words: str) -> Request:
        """The request back from JSON."""
        values: dict[str, Any] = json.loads(words)
        return cls(**{**values, "mapped": tuple(values["mapped"])})


@dataclass(frozen=True)
class Outcome:
    """What the child found: kind of file, encoding, delimiter, sheet, headers, and how many rows it staged.

    `blanks` are the places of columns with data and no header; `counts` says how often what only deserves a warning
    was seen (code → count); `questions` are for a quick look, where they don't stop the reading; `signs` are those of
    the columns, none where nobody looked.
    """

    kind: str
    headers: tuple[str, ...]
    rows: int
    header_row: int = 1
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    is_plain: bool = False
    ragged: int = 0
    date1904: bool = False
    sheets: tuple[str, ...] = ()
    hidden_sheets: tuple[str, ...] = ()
    blanks: tuple[int, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    notes: tuple[str, ...] = ()
    samples: tuple[tuple[str, ...], ...] = field(default=())
    signs: tuple[Signs, ...] = ()

    def to_json(self) -> str:
        """The outcome as the child writes it."""
        return json.dumps({**asdict(self), "signs": [one.to_json() for one in self.signs]}, ensure_ascii=False)

    @classmethod
    def from_json(cls, words: str) -> Outcome:
        """The outcome back from JSON."""
        values: dict[str, Any] = json.loads(words)
        for name in ("headers", "notes", "sheets", "hidden_sheets", "blanks"):
            values[name] = tuple(values[name])
        values["samples"] = tuple(tuple(row) for row in values["samples"])
        values["questions"] = tuple(Question.from_json(item) for item in values["questions"])
        values["signs"] = tuple(Signs.from_json(item) for item in values["signs"])
        return cls(**values)


class Asker:
    """Where questions go: in a quick look they are gathered, before an import the first one stops the reading."""

    def __init__(self, request: Request) -> None:
        self._where = Path(request.path).name
        self._gathers = bool(request.rows)
        self.questions: list[Question] = []

    def ask(self, question: Question) -> None:
        """Gathers the question, or refuses the file with it."""
        if not self._gathers:
            raise question.refusal(self._where)
        self.questions.append(question)


@dataclass(frozen=True)
class Row:
    """One row staged cell by cell: its number, its physical line, its problem, what is beyond the last column."""

    number: int
    cells: Sequence[str]
    problem: str | None = None
    more: str | None = None
    line: int | None = None


def staged_schema(width: int) -> pa.Schema:
    """Columns of the staged file: `__row`, `__line`, `__problem`, `__more`, then c0, c1 … as text."""
    import pyarrow as pa

    fixed = [("__row", pa.int64()), ("__line", pa.int64()), ("__problem", pa.string()), ("__more", pa.string())]
    return pa.schema([*fixed, *((f"c{index}", pa.string()) for index in range(width))])


class StagedWriter:
    """Writes batches of text columns with their row numbers, without holding more than a batch.

    `blank` are columns without a header, whose data is missed; `watches`: garbled and control characters are counted.
    """

    def __init__(self, path: Path, width: int, *, blank: Sequence[int] = (), watches: bool = False) -> None:
        self.schema = staged_schema(width)
        self.rows = 0
        self.filled: set[int] = set()
        self.counts: dict[str, int] = {}
        self._signs: list[Signs | None] = [None] * width
        self._blank, self._watches = tuple(blank), watches
        self._path = path
        self._file: Any = None

    def write(self, columns: Sequence[pa.Array], row_numbers: pa.Array, lines: pa.Array | None = None) -> None:
        """Adds a batch of whole rows."""
        import pyarrow as pa

        empty = pa.nulls(len(row_numbers), pa.string())
        lines = pa.nulls(len(row_numbers), pa.int64()) if lines is None else lines
        self._add([row_numbers, lines, empty, empty], columns)

    def write_rows(self, rows: Sequence[Row]) -> None:
        """Adds rows cell by cell (padded by the caller)."""
        import pyarrow as pa

        if not rows:
            return
        fixed = [pa.array([row.number for row in rows], pa.int64()), pa.array([row.line for row in rows], pa.int64())]
        fixed += [
            pa.array([row.problem for row in rows], pa.string()),
            pa.array([row.more for row in rows], pa.string()),
        ]
        width = len(self.schema) - len(fixed)
        cells = zip(*(row.cells for row in rows), strict=True) if width else ()
        self._add(fixed, [pa.array(column, pa.string()) for column in cells])

    @property
    def signs(self) -> tuple[Signs, ...]:
        """The signs of the columns written up to now."""
        return tuple(one or Signs(rises=False) for one in self._signs)

    def _add(self, fixed: Sequence[pa.Array], columns: Sequence[pa.Array]) -> None:
        import pyarrow as pa

        batch = pa.RecordBatch.from_arrays([*fixed, *columns], schema=self.schema)
        self._opened(batch).write_batch(batch)
        self.rows += len(fixed[0])
        self._look_at(columns)

    def _opened(self, first: pa.RecordBatch) -> Any:
        """The file, whose columns of few words are written as words and their places: they cost less to read."""
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        if self._file is None:
            head = first.slice(0, _LOOKED_AT)
            few = [name for name, cells in zip(head.schema.names, head.columns, strict=True)
                   if name.startswith("c") and len(pc.unique(cells)) * _OFTEN <= len(cells)]  # fmt: skip
            self._file = pq.ParquetWriter(
                self._path, self.schema, compression="none", use_dictionary=few, write_statistics=False
            )
        return self._file

    def _look_at(self, columns: Sequence[pa.Array]) -> None:
        import pyarrow.compute as pc

        self._signs = [signs_of(column, before) for column, before in zip(columns, self._signs, strict=True)]
        for index in self._blank:
            if index not in self.filled and pc.any(pc.match_substring_regex(columns[index], r"\S")).as_py():
                self.filled.add(index)
        if not self._watches:
            return
        for column in columns:
            for code, pattern in (("LOOKS_GARBLED", GARBLED), ("CONTROL_STRIPPED", _CONTROLS)):
                seen = pc.sum(pc.match_substring_regex(column, pattern)).as_py()
                if seen:
                    self.counts[code] = self.counts.get(code, 0) + seen

    def close(self) -> None:
        """Ends the file; until then it cannot be read."""
        import pyarrow as pa

        self._opened(pa.RecordBatch.from_pylist([], schema=self.schema)).close()
