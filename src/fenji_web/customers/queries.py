"""The questions of the list and of one customer, asked of the read model: names from the whitelist, values bound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fenji_web import library
from fenji_web.beside import queries as beside
from fenji_web.customers.access import TAGS
from fenji_web.customers.forms import Condition, View
from fenji_web.finding import queries as finding

if TYPE_CHECKING:
    from fenji_web.customers.access import Readable
    from fenji_web.finding.queries import Hits
    from fenji_web.library import Result

PAGE = 50
MOST_VALUES = 10  # of a choice, in the margin
_DEFAULT = (("rung", False), ("score", True), ("net_revenue", True))
_COMPARED = {"at_least": ">=", "at_most": "<=", "is": "=", "from": ">=", "until": "<="}
_THESE = "customer_id IN (SELECT unnest(CAST(? AS VARCHAR[])))"

Key = tuple[tuple[str, bool], ...]  # column, whether descending


@dataclass(frozen=True)
class Asked:
    """A condition in SQL with its values."""

    sql: str = "true"
    values: tuple[Any, ...] = ()

    def __and__(self, other: Asked) -> Asked:
        return Asked(f"{self.sql} AND {other.sql}", (*self.values, *other.values))


@dataclass(frozen=True)
class Page:
    """Rows of one page in order, and whether there are more on either side."""

    rows: tuple[dict[str, Any], ...]
    key: Key
    has_next: bool = False
    has_previous: bool = False

    def place(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        """A row's place in this order."""
        return tuple(row[name] for name, _ in self.key)


@dataclass(frozen=True)
class Summary:
    """How many customers a view finds, and how many there would be of each value of its choices."""

    count: int
    facets: Mapping[str, tuple[tuple[str | None, int], ...]] = field(default_factory=dict)


def types(result: Result) -> dict[str, str]:
    """The columns of the read model with their types, those for sorting and searching alone included."""
    there = result.engine.rows("DESCRIBE customers")
    follow = {one.name: one.type for one in library.derived(result)}
    return {**{row["column_name"]: row["column_type"] for row in there}, **follow, TAGS: "VARCHAR[]"}


def page(of: Readable, view: View, *, hits: Hits = None, size: int = PAGE) -> Page:
    """One page of a view, by key: what comes after or before a place costs the same however deep it is."""
    key, known = key_of(view.sort, of.types), of.types
    at, is_back = (view.before, True) if view.before else (view.after, False)
    if at is not None and len(at) != len(key):
        at, is_back = None, False
    asked = _everything(of, view, hits)
    near = _near(of, view, key, at, asked, is_back=is_back, size=size) if key[0][0] == "name_order" else Asked()
    if at is not None:
        asked = asked & _beyond(key, at, known, is_back=is_back)
    asked = asked & near
    order = ", ".join(f"{_quoted(name)} {_way(descending, is_back=is_back)}" for name, descending in key)
    everybody, names = _everybody(of, view), _selected(of, view, key)
    is_plain = view.sort.removeprefix("-") not in beside.SAID
    is_late = is_plain and bool(of.laid) and bool({*names} & {*beside.SAID})
    names = [name for name in names if name != TAGS or not is_plain]
    selected = ", ".join([*(["rowid AS place"] if is_late else []), *(_quoted(name) for name in names)])
    sql = f"SELECT {selected} FROM {everybody} WHERE {asked.sql} ORDER BY {order} LIMIT {int(size) + 1}"
    if is_late:
        sql = beside.dressed(sql, order, has_owner="owner" in names)
    found = of.result.engine.rows(sql, list(asked.values))
    more, rows = len(found) > size, found[:size]
    if is_back:
        return Page(tuple(reversed(rows)), key, has_next=True, has_previous=more)
    return Page(tuple(rows), key, has_next=more, has_previous=at is not None)


