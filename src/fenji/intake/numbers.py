"""SQL that reads a number as people write it; what cannot be read is NULL, and numbers in words are only suggested."""

from __future__ import annotations

import re
from decimal import Decimal

from fenji.intake.cells import quote

_WIDE = "０１２３４５６７８９．，－−＋％（）：／　"
_NARROW = "0123456789.,--+%():/ "
_UNSIGNED = r"(\d+(\.\d*)?|\.\d+)"
_SIGNS = "[¥￥$£€]"
_WORDS = "RMB|CNY|USD|EUR|GBP|JPY|HKD|人民币|美元|欧元|英镑|日元|港币|港元|元|圆"
FACTORS = {"百": 100, "千": 1_000, "万": 10_000, "十万": 100_000, "百万": 1_000_000, "千万": 10_000_000,
           "亿": 100_000_000}  # fmt: skip
_UNIT = "|".join(sorted(FACTORS, key=len, reverse=True))
_DIGITS = {**dict(zip("〇一二三四五六七八九", range(10), strict=True)),
           **dict(zip("零壹贰叁肆伍陆柒捌玖", range(10), strict=True)), "两": 2}  # fmt: skip
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1_000, "仟": 1_000}
SIGN_FITS = {"¥": ("CNY", "JPY"), "$": ("USD", "HKD", "AUD", "CAD", "SGD", "NZD", "TWD", "MXN"), "£": ("GBP",),
             "€": ("EUR",), "元": ("CNY", "HKD", "TWD")}  # fmt: skip
_SAID = {"RMB": "CNY", "人民币": "CNY", "美元": "USD", "欧元": "EUR", "英镑": "GBP", "日元": "JPY", "港币": "HKD",
         "港元": "HKD", "￥": "¥", "圆": "元"}  # fmt: skip


def number_text(text: str, mark: str = ".") -> str:
    """SQL for a number as people write it, brought to digits, point and sign; anything else is NULL.

    Read are: ¥1,234.50 · 1234元 · (12.00) and 12- as negative · full-width digits. `mark` is the decimal mark of the
    column: with a comma, 1.234,50 and 1 234,50 are read. Not read: 12%, 1.2万, 约500.
    """
    money = _bare(text)
    if mark == ",":
        whole = r"[+-]?(\d{1,3}([. ]\d{3})+|\d+)(,\d*)?"
        plain = f"replace(replace(replace({money}, '.', ''), ' ', ''), ',', '.')"
        return f"CASE WHEN regexp_full_match({money}, {quote(whole)}) THEN {plain} END"
    narrow = f"replace({money}, ' ', '')"
    return (
        f"CASE WHEN regexp_full_match({narrow}, '[+-]?[0-9]{{1,3}}(,[0-9]{{3}})+(\\.[0-9]*)?') "
        f"THEN replace({narrow}, ',', '') "
        f"WHEN regexp_full_match({narrow}, {quote('[+-]?' + _UNSIGNED + '(E[+-]?[0-9]{1,4})?')}) THEN {narrow} END"
    )


def decimal(text: str, kind: str, *, is_plain: bool, mark: str = ".", factor: int = 1) -> str:
    """SQL for a number of type `kind`, rounded once, half away from zero (HALF_UP), as the engine casts text.

    `factor` is the unit of the column's header: 10,000 for 金额(万元).
    """
    if mark == "," or not is_plain:
        fast = "NULL" if mark == "," else f"CASE WHEN {is_plain_number(text, kind)} THEN {text} END"
        text = f"coalesce({fast}, {number_text(text, mark)})"
    if factor == 1:
        return f"TRY_CAST({text} AS {kind})"
    return f"TRY_CAST(TRY_CAST({text} AS DECIMAL(28,8)) * {factor} AS {kind})"


def is_plain_number(text: str, kind: str) -> str:
    """SQL for: the engine itself reads the text as this number, and so would people (1_000 is none)."""
    return f"(TRY_CAST({text} AS {kind}) IS NOT NULL AND NOT contains({text}, '_'))"


def comma_and_point(text: str) -> tuple[str, str]:
    """SQL for: the text has a decimal comma beyond doubt; it has a decimal point beyond doubt."""
    comma = r"[+-]?((\d{1,3}([. ]\d{3})+|\d+),(\d{1,2}|\d{4,})|\d{1,3}([. ]\d{3})+,\d*|\d{1,3}(\.\d{3}){2,})"
    point = r"[+-]?((\d{1,3}(,\d{3})+|\d+)\.(\d{1,2}|\d{4,})|\d{1,3}(,\d{3})+\.\d*|\d{1,3}(,\d{3}){2,})"
    money = _bare(text)
    return f"regexp_full_match({money}, {quote(comma)})", f"regexp_full_match({money}, {quote(point)})"


