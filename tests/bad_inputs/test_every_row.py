"""Every row of the table of bad inputs has its cases, and their verdicts are the table's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.bad_inputs.cases_cells import CELLS
from tests.bad_inputs.cases_files import CASES
from tests.bad_inputs.cases_words import WORDS

ROWS = 117
ROOT = Path(__file__).parents[2]
SOURCES = "tests/fenji/intake/sources"
# Rows that a table of single files cannot hold: history, and sources that are no files.
ELSEWHERE = {
    48: ("tests/bad_inputs/test_lifecycle.py", "test_48_"),
    49: ("tests/bad_inputs/test_lifecycle.py", "test_49_"),
    109: (f"{SOURCES}/test_database.py", "test_a_column_renamed_retyped_or_dropped_stops_before_anything_is_written"),
    110: (f"{SOURCES}/test_sqlite.py", "test_a_connection_lost_half_way_leaves_nothing"),
    111: (f"{SOURCES}/test_web.py", "test_a_cursor_that_goes_round_stops"),
    112: (f"{SOURCES}/test_web.py", "test_429_is_waited_for_as_long_as_it_says"),
    113: (f"{SOURCES}/test_tls.py", "test_a_certificate_that_nobody_vouches_for_is_refused_and_nothing_is_sent"),
}
# Where the verdict has another letter than the table's, and why it is the same.
OTHERWISE = {
    31: "R: a total is excluded and shown among the rejected, as a note that never stops an import",
    42: "R: beside the break inside quotes lies a bad row, so that its number can be seen to be right",
    51: "W: the words for 'empty' are counted in a note; the table names no letter",
    62: "W: trimmed and accepted; invisible marks are counted besides",
    65: "A: the copy is skipped and counted; the table names no letter",
    69: "W: accepted, and the customers who wait are counted; the table names no letter",
    87: "W: accepted, and counted in a note",
    114: "R: in a file the line is rejected; the table speaks of what the web answers",
}


@pytest.fixture(scope="module")
def letters() -> dict[int, set[str]]:
    """The verdicts of the table, by row."""
    page = ROOT.parent / "shared" / "spec" / "BAD_INPUTS.md"
    if not page.is_file():
        pytest.skip("the table of bad inputs beside the project is absent")
    rows = [line.split(" | ") for line in page.read_text("utf-8").splitlines() if re.match(r"\| \d+ \|", line)]
    return {int(row[0].strip("| ")): set(re.findall(r"\b[FRQWA]\b", row[-2])) for row in rows}


def verdicts(number: int) -> set[str]:
    every = [(int(case.number), case.verdict) for case in CASES]
    every += [(case.number, case.verdict) for case in (*CELLS, *WORDS)]
    return {verdict for row, verdict in every if row == number}


@pytest.mark.parametrize("number", range(1, ROWS + 1))
def test_a_row_of_the_table_has_its_cases(number: int) -> None:
    if number in ELSEWHERE:
        file, name = ELSEWHERE[number]
        assert f"def {name}" in (ROOT / file).read_text("utf-8")
    else:
        assert verdicts(number)


@pytest.mark.parametrize("number", [number for number in range(1, ROWS + 1) if number not in ELSEWHERE])
def test_a_row_has_the_verdict_of_the_table(number: int, letters: dict[int, set[str]]) -> None:
    assert len(letters) == ROWS
    assert bool(verdicts(number) & letters[number]) != (number in OTHERWISE)