def summary(of: Readable, view: View, facets: Sequence[str], *, hits: Hits = None) -> Summary:
    """The number found, and each choice's values with their numbers as if that choice alone were not asked.

    One statement; the conditions that are no choices are looked at once for all of them.
    """
    base = _conditions(of, view) & _found(of, view.search, hits)
    names = [name for name in facets if name in of.columns and (name != TAGS or of.laid)]
    chosen = {name: _chosen(of, name, values) for name, values in view.chosen.items() if name in of.types}
    carried = dict.fromkeys(name for name in (*names, *chosen) if name != TAGS)
    selected = ", ".join(["rowid", *(_quoted(name) for name in carried)])
    is_dear = bool(view.search) or any(_is_dear(of, one) for one in view.conditions)
    kept = "MATERIALIZED" if is_dear else "NOT MATERIALIZED"
    everybody = _followed(of, view, "customers")
    sql = f"WITH found AS {kept} (SELECT {selected} FROM {everybody} WHERE {base.sql})\n"
    every = _all(chosen.values())
    parts = [f"SELECT '' AS facet, NULL AS value, count(*) AS n FROM found WHERE {every.sql}"]
    values = [*base.values, *every.values]
    for name in names:
        rest = _all(asked for other, asked in chosen.items() if other != name)
        if name == TAGS:
            parts.append(beside.tagged("found", rest.sql, MOST_VALUES + 1))
            values += [*rest.values, *rest.values]
            continue
        if name == "owner" and of.laid:
            mine = (base & rest).sql
            mine = mine if everybody == "customers" else f"rowid IN (SELECT rowid FROM {everybody} WHERE {mine})"
            parts.append(beside.owned("found", rest.sql, mine, MOST_VALUES + 1))
            values += [*rest.values, *base.values, *rest.values]
            continue
        parts.append(
            f"(SELECT '{name}' AS facet, CAST({_quoted(name)} AS VARCHAR) AS value, count(*) AS n FROM found "
            f"WHERE {rest.sql} GROUP BY ALL ORDER BY n DESC, value LIMIT {MOST_VALUES + 1})"
        )
        values += rest.values
    rows = of.result.engine.rows(sql + "\nUNION ALL ".join(parts), values)
    count = next(row["n"] for row in rows if not row["facet"])
    counted = {name: tuple((row["value"], row["n"]) for row in rows if row["facet"] == name) for name in names}
    return Summary(count, counted)


def every_row(of: Readable, view: View) -> Iterator[dict[str, Any]]:
    """All rows of a view in its order, streamed."""
    key, asked = key_of(view.sort, of.types), _everything(of, view, None)
    order = ", ".join(f"{_quoted(name)} {_way(descending, is_back=False)}" for name, descending in key)
    selected = ", ".join(_quoted(name) for name in _selected(of, view, key))
    sql = f"SELECT {selected} FROM {_everybody(of, view, view.columns)} WHERE {asked.sql} ORDER BY {order}"
    for batch in of.result.engine.batches(sql, list(asked.values)):
        yield from batch.to_pylist()


def key_of(sort: str, known: Mapping[str, str]) -> Key:
    """The columns that an order goes by; customer ids last, so that every customer has one place.

    Tiers go by rung, the best first; names by how they sound.
    """
    name, is_down = sort.removeprefix("-"), sort.startswith("-")
    if name == "tier":
        key: Key = (("rung", is_down), *_DEFAULT[1:])
    elif name == "name":
        key = tuple((one, is_down) for one in ("name_order", "name_pinyin", "name"))
    else:
        key = ((name, is_down),)
    return (*(one for one in key if one[0] in known), ("customer_id", False))


def _everybody(of: Readable, view: View, more: Sequence[str] = ()) -> str:
    """The customers; with what people set here laid beside them where the question turns on owners or tags."""
    turning = {*more, view.sort.removeprefix("-")}
    return _followed(of, view, beside.relation(turning, is_laid=bool(of.laid), has_owner="owner" in of.types))


def _followed(of: Readable, view: View, relation: str) -> str:
    """The same customers with the columns that follow from others, those that the question turns on."""
    turning = {view.sort.removeprefix("-"), *view.columns, *(one.column for one in view.conditions)}
    follow = [f"{sql} AS {_quoted(name)}" for name, sql in of.derived.items() if name in turning]
    if not follow:
        return relation
    return f"(SELECT {'rowid, ' if relation == 'customers' else ''}*, {', '.join(follow)} FROM {relation})"


def _selected(of: Readable, view: View, key: Key) -> list[str]:
    always = [name for name in ("customer_id", "name", "kind", "tier") if name in of.types]
    shown = [name for name in view.columns if name in of.columns]
    return list(dict.fromkeys([*always, *shown, *(name for name, _ in key)]))


def _everything(of: Readable, view: View, hits: Hits) -> Asked:
    chosen = (_chosen(of, name, values) for name, values in view.chosen.items() if name in of.types)
    return _conditions(of, view) & _all(chosen) & _found(of, view.search, hits)


def _all(several: Any) -> Asked:
    whole = Asked()
    for one in several:
        whole = whole & one
    return whole


def _chosen(of: Readable, name: str, values: Sequence[str]) -> Asked:
    """Any of the values; an empty one asks for the unknown."""
    named = [value for value in values if value]
    if name == TAGS:
        tagged = beside.tagged_so(f"list_has_any({TAGS}, CAST(? AS VARCHAR[]))", is_laid=bool(of.laid))
        loose = beside.tagged_so(f"{TAGS} IS NOT NULL", is_laid=bool(of.laid))
        return Asked(f"({tagged}{f' OR NOT {loose}' if len(named) < len(values) else ''})", (named,) if of.laid else ())
    parts = [f"{_quoted(name)} IN ({', '.join('?' for _ in named)})"] if named else []
    parts += [f"{_quoted(name)} IS NULL"] if len(named) < len(values) else []
    asked = Asked(f"({' OR '.join(parts)})", tuple(named))
    return _of_now(of, asked) if name == "owner" else asked


