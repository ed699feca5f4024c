"""What stands on each sheet: exact headers, every customer, the customer's own figures."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from fenji.language import UNKNOWN
from fenji.result import Result
from fenji.scheme.load import standard
from fenji.workbook import write_workbook
from tests.fenji.workbook.reading import Sheets, parts, read
from tests.sample_result import sample_result

HEADERS = {
    "基本信息": ["客户ID", "客户姓名", "联系电话", "电子邮箱", "注册日期"],
    "等级信息": ["客户ID", "等级名称", "等级颜色", "等级图标"],
    "分析报告": ["客户ID", "分析结果", "改进建议"],
    "客户类型分类管理表": [
        "客户ID", "姓名", "客户类型", "客户来源", "购买频率(月)", "上一次购买时间", "备注",
    ],
    "变动": ["客户ID", "姓名", "变动", "原等级", "现等级", "购买金额(元)"],
}  # fmt: skip
LISTS = ["基本信息", "等级信息", "评分信息", "分析报告", "客户类型分类管理表"]


def test_the_sheets_stand_in_their_order(sheets: Sheets) -> None:
    assert list(sheets) == ["概览", *LISTS, "变动", "说明"]


@pytest.mark.parametrize("name", HEADERS)
def test_the_headers_are_exact(sheets: Sheets, name: str) -> None:
    assert sheets[name][1] == HEADERS[name]


def test_the_scores_have_the_four_fixed_headers_then_further_criteria_then_the_total(sheets: Sheets) -> None:
    header = sheets["评分信息"][1]
    assert header[:5] == ["客户ID", "购买频率评分", "消费金额评分", "活跃程度评分", "互动情况评分"]
    assert header[-1] == "总评分"
    assert all(name.endswith("评分") for name in header[5:])


def test_english_headers_are_english(english: Path) -> None:
    for name, rows in read(english).items():
        words = " ".join(str(cell) for cell in rows[1])
        assert not re.search(r"[\u4e00-\u9fff]", name + words)


@pytest.mark.parametrize("name", LISTS)
def test_every_customer_is_on_every_list_in_the_same_order(sheets: Sheets, result: Result, name: str) -> None:
    assert [row[0] for row in sheets[name][2:]] == [row["customer_id"] for row in result.rows(["customer_id"])]


def test_scores_are_the_results_own(sheets: Sheets, result: Result) -> None:
    header, *rows = sheets["评分信息"][1:]
    shown = {row[0]: dict(zip(header, row, strict=True)) for row in rows}
    for row in result.rows():
        assert shown[row["customer_id"]]["消费金额评分"] == row["points_net_revenue"] / 100
        assert shown[row["customer_id"]]["总评分"] == pytest.approx(float(row["score"]), abs=1e-9)


def test_type_table_has_tier_frequency_and_last_purchase(sheets: Sheets, result: Result) -> None:
    shown = {row[0]: row for row in sheets["客户类型分类管理表"][2:]}
    for row in result.rows():
        cells = shown[row["customer_id"]]
        assert cells[2] == result.scheme.tier(row["tier"]).name.zh
        assert cells[4] == pytest.approx(float(row["orders_per_month"]))
        last = row["last_ordered_on"]
        assert cells[5] == ("尚无购买" if last is None else last)
        assert cells[6] == (row["note"] or "无")


def test_no_column_of_a_list_is_empty(sheets: Sheets) -> None:
    for name in [*LISTS, "变动"]:
        for header, *cells in zip(*sheets[name][1:], strict=True):
            assert any(cell not in ("", "未知", "无") for cell in cells), f"{name}: {header}"


def test_every_sheet_says_that_the_data_is_simulated_and_when_and_by_what(chinese: Path, sheets: Sheets) -> None:
    for name, rows in sheets.items():
        banner = rows[0][0]
        assert banner.startswith("【模拟数据】"), name
        assert "2024-06-30" in banner
        assert "第1版" in banner
    printed = [xml for name, xml in parts(chinese).items() if name.startswith("xl/worksheets/sheet")]
    assert len(printed) == len(sheets)
    assert all("模拟数据" in re.findall(r"<oddHeader>.*</oddHeader>", xml)[0] for xml in printed)


def test_real_data_bears_no_mark(tmp_path: Path) -> None:
    path = write_workbook(sample_result(20, simulated=False), tmp_path / "real.xlsx")
    assert not any("模拟" in xml for xml in parts(path).values())


def test_lists_are_frozen_filtered_and_printed_with_their_headers(chinese: Path) -> None:
    files = parts(chinese)
    for number in range(2, 7):
        xml = files[f"xl/worksheets/sheet{number}.xml"]
        assert 'ySplit="2"' in xml
        assert re.search(r'<autoFilter ref="A2:[A-Z]+122"', xml)
    assert "_xlnm.Print_Titles" in files["xl/workbook.xml"]


def test_overview_has_a_pie_bars_and_a_badge_for_every_tier_in_table_and_legend(chinese: Path, result: Result) -> None:
    files = parts(chinese)
    charts = [xml for name, xml in files.items() if name.startswith("xl/charts/chart")]
    assert sum("<c:pieChart>" in xml for xml in charts) == 1
    assert sum("<c:barChart>" in xml for xml in charts) == 2
    anchors = re.findall(
        r"<xdr:twoCellAnchor[^>]*>.*?</xdr:twoCellAnchor>", files["xl/drawings/drawing1.xml"], re.DOTALL
    )
    pictures = [anchor for anchor in anchors if "<xdr:pic>" in anchor]
    assert len(pictures) == 2 * len(result.scheme.scheme.tiers)
    assert not any("oneCell" in picture for picture in pictures), "a badge moves and sizes with its row"


def test_overview_figures_are_the_results_own(sheets: Sheets, result: Result) -> None:
    shown = {row[1]: row for row in sheets["概览"] if isinstance(row[2], float)}
    for summary in result.tiers():
        row = shown[summary.tier.name.zh]
        assert row[2] == summary.customers
        assert row[4] == pytest.approx(float(summary.net_revenue))
        assert row[8] == summary.tier.benefits.zh
    assert shown["合计"][2] == result.run.customers


def test_moves_list_those_who_moved_and_only_those(sheets: Sheets, result: Result) -> None:
    moved = {row["customer_id"] for row in result.rows(["customer_id", "move"]) if row["move"] != "same"}
    assert {row[0] for row in sheets["变动"][2:]} == moved
    assert moved


def test_a_first_run_says_that_there_is_nothing_to_compare(tmp_path: Path, result: Result) -> None:
    from dataclasses import replace

    rows = read(write_workbook(replace(result, previous=None, gone=None), tmp_path / "first.xlsx"))["变动"]
    assert "暂无上期可比" in rows[2][0]
    assert len(rows) == 3


def test_the_notes_say_how_when_and_what_every_column_means(sheets: Sheets) -> None:
    notes = {row[0]: row[1] for row in sheets["说明"]}
    words = "\n".join(str(row[1]) for row in sheets["说明"])
    assert "2024-06-30" in notes["评估基准日"]
    assert notes["评估周期"] == "近365天"
    assert "权重" in notes["评分信息：消费金额评分"]
    assert "80分以上" in words
    for name in [*LISTS, "变动"]:
        assert all(f"{name}：{header}" in notes for header in sheets[name][1])


def test_a_scheme_without_a_criterion_shows_its_column_as_unknown_and_says_why(tmp_path: Path) -> None:
    rows = read(write_workbook(sample_result(30, scheme=standard("electronics")), tmp_path / "rules.xlsx"))
    header, *cells = zip(*rows["评分信息"][1:], strict=True), None
    columns = {column[0]: set(column[1:]) for column in header}
    assert cells == [None]
    assert columns["互动情况评分"] == {"未知"}
    notes = {row[0]: row[1] for row in rows["说明"]}
    assert notes["评分信息：互动情况评分"] == "本分级标准不含此评分项"


def test_what_the_data_lacks_is_unknown_and_the_notes_say_so(tmp_path: Path, result: Result) -> None:
    from tests.fenji.workbook.reading import Changed

    nameless = Changed.of(result, *[{"name": None, "email": None}] * 200)
    rows = read(write_workbook(nameless, tmp_path / "nameless.xlsx", "zh"))
    assert {row[1] for row in rows["基本信息"][2:]} == {UNKNOWN["zh"]}
    notes = [row[1] for row in rows["说明"] if row[0] == "基本信息：客户姓名"]
    assert notes[0] == "全部客户未知：数据来源没有提供此项"


def test_dates_are_dates(sheets: Sheets) -> None:
    assert all(isinstance(row[4], date) for row in sheets["基本信息"][2:])
