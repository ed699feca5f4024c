"""What people write is kept version by version, and nobody writes over somebody else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fenji.errors import FenjiError
from fenji.workspace.written_file import ChangedMeanwhile, current, keep, text_of, versions

NAME = "strategy.yaml"


def test_a_file_nobody_wrote_has_no_text_no_digest_and_no_version(tmp_path: Path) -> None:
    assert (current(tmp_path, NAME).text, current(tmp_path, NAME).digest) == ("", "")
    assert versions(tmp_path, NAME) == ()


def test_who_began_from_an_older_text_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    first = keep(tmp_path, NAME, "a: 1\n", expected="", by="李梅")
    keep(tmp_path, NAME, "a: 2\n", expected=first.digest, by="王芳")
    with pytest.raises(ChangedMeanwhile):
        keep(tmp_path, NAME, "a: 3\n", expected=first.digest, by="李梅")
    assert current(tmp_path, NAME).text == "a: 2\n"
    assert len(versions(tmp_path, NAME)) == 2


def test_of_many_who_save_at_once_one_is_first_and_all_others_are_told(tmp_path: Path) -> None:
    def save(number: int) -> bool:
        try:
            keep(tmp_path, NAME, f"a: {number}\n", expected="", by=str(number))
        except ChangedMeanwhile:
            return False
        return True

    with ThreadPoolExecutor(8) as people:
        saved = list(people.map(save, range(24)))
    assert sum(saved) == 1
    assert current(tmp_path, NAME).text == f"a: {saved.index(True)}\n"


def test_words_written_by_hand_become_a_version_before_they_are_replaced(tmp_path: Path) -> None:
    first = keep(tmp_path, NAME, "a: 1\n", expected="", by="李梅")
    (tmp_path / NAME).write_text("a: by hand\n")
    by_hand = current(tmp_path, NAME)
    assert [one.by for one in versions(tmp_path, NAME)] == ["", "李梅"]
    assert text_of(tmp_path, NAME, 2) == "a: by hand\n"
    with pytest.raises(ChangedMeanwhile):
        keep(tmp_path, NAME, "a: 2\n", expected=first.digest, by="李梅")
    keep(tmp_path, NAME, "a: 2\n", expected=by_hand.digest, by="李梅")
    assert [text_of(tmp_path, NAME, number) for number in (1, 2, 3)] == ["a: 1\n", "a: by hand\n", "a: 2\n"]


def test_a_removed_file_keeps_its_versions_and_can_be_written_again(tmp_path: Path) -> None:
    first = keep(tmp_path, "charts/mine.yaml", "a: 1\n", expected="", by="李梅")
    gone = keep(tmp_path, "charts/mine.yaml", "", expected=first.digest, by="李梅")
    assert not (tmp_path / "charts/mine.yaml").exists()
    assert (gone.digest, text_of(tmp_path, "charts/mine.yaml", 2)) == ("", "")
    keep(tmp_path, "charts/mine.yaml", text_of(tmp_path, "charts/mine.yaml", 1), expected="", by="王芳")
    assert [one.number for one in versions(tmp_path, "charts/mine.yaml")] == [3, 2, 1]


def test_an_unknown_version_and_a_file_outside_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FenjiError, match="no version 4"):
        text_of(tmp_path, NAME, 4)
    for name in ("../elsewhere.yaml", "/etc/passwd", ""):
        with pytest.raises(ValueError, match="not a file of the workspace"):
            keep(tmp_path, name, "a", expected="", by="x")


@settings(max_examples=30, deadline=None)
@given(texts=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), max_size=6))
def test_every_text_ever_kept_can_be_read_again(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    folder = tmp_path_factory.mktemp("kept")
    kept = {}
    for text in texts:
        version = keep(folder, NAME, text, expected=current(folder, NAME).digest, by="李梅")
        kept[version.number] = text
    assert {number: text_of(folder, NAME, number) for number in kept} == kept


@pytest.mark.parametrize("end", ["\u2028", "\u2029", "\x85", "\r", "\x0b", "\n"])
def test_a_note_with_an_end_of_line_of_any_kind_is_read_again(tmp_path: Path, end: str) -> None:
    first = keep(tmp_path, NAME, "a: 1\n", expected="", by=f"李{end}梅", note=f"so{end}so")
    keep(tmp_path, NAME, "a: 2\n", expected=first.digest, by="王芳")
    assert [one.note for one in versions(tmp_path, NAME)] == ["", f"so{end}so"]
