"""What can be wrong with a cell: for each column the problems it may have, as SQL, given how the column looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from fenji.intake.cells import damage, damage_detail, is_empty_word, is_excel_error, quote
from fenji.intake.clock import now
from fenji.intake.moments import SENTINELS, is_forever, is_sentinel
from fenji.intake.numbers import has_number_words, number_text
from fenji.intake.profile import MOMENTS
from fenji.intake.words import has_right_checksum, is_phone, looks_masked

if TYPE_CHECKING:
    from fenji.intake.mapping import MappingOptions
    from fenji.intake.profile import Look
    from fenji.tables.table import Column

LONGEST_TEXT, LONGEST_VALUE = 10_000, 100
_SCIENTIFIC = quote(r"[0-9](\.[0-9]+)?[eE]\+[0-9]+")
_DAY_LIKE = quote(r"\d{4}[-/年]\d{1,2}[-/月]\d{1,2}日?([ T].*)?")


@dataclass(frozen=True)
class Problem:
    """One thing that can be wrong with a row: the canonical column, SQL for whether, and for its code and detail."""

    column: str
    code: str
    condition: str
    detail: str = "CAST(NULL AS VARCHAR)"


@dataclass(frozen=True)
class Checks:
    """The problems one column may have; those that its look rules out are not asked again."""

    column: Column
    look: Look
    options: MappingOptions
    rows: int
    is_required: bool
    is_masked_bad: bool
    empty_words: tuple[str, ...]

    @property
    def may_be_sentinel(self) -> bool:
        """Whether the column holds, or may hold, a day that stands for 'empty'."""
        if self.column.type not in MOMENTS or self.column.name == "born_on" or self.options.sentinels == "keep":
            return False
        low, high = self.look.low, self.look.high
        if not self.look.is_plain or low is None:
            return not self.look.is_plain
        return any(f"{low:%Y-%m-%d}" <= day <= f"{high:%Y-%m-%d}" for day in SENTINELS)

    def problems(self) -> list[Problem]:
        """In the order in which a cell is asked: damaged, too long, unreadable, out of bounds, missing."""
        found = self._damaged()
        known = " AND ".join(f"NOT coalesce({item.condition}, FALSE)" for item in found) or "TRUE"
        found += self._of_text() if self.column.type == "string" else self._of_value(known)
        if self.is_required:
            found += self._missing()
        return found

    @property
    def _text(self) -> str:
        return f"t_{self.column.name}"

    @property
    def _value(self) -> str:
        return f"v_{self.column.name}"

    def _problem(self, code: str, condition: str, detail: str = "CAST(NULL AS VARCHAR)") -> Problem:
        return Problem(self.column.name, code if code.startswith("CASE") else quote(code), condition, detail)

    def _damaged(self) -> list[Problem]:
        found = []
        if not self.look.is_tidy:
            found = [
                self._problem(code, is_it, damage_detail(self._text)) for code, is_it in damage(self._text).items()
            ]
        if self.look.saw("hash"):
            found.append(self._problem("EXCEL_ERROR", is_excel_error(self._text)))
        longest = LONGEST_TEXT if self.column.type == "string" else LONGEST_VALUE
        if self.look.saw("longest") > longest:
            found.append(self._problem("TOO_LONG", f"length({self._text}) > {longest}"))
        return found

    def _of_text(self) -> list[Problem]:
        text, name, found = self._text, self.column.name, []
        if self.look.saw("plus") and (name.endswith("_id") or is_phone(name)):
            is_it = f"contains({text}, '+') AND regexp_full_match({text}, {_SCIENTIFIC})"
            found.append(self._problem("SCIENTIFIC", is_it))
        if self.look.is_id_card and self.options.id_checksum == "reject":
            found.append(self._problem("ID_CHECKSUM", f"NOT {has_right_checksum(text)}"))
        if self.is_masked_bad and self.look.saw("masked"):
            found.append(self._problem("MASKED", looks_masked(text)))
        return found

    def _of_value(self, known: str) -> list[Problem]:
        text, value, found = self._text, self._value, []
        if not self.look.is_plain:
            unread = f"{text} IS NOT NULL AND {value} IS NULL AND NOT {is_empty_word(text, self.empty_words)}"
            if self.column.type in MOMENTS:
                found.append(self._problem("DATE", f"{unread} AND NOT {is_forever(text)} AND {known}"))
            else:
                found.append(self._problem(self._number_code(), f"{unread} AND {known}", self._number_detail()))
        if self.column.type == "timestamp" and self.options.future == "reject":
            limit = now() + timedelta(days=1)
            if not self.look.is_plain or (self.look.high and self.look.high > limit):
                late = f"{value} > TIMESTAMP '{limit:%Y-%m-%d %H:%M:%S}'"
                is_it = f"{late} AND NOT {is_sentinel(value)}" if self.may_be_sentinel else late
                found.append(self._problem("FUTURE", is_it))
        return found

    def _missing(self) -> list[Problem]:
        text, found = self._text, []
        words = f"({self._value} IS NULL AND {is_empty_word(text, self.empty_words)})"
        if self.look.saw("filled") < self.rows or self.look.saw("words"):
            found.append(self._problem("REQUIRED", f"{text} IS NULL OR {words}"))
        if self.may_be_sentinel:
            found.append(self._problem("SENTINEL", f"{is_sentinel(self._value)} OR {is_forever(text)}"))
        return found

    def _number_code(self) -> str:
        """The code as SQL: too large, in words, a day or yes/no in the wrong column, or no number at all."""
        text = self._text
        if self.column.type == "boolean":
            return "NOT_A_NUMBER"
        return (
            f"CASE WHEN lower({text}) IN ('true', 'false') OR regexp_full_match({text}, {_DAY_LIKE}) THEN 'TYPE' "
            f"WHEN {has_number_words(text)} THEN 'NUMBER_WORDS' "
            f"WHEN {number_text(text, self.look.decimal_mark)} IS NULL THEN 'NOT_A_NUMBER' ELSE 'RANGE' END"
        )

    def _number_detail(self) -> str:
        return f"CASE WHEN {has_number_words(self._text)} THEN {self._text} END"
