"""Page by page everybody comes once, whatever is graded meanwhile; what a key may not read orders nothing."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fenji.workspace.model_file import newest_file
from tests.bar.size import sized
from tests.fenji_web.api.program import Program
from tests.fenji_web.reading import shown


def pages(program: Program, place: str, between: Callable[[int], None] | None = None) -> Iterator[dict[str, Any]]:
    cursor, number = "", 0
    while True:
        answer = program.get(f"{place}{'&' if '?' in place else '?'}cursor={cursor}" if cursor else place)
        assert answer.status_code == 200, answer.content
        found = answer.json()
        yield from found["items"]
        if found["next"] is None:
            return
        cursor, number = found["next"], number + 1
        if between is not None:
            between(number)


@pytest.fixture
def graded_again(shop: Path) -> Iterator[Callable[[int], None]]:
    """Each time another run becomes the newest one: the earlier ones of the shop in turn."""
    runs = shop / "runs"
    pointer = runs / "value.newest"
    before = pointer.read_text()
    others = sorted({path.name.split(".")[0] for path in runs.glob("value*.duckdb")})

    def change(number: int) -> None:
        pointer.write_text(others[number % len(others)])

    yield change
    pointer.write_text(before)


SORTS = ("tier", "-tier", "score", "-net_revenue", "name", "-name", "last_ordered_on", "-move", "province")


@pytest.mark.parametrize("sort", SORTS[: sized(4, len(SORTS))])
def test_nobody_is_skipped_and_nobody_comes_twice_while_is_graded_again(
    shop: Path, program_of: Callable[..., Program], graded_again: Callable[[int], None], sort: str
) -> None:
    expected = {row["customer_id"] for row in shown(shop).rows(["customer_id"])}
    program = program_of("administrator")
    found = [one["customer_id"] for one in pages(program, f"customers?limit=200&sort={sort}", graded_again)]
    assert len(found) == len(set(found)) == len(expected)
    assert set(found) == expected


def test_owners_and_tags_that_change_meanwhile_move_nobody(shop: Path, program_of: Callable[..., Program]) -> None:
    from fenji_web.care.models import Ownership, Tag

    program = program_of("administrator")
    everybody = [row["customer_id"] for row in shown(shop).rows(["customer_id"])]

    def change(number: int) -> None:
        one = everybody[number * 7 % len(everybody)]
        Tag.objects.create(customer_id=one, name=f"t{number}")
        Ownership.objects.get_or_create(pk=one, defaults={"owner": f"o{number}"})

    found = [one["customer_id"] for one in pages(program, "customers?limit=150&fields=owner,tags", change)]
    assert sorted(found) == sorted(everybody)
    for sort in ("owner", "tags", "-owner"):
        assert program.get("customers", query={"sort": sort}).status_code == 422


@pytest.mark.parametrize("place", ["grades", "moves"])
def test_grades_and_moves_come_once_each(shop: Path, program_of: Callable[..., Program], place: str) -> None:
    result = shown(shop)
    found = [
        one["customer_id"] for one in pages(program_of("administrator"), f"runs/{result.run.id}/{place}?limit=100")
    ]
    sql = "SELECT customer_id FROM customers" + (" WHERE move <> 'same'" if place == "moves" else "")
    sql += " UNION ALL SELECT customer_id FROM gone" if place == "moves" else ""
    assert found == sorted(row["customer_id"] for row in result.engine.rows(sql))


def test_a_run_written_anew_ends_its_cursors_and_says_so(shop: Path, program_of: Callable[..., Program]) -> None:
    program = program_of("administrator")
    cursor = program.get("customers?limit=5").json()["next"]
    path = newest_file(shop / "runs", "value")
    assert path is not None
    aside = path.with_suffix(".aside")
    shutil.move(path, aside)
    try:
        answer = program.get(f"customers?limit=5&cursor={cursor}")
    finally:
        shutil.move(aside, path)
    assert (answer.status_code, answer.json()["code"]) == (410, "gone")


def test_a_limit_beyond_all_bounds_is_cut(shop: Path, program_of: Callable[..., Program]) -> None:
    program = program_of("administrator")
    for limit in (10**9, 10**400):
        since = time.monotonic()
        assert len(program.get(f"customers?limit={limit}").json()["items"]) == 200
        assert time.monotonic() - since < 2


def test_many_conditions_are_answered_or_refused_quickly(shop: Path, program_of: Callable[..., Program]) -> None:
    program, since = program_of("administrator"), time.monotonic()
    many = "&".join(f"where=score:at_least:{n}" for n in range(10))
    assert program.get(f"customers?{many}").status_code == 200
    assert program.get(f"customers?{many}&where=score:at_least:1").status_code == 400
    assert program.get("customers?q=" + "(" * 120).status_code == 200
    assert time.monotonic() - since < 2


def test_a_cursor_is_nobody_elses_of_no_other_question_and_cannot_be_made(
    shop: Path, program_of: Callable[..., Program]
) -> None:
    program = program_of("administrator")
    cursor = program.get("customers?limit=5&sort=score").json()["next"]
    assert program.get(f"customers?limit=50&sort=score&cursor={cursor}").status_code == 200
    turned = [cursor[:-1], cursor[1:], cursor + "AAAA", cursor[:20] + ("A" if cursor[20] != "A" else "B") + cursor[21:]]
    wrong = [program.get(f"customers?sort=score&cursor={one}") for one in turned]
    wrong += [program.get(f"customers?sort=-score&cursor={cursor}"), program.get(f"customers?cursor={cursor}")]
    wrong += [program_of("analyst").get(f"customers?sort=score&cursor={cursor}")]
    assert {(one.status_code, one.json()["code"]) for one in wrong} == {(422, "wrong_cursor")}


def test_a_cursor_tells_nothing_of_where_it_stands(shop: Path, program_of: Callable[..., Program]) -> None:
    from base64 import urlsafe_b64decode

    found = program_of("administrator").get("customers?limit=5&sort=name").json()
    plain = urlsafe_b64decode(found["next"] + "=" * (-len(found["next"]) % 4))
    last = found["items"][-1]
    assert last["name"].encode() not in plain
    assert last["customer_id"].encode() not in plain
