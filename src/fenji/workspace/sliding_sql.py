"""The SQL of what changes for customers between two days: sums added up, days noted as bits set and cleared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fenji.metrics.frequency import MONTH_DAYS_BY_10000
from fenji.metrics.sliding import WORD, Reduced
from fenji.metrics.window import Window

_TYPES = {"int64": "BIGINT", "string": "VARCHAR", "date": "DATE"}


@dataclass(frozen=True)
class Shape:
    """What is kept of a table: its reductions, and how many words of days; the last is spare, for days to come."""

    table: str
    reduced: tuple[Reduced, ...]
    words: int

    def column(self, name: str) -> str:
        """What a column is called in the state, beside those of other tables."""
        return f"{self.table}_{name}"

    def columns(self) -> tuple[str, ...]:
        """Everything that is kept of a customer."""
        extremes = (each.column for each in self.extremes())
        return (*self.sums(), *extremes, *self.day_words(), *self.days())

    def day_words(self) -> list[str]:
        """The columns that note days as bits."""
        return [f"w{word}" for word in range(self.words)]

    def days(self) -> dict[str, str]:
        """The columns with a day, and which of two days stays."""
        named = {"older_last": "greatest", "last_on": "greatest", "older_first": "least", "first_on": "least"}
        return named if self.has_days else {}

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

    def money(self) -> tuple[Reduced, ...]:
        """The sums that are amounts."""
        return tuple(each for each in self.reduced if each.kind == "sum" and each.type.startswith("decimal"))

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


def seen(shape: Shape, changes: str) -> str:
    """What the changes are about: their first and last day, whether days or extremes go, whether they can be used."""
    told = [f"count(*) FILTER (abs({each.column}) >= {_most(_scale(each))})" for each in shape.money()]
    told += [f"(sum(abs({each.column})) >= {_most(_scale(each))})::BIGINT" for each in shape.money()]
    told += ["sum(odd)"] if shape.has_days else []
    out = [f"count({each.column}_out)" for each in shape.extremes()]
    days = "min(on_in), max(on_in), count(on_out)" if shape.has_days else "NULL, NULL, 0"
    names = ("lines", "first_on", "last_on", "lost", "extremes_out", "unusable")
    parts = [
        "count(*)",
        *days.split(", "),
        " + ".join(out) or "0",
        " + ".join(f"coalesce({one}, 0)" for one in told) or "0",
    ]
    return f"SELECT {', '.join(f'{part} AS {name}' for part, name in zip(parts, names, strict=True))} FROM {changes}"


def words_between(shape: Shape, anchor: date, first: date | None, last: date | None) -> range:
    """The words in which days between two may lie; none without days."""
    if first is None or last is None:
        return range(0)
    low, high = ((day - anchor).days // WORD for day in (first, last))
    return range(max(low, 0), min(high + 1, shape.words))


def added(shape: Shape, changes: str, anchor: date, words: Sequence[int]) -> str:
    """What changed rows add to each customer they belong to; days lie in these words."""
    told = [f"sum({name}) AS {name}" for name in shape.sums()]
    told += [f"{_extreme(each)}({each.column}_in) AS {each.column}" for each in shape.extremes()]
    if shape.has_days:
        day = f"DATE '{anchor}'"
        told += ["max(on_in) AS last_on", "min(on_in) AS first_on"]
        told += [f"max(on_in) FILTER (on_in < {day}) AS older_last"]
        told += [f"min(on_in) FILTER (on_in < {day}) AS older_first"]
        told += _bits("on_in", words, anchor)
    return f"SELECT customer_id, {', '.join(told)} FROM {changes} GROUP BY customer_id"


def lost_days(changes: str) -> str:
    """Every day on which an order of a customer ceased to count."""
    return f'SELECT DISTINCT customer_id, on_out AS "on" FROM {changes} WHERE on_out IS NOT NULL'


def gone_days(shape: Shape, lost: str, left: str, anchor: date) -> str:
    """The days, as bits, on which no counted order is left, and whether one of them lies before the words begin."""
    told = [f"bool_or(lost.on < DATE '{anchor}') AS is_older", *_bits("lost.on", range(shape.words), anchor)]
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


def is_unusable(shape: Shape) -> str:
    """How many rows forbid that the state is used: sums too wide to grow, days that don't stand for instants."""
    wide = [f"count(*) FILTER (abs({name}) >= {_most(scale)} OR ({name} IS NULL AND {name}_n > 0))"
            for name, scale in _money(shape)]  # fmt: skip
    told = [*wide, *([f"coalesce(sum({shape.column('odd')}), 0)"] if shape.has_days else [])]
    return " + ".join(told) or "count(*) FILTER (FALSE)"


def narrow(shape: Shape) -> list[str]:
    """Sums of money in the width that is read and added up fastest; `is_unusable` tells where they don't fit."""
    return [f"TRY_CAST({name} AS DECIMAL(18, {scale})) AS {name}" for name, scale in _money(shape)]


