"""Results of the made-up shop, and how a workbook is read back."""

from __future__ import annotations

from pathlib import Path

import pytest

from fenji.result import Result
from fenji.workbook import write_workbook
from tests.fenji.workbook.reading import Sheets, read
from tests.sample_result import sample_result


@pytest.fixture(scope="session")
def result() -> Result:
    return sample_result(120)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("workbook")


@pytest.fixture(scope="session")
def chinese(result: Result, folder: Path) -> Path:
    return write_workbook(result, folder / "grades.zh.xlsx", "zh")


@pytest.fixture(scope="session")
def english(result: Result, folder: Path) -> Path:
    return write_workbook(result, folder / "grades.en.xlsx", "en")


@pytest.fixture(scope="session")
def sheets(chinese: Path) -> Sheets:
    return read(chinese)
