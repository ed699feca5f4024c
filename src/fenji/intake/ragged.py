"""Rows of a delimited file with too few or too many cells: set aside, while every row keeps its number and line."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenji.intake.signs import Signs
from fenji.intake.staged import Row, StagedWriter

if TYPE_CHECKING:
    import pyarrow as pa

_BREAK = re.compile(r"\r\n|\r|\n")


class Ragged:
    """Takes the rows that Arrow refuses, and tells the numbers and lines of those it gives.

    `first` is the number of the first row, `lines` how many lines lie above it, `skip` how many of them Arrow skips.
    """

    def __init__(self, path: Path, delimiter: str, width: int, *, first: int, lines: int, skip: int) -> None:
        self._path, self._delimiter, self._width = path, delimiter, width
        self._row, self._line = first, lines + 1
        self._offset = first - 1 - skip
        self._waiting: list[tuple[int, str]] = []
        self._writer: StagedWriter | None = None
        self.rows = 0

    def keep(self, row: Any) -> str:
        """Sets one refused row aside; Arrow calls this while it parses the block the row is in."""
        self._waiting.append((row.number + self._offset, row.text))
        self.rows += 1
        return "skip"

    def numbers(self, batch: pa.RecordBatch, *, is_quoted: bool) -> tuple[pa.Array, pa.Array]:
        """Row number and first physical line of every row of the batch; the refused rows among them are written."""
        import numpy as np
        import pyarrow as pa

        count = batch.num_rows
        gaps = self._gaps(count)
        every = np.arange(self._row, self._row + count + len(gaps), dtype=np.int64)
        extra = np.zeros(len(every), dtype=np.int64)
        places = np.array([number - self._row for number, _ in gaps], dtype=np.int64)
        good = np.ones(len(every), dtype=bool)
        good[places] = False
        if is_quoted:
            extra[good] = _breaks(batch)
            extra[places] = [len(_BREAK.findall(text)) for _, text in gaps]
        lines = self._line + np.arange(len(every), dtype=np.int64) + np.cumsum(extra) - extra
        self._write([(number, int(lines[number - self._row]), text) for number, text in gaps])
        if len(every):
            self._line = int(lines[-1] + extra[-1]) + 1
            self._row += len(every)
        return (pa.array(every), pa.array(lines)) if not gaps else (pa.array(every[good]), pa.array(lines[good]))

    def close(self) -> None:
        """Writes the refused rows at the end of the file."""
        rest, line = [], self._line
        for number, text in self._waiting:
            rest.append((number, line, text))
            line += 1 + len(_BREAK.findall(text))
        self._write(rest)
        self._waiting = []
        if self._writer is not None:
            self._writer.close()

    @property
    def signs(self) -> tuple[Signs, ...]:
        """The signs of the columns of the rows set aside; none where there are none."""
        return () if self._writer is None else self._writer.signs

    def _gaps(self, count: int) -> list[tuple[int, str]]:
        """The refused rows that lie before the last of the next `count` good ones."""
        gaps = 0
        while gaps < len(self._waiting) and self._waiting[gaps][0] < self._row + count + gaps:
            gaps += 1
        found, self._waiting = self._waiting[:gaps], self._waiting[gaps:]
        return found

    def _write(self, rows: list[tuple[int, int, str]]) -> None:
        if not rows:
            return
        self._writer = self._writer or StagedWriter(self._path, self._width)
        self._writer.write_rows([self._kept(*row) for row in rows])

    def _kept(self, number: int, line: int, text: str) -> Row:
        cells = next(csv.reader([text], delimiter=self._delimiter), [])
        padded = [*cells[: self._width], *[""] * (self._width - len(cells))]
        beyond = cells[self._width :]
        if not any(cell.strip() for cell in beyond) and len(cells) >= self._width:
            return Row(number, padded, line=line)
        problem = "TOO_FEW_CELLS" if len(cells) < self._width else "TOO_MANY_CELLS"
        return Row(number, padded, problem, self._delimiter.join(beyond) or None, line)


def _breaks(batch: pa.RecordBatch) -> Any:
    """How many line breaks the cells of each row have; columns without any cost one look."""
    import numpy as np
    import pyarrow.compute as pc

    found = np.zeros(batch.num_rows, dtype=np.int64)
    for column in batch.columns:
        data = column.buffers()[2]
        if data is None:
            continue
        letters = np.frombuffer(data, dtype=np.uint8)
        if (letters == 10).any() or (letters == 13).any():
            found += pc.count_substring_regex(column, "\r\n|\r|\n").to_numpy(zero_copy_only=False)
    return found
