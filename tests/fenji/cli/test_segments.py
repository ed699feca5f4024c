"""Segments, lifecycle and events at the command line: both languages, documented JSON, errors with a guess."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from fenji.cli.command import COMMANDS
from tests.fenji.cli.shop import inside
from tests.fenji.cli.test_commands import undocumented
from tests.fenji.workbook.reading import read

SEEN = {
    ("segments", "list"): ("rfm_segment", "rfm_segment"),
    ("segments", "show", "rfm_class"): ("重要价值客户", "Keep: best service"),
    ("segments", "show", "abc"): ("累计占比至 80%", "up to 80%"),
    ("segments", "check"): ("没有问题", "Nothing is wrong"),
    ("segments", "cross", "stage", "abc"): ("活跃期", "Active"),
    ("segments", "cross", "tier", "gender"): ("（未知）", "(not known)"),
    ("lifecycle",): ("占原阶段", "Of those before"),
    ("lifecycle", "C001"): ("平均每", "on average"),
    ("events",): ("→ 进入", "→ enters"),
    ("events", "--segment", "stage", "--kind", "enter"): ("→ 进入", "→ enters"),
    ("customers", "--stage", "流失期"): ("位客户", "customers"),
}


def name_of(words: tuple[str, ...]) -> str:
    return " ".join(words[:2]) if words[0] == "segments" else words[0]


@pytest.mark.parametrize("words", SEEN)
def test_a_command_answers_in_both_languages(words: tuple[str, ...], shop: Path) -> None:
    for lang, seen in zip(("zh", "en"), SEEN[words], strict=True):
        said = inside(*words, cwd=shop, lang=lang)
        assert said.code == 0, said.err
        assert seen in said.out
        assert "\x1b" not in said.out


@pytest.mark.parametrize("words", SEEN)
def test_json_holds_the_documented_keys_and_nothing_else(words: tuple[str, ...], shop: Path) -> None:
    said = inside(*words, "--json", cwd=shop, lang=None)
    assert said.code == 0, said.err
    assert undocumented(name_of(words), said.json) == set()


def test_segments_add_up_and_customers_are_found_by_them(shop: Path) -> None:
    shown = inside("segments", "show", "rfm_class", "--json", cwd=shop).json
    assert sum(one["customers"] for one in shown["segments"]) == shown["run"]["customers"]
    for one in shown["segments"]:
        if one["segment"] is not None:
            words = ("customers", "--segment", f"rfm_class={one['segment']}", "--json")
            found = inside(*words, cwd=shop).json
            assert found["count"] == one["customers"]
            assert {row["segments"]["rfm_class"] for row in found["customers"]} <= {one["segment"]}


def test_conversions_add_up_to_the_stages(shop: Path) -> None:
    answer = inside("lifecycle", "--json", cwd=shop).json
    now = {one["segment"]: one["customers"] for one in answer["stages"]}
    assert sum(one["customers"] for one in answer["conversions"] if not one["is_gone"]) == sum(now.values())
    assert answer["previous"]["as_of"] == "2024-05-31"


def test_events_have_ids_that_stay_and_are_counted_whatever_is_shown(shop: Path) -> None:
    first, again = (inside("events", "--limit", "2", "--json", cwd=shop).json for _ in range(2))
    assert first == again
    assert (len(first["events"]), first["count"] > 2) == (2, True)
    assert inside("events", "--since", "2024-07-01", "--json", cwd=shop).json == {"count": 0, "events": []}
    one = first["events"][0]
    words = (
        "events",
        "--customer",
        one["customer_id"],
        "--segment",
        f"{one['segmentation']}={one['segment']}",
        "--json",
    )
    assert one["id"] in {each["id"] for each in inside(*words, cwd=shop).json["events"]}


def test_a_segmentation_is_written_as_a_file_that_says_the_same(shop: Path, tmp_path: Path) -> None:
    for name in ("stage", "rfm_class", "rfm_segment", "abc", "frequency_class"):
        said = inside("segments", "show", name, "--yaml", cwd=shop)
        assert yaml.safe_load(said.out)["name"] == name
        path = tmp_path / f"{name}.yaml"
        path.write_text(said.out, "utf-8")
        checked = inside("segments", "check", path, "--json", cwd=shop)
        assert (checked.code, checked.json["issues"]) == (0, [])


UNKNOWN = {
    ("segments", "show", "rfm_clas"): ("rfm_clas", "rfm_class"),
    ("segments", "cross", "stage", "gendr"): ("gendr", "gender"),
    ("segments", "refit", "abd"): ("abd", "abc"),
    ("customers", "--stage", "churnt"): ("churnt", "churned"),
    ("customers", "--segment", "loyal"): ("loyal", "stage=loyal"),
    ("events", "--kind", "enters"): ("enters", "enter"),
    ("events", "--segment", "stage=churnt"): ("churnt", "stage=churned"),
    ("events", "--since", "soon"): ("soon", "2024-06-30"),
    ("lifecycle", "C00I"): ("C00I", "C001"),
    ("export", "workbook", "--customer-type", "stag"): ("stag", "stage"),
}


@pytest.mark.parametrize("words", UNKNOWN)
def test_what_does_not_exist_is_answered_with_the_nearest(words: tuple[str, ...], shop: Path) -> None:
    for lang in ("zh", "en"):
        said = inside(*words, "--json", cwd=shop, lang=lang)
        assert (said.code, said.out, len(said.err.splitlines())) == (2, "", 3)
        assert all(part in said.err for part in UNKNOWN[words])


def test_before_the_first_grading_definitions_are_shown_without_heads(empty: Path) -> None:
    for words in (("segments", "list"), ("segments", "show", "abc"), ("segments", "check"), ("events",)):
        said = inside(*words, "--json", cwd=empty)
        assert said.code == 0, said.err
        assert inside(*words, cwd=empty).code == 0
    for words in (("segments", "cross", "stage", "abc"), ("lifecycle",), ("segments", "refit", "abc")):
        assert inside(*words, cwd=empty).code == 2


def test_a_broken_file_is_listed_with_its_lines_and_ends_with_2(shop: Path, tmp_path: Path) -> None:
    path = tmp_path / "late.yaml"
    path.write_text("title: Late\nwhen: {segment: stage, is: [at_rsk]}\n", "utf-8")
    said = inside("segments", "check", path, cwd=shop)
    assert said.code == 2
    assert "late.yaml line 2: there is no segment called 'at_rsk'. Did you mean 'at_risk'?" in said.out


def test_the_workbook_may_show_the_stage_or_the_class_as_customer_type(shop: Path, tmp_path: Path) -> None:
    for kind, names in (("stage", {"活跃期", "忠诚期", "潜客期"}), ("rfm_class", {"重要价值客户"})):
        path = tmp_path / f"{kind}.xlsx"
        said = inside("export", "workbook", "--customer-type", kind, "--out", path, cwd=shop, lang="zh")
        assert said.code == 0, said.err
        types = [row[2] for row in read(path)["客户类型分类管理表"][2:]]
        assert set(types) & names


def test_every_command_of_segments_has_an_example_in_its_reference() -> None:
    names = [name for name in COMMANDS.all() if name.split()[0] in ("segments", "lifecycle", "events")]
    assert len(names) == 7
