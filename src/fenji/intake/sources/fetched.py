"""A source's rows in one Parquet file, whose footer says what was asked: the archive alone can tell it again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from fenji.errors import Issue
from fenji.language import Text

FOOTER = "fenji.source"


@dataclass(frozen=True)
class Reached:
    """How far a cursor column has been read: its greatest value, as text, and how the database types it."""

    column: str
    value: str
    type: str = "text"


@dataclass(frozen=True)
class Footer:
    """What a fetched file says about itself: the source's name, its columns with their types, how far it reached."""

    name: str
    columns: Mapping[str, str]
    cursor: Reached | None = None

    def to_json(self) -> str:
        """The footer as it stands in the file: no time, no place, no credential; the same rows make the same bytes."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=False)

    @classmethod
    def from_json(cls, words: str) -> Footer:
        """The footer back from a file."""
        values: dict[str, Any] = json.loads(words)
        cursor = values.get("cursor")
        return cls(values["name"], values["columns"], Reached(**cursor) if cursor else None)

    @classmethod
    def of(cls, path: Path) -> Footer | None:
        """What a Parquet file says about its source; None where it says nothing."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            found = (pq.read_metadata(path).metadata or {}).get(FOOTER.encode())
        except (OSError, pa.ArrowException):
            return None
        return None if found is None else cls.from_json(found.decode())


@dataclass(frozen=True)
class Look:
    """What a source shows without fetching: its place, its columns with types, the rows to come, the cursor's reach.

    Of a web service the first page alone is looked at: `rows` are then those of that page.
    """

    place: str
    columns: Mapping[str, str]
    rows: int
    high: Reached | None
    unknown: int = 0
    is_behind: bool = False
    is_first_page: bool = False


@dataclass(frozen=True)
class Fetched:
    """Rows on their way in: the file, how many, what it says about itself, and what a person should know."""

    path: Path
    rows: int
    footer: Footer
    findings: tuple[Issue, ...] = ()


def told(name: str, code: str, problem: Text, fix: Text) -> Issue:
    """Something about a fetch that stops nothing."""
    return Issue("warning", name, problem, fix, code)
