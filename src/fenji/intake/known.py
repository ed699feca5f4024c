"""What the reader already knows of the mapped columns, so that typing need not ask."""

from __future__ import annotations

from collections.abc import Mapping as Pairs
from collections.abc import Sequence

from fenji.intake.signs import Signs


class Known:
    """The signs of columns by our name for them; nothing of constants, or where the reader did not look."""

    def __init__(self, cells: Pairs[str, str], signs: Sequence[Signs], rows: int) -> None:
        self._rows = rows
        self.signs = {name: signs[int(cell[1:])] for name, cell in cells.items() if signs and cell.startswith("c")}

    def is_gapless(self, name: str) -> bool:
        """Whether every row has a clean text in this column."""
        seen = self.signs.get(name)
        return seen is not None and seen.is_tidy and seen.filled == self._rows

    def rises(self, name: str) -> bool:
        """Whether every text of a column is greater than the one before, so that none stands twice."""
        seen = self.signs.get(name)
        return seen is not None and seen.rises and seen.is_tidy
