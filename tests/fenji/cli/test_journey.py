"""`fenji journey`: every number of the map in both languages, as JSON as documented, of a part where asked for."""

from __future__ import annotations

from pathlib import Path

from tests.fenji.cli.shop import inside
from tests.fenji.cli.test_commands import undocumented


def test_the_journey_is_told_in_both_languages(shop: Path) -> None:
    for lang, words in (("zh", ("首次下单", "中位天数")), ("en", ("First order", "median days"))):
        said = inside("journey", cwd=shop, lang=lang)
        assert said.code == 0, said.err
        assert all(one in said.out for one in words)


def test_json_holds_the_documented_keys_and_nothing_else(shop: Path) -> None:
    said = inside("journey", "--json", cwd=shop, lang=None)
    assert undocumented("journey", said.json) == set()
    assert sum(one["events"] for one in said.json["occurs"]) == said.json["events"]


def test_a_part_is_named_and_counted_alone(shop: Path) -> None:
    whole = inside("journey", "--json", cwd=shop).json
    tier = inside("customers", "--json", cwd=shop).json["customers"][0]["tier"]
    part = inside("journey", "--where", f"tier={tier}", "--json", cwd=shop, lang="en").json
    assert part["only"].startswith("Tier: ")
    assert 0 < part["customers"] < whole["customers"]
    assert part["events"] < whole["events"]


def test_a_file_with_mistakes_names_its_lines(shop: Path, tmp_path: Path) -> None:
    path = tmp_path / "journey.yaml"
    path.write_text("annotations:\n  - {stage: nowhere}\n  - {stage: use, pains: [" + "x" * 10_000 + "]}\n", "utf-8")
    said = inside("journey", "--file", path, cwd=shop, lang="en")
    assert said.code == 2
    assert "line 2" in said.err
    assert "line 3" in said.err
    assert "a text of 10000 characters" in said.err