def moved(shape: Shape, words: Sequence[int], plus: str, less: str | None, anew: str | None) -> list[str]:
    """A customer's new figures of one table: what was, with what was added; of who is counted again, their own rows.

    `was`, `plus`, `less` (days that are gone) and `anew` are rows laid side by side; a customer may be in any of them.
    Days were added in `words`.
    """
    told = {name: f"coalesce(was.{shape.column(name)}, 0) + coalesce({plus}.{name}, 0)" for name in shape.sums()}
    for each in shape.money():
        told[each.column] = f"CAST({told[each.column]} AS DECIMAL(18, {_scale(each)}))"
    for each in shape.extremes():
        told[each.column] = f"{_both(each.kind)}(was.{shape.column(each.column)}, {plus}.{each.column})"
    for number, word in enumerate(shape.day_words()):
        more = f" | coalesce({plus}.{word}, 0)" if number in words else ""
        clear = f" & ~coalesce({less}.{word}, 0)" if less else ""
        told[word] = f"(coalesce(was.{shape.column(word)}, 0){more}){clear}"
    for name, both in shape.days().items():
        told[name] = f"{both}(was.{shape.column(name)}, {plus}.{name})"
    if anew:
        is_anew = f"{anew}.customer_id IS NOT NULL"
        told = {name: f"CASE WHEN {is_anew} THEN {anew}.{name} ELSE {value} END" for name, value in told.items()}
    if shape.has_days:
        is_gone = f"{less}.customer_id IS NOT NULL" if less else "FALSE"
        told["is_gone"] = f"({is_gone} AND {anew}.customer_id IS NULL)" if anew else is_gone
    return [f"{value} AS {shape.column(name)}" for name, value in told.items()]


def found(shape: Shape, anchor: date) -> list[str]:
    """What `moved` gives, with the last and first day found among the bits where a day is gone; NULL without rows."""
    told = {name: shape.column(name) for name in shape.columns()}
    if shape.has_days:
        words = [shape.column(word) for word in shape.day_words()]
        last = " ".join(
            f"WHEN {word} <> 0 THEN DATE '{anchor}' + ({WORD * number} + length(bin({word})) - 1)::INTEGER"
            for number, word in reversed(list(enumerate(words)))
        )
        first = " ".join(
            f"WHEN {word} <> 0 THEN DATE '{anchor}' + ({WORD * number} + length(bin({word} & -{word})) - 1)::INTEGER"
            for number, word in enumerate(words)
        )
        is_kept, older = f"NOT {shape.column('is_gone')}", shape.column("older_first")
        told["last_on"] = f"CASE WHEN {is_kept} THEN {told['last_on']} {last} ELSE {shape.column('older_last')} END"
        told["first_on"] = (
            f"CASE WHEN {is_kept} THEN {told['first_on']} WHEN {older} IS NOT NULL THEN {older} {first} END"
        )
    is_met = f"{shape.column('n_rows')} > 0"
    return [f"CASE WHEN {is_met} THEN {value} END AS {shape.column(name)}" for name, value in told.items()]


def answered(shape: Shape, *, as_of: date, anchor: date, customer: str) -> list[str]:
    """The table's reductions for the day; `customer` is NULL for who has no row in it."""
    told = [f"{shape.column('n_rows')} AS {customer}"]
    return told + [f"{_answer(each, shape, as_of, anchor)} AS {shape.column(each.column)}" for each in shape.reduced]


def _answer(each: Reduced, shape: Shape, as_of: date, anchor: date) -> str:
    kind, name = each.kind, shape.column(each.column)
    if kind == "sum":
        return f"CASE WHEN {name}_n > 0 THEN CAST({name} AS {_sql_type(each.type)}) END"
    if kind == "last":
        first, last = each.window.first_day(as_of), shape.column("last_on")
        return last if first is None else f"CASE WHEN {last} >= DATE '{first}' THEN {last} END"
    if kind == "first":
        return shape.column("first_on")
    if kind == "months":
        return _months(each.window, shape, as_of, anchor)
    return f"CAST({name} AS {_sql_type(each.type)})" if kind == "count" else name


def _months(window: Window, shape: Shape, as_of: date, anchor: date) -> str:
    """The months of a window that have a day with an order, each as a bit, counted back from the as-of day."""
    first = window.first_day(as_of)
    assert first is not None
    furthest, month, bits = (as_of - first).days, 0, []
    while (nearest := -(-month * MONTH_DAYS_BY_10000 // 10_000)) <= furthest:
        end = min(-(-(month + 1) * MONTH_DAYS_BY_10000 // 10_000) - 1, furthest)
        low, high = ((as_of - timedelta(days=back) - anchor).days for back in (end, nearest))
        parts = [
            f"({name} & {_mask(max(low - WORD * word, 0), min(high - WORD * word, WORD - 1))})"
            for word, name in enumerate(shape.column(one) for one in shape.day_words())
            if low < WORD * (word + 1) and high >= WORD * word
        ]
        bits.append(f"CAST(({' | '.join(parts)}) <> 0 AS BIGINT) * {1 << month}")
        month += 1
    return f"CAST({' + '.join(bits)} AS BIGINT)"


def _money(shape: Shape) -> list[tuple[str, int]]:
    return [(shape.column(each.column), _scale(each)) for each in shape.money()]


def _most(scale: int) -> str:
    """Less than half of what a narrow sum holds: two of them still fit."""
    return f"4{'0' * (17 - scale)}"


def _scale(each: Reduced) -> int:
    return int(each.type.rstrip(")").split(",")[1])


def _mask(low: int, high: int) -> int:
    return (1 << (high + 1)) - (1 << low)


def _bits(day: str, words: Sequence[int], anchor: date) -> list[str]:
    told = []
    for word in words:
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
