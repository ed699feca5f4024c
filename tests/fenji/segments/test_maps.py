"""Maps of segments: ten that cover the grid exactly, and a check that finds every gap and overlap of another."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from fenji.segments.grid import Area, Grid, cells_text
from fenji.segments.map_check import cell_heads, check_map, coverage, heads_of
from fenji.segments.rfm_named import TEN, rfm_named
from tests.fenji.segments.people import counted, figures

# R × F as docs/CONVENTIONS name them, worst recency first; each row is F 1 to 5.
EXPECTED = (
    ("hibernating", "hibernating", "at_risk", "at_risk", "cant_lose"),
    ("hibernating", "hibernating", "at_risk", "at_risk", "cant_lose"),
    ("about_to_sleep", "about_to_sleep", "need_attention", "loyal", "loyal"),
    ("promising", "potential_loyalists", "potential_loyalists", "loyal", "loyal"),
    ("new", "potential_loyalists", "potential_loyalists", "champions", "champions"),
)
FIXED: dict[str, Any] = {"recency": [10, 20, 30, 40], "frequency": [2, 3, 4, 5]}


def areas(*written: tuple[str, str | None, str | None]) -> list[dict[str, Any]]:
    return [{"key": key, "name": key, "r": r, "f": f} for key, r, f in written]


def test_every_cell_has_the_segment_of_the_convention() -> None:
    grid = rfm_named()
    assert {cell: grid.claims(cell)[0].key for cell in grid.cells()} == {
        (r + 1, f + 1): EXPECTED[r][f] for r, f in product(range(5), range(5))
    }
    assert coverage(grid).is_exact
    assert check_map(grid) == []


def test_customers_are_placed_by_their_scores() -> None:
    grid = Grid.model_validate({**FIXED, "name": "mine", "title": "mine", "segments": TEN})
    cells = list(product(range(1, 6), range(1, 6)))
    rows, _ = figures(
        {
            "recency_days_all": [[45, 35, 25, 15, 5][r - 1] for r, _ in cells],
            "order_count_365_days": [f for _, f in cells],
        },
        [grid],
    )
    found = [rows[f"{number:04}"]["mine"] for number in range(25)]
    assert found == [EXPECTED[r - 1][f - 1] for r, f in cells]


def test_a_value_on_a_cut_point_belongs_to_the_part_above_it() -> None:
    grid = Grid.model_validate({**FIXED, "name": "mine", "title": "mine", "segments": TEN})
    rows, _ = figures({"recency_days_all": [9, 10], "order_count_365_days": [5, 5]}, [grid])
    assert [rows[key]["mine"] for key in ("0000", "0001")] == ["champions", "loyal"]


def test_who_never_bought_is_in_no_segment_and_moves_no_cut_point() -> None:
    columns = {"recency_days_all": [1, 50, 200, None], "order_count_365_days": [5, 3, 1, 0]}
    rows, learned = figures(columns, [rfm_named()])
    without, same = figures({name: values[:3] for name, values in columns.items()}, [rfm_named()])
    assert rows["0003"]["rfm_segment"] is None
    assert learned == same
    assert {key: row["rfm_segment"] for key, row in rows.items() if key != "0003"} == {
        key: row["rfm_segment"] for key, row in without.items()
    }


def test_gaps_and_overlaps_are_listed_with_their_cells_and_heads() -> None:
    grid = Grid.model_validate(
        {**FIXED, "name": "mine", "title": "mine", "segments": areas(("good", "3-5", "2-5"), ("late", "1-3", "1-5"))}
    )
    found = coverage(grid)
    assert found.gaps == ((4, 1), (5, 1))
    assert found.overlaps == tuple(((3, f), ("good", "late")) for f in range(2, 6))
    heads = counted(
        {"recency_days_all": [5, 5, 25, None], "order_count_365_days": [1, 1, 3, 0]},
        grid,
        lambda table, learned: cell_heads(grid, table, learned),
    )
    gap, overlap = check_map(grid, heads_of(grid, heads))
    assert [(issue.level, issue.code) for issue in (gap, overlap)] == [("error", "gap"), ("error", "overlap")]
    assert gap.problem.en == "2 cells belong to no segment: R4F1, R5F1; 2 customers are there"
    assert overlap.problem.zh == "有 4 个格子同时属于“good”、“late”：R3F2、R3F3、R3F4、R3F5；其中有 1 位客户"


def test_a_rest_closes_gaps_and_a_stated_order_allows_overlaps() -> None:
    written = {
        **FIXED, "name": "mine", "title": "mine", "overlaps": "first", "rest": {"key": "others", "name": "Others"},
        "segments": areas(("good", "3-5", "2-5"), ("late", "1-3", "1-5")),
    }  # fmt: skip
    grid = Grid.model_validate(written)
    assert [issue.level for issue in check_map(grid)] == ["note"]
    rows, _ = figures({"recency_days_all": [5, 25], "order_count_365_days": [1, 3]}, [grid])
    assert [rows[key]["mine"] for key in ("0000", "0001")] == ["others", "good"]
    assert [segment.key for segment in grid.segments()] == ["good", "late", "others"]


def test_a_map_may_have_money_as_its_third_axis() -> None:
    written = {
        **FIXED, "name": "mine", "title": "mine", "money": [100],
        "segments": [{"key": "rich", "name": "rich", "m": 2}, {"key": "poor", "name": "poor", "m": "1"}],
    }  # fmt: skip
    grid = Grid.model_validate(written)
    assert coverage(grid).cells == 50
    assert coverage(grid).is_exact
    columns = {"recency_days_all": [1, 1], "order_count_365_days": [1, 1], "net_revenue_365_days": ["99.99", "100.00"]}
    rows, _ = figures(columns, [grid])
    assert [rows[key]["mine"] for key in ("0000", "0001")] == ["poor", "rich"]


def test_long_lists_of_cells_are_cut_and_counted() -> None:
    grid = Grid.model_validate({**FIXED, "name": "mine", "title": "mine", "segments": areas(("one", "5", "5"))})
    assert check_map(grid)[0].problem.en.endswith("and 12 more")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"segments": areas(("a", "6", None))}, "only 5 parts"),
        ({"segments": [{"key": "a", "name": "a", "m": 1}]}, "no money axis"),
        ({"segments": areas(("a", "1", None), ("a", "2", None))}, "two segments"),
        ({"segments": areas(("a", "3-1", None))}, "no range"),
        ({"segments": areas(("a", "x", None))}, "no range"),
        ({"recency": [3, 2]}, "smallest to the largest"),
        ({"segments": []}, "at least 1"),
    ],
)
def test_a_map_that_makes_no_sense_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Grid.model_validate({"name": "mine", "title": "mine", "segments": areas(("all", None, None))} | change)


def test_a_map_is_written_back_as_it_was_read() -> None:
    grid = rfm_named()
    assert Grid.model_validate(grid.content()) == grid
    assert Grid.model_validate(grid.written()) == grid
    assert grid.written()["segments"][0]["r"] == "5"
    assert cells_text(Area.model_validate({"key": "a", "name": "a"})) == "*"


spans = st.tuples(st.integers(1, 4), st.integers(1, 4)).map(lambda ends: (min(ends), max(ends)))


@given(st.lists(st.tuples(spans, spans), min_size=1, max_size=6))
def test_the_check_finds_exactly_the_cells_that_are_claimed_not_once(written: list[Any]) -> None:
    grid = Grid.model_validate(
        {
            "name": "mine", "title": "mine", "recency": 4, "frequency": 4,
            "segments": [{"key": f"s{n}", "name": "s", "r": r, "f": f} for n, (r, f) in enumerate(written)],
        }
    )  # fmt: skip
    times = {
        (r, f): sum(low <= r <= high and down <= f <= up for (low, high), (down, up) in written)
        for r, f in product(range(1, 5), range(1, 5))
    }
    found = coverage(grid)
    assert set(found.gaps) == {cell for cell, count in times.items() if count == 0}
    assert {cell for cell, _ in found.overlaps} == {cell for cell, count in times.items() if count > 1}
    assert found.is_exact == all(count == 1 for count in times.values())


def test_the_words_name_the_axes_with_their_cut_points_and_every_area() -> None:
    grid = Grid.model_validate(
        {"name": "mine", "title": "mine", "recency": [10, 20], "frequency": 3, "segments": areas(("all", "1-3", None))}
    )
    assert [line.en for line in grid.say()] == [
        "R: Recency (all time), cut at 10 days, 20 days", "F: Orders (last 365 days), 3 equal parts", "all: R 1-3",
    ]  # fmt: skip
    learned = {"recency": ["10", "20"], "frequency": ["2", None]}
    assert [line.zh for line in grid.say(learned)][:2] == [
        "R：最近购买（全部时间），分界值 10天、20天", "F：购买次数（近365天），3 等份，分界值 2单",
    ]  # fmt: skip
    assert grid.is_learned(learned)
    assert not grid.is_learned({"recency": [None], "frequency": [None, None]})
