"""What a column as a whole looks like: the column decides how its cells are read, never a cell for itself."""

from __future__ import annotations

from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from fenji.intake.cells import clean_text, has_invisible, is_empty_word, is_untidy
from fenji.intake.decided import date_order_of, decimal_mark_of, number_words_of
from fenji.intake.moments import BUDDHIST_YEARS, FIRST, LAST, is_plain_moment, shapes
from fenji.intake.numbers import (
    comma_and_point,
    currency_sign,
    has_number_words,
    has_sign_form,
    is_plain_number,
    unit_of,
)
from fenji.intake.signs import ANYTHING, Signs
from fenji.intake.totals import is_total, may_be_total
from fenji.intake.words import is_id_card, is_phone, looks_masked

if TYPE_CHECKING:
    from fenji.engines.engine import Engine
    from fenji.intake.mapping import MappingOptions
    from fenji.tables.table import Column

MOMENTS = ("date", "timestamp")
SQL_TYPES = {
    "int64": "BIGINT",
    "boolean": "BOOLEAN",
    "string": "VARCHAR",
    "date": "TIMESTAMP",
    "timestamp": "TIMESTAMP",
}


@dataclass(frozen=True)
class Look:
    """How one column's cells are to be read, and what was counted while looking at them."""

    is_tidy: bool = True
    is_plain: bool = True
    date_order: str = "ymd"
    calendar: str = "gregorian"
    decimal_mark: str = "."
    factor: int = 1
    has_point_zero: bool = False
    is_id_card: bool = False
    low: Any = None
    high: Any = None
    seen: Pairs[str, int] = field(default_factory=dict)

    def saw(self, what: str) -> int:
        """How many cells were counted as this; 0 where nobody looked."""
        return int(self.seen.get(what) or 0)

    @property
    def span(self) -> tuple[datetime, datetime]:
        """First and last moment of the column, within the years that have time zones; for a column of moments."""
        first, last = datetime(1900, 1, 1), datetime(2100, 1, 1)
        low, high = self.low or datetime(2000, 1, 1), self.high or datetime(2000, 1, 2)
        return min(max(low, first), last), max(min(high, last), first)


@dataclass(frozen=True)
class Sources:
    """Where the columns' cells come from: the rows as text, each column's cell and header, what stands for 'empty'.

    `keys` are the columns whose text would be a total's word in a row that is none (合计). `signs` are what the reader
    saw of a column: they spare the questions that they answer.
    """

    raw: str
    cells: Pairs[str, str]
    headers: Pairs[str, str]
    is_plain: bool
    empty_words: tuple[str, ...]
    free_text: tuple[str, ...]
    keys: frozenset[str]
    signs: Pairs[str, Signs]

    def signs_of(self, name: str) -> Signs:
        """The signs of a column; where nobody looked, or its cells need cleaning, whatever may be may be."""
        seen = self.signs.get(name)
        return seen if seen is not None and seen.is_tidy else ANYTHING

    def empty_words_of(self, name: str) -> tuple[str, ...]:
        """Those of the words for 'empty' that a cell of the column could be."""
        seen = self.signs_of(name)
        return self.empty_words if seen is ANYTHING else seen.could_be(self.empty_words)


def looks_of(
    engine: Engine, sources: Sources, columns: Pairs[str, Column], *, options: MappingOptions
) -> tuple[dict[str, Look], int, int]:
    """How every column is to be read, how many rows there are, and how many of them the reader found a problem with.

    One pass over all cells, a second over the columns that it found odd.
    """
    answers = _asked(engine, sources, columns, tidy=frozenset(columns))
    untidy = {name: column for name, column in columns.items() if answers.get(f"{name}:untidy")}
    if untidy:
        answers = {**answers, **_asked(engine, sources, untidy, tidy=frozenset())}
    looks = {name: _look(name, column, answers, sources.headers.get(name, "")) for name, column in columns.items()}
    odd = {name: columns[name] for name, look in looks.items() if not look.is_plain and columns[name].type != "boolean"}
    if odd:
        looks.update(_second(engine, sources, odd, looks, options))
    return looks, int(answers["rows"]), int(answers["problems"])


