"""What is needed later, asked in another thread while this one still describes what is needed first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fenji.engines.duckdb import DuckDBEngine


@contextmanager
def ahead(engine: DuckDBEngine, kept: Mapping[str, str]) -> Iterator[Callable[[], None]]:
    """Keeps the answers of some queries as working tables, one after the other, on a connection of its own.

    Inside the block this connection is free; the callable waits for the answers, and raises what went wrong there.
    After the block the tables are gone. Only what is committed is seen. An error inside the block stops the queries.
    """
    own = engine.cursor()

    def keep() -> None:
        for name, sql in kept.items():
            own.keep(name, sql)

    with ThreadPoolExecutor(1) as beside:
        answer = beside.submit(keep)
        try:
            yield answer.result
        except BaseException:
            own.interrupt()
            raise
        finally:
            answer.exception()
            for name in kept:
                own.drop(name)
            own.close()
