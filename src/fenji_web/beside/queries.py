"""A small table beside the customers of a read model: who was given to whom here, and what is tagged how."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from typing import TYPE_CHECKING, Any

import pyarrow as pa

if TYPE_CHECKING:
    from fenji_web.library import Engine

TABLE = "here.laid"
SAID = ("owner", "tags")
_TAGGED = pa.schema({"customer_id": pa.string(), "said": pa.string()})
_OWNED = _TAGGED.append(pa.field("person", pa.int64()))
_OWNERS, _TAGS = "here.owners", "here.tags"  # while everything is laid
Owners = Sequence[tuple[str, str, int | None]]  # customer, owner (empty: none), who that is where they sign in
Pairs = Sequence[tuple[str, str]]
Given = tuple[str, str | None, bool, list[str] | None, int | None]  # customer, owner, whether set here, tags, who
_OWNER = " REPLACE (CASE WHEN l.is_owned THEN l.owner ELSE c.owner END AS owner)"


def relation(turning: Set[str], *, is_laid: bool, has_owner: bool) -> str:
    """The customers in SQL, for a question that turns on these columns: with the owner of now and tags where needed."""
    if not turning & {*SAID}:
        return "customers"
    if not is_laid:
        return "(SELECT rowid, *, CAST(NULL AS VARCHAR[]) AS tags FROM customers)"
    return (
        f"(SELECT c.rowid AS rowid, c.*{_OWNER if has_owner else ''}, l.tags AS tags "
        f"FROM customers AS c LEFT JOIN {TABLE} AS l ON l.place = c.rowid)"
    )


def tagged(found: str, where: str, most: int) -> str:
    """How many of those found, by their `rowid`, have each tag, and how many none; `where` stands in it twice."""
    return f"""(SELECT 'tags' AS facet, tag AS value, count(*) AS n
                FROM (SELECT unnest(l.tags) AS tag FROM (SELECT rowid AS place FROM {found} WHERE {where}) AS f
                      JOIN {TABLE} AS l ON l.place = f.place)
                GROUP BY ALL ORDER BY n DESC, value LIMIT {most})
               UNION ALL SELECT 'tags', NULL, count(*) FROM {found}
               WHERE rowid NOT IN (SELECT place FROM {TABLE} WHERE tags IS NOT NULL) AND {where}"""


def tagged_so(sql: str, *, is_laid: bool) -> str:
    """A condition on a customer's tags as one on the customer; nobody meets it where nothing is laid."""
    return f"(rowid IN (SELECT place FROM {TABLE} WHERE {sql}))" if is_laid else "(false)"


def owned_so(sql: str) -> str:
    """A condition on the list's owner as one on the owner of now; its values stand in it twice."""
    return (
        f"(rowid IN (SELECT place FROM {TABLE} WHERE is_owned AND {sql}) "
        f"OR ({sql} AND rowid NOT IN (SELECT place FROM {TABLE} WHERE is_owned)))"
    )


def owned(found: str, where: str, mine: str, most: int) -> str:
    """How many of those found each owner of now has: the list's owners, less and more by those who changed hands here.

    `found` has the owners of the list; `mine` is a condition on customers for the same rows; `where` stands in it once,
    before `mine`.
    """
    return f"""(SELECT 'owner' AS facet, owner AS value, CAST(sum(n) AS BIGINT) AS n
                FROM (SELECT owner, count(*) AS n FROM {found} WHERE {where} GROUP BY owner
                      UNION ALL SELECT unnest([c.was, l.owner]), unnest([-1, 1])
                      FROM (SELECT rowid AS place, owner AS was FROM customers WHERE {mine}) AS c
                      JOIN {TABLE} AS l ON l.place = c.place AND l.is_owned)
                GROUP BY owner HAVING sum(n) > 0 ORDER BY n DESC, value LIMIT {most})"""


def dressed(page: str, order: str, *, has_owner: bool) -> str:
    """A page of customers, each with its `place`, with the owner of now, where owners are shown, and the tags."""
    owner = _OWNER.replace("c.owner", "p.owner") if has_owner else ""
    return (
        f"SELECT p.* EXCLUDE (place){owner}, l.tags FROM ({page}) AS p "
        f"LEFT JOIN {TABLE} AS l ON l.place = p.place ORDER BY {order}"
    )


def begin(engine: Engine) -> None:
    """The table in memory, seen by every cursor of the file as long as one of them is open."""
    engine.run("ATTACH IF NOT EXISTS ':memory:' AS here (READ_WRITE)")
    columns = "place BIGINT, is_owned BOOLEAN, owner VARCHAR, tags VARCHAR[], person BIGINT"
    engine.run(f"CREATE TABLE IF NOT EXISTS {TABLE} ({columns})")


def lay(engine: Engine, given: Sequence[Given]) -> None:
    """Lays what is given in place of what was there of the same customers."""
    if not given:
        return
    values: list[Any] = [list(column) for column in zip(*given, strict=True)]
    rows = """(SELECT unnest(CAST(? AS VARCHAR[])) AS customer_id, unnest(CAST(? AS VARCHAR[])) AS owner,
               unnest(CAST(? AS BOOLEAN[])) AS is_owned, unnest(CAST(? AS VARCHAR[][])) AS tags,
               unnest(CAST(? AS BIGINT[])) AS person)"""
    these = "SELECT rowid FROM customers WHERE customer_id IN (SELECT unnest(CAST(? AS VARCHAR[])))"
    engine.run(f"DELETE FROM {TABLE} WHERE place IN ({these})", [values[0]])
    engine.run(
        f"INSERT INTO {TABLE} SELECT c.rowid, g.is_owned, g.owner, g.tags, g.person FROM {rows} AS g "
        "JOIN customers AS c ON c.customer_id = g.customer_id WHERE g.is_owned OR g.tags IS NOT NULL",
        values,
    )


def lay_whole(engine: Any, owners: Iterable[Owners], tags: Iterable[Pairs]) -> None:
    """Lays everything anew: customers with their owners, customers with their tags, a part at a time."""
    sorts: tuple[tuple[str, Iterable[Any], pa.Schema], ...] = ((_OWNERS, owners, _OWNED), (_TAGS, tags, _TAGGED))
    for name, parts, columns in sorts:
        engine.run(f"CREATE OR REPLACE TABLE {name} (customer_id VARCHAR, said VARCHAR, person BIGINT)")
        for part in parts:
            rows = pa.table([pa.array(values) for values in zip(*part, strict=True)], names=columns.names)
            with engine.lent("part", rows.cast(columns)):
                engine.run(f"INSERT INTO {name} BY NAME SELECT * FROM part")
    engine.run(f"DELETE FROM {TABLE}")
    engine.run(f"""INSERT INTO {TABLE} SELECT c.rowid, o.customer_id IS NOT NULL, nullif(o.said, ''), t.tags, o.person
                   FROM customers AS c LEFT JOIN {_OWNERS} AS o ON o.customer_id = c.customer_id
                   LEFT JOIN (SELECT customer_id, list(said ORDER BY said) AS tags FROM {_TAGS} GROUP BY customer_id)
                   AS t ON t.customer_id = c.customer_id WHERE o.customer_id IS NOT NULL OR t.tags IS NOT NULL""")
    for name in (_OWNERS, _TAGS):
        engine.run(f"DROP TABLE {name}")
