"""Pages by key: every customer once, in order, there and back; what is found is what was asked."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fenji_web.customers import queries
from fenji_web.customers.access import Readable
from fenji_web.customers.forms import View, packed, unpacked

SORTS = ("tier", "name", "score", "net_revenue", "recency_days", "last_ordered_on", "missing_total", "owner", "stage",
         "registered_on", "move", "customer_source")  # fmt: skip
ASKED = (
    "",
    "tier=VIP",
    "tier=VIP&tier=regular&move=demotion",
    "owner=",
    "q=li&stage=loyal&stage=churned",
    "where=net_revenue:at_least:1000&where=last_ordered_on:until:2024-09-30",
    "where=email:unknown",
    "q=nobody-is-called-so",
)
HOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def view_of(of: Readable, query: str) -> View:
    view, problems = View.read(QueryDict(query), of.columns)
    assert problems == []
    return view


def walk(of: Readable, view: View, size: int) -> list[list[dict[str, Any]]]:
    """Every page from the first to the last, each found by what its address says of the one before."""
    pages = [queries.page(of, view, size=size)]
    while pages[-1].has_next:
        after = unpacked(packed(pages[-1].place(pages[-1].rows[-1])))
        pages.append(queries.page(of, View(**{**vars(view), "after": after}), size=size))
        assert pages[-1].has_previous
    return [list(page.rows) for page in pages]


@HOW
@given(sort=st.sampled_from(SORTS), down=st.booleans(), query=st.sampled_from(ASKED), size=st.integers(150, 900))
def test_pages_visit_every_customer_once_and_in_order(
    of: Readable, sort: str, down: bool, query: str, size: int
) -> None:
    view = view_of(of, f"{query}&sort={'-' if down else ''}{sort}")
    rows = [row["customer_id"] for page in walk(of, view, size) for row in page]
    assert rows == [row["customer_id"] for row in queries.every_row(of, view)], "the order of the whole"
    assert len(set(rows)) == len(rows) == queries.summary(of, view, ()).count


@HOW
@given(sort=st.sampled_from(SORTS), down=st.booleans(), size=st.integers(200, 700))
def test_the_way_back_shows_the_same_pages(of: Readable, sort: str, down: bool, size: int) -> None:
    view = view_of(of, f"sort={'-' if down else ''}{sort}")
    pages = walk(of, view, size)
    for earlier, later in pairwise(pages):
        key = queries.key_of(view.sort, of.types)
        before = unpacked(packed(tuple(later[0][name] for name, _ in key)))
        back = queries.page(of, View(**{**vars(view), "before": before}), size=size)
        assert [row["customer_id"] for row in back.rows] == [row["customer_id"] for row in earlier]
        assert back.has_next
        assert back.has_previous == (earlier is not pages[0])


def test_unknown_values_come_last_whichever_way(of: Readable) -> None:
    for sort in ("recency_days", "-recency_days"):
        values = [row["recency_days"] for row in queries.every_row(of, view_of(of, f"sort={sort}"))]
        known = [value for value in values if value is not None]
        assert None in values
        assert values == [*known, *([None] * (len(values) - len(known)))]
        assert known == sorted(known, reverse=sort.startswith("-"))


def test_tiers_sort_by_rung_and_names_by_sound(of: Readable) -> None:
    rungs = [row["rung"] for row in queries.every_row(of, view_of(of, "sort=tier"))]
    assert rungs == sorted(rungs)
    sounds = [row["name_pinyin"] for row in queries.every_row(of, view_of(of, "sort=name"))]
    assert sounds == sorted(sounds)


def test_a_facet_counts_as_if_it_alone_were_not_asked(of: Readable) -> None:
    view = view_of(of, "tier=VIP&move=promotion")
    found = queries.summary(of, view, ("tier", "move", "stage"))
    moved = queries.summary(of, view_of(of, "move=promotion"), ("tier",))
    best = queries.summary(of, view_of(of, "tier=VIP"), ("move",))
    assert dict(found.facets["tier"]) == dict(moved.facets["tier"])
    assert dict(found.facets["move"]) == dict(best.facets["move"])
    assert sum(n for _, n in found.facets["stage"]) == found.count == dict(moved.facets["tier"])["VIP"]


def test_conditions_find_exactly_those_who_meet_them(of: Readable) -> None:
    every = list(of.result.rows())
    asked: dict[str, Callable[[dict[str, Any]], bool]] = {
        "where=net_revenue:at_least:5000": lambda row: (row["net_revenue"] or 0) >= 5000,
        "where=net_revenue:at_most:100.5": lambda row: (
            row["net_revenue"] is not None and row["net_revenue"] <= Decimal("100.5")
        ),
        "where=last_ordered_on:unknown": lambda row: row["last_ordered_on"] is None,
        "where=city:has:州": lambda row: "州" in (row["city"] or ""),
        "where=city:is_not:深圳市": lambda row: row["city"] != "深圳市",
        "where=email:begins:USER00": lambda row: (row["email"] or "").startswith("user00"),
        "where=missing_total:at_most:3": lambda row: (
            row["missing_total"] is not None and row["missing_total"] <= 3_000_000
        ),
        "owner=": lambda row: row["owner"] is None,
    }
    for query, is_meant in asked.items():
        found = {row["customer_id"] for row in queries.every_row(of, view_of(of, query))}
        assert found == {row["customer_id"] for row in every if is_meant(row)}, query
        assert found, query


def test_an_address_says_the_whole_view(of: Readable) -> None:
    view = view_of(of, "q=%E6%9D%8E&tier=VIP&owner=&where=net_revenue:at_least:10&sort=-score&columns=tier,city,name")
    again, problems = View.read(QueryDict(view.address().lstrip("?")), of.columns)
    assert (again, problems) == (view, [])
    assert view.chosen == {"tier": ("VIP",), "owner": ("",)}
