"""`fenji duplicates` as a person runs it: pairs with reasons, a look before a merge, and the way back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fenji.cli.shop import fenji, inside
from tests.fenji.cli.test_commands import undocumented
from tests.fenji.workspace.people import people


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    people(tmp_path / "shop").close()
    return tmp_path / "shop"


def test_find_lists_pairs_with_probability_and_reasons_in_both_languages(shop: Path) -> None:
    for lang, words in (("zh", ("手机号相同", "概率", "依据")), ("en", ("same mobile number", "Probability", "Why"))):
        said = inside("duplicates", "find", cwd=shop, lang=lang)
        assert (said.code, all(word in said.out for word in words)) == (0, True), said.out + said.err
        assert "C003" not in said.out
        assert "C001 C002" in said.err or "C005 C006" in said.err
    answer = inside("duplicates", "find", "--json", cwd=shop).json
    assert answer["count"] == 2
    one = next(pair for pair in answer["pairs"] if pair["first"]["customer_id"] == "C001")
    assert one["second"] == {"customer_id": "C002", "name": "张伟"}
    assert one["reasons"][0]["code"] == "telephone:mobile"
    assert undocumented("duplicates find", answer) == set()


def test_find_for_one_customer_and_with_a_lower_limit(shop: Path) -> None:
    count = [
        inside("duplicates", "find", *words, "--json", cwd=shop).json["count"]
        for words in (("--customer", "C005"), ("--customer", "C003"), ("--at-least", "0.01"))
    ]
    assert count[0] == 1
    assert count[1] == 0
    assert count[2] > 2
    said = inside("duplicates", "find", "--at-least", "often", cwd=shop)
    assert (said.code, len(said.err.splitlines())) == (2, 3)


def test_a_merge_is_looked_at_first_and_done_with_yes(shop: Path) -> None:
    assert inside("grade", "--as-of", "2024-06-30", cwd=shop).code == 0
    looked = inside("duplicates", "merge", "C001", "C002", "--json", cwd=shop)
    assert looked.code == 0, looked.err
    assert undocumented("duplicates merge", looked.json) == set()
    assert not looked.json["is_merged"]
    assert [row["order_count"] for row in looked.json["before"]] == [1, 1]
    assert [(row["customer_id"], row["order_count"], row["net_revenue"]) for row in looked.json["after"]] == [
        ("C002", 2, 9300)
    ]
    assert inside("duplicates", "review", "--json", cwd=shop).json["merges"] == []
    done = inside("duplicates", "merge", "C001", "C002", "--yes", "--reason", "同一手机", "--json", cwd=shop).json
    assert done["is_merged"]
    assert (done["links"], done["merges"][0]["reason"]) == ({"C001": "C002"}, "同一手机")
    assert undocumented("duplicates merge", done) == set()
    assert inside("duplicates", "find", "--json", cwd=shop).json["count"] == 1


def test_the_look_says_how_to_go_on_in_both_languages(shop: Path) -> None:
    for lang, words in (("zh", ("合并前", "合并后", "--yes")), ("en", ("now", "merged", "--yes"))):
        said = inside("duplicates", "merge", "C001", "C002", cwd=shop, lang=lang)
        assert (said.code, all(word in said.out for word in words)) == (0, True), said.out


def test_into_names_the_survivor(shop: Path) -> None:
    said = inside("duplicates", "merge", "C001", "C002", "--into", "C001", "--json", cwd=shop)
    assert said.json["links"] == {"C002": "C001"}
    assert inside("duplicates", "merge", "C002", "--into", "C001", "--json", cwd=shop).json["links"] == {"C002": "C001"}


def test_reviews_are_kept_listed_and_forgotten(shop: Path) -> None:
    assert inside("duplicates", "review", "--different", "C001", "C002", "--reason", "父子", cwd=shop).code == 0
    assert inside("duplicates", "review", "--same", "C005", "C006", "--never", "C007", cwd=shop).code == 0
    answer = inside("duplicates", "review", "--json", cwd=shop).json
    assert [(one["customers"], one["verdict"]) for one in answer["reviews"]] == [
        (["C001", "C002"], "different"),
        (["C005", "C006"], "same"),
        (["C007"], "never"),
    ]
    assert undocumented("duplicates review", answer) == set()
    refused = inside("duplicates", "merge", "C001", "C002", "--yes", cwd=shop, lang="zh")
    assert (refused.code, "父子" in refused.err, len(refused.err.splitlines())) == (2, True, 3)
    assert inside("duplicates", "review", "--open", "C001", "--open", "C002", cwd=shop).code == 0
    assert inside("duplicates", "merge", "C001", "C002", "--yes", cwd=shop).code == 0
    assert inside("duplicates", "merge", "--reviewed", "--yes", "--json", cwd=shop).json["links"] == {"C006": "C005"}
    shown = inside("duplicates", "review", cwd=shop, lang="zh").out
    assert "永不合并" in shown
    assert "C006" in shown


def test_unmerge_takes_it_back_and_says_who_is_meant(shop: Path) -> None:
    inside("duplicates", "merge", "C001", "C002", "--yes", cwd=shop)
    wrong = inside("duplicates", "unmerge", "C002", cwd=shop)
    assert (wrong.code, "C001" in wrong.err) == (2, True)
    undone = inside("duplicates", "unmerge", "C001", "--reason", "two people", "--json", cwd=shop).json
    assert (undone["customer_id"], undone["into_id"], undone["undone_reason"]) == ("C001", "C002", "two people")
    assert undocumented("duplicates unmerge", undone) == set()
    assert inside("duplicates", "find", "--json", cwd=shop).json["count"] == 2


@pytest.mark.parametrize("words", [("merge", "C001"), ("merge",), ("merge", "C001", "C00X"), ("unmerge", "C003"),
                                   ("find", "--customer", "C00X"), ("review", "--same", "C001", "C001")])  # fmt: skip
def test_a_mistake_is_three_lines_and_changes_nothing(words: tuple[str, ...], shop: Path) -> None:
    for lang in ("zh", "en"):
        said = inside("duplicates", *words, cwd=shop, lang=lang)
        assert (said.code, said.out, len(said.err.splitlines())) == (2, "", 3), said.err
    listed = inside("duplicates", "review", "--json", cwd=shop).json
    assert listed == {"reviews": [], "merges": []}


def test_a_program_of_its_own_says_the_same_without_pandas_or_a_word_of_splink(shop: Path) -> None:
    alone, here = fenji("duplicates", "find", cwd=shop), inside("duplicates", "find", cwd=shop)
    assert (alone.code, alone.out, alone.err) == (here.code, here.out, here.err)


def test_the_group_explains_itself(shop: Path) -> None:
    for lang, word in (("zh", "重复客户"), ("en", "customers who are one")):
        said = inside("duplicates", "--help", cwd=shop, lang=lang)
        assert (said.code, word in said.out) == (0, True)
