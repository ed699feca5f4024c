"""One person or company, as different clerks and systems write them down."""

from __future__ import annotations

import random

import pytest

from fenji.intake.identity.address import address_key, address_words, place, postcode
from fenji.intake.identity.codes import card_hash, company_code, is_card_number
from fenji.intake.identity.company_name import company_name, is_branch, is_company
from fenji.intake.identity.marks import is_masked, known
from fenji.intake.identity.person_name import person_name
from fenji.intake.identity.telephone import Landline, landline, mobile

MOBILES = [
    "13912348001",
    "139 1234 8001",
    "139-1234-8001",
    "+86 13912348001",
    "+8613912348001",
    "0086-139-1234-8001",
    "86 13912348001",
    "013912348001",
    "１３９１２３４８００１",
    "＋８６ １３９ １２３４ ８００１",
    "13912348001\u200b",
    "(+86)13912348001",
]
NO_MOBILES = [
    "138****8000",
    "138xxxx8000",
    "13800138000",
    "13888888888",
    "12912348001",
    "1391234800",
    "010-88886001",
    "",
    None,
    "无",
    "110105194912310021",
]
LANDLINES = {
    "010-88886001": Landline("1088886001"),
    "(010) 8888 6001": Landline("1088886001"),
    "+86 10 8888 6001": Landline("1088886001"),
    "01088886001转802": Landline("1088886001", "802"),
    "010-88886001-802": Landline("1088886001", "802"),
    "０１０－８８８８６００１ ext 802": Landline("1088886001", "802"),
    "010-88886001 分机:802": Landline("1088886001", "802"),
    "0755-2678 0001 x 9": Landline("75526780001", "9"),
    "88886001": Landline("?88886001"),
    "400-820-8821": Landline("4008208821"),
    "+1 (212) 555-0142": Landline("+12125550142"),
    "010-8888****": None,
    "13912348001": None,
    "": None,
}
COMPANIES = [
    ("上海明天贸易有限公司", "上海 明天贸易（股份）有限公司", True),
    ("上海明天贸易有限公司", "上海明天贸易有限责任公司", True),
    ("上海明天贸易有限公司", "上海明天贸易股份有限公司", True),
    ("深圳华强电子（集团）有限公司", "深圳华强电子(集团)有限公司", True),
    ("ＡＢＣ科技有限公司", "abc 科技有限公司", True),
    ("上海明天贸易有限公司", "上海明天贸易有限公司北京分公司", False),
    ("华为技术(北京)有限公司", "北京华为技术有限公司", False),
    ("Acme Trading Co., Ltd.", "ACME TRADING COMPANY LIMITED", True),
    ("Smith & Sons Ltd", "Smith and Sons", True),
]


@pytest.mark.parametrize("written", MOBILES)
def test_a_mobile_number_is_one_number_however_it_is_written(written: str) -> None:
    assert mobile(written) == "13912348001"


@pytest.mark.parametrize("written", NO_MOBILES)
def test_hidden_dummy_and_other_numbers_are_no_mobile_number(written: str | None) -> None:
    assert mobile(written) is None


@pytest.mark.parametrize("written", LANDLINES)
def test_a_landline_keeps_its_extension_apart(written: str) -> None:
    assert landline(written) == LANDLINES[written]


@pytest.mark.parametrize(("one", "other", "is_same"), COMPANIES)
def test_a_company_is_known_without_its_legal_form(one: str, other: str, is_same: bool) -> None:
    assert (company_name(one) == company_name(other)) is is_same


def test_brackets_of_a_legal_form_are_part_of_it() -> None:
    assert company_name("明天贸易（上海）有限公司") == "明天贸易上海"


def test_companies_are_told_from_persons() -> None:
    assert is_company("上海明天贸易有限公司", None)
    assert is_company("红星超市", None)
    assert is_company("Acme Ltd", None)
    assert not is_company("张伟", None)
    assert not is_company("Anna Miller", None)
    assert is_branch("中国银行上海支行")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("张伟", "张 伟"),
        ("张伟", "张伟先生"),
        ("欧阳震华", "欧阳震华　"),
        ("Anna Miller", "MILLER, Anna"),
        ("Anna Miller", "Mrs. Anna Miller"),
        ("Seán O'Neil", "seán oneil"),
    ],
)
def test_a_person_has_one_name_however_it_is_written(one: str, other: str) -> None:
    first, second = person_name(one), person_name(other)
    assert first is not None
    assert second is not None
    assert first.key == second.key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("张伟", "章伟"),
        ("张伟", "Zhang Wei"),
        ("曾小贤", "Xiaoxian Zeng"),
        ("欧阳娜娜", "Ouyang Nana"),
        ("吕燕", "Lv Yan"),
    ],
)
def test_names_that_sound_alike_have_one_sound(one: str, other: str) -> None:
    first, second = person_name(one), person_name(other)
    assert first is not None
    assert second is not None
    assert first.sound == second.sound
    assert first.key != second.key


@pytest.mark.parametrize("written", ["张**", "张*", "李某某", "王先生", "赵总", "", "匿名", "Null", None, "张", "X"])
def test_a_hidden_name_or_a_bare_surname_is_no_name(written: str | None) -> None:
    assert person_name(written) is None


def test_two_characters_and_single_words_are_weak_names() -> None:
    weak = {name: found.is_weak for name in ("张伟", "张小伟", "Anna", "Anna Miller") if (found := person_name(name))}
    assert weak == {"张伟": True, "张小伟": False, "Anna": True, "Anna Miller": False}


def test_a_company_code_is_found_in_a_text_and_its_check_character_is_right() -> None:
    assert company_code("信用代码：91350100M000100Y43") == "91350100M000100Y43"
    assert company_code("91350100m000100y43") == "91350100M000100Y43"
    assert company_code("９１３５０１００Ｍ０００１００Ｙ４３") == "91350100M000100Y43"


def test_every_single_change_of_a_company_code_is_seen() -> None:
    right, signs = "91350100M000100Y43", "0123456789ABCDEFGHJKLMNPQRTUWXY"
    chance = random.Random(1)
    for place_of in range(18):
        wrong = chance.choice([sign for sign in signs if sign != right[place_of]])
        assert company_code(right[:place_of] + wrong + right[place_of + 1 :]) is None


def test_an_id_card_number_is_kept_as_a_keyed_hash_or_not_at_all() -> None:
    number = "11010519491231002X"
    assert is_card_number(number)
    assert card_hash(number, b"one") == card_hash(number.lower(), b"one")
    assert card_hash(number, b"one") != card_hash(number, b"two")
    assert number[:6] not in (card_hash(number, b"one") or "")
    assert card_hash("110105194912310021", b"one") is None


@pytest.mark.parametrize("hidden", ["138****8000", "张**", "a***@example.com", "北京市朝阳区***", "李某"])
def test_a_masked_value_is_no_value(hidden: str) -> None:
    assert is_masked(hidden)
    assert known(hidden) is None


def test_an_address_is_the_set_of_its_words_without_what_every_address_has() -> None:
    long, short = address_words("上海市浦东新区人民路88号3号楼1201室", "上海"), address_words("浦东新区人民路88-3-1201")
    assert set(short) == set(long)
    assert address_key(long) == address_key(short)
    assert address_key(address_words("上海市浦东新区")) is None
    assert postcode("12 Harrington St 2272") == "2272"
    assert place(None, "上海市") == "上海"
