"""A standard's disparities are told by group with their ratios, small groups aside; who people are changes no grade."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fenji.result import Result
from fenji.studies.disparity import disparities
from fenji.workspace.fairness import kept, study
from fenji.workspace.workspace import Workspace
from tests.fenji.workspace.decided import JUNE, TEXT
from tests.fenji.workspace.people import people
from tests.sample_result import order


def shop(folder: Path) -> Workspace:
    """40 women, 10 of them VIP; 40 men, 20 of them; 5 others; 15 of whom nothing is known; 30 companies, all VIP."""
    rows: list[dict[str, Any]] = []
    orders = []

    def add(count: int, best: int, **who: Any) -> None:
        for n in range(count):
            number = len(rows)
            rows.append({"customer_id": f"P{number}", "name": f"P{number}", "kind": "person", **who})
            orders.append(order(f"O{number}", f"P{number}", date(2024, 3, 1), "9000" if n < best else "10"))

    add(40, 10, gender="女", province="江苏省")
    add(40, 20, gender="男", province="江苏省")
    add(5, 5, gender="其他", province="西藏自治区")
    add(15, 15)
    add(30, 30, kind="company", gender="男")
    workspace = people(folder, {"customers": rows, "orders": orders})
    (folder / "schemes" / "mine.yaml").write_text(TEXT, "utf-8")
    return workspace


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, Result]:
    workspace = shop(tmp_path_factory.mktemp("fair") / "shop")
    return workspace, workspace.grade("mine", as_of=JUNE)


def test_a_group_below_four_fifths_is_marked_and_small_groups_are_left_out(graded: tuple[Workspace, Result]) -> None:
    by = {one.attribute: one for one in disparities(graded[1])}
    gender = by["gender"]
    assert [(one.group, one.customers, one.top_share, one.bottom_share) for one in gender.groups] == [
        ("女", 40, Decimal("0.2500"), Decimal("0.7500")),
        ("男", 40, Decimal("0.5000"), Decimal("0.5000")),
    ]
    assert [(one.top_ratio, one.kept_ratio, one.is_flagged) for one in gender.groups] == [
        (Decimal("0.5000"), Decimal("0.5000"), True),
        (Decimal("1.0000"), Decimal("1.0000"), False),
    ]
    assert (gender.suppressed, gender.suppressed_customers, gender.unknown, gender.is_flagged) == (1, 5, 15, True)
    assert not by["province"].is_flagged
    assert "age_band" not in by


def test_four_fifths_itself_is_no_disparity(tmp_path: Path) -> None:
    rows = [{"customer_id": f"P{n}", "name": "x", "gender": "女" if n < 50 else "男"} for n in range(100)]
    best = {*range(40), *range(50, 100)}
    orders = [order(f"O{n}", f"P{n}", date(2024, 3, 1), "9000" if n in best else "10") for n in range(100)]
    workspace = people(tmp_path / "shop", {"customers": rows, "orders": orders})
    (tmp_path / "shop" / "schemes" / "mine.yaml").write_text(TEXT, "utf-8")
    (gender,) = disparities(workspace.grade("mine", as_of=JUNE))
    assert (gender.groups[0].top_ratio, gender.is_flagged) == (Decimal("0.8000"), False)


def test_turned_round_in_sex_age_and_region_nobodys_tier_changes(graded: tuple[Workspace, Result]) -> None:
    workspace, result = graded
    assert study(workspace, result)["flipped"] is None
    assert study(workspace, result, flips=True)["flipped"] == 0
    told = kept(workspace.folder, "mine", result.run.version)
    assert told is not None
    assert (told["run_id"], told["flipped"], [one["attribute"] for one in told["attributes"]]) == (
        result.run.id, 0, ["gender", "province"],
    )  # fmt: skip
    assert study(workspace, result)["flipped"] == 0
