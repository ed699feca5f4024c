"""Overrides, marks, judgements and versions as a person types them: both languages, JSON as documented."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.fenji.cli.shop import inside
from tests.fenji.cli.test_commands import undocumented
from tests.fenji.workspace.decided import TEXT


@pytest.fixture(scope="module")
def decided(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shop, graded by a standard of its own, with one decision of each kind."""
    folder = tmp_path_factory.mktemp("decided") / "shop"
    shutil.copytree(shop, folder)
    (folder / "schemes" / "mine.yaml").write_text(TEXT, "utf-8")
    later = TEXT.replace("from_score: 80", "from_score: 45")
    (folder / "later.yaml").write_text(later, "utf-8")
    for words in (
        ("judge", "C001", "--item", "配合度", "--points", "8", "--reason", "kind", "--scheme", "mine", "--as", "李雷"),
        ("grade", "--scheme", "mine", "--as-of", "2024-06-30"),
        ("override", "set", "C004", "--tier", "VIP客户", "--until", "2024-07-15", "--reason", "promised",
         "--scheme", "mine", "--approve-by", "王总", "--as", "李雷"),
        ("mark", "add", "C005", "黑名单", "--reason", "unpaid", "--as", "李雷"),
        ("scheme", "draft", "later.yaml", "--reason", "more VIPs", "--as", "李雷"),
    ):  # fmt: skip
        said = inside(*words, cwd=folder)
        assert said.code == 0, said.err
    return folder


SEEN = {
    ("override", "list"): ("自动定级已关闭", "automation is off"),
    ("override", "list", "--expiring", "15"): ("还剩 15 天", "15 days left"),
    ("override", "list", "--expiring", "3"): ("没有到期", "No override expires within 3 days."),
    ("mark", "list", "--kind", "黑名单"): ("黑名单", "blacklist"),
    ("judge", "C001"): ("8/10", "8/10"),
    ("scheme", "history", "--scheme", "mine"): ("未经审批发布", "published without approval"),
    ("scheme", "diff", "v1", "v2", "--scheme", "mine"): ("VIP客户的条件：80分以上", "VIP is reached by: score 80"),
    ("scheme", "diff", "later.yaml"): ("未比较分界值", "cut points are not compared"),
}


@pytest.mark.parametrize("words", SEEN)
def test_what_was_decided_is_told_in_both_languages(
    words: tuple[str, ...], decided: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    for lang, seen in zip(("zh", "en"), SEEN[words], strict=True):
        said = inside(*words, cwd=decided, lang=lang)
        assert said.code == 0, said.err
        assert seen in said.out + said.err
    name = words[0] if words[0] == "judge" else " ".join(words[:2])
    assert undocumented(name, inside(*words, "--json", cwd=decided).json) == set()


def test_a_grading_counts_the_tiers_people_have_set(decided: Path) -> None:
    said = inside("grade", "--scheme", "mine", "--as-of", "2024-06-30", cwd=decided)
    assert "Overrides – set by people: 1 (automation is off); expiring within 30 days: 1. See" in said.out
    assert "fenji override list" in said.out
    answer = inside("grade", "--scheme", "mine", "--as-of", "2024-06-30", "--json", cwd=decided).json
    assert answer["overrides"] == {"holding": 1, "expiring": 1, "passed": 0, "waiting": 0, "expired": 0}
    assert undocumented("grade", answer) == set()
    told = inside("override", "list", "--json", cwd=decided).json["overrides"][0]
    assert (told["tier"], told["system_tier"], told["actor"], told["approver"]) == ("VIP", "small", "李雷", "王总")
    july = inside("grade", "--scheme", "mine", "--as-of", "2024-07-31", "--json", cwd=decided).json
    assert july["overrides"] == {"holding": 0, "expiring": 0, "passed": 0, "waiting": 0, "expired": 1}


def test_a_version_goes_its_way_and_back(decided: Path) -> None:
    def state(*words: str) -> tuple[str, int]:
        said = inside("scheme", *words, "--scheme", "mine", "--json", cwd=decided)
        assert said.code == 0, said.err
        assert undocumented(f"scheme {words[0]}", said.json) == set()
        return said.json["state"], said.json["version"]

    assert state("submit", "--as", "李雷") == ("submitted", 2)
    assert state("reject", "--reason", "too many", "--as", "王总") == ("rejected", 2)
    assert inside("scheme", "draft", "later.yaml", cwd=decided).code == 0
    assert state("submit", "v3") == ("submitted", 3)
    assert state("approve", "--as", "王总") == ("approved", 3)
    assert state("publish") == ("published", 3)
    graded = inside("grade", "--scheme", "mine", "--as-of", "2024-06-30", cwd=decided)
    assert "v3" in graded.out
    assert "schemes/mine.yaml says something else than v3" in graded.err
    assert state("rollback", "v1", "--reason", "as before") == ("published", 1)
    listed = {one["name"]: one for one in inside("scheme", "list", "--json", cwd=decided).json["schemes"]}
    assert (listed["mine"]["version"], listed["mine"]["published"]) == (3, 1)


REFUSED = {
    ("override", "set", "C00I", "--tier", "VIP", "--until", "2024-08-01", "--reason", "x"): ("C00I", "mean 'C00"),
    ("override", "set", "C001", "--tier", "VPI", "--until", "2024-08-01", "--reason", "x"): ("VPI", "VIP"),
    ("override", "set", "C001", "--tier", "VIP", "--until", "soon", "--reason", "x"): ("soon", "2024-06-30"),
    ("override", "end", "seven"): ("seven", "override list"),
    ("override", "end", "7", "--reason", "x"): ("#7", "#1"),
    ("mark", "add", "C001", "blaklist", "--reason", "x"): ("blaklist", "blacklist"),
    ("mark", "add", "C001", "blacklist"): ("reason is missing", "--reason"),
    ("judge", "C001", "--item", "配合度", "--points", "many", "--reason", "x"): ("many", "8"),
    ("judge", "C001", "--item", "配合度", "--reason", "x"): ("an item and its points", "--withdraw"),
    ("scheme", "publish", "v9", "--scheme", "mine"): ("v9", "v1"),
    ("scheme", "publish", "vv", "--scheme", "mine"): ("vv", "v3"),
    ("scheme", "diff", "v1", "--scheme", "mni"): ("mni", "mine"),
    ("scheme", "approve", "--scheme", "mine"): ("no version of 'mine' is submitted", "scheme history"),
    ("scheme", "history"): ("several schemes have versions: mine, value", "--scheme mine"),
}


@pytest.mark.parametrize("words", REFUSED)
def test_a_slip_is_named_with_its_remedy(words: tuple[str, ...], decided: Path) -> None:
    said = inside(*words, cwd=decided)
    problem, fix = REFUSED[words]
    assert said.code == 2, said.out
    assert problem in said.err
    assert fix in said.err.partition("fix:")[2]
