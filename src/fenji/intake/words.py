"""Words of a text column brought to one form: telephone numbers, e-mail, currency, person or company, masks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fenji.intake.cells import among, is_empty_word, quote
from fenji.intake.identity.marks import is_masked

if TYPE_CHECKING:
    from fenji.intake.profile import Look
    from fenji.intake.signs import Signs

__all__ = ["currency_code", "customer_kind", "has_right_checksum", "is_id_card", "is_masked", "is_phone",
           "looks_masked", "text_value"]  # fmt: skip
_WIDE = "０１２３４５６７８９＋－（）＠．ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ"
_NARROW = "0123456789+-()@.abcdefghijklmnopqrstuvwxyz"
_CURRENCIES = {
    "元": "CNY",
    "人民币": "CNY",
    "RMB": "CNY",
    "¥": "CNY",
    "￥": "CNY",
    "$": "USD",
    "美元": "USD",
    "€": "EUR",
    "欧元": "EUR",
    "£": "GBP",
    "英镑": "GBP",
    "日元": "JPY",
    "港币": "HKD",
    "港元": "HKD",
}
_COMPANY = ("company", "企业", "公司", "单位", "b", "organisation", "organization", "business")
_PERSON = ("person", "个人", "自然人", "c", "individual")
_STAR = "[*＊●•∗×✕]"
_MASK = rf"{_STAR}{{2,}}|[\p{{Han}}]{_STAR}|{_STAR}[\p{{Han}}]|^.{_STAR}.?$|[0-9][xX]{{3,}}"
_CARD_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def text_value(name: str, text: str, *, look: Look, empty: Sequence[str], signs: Signs | None = None) -> str:
    """SQL for a text column's value; words that mean 'empty' become NULL."""
    value = text
    if look.has_point_zero:
        value = f"{text}[:-3]"
    elif look.is_id_card:
        value = f"upper({text})"
    elif is_phone(name):
        value = _telephone(text)
    elif name == "email":
        value = f"lower(translate(lower({text}), {quote(_WIDE)}, {quote(_NARROW)}))"
    elif name == "currency":
        value = currency_code(text, signs)
    return (
        f"CASE WHEN {is_empty_word(text, empty)} THEN NULL ELSE {value} END" if empty and look.saw("words") else value
    )


def is_phone(name: str) -> bool:
    """Whether a column holds telephone numbers."""
    return name in ("mobile", "landline")


def looks_masked(text: str, *, is_ascii: bool = False) -> str:
    """SQL for: somebody hid part of the value (138****8000, 张**, 138xxxx8000); see `is_masked` for one value."""
    is_it = f"regexp_matches({text}, {quote(_MASK)})"
    maybe = " OR ".join(f"contains({text}, '{sign}')" for sign in ("*", "x" * 3, "X" * 3))
    return f"CASE WHEN {maybe} THEN {is_it} ELSE FALSE END" if is_ascii else is_it


def customer_kind(text: str) -> str:
    """SQL for person or company; other words stay NULL."""
    word = f"lower({text})"
    return f"CASE WHEN {among(word, _COMPANY)} THEN 'company' WHEN {among(word, _PERSON)} THEN 'person' END"


def currency_code(text: str, signs: Signs | None = None) -> str:
    """SQL for a currency in three letters, from its code, sign or name; only names that the column can hold."""
    names = _CURRENCIES
    if signs is not None and signs.is_tidy:
        could_be = signs.could_be([name.lower() for name in names])
        names = {name: code for name, code in names.items() if name.lower() in could_be}
    return _one_of(f"upper({text})", names)


def is_id_card(text: str) -> str:
    """SQL for: 18 signs in the form of a Chinese identity card."""
    return f"regexp_full_match({text}, '[1-9][0-9]{{5}}(18|19|20)[0-9]{{9}}[0-9xX]')"


def has_right_checksum(text: str) -> str:
    """SQL for: the last sign of an identity card is the one that GB 11643-1999 computes from the other 17."""
    total = " + ".join(f"TRY_CAST({text}[{at}] AS INTEGER) * {weight}" for at, weight in enumerate(_CARD_WEIGHTS, 1))
    return f"(upper({text}[18]) = '10X98765432'[(({total}) % 11) + 1])"


def _telephone(text: str) -> str:
    narrow = f"regexp_replace(translate({text}, {quote(_WIDE)}, {quote(_NARROW)}), '[ ()]', '', 'g')"
    digits = f"replace({narrow}, '-', '')"
    return (
        f"CASE WHEN regexp_full_match({text}, '1[3-9][0-9]{{9}}') THEN {text} "
        f"WHEN regexp_full_match({digits}, '(\\+?86|0086)?1[3-9][0-9]{{9}}') THEN right({digits}, 11) "
        f"ELSE {narrow} END"
    )


def _one_of(value: str, words: dict[str, str]) -> str:
    cases = " ".join(f"WHEN {quote(word)} THEN {quote(code)}" for word, code in words.items())
    return f"CASE {value} {cases} ELSE {value} END" if cases else value
