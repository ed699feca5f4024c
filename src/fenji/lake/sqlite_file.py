"""Is a SQLite file what SQLite wrote? Asked before it is written to, because damage spreads."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

_QUICKLY_ABOVE = 200_000_000


def flaws(path: Path) -> tuple[str, ...]:
    """What SQLite finds wrong in a file, at most three words of it; empty where it is sound.

    Every page, row and index is read; above 200 MB the rows are not compared with the indexes, which takes minutes.
    """
    check = "quick_check" if path.stat().st_size > _QUICKLY_ABOVE else "integrity_check"
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=30)) as book:
            found = [str(row[0]) for row in book.execute(f"PRAGMA {check}(3)")]
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            return ()  # somebody writes: they have been asked when they started
        return (str(error),)
    except sqlite3.DatabaseError as error:
        return (str(error),)
    return () if found == ["ok"] else tuple(found)
