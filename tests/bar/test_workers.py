"""Workers killed, put to sleep, starved, stopped at any moment: all of a job or nothing, and the job says which."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.bar.size import sized
from tests.web_place import Place

SEED = 20261122


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A process with everything loaded, which forks the workers that die."""
    folder = tmp_path_factory.mktemp("killed") / "shop"
    folder.mkdir()
    made = Place(folder, "", 0, folder.parent / "none")
    try:
        yield made
    finally:
        made.beside.end()


def driven(place: Place, code: str) -> dict[str, Any]:
    """What `driven_worker` says, on the shop that is made once."""
    made = f"""
import tests.driven_worker as driven
shop = driven.made = getattr(driven, "made", None) or driven.Shop({sized(40, 2_000)}, {sized(300, 200_000)})
give(driven.{code})
"""
    seen: dict[str, Any] = place.run(made)
    print(code, seen)
    return seen


def killed(place: Place, kind: str, times: int) -> dict[str, Any]:
    return driven(place, f"kills(shop, {kind!r}, {times}, {SEED})")


def test_an_import_killed_at_any_moment_is_there_whole_or_not_at_all(place: Place) -> None:
    seen = killed(place, "import_file", sized(2, 200))
    assert seen["wrong"] == []
    assert seen["killed"] >= seen["tried"] / 3


def test_a_grading_killed_at_any_moment_leaves_the_old_run_shown_or_the_new(place: Place) -> None:
    seen = killed(place, "grade", sized(2, 200))
    assert seen["wrong"] == []
    assert seen["killed"] >= seen["tried"] / 3


def test_an_export_killed_at_any_moment_leaves_no_half_file_to_download(place: Place) -> None:
    seen = killed(place, "workbook", sized(2, 100))
    assert seen["wrong"] == []
    assert seen["killed"] >= seen["tried"] / 3


def test_a_worker_that_slept_beyond_its_lease_commits_nothing_when_it_wakes(place: Place) -> None:
    seen = driven(place, "asleep(shop, elsewhere=True)")
    assert (seen["new_runs"], seen["job"], seen["problems"], seen["open"]) == ([], "failed", [], 0)
    assert seen["said"] == "The work was interrupted: its worker stopped"


def test_one_that_sleeps_on_this_machine_is_ended_and_another_goes_on_at_once(place: Place) -> None:
    seen = driven(place, "asleep(shop, elsewhere=False)")
    assert (seen["was_ended"], seen["second"]) == (True, "done")
    assert (seen["new_runs"], seen["job"], seen["problems"]) == (["value-v1-2024-08-31"], "failed", [])


@pytest.mark.parametrize("kind", ["grade", "import_file", "workbook"][: sized(1, 3)])
def test_a_job_that_a_person_stops_ends_and_shows_nothing_new(place: Place, kind: str) -> None:
    seen = driven(place, f"stopped(shop, {kind!r}, {sized(1, 20)}, {SEED}, by_signal=False)")
    assert seen["wrong"] == []
    assert set(seen["states"]) <= {"cancelled", "done"}
    assert "cancelled" in seen["states"]
    assert seen["slowest"] <= sized(30, 1)


@pytest.mark.parametrize("kind", ["import_file", "grade"][: sized(1, 2)])
def test_a_worker_that_is_told_to_stop_finishes_its_job_or_takes_it_back(place: Place, kind: str) -> None:
    seen = driven(place, f"stopped(shop, {kind!r}, {sized(1, 20)}, {SEED + 1}, by_signal=True)")
    assert (seen["wrong"], set(seen["exits"])) == ([], {0})
    assert set(seen["states"]) <= {"failed", "done"}
    assert seen["slowest"] <= 30


LEFT = (1500, 1000, 700, 500, 300, 200, 120, 60, 30)


@pytest.mark.parametrize("kind", ["grade", "import_file"])
@pytest.mark.parametrize("megabytes", LEFT[:: sized(7, 1)][sized(1, 0) :])
def test_a_job_that_gets_too_little_memory_fails_in_words_and_nothing_of_it_stays(
    place: Place, kind: str, megabytes: int
) -> None:
    seen = driven(place, f"starved(shop, {kind!r}, {megabytes})")
    assert seen["wrong"] == []
    assert seen["state"] == "done" or seen["error"]
