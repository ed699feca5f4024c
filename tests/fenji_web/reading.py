"""The result that a workspace shows, opened beside the web app, and how many questions a page asks of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from fenji.engines.duckdb import DuckDBEngine
from fenji.result import Result
from fenji.workspace.model_file import newest_file, open_file


def shown(shop: Path, scheme: str = "value") -> Result:
    """What the pages of that workspace are to show."""
    path = newest_file(shop / "runs", scheme)
    assert path is not None
    return open_file(path)


@contextmanager
def questions(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every statement that is asked of a read model inside."""
    asked: list[str] = []
    rows = DuckDBEngine.rows

    def listening(self: DuckDBEngine, sql: str, parameters: Any = None) -> list[dict[str, Any]]:
        asked.append(sql)
        return rows(self, sql, parameters)

    with monkeypatch.context() as patch:
        patch.setattr(DuckDBEngine, "rows", listening)
        yield asked
