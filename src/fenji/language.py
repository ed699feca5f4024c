"""The two languages of the interface: a text in both, and how people write numbers, money and dates in each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")

UNKNOWN: Mapping[str, str] = {"zh": "未知", "en": "unknown"}
_MOST_DIGITS = 100
_SIGNS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}


@dataclass(frozen=True)
class Text:
    """The same words in English and Chinese; what people read is always one of these.

    >>> Text("customers", "客户").say("zh")
    '客户'
    >>> Text("{n} customers", "{n} 位客户").fill(n=3).say("en")
    '3 customers'
    """

    en: str
    zh: str

    def say(self, lang: Language) -> str:
        """The words in one language."""
        return self.zh if lang == "zh" else self.en

    def fill(self, **values: object) -> Text:
        """The same words with `{name}` replaced by values; a value that is itself a Text is said in each language.

        Values are inserted as they are: braces inside them are never read again. `{name:s}` is the s of a plural,
        nothing where the value is 1; `{name:one|many}` is the first word where it is 1, else the second.

        >>> words = Text("{n} order{n:s} {n:is|are} open", "{n} 单未完成")
        >>> words.fill(n=1).en, words.fill(n="1,200").en
        ('1 order is open', '1,200 orders are open')
        """
        return Text(_fill(self.en, values, "en"), _fill(self.zh, values, "zh"))

    def __str__(self) -> str:
        return self.en


def same(words: str) -> Text:
    """A text that is the same in both languages: a name, an identifier, a number.

    >>> same("VIP").say("zh")
    'VIP'
    """
    return Text(words, words)


def read_text(value: Text | str | Mapping[str, Any]) -> Text:
    """A text as people write it in YAML: one string for both languages, or `{zh: …, en: …}`.

    >>> read_text({"zh": "普通客户", "en": "Regular"}).say("en")
    'Regular'
    """
    if isinstance(value, Text):
        return value
    if isinstance(value, str):
        return same(value)
    en = str(value.get("en") or value.get("zh") or "")
    zh = str(value.get("zh") or value.get("en") or "")
    return Text(en, zh)


def read_decimal(words: str) -> Decimal | None:
    """A number as somebody wrote it; None for what is none, and for one that would fill the memory, written out.

    >>> read_decimal("2000.50"), read_decimal("many"), read_decimal("inf"), read_decimal("1e999999999")
    (Decimal('2000.50'), None, None, None)
    """
    try:
        number = Decimal(words)
    except ArithmeticError:
        return None
    return number if number.is_finite() and abs(number.adjusted()) <= _MOST_DIGITS else None


def say_count(value: int | None, lang: Language) -> str:
    """A count with thousands separators; unknown is said, never 0.

    >>> say_count(1469307, "zh"), say_count(None, "en")
    ('1,469,307', 'unknown')
    """
    return UNKNOWN[lang] if value is None else f"{value:,}"


def say_money(value: Decimal | int | float | None, currency: str, lang: Language) -> str:
    """Money as people write it: 120.5万元 and 3.2亿元 for yuan in Chinese, $1.2M in English; small amounts in full.

    Rounded HALF_UP to one decimal of its unit from 10,000 yuan (1,000,000 in English) on; below that to two
    decimals, dropped when they are zero. Unknown is said.

    >>> say_money(Decimal("1205000"), "CNY", "zh"), say_money(Decimal("320000000"), "CNY", "zh")
    ('120.5万元', '3.2亿元')
    >>> say_money(Decimal("3000"), "CNY", "zh"), say_money(Decimal("1250000.5"), "USD", "en")
    ('3,000元', '$1.3M')
    >>> say_money(Decimal("99999999"), "CNY", "zh"), say_money(Decimal("9999.996"), "CNY", "zh")
    ('1亿元', '1万元')
    """
    if value is None:
        return UNKNOWN[lang]
    amount = _round(Decimal(str(value)), 2)
    sign = "-" if amount < 0 else ""
    number, unit = _scaled(abs(amount), lang)
    if lang == "zh":
        name = "元" if currency == "CNY" else _ZH_CURRENCY.get(currency, currency)
        return f"{sign}{number}{unit}{name}"
    mark = _SIGNS.get(currency, f"{currency} ")
    return f"{sign}{mark}{number}{unit}"


def say_amount(amount: Decimal) -> str:
    """Money in full without its currency: two decimals, or none where they are zero.

    >>> say_amount(Decimal("8889.5")), say_amount(Decimal("3000.00"))
    ('8,889.50', '3,000')
    """
    rounded = _round(amount, 2)
    return f"{rounded:,.0f}" if rounded == rounded.to_integral_value() else f"{rounded:,.2f}"


def say_share(value: Decimal | float | None, lang: Language, *, decimals: int = 0) -> str:
    """A share of one as a percentage without a space: 12%. Unknown is said; a small share is never shown as 0%.

    >>> say_share(0.125, "zh", decimals=1), say_share(0.004, "en"), say_share(None, "zh")
    ('12.5%', '<1%', '未知')
    """
    if value is None:
        return UNKNOWN[lang]
    share = _round(Decimal(str(value)) * 100, decimals)
    if share == 0 and value > 0:
        smallest = Decimal(1).scaleb(-decimals)
        return f"<{smallest}%"
    return f"{share}%"


def say_number(value: Decimal | int | float | None, lang: Language, *, decimals: int = 2) -> str:
    """A number with thousands separators and at most so many decimals, zeros at the end dropped.

    >>> say_number(Decimal("1234.50"), "zh"), say_number(3, "en")
    ('1,234.5', '3')
    """
    if value is None:
        return UNKNOWN[lang]
    return _plain(_round(Decimal(str(value)), decimals))


def singular(unit: str) -> str:
    """An English unit of one: the first word of `orders a month` without its s.

    >>> singular("orders a month"), singular("days"), singular("share of 1")
    ('order a month', 'day', 'share of 1')
    """
    first, space, rest = unit.partition(" ")
    return first.removesuffix("s") + space + rest


def say_date(value: date | None, lang: Language) -> str:
    """A date as 2024-06-05 in both languages; unknown is said.

    >>> say_date(date(2024, 6, 5), "zh")
    '2024-06-05'
    """
    return UNKNOWN[lang] if value is None else value.isoformat()[:10]


_ZH_CURRENCY = {"USD": "美元", "EUR": "欧元", "GBP": "英镑", "JPY": "日元", "HKD": "港元"}


def _scaled(amount: Decimal, lang: Language) -> tuple[str, str]:
    units = _ZH_UNITS if lang == "zh" else _EN_UNITS
    for index, (size, name) in enumerate(units):
        if amount < size:
            continue
        scaled = _round(amount / size, 1)
        if index and scaled * size >= units[index - 1][0]:
            larger, larger_name = units[index - 1]
            return _plain(_round(amount / larger, 1)), larger_name
        return _plain(scaled), name
    return say_amount(amount), ""


_ZH_UNITS = ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))
_EN_UNITS = ((Decimal(10) ** 9, "B"), (Decimal(10) ** 6, "M"))


def _plain(number: Decimal) -> str:
    words = f"{number:,f}"
    return words.rstrip("0").rstrip(".") if "." in words else words


def _round(number: Decimal, decimals: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def _fill(words: str, values: Mapping[str, object], lang: Language) -> str:
    parts: list[str] = []
    rest = words
    while "{" in rest:
        before, _, after = rest.partition("{")
        written, closed, tail = after.partition("}")
        name, is_counted, forms = written.partition(":")
        if not closed or name not in values:
            parts.append(before + "{")
            rest = after
            continue
        value = values[name]
        said = value.say(lang) if isinstance(value, Text) else str(value)
        if is_counted:
            one, _, many = ("|s" if forms == "s" else forms).partition("|")
            said = one if said == "1" else many
        parts.append(before + said)
        rest = tail
    return "".join(parts) + rest
