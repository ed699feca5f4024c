"""Every bad cell gets its verdict, is told where and what to do in both languages, and leaves the lake whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fenji.errors import FileRefused
from fenji.intake.arriving import Asked
from fenji.intake.asked import OPTIONS
from fenji.intake.findings import words_of
from fenji.intake.importing import offer_file
from fenji.intake.mapping import MappingOptions
from fenji.intake.report import ImportReport
from fenji.lake.check import check
from fenji.language import Text
from tests.bad_inputs.cases_cells import CELLS
from tests.bad_inputs.cases_words import WORDS
from tests.bad_inputs.cell_case import CellCase
from tests.fenji.intake.conftest import Shop, conserved

ANSWERED_ELSEWHERE = {"MOSTLY_MISSING"}  # by a setting of the import, not of the mapping


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    made = Shop(tmp_path)
    yield made
    made.lake.close()


@pytest.mark.parametrize("case", [*CELLS, *WORDS], ids=lambda case: case.id)
def test_a_bad_cell_gets_its_verdict(shop: Shop, case: CellCase) -> None:
    for number, earlier in enumerate(case.before):
        _bring(shop, earlier.content, earlier.table, name=f"before-{number}.csv", source=earlier.source)
    path = shop.file(case.content, case.file_name)
    if case.verdict == "Q":
        _asks(shop, case, path)
    if case.verdict != "Q" or case.answers:
        report = _comes_in(shop, case, path)
        _again_changes_nothing(shop, case, path, report)
    assert check(shop.lake.folder).problems == ()


def _asks(shop: Shop, case: CellCase, path: Path) -> None:
    """A question is an error with a stable code that names the option; nothing is written."""
    before = shop.lake.snapshot()
    with pytest.raises(FileRefused) as question:
        _offer(shop, case, path, {**case.options})
    assert question.value.code == case.code
    if case.code not in ANSWERED_ELSEWHERE:
        assert OPTIONS[case.code] in case.answers
        assert OPTIONS[case.code] in question.value.fix.en
        assert OPTIONS[case.code] in question.value.fix.zh
    _speaks(question.value.problem, question.value.fix)
    assert shop.lake.snapshot() == before
    assert case.before or not shop.lake.has("orders")


def _comes_in(shop: Shop, case: CellCase, path: Path) -> ImportReport:
    report = _offer(shop, case, path, {**case.options, **case.answers})
    assert conserved(report)
    counts = (report.accepted, report.rejected, report.duplicates_skipped)
    assert counts == (case.accepted, len({bad.row for bad in case.wrong}), case.skipped)
    warnings = {finding.code: finding for finding in report.findings}
    if case.verdict == "W":
        _speaks(warnings[case.code].problem, warnings[case.code].fix)
    if case.verdict == "A":
        assert not {code for code, finding in warnings.items() if finding.level == "warning"}
    if case.ask:
        assert tuple(tuple(row.values()) for row in shop.rows(case.ask)) == case.rows
    _is_archived(shop, case, path, report)
    return report


def _is_archived(shop: Shop, case: CellCase, path: Path, report: ImportReport) -> None:
    """The original rests whole under its hash, whatever it was called."""
    kept = [file for file in shop.settings.archive.rglob("*") if file.is_file()]
    assert path.read_bytes() in [file.read_bytes() for file in kept]
    assert all(path.stem not in file.name for file in kept) or case.before
    assert report.file == path.name


def _again_changes_nothing(shop: Shop, case: CellCase, path: Path, report: ImportReport) -> None:
    before = shop.lake.snapshot()
    again = _bring(shop, path, case.table, source=case.source, **{**case.options, **case.answers})
    assert (again.is_repeat, again.import_id, shop.lake.snapshot()) == (True, report.import_id, before)


def _offer(shop: Shop, case: CellCase, path: Path, options: dict[str, object]) -> ImportReport:
    """The preview and the import from one reading of the file; the preview knows every problem with its place."""
    settings = replace(shop.settings, source=case.source, **case.settings)
    given = MappingOptions.model_validate(options) if options else None
    preview, report = offer_file(shop.lake, Asked(path, case.table, settings, None, given), lambda _: True)
    assert report is not None
    found = {(row.code, row.row, row.letter, row.header, row.value, row.detail) for row in preview.rejects}
    assert found == {(bad.code, bad.row, bad.letter, bad.header, bad.value, bad.detail) for bad in case.wrong}
    for bad in case.wrong:
        _speaks(*words_of(bad.code))
    return report


def _bring(
    shop: Shop, content: str | Path, table: str, *, name: str = "file.csv", source: str = "shop", **options: object
) -> ImportReport:
    usual, shop.settings = shop.settings, replace(shop.settings, source=source)
    try:
        return shop.bring(content, table, name=name, **options)
    finally:
        shop.settings = usual


def _speaks(problem: Text, fix: Text) -> None:
    """Both languages say what is wrong and what to do."""
    for words in (problem, fix):
        assert words.en.strip()
        assert any("\u4e00" <= letter <= "\u9fff" for letter in words.zh)
