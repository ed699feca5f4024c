"""What speaks for or against two customers being one: each kind with its test, its words and its odds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fenji.language import Text


@dataclass(frozen=True)
class Level:
    """One outcome of a comparison.

    `m` is how often the records of one customer come out so, `u` how often those of two customers do; their ratio is
    the weight of the evidence. `rare`: a column whose frequency takes the place of `u` where it is higher, so that a
    common name weighs less than a rare one. `test` is SQL over `l.` and `r.`; empty: everything else.
    """

    name: str
    words: Text
    test: str
    m: float
    u: float
    rare: str | None = None


@dataclass(frozen=True)
class Comparison:
    """One question about two customers. Where `unknown` holds there is no evidence either way."""

    name: str
    unknown: str
    levels: tuple[Level, ...]


def _same(column: str) -> str:
    return f'l."{column}" = r."{column}"'


def _either_null(column: str) -> str:
    return f'l."{column}" IS NULL OR r."{column}" IS NULL'


def _near(one: str, other: str) -> str:
    """Two words that differ by a slip of the keyboard or the ear."""
    a, b = f"coalesce(l.\"{one}\", '')", f"coalesce(r.\"{other}\", '')"
    return f"(length({a}) > 2 AND (jaro_winkler_similarity({a}, {b}) >= 0.88 OR damerau_levenshtein({a}, {b}) <= 1))"


_BOTH_LATIN = 'l."length" = 0 AND r."length" = 0'
_STRAIGHT = f"{_near('first', 'first')} AND {_near('last', 'last')}"
_CROSSED = f"{_near('first', 'last')} AND {_near('last', 'first')}"
_ONE_PART = "(" + " OR ".join(f'l."{a}" = r."{b}"' for a in ("first", "last") for b in ("first", "last")) + ")"
_ONE_NEAR = "(" + " OR ".join(_near(a, b) for a in ("first", "last") for b in ("first", "last")) + ")"
_ONE_CHARACTER = 'l."length" = r."length" AND l."length" >= 3 AND levenshtein(l."name", r."name") = 1'
_SHARED = 'len(list_intersect(l."words", r."words"))'
_RARE = 'len(list_intersect(l."rare_words", r."rare_words"))'
_SMALLER = 'least(len(l."words"), len(r."words"))'

CODE = Comparison("code", _either_null("company_code"), (
    Level("same", Text("same 统一社会信用代码", "统一社会信用代码相同"), _same("company_code"), 0.999, 1e-8),
    Level("differs", Text("different 统一社会信用代码", "统一社会信用代码不同"), "", 0.001, 1.0),
))  # fmt: skip
CARD = Comparison("card", _either_null("identity_hash"), (
    Level("same", Text("same ID-card number (keyed hash)", "身份证号相同（加密比对）"),
          _same("identity_hash"), 0.99, 1e-8),
    Level("differs", Text("different ID-card number", "身份证号不同"), "", 0.01, 1.0),
))  # fmt: skip
TELEPHONE = Comparison(
    "telephone",
    f"({_either_null('mobile')}) AND ({_either_null('landline')})",
    (
        Level("mobile", Text("same mobile number", "手机号相同"), _same("mobile"), 0.70, 1e-7),
        Level("extension", Text("same landline and extension", "固定电话及分机号相同"),
              f"{_same('landline')} AND {_same('extension')}", 0.10, 1e-6),
        Level("switchboard", Text("same landline, different extension", "固定电话相同，分机号不同"),
              f"{_same('landline')} AND l.extension <> r.extension", 0.02, 2e-4),
        Level("landline", Text("same landline", "固定电话相同"), _same("landline"), 0.08, 1e-5),
        Level("mistyped", Text("mobile numbers one digit apart", "手机号仅差一位"),
              "damerau_levenshtein(l.mobile, r.mobile) = 1", 0.02, 1e-5),
        Level("differs", Text("different telephone numbers", "电话号码不同"), "", 0.20, 1.0),
    ),
)  # fmt: skip
EMAIL = Comparison("email", _either_null("email"), (
    Level("same", Text("same e-mail address", "电子邮箱相同"), _same("email"), 0.80, 1e-7),
    Level("differs", Text("different e-mail addresses", "电子邮箱不同"), "", 0.20, 1.0),
))  # fmt: skip
WECHAT = Comparison(
    "wechat",
    f"({_either_null('wechat')}) AND ({_either_null('wecom_id')})",
    (
        Level("same", Text("same WeChat account", "微信号相同"), _same("wechat"), 0.60, 1e-7),
        Level("wecom", Text("same WeCom contact", "企业微信联系人相同"), _same("wecom_id"), 0.30, 1e-7),
        Level("differs", Text("different WeChat accounts", "微信号不同"), "", 0.10, 1.0),
    ),
)  # fmt: skip
NAME = Comparison(
    "name",
    _either_null("name"),
    (
        Level("short", Text("same two-character name (weak)", "姓名相同（两字名，证据较弱）"),
              f"{_same('name')} AND l.length = 2", 0.90, 5e-4, rare="name"),
        Level("word", Text("same name of one word (weak)", "姓名相同（单词名，证据较弱）"),
              f'{_same("name")} AND l.length = 0 AND l."last" IS NULL', 0.90, 5e-3, rare="name"),
        Level("same", Text("same name", "姓名相同"), _same("name"), 0.70, 1e-5, rare="name"),
        Level("sound", Text("names sound the same", "姓名读音相同"), _same("sound"), 0.04, 2e-3, rare="sound"),
        Level("near", Text("nearly the same name", "姓名相近"),
              f"{_BOTH_LATIN} AND (({_STRAIGHT}) OR ({_CROSSED}))", 0.10, 2e-4),
        Level("character", Text("names one character apart", "姓名仅差一字"), _ONE_CHARACTER, 0.02, 2e-3),
        Level("part", Text("one part of the name is the same", "姓名部分相同"), f"{_BOTH_LATIN} AND {_ONE_PART}",
              0.08, 1e-2),
        Level("some", Text("one part of the name is similar", "姓名部分相近"), f"{_BOTH_LATIN} AND {_ONE_NEAR}",
              0.03, 3e-2),
        Level("differs", Text("different names", "姓名不同"), "", 0.02, 1.0),
    ),
)  # fmt: skip
COMPANY = Comparison(
    "company",
    _either_null("company"),
    (
        Level("branch", Text("one of the two is a branch", "其中一家为分支机构"),
              "l.is_branch <> r.is_branch", 0.001, 0.05),
        Level("short", Text("same company name of two characters (weak)", "企业名称相同（两字，证据较弱）"),
              f"{_same('company')} AND length(l.company) <= 2", 0.85, 1e-3, rare="company"),
        Level("same", Text("same company name", "企业名称相同"), _same("company"), 0.85, 1e-6, rare="company"),
        Level("within", Text("one company name is part of the other", "企业名称互相包含"),
              "least(length(l.company), length(r.company)) >= 4 AND "
              "(contains(l.company, r.company) OR contains(r.company, l.company))", 0.06, 2e-4),
        Level("near", Text("nearly the same company name", "企业名称相近"),
              "least(length(l.company), length(r.company)) >= 5 AND levenshtein(l.company, r.company) = 1",
              0.04, 2e-4),
        Level("differs", Text("different company names", "企业名称不同"), "", 0.02, 1.0),
    ),
)  # fmt: skip
KIND = Comparison("kind", _either_null("kind"), (
    Level("same", Text("both persons or both companies", "同为个人或同为企业"), _same("kind"), 0.99, 0.7),
    Level("differs", Text("one is a person, the other a company", "一为个人，一为企业"), "", 0.01, 0.3),
))  # fmt: skip
BORN = Comparison(
    "born",
    _either_null("born"),
    (
        Level("same", Text("same date of birth", "出生日期相同"), _same("born"), 0.84, 5e-5, rare="born"),
        Level("swapped", Text("day and month of birth swapped", "出生日期月日颠倒"),
              "l.born[1:4] = r.born[1:4] AND l.born[5:6] = r.born[7:8] AND l.born[7:8] = r.born[5:6]", 0.02, 1e-4),
        Level("mistyped", Text("dates of birth one digit apart", "出生日期仅差一位"),
              "damerau_levenshtein(l.born, r.born) = 1", 0.10, 2e-3),
        Level("differs", Text("different dates of birth", "出生日期不同"), "", 0.04, 1.0),
    ),
)  # fmt: skip
GENDER = Comparison("gender", _either_null("gender"), (
    Level("same", Text("same gender", "性别相同"), _same("gender"), 0.98, 0.5),
    Level("differs", Text("different gender", "性别不同"), "", 0.02, 0.5),
))  # fmt: skip
ADDRESS = Comparison(
    "address",
    'len(l."words") = 0 OR len(r."words") = 0',
    (
        Level("same", Text("same address", "地址相同"), _same("address"), 0.45, 2e-5, rare="address"),
        Level("most", Text("nearly the same address", "地址相近"), f"{_RARE} >= 2 AND {_SHARED} >= 0.6 * {_SMALLER}",
              0.25, 3e-4),
        Level("some", Text("addresses share a part", "地址部分相同"),
              f"{_RARE} >= 1 AND {_SHARED} >= 0.3 * {_SMALLER}", 0.15, 1e-2),
        Level("differs", Text("different addresses", "地址不同"), "", 0.15, 1.0),
    ),
)  # fmt: skip
PLACE = Comparison(
    "place",
    _either_null("place"),
    (
        Level("same", Text("same place", "所在地相同"), _same("place"), 0.80, 5e-3, rare="place"),
        Level("near", Text("nearly the same place", "所在地相近"), "jaro_winkler_similarity(l.place, r.place) >= 0.9",
              0.08, 1e-2),
        Level("differs", Text("different places", "所在地不同"), "", 0.12, 1.0),
    ),
)  # fmt: skip

COMPARISONS = (CODE, CARD, TELEPHONE, EMAIL, WECHAT, NAME, COMPANY, KIND, BORN, GENDER, ADDRESS, PLACE)
RARE = tuple(sorted({level.rare for each in COMPARISONS for level in each.levels if level.rare}))


def settings(prior: float) -> Mapping[str, Any]:
    """The comparisons as Splink reads them; nothing is trained, so the same customers give the same pairs.

    `prior`: the chance that two customers picked at random are one.
    """
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "customer_id",
        "probability_two_random_records_match": prior,
        "retain_matching_columns": True,
        "retain_intermediate_calculation_columns": True,
        "blocking_rules_to_generate_predictions": [{"blocking_rule": "l.keys = r.keys", "arrays_to_explode": ["keys"]}],
        "comparisons": [_comparison(each) for each in COMPARISONS],
    }


def level_of(comparison: Comparison, gamma: int) -> Level | None:
    """The level a pair came out at, by Splink's number: 0 is the last level, -1 unknown.

    >>> level_of(BORN, 3).name, level_of(BORN, 0).name, level_of(BORN, -1)
    ('same', 'differs', None)
    """
    return None if gamma < 0 else comparison.levels[len(comparison.levels) - 1 - gamma]


def _comparison(each: Comparison) -> dict[str, Any]:
    null = {"sql_condition": _columns(each.unknown), "label_for_charts": "unknown", "is_null_level": True}
    return {"output_column_name": each.name, "comparison_levels": [null, *(_level(level) for level in each.levels)]}


def _level(level: Level) -> dict[str, Any]:
    told: dict[str, Any] = {
        "sql_condition": _columns(level.test) or "ELSE",
        "label_for_charts": level.words.en,
        "m_probability": level.m,
        "u_probability": level.u,
    }
    if level.rare:
        told |= {
            "tf_adjustment_column": level.rare,
            "tf_adjustment_weight": 1.0,
            "tf_minimum_u_value": level.u,
            "disable_tf_exact_match_detection": True,
        }
    return told


def _columns(test: str) -> str:
    """`l.name` as Splink calls it in a comparison: `name_l`."""
    return re.sub(r'\b([lr])\."?(\w+)"?', r'"\2_\1"', test)
