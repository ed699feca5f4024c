"""Rows of any shape into one Parquet file of text columns: nested values by path, nothing renamed, little memory."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from fenji.intake.sources.drift import OPTIONAL
from fenji.intake.sources.pages import Digits, not_data, repeats
from fenji.language import Text

_PART = 10_000
_REMEMBERED = 200_000
_CIRCLE = 10_000


class Repeats:
    """Notices a source that goes round: a page all of whose rows came before, or ten thousand such rows on end."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._seen: set[bytes] = set()
        self._known_on_end = 0
        self.twice = 0

    def check(self, rows: list[dict[str, Any]], *, is_page: bool) -> None:
        """Counts rows that came before; stops where nothing new comes any more."""
        known = 0
        for row in rows:
            words = json.dumps(row, ensure_ascii=False, sort_keys=True, default=str).encode("utf-8", "surrogatepass")
            mark = hashlib.blake2b(words, digest_size=8).digest()
            if mark in self._seen:
                known += 1
                self._known_on_end += 1
            else:
                self._known_on_end = 0
                if len(self._seen) < _REMEMBERED:
                    self._seen.add(mark)
        self.twice += known
        if (is_page and rows and known == len(rows)) or self._known_on_end >= _CIRCLE:
            raise repeats(self._where)


class Edge:
    """Follows the greatest value of a cursor column, and knows the rows that came with the last one before."""

    def __init__(self, column: str | None = None, value: str | None = None, files: Iterable[Path] = ()) -> None:
        self.column, self.value = column, value
        self._seen = Counter(_marks(files, column, value)) if column and value else Counter[str]()

    def holds(self, row: Mapping[str, str | None]) -> bool:
        """Whether the row came before; a row that came once is held once. Moves the value on otherwise."""
        if self.column is None:
            return False
        value = row.get(self.column)
        if value is not None and (self.value is None or _order(value) > _order(self.value)):
            self.value = value
        mark = _mark(row)
        if not self._seen[mark]:
            return False
        self._seen[mark] -= 1
        return True


class TextRows:
    """Collects rows in parts on the disk, then writes one file that has every column any row had."""

    def __init__(self, folder: Path, *, where: str, edge: Edge | None = None) -> None:
        self._folder, self._where = folder, where
        self._edge = edge or Edge()
        self._waiting: list[dict[str, str | None]] = []
        self._parts: list[Path] = []
        self._kinds: dict[str, str] = {}
        self._filled: dict[str, int] = {}
        self.rows = 0  # to be written
        self._came = 0

    def add(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Takes rows in; every value becomes the text it was written as."""
        for row in rows:
            flat: dict[str, str | None] = {}
            self._came += 1
            for name, value in _leaves(row):
                kind, words = _as_text(value)
                flat[name] = words
                self._filled[name] = self._filled.get(name, 0) + 1
                known = self._kinds.setdefault(name, kind)
                if kind not in (known, "unknown"):
                    self._kinds[name] = kind if known == "unknown" else "mixed"
            if self._edge.holds(flat):
                continue
            self._waiting.append(flat)
            self.rows += 1
            if len(self._waiting) >= _PART:
                self._spill()

    @property
    def columns(self) -> dict[str, str]:
        """Every column by first appearance, with its JSON type; `?` where not every row had it."""
        return {
            name: kind + (OPTIONAL if self._filled[name] < self._came else "") for name, kind in self._kinds.items()
        }

    def write(self, target: Path, *, notes: Mapping[str, str]) -> None:
        """The rows as one Parquet file."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        self._spill()
        schema = pa.schema([(name, pa.string()) for name in self._kinds]).with_metadata(dict(notes))
        with pq.ParquetWriter(target, schema, compression="zstd") as writer:
            for part in self._parts:
                table = pq.read_table(part)
                missing = pa.nulls(len(table), pa.string())
                found = [table[name] if name in table.column_names else missing for name in self._kinds]
                writer.write_table(pa.Table.from_arrays(found, schema=schema))
                part.unlink()

    def _spill(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        if not self._waiting:
            return
        names = dict.fromkeys(name for row in self._waiting for name in row)
        part = self._folder / f"part-{len(self._parts):06}.parquet"
        try:
            columns = {name: pa.array([row.get(name) for row in self._waiting], pa.string()) for name in names}
        except UnicodeError:
            columns = None
        if columns is None:
            raise not_data(self._where, Text("a text is no valid Unicode", "文本不是有效的 Unicode"))
        pq.write_table(pa.table(columns), part)
        self._parts.append(part)
        self._waiting = []


def rows_of(item: Any, *, where: str) -> list[dict[str, Any]]:
    """What a dlt resource yields (a row, a list of rows, an Arrow table) as rows."""
    found = item.to_pylist() if hasattr(item, "to_pylist") else item if isinstance(item, list) else [item]
    if not all(isinstance(row, Mapping) for row in found):
        raise not_data(where, Text("the answer holds no rows", "返回内容中没有数据行"))
    return [dict(row) for row in found]


def _marks(files: Iterable[Path], column: str, value: str) -> Iterator[str]:
    """The rows of earlier files that have the cursor's last value."""
    import pyarrow.parquet as pq

    for file in files:
        if column in pq.read_schema(file).names:
            for row in pq.read_table(file, filters=[(column, "=", value)]).to_pylist():
                yield _mark(row)


def _mark(row: Mapping[str, str | None]) -> str:
    return json.dumps({name: words for name, words in row.items() if words is not None}, sort_keys=True)


def _order(value: str) -> tuple[int, Decimal, str]:
    """Numbers by size, all else as text: instants in one format and zone sort as text."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return (1, Decimal(0), value)
    return (0, number, "") if number.is_finite() else (1, Decimal(0), value)


def _leaves(row: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Nested objects by path: {"买家": {"姓名": "王"}} is the column 买家.姓名."""
    for name, value in row.items():
        if isinstance(value, Mapping) and value:
            yield from _leaves(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _as_text(value: Any) -> tuple[str, str | None]:
    if value is None:
        return "unknown", None
    for kind, say in _SAID:
        if isinstance(value, kind):
            return say(value)
    return ("list" if isinstance(value, list | tuple | Mapping) else "text"), _written(value)


def _written(value: Any) -> str:
    is_nested = isinstance(value, list | tuple | Mapping)
    return json.dumps(value, ensure_ascii=False, default=str) if is_nested else str(value)


_SAID: tuple[tuple[Any, Callable[[Any], tuple[str, str]]], ...] = (
    (Digits, lambda value: ("number", str(value))),
    (bool, lambda value: ("boolean", "TRUE" if value else "FALSE")),
    (int, lambda value: ("number", str(value))),
    (float, lambda value: ("number", repr(value))),
    (datetime, lambda value: ("instant", value.isoformat(" "))),
    (date, lambda value: ("date", value.isoformat())),
    (bytes, lambda value: ("bytes", value.hex())),
)
