"""The demonstration: complete the first time, unchanged the second, mended where a file is gone."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from fenji.workspace import demo
from fenji.workspace.demo import Grading, month_ends
from fenji.workspace.workspace import Workspace
from tests.fenji.cli.shop import inside
from tests.fenji.cli.test_commands import undocumented


def last_two_months(workspace: Workspace) -> list[date]:
    return demo.last_months(workspace, 2)


SMALL = replace(demo.SIMULATED, gradings=(Grading("value", last_two_months),))


def contents(folder: Path) -> dict[str, str]:
    """Every file and its hash."""
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def test_a_month_ends_with_its_last_day_in_leap_years_too() -> None:
    assert [day.isoformat() for day in month_ends(date(2023, 12, 31), date(2024, 2, 1))] == [
        "2023-12-31", "2024-01-31", "2024-02-29",
    ]  # fmt: skip


def test_the_demonstration_is_complete_and_a_second_one_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "DATA_SETS", (SMALL,))
    first = inside("demo", "--json", cwd=tmp_path)
    assert first.code == 0, first.err
    assert undocumented("demo", first.json) == set()
    (result,) = first.json["results"]
    assert result["run"]["is_simulated"]
    assert result["run"]["as_of"] == "2024-12-31"
    assert {point["as_of"] for point in result["history"]} == {"2024-11-30", "2024-12-31"}
    assert len(result["explained"]) == 3
    for lang in ("zh", "en"):
        place = tmp_path / "demo" / "exports" / lang / "simulated" / "value"
        assert {part.name for part in place.iterdir()} == {"workbook.xlsx", "charts", "icons", "pictures"}
        assert {file.suffix for file in (place / "charts").iterdir()} == {".png", ".svg"}
        drawn = ("strategy", "journey", "tiers", "lifecycle", "moves", "concentration")
        assert {file.name for file in (place / "pictures").iterdir()} == {
            f"{name}.{form}" for name in drawn for form in ("pdf", "png")
        }
    before = contents(tmp_path / "demo")
    second = inside("demo", cwd=tmp_path, lang="zh")
    assert "【模拟数据】" in second.out
    assert "没有变化" in second.out
    assert contents(tmp_path / "demo") == before
    gone = tmp_path / "demo" / "exports" / "zh" / "simulated" / "value" / "charts" / "tier_share.svg"
    gone.unlink()
    third = inside("demo", "--json", cwd=tmp_path)
    assert not third.json["results"][0]["is_unchanged"]
    assert contents(tmp_path / "demo") == before


def test_the_top_tier_of_the_real_households_stays_within_three_points(tmp_path: Path) -> None:
    place = tmp_path / "complete_journey"
    workspace = Workspace.create(place, **demo.COMPLETE_JOURNEY.settings)
    workspace.import_demo("complete_journey")
    scheme = workspace.scheme("value").with_changes(window="90 days")
    shares = []
    for day in month_ends(date(2017, 3, 1), date(2017, 12, 1)):
        result = workspace.grade(scheme, as_of=day)
        shares.append(result.tiers()[0].customer_share)
        assert result.run.customers == 2469
    middle = (max(shares) + min(shares)) / 2
    assert len(shares) == 10
    assert max(abs(share - middle) for share in shares) <= Decimal("0.03")
