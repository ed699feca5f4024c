"""A write that is only tried: everything is computed against the lake as it is, and nothing of it stays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from fenji.lake.commit import Transaction

if TYPE_CHECKING:
    from fenji.engines.engine import Parameters
    from fenji.lake.lake import Lake


class Rehearsal(Transaction):
    """A transaction that is never committed: appends are counted, rows taken out are out until it ends.

    Needs no lock, since the catalog is not written; whoever writes meanwhile is not seen.
    """

    def append(self, table: str, select_sql: str, parameters: Parameters = None) -> int:
        """How many rows would be added."""
        del table
        return self._counted(f"SELECT count(*) AS n FROM ({select_sql})", parameters)

    def _counted(self, sql: str, parameters: Parameters) -> int:
        (row,) = self.engine.rows(sql, parameters)
        return int(row["n"])


@contextmanager
def rehearse(lake: Lake) -> Iterator[Rehearsal]:
    """What a write would do; temporary tables made or changed inside are afterwards as they were before."""
    lake.engine.begin()
    try:
        yield Rehearsal(lake.engine, lake.folder)
    finally:
        lake.engine.rollback()
