"""SQL for the value of a cleaned cell, by its column's type and look; NULL where the text is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenji.intake.cells import among
from fenji.intake.moments import moment
from fenji.intake.numbers import decimal, with_unit
from fenji.intake.profile import MOMENTS, sql_type

if TYPE_CHECKING:
    from fenji.intake.mapping import MappingOptions
    from fenji.intake.profile import Look
    from fenji.intake.staged import Outcome
    from fenji.tables.table import Column

_YES = ("true", "1", "是", "y", "yes", "√", "t")
_NO = ("false", "0", "否", "n", "no", "f")


def value_of(column: Column, look: Look, text: str, *, outcome: Outcome, options: MappingOptions) -> str:
    """A day, a moment, a yes or no, or a number; texts are `words.text_value`'s."""
    if column.type in MOMENTS:
        return moment(
            text,
            is_plain=look.is_plain,
            date_order=look.date_order,
            calendar=look.calendar,
            has_serials="xls" in outcome.kind,
            is_1904=outcome.date1904,
        )
    if column.type == "boolean":
        word = f"lower({text})"
        return f"CASE WHEN {among(word, _YES)} THEN TRUE WHEN {among(word, _NO)} THEN FALSE END"
    if look.saw("said") and options.units == "read":
        text = f"coalesce({with_unit(text)}, {text})"
    kind = sql_type(column)
    whole = kind if kind != "BIGINT" else "DECIMAL(18,0)"
    value = decimal(text, whole, is_plain=look.is_plain, mark=look.decimal_mark, factor=look.factor)
    return value if kind == whole else f"CAST({value} AS BIGINT)"
