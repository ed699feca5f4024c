"""Charts of segments and cohorts: as counted, empty where unknown, in both languages, on a page and on a screen."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from fenji.charts.canvas import Canvas
from fenji.charts.chart import CHARTS
from fenji.charts.draw import draw
from fenji.engines.duckdb import DuckDBEngine
from fenji.errors import DrawError
from fenji.ink.words import width_of
from fenji.language import Language, Text
from fenji.result import Result
from fenji.segments.lifecycle import Lifecycle
from fenji.segments.rfm8 import CLASSES
from tests.fenji.charts.shop import EIGHT, SCHEMA, THREE, seeded, shop, words_of
from tests.fenji.charts.test_draw import NAMES, words_with_places

SEGMENTED = (
    "cohort_retention", "cohort_revenue", "customers_by_rfm", "customers_by_stage", "rfm_by_tier", "stage_by_tier",
    "stage_flow",
)  # fmt: skip
STAGES = [one.key for one in Lifecycle().segments()]
COHORTS = [
    (date(2024, 3, 1), 0, 40, "4000"), (date(2024, 3, 1), 1, 20, "1500"), (date(2024, 3, 1), 3, 10, "-20"),
    (date(2024, 4, 1), 0, 10, "900"), (date(2024, 4, 1), 1, 10, "12000"), (date(2024, 6, 1), 0, 5, "50"),
]  # fmt: skip


def segmented(tiers: Any = THREE, *, as_of: date = date(2024, 6, 30), cohorts: Any = tuple(COHORTS)) -> Result:
    """A result whose customers have segments, now and before, and a past as cohorts."""
    result = shop(tiers, customers=240, simulated=True, runs=3)
    rows = [
        {**one, "rfm_class": None if n % 17 == 0 else CLASSES[n % 8].key, "stage": STAGES[n % 5],
         "previous_stage": None if n % 40 == 0 else STAGES[(n + n // 60) % 5]}
        for n, one in enumerate(seeded(result.scheme.scheme, 240))
    ]  # fmt: skip
    named = [pa.field(name, pa.string()) for name in ("rfm_class", "stage", "previous_stage")]
    engine = DuckDBEngine.in_memory()
    engine.register("graded", pa.Table.from_pylist(rows, schema=pa.schema([*SCHEMA, *named])))
    kept = [{"cohort": c, "months": m, "customers": n, "net_revenue": Decimal(net)} for c, m, n, net in cohorts]
    types = [("cohort", pa.date32()), ("months", pa.int64()), ("customers", pa.int64()),
             ("net_revenue", pa.decimal128(18, 2))]  # fmt: skip
    engine.register("cohorts", pa.Table.from_pylist(kept, schema=pa.schema(types)))
    columns = (*result.columns, "rfm_class", "stage", "previous_stage")
    return replace(result, engine=engine, columns=columns, bought="cohorts", run=replace(result.run, as_of=as_of))


RESULT, LONG = segmented(), segmented(EIGHT)


def fields(result: Result, name: str, lang: Language = "en") -> list[dict[str, Any]]:
    """The data of the fields of a grid, as a screen gets it."""
    spec = draw(result, name, lang, on=Canvas.screen(900)).spec
    return next(rows for rows in spec["datasets"].values() if "figure" in rows[0])


def test_the_charts_are_all_known_by_name() -> None:
    assert set(CHARTS) == {*NAMES, *SEGMENTED}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", SEGMENTED)
def test_each_carries_its_frame_and_one_language_alone(name: str, lang: Language) -> None:
    words = words_of(RESULT, name, lang)
    expected = {
        "zh": ("模拟数据", "评估基准日 2024-06-30", "第3版"),
        "en": ("Simulated data", "As of 2024-06-30", "v3"),
    }
    assert [part for part in expected[lang] if part not in words] == []
    assert lang == "zh" or not re.findall(r"[\u4e00-\u9fff]", words)
    assert draw(RESULT, name, lang).spec == draw(RESULT, name, lang).spec


@pytest.mark.parametrize("name", SEGMENTED)
def test_no_words_leave_the_page(name: str) -> None:
    drawing = draw(LONG, name, "en")
    width = float(re.findall(r'viewBox="0 0 (\d+)', drawing.svg)[0])
    for text, x, _, size, anchor, weight in words_with_places(drawing):
        wide = width_of(text, size, bold=weight == "bold")
        start = {"start": x, "middle": x - wide / 2, "end": x - wide}[anchor]
        assert start >= 8, text
        assert start + wide <= width - 8, text


@pytest.mark.parametrize("width", [340, 560, 900])
@pytest.mark.parametrize("name", SEGMENTED)
def test_each_fits_its_place_on_a_screen(name: str, width: int) -> None:
    spec = draw(LONG, name, "en", on=Canvas.screen(width)).spec
    assert spec["width"] + spec["padding"]["left"] + spec["padding"]["right"] == pytest.approx(width)
    assert spec["width"] > 100
    assert spec["usermeta"]["title"]


def test_tiers_across_classes_add_up_to_everybody_and_lead_to_their_customers() -> None:
    found = fields(RESULT, "rfm_by_tier")
    assert sum(int(one["figure"].replace(",", "")) for one in found) == 240
    one = next(each for each in found if each["about"]["rfm_class"] == "important_value")
    where = {name: value or None for name, value in one["about"].items()}
    assert RESULT.count(where=where) == int(one["figure"])
    assert {"tier", "rfm_class"} == set(one["about"])


def test_the_flow_between_stages_counts_who_changed() -> None:
    changed = sum(n for (then, now), n, _ in RESULT.counts("previous_stage", "stage") if then not in (None, now))
    assert draw(RESULT, "stage_flow", "en").spec["description"].endswith(f"{changed} customers changed")
    assert "None, or new" in words_of(RESULT, "stage_flow", "en")
    assert sum(int(one["figure"]) for one in fields(RESULT, "stage_flow")) == 240


def test_retention_is_the_share_of_each_first_month_and_to_come_stays_empty() -> None:
    said = [(one["hint"].split(" · ")[0], one["figure"]) for one in fields(RESULT, "cohort_retention")]
    assert said == [
        ("2024-03, 1 month later", "50%"), ("2024-03, 2 months later", "0%"), ("2024-03, 3 months later", "25%"),
        ("2024-04, 1 month later", "100%"), ("2024-04, 2 months later", "0%"),
    ]  # fmt: skip
    assert draw(RESULT, "cohort_retention", "en").spec["description"] == (
        "60% of customers buy in the month after their first order"
    )


def test_a_month_that_still_goes_on_says_so_and_is_not_in_the_finding() -> None:
    early = segmented(as_of=date(2024, 6, 20))
    open_ones = [one for one in fields(early, "cohort_retention") if "still goes on" in one["hint"]]
    assert [one["hint"].split(" · ")[0] for one in open_ones] == ["2024-03, 3 months later", "2024-04, 2 months later"]
    assert not [one for one in fields(RESULT, "cohort_retention") if "still goes on" in one["hint"]]


def test_revenue_of_cohorts_begins_with_the_first_month() -> None:
    said = {one["hint"].split(" · ")[0]: one["figure"] for one in fields(RESULT, "cohort_revenue")}
    assert said["2024-03, 0 months later"] == "4k"
    assert said["2024-03, 3 months later"] == "-20"
    assert "2024-06, 1 month later" not in said
    assert draw(RESULT, "cohort_revenue", "en").spec["description"].startswith("73% of revenue")


@pytest.mark.parametrize("name", SEGMENTED)
def test_a_result_that_has_kept_none_of_it_says_so(name: str) -> None:
    with pytest.raises(DrawError):
        draw(shop(customers=30), name)


def test_one_month_of_orders_is_no_cohort_to_compare() -> None:
    with pytest.raises(DrawError, match="two months"):
        draw(segmented(cohorts=[(date(2024, 6, 1), 0, 5, "50")]), "cohort_retention")


@pytest.mark.parametrize("name", [*NAMES, "rfm_by_tier", "customers_by_stage"])
def test_a_picture_of_a_part_of_the_customers_says_which(name: str) -> None:
    part = RESULT.among({"stage": [STAGES[0], STAGES[1]]}, Text("two stages", "两个阶段"))
    spec = draw(replace(part, past=RESULT.past), name, "zh").spec
    assert "仅限：两个阶段" in json.dumps(spec, ensure_ascii=False)


def test_bars_of_segments_lead_to_their_customers() -> None:
    spec = json.dumps(draw(RESULT, "customers_by_stage", "en", on=Canvas.screen(700)).spec)
    assert json.dumps({"stage": STAGES[2]}) in spec
