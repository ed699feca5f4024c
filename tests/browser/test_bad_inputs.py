"""Twenty bad files through a real browser: each ends with problem, where and remedy on its page; nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fenji.workspace.workspace import Workspace
from tests.bad_inputs.case import Case
from tests.bad_inputs.cases_files import CASES
from tests.browser.conftest import QUIET
from tests.web_place import Place, serving

CHOSEN = """
01 no bytes
02 a header and nothing below
07 Big5
09 UTF-16 without mark
15 a password
17 a workbook cut off
18 a bomb by its ratio
20 a path that leads out
21 an entity that reads a file
26 two sheets
28 merged cells in the data
30 a title above the header
32 one header twice
39 a comma in an address
40 an open quote
44 a NUL in a cell
54 an 18-digit number
89 error cells
98 a formula without a value
103 days that never were
""".strip().splitlines()


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A new workspace, served."""
    folder = tmp_path_factory.mktemp("bad") / "shop"
    Workspace.create(folder).close()
    with serving(folder) as place:
        yield place


def test_twenty_bad_files_end_with_problem_where_and_remedy(empty: Place, browser: Any, tmp_path: Path) -> None:
    complaints: list[str] = []
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(empty.entrance("administrator", lang="en"))
    cases = [case for case in CASES if case.id in CHOSEN]
    assert len(cases) == len(CHOSEN)
    brought = [(case, *bring(page, empty, case, tmp_path / case.number)) for case in cases]
    for case, name, address in brought:
        page.goto(address)
        page.wait_for_selector(".notice-bad, form.look")
        problems = refusal(page, name) if case.verdict == "F" else question(page) if case.verdict == "Q" else rows(page)
        assert problems == [], f"{case.id}: {problems}"
    page.goto(f"{empty.url}/data/")
    waiting = page.locator("tr:has(a[href^='/data/files/'])")
    assert waiting.count() == len(cases)
    assert page.locator("a[href^='/data/imports/']").count() == 0
    context.close()
    assert [said for said in complaints if not any(quiet in said for quiet in QUIET)] == []


def bring(page: Any, place: Place, case: Case, folder: Path) -> tuple[str, str]:
    """A file chosen on the page Data; its name and where its page is."""
    folder.mkdir(exist_ok=True)
    path = case.file(folder)
    page.goto(f"{place.url}/data/")
    page.set_input_files("[data-drop] input[type=file]", path)
    page.wait_for_url("**/data/files/*/")
    return path.name, page.url


def refusal(page: Any, name: str) -> list[str]:
    """What is missing of a refusal: the problem, the file, what to do, and where the mended file goes."""
    told = page.locator("[role=alert] .three-parts > *").all_inner_texts()
    lacking = [] if len(told) == 3 and all(told) else [f"three parts: {told}"]
    lacking += [] if name in (told or [""] * 2)[1] else [f"the file: {told}"]
    return lacking + ([] if page.locator("[data-drop]").count() else ["where the next file goes"])


def question(page: Any) -> list[str]:
    """What is missing of a question: what is open, and the marked field that answers it."""
    told = page.locator(".notice-warn .three-parts > *").all_inner_texts()
    lacking = [] if len(told) >= 3 and all(told) else [f"three parts: {told}"]
    return lacking + ([] if page.locator(".field.is-asked").count() else ["the field that answers"])


def rows(page: Any) -> list[str]:
    """What is missing of rows that cannot be taken: row, column, reason, remedy, and the file of them."""
    lines = page.locator(".problems tbody tr").all()
    lacking = [] if lines else ["no row"]
    for line in lines[:3]:
        cells = line.locator("td").all_inner_texts()
        lacking += [] if cells[0].isdigit() and cells[3] and cells[4] else [f"row: {cells}"]
    return lacking + ([] if page.locator("a[href$='rejects.csv']").count() else ["the file of rows"])
