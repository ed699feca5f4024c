"""Files that people really send, through the pages: refused, asked about or previewed, never lost, never a bug."""

from __future__ import annotations

import pytest

from fenji_web.data.models import Upload
from fenji_web.runs.models import DONE, FAILED
from tests.bad_inputs.case import Case
from tests.bad_inputs.cases_files import CASES
from tests.fenji_web.data.desk import Desk

CHOSEN = """
01 no bytes
02 a header and nothing below
06 GBK that is valid UTF-8
07 Big5
09 UTF-16 without mark
10 one bad byte in row 40 001
13 XML called xls
15 a password
17 a workbook cut off
18 a bomb by its ratio
19 a bomb of shared strings
20 a path that leads out
21 an entity bomb
26 two sheets
29 a header of two rows in a text
30 a title above the header
31 a total row at the end
32 one header twice
33 data below a blank header
40 an open quote
""".strip().splitlines()


@pytest.mark.parametrize("case", [case for case in CASES if case.id in CHOSEN], ids=lambda case: case.id)
def test_a_bad_file_gets_its_verdict_on_the_page(desk: Desk, case: Case) -> None:
    path = case.file(desk.folder.parent)
    address = desk.bring(path.read_bytes(), path.name)
    page = desk.page(address)
    upload = Upload.objects.select_related("job").get()
    assert upload.job is not None
    assert desk.imported() == []
    if case.verdict == "F":
        assert upload.job.state == FAILED
        assert 'role="alert"' in page
        assert path.name in page
        return
    assert upload.job.state == DONE
    if case.verdict == "Q":
        assert upload.found is not None
        assert upload.found["code"] == case.code
        assert "is-asked" in page
        answer(desk, address, case)
        upload.refresh_from_db()
    assert upload.found is not None
    assert upload.found["state"] == "preview", upload.found
    assert upload.found["counts"]["accepted"] == case.accepted


def answer(desk: Desk, address: str, case: Case) -> None:
    """Answers what is open, and then names columns where their headings do not."""
    said = {f"opt-{name}": "true" if value is True else str(value) for name, value in case.answers.items()}
    desk.send(f"{address}read/", table=case.table, **said)
    desk.page(address)
    if case.columns:
        headings = [column["header"] for column in (Upload.objects.get().found or {})["columns"]]
        chosen = {f"col-{headings.index(heading)}": name for name, heading in case.columns.items()}
        desk.send(f"{address}read/", table=case.table, **chosen)
        desk.page(address)


def test_every_case_chosen_is_there() -> None:
    assert set(CHOSEN) <= {case.id for case in CASES}
