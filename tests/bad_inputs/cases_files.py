"""Bad inputs 1 to 47 (files as a whole) and those of typed workbook cells, each with what must happen."""

from __future__ import annotations

from tests.bad_inputs.cases_books import BOOKS, CELLS
from tests.bad_inputs.cases_texts import HEADS, TEXTS

CASES = (*TEXTS, *HEADS, *BOOKS, *CELLS)
