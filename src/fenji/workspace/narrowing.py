"""A run's result as somebody sees it who may see only a part of the customers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from fenji.engines.narrowed import NarrowedEngine

if TYPE_CHECKING:
    from fenji.engines.duckdb import DuckDBEngine
    from fenji.language import Text
    from fenji.result import Result


def narrowed(result: Result, condition: str, words: Text) -> Result:
    """The customers of a read model that answer to a condition in SQL, as a result of its own.

    `words` say who they are. Every question asked of it, in whatever SQL, is answered for them alone: see
    NarrowedEngine. What was counted for everybody is not in it: the tiers at runs before, who bought again by first
    month, who is gone.
    """
    others = (name for name in (result.gone, result.bought) if name)
    parts = {"customers": f"({condition})"} | dict.fromkeys(others, "false")
    engine = NarrowedEngine.over(cast("DuckDBEngine", result.engine), parts)
    (found,) = engine.rows(f"SELECT count(*) AS n FROM {result.relation}")
    run = replace(result.run, customers=int(found["n"]))
    return replace(result, engine=engine, run=run, gone=None, past=(), bought=None, only=words)
