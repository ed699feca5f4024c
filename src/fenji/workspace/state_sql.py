"""The SQL of a state: one row a customer, with what is kept of every table; found, moved to another day, answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fenji.workspace import sliding_sql as text
from fenji.workspace.slidable import Slidables
from fenji.workspace.sliding_sql import Shape

CUSTOMERS = "lake.main.customers"


@dataclass(frozen=True)
class Moved:
    """The working tables with what changed of a table: added (days in some words), days gone, who is counted again."""

    shape: Shape
    words: Sequence[int]
    added: str
    gone: str | None
    again: str | None

    @property
    def laid(self) -> tuple[str, ...]:
        """The tables to be laid beside the customers."""
        return tuple(name for name in (self.added, self.gone, self.again) if name)


def first(slidables: Slidables, kept: Mapping[str, str]) -> str:
    """A state from the customers and what one pass over each table found."""
    told = ["customer_id", "coalesce(is_customer, FALSE) AS is_customer", *slidables.profile]
    joins = ""
    for name, sql in kept.items():
        shape = slidables.tables[name].shape
        told += [f"kept_{name}.{one} AS {shape.column(one)}" for one in shape.columns()]
        joins += f" FULL JOIN ({sql}) AS kept_{name} USING (customer_id)"
    known = f"SELECT customer_id, TRUE AS is_customer, {', '.join(slidables.profile)} FROM {CUSTOMERS}"
    return f"SELECT {', '.join(told)} FROM ({known}) AS known{joins}"


def of_table(shape: Shape, state: str) -> str:
    """The least and most that a state keeps of one table."""
    told = [f"{shape.column(each.column)} AS {each.column}" for each in shape.extremes()]
    return f"SELECT {', '.join(['customer_id', *told])} FROM {state} WHERE {shape.column('n_rows')} > 0"


def touched(moved: Sequence[Moved], known: str | None) -> str:
    """Everybody of whom anything changed."""
    return " UNION ".join(f"SELECT customer_id FROM {name}" for name in (*(one.added for one in moved), known) if name)


def known_now(changed: Sequence[str], profile: Sequence[str]) -> str:
    """The customers who came, went or changed, as they are."""
    ids = " UNION ".join(f"SELECT customer_id FROM {name}" for name in changed)
    told = ", ".join(f"known.{name}" for name in profile)
    return f"""
        SELECT customer_id, known.customer_id IS NOT NULL AS is_customer, {told}
        FROM ({ids}) AS ids LEFT JOIN {CUSTOMERS} AS known USING (customer_id)"""


def merged(
    slidables: Slidables,
    state: str,
    moved: Sequence[Moved],
    *,
    ids: str,
    known: str | None,
    anchors: Mapping[str, date],
) -> str:
    """The state as of the new day: who was touched, from what was and what changed; everybody else as they were.

    `ids`: the table of those touched; `known`: that of the customers who came, went or changed.
    """
    shapes = [one.shape for one in moved]
    same = ["customer_id", "is_customer", *slidables.profile]
    same += [shape.column(name) for shape in shapes for name in shape.columns()]
    was = {"is_customer": "coalesce(was.is_customer, FALSE)"} | {name: f"was.{name}" for name in slidables.profile}
    if known:
        is_known = f"{known}.customer_id IS NOT NULL"
        was = {name: f"CASE WHEN {is_known} THEN {known}.{name} ELSE {value} END" for name, value in was.items()}
    told = ["ids.customer_id", *(f"{value} AS {name}" for name, value in was.items())]
    for one in moved:
        told += text.moved(one.shape, one.words, one.added, one.gone, one.again)
    laid = [*(name for one in moved for name in one.laid), *([known] if known else [])]
    beside = " ".join(f"LEFT JOIN {name} ON {name}.customer_id = ids.customer_id" for name in laid)
    found = ["customer_id", "is_customer", *slidables.profile]
    for shape in shapes:
        found += text.found(shape, anchors[shape.table])
    is_left = " OR ".join(["is_customer", *(f"{shape.column('n_rows')} > 0" for shape in shapes)])
    return f"""
        SELECT {", ".join(same)} FROM {state} AS was ANTI JOIN {ids} USING (customer_id)
        UNION ALL BY NAME
        SELECT {", ".join(found)}
        FROM (SELECT {", ".join(told)} FROM {ids} AS ids
            LEFT JOIN {state} AS was ON was.customer_id = ids.customer_id {beside})
        WHERE {is_left}"""


def to_keep(slidables: Slidables, state: str) -> str:
    """A state as it is written, with sums of money in the width that files are read in fastest."""
    narrow = [one for each in slidables.tables.values() for one in text.narrow(each.shape)]
    return f"SELECT * REPLACE ({', '.join(narrow)}) FROM ({state})" if narrow else state


def unusable(slidables: Slidables, state: str) -> str:
    """How many rows forbid that a written state is used."""
    told = " + ".join(text.is_unusable(each.shape) for each in slidables.tables.values())
    return f"SELECT ({told})::BIGINT AS n FROM {state}"


def answered(slidables: Slidables, state: str, *, as_of: date, anchors: Mapping[str, date]) -> str:
    """The customers with the reductions of every table for the day, from the state merged for it."""
    told = ["customer_id", *slidables.profile]
    for name, one in slidables.tables.items():
        told += text.answered(one.shape, as_of=as_of, anchor=anchors[name], customer=one.customer)
    return f"SELECT {', '.join(told)} FROM ({state}) WHERE is_customer"
