"""What is kept of a table's sums from day to day, and what rows that came, went or crossed a border change of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any, Literal

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir

from fenji.metrics.bits import Bits
from fenji.metrics.crossing import SLOT, Border, NotSlidable, as_before, borders_of, crossing_of, slots_of
from fenji.metrics.frequency import active_months
from fenji.metrics.period import Period, fill, read_zone
from fenji.metrics.recency import first_ordered_on, last_ordered_on
from fenji.metrics.sales import is_counted_sale
from fenji.metrics.stage import staged
from fenji.metrics.window import ALL, Window

WORD = 62  # days a word of bits holds
CUSTOMER = "customer_id"
DAYS = ("last", "first", "months")  # kinds that follow from the days with a counted order
FLOORED = "ordered_at"  # by which files are told apart best
CROSSED = 0  # the side of a row that was there and is; 1: it came, -1: it went

Kind = Literal["count", "sum", "least", "most", "last", "first", "months"]
_WINDOW = re.compile(r"\$fenji:(?:start|first_day)_(\d+)_(day|month)s?\$")


@dataclass(frozen=True)
class Reduced:
    """One reduction of a table's sums: the column it is kept in, its kind, its type; of days, over which window."""

    column: str
    kind: Kind
    type: str
    window: Window = ALL


