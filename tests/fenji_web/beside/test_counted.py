"""Owners of now are counted without laying them beside every customer: the numbers are those of laying them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from fenji_web.beside import queries as beside
from fenji_web.customers.access import Readable
from fenji_web.customers.forms import Condition, View
from fenji_web.customers.queries import summary
from tests.fenji_web.customers.conftest import readable

ASKED = {
    "everybody": View(),
    "a tier": View(chosen={"tier": ("VIP",)}),
    "a tier or none, and a stage": View(chosen={"tier": ("VIP", ""), "stage": ("loyal", "active")}),
    "a condition": View(conditions=(Condition("net_revenue", "at_least", Decimal(500)),)),
    "a search": View(search="1"),
    "sorted by owner": View(sort="owner"),
}


@pytest.fixture
def laid(shop: Path) -> Iterator[Readable]:
    """The shop's customers, some of whom were given to somebody here, some returned to the pool."""
    of = readable(shop)
    engine = of.result.engine.cursor()
    beside.begin(engine)
    rows = engine.rows("SELECT customer_id, owner FROM customers ORDER BY md5(customer_id) LIMIT 120")
    names = ["Somebody new", None, *sorted({row["owner"] for row in rows if row["owner"]})]
    given = [(row["customer_id"], names[n % len(names)], n % 5 > 0, ["x"]) for n, row in enumerate(rows)]
    beside.lay(engine, given, over=True)
    yield replace(of, laid="now")
    beside.empty(engine)


@pytest.mark.parametrize("asked", ASKED)
def test_owners_are_counted_as_if_they_were_laid_beside_everybody(laid: Readable, asked: str) -> None:
    view = ASKED[asked]
    quick = summary(laid, view, ("tier", "owner"))
    whole = summary(laid, view, ("tier", "owner", "tags"))  # tags are laid beside everybody, and owners with them
    assert quick.count == whole.count > 0
    assert quick.facets["owner"] == whole.facets["owner"]
    assert quick.facets["tier"] == whole.facets["tier"]
    if asked == "everybody":
        assert quick.facets["owner"] != summary(replace(laid, laid=""), view, ("owner",)).facets["owner"]
