"""Which customers pictures can be narrowed to: the values of a closed list of columns, asked of the read model."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fenji_web.library import Result

COLUMNS = ("province", "customer_source", "owner", "kind", "industry", "tier", "rfm_class", "stage")
FEWEST, MOST = 2, 60


def choices(result: Result) -> dict[str, list[str]]:
    """Column → its values, the most frequent ones by name; columns with one value or none are not offered."""
    found = {column: _values(result, column) for column in COLUMNS if column in result.columns}
    return {column: values for column, values in found.items() if len(values) >= FEWEST}


def _values(result: Result, column: str) -> list[str]:
    assert column in COLUMNS
    sql = f"""SELECT v FROM (SELECT "{column}" AS v, count(*) AS n FROM {result.relation}
              WHERE "{column}" IS NOT NULL GROUP BY v ORDER BY n DESC, v LIMIT {MOST}) ORDER BY v"""
    return [str(row["v"]) for row in result.engine.rows(sql)]
