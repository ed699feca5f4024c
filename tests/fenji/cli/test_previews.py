"""`fenji simulate`, `scheme suggest`, `scheme evaluate` as a person runs them: both languages, JSON, refusals."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.fenji.cli.shop import inside
from tests.fenji.cli.test_commands import undocumented

HEAVIER = ("simulate", "--set", "criteria.net_revenue.weight=0.6")
BORDER = ("scheme", "suggest", "--tier", "VIP", "--target", "50% of revenue")
BACK = ("scheme", "evaluate", "--schemes", "value,hml", "--cut", "2024-04-30", "--horizon", "60")


@pytest.fixture(scope="module")
def desk(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shop, because previews keep measured figures beside the lake."""
    folder = tmp_path_factory.mktemp("preview") / "shop"
    shutil.copytree(shop, folder)
    return folder


@pytest.mark.parametrize(
    ("words", "chinese", "english"),
    [
        (HEAVIER, ("其余权重按比例调整", "等级流向", "未写入任何"), ("in proportion", "Who goes where", "written")),
        (BORDER, ("VIP客户从", "各等级将变为"), ("VIP from", "What the tiers would be")),
        (("scheme", "suggest", "--method", "jenks"), ("修改后",), ("after",)),
        (("scheme", "suggest", "--criterion", "net_revenue", "--bins", "3"), ("起点",), ("From",)),
        (BACK, ("从好到差", "（基线）", "95% 区间"), ("Best first", "(baseline)", "95% intervals")),
    ],
)  # fmt: skip
def test_a_preview_speaks_both_languages(
    words: Sequence[str], chinese: Sequence[str], english: Sequence[str], desk: Path
) -> None:
    for lang, seen in (("zh", chinese), ("en", english)):
        said = inside(*words, cwd=desk, lang=lang)
        assert said.code == 0, said.err
        for part in seen:
            assert part in said.out + said.err
        assert "\u202e" not in said.out


@pytest.mark.parametrize(
    ("words", "name"), [(HEAVIER, "simulate"), (BORDER, "scheme suggest"), (BACK, "scheme evaluate")]
)
def test_json_holds_the_documented_keys_and_nothing_else(words: Sequence[str], name: str, desk: Path) -> None:
    said = inside(*words, "--json", cwd=desk, lang=None)
    assert said.code == 0, said.err
    assert undocumented(name, said.json) == set()


def test_the_preview_counts_the_customers_of_the_run(desk: Path) -> None:
    facts = inside(*HEAVIER, "--json", cwd=desk).json
    tiers = inside("grade", "--scheme", "value", "--as-of", "2024-06-30", "--json", cwd=desk).json["tiers"]
    assert [(one["tier"], one["customers"]) for one in tiers] == [
        (one["tier"], one["customers_before"]) for one in facts["tiers"]
    ]
    assert sum(cell["customers"] for cell in facts["matrix"]) == facts["customers"] == 6
    assert facts["moving"] == sum(cell["customers"] for cell in facts["matrix"] if cell["from_tier"] != cell["to_tier"])


def test_all_movers_go_into_a_file_that_a_spreadsheet_may_open(desk: Path, tmp_path: Path) -> None:
    path = tmp_path / "movers.csv"
    said = inside("simulate", "--set", "tiers.VIP.from_score=20", "--set", "tiers.regular.from_score=10", "--out", path,
                  "--json", cwd=desk)  # fmt: skip
    assert said.code == 0, said.err
    rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
    assert len(rows) == said.json["moving"] > 0
    assert {row["to_tier"] for row in rows} <= {"VIP", "regular"}
    assert said.json["file"] == str(path)


def test_a_suggestion_becomes_a_scheme_file_that_grades(desk: Path) -> None:
    said = inside(*BORDER, "--out", "schemes/half.yaml", cwd=desk)
    assert said.code == 0, said.err
    assert inside("scheme", "check", "half", cwd=desk).code == 0
    same = inside("simulate", "--with", "half", "--json", cwd=desk).json
    held = inside(*BORDER, "--json", cwd=desk).json
    assert same["changed"] == "half"
    assert same["tiers"][0]["customers_after"] == held["border"]["customers"]


def test_a_back_test_says_the_same_twice(desk: Path) -> None:
    first, again = (inside(*BACK, "--json", cwd=desk).json for _ in range(2))
    assert first == again
    assert {one["name"] for one in first["scores"] if one["is_baseline"]} == {
        "last_revenue", "year_revenue", "order_count", "rfm_sum"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("simulate",), "--set"),
        (("simulate", "--set", "a=1", "--with", "hml"), "--set"),
        (("simulate", "--set", "criteria.net_revenu.weight=0.5"), "criteria.net_revenue.weight"),
        (("simulate", "--set", "criteria.net_revenue.weight"), "name=value"),
        (("simulate", "--with", "hm"), "hml"),
        (("simulate", "--with", "v9"), "v1"),
        ((*HEAVIER, "--out", "movers.txt"), ".csv"),
        ((*HEAVIER, "--list-movers", "0"), "1 or more"),
        (("scheme", "suggest"), "--tier VIP"),
        (("scheme", "suggest", "--tier", "VPI", "--head-count", "3"), "VIP"),
        (("scheme", "suggest", "--tier", "VIP", "--head-count", "3", "--share", "5%"), "one of"),
        (("scheme", "suggest", "--tier", "VIP", "--share", "half"), "15%"),
        (("scheme", "suggest", "--method", "jenk"), "jenks"),
        (("scheme", "suggest", "--method", "pareto", "--cuts", "a,b"), "80,95"),
        (("scheme", "suggest", "--criterion", "net_revenue", "--bins", "1"), "2 to 20"),
        ((*BORDER, "--out", "half.txt"), ".yaml"),
        (("scheme", "evaluate", "--horizon", "0"), "1 day"),
        (("scheme", "evaluate", "--by", "ginni"), "gini"),
        (("scheme", "evaluate", "--every", "quater"), "quarter"),
        (("scheme", "evaluate", "--heads", "2"), "20%"),
        (("scheme", "evaluate", "--cut", "2024-06-30"), "2024-04-01"),
        (("scheme", "evaluate", "--schemes", "value,valu"), "value"),
    ],
)
def test_what_cannot_be_done_ends_with_2_and_says_what_to_do(words: Sequence[str], said: str, desk: Path) -> None:
    for lang in ("en", "zh"):
        answer = inside(*words, cwd=desk, lang=lang)
        assert answer.code == 2, answer.out + answer.err
        assert answer.out == ""
    assert said in inside(*words, cwd=desk, lang="en").err


def test_a_workspace_without_data_has_nothing_to_preview(empty: Path) -> None:
    for words in (HEAVIER, BORDER, BACK):
        answer = inside(*words, cwd=empty)
        assert answer.code == 2, answer.err
        assert "import" in answer.err
