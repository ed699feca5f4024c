"""Pairs of customers: what joins them, what keeps them apart, and what is no evidence."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from benchmarks.duplicates import by_surname_and_birth, febrl, found_pairs, made_up, quality, true_pairs

from fenji.intake.identity.evidence import COMPARISONS
from fenji.intake.identity.find import Pair, find

ONE = {"name": "唐诗咏", "mobile": "13912348001", "email": "tang@example.com", "address": "上海市人民路88号3号楼1201室"}


def pair(first: dict[str, Any], second: dict[str, Any], at_least: str = "0.9") -> Pair | None:
    """The pair of two customers among a few others, where it is found."""
    others = [{"customer_id": f"X{n}", "name": f"无关{n}", "mobile": f"1370000{n:04d}"} for n in range(5)]
    rows = [{"customer_id": "A", **first}, {"customer_id": "B", **second}, *others]
    found = find(rows, at_least=Decimal(at_least))
    assert all((one.first, one.second) == ("A", "B") for one in found)
    return found[0] if found else None


SAME = {
    "mobile and name": ({"name": "张伟", "mobile": "13912348001"}, {"name": "张伟", "mobile": "+86 139-1234-8001"}),
    "mobile alone": ({"mobile": "13912348001"}, {"mobile": "０１３９１２３４８００１"}),
    "mobile in the wrong column": ({"mobile": "13912348001"}, {"landline": "13912348001"}),
    "e-mail": ({"email": "Tang@Example.com"}, {"email": "tang@example.com "}),
    "landline with extension": (
        {"name": "唐诗咏", "landline": "010-88886001转802"},
        {"name": "唐诗咏", "landline": "(010)88886001-802"},
    ),
    "company code": (
        {"name": "明天贸易", "kind": "company", "company_code": "91350100M000100Y43"},
        {"name": "上海明天贸易有限公司", "kind": "company", "note": "税号 91350100m000100y43"},
    ),
    "company name": ({"name": "上海明天贸易有限公司"}, {"name": "上海明天贸易股份有限公司", "kind": "company"}),
    "name and date of birth and place": (
        {"name": "唐诗咏", "born_on": "1981-05-06", "city": "上海市"},
        {"name": "唐诗咏", "born_on": "19810506", "city": "上海"},
    ),
    "pinyin and mobile": (
        {"name": "唐诗咏", "mobile": "13912348001"},
        {"name": "Shiyong Tang", "mobile": "13912348001"},
    ),
    "English with a slip": (
        {"name": "Anna Miller", "address": "12 Harrington St 2272", "born_on": "1981-05-06"},
        {"name": "Miler, Anna", "address": "12 Harrington Street 2272", "born_on": "1981-05-06"},
    ),
}
APART = {
    "a two-character name alone": ({"name": "张伟"}, {"name": "张伟"}),
    "a two-character name in one city": ({"name": "张伟", "city": "上海"}, {"name": "张伟", "city": "上海市"}),
    "a three-character name alone": ({"name": "唐诗咏"}, {"name": "唐诗咏"}),
    "an English name alone": ({"name": "Anna Miller"}, {"name": "Anna Miller"}),
    "masked mobile numbers": ({"mobile": "138****8000", "name": "张伟"}, {"mobile": "138****8000", "name": "张伟"}),
    "masked names": ({"name": "张**", "city": "上海"}, {"name": "张**", "city": "上海"}),
    "masked names and e-mail": ({"name": "张*", "email": "z***@a.com"}, {"name": "张*", "email": "z***@a.com"}),
    "dummy numbers": ({"mobile": "13800138000"}, {"mobile": "13800138000"}),
    "the same ID-card number in a note": ({"note": "11010519491231002X"}, {"note": "11010519491231002X"}),
    "an ID-card number as name": ({"name": "11010519491231002X"}, {"name": "11010519491231002X"}),
    "a family's mobile number": (
        {"name": "唐诗咏", "mobile": "13912348001", "gender": "女"},
        {"name": "王大明", "mobile": "13912348001", "gender": "男"},
    ),
    "a person and their company": (
        {"name": "唐诗咏", "kind": "person", "mobile": "13912348001"},
        {"name": "明天贸易有限公司", "kind": "company", "mobile": "13912348001"},
    ),
    "a company and its branch": (
        {"name": "上海明天贸易有限公司", "email": "a@mt.cn"},
        {"name": "上海明天贸易有限公司北京分公司", "email": "a@mt.cn"},
    ),
    "two company codes": (
        {"name": "明天贸易有限公司", "company_code": "91350100M000100Y43"},
        {"name": "明天贸易有限公司", "company_code": "91310000MA1FL5TM5K"},
    ),
    "colleagues at one switchboard": (
        {"name": "唐诗咏", "landline": "010-88886001转802"},
        {"name": "王大明", "landline": "010-88886001转803"},
    ),
    "nothing known": ({}, {}),
}


@pytest.mark.parametrize("case", SAME)
def test_one_customer_is_found(case: str) -> None:
    first, second = SAME[case]
    found = pair(first, second)
    assert found is not None
    assert found.reasons[0].is_for


@pytest.mark.parametrize("case", APART)
def test_two_customers_stay_apart(case: str) -> None:
    first, second = APART[case]
    assert pair(first, second) is None


def test_a_two_character_name_weighs_less_than_a_longer_one() -> None:
    short, long = ({"name": name, "email": "a@b.cn"} for name in ("张伟", "唐诗咏"))
    weights = [found.weight for one in (short, long) if (found := pair(one, one))]
    assert weights[0] < weights[1]


def test_a_common_name_weighs_less_than_a_rare_one() -> None:
    crowd = [{"customer_id": f"C{n}", "name": "李小明", "city": f"城{n}"} for n in range(3000)]
    two = [
        {"customer_id": f"{name}{n}", "name": name, "email": f"{name}@b.cn"}
        for name in ("李小明", "唐诗咏")
        for n in (1, 2)
    ]
    found = {one.first: one.weight for one in find(crowd + two)}
    assert found["李小明1"] < found["唐诗咏1"]


def test_a_hotline_joins_nobody() -> None:
    rows = [
        {"customer_id": f"C{n:02d}", "mobile": "13912348001", "name": f"客户{'甲乙丙丁戊己庚辛壬癸子丑'[n]}"}
        for n in range(12)
    ]
    assert find(rows, at_least=Decimal("0.1")) == []


def test_reasons_say_what_speaks_for_and_against() -> None:
    found = pair(ONE, {**ONE, "mobile": "13700137001"})
    assert found is not None
    said = {reason.code: reason for reason in found.reasons}
    assert said["telephone:differs"].weight < 0
    assert said["email:same"].words.zh == "电子邮箱相同"
    assert [abs(reason.weight) for reason in found.reasons] == sorted(
        (abs(reason.weight) for reason in found.reasons), reverse=True
    )


def test_the_same_customers_give_the_same_pairs_whatever_their_order() -> None:
    rows, _ = made_up(1200, 60)
    found = find(rows)
    assert len(found) > 40
    for seed in range(3):
        random.Random(seed).shuffle(rows)
        assert find(rows) == found


def test_every_kind_of_evidence_has_words_in_both_languages_and_honest_odds() -> None:
    for comparison in COMPARISONS:
        assert comparison.levels[-1].m < comparison.levels[-1].u
        assert [level.test for level in comparison.levels].count("") == 1
        for level in comparison.levels:
            assert level.words.en != level.words.zh
            assert 0 < level.m < 1
            assert 0 < level.u <= 1


def test_two_customers_without_anything_in_common_are_never_compared() -> None:
    assert find([]) == []
    assert find([{"customer_id": "A", "name": "唐诗咏"}]) == []


def test_copies_typed_by_another_clerk_are_found_among_thousands() -> None:
    rows, true = made_up(6000, 200)
    precision, recall = quality(found_pairs(rows), true)
    assert (precision >= Decimal("0.99"), recall >= Decimal("0.95")) == (True, True)


def test_febrl_dataset1_is_found_without_its_identity_number(shared: Path) -> None:
    path = shared / "data" / "febrl" / "dataset1.parquet"
    rows = febrl(path)
    assert all("soc_sec_id" not in row for row in rows)
    true = true_pairs(row["customer_id"] for row in rows)
    precision, recall = quality(found_pairs(rows), true)
    assert precision >= Decimal("0.99")
    assert recall >= Decimal("0.95")
    assert recall > quality(by_surname_and_birth(path), true)[1]
