"""The SQL that slides kept state to another day: sums added up, days noted as bits set and cleared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fenji.metrics.frequency import MONTH_DAYS_BY_10000
from fenji.metrics.sliding import WORD, Reduced
from fenji.metrics.window import Window

_DAYS = ("last", "first", "months")
_TYPES = {"int64": "BIGINT", "string": "VARCHAR", "date": "DATE"}


@dataclass(frozen=True)
class Shape:
    """What is kept of a table: its reductions, and how many words of days; the last is spare, for days to come."""

    reduced: tuple[Reduced, ...]
    words: int

    @property
    def has_days(self) -> bool:
        """Whether days with an order are kept."""
        return self.words > 0

    def sums(self) -> Iterator[str]:
        """The columns that are added up."""
        yield "n_rows"
        for each in self.reduced:
            if each.kind in ("count", "sum"):
                yield each.column
            if each.kind == "sum":
                yield f"{each.column}_n"
        if self.has_days:
            yield "odd"

    def extremes(self) -> tuple[Reduced, ...]:
        """The least and most that are kept."""
        return tuple(each for each in self.reduced if each.kind in ("least", "most"))


def words_needed(months: Sequence[Window]) -> int:
    """How many words hold every day that active months ask for, the as-of day included; at least one."""
    days = (window.length * (31 if window.kind == "months" else 1) for window in months)
    return -(-max(days, default=1) // WORD)


def anchor_of(as_of: date, words: int) -> date:
    """The first day that the words hold; the as-of day is the last before the spare one."""
    return as_of - timedelta(days=WORD * max(words - 1, 1) - 1)


def last_day_of(anchor: date, words: int) -> date:
    """The last day that the words have room for."""
    return anchor + timedelta(days=WORD * words - 1) if words else date.max


def added(shape: Shape, changes: str, anchor: date) -> str:
    """What changed rows add to each customer they belong to."""
    told = [f"sum({name}) AS {name}" for name in shape.sums()]
    told += [f"{_extreme(each)}({each.column}_in) AS {each.column}" for each in shape.extremes()]
    if shape.has_days:
        day = f"DATE '{anchor}'"
        told += ["max(on_in) AS last_on", "min(on_in) AS first_on"]
        told += [f"max(on_in) FILTER (on_in < {day}) AS older_last"]
        told += [f"min(on_in) FILTER (on_in < {day}) AS older_first"]
        told += _bits("on_in", shape.words, anchor)
    return f"SELECT customer_id, {', '.join(told)} FROM {changes} GROUP BY customer_id"


def lost_days(changes: str) -> str:
    """Every day on which an order of a customer ceased to count."""
    return f'SELECT DISTINCT customer_id, on_out AS "on" FROM {changes} WHERE on_out IS NOT NULL'


def gone_days(shape: Shape, lost: str, left: str, anchor: date) -> str:
    """The days, as bits, on which no counted order is left, and whether one of them lies before the words begin."""
    told = [f"bool_or(lost.on < DATE '{anchor}') AS is_older", *_bits("lost.on", shape.words, anchor)]
    gone = f"SELECT * FROM {lost} EXCEPT SELECT * FROM ({left})"
    return f"SELECT customer_id, {', '.join(told)} FROM ({gone}) AS lost GROUP BY 1"


def unsure(shape: Shape, changes: str, kept: str, slid: str, gone: str | None) -> str:
    """The customers whose least or most may have stemmed from a row that is gone, or a day before the words."""
    found = []
    for each in shape.extremes():
        name, of = each.column, _extreme(each)
        touched = f"SELECT DISTINCT customer_id FROM {changes} WHERE {name}_out IS NOT NULL"
        told = f"""
            SELECT touched.customer_id, {of}(was.{name}) AS old, {_both(each.kind)}(old, {of}(plus.{name})) AS value
            FROM ({touched}) AS touched
            LEFT JOIN {kept} AS was ON was.customer_id = touched.customer_id
            LEFT JOIN {slid} AS plus ON plus.customer_id = touched.customer_id GROUP BY 1"""
        found.append(f"""
            SELECT told.customer_id FROM ({told}) AS told JOIN {changes} AS line ON line.customer_id = told.customer_id
            GROUP BY told.customer_id, value, old HAVING count(*) FILTER ({name}_out = value) > 0
            AND count(*) FILTER ({name}_in = value) + CASE WHEN old = value THEN 1 ELSE 0 END
                <= count(*) FILTER ({name}_out = value)""")
    if gone is not None:
        found.append(f"SELECT customer_id FROM {gone} WHERE is_older")
    return " UNION ".join(found) if found else "SELECT NULL::VARCHAR AS customer_id WHERE FALSE"


def merged(shape: Shape, kept: str, slid: str, gone: str | None, again: str | None) -> str:
    """The state as of the new day: what was kept, with what was added; who is counted again, from their own rows."""
    names = [*shape.sums(), *(each.column for each in shape.extremes())]
    told = [f"coalesce(was.{name}, 0) + plus.{name} AS {name}" for name in shape.sums()]
    for each in shape.extremes():
        told.append(f"{_both(each.kind)}(was.{each.column}, plus.{each.column}) AS {each.column}")
    same = ""
    if shape.has_days:
        was = [f"coalesce(was.w{word}, 0)" for word in range(shape.words)]
        clear = "& ~coalesce(gone.w{word}, 0)" if gone else ""
        told += [f"(({one} | plus.w{word}) {clear.format(word=word)}) AS w{word}" for word, one in enumerate(was)]
        told += [f"greatest(was.{name}, plus.{name}) AS {name}" for name in ("older_last", "last_on")]
        told += [f"least(was.{name}, plus.{name}) AS {name}" for name in ("older_first", "first_on")]
        told += [f"{'gone.customer_id IS NOT NULL' if gone else 'FALSE'} AS is_gone"]
        names += [f"w{word}" for word in range(shape.words)]
        names += ["older_last", "last_on", "older_first", "first_on"]
        same = ", FALSE AS is_gone"
    left = "" if again is None else f"AND plus.customer_id NOT IN (SELECT customer_id FROM {again}_who)"
    text = f"""
        SELECT customer_id, {", ".join(names)}{same} FROM {kept} AS was ANTI JOIN {slid} AS plus USING (customer_id)
        UNION ALL BY NAME
        SELECT plus.customer_id, {", ".join(told)}
        FROM {slid} AS plus LEFT JOIN {kept} AS was ON was.customer_id = plus.customer_id
        {f"LEFT JOIN {gone} AS gone ON gone.customer_id = plus.customer_id" if gone else ""}
        WHERE coalesce(was.n_rows, 0) + plus.n_rows > 0 {left}"""
    if again is not None:
        text += f" UNION ALL BY NAME SELECT customer_id, {', '.join(names)}{same} FROM {again}"
    return text


def to_keep(shape: Shape, state: str, anchor: date) -> str:
    """A merged state as it is kept in its turn."""
    return f"SELECT * EXCLUDE (is_gone) FROM ({_found(shape, state, anchor)})" if shape.has_days else state


def narrow(shape: Shape, kept: str) -> str:
    """What is kept, with sums of money in the width that files are read in fastest."""
    sums = [each for each in shape.reduced if each.kind == "sum" and each.type.startswith("decimal")]
    told = ", ".join(f"TRY_CAST({each.column} AS DECIMAL(18, {_scale(each)})) AS {each.column}" for each in sums)
    return f"SELECT * REPLACE ({told}) FROM ({kept})" if told else kept


def unusable(shape: Shape, kept: str) -> str:
    """How many rows forbid that the state is used: sums that are too wide, days that don't stand for instants."""
    sums = [each.column for each in shape.reduced if each.kind == "sum"]
    wide = [f"count(*) FILTER ({name} IS NULL AND {name}_n > 0)" for name in sums]
    told = [*wide, *(["coalesce(sum(odd), 0)"] if shape.has_days else [])]
    return f"SELECT ({' + '.join(told) or 'count(*) FILTER (FALSE)'})::BIGINT AS n FROM {kept}"


