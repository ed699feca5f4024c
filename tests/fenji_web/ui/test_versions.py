"""A file's versions come forty a page, and any two of them are compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from fenji.workspace.written_file import keep
from fenji_web.ui.versions import LISTED, number_in, versions_of

FILE = "strategy.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    digest = ""
    for n in range(1, LISTED + 4):
        digest = keep(tmp_path, FILE, f"title: {n}\n", expected=digest, by="李梅").digest
    return tmp_path


def test_the_newest_are_listed_and_the_older_a_page_on(folder: Path) -> None:
    first = versions_of(folder, FILE, {})
    assert [one.number for one in first.listed] == list(range(LISTED + 3, 3, -1))
    assert first.texts[first.older] == "title: 3\n"  # so that the last of the page tells what it changed
    second = versions_of(folder, FILE, {"until": str(first.older)})
    assert [one.number for one in second.listed] == [3, 2, 1]
    assert second.older == 0


def test_two_are_compared_and_the_last_two_where_nobody_asks(folder: Path) -> None:
    asked = versions_of(folder, FILE, {"from": "1", "to": "2"})
    assert (asked.was, asked.now, asked.is_asked) == (1, 2, True)
    assert asked.texts[1] == "title: 1\n"
    usual = versions_of(folder, FILE, {"from": "99", "to": "9" * 5000})
    assert (usual.was, usual.now, usual.is_asked) == (LISTED + 2, LISTED + 3, False)


def test_a_file_nobody_wrote_has_none(tmp_path: Path) -> None:
    found = versions_of(tmp_path, FILE, {"from": "1"})
    assert (list(found.listed), found.newest, found.was, found.now, found.older) == ([], 0, 0, 0, 0)


@pytest.mark.parametrize("written", ["", "-1", "x", "１", "9" * 5000])
def test_what_says_no_number_is_no_version(written: str) -> None:
    assert number_in(written) == 0