def _asked(engine: Engine, sources: Sources, columns: Pairs[str, Column], *, tidy: frozenset[str]) -> dict[str, Any]:
    """One pass: counts of every column under `name:what`. Each question is cheap: it is asked of every cell."""
    cleaned, valued, asked = [], [], ["count(*) AS rows", "count(__problem) AS problems"]
    for name, column in columns.items():
        cell = sources.cells[name]
        cleaned.append(f"{cell} AS c_{name}, {clean_text(cell, is_tidy=name in tidy)} AS t_{name}")
        if column.type not in ("string", "boolean"):
            valued.append(f"TRY_CAST(t_{name} AS {sql_type(column)}) AS v_{name}")
        questions = _questions(name, column, sources, is_tidy=name in tidy)
        asked += [f'{sql} AS "{name}:{what}"' for what, sql in questions.items()]
    values = f", {', '.join(valued)}" if valued else ""
    cells = f"SELECT __problem, {', '.join(cleaned)} FROM {sources.raw}"
    (row,) = engine.rows(f"SELECT {', '.join(asked)} FROM (SELECT *{values} FROM ({cells}))")
    return dict(row)


def sql_type(column: Column) -> str:
    """The engine's type for a value of this column while it is typed; days are moments until they land."""
    return SQL_TYPES.get(column.type, column.type.upper())


def _questions(name: str, column: Column, sources: Sources, *, is_tidy: bool) -> dict[str, str]:
    text, value, cell, signs = f"t_{name}", f"v_{name}", f"c_{name}", sources.signs_of(name)
    found = {"filled": f"count({text})" if signs is ANYTHING else str(signs.filled)}
    if not is_tidy:
        breaks = column.is_personal or name.endswith("_id")
        found |= {"untidy": "1", "invisible": _count(has_invisible(cell, or_breaks=breaks))}
    if column.type in ("string", "boolean"):
        if is_tidy and signs is ANYTHING:
            found["untidy"] = _count(is_untidy(cell, is_ascii=sources.is_plain))
        return found | _text_questions(name, column, sources)
    if is_tidy and signs is ANYTHING:
        unread = (
            f"CASE WHEN {value} IS NULL AND {text} IS NOT NULL THEN {is_untidy(cell, is_ascii=False)} ELSE FALSE END"
        )
        found["untidy"] = _count(unread)
    if column.type in MOMENTS:
        return found | _moment_questions(text, value, may_have_offset=not signs.has_no_offsets)
    low_line = f" OR contains({text}, '_')" if signs.has_any(b"_") else ""
    found["odd"] = _count(f"{text} IS NOT NULL AND ({value} IS NULL{low_line})")
    if column.is_money and signs.has_any(b"."):
        places = int(column.type.rstrip(")").rpartition(",")[2])
        point = f"strpos({text}, '.')"
        lost = f"abs(CAST({text} AS DOUBLE) - CAST({value} AS DOUBLE)) > 0.000001"
        deep = f"{point} > 0 AND strlen({text}) - {point} > {places}"
        found["deep"] = _count(f"CASE WHEN {deep} AND {value} IS NOT NULL THEN {lost} ELSE FALSE END")
    return found


def _moment_questions(text: str, value: str, *, may_have_offset: bool) -> dict[str, str]:
    finite = f"FILTER ({value} >= {FIRST} AND {value} < {LAST})"
    first, last = (f"DATE '{year}-01-01'" for year in BUDDHIST_YEARS)
    return {
        "odd": _count(f"{text} IS NOT NULL AND NOT {is_plain_moment(text, value, may_have_offset=may_have_offset)}"),
        "low": f"min({value}) {finite}",
        "high": f"max({value}) {finite}",
        "late": _count(f"{value} >= {first} AND {value} < {last}"),
        "timed": _count(f"isfinite({value}) AND date_trunc('day', {value}) <> {value}"),
    }


