"""Letters: found or cut once, both weights, Chinese and Latin."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from fenji.errors import DrawError
from fenji.ink import fonts
from fenji.ink.fonts import CUT_FILES, cache_folder, cut_fonts, font_files


def test_both_weights_are_found() -> None:
    found = font_files()
    assert found.regular.is_file()
    assert found.bold.is_file()
    assert found.family in fonts.FAMILIES


def test_the_cache_folder_follows_xdg(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "fenji" / "fonts"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache_folder() == Path.home() / ".cache" / "fenji" / "fonts"


def test_fonts_that_are_there_are_not_cut_again(tmp_path: Path) -> None:
    for name in CUT_FILES:
        (tmp_path / name).write_bytes(b"here already")
    assert cut_fonts(tmp_path).bold.read_bytes() == b"here already"


def test_a_cache_that_cannot_be_written_is_an_error_with_a_fix(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DrawError, match="XDG_CACHE_HOME"):
        cut_fonts(tmp_path / "file" / "fonts")


def test_a_cut_font_has_every_glyph_its_weight_and_no_axes(tmp_path: Path) -> None:
    (tmp_path / "NotoSansSC-Regular.ttf").write_bytes(b"there already: one cut is enough to see")
    with TTFont(cut_fonts(tmp_path).bold, lazy=True) as cut:
        assert "fvar" not in cut
        assert cut["OS/2"].usWeightClass == 700
        assert len(cut.getBestCmap()) > 29_000
        assert [letter for letter in "贵龘Aé€" if ord(letter) not in cut.getBestCmap()] == []
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(CUT_FILES)