def has_sign_form(text: str) -> str:
    """SQL for: a negative number in an accountant's hand: (12.00), 12-, or with a typographic minus."""
    return f"regexp_matches({text}, '^[(（].*[)）]$|[-−－]$|^[^0-9]*−')"


def currency_sign(text: str) -> str:
    """SQL for the currency that stands beside a number (¥, USD, 元 …), or NULL."""
    found = f"regexp_extract(upper({text}), '{_SIGNS}|{_WORDS}', 0)"
    cases = " ".join(f"WHEN {quote(word)} THEN {quote(said)}" for word, said in _SAID.items())
    return f"CASE {found} WHEN '' THEN NULL {cases} ELSE {found} END"


def sign_fits(sign: str, currency: str) -> str:
    """SQL for: a sign beside an amount can mean this currency; no sign fits every currency."""
    cases = " ".join(
        f"WHEN {quote(mark)} THEN {currency} IN ({', '.join(quote(code) for code in codes)})"
        for mark, codes in SIGN_FITS.items()
    )
    return f"CASE WHEN {sign} IS NULL THEN TRUE ELSE (CASE {sign} {cases} ELSE {sign} = {currency} END) END"


def has_number_words(text: str) -> str:
    """SQL for: a number with a Chinese unit, or in Chinese numerals: 1.2万, 3千元, 壹佰元整."""
    digits, tens = "".join(_DIGITS), "".join(_TENS)
    return (
        f"regexp_full_match({text}, '[¥￥+-]?[0-9.,]+ *({_UNIT})元?') OR "
        f"regexp_full_match({text}, '(人民币)?[{digits}{tens}万亿]+(元|圆)?[{digits}角分]*[整正]?')"
    )


def with_unit(text: str) -> str:
    """SQL for the digits of a number with a Chinese unit (1.2万 is 12000), or NULL; numerals in words stay unread."""
    digits = f"replace(regexp_extract({text}, '([+-]?[0-9.,]+) *({_UNIT})元?$', 1), ',', '')"
    cases = " ".join(f"WHEN {quote(unit)} THEN {factor}" for unit, factor in FACTORS.items())
    factor = f"CASE regexp_extract({text}, '({_UNIT})元?$', 1) {cases} END"
    return f"CAST(TRY_CAST({digits} AS DECIMAL(18,6)) * {factor} AS VARCHAR)"


def said_number(words: str) -> Decimal | None:
    """The number that a text says with a Chinese unit or in Chinese numerals, as a suggestion; None where it is none.

    >>> [str(said_number(words)) for words in ("1.2万", "3千", "壹佰元", "一百二十", "两万三千零五", "约500")]
    ['12000', '3000', '100', '120', '23005', 'None']
    """
    bare = re.sub(r"^[¥￥]|^人民币|[元圆整正]+$|[, ]", "", words)
    found = re.fullmatch(rf"([+-]?\d+(?:\.\d+)?)({_UNIT})", bare)
    if found:
        value = Decimal(found[1]) * FACTORS[found[2]]
        return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
    if not bare or any(sign not in _DIGITS and sign not in _TENS and sign not in "万亿" for sign in bare):
        return None
    return Decimal(_numeral(bare))


def unit_of(header: str) -> int:
    """The unit that a header names in brackets: 金额(万元) counts in ten thousands.

    >>> unit_of("金额(万元)"), unit_of("金额（元）"), unit_of("销售额【千元】"), unit_of("Amount")
    (10000, 1, 1000, 1)
    """
    found = re.search(rf"[(（\[【]\s*(?:单位[:：]?)?\s*(?:人民币)?({_UNIT})(?:元|美元|人民币)?\s*[)）\]】]", header)
    return FACTORS[found[1]] if found else 1


def _bare(text: str) -> str:
    """SQL for a number without currency words and outer signs; brackets and a minus behind become a minus before."""
    narrow = f"upper(translate({text}, {quote(_WIDE)}, {quote(_NARROW)}))"
    bare = f"trim(regexp_replace({narrow}, '^({_SIGNS}| |{_WORDS})+|({_WORDS}| )+$', '', 'g'))"
    signed = f"regexp_replace(regexp_replace({bare}, '^\\(([0-9., ]+)\\)$', '-\\1'), '^([0-9., ]+)-$', '-\\1')"
    return f"regexp_replace({signed}, '^([+-]?){_SIGNS}', '\\1')"


def _numeral(words: str) -> int:
    total = part = digit = 0
    for sign in words:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _TENS:
            part += (digit or 1) * _TENS[sign]
            digit = 0
        else:
            total = (total + part + digit) * FACTORS[sign]
            part = digit = 0
    return total + part + digit
