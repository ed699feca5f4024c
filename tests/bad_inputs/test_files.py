"""Every bad file gets its verdict, is told where and what to do in both languages, and leaves the lake whole."""

from __future__ import annotations

import resource
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from fenji.errors import FileRefused, IntakeError
from fenji.intake.asked import OPTIONS
from fenji.intake.findings import words_of
from fenji.intake.importing import import_file, preview_file
from fenji.intake.mapping import Mapping, MappingOptions
from fenji.intake.peek import peek
from fenji.intake.reader import read_file, request_of
from fenji.lake.check import check
from fenji.language import Text
from tests.bad_inputs.case import Case
from tests.bad_inputs.cases_files import CASES
from tests.fenji.intake.conftest import Shop, conserved


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_bad_file_gets_its_verdict(shop: Shop, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in case.environment.items():
        monkeypatch.setenv(name, value)
    path = case.file(shop.folder)
    if case.verdict in "FQ":
        _is_refused(shop, case, path)
    if case.verdict == "Q":
        _asks(case, path)
    if case.verdict != "F":
        _comes_in(shop, case, path)
    report = check(shop.lake.folder)
    assert report.problems == ()
    assert report.orphans == ()
    assert not list((shop.lake.folder / "tmp").glob("intake-*"))


def _is_refused(shop: Shop, case: Case, path: Path) -> None:
    before = shop.lake.snapshot()
    with pytest.raises(IntakeError) as refused:
        shop.bring(path, case.table, **case.options)
    if case.code:
        assert isinstance(refused.value, FileRefused)
        assert refused.value.code == case.code
    _speaks(refused.value.problem, refused.value.fix)
    said = refused.value.say("en") + refused.value.say("zh")
    assert path.name in said
    assert case.says in said
    assert shop.lake.snapshot() == before
    assert shop.lake.tables() == ()
    assert not shop.settings.archive.exists()


def _asks(case: Case, path: Path) -> None:
    """A question names its option, and a quick look has it with its answers."""
    found = peek(path, MappingOptions(**case.options))
    (question,) = found.questions
    assert question.code == case.code
    assert question.option in case.answers
    assert question.option == OPTIONS[case.code]
    assert question.option in question.fix.en
    assert question.option in question.fix.zh
    assert not peek(path, MappingOptions(**{**case.options, **case.answers})).questions


def _comes_in(shop: Shop, case: Case, path: Path) -> None:
    options = MappingOptions(**{**case.options, **case.answers})
    mapping = Mapping(case.table, dict(case.columns), options) if case.columns else None
    how: dict[str, Any] = {"mapping": mapping, "table": case.table, "settings": shop.settings, "options": options}
    preview = preview_file(shop.lake, path, **how)
    assert shop.lake.tables() == ()
    found = {(row.code, row.row, row.letter, row.header, row.value, row.detail) for row in preview.rejects}
    assert found == {(bad.code, bad.row, bad.letter, bad.header, bad.value, bad.detail) for bad in case.bad}
    for bad in case.bad:
        _speaks(*words_of(bad.code))
    started = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    report = import_file(shop.lake, path, **how)
    assert not case.seconds or resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - started < case.seconds
    assert conserved(report)
    assert (report.accepted, report.rejected) == (case.accepted, len(case.bad))
    assert report.blank == case.blank
    if case.verdict == "W":
        (warning,) = [finding for finding in report.findings if finding.code == case.code]
        assert case.says in warning.problem.en
        assert case.says in warning.problem.zh
        _speaks(warning.problem, warning.fix)
    if case.rows:
        column = "customer_id" if not case.number.startswith("10") else "CAST(ordered_on AS VARCHAR) AS ordered_on"
        assert tuple(shop.orders(f"order_id, {column}")) == case.rows
    if case.lines:
        _lies_in_lines(shop, case, path)


def _lies_in_lines(shop: Shop, case: Case, path: Path) -> None:
    raw = read_file(request_of(path, shop.folder, MappingOptions(**case.options)))
    rows = [row for file in raw.files for row in pq.read_table(file, columns=["__row", "__line"]).to_pylist()]
    assert {row["__row"]: row["__line"] for row in rows} == case.lines


def _speaks(problem: Text, fix: Text) -> None:
    """Both languages say what is wrong and what to do."""
    for words in (problem, fix):
        assert words.en.strip()
        assert any("\u4e00" <= letter <= "\u9fff" for letter in words.zh)
        assert not any("\u4e00" <= letter <= "\u9fff" for letter in words.en) or words is problem
