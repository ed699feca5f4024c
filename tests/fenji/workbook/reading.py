"""A workbook read back as rows of cells by sheet, and customers with unpleasant content."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from fenji.result import Result

Sheets = dict[str, list[list[Any]]]


def read(path: Path) -> Sheets:
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def parts(path: Path) -> dict[str, str]:
    """The XML inside, by name."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist() if name.endswith(".xml")}


@dataclass(frozen=True)
class Repeated(Result):
    """The same customers again and again, until there are as many as wanted."""

    wanted: int = 0

    @classmethod
    def of(cls, result: Result, wanted: int) -> Repeated:
        kept = {field.name: getattr(result, field.name) for field in fields(Result)}
        return cls(**kept, wanted=wanted)

    def rows(self, columns: Sequence[str] | None = None, **asked: Any) -> Iterator[dict[str, Any]]:
        given = 0
        while given < self.wanted:
            for row in super().rows(columns, **asked):
                if given == self.wanted:
                    return
                yield {**row, "customer_id": f"{row['customer_id']}-{given}"}
                given += 1


@dataclass(frozen=True)
class Changed(Result):
    """The same customers, some cells of whom are replaced: the first customer's first, and so on."""

    changes: tuple[dict[str, Any], ...] = ()

    @classmethod
    def of(cls, result: Result, *changes: dict[str, Any]) -> Changed:
        kept = {field.name: getattr(result, field.name) for field in fields(Result)}
        return cls(**kept, changes=changes)

    def rows(self, columns: Sequence[str] | None = None, **asked: Any) -> Iterator[dict[str, Any]]:
        for number, row in enumerate(super().rows(columns, **asked)):
            change = self.changes[number] if number < len(self.changes) else {}
            yield {**row, **{name: value for name, value in change.items() if name in row}}
