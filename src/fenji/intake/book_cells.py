"""Workbook cells as text: whole numbers without a point, days as ISO, digits that Excel has destroyed marked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji.intake.staged import DIGITS_LOST, SCIENTIFIC, marked

if TYPE_CHECKING:
    import pyarrow as pa

_EXACT = 10**15  # Excel keeps 15 digits; whatever is longer has lost its end
_KEPT_DIGITS = 15
_FIRST_DAYS = date(1900, 3, 1)  # before it, Excel's days are not those of the calendar
_SENTINEL = date(1900, 1, 1)
_LEAP = 60  # Excel's 29 February 1900, a day that never was; the reader takes it for the 28th
_PLAIN = 1e10  # from here on, Arrow writes numbers with an exponent


def text_column(values: Sequence[Any], *, date1904: bool = False) -> pa.Array:
    """One column's cells as text: columns of one kind at once, mixed ones cell by cell."""
    import pyarrow as pa

    kinds = set(map(type, values))
    if kinds == {str}:
        return pa.array(values, pa.string())
    if kinds == {float}:
        return _numbers(values)
    if kinds == {float, str}:
        texts = iter(_numbers([value for value in values if type(value) is float]).to_pylist())
        return pa.array([value if type(value) is str else next(texts) for value in values], pa.string())
    return pa.array(as_text(values, date1904=date1904), pa.string())


def _numbers(values: Sequence[float]) -> pa.Array:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    numbers = np.array(values)
    sizes = np.abs(numbers)
    if ((sizes < _PLAIN) & ((sizes >= 1e-4) | (sizes == 0))).all():
        return pc.cast(pa.array(numbers + 0.0), pa.string())
    return pa.array([_number(value) for value in values], pa.string())


def as_text(row: Sequence[Any], *, date1904: bool = False) -> list[str]:
    """One row's cells as text, each by its own kind; digits that Excel has lost are marked.

    >>> as_text([13313.0, 2.5, None, "00123", True, date(2024, 6, 5)])
    ['13313', '2.5', '', '00123', 'TRUE', '2024-06-05']
    >>> as_text([1.1010119900307123e17, 110101199003071000.0])
    ['110101199003071230\\ufdd2\\ufddf', '110101199003071000\\ufdd1\\ufddf']
    """
    return [value if isinstance(value, str) else _cell(value, date1904) for value in row]


def _cell(value: Any, date1904: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float | int):
        return _number(value)
    return _moment(value, date1904)


def _number(value: float) -> str:
    """A whole number has no point; beyond 15 digits it is marked: Excel fills the end with zeros, programs round it."""
    if not (isinstance(value, int) or value.is_integer()):
        return repr(value)
    if abs(value) < _EXACT:
        return str(int(value))
    exact = Decimal(repr(value))
    is_cut = len(exact.normalize().as_tuple().digits) <= _KEPT_DIGITS
    return f"{exact:f}{marked(DIGITS_LOST if is_cut else SCIENTIFIC)}"


def _moment(value: Any, date1904: bool) -> str:
    if isinstance(value, datetime):
        is_day = value.time() == time(0)
        return value.date().isoformat() if is_day else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat() if date1904 or value >= _FIRST_DAYS or value == _SENTINEL else _day_number(value)
    if isinstance(value, time):
        return value.isoformat()
    return str(value)


def _day_number(value: date) -> str:
    """Excel's number of a day before March 1900."""
    number = (value - date(1899, 12, 31)).days
    return str(_LEAP if number == _LEAP - 1 else number)
