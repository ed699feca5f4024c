"""Own charts of a workspace: read with all their mistakes, drawn over runs, in the exports and in the report."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation

from fenji.cli.main import run
from fenji.pictures.report_slides import write_pptx
from fenji.pictures.sections import Report, Tile
from fenji.workspace.model_file import newest_file, open_file
from fenji.workspace.own_charts import chart_files, charts_of, earlier_files, keep_order, own_sections
from tests.web_shop import shop_at

LINE = "title: {zh: 客户数变化, en: Customers over time}\nby: run\nsplit: tier\nkind: line\n"
ALONE = "title: mine\nby: tier\nonly: limei\n"
WRONG = "title: x\nby: tier\nkind: bars\n"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.getbasetemp()
    place = shop_at(tmp_path_factory.mktemp("own") / "shop", base.parent if "popen-" in base.name else base)
    (place / "charts").mkdir()
    for name, text in (("line", LINE), ("mine", ALONE), ("wrong", WRONG)):
        (place / "charts" / f"{name}.yaml").write_text(text)
    return place


@pytest.fixture(scope="module")
def result(shop: Path) -> Any:
    newest = newest_file(shop / "runs", "value")
    assert newest is not None
    return open_file(newest)


def said(shop: Path, capsys: pytest.CaptureFixture[str], *command: str) -> Any:
    code = run([*command, "--workspace", str(shop), "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_a_line_has_a_point_for_every_run_as_that_run_counted(shop: Path, result: Any) -> None:
    spec = charts_of(shop, result)["own-line"].spec(result, "en")
    every = [row for rows in spec["datasets"].values() for row in rows]
    rows = [row for row in every if "line" in row]
    days = sorted({row["x"] for row in rows})
    assert len(days) == len(earlier_files(shop / "runs", result)) + 1 == 3
    counted = {point.customers for point in result.history()}
    assert {row["value"] for row in rows} <= counted


def test_a_report_has_a_section_for_every_chart_that_all_see(shop: Path, result: Any) -> None:
    (section,) = own_sections(shop, result, "zh")
    assert section.title == "客户数变化"
    assert section.drawing is not None
    assert section.drawing.startswith("<svg")


def test_a_chart_of_one_figure_a_group_is_a_chart_to_edit_in_slides(shop: Path, result: Any, tmp_path: Path) -> None:
    (tmp_path / "charts").mkdir()
    (tmp_path / "charts" / "tiers.yaml").write_text(
        "title: {zh: 各等级客户, en: Customers by tier}\nby: tier\n", "utf-8"
    )
    (section,) = own_sections(tmp_path, result, "en")
    assert section.plotted is not None
    labels, bars = section.plotted
    held = {one.tier.name.en: one.customers for one in result.tiers() if one.tier is not None}
    assert dict(zip(labels, bars.values, strict=True)) == held
    made = Report("x", "", "", None, "", [Tile("Customers", "9", "", "plain", None)], ["all"], [section])
    deck = Presentation(io.BytesIO(write_pptx(made, date(2024, 12, 31), "en")))
    (chart,) = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    assert dict(zip(chart.plots[0].categories, chart.plots[0].series[0].values, strict=True)) == held


def test_exports_draw_built_in_and_own_charts_by_name(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("export", "charts", "--only", "line", "--only", "mine", "--format", "svg", "--out", str(tmp_path))
    code, answer = said(shop, capsys, *asked)
    assert (code, [Path(file).name for file in answer["files"]]) == (0, ["own-line.svg", "own-mine.svg"])


def test_the_command_line_lists_says_and_checks_them(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, listed = said(shop, capsys, "chart", "list")
    assert [(one["name"], one["is_sound"]) for one in listed["charts"]] == [
        ("line", True), ("mine", True), ("wrong", False),
    ]  # fmt: skip
    _, shown = said(shop, capsys, "chart", "show", "line")
    assert shown["words_en"] == "Customers over the runs, by tier"
    assert shown["words_zh"] == "历次评级的客户数，按等级分"
    code, checked = said(shop, capsys, "chart", "check")
    assert (code, [one["where"] for one in checked["issues"]]) == (2, ["charts/wrong.yaml line 3"])


def test_charts_stand_in_the_order_that_people_gave_them(shop: Path) -> None:
    keep_order(shop, ["mine", "gone", "line"], by="limei")
    assert list(chart_files(shop)) == ["mine", "line", "wrong"]
