"""A lake of its own for every test, and one way to bring a file into it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fenji.intake import ImportReport, IntakeSettings, Mapping, MappingOptions, import_file
from fenji.lake.lake import Lake


class Shop:
    """A workspace as intake sees it: a lake, an archive, a folder of rejects."""

    def __init__(self, folder: Path, *, zone: str = "Asia/Shanghai", currency: str = "CNY") -> None:
        self.folder = folder
        self.lake = Lake.create(folder / "lake")
        self.settings = IntakeSettings(zone, currency, "shop", folder / "originals", folder / "rejects", actor="tester")

    def file(self, content: bytes | str, name: str = "file.csv") -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def bring(
        self,
        content: bytes | str | Path,
        table: str = "orders",
        *,
        name: str = "file.csv",
        mapping: Mapping | None = None,
        **options: Any,
    ) -> ImportReport:
        path = content if isinstance(content, Path) else self.file(content, name)
        given = MappingOptions(**options) if options else None
        return import_file(self.lake, path, mapping=mapping, table=table, settings=self.settings, options=given)

    def rows(self, sql: str) -> list[dict[str, Any]]:
        return self.lake.engine.rows(sql)

    def orders(self, columns: str = "order_id, amount") -> list[tuple[Any, ...]]:
        return [tuple(row.values()) for row in self.rows(f"SELECT {columns} FROM lake.main.orders ORDER BY order_id")]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    made = Shop(tmp_path)
    yield made
    made.lake.close()


def conserved(report: ImportReport) -> bool:
    """Whether every row of the file became something."""
    return report.rows_in == report.accepted + report.rejected + report.duplicates_skipped + report.blank


def codes(report: ImportReport) -> set[str]:
    return {finding.code for finding in report.findings}
