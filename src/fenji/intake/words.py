"""Words of a text column brought to one form: telephone numbers, e-mail, currency, person or company."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fenji.intake.cells import among, is_empty_word, quote

if TYPE_CHECKING:
    from fenji.intake.profile import Look

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
    "£": "GBP",
}
_COMPANY = ("company", "企业", "公司", "单位", "b", "organisation", "organization", "business")
_PERSON = ("person", "个人", "自然人", "c", "individual")


def text_value(name: str, text: str, *, look: Look, empty: Sequence[str]) -> str:
    """SQL for a text column's value; words that mean 'empty' become NULL."""
    value = text
    if look.has_point_zero:
        value = f"{text}[:-3]"
    elif name in ("mobile", "landline"):
        value = _telephone(text)
    elif name == "email":
        value = f"translate(lower({text}), {quote(_WIDE)}, {quote(_NARROW)})"
    elif name == "currency":
        value = _one_of(f"upper({text})", _CURRENCIES)
    return f"CASE WHEN {is_empty_word(text, empty)} THEN NULL ELSE {value} END" if empty else value


def customer_kind(text: str) -> str:
    """SQL for person or company; other words stay NULL."""
    word = f"lower({text})"
    return f"CASE WHEN {among(word, _COMPANY)} THEN 'company' WHEN {among(word, _PERSON)} THEN 'person' END"


def _telephone(text: str) -> str:
    narrow = f"regexp_replace(translate({text}, {quote(_WIDE)}, {quote(_NARROW)}), '[ ()]', '', 'g')"
    digits = f"replace({narrow}, '-', '')"
    return (
        f"CASE WHEN regexp_full_match({digits}, '(\\+?86|0086)?1[3-9][0-9]{{9}}') THEN right({digits}, 11) "
        f"ELSE {narrow} END"
    )


def _one_of(value: str, words: dict[str, str]) -> str:
    cases = " ".join(f"WHEN {quote(word)} THEN {quote(code)}" for word, code in words.items())
    return f"CASE {value} {cases} ELSE {value} END"
