"""What files say about where changes may lie, and when they say nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from fenji.lake.changes import least_beside
from fenji.lake.lake import Lake

DATES = ("ordered_at", "booked_at", "void_at")
FILES = (
    ("2024-01-03", "2024-01-04", None),
    ("2024-02-01", "2024-02-02", "2024-02-20"),
    ("2024-03-01", "2024-03-01", None),
)


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    """Three files: of January, of February with one order given back late, of March."""
    with Lake.create(tmp_path / "lake", threads=1) as lake:
        with lake.write(actor="test", what="open") as tx:
            tx.create("orders", dict.fromkeys(DATES, "TIMESTAMP"))
        for row in FILES:
            values = ", ".join("NULL" if at is None else f"TIMESTAMP '{at}'" for at in row)
            with lake.write(actor="test", what="a month") as tx:
                tx.append("orders", f"SELECT * FROM (VALUES ({values})) AS rows({', '.join(DATES)})")
        yield lake


@pytest.mark.parametrize(("since", "end", "least"), [
    ("2024-02-19", "2024-02-21", "2024-02-01 00:00:00"),  # given back: the month in which it was ordered
    ("2024-01-04", "2024-03-02", "2024-01-03 00:00:00"),
    ("2024-02-20", "2024-02-20 00:00:01", "2024-02-01 00:00:00"),
    ("2024-02-10", "2024-02-20", "infinity"),  # the end is not of the range
    ("2024-04-01", "2024-05-01", "infinity"),
])  # fmt: skip
def test_files_in_which_nothing_can_cross_are_told(lake: Lake, since: str, end: str, least: str) -> None:
    between = {"since": datetime.fromisoformat(since), "end": datetime.fromisoformat(end)}
    assert least_beside(lake, "orders", "ordered_at", DATES, **between) == least


def test_a_column_with_gaps_bounds_nothing(lake: Lake) -> None:
    since, end = datetime(2024, 1, 1), datetime(2024, 12, 31)
    assert least_beside(lake, "orders", "void_at", DATES, since=since, end=end) == "-infinity"
