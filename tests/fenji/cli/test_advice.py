"""`fenji advice`: findings whose condition lists exactly the customers they count; what to do about one customer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fenji.cli.shop import inside
from tests.fenji.cli.test_commands import undocumented


@pytest.fixture
def playbook(shop: Path) -> Iterator[Path]:
    path = shop / "playbook.yaml"
    yield path
    path.unlink(missing_ok=True)


def test_every_condition_lists_as_many_customers_as_its_finding_counts(shop: Path) -> None:
    answer = inside("advice", "--limit", "7", "--json", cwd=shop)
    assert undocumented("advice", answer.json) == set()
    counted = [one for one in answer.json["findings"] if one["where"]]
    assert len(counted) >= 3
    for one in counted:
        options = [word for condition in one["where"] for word in ("--where", condition)]
        listed = inside("customers", *options, "--json", cwd=shop)
        assert listed.json["count"] == one["customers"], one["name"]
        assert str(one["customers"]) in one["text_en"] or one["customers"] == 1


def test_findings_are_printed_with_a_line_to_paste(shop: Path) -> None:
    said = inside("advice", "--limit", "2", cwd=shop, lang="zh")
    assert said.out.count("fenji customers --where ") == 2
    assert "涉及金额" in said.out
    assert "3. " not in said.out


def test_what_to_do_about_one_customer_names_figures_tier_and_stage(shop: Path) -> None:
    told = inside("advice", "--customer", "C001", "--json", cwd=shop)
    assert undocumented("advice", told.json) == set()
    customer = told.json["customer"]
    assert customer["suggestions"]
    assert customer["with_tier"]
    said = inside("advice", "--customer", "C001", cwd=shop, lang="zh").out
    assert "张伟 (C001)" in said
    assert "行动建议" in said


def test_the_company_s_own_words_are_used_and_a_file_with_mistakes_is_said(shop: Path, playbook: Path) -> None:
    tier = inside("advice", "--customer", "C001", "--json", cwd=shop).json["customer"]["tier"]
    playbook.write_text(
        f"tiers:\n  {tier}: {{zh: '{{customers}} 位由店长维护', en: '{{customers}} by the head'}}\n", "utf-8"
    )
    told = inside("advice", "--customer", "C001", "--json", cwd=shop).json["customer"]
    assert told["with_tier"].endswith("by the head")
    assert told["with_tier"][0].isdigit()
    playbook.write_text("tiers:\n  NOPE: x\n", "utf-8")
    said = inside("advice", "--customer", "C001", cwd=shop)
    assert "has 1 mistake" in said.out + said.err


@pytest.mark.parametrize("condition", ["nope=1", "tier", "recency_days:at_least:soon", "recency_days:beyond:3"])
def test_a_condition_that_is_none_is_refused_with_how_it_is_written(shop: Path, condition: str) -> None:
    said = inside("customers", "--where", condition, cwd=shop)
    assert said.code
    assert "--where" in said.err
    assert "Traceback" not in said.err


def test_an_unknown_customer_is_answered_with_near_ones(shop: Path) -> None:
    assert "C001" in inside("advice", "--customer", "C0001", cwd=shop).err