class Sliding:
    """The sums of one table, split at their reductions.

    Counts and sums follow exactly from rows that came and went. The least and most of a column follow while the row
    they stem from stays. Days with a counted order are kept as bits, from which the last and the first such day and the
    active months follow, whatever the window.
    """

    def __init__(self, table: ir.Table, sums: Mapping[str, ir.Scalar], period: Period) -> None:
        self.table, self.sums, self.period = table, sums, period
        self.reduced: dict[ops.Node, Reduced] = {}
        self.windows = _windows(sums.values())
        days = _day_reductions(table, period, self.windows)
        for value in sums.values():
            for node in value.op().find(ops.Reduction):
                if node not in self.reduced:
                    column = f"r{len(self.reduced)}"
                    known = days.get(node)
                    self.reduced[node] = _reduced(node, column) if known is None else replace(known, column=column)
        self.has_days = any(each.kind in DAYS for each in self.reduced.values())

    @property
    def months(self) -> tuple[Window, ...]:
        """The windows whose active months are asked for."""
        return tuple(each.window for each in self.reduced.values() if each.kind == "months")

    def borders(self) -> tuple[Border, ...]:
        """Every column and slot at which rows enter or leave; NotSlidable where a slot is used in another way."""
        found = [borders_of(where) for where in self._conditions()]
        return tuple(dict.fromkeys(border for group in found for border in group))

    def together(self) -> list[tuple[Border, ...]]:
        """The borders that are looked for in one pass: columns compared with the same instant, and each other one."""
        every = self.borders()
        return [tuple(one for one in every if one.slot == slot) for slot in dict.fromkeys(one.slot for one in every)]

    @staticmethod
    def is_floored(group: Sequence[Border]) -> bool:
        """Whether a pass over several columns is bounded by the least of one that every row has."""
        return len(group) > 1 and FLOORED in {border.column for border in group}

    def kept(self, table: ir.Table, words: int) -> ir.Table:
        """What is kept of every customer: rows, reductions, and the days in words that begin at the anchor."""
        asked: dict[str, ir.Scalar] = {"n_rows": table.count()}
        for node, each in self.reduced.items():
            if each.kind in DAYS:
                continue
            asked[each.column] = self._over(table, node)
            if each.kind == "sum":
                asked[f"{each.column}_n"] = node.arg.to_expr().count(where=_where(node))
        if self.has_days:
            asked |= self._days(words)
        asked = {name: self._over(table, value.op()) if name != "n_rows" else value for name, value in asked.items()}
        kept = table.group_by(CUSTOMER).aggregate(**asked)
        return kept.filter(kept[CUSTOMER].notnull())

    def changes(self, came: ir.Table, went: ir.Table) -> ir.Table:
        """Every row that changes a sum, with what it adds: rows that crossed a border, that came and that went.

        A row that came or went counts as it would have on the day before; then the day moves, over all rows there are.
        """
        wanted = self._columns()
        branches = []
        earlier: list[ir.BooleanValue] = []
        for group in self.together():
            found = [crossing_of(self.table, border) for border in group]
            crossing = found[0] if len(found) == 1 else reduce(or_, (one.fill_null(False) for one in found))
            if self.is_floored(group):  # files of which no row can cross need not be read, though any column may cross
                crossing &= self.table[FLOORED] >= ibis.literal(f"{SLOT}floor$").cast("timestamp")
            chosen = self.table.filter(crossing, *(~one.fill_null(False) for one in earlier))
            branches.append(chosen.select(*wanted, side=ibis.literal(CROSSED)))
            earlier.append(crossing)
        branches += [came.select(*wanted, side=ibis.literal(1)), went.select(*wanted, side=ibis.literal(-1))]
        lines = ibis.union(*branches)
        lines = lines.filter(lines[CUSTOMER].notnull())
        return self._rows(staged(lines.select(*lines.columns, **self._counted(lines))))

    def days_left(self, lost: ir.Table) -> ir.Table:
        """Which of the lost days of customers still have a counted order."""
        counted = self.table.filter(is_counted_sale(self.table, self.period.over(ALL)))
        counted = counted.select(CUSTOMER, on=counted.ordered_on)
        return counted.semi_join(lost, [CUSTOMER, "on"]).distinct()

    def whole(self, slid: ir.Table, *, prefix: str, customer: str) -> dict[str, ir.Value]:
        """The table's sums, as one pass would give them, from the reductions slid to the period.

        They stand in columns that begin with `prefix`; `customer` is NULL for who has no row in the table.
        """
        fields = {node: slid[f"{prefix}{each.column}"].op() for node, each in self.reduced.items()}
        values = {name: value.op().replace(fields).to_expr() for name, value in self.sums.items()}
        return {
            name: value if isinstance(value.op(), ops.Field)
            else ibis.ifelse(slid[customer].notnull(), value, ibis.null(value.type()))
            for name, value in values.items()
        }  # fmt: skip

    def _conditions(self) -> list[ir.BooleanValue]:
        """The conditions whose truth changes with the day."""
        found = [_where(node) for node, each in self.reduced.items() if each.kind in ("count", "sum", "least", "most")]
        if self.has_days:
            found += [is_counted_sale(self.table, self.period.over(ALL)), self._odd()]
        for node, each in self.reduced.items():
            if each.kind in ("sum", "least", "most") and slots_of(node.arg):
                raise NotSlidable(each.column)
        return [where for where in found if where is not None]

    def _odd(self) -> ir.BooleanValue:
        """A sale whose local day isn't that of its instant: then days can't stand for instants at a window's ends."""
        ahead, steady_since = _ahead(self.period.zone)
        at = self.table.ordered_at
        is_that_day = (at + ibis.interval(seconds=ahead)).date() == self.table.ordered_on
        return (self.table.kind == "sale") & ~(is_that_day & (at >= steady_since)).fill_null(False)

    def _days(self, words: int) -> dict[str, ir.Scalar]:
        counted, on = is_counted_sale(self.table, self.period.over(ALL)), self.table.ordered_on
        anchor = ibis.literal(f"{SLOT}anchor$").cast("date")
        is_older = counted & (on < anchor)
        number = on.delta(anchor, unit="day").cast("int64")
        told: dict[str, ir.Scalar] = {
            "odd": self.table.count(where=self._odd()),
            "last_on": on.max(where=counted), "first_on": on.min(where=counted),
            "older_last": on.max(where=is_older), "older_first": on.min(where=is_older),
        }  # fmt: skip
        for word in range(words):
            inside = counted & (number >= word * WORD) & (number < (word + 1) * WORD)
            flag = ibis.literal(1, type="int64") << ibis.ifelse(inside, number - word * WORD, 0).cast("int64")
            told[f"w{word}"] = flag.bit_or(where=inside).fill_null(0)
        return told

    def _columns(self) -> list[str]:
        """The columns that what a row adds is told from."""
        asked = [node for node in self.reduced if not isinstance(node, ops.CountStar)]
        asked += [where.op() for where in self._conditions()]
        found = {one.name for node in asked for one in node.find(ops.Field)} | (
            {"ordered_on"} if self.has_days else set()
        )
        return [name for name in self.table.columns if name in found | {CUSTOMER}]

    def _counts(self) -> dict[str, ir.BooleanValue | None]:
        """Every condition under which a row counts, by a name."""
        wheres = [_where(node) for node, each in self.reduced.items() if each.kind not in DAYS]
        wheres += [is_counted_sale(self.table, self.period.over(ALL)), self._odd()] if self.has_days else []
        nodes = dict.fromkeys(None if where is None else where.op() for where in wheres)
        return {f"is_{number}": node and node.to_expr() for number, node in enumerate(nodes)}

    def _counted(self, lines: ir.Table) -> dict[str, ir.Value]:
        """For every condition, whether a line counts now, and whether it did: those that came count as of the day
        before, and did not; those that went did, and don't."""
        told: dict[str, ir.Value] = {}
        for name, where in self._counts().items():
            plain = ibis.literal(True) if where is None else where
            now = self._over(lines, plain.op()).identical_to(True)
            was = self._over(lines, as_before(plain).op()).identical_to(True)
            told[name] = (now & (lines.side == CROSSED)) | (was & (lines.side > CROSSED))
            told[f"{name}_was"] = was & (lines.side <= CROSSED)
        return told

    def _rows(self, lines: ir.Table) -> ir.Table:
        """What each line adds to every reduction: as it counts now, less how it counted before."""
        named = {where if where is None else where.op(): name for name, where in self._counts().items()}

        def told(where: ir.BooleanValue | None) -> tuple[ir.BooleanValue, ir.BooleanValue]:
            name = named[None if where is None else where.op()]
            return lines[name], lines[f"{name}_was"]

        row: dict[str, ir.Value] = {CUSTOMER: lines[CUSTOMER], "n_rows": lines.side.cast("int64")}
        for node, each in self.reduced.items():
            if each.kind in DAYS:
                continue
            here, there = told(_where(node))
            arg = None if isinstance(node, ops.CountStar) else self._over(lines, node.arg)
            if each.kind in ("least", "most"):
                row[f"{each.column}_in"] = (here & ~there).ifelse(arg, None)
                row[f"{each.column}_out"] = (there & ~here).ifelse(arg, None)
                continue
            known = ibis.literal(True) if arg is None else arg.notnull()
            number = (here & known).cast("int64") - (there & known).cast("int64")
            row[each.column if each.kind == "count" else f"{each.column}_n"] = number
            if each.kind == "sum":
                assert arg is not None
                known_part = arg.fill_null(0).cast(arg.type())
                nothing = ibis.literal(0).cast(arg.type())
                row[each.column] = ibis.cases(
                    (here & ~there, known_part), (there & ~here, -known_part), else_=nothing
                ).cast(arg.type())
        if self.has_days:
            here, there = told(is_counted_sale(self.table, self.period.over(ALL)))
            row["on_in"] = (here & ~there).ifelse(lines.ordered_on, None)
            row["on_out"] = (there & ~here).ifelse(lines.ordered_on, None)
            is_odd, was_odd = told(self._odd())
            row["odd"] = is_odd.cast("int64") - was_odd.cast("int64")
        return lines.select(**row)

    def _over(self, table: ir.Table, node: ops.Node) -> Any:
        """An expression of the table, asked of another one with the same columns."""
        return node.replace({self.table.op(): table.op()}).to_expr()


