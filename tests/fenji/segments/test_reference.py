"""The page of segments is the code's."""

from __future__ import annotations

from pathlib import Path

from fenji.segments.reference import KINDS, reference_pages, write
from fenji.workspace import segment_files

FOLDER = Path(__file__).parents[3] / "docs" / "reference"


def test_the_page_is_current(tmp_path: Path) -> None:
    for name, text in reference_pages().items():
        assert (FOLDER / name).read_text("utf-8") == text, "write it anew: python -m fenji.segments.reference"
        assert write(tmp_path / "reference").read_text("utf-8") == text


def test_every_kind_is_on_the_page() -> None:
    assert {name: model for name, model, _ in KINDS} == dict(segment_files.KINDS)