def _text_questions(name: str, column: Column, sources: Sources) -> dict[str, str]:
    text, signs, empty = f"t_{name}", sources.signs_of(name), sources.empty_words_of(name)
    found = {"longest": f"max(strlen({text}))" if signs is ANYTHING else str(signs.longest)}
    if signs.has_any(b"#"):
        found["hash"] = _count(f"{text} >= '#' AND {text} < '$'")
    if name not in sources.free_text and empty:
        found["words"] = _count(is_empty_word(text, empty))
    if is_phone(name) or name.endswith("_id"):
        if signs.has_any(b"+"):
            found["plus"] = _count(f"contains({text}, '+')")
        if signs.has_any(b"."):
            whole = f"regexp_full_match({text}, '[0-9]+\\.0')"
            found["zero"] = _count(f"CASE WHEN ends_with({text}, '.0') THEN {whole} ELSE FALSE END")
    if name.endswith("_id") and signs.longest >= 18:
        found["card"] = _count(f"CASE WHEN strlen({text}) = 18 THEN {is_id_card(text)} ELSE FALSE END")
    if name in sources.keys and may_be_total(signs):
        found["total"] = _count(is_total(text))
    if (column.is_personal or name == "customer_id") and signs.has_any(b"*xX"):
        found["masked"] = _count(looks_masked(text, is_ascii=sources.is_plain))
    return found


def _count(condition: str) -> str:
    return f"count(*) FILTER ({condition})"


def _look(name: str, column: Column, answers: Pairs[str, Any], header: str) -> Look:
    seen = {key.partition(":")[2]: value for key, value in answers.items() if key.startswith(f"{name}:")}
    filled = int(seen.get("filled") or 0)
    factor = unit_of(header) if column.is_money else 1
    return Look(
        is_tidy=not seen.get("untidy"),
        is_plain=not seen.get("odd") and not seen.get("late") and column.type != "boolean" and factor == 1,
        factor=factor,
        has_point_zero=bool(filled) and seen.get("zero") == filled,
        is_id_card=bool(filled) and seen.get("card") == filled,
        low=seen.pop("low", None),
        high=seen.pop("high", None),
        seen=seen,
    )


def _second(
    engine: Engine, sources: Sources, columns: Pairs[str, Column], looks: Pairs[str, Look], options: MappingOptions
) -> dict[str, Look]:
    """The columns that are not plain, asked what decides how they are read; what nothing decides is a question."""
    cleaned, asked = [], []
    for name, column in columns.items():
        cleaned.append(f"{clean_text(sources.cells[name], is_tidy=looks[name].is_tidy)} AS t_{name}")
        text = f"t_{name}"
        parts = shapes(text) if column.type in MOMENTS else _number_shapes(text, sql_type(column))
        parts |= {"hash": f"starts_with({text}, '#')", "words": is_empty_word(text, sources.empty_words)}
        asked.append(f'max(strlen({text})) AS "{name}:longest"')
        asked += [f'{_count(sql)} AS "{name}:{what}"' for what, sql in parts.items()]
    (row,) = engine.rows(f"SELECT {', '.join(asked)} FROM (SELECT {', '.join(cleaned)} FROM {sources.raw})")
    decided = {}
    for name, column in columns.items():
        found = {key.partition(":")[2]: int(n or 0) for key, n in row.items() if key.startswith(f"{name}:")}
        seen = {**looks[name].seen, **found}
        where = sources.headers.get(name, name)
        if column.type in MOMENTS:
            calendar, order = date_order_of(found, options, where)
            decided[name] = replace(looks[name], seen=seen, calendar=calendar, date_order=order)
        else:
            number_words_of(found, options, where)
            decided[name] = replace(looks[name], seen=seen, decimal_mark=decimal_mark_of(found, options, where))
    return decided


def _number_shapes(text: str, kind: str) -> dict[str, str]:
    comma, point = comma_and_point(text)
    odd = f"{text} IS NOT NULL AND NOT {is_plain_number(text, kind)}"
    return {
        "filled": f"{text} IS NOT NULL",
        "comma": f"CASE WHEN {odd} THEN {comma} ELSE FALSE END",
        "point": point,
        "said": f"CASE WHEN {odd} THEN {has_number_words(text)} ELSE FALSE END",
        "sign": f"CASE WHEN {odd} THEN {currency_sign(text)} IS NOT NULL ELSE FALSE END",
        "signed": f"CASE WHEN {odd} THEN {has_sign_form(text)} ELSE FALSE END",
    }
