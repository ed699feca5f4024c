"""How contact data is shown to those who may not see it: the same few signs of it everywhere, in words and in SQL."""

from __future__ import annotations

from typing import Any

SHOWN = ("name", "mobile", "landline", "email", "wechat")
"""Columns of which a part may be seen; of other contact data nothing is."""

_REMARKS = ("note",)  # what people wrote of a customer may hold anything
_MOBILE = 11
_DIGITS = "regexp_replace({0}, '[^0-9]', '', 'g')"
_SQL = {
    "name": "left({0}, 1) || '*'",
    "email": "left(split_part({0}, '@', 1), 1) || '***' || coalesce(substr({0}, nullif(instr({0}, '@'), 0)), '')",
    "wechat": "left({0}, 1) || '***'",
}


def hidden_columns() -> tuple[str, ...]:
    """The columns of customers of which those see nothing who may not see contact data.

    >>> {"address", "born_on", "note"} <= {*hidden_columns()}, "city" in hidden_columns()
    (True, False)
    """
    from fenji.tables import CANONICAL

    every = CANONICAL["customers"].columns
    return tuple(one.name for one in every if (one.is_personal or one.name in _REMARKS) and one.name not in SHOWN)


def mask(column: str, value: Any, *, is_company: bool = False) -> Any:
    """A value as those see it who may not see contact data; a company's name is no secret, other columns stay.

    A mobile number keeps its first three digits and its last four, a landline its last four, a name and a WeChat ID
    their first letter, an e-mail address its first letter and its domain. How long a name is stays hidden too.

    >>> mask("name", "张三丰"), mask("mobile", "+86 138 0013 8000"), mask("email", "zhang@example.com")
    ('张*', '138****8000', 'z***@example.com')
    >>> mask("landline", "0571-88886001"), mask("wechat", "zs_1990"), mask("name", "明天贸易", is_company=True)
    ('****6001', 'z***', '明天贸易')
    """
    if value is None or column not in SHOWN or (column == "name" and is_company):
        return value
    text = str(value)
    if column == "name":
        return f"{text[:1]}*"
    if column == "email":
        head, at, tail = text.partition("@")
        return f"{head[:1]}***{at}{tail}"
    if column == "wechat":
        return f"{text[:1]}***"
    digits = "".join(sign for sign in text if sign in "0123456789")
    if column == "mobile" and len(digits) >= _MOBILE:
        return f"{digits[-_MOBILE:-8]}****{digits[-4:]}"
    return f"****{digits[-4:]}" if len(digits) > 4 else "****"


def mask_sql(column: str, *, has_kind: bool = False) -> str:
    """The same of a column in SQL; with `has_kind` the names of companies stay.

    >>> mask_sql("wechat"), mask_sql("name", has_kind=True)
    ("left(wechat, 1) || '***'", "CASE WHEN kind = 'company' THEN name ELSE left(name, 1) || '*' END")
    """
    if column in _SQL:
        sql = _SQL[column].format(column)
        return f"CASE WHEN kind = 'company' THEN {column} ELSE {sql} END" if column == "name" and has_kind else sql
    digits = _DIGITS.format(column)
    short = f"CASE WHEN length({digits}) > 4 THEN '****' || right({digits}, 4) ELSE '****' END"
    long = f"substr(right({digits}, {_MOBILE}), 1, 3) || '****' || right({digits}, 4)"
    whole = f"CASE WHEN length({digits}) >= {_MOBILE} THEN {long} ELSE {short} END" if column == "mobile" else short
    return f"CASE WHEN {column} IS NOT NULL THEN {whole} END"
