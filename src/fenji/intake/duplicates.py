"""The same key twice: identical rows are skipped and counted, different ones are rejected, each naming the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fenji.intake.typed import PROBLEMS_FOUND, SKIPPED

if TYPE_CHECKING:
    from fenji.engines.engine import Engine


def settle(engine: Engine, table: str, *, key: Sequence[str], content: Sequence[str]) -> None:
    """Settles rows of one file that share a key; the first of identical rows stays.

    `table` is a view that drops the rows named here by itself.
    """
    keys = ", ".join(key)
    engine.run(
        f"CREATE OR REPLACE TEMP TABLE fj_twice AS SELECT {keys} FROM {table} GROUP BY {keys} HAVING count(*) > 1"
    )
    (row,) = engine.rows("SELECT count(*) AS n FROM fj_twice")
    if not row["n"]:
        return
    body = ", ".join(content)
    engine.run(
        f"CREATE OR REPLACE TEMP TABLE fj_same AS SELECT {keys}, count(DISTINCT row({body})) AS bodies, "
        f"min(__row) AS first, max(__row) AS last FROM {table} SEMI JOIN fj_twice USING ({keys}) GROUP BY {keys}"
    )
    engine.run(
        f"CREATE OR REPLACE TEMP TABLE fj_twins AS SELECT __row, first, last, bodies "
        f"FROM {table} JOIN fj_same USING ({keys})"
    )
    engine.run(f"INSERT INTO {SKIPPED} SELECT __row FROM fj_twins WHERE bodies = 1 AND __row <> first")
    engine.run(
        f"INSERT INTO {PROBLEMS_FOUND} SELECT __row, '', 'CONFLICT', "
        "'row ' || CASE WHEN __row = first THEN last ELSE first END "
        "FROM fj_twins WHERE bodies > 1"
    )


def settle_with_lake(
    engine: Engine, *, new: str, old: str, key: Sequence[str], same: Sequence[str], rows_of: str, number: str
) -> None:
    """Settles new records whose key the lake has already, record by record.

    The same again is taken out of `new`. A file row is skipped when all it gave is known; a row of a different record
    is rejected. A row that is known but for one record (the order, now with its refund) is accepted for that one.
    """
    equal = " AND ".join(f"n.{name} IS NOT DISTINCT FROM o.{name}" for name in same) or "TRUE"
    joined = " AND ".join(f"n.{name} = o.{name}" for name in key)
    engine.run(
        f"CREATE OR REPLACE TEMP TABLE fj_met AS SELECT n.{number} AS met, {equal} AS is_same "
        f"FROM {new} n JOIN {old} o ON {joined}"
    )
    (row,) = engine.rows("SELECT count(*) AS n FROM fj_met")
    if not row["n"]:
        return
    engine.run(
        "CREATE OR REPLACE TEMP TABLE fj_fate AS SELECT __row, bool_and(coalesce(is_same, FALSE)) AS is_known, "
        "bool_or(NOT coalesce(is_same, TRUE)) AS is_other "
        f"FROM ({rows_of}) r LEFT JOIN fj_met ON r.{number} = met GROUP BY __row"
    )
    engine.run(f"INSERT INTO {SKIPPED} SELECT __row FROM fj_fate WHERE is_known")
    engine.run(
        f"INSERT INTO {PROBLEMS_FOUND} SELECT __row, '', 'CONFLICT', 'an earlier import' FROM fj_fate WHERE is_other"
    )
    engine.run(f"DELETE FROM {new} WHERE {number} IN (SELECT met FROM fj_met)")
