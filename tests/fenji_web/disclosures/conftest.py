"""A few customers are many: what needs a second person begins at three rows here."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FENJI_MOST_ROWS_ALONE", "3")