def _reduced(node: Any, column: str) -> Reduced:
    kinds: dict[type, Kind] = {
        ops.CountStar: "count", ops.Count: "count", ops.Sum: "sum", ops.Min: "least", ops.Max: "most"
    }  # fmt: skip
    kind = kinds.get(type(node))
    if kind is None or (kind == "sum" and not (node.arg.dtype.is_decimal() or node.arg.dtype.is_integer())):
        raise NotSlidable(type(node).__name__)
    return Reduced(column, kind, str(node.dtype))


def _day_reductions(table: ir.Table, period: Period, windows: Sequence[Window]) -> dict[ops.Node, Reduced]:
    """The reductions that follow from the days with a counted order."""
    if not {"kind", "ordered_at", "ordered_on", "void_at"} <= set(table.columns):
        return {}
    known = {first_ordered_on(table, period.over(ALL)).op(): Reduced("", "first", "date")}
    for window in windows:
        known[last_ordered_on(table, period.over(window)).op()] = Reduced("", "last", "date", window)
        months = active_months(table, period.over(window))
        if isinstance(months, Bits):
            (node,) = months.mask.op().find(ops.BitOr)
            known[node] = Reduced("", "months", "int64", window)
    return known


def filled(
    sql: str, period: Period, *, was: Period | None = None, anchor: date | None = None, floor: str = "-infinity"
) -> str:
    """The SQL for a period, that of the day kept before in the places that ask for it.

    `floor`: no row with an earlier `FLOORED` crosses a border.
    """
    earlier = {} if was is None else was.slots()
    told = re.sub(r"\$fenji:was_([a-z0-9_]+)\$", lambda found: earlier[f"{SLOT}{found[1]}$"], sql)
    return fill(told.replace(f"{SLOT}anchor$", str(anchor)).replace(f"{SLOT}floor$", floor), period.slots())


def _ahead(zone: str) -> tuple[int, datetime]:
    """How many seconds the zone is ahead of UTC, and since when; NotSlidable where its clocks still change."""
    years = range(1992, date.today().year + 3)
    months = [datetime(year, month, 1, tzinfo=UTC) for year in years for month in range(1, 13)]
    offsets = {month.astimezone(read_zone(zone)).utcoffset() for month in months}
    if len(offsets) > 1:
        raise NotSlidable(zone)
    return int((offsets.pop() or timedelta()).total_seconds()), datetime(1992, 1, 1)


def _windows(sums: Iterable[ir.Scalar]) -> tuple[Window, ...]:
    """All time, and every window that the sums look over."""
    texts = [one.value for value in sums for one in slots_of(value.op())]
    found = [_WINDOW.fullmatch(text) for text in texts]
    told = [Window("days" if one[2] == "day" else "months", int(one[1])) for one in found if one]
    return tuple(dict.fromkeys((ALL, *told)))


def _where(node: Any) -> ir.BooleanValue | None:
    return None if node.where is None else node.where.to_expr()
