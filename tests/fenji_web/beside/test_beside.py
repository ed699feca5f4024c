"""Owners and tags of now are read beside the list, however they came about and however many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from fenji.workspace.model_file import newest_file, open_file
from fenji_web.beside import queries, services
from fenji_web.care.models import Change, Ownership, Tag
from fenji_web.care.services import add_tag, assign, remove_tag

ClientAs = Callable[..., Client]


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """Tables laid for what a test wrote do not outlive it."""
    services.forget()
    yield
    services.forget()


@pytest.fixture
def file(shop: Path) -> tuple[Path, Any]:
    path = newest_file(shop / "runs", "value")
    assert path is not None
    return path, open_file(path)


def said(engine: Any) -> dict[str, tuple[str | None, list[str] | None]]:
    sql = f"SELECT customer_id, owner, tags FROM {queries.relation({'tags'}, is_laid=True, has_owner=True)} "
    return {row["customer_id"]: (row["owner"], row["tags"]) for row in engine.rows(sql)}


def some(engine: Any, number: int) -> list[str]:
    sql = f"SELECT customer_id FROM customers ORDER BY customer_id LIMIT {number}"
    return [row["customer_id"] for row in engine.rows(sql)]


def test_nothing_is_laid_where_nothing_is_said(file: tuple[Path, Any]) -> None:
    assert services.laid(*file) == ""


def test_each_change_is_followed(file: tuple[Path, Any], client_as: ClientAs) -> None:
    person = client_as("administrator").person  # type: ignore[attr-defined]
    first, second, third = some(file[1].engine, 3)
    add_tag(first, "重点", by=person)
    stamps = [services.laid(*file)]
    assert said(file[1].engine)[first][1] == ["重点"]
    add_tag(first, "VIP", by=person)
    assign(None, second, person, by=person)
    stamps.append(services.laid(*file))
    now = said(file[1].engine)
    assert (now[first][1], now[second], now[third][1]) == (["VIP", "重点"], (str(person), None), None)
    remove_tag(first, "重点", by=person)
    remove_tag(first, "VIP", by=person)
    Ownership.objects.filter(pk=second).update(owner="", changed_at=Ownership.objects.get(pk=second).changed_at)
    Change.objects.create(customer_id=second, what="owner")
    stamps.append(services.laid(*file))
    now = said(file[1].engine)
    assert (now[first][1], now[second]) == (None, (None, None))
    assert len({*stamps}) == 3, "another stamp after each change"


def test_the_same_is_laid_at_once_and_in_parts(
    file: tuple[Path, Any], client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = client_as("administrator").person  # type: ignore[attr-defined]
    everybody = some(file[1].engine, 40)
    for number, one in enumerate(everybody):
        for name in ("a", "b", "c")[: number % 4]:
            add_tag(one, name, by=person)
        if number % 3 == 0:
            assign(None, one, person, by=person)
    services.laid(*file)
    whole = said(file[1].engine)
    services.forget()
    monkeypatch.setattr(services, "AT_ONCE", 7)
    services.laid(*file)
    assert said(file[1].engine) == whole
    assert sum(tags is not None for _, tags in whole.values()) == 30


def test_another_past_is_laid_anew(file: tuple[Path, Any], client_as: ClientAs) -> None:
    person = client_as("administrator").person  # type: ignore[attr-defined]
    first, second = some(file[1].engine, 2)
    add_tag(first, "old", by=person)
    services.laid(*file)
    Change.objects.all().delete()
    Tag.objects.all().delete()
    add_tag(second, "new", by=person)
    services.laid(*file)
    assert (said(file[1].engine)[first][1], said(file[1].engine)[second][1]) == (None, ["new"])


def test_a_table_let_go_is_laid_once_though_the_file_stayed_open(file: tuple[Path, Any], client_as: ClientAs) -> None:
    person = client_as("administrator").person  # type: ignore[attr-defined]
    (first,) = some(file[1].engine, 1)
    add_tag(first, "once", by=person)
    for _ in range(3):
        services.laid(*file)
        services.forget()
    services.laid(*file)
    assert file[1].engine.rows(f"SELECT count(*) AS n FROM {queries.TABLE}") == [{"n": 1}]