def answered(shape: Shape, state: str, *, as_of: date, anchor: date, customer: str) -> str:
    """The table's reductions for the day, from the state merged for it."""
    told = [f"customer_id AS {customer}"]
    for each in shape.reduced:
        told.append(f"{_answer(each, shape, as_of, anchor)} AS {each.column}")
    return f"SELECT {', '.join(told)} FROM ({_found(shape, state, anchor)})"


def first_state(shape: Shape, kept: str) -> str:
    """The state of the day it was kept for, in the form that `merged` gives."""
    return f"SELECT *{', FALSE AS is_gone' if shape.has_days else ''} FROM {kept}"


def _found(shape: Shape, state: str, anchor: date) -> str:
    """The state with the last and first day; found among the bits where a day is gone."""
    if not shape.has_days:
        return state
    last = " ".join(
        f"WHEN w{word} <> 0 THEN DATE '{anchor}' + ({WORD * word} + length(bin(w{word})) - 1)::INTEGER"
        for word in reversed(range(shape.words))
    )
    first = " ".join(
        f"WHEN w{word} <> 0 THEN DATE '{anchor}' + ({WORD * word} + length(bin(w{word} & -w{word})) - 1)::INTEGER"
        for word in range(shape.words)
    )
    return f"""
        SELECT * REPLACE (
            CASE WHEN NOT is_gone THEN last_on {last} ELSE older_last END AS last_on,
            CASE WHEN NOT is_gone THEN first_on WHEN older_first IS NOT NULL THEN older_first {first} END AS first_on)
        FROM ({state})"""


