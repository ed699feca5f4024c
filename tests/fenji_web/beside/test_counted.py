"""Owners and tags of now are asked and counted without laying them beside every customer: as if they were laid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fenji_web.beside import queries as beside
from fenji_web.customers.access import Readable
from fenji_web.customers.forms import Condition, View
from fenji_web.customers.queries import every_row, page, summary
from tests.fenji_web.customers.conftest import readable

Meant = Callable[[dict[str, Any]], bool]
ASKED: dict[str, tuple[View, Meant]] = {
    "everybody": (View(), lambda _: True),
    "a tier": (View(chosen={"tier": ("VIP",)}), lambda row: row["tier"] == "VIP"),
    "a condition": (
        View(conditions=(Condition("net_revenue", "at_least", Decimal(500)),)),
        lambda row: row["net_revenue"] is not None and row["net_revenue"] >= 500,
    ),
    "sorted by owner": (View(sort="owner"), lambda _: True),
    "an owner": (View(chosen={"owner": ("Somebody new",)}), lambda row: row["owner"] == "Somebody new"),
    "the pool": (View(chosen={"owner": ("",)}), lambda row: row["owner"] is None),
    "an owner or none, of a tier": (
        View(chosen={"owner": ("Somebody new", ""), "tier": ("VIP",)}),
        lambda row: row["owner"] in ("Somebody new", None) and row["tier"] == "VIP",
    ),
    "not an owner": (
        View(conditions=(Condition("owner", "is_not", "Somebody new"),)),
        lambda row: row["owner"] != "Somebody new",
    ),
    "an owner is known": (View(conditions=(Condition("owner", "known"),)), lambda row: row["owner"] is not None),
    "a tag": (View(chosen={"tags": ("x",)}, sort="owner"), lambda row: "x" in (row["tags"] or [])),
    "a tag or none": (View(chosen={"tags": ("y", "")}), lambda row: row["tags"] is None or "y" in row["tags"]),
    "without a tag": (
        View(conditions=(Condition("tags", "without", "x"),)),
        lambda row: "x" not in (row["tags"] or []),
    ),
    "tagged": (View(conditions=(Condition("tags", "known"),)), lambda row: row["tags"] is not None),
}


@pytest.fixture(scope="module")
def laid(shop: Path) -> Iterator[Readable]:
    """The shop's customers, some of whom were given to somebody here, some returned to the pool, some tagged."""
    of = readable(shop)
    engine = of.result.engine.cursor()
    beside.begin(engine)
    rows = engine.rows("SELECT customer_id, owner FROM customers ORDER BY md5(customer_id) LIMIT 120")
    names = ["Somebody new", None, *sorted({row["owner"] for row in rows if row["owner"]})]
    tags = [["x"], None, ["x", "y"]]
    beside.lay(
        engine,
        [(row["customer_id"], names[n % len(names)], n % 5 > 0, tags[n % 3], None) for n, row in enumerate(rows)],
    )
    yield replace(of, laid="now")
    beside.lay_whole(engine, [], [])


@pytest.mark.parametrize("asked", ASKED)
def test_who_is_found_and_how_many_of_each_is_as_if_all_were_laid_beside_everybody(laid: Readable, asked: str) -> None:
    view, is_meant = ASKED[asked]
    columns = ("tier", "owner", "tags", "net_revenue")
    everybody = list(every_row(laid, View(columns=columns)))
    meant = [row for row in everybody if is_meant(row)]
    found = list(every_row(laid, replace(view, columns=columns)))
    assert {row["customer_id"]: (row["owner"], row["tags"]) for row in found} == {
        row["customer_id"]: (row["owner"], row["tags"]) for row in meant
    }
    counted = summary(laid, view, ("tier", "owner", "tags"))
    assert counted.count == len(meant) > 0
    for name in ("tier", "owner"):
        if name not in view.chosen:
            assert dict(counted.facets[name]).items() <= Counter(row[name] for row in meant).items()
    if "tags" not in view.chosen:
        several = Counter(tag for row in meant for tag in row["tags"] or [None])
        assert {tag: n for tag, n in counted.facets["tags"] if n} == several
    first = page(laid, replace(view, columns=columns)).rows
    assert [(row["customer_id"], row["owner"], row["tags"]) for row in first] == [
        (row["customer_id"], row["owner"], row["tags"]) for row in found[: len(first)]
    ]
