"""Searches every file below a folder for strings, decoded: Parquet, DuckDB, SQLite and journal, packed files, text."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb

ENCODINGS = ("utf-8", "gb18030", "utf-16-le")


def found_in(folder: Path, words: Iterable[str], *, leave: Iterable[str] = ()) -> dict[str, set[str]]:
    """Word → the files it was found in; `leave`: parts of paths that are not looked at."""
    wanted = {word: {word.encode(one) for one in ENCODINGS} for word in words}
    found: dict[str, set[str]] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not path.is_file() or any(part in name for part in leave):
            continue
        contents = [*_contents(path), name]
        for word, written in wanted.items():
            if any(word in one if isinstance(one, str) else any(raw in one for raw in written) for one in contents):
                found.setdefault(word, set()).add(name)
    return found


def _contents(path: Path) -> Iterator[bytes | str]:
    yield path.read_bytes()
    kind = path.suffix
    if kind == ".parquet":
        yield from _rows(f"SELECT * FROM read_parquet('{path}')")
    elif kind == ".duckdb":
        with duckdb.connect() as book:
            book.execute(f"ATTACH '{path}' AS old (READ_ONLY)")
            tables = book.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'old'").fetchall()
            for (table,) in tables:
                yield from _texts(book, f'SELECT * FROM old.main."{table}"')
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            for name in packed.namelist():
                yield packed.read(name)
    elif kind == ".pdf":
        for stream in re.findall(rb"stream\r?\n(.*?)endstream", path.read_bytes(), re.DOTALL):
            try:
                yield zlib.decompress(stream)
            except zlib.error:
                continue


def _rows(sql: str) -> Iterator[str]:
    with duckdb.connect() as book:
        yield from _texts(book, sql)


def _texts(book: duckdb.DuckDBPyConnection, sql: str) -> Iterator[str]:
    columns = [row[0] for row in book.execute(f"DESCRIBE {sql}").fetchall() if row[1] == "VARCHAR"]
    for column in columns:
        rows = book.execute(f'SELECT DISTINCT "{column}" FROM ({sql})').fetchall()
        yield "\n".join(value for (value,) in rows if value)
