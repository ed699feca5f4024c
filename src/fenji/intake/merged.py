"""Merged cells among the data: only the first has the value, so the others are marked, or filled when asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from fenji.intake.headers import Merge, column_letter
from fenji.intake.staged import MERGED, marked

_MOST_CELLS = 1_000_000


class Merged:
    """The merged ranges below the header of a sheet with `height` rows."""

    def __init__(self, merges: Sequence[Merge], body: int, height: int, *, fills: bool) -> None:
        self._fills = fills
        self._starts: dict[int, list[Merge]] = {}
        cells = 0
        for top, end, left, right in merges:
            bottom = min(end, height)
            if bottom >= body and top <= bottom:
                cells += (bottom - top + 1) * (right - left + 1)
                self._starts.setdefault(top, []).append((top, bottom, left, right))
        if cells > _MOST_CELLS:
            raise OverflowError("merged cells")

    def laid_over(self, rows: Iterable[list[Any]], first: int) -> Iterator[list[Any]]:
        """The rows with every cell inside a merged range marked with the range, or filled with its first value."""
        if not self._starts:
            yield from rows
            return
        active: list[tuple[Merge, Any]] = [
            (merge, "") for top, all_ in self._starts.items() if top < first for merge in all_
        ]
        for number, row in enumerate(rows, first):
            active = [item for item in active if item[0][1] >= number]
            for merge in self._starts.get(number, ()):
                active.append((merge, row[merge[2]] if merge[2] < len(row) else ""))
            for merge, value in active:
                self._lay(row, number, merge, value)
            yield row

    def _lay(self, row: list[Any], number: int, merge: Merge, value: Any) -> None:
        top, bottom, left, right = merge
        name = f"{column_letter(left)}{top + 1}:{column_letter(right)}{bottom + 1}"
        for column in range(left, min(right + 1, len(row))):
            if row[column] not in ("", None) or (number == top and column == left):
                continue
            is_below = self._fills and column == left
            row[column] = value if is_below else marked(MERGED, name)
