"""Duplicates in a workspace: found, reviewed, merged after a look, taken back; every decision stays on record."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fenji.errors import UnknownCustomer, WorkspaceError
from fenji.intake.identity.merges import newest_decision, survivor_of
from fenji.pipeline import run
from fenji.tables import CANONICAL
from fenji.workspace import duplicates
from fenji.workspace.merge_preview import preview
from fenji.workspace.tables import canonical_tables
from fenji.workspace.workspace import Workspace
from tests.fenji.workspace.people import CUSTOMERS, people

JUNE = date(2024, 6, 30)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workspace]:
    workspace = people(tmp_path / "shop")
    yield workspace
    workspace.close()


def found(shop: Workspace, **options: Any) -> list[tuple[str, str]]:
    return [(one.pair.first, one.pair.second) for one in duplicates.find_duplicates(shop, **options)]


def merge(shop: Workspace, *ids: str, into: str | None = None) -> dict[str, str]:
    links = duplicates.planned(shop, ids, into)
    duplicates.merge(shop, links, reason="test")
    return links


def canonical(shop: Workspace) -> dict[str, list[dict[str, Any]]]:
    """Every row of every canonical table as the lake has it."""
    lake = shop.lake
    return {
        name: lake.engine.rows(f"SELECT * FROM lake.main.{name} ORDER BY ALL") for name in CANONICAL if lake.has(name)
    }


def seen(shop: Workspace) -> dict[str, list[dict[str, Any]]]:
    """The same as grading sees them."""
    lake = shop.lake
    tables = canonical_tables(lake)
    return {
        name: lake.engine.rows(f"SELECT * FROM ({lake.engine.compile(t)}) ORDER BY ALL") for name, t in tables.items()
    }


def test_masked_people_are_not_found_and_a_shared_mobile_of_another_name_is_not_enough(shop: Workspace) -> None:
    assert sorted(found(shop)) == [("C001", "C002"), ("C005", "C006")]


def test_the_survivor_is_the_one_registered_first_of_those_listed(shop: Workspace) -> None:
    assert duplicates.planned(shop, ["C001", "C002"]) == {"C001": "C002"}
    assert duplicates.planned(shop, ["C006", "C005"]) == {"C006": "C005"}
    assert duplicates.planned(shop, ["C001", "C002"], "C001") == {"C002": "C001"}


def test_a_merge_changes_no_row_and_an_unmerge_restores_what_is_seen(shop: Workspace) -> None:
    before, rows = seen(shop), canonical(shop)
    merge(shop, "C001", "C002")
    assert canonical(shop) == rows
    assert [row["customer_id"] for row in seen(shop)["orders"]].count("C002") == 2
    duplicates.unmerge(shop, "C001", reason="wrong")
    assert seen(shop) == before
    assert canonical(shop) == rows
    (kept,) = duplicates.merges(shop, active=False)
    assert (kept.reason, kept.undone_reason, kept.undone_at is None) == ("test", "wrong", False)


def test_chains_are_followed_and_taken_apart_link_by_link(shop: Workspace) -> None:
    merge(shop, "C001", "C002", into="C002")
    merge(shop, "C001", "C003", into="C003")
    assert duplicates.known_survivor(shop, "C001") == "C003"
    assert [(one.customer_id, one.into_id) for one in duplicates.merges(shop)] == [("C001", "C002"), ("C002", "C003")]
    duplicates.unmerge(shop, "C002")
    assert duplicates.known_survivor(shop, "C001") == "C002"
    duplicates.unmerge(shop, "C001")
    assert duplicates.known_survivor(shop, "C001") == "C001"


def test_a_circle_cannot_come_about(shop: Workspace) -> None:
    merge(shop, "C001", "C002", into="C002")
    for first, second in (("C002", "C001"), ("C001", "C002")):
        with pytest.raises(WorkspaceError, match="one customer already"):
            duplicates.planned(shop, [first, second], second)


def test_any_merges_and_unmerges_leave_a_forest_and_the_last_unmerge_the_beginning(shop: Workspace) -> None:
    chance, ids = random.Random(7), [row["customer_id"] for row in CUSTOMERS]
    start = seen(shop)
    for _ in range(14):
        try:
            if chance.random() < 0.7:
                merge(shop, *chance.sample(ids, 2), into=None)
            else:
                duplicates.unmerge(shop, chance.choice(ids))
        except WorkspaceError:
            continue
        links = {one.customer_id: one.into_id for one in duplicates.merges(shop)}
        assert len(links) == len(duplicates.merges(shop))
        survivors = {survivor_of(links, one) for one in ids}
        assert {row["customer_id"] for row in seen(shop)["customers"]} == survivors
    for one in duplicates.merges(shop):
        duplicates.unmerge(shop, one.customer_id)
    assert seen(shop) == start


def test_what_a_person_said_is_kept_and_holds(shop: Workspace) -> None:
    duplicates.review(shop, "different", ["C001", "C002"], reason="father and son")
    assert found(shop) == [("C005", "C006")]
    assert ("C001", "C002") in found(shop, decided=True)
    with pytest.raises(WorkspaceError, match="father and son"):
        duplicates.planned(shop, ["C001", "C002"])
    duplicates.review(shop, "open", ["C002", "C001"])
    assert ("C001", "C002") in found(shop)
    duplicates.review(shop, "never", ["C005"])
    assert found(shop) == [("C001", "C002")]
    with pytest.raises(WorkspaceError, match="never"):
        duplicates.planned(shop, ["C005", "C003"])
    assert [one.verdict for one in duplicates.reviews(shop)] == ["never"]


def test_different_customers_are_not_joined_by_way_of_a_third(shop: Workspace) -> None:
    duplicates.review(shop, "different", ["C001", "C003"])
    merge(shop, "C001", "C002")
    with pytest.raises(WorkspaceError, match="different"):
        duplicates.planned(shop, ["C002", "C003"])


def test_reviewed_pairs_are_merged_together_and_once(shop: Workspace) -> None:
    duplicates.review(shop, "same", ["C001", "C002"])
    duplicates.review(shop, "same", ["C002", "C007"])
    links = duplicates.planned_groups(shop)
    assert links == {"C001": "C002", "C007": "C002"}
    duplicates.merge(shop, links)
    assert duplicates.planned_groups(shop) == {}


def test_a_preview_is_the_grade_of_the_union_and_changes_nothing(shop: Workspace) -> None:
    scheme = shop.grade("value", as_of=JUNE).scheme
    snapshot = shop.lake.snapshot()
    looked = preview(shop, duplicates.planned(shop, ["C001", "C002"]))
    assert shop.lake.snapshot() == snapshot
    assert [(one.customer_id, one.order_count, one.net_revenue) for one in looked.before] == [
        ("C001", 1, Decimal("5200.00")),
        ("C002", 1, Decimal("4100.00")),
    ]
    (after,) = looked.after
    assert (after.customer_id, after.order_count, after.net_revenue) == ("C002", 2, Decimal("9300.00"))
    assert after.last_ordered_on == date(2024, 6, 10)
    merge(shop, "C001", "C002")
    tables = canonical_tables(shop.lake)
    row = run(tables, scheme, as_of=JUNE, engine=shop.lake.engine).customer("C002").row
    assert (after.tier, after.score, after.net_revenue) == (row["tier"], row["score"], row["net_revenue"])


def test_grading_sees_merges_and_unmerges_and_past_runs_replay(shop: Workspace) -> None:
    alone = shop.grade("value", as_of=JUNE)
    merge(shop, "C001", "C002")
    one = shop.grade("value", as_of=JUNE)
    row = one.customer("C002").row
    assert (row["order_count"], row["net_revenue"], row["name"]) == (2, Decimal("9300.00"), "张伟")
    assert one.run.customers == alone.run.customers - 1
    duplicates.unmerge(shop, "C001")
    again = shop.grade("value", as_of=JUNE)
    assert again.run.digest == alone.run.digest != one.run.digest
    assert list(again.rows(order=("customer_id",))) == list(alone.rows(order=("customer_id",)))
    for result in (alone, one, again):
        kept, now = shop.replay(result.run.id)
        assert kept == now


def test_without_a_grading_the_preview_shows_figures_alone(shop: Workspace) -> None:
    looked = preview(shop, {"C001": "C002"})
    assert looked.run is None
    assert [(one.tier, one.order_count, one.net_revenue) for one in looked.after] == [(None, 2, Decimal("9300.00"))]


def test_two_at_once_do_not_merge_one_customer_twice(shop: Workspace) -> None:
    links = duplicates.planned(shop, ["C001", "C002"])
    merge(shop, "C001", "C003", into="C003")
    with pytest.raises(WorkspaceError, match="meanwhile"):
        duplicates.merge(shop, links)


def test_unknown_ids_and_customers_never_merged_are_named(shop: Workspace) -> None:
    with pytest.raises(UnknownCustomer, match="C00X"):
        duplicates.planned(shop, ["C001", "C00X"])
    with pytest.raises(WorkspaceError, match="not merged"):
        duplicates.unmerge(shop, "C001")
    merge(shop, "C001", "C002")
    with pytest.raises(WorkspaceError, match="C001"):
        duplicates.unmerge(shop, "C002")


def test_every_decision_gives_gradings_a_new_number(shop: Workspace) -> None:
    numbers = [newest_decision(shop.lake)]
    merge(shop, "C001", "C002")
    numbers.append(newest_decision(shop.lake))
    duplicates.unmerge(shop, "C001")
    numbers.append(newest_decision(shop.lake))
    assert numbers == sorted(set(numbers))


def test_the_files_of_decisions_are_sound_after_merge_and_unmerge(shop: Workspace) -> None:
    merge(shop, "C001", "C002")
    duplicates.unmerge(shop, "C001")
    assert [issue for issue in shop.check().problems if issue.level == "error"] == []


def test_an_empty_workspace_has_no_duplicates(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "empty")
    assert duplicates.find_duplicates(workspace) == []
    assert duplicates.merges(workspace) == duplicates.reviews(workspace) == []
    workspace.close()