def _answer(each: Reduced, shape: Shape, as_of: date, anchor: date) -> str:
    kind, name = each.kind, each.column
    if kind == "sum":
        return f"CASE WHEN {name}_n > 0 THEN CAST({name} AS {_sql_type(each.type)}) END"
    if kind == "last":
        first = each.window.first_day(as_of)
        return "last_on" if first is None else f"CASE WHEN last_on >= DATE '{first}' THEN last_on END"
    if kind == "first":
        return "first_on"
    if kind == "months":
        return _months(each.window, shape.words, as_of, anchor)
    return f"CAST({name} AS {_sql_type(each.type)})" if kind == "count" else name


def _months(window: Window, words: int, as_of: date, anchor: date) -> str:
    """The months of a window that have a day with an order, each as a bit, counted back from the as-of day."""
    first = window.first_day(as_of)
    assert first is not None
    furthest, month, bits = (as_of - first).days, 0, []
    while (nearest := -(-month * MONTH_DAYS_BY_10000 // 10_000)) <= furthest:
        end = min(-(-(month + 1) * MONTH_DAYS_BY_10000 // 10_000) - 1, furthest)
        low, high = ((as_of - timedelta(days=back) - anchor).days for back in (end, nearest))
        parts = [
            f"(w{word} & {_mask(max(low - WORD * word, 0), min(high - WORD * word, WORD - 1))})"
            for word in range(words)
            if low < WORD * (word + 1) and high >= WORD * word
        ]
        bits.append(f"CAST(({' | '.join(parts)}) <> 0 AS BIGINT) * {1 << month}")
        month += 1
    return f"CAST({' + '.join(bits)} AS BIGINT)"


def _scale(each: Reduced) -> str:
    return each.type.rstrip(")").split(",")[1].strip()


def _mask(low: int, high: int) -> int:
    return (1 << (high + 1)) - (1 << low)


def _bits(day: str, words: int, anchor: date) -> list[str]:
    told = []
    for word in range(words):
        begin = anchor + timedelta(days=WORD * word)
        inside = f"{day} >= DATE '{begin}' AND {day} < DATE '{begin + timedelta(days=WORD)}'"
        flag = f"1::BIGINT << (CASE WHEN {inside} THEN {day} - DATE '{begin}' ELSE 0 END)"
        told.append(f"coalesce(bit_or({flag}) FILTER ({inside}), 0) AS w{word}")
    return told


def _extreme(each: Reduced) -> str:
    return "min" if each.kind == "least" else "max"


def _both(kind: str) -> str:
    return "least" if kind == "least" else "greatest"


def _sql_type(name: str) -> str:
    return _TYPES.get(name, name.replace("int", "INT").upper() if "decimal" in name else name)