def _conditions(of: Readable, view: View) -> Asked:
    asked = _all(_condition(of, one) for one in view.conditions if one.column in of.types)
    return asked & Asked(_THESE, (list(view.only),)) if view.only else asked


def _is_dear(of: Readable, one: Condition) -> bool:
    """Whether a condition costs more to look at than what it finds costs to keep."""
    return one.operator in ("has", "begins") or (one.column in of.columns and of.columns[one.column].kind == "text")


def _of_now(of: Readable, asked: Asked) -> Asked:
    """A condition on the owners of the list as one on those of now."""
    return Asked(beside.owned_so(asked.sql), (*asked.values, *asked.values)) if of.laid else asked


def _condition(of: Readable, one: Condition) -> Asked:
    if one.column == "owner":
        return _of_now(of, _compared(one))
    if one.column == TAGS:
        is_said = one.operator in ("known", "unknown")
        sql = f"{TAGS} IS NOT NULL" if is_said else f"list_contains({TAGS}, ?)"
        way = "NOT " if one.operator in ("unknown", "without") else ""
        values = () if is_said or not of.laid else (one.value,)
        return Asked(f"{way}{beside.tagged_so(sql, is_laid=bool(of.laid))}", values)
    return _compared(one)


def _compared(one: Condition) -> Asked:
    name = _quoted(one.column)
    if one.operator in ("known", "unknown"):
        return Asked(f"{name} IS {'NOT ' if one.operator == 'known' else ''}NULL")
    if one.operator in ("has", "begins"):
        test = "contains" if one.operator == "has" else "starts_with"
        return Asked(f"{test}(lower({name}), lower(?))", (one.value,))
    if one.operator == "is_not":
        return Asked(f"{name} IS DISTINCT FROM ?", (one.value,))
    if one.column == "missing_total":
        return Asked(f"{name} {_COMPARED[one.operator]} CAST(? * 1000000 AS BIGINT)", (one.value,))
    return Asked(f"{name} {_COMPARED[one.operator]} ?", (one.value,))


def _found(of: Readable, words: str, hits: Hits) -> Asked:
    if not words:
        return Asked()
    if hits is None:
        sql, values = finding.found(words, of.types, of.ids, sees_contact=of.sees_contact)
        return Asked(sql, tuple(values))
    return Asked("rowid IN (SELECT unnest(CAST(? AS BIGINT[])))", (list(hits),)) if hits else Asked("false")


def _beyond(key: Key, at: Sequence[Any], known: Mapping[str, str], *, is_back: bool) -> Asked:
    """Rows after a place in the order, or before it: equal so far, and then beyond. Unknown values come last."""
    ways, values = [], []
    for number, (name, descending) in enumerate(key):
        column, kind = _quoted(name), known[name]
        value = f"TRY_CAST(? AS {kind})"
        if at[number] is None:
            beyond, needed = (f"{column} IS NOT NULL" if is_back else "false"), []
        else:
            sign = "<" if descending != is_back else ">"
            beyond = f"{column} {sign} {value}" + ("" if is_back else f" OR {column} IS NULL")
            needed = [at[number]]
        same = [f"{_quoted(other)} IS NOT DISTINCT FROM TRY_CAST(? AS {known[other]})" for other, _ in key[:number]]
        ways.append("(" + " AND ".join([*same, f"({beyond})"]) + ")")
        values += [*at[:number], *needed]
    return Asked(f"({' OR '.join(ways)})", tuple(values))


def _near(
    of: Readable, view: View, key: Key, at: Sequence[Any] | None, asked: Asked, *, is_back: bool, size: int
) -> Asked:
    """Between which numbers the names of a page lie, so that the names themselves are read of those few alone.

    The number that closes it is the first one with a page of others before it; without so many nothing is narrowed.
    """
    name, is_down = key[0][0], key[0][1] != is_back
    beyond, until = ("<", ">=") if is_down else (">", "<=")
    begins = Asked() if at is None else Asked(f"{name} {beyond} TRY_CAST(? AS UBIGINT)", (at[0],))
    within = asked & begins & Asked(f"{name} IS NOT NULL")
    sql = f"""SELECT {name} AS last FROM {_everybody(of, view)} WHERE {within.sql}
              ORDER BY {name} {"DESC" if is_down else "ASC"} LIMIT 1 OFFSET {int(size)}"""
    found = of.result.engine.rows(sql, list(within.values)) if at is None or at[0] is not None else []
    if not found:
        return Asked()
    from_here = Asked() if at is None else Asked(f"{name} {beyond}= TRY_CAST(? AS UBIGINT)", (at[0],))
    return from_here & Asked(f"{name} {until} ?", (found[0]["last"],))


def _way(descending: bool, *, is_back: bool) -> str:
    return f"{'DESC' if descending != is_back else 'ASC'} NULLS {'FIRST' if is_back else 'LAST'}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
