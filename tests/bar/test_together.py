"""Many who write at once: nothing is lost, nothing comes twice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bar.size import sized
from tests.web_place import Place


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("together") / "shop"
    folder.mkdir()
    made = Place(folder, "", 0, folder.parent / "none")
    try:
        yield made
    finally:
        made.beside.end()


def test_processes_that_read_add_and_write_one_row_lose_no_step(place: Place) -> None:
    people, steps = sized(4, 8), sized(40, 250)
    seen = place.run(f"import tests.driven_together as driven\ngive(driven.adding({people}, {steps}))")
    print(seen)
    assert seen == {"ends": [0] * people, "sum": people * steps}


def test_of_many_who_import_the_same_file_at_once_one_does_and_the_others_are_told(place: Place) -> None:
    people = sized(3, 20)
    seen = place.run(f"import tests.driven_together as driven\ngive(driven.importing({people}))")
    print(seen)
    assert seen == {"ends": [0] * people, "imports": 1, "orders": 50, "sound": True}


def test_workers_that_look_at_once_take_one_job(place: Place) -> None:
    people, rounds = sized(4, 8), sized(3, 50)
    seen = place.run(f"import tests.driven_together as driven\ngive(driven.taking({people}, {rounds}))")
    print(seen)
    assert seen == {"taken": [1] * rounds, "turns": list(range(1, rounds + 1))}
