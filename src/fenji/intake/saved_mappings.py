"""Mappings kept by the shape of the file they were made for, as readable YAML, and found again next month."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from fenji.errors import FenjiError, Issue
from fenji.intake.findings import note
from fenji.intake.mapping import Mapping, MappingOptions, read_mapping
from fenji.intake.peek import peek
from fenji.intake.recognise import columns_of
from fenji.language import Text
from fenji.tables.table import plain_header

_CAPTION = """\
# How files of this shape are read into {table}; fenji uses it again for the next file that has these columns.
# 此形状的文件如何读入{title};下次遇到同样的列会自动使用。可直接修改。
# headers 表头: {headers}
"""


@dataclass(frozen=True)
class SavedMapping:
    """A mapping that was saved, and whether the file has exactly the columns it was saved for."""

    path: Path
    mapping: Mapping
    is_exact: bool

    def notes(self, where: str) -> tuple[Issue, ...]:
        """That it was used, and how to change it."""
        problem = Text(f"the saved mapping {self.path.stem} was used", f"已使用保存的映射 {self.path.stem}")
        fix = Text(f"To change it edit {self.path.name}.", f"如需修改请编辑 {self.path.name}。")
        return (note("note", where, "SAVED_MAPPING", problem=problem, fix=fix),)


def shape_digest(headers: Sequence[str], table: str) -> str:
    """What files have in common that one mapping fits: the table and the headers, in any order.

    >>> shape_digest(["金额", "订单号"], "orders") == shape_digest(["订单号 ", "金额"], "orders")
    True
    """
    plain = sorted(plain_header(header) for header in headers if plain_header(header))
    return hashlib.sha256(json.dumps([table, plain], ensure_ascii=False).encode()).hexdigest()[:16]


def save_mapping(folder: Path, mapping: Mapping, headers: Sequence[str]) -> Path:
    """Keeps a mapping for the next file of this shape; one that a person has edited since is replaced by the newer."""
    from fenji.tables import CANONICAL

    path = folder / f"{shape_digest(headers, mapping.table)}.yaml"
    caption = _CAPTION.format(
        table=mapping.table, title=CANONICAL[mapping.table].title.zh, headers=" | ".join(_one_line(headers))
    )
    body = yaml.safe_dump(json.loads(mapping.to_json()), allow_unicode=True, sort_keys=False, width=120)
    folder.mkdir(parents=True, exist_ok=True)
    coming = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        coming.write_text(caption + body, encoding="utf-8")
        coming.replace(path)
    finally:
        coming.unlink(missing_ok=True)
    return path


def saved_mapping(folder: Path | None, file: Path, table: str) -> SavedMapping | None:
    """The mapping saved for files like this one: the same columns, else the newest whose every column is there.

    Each saved mapping's own sheet, header row and encoding are tried, since they decide what the columns are.
    """
    headers: dict[str, tuple[str, ...]] = {}
    fitting: SavedMapping | None = None
    for path, mapping in _saved(folder, table):
        key = _reading(mapping.options)
        if key not in headers:
            headers[key] = _headers(file, mapping.options)
        found = headers[key]
        if not found or not set(mapping.columns.values()) <= set(found):
            continue
        is_exact = path.stem == shape_digest(found, table)
        if is_exact:
            return SavedMapping(path, mapping, is_exact=True)
        fitting = fitting or SavedMapping(path, mapping, is_exact=False)
    return fitting if fitting and _takes_more(fitting, headers[_reading(fitting.mapping.options)]) else None


def _takes_more(saved: SavedMapping, headers: Sequence[str]) -> bool:
    """Whether a mapping for another shape is worth using: it names a column whose header is nobody's synonym."""
    del headers
    columns = columns_of(saved.mapping.table)
    known = {name: columns[name].headers for name in saved.mapping.columns if name in columns}
    options = saved.mapping.options.model_dump(exclude_defaults=True)
    return bool(options) or any(
        plain_header(header) not in known.get(name, ()) for name, header in saved.mapping.columns.items()
    )


def _saved(folder: Path | None, table: str) -> Iterator[tuple[Path, Mapping]]:
    if folder is None or not folder.is_dir():
        return
    for path in sorted(folder.glob("*.yaml"), key=lambda file: (-file.stat().st_mtime_ns, file.name)):
        mapping = read_mapping(path)
        if mapping.table == table:
            yield path, mapping


def _reading(options: MappingOptions) -> str:
    names = ("sheet", "header_row", "encoding", "delimiter", "two_row_header", "unclear_headers")
    return json.dumps({name: getattr(options, name) for name in names})


def _headers(file: Path, options: MappingOptions) -> tuple[str, ...]:
    try:
        return peek(file, options).headers
    except FenjiError:
        return ()


def _one_line(headers: Sequence[str]) -> list[str]:
    return [" ".join(header.split()) for header in headers]
