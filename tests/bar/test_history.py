"""A history of many clients, some of them killed, can be told as if one had acted after the other."""

from __future__ import annotations

from pathlib import Path

from tests.bar.size import sized
from tests.web_place import Place

SEED = 20261122


def test_what_was_acknowledged_is_there_and_every_read_is_of_one_moment(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    place = Place(folder, "", 0, tmp_path / "none")
    asked = f"driven.history({sized(2, 4)}, {sized(3, 60)}, {sized(1, 20)}, {SEED})"
    try:
        seen = place.run(f"import tests.driven_history as driven\ngive({asked})")
    finally:
        place.beside.end()
    print(seen)
    assert seen["wrong"] == []
    assert seen["counts"].get("import ok", 0) >= 1
    assert seen["counts"].get("read ok", 0) >= 1
