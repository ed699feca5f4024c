"""Names of persons: Chinese ones exact and as they sound, English ones whatever the order of their parts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from fenji.intake.identity.marks import known

_TITLES = re.compile(r"(?:先生|女士|小姐|太太|老师|经理|总监|总经理|总|老板|同学|师傅|医生)$")
_ENGLISH_TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "prof", "sir"})
_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_DOUBLE = (
    "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 宇文 长孙 夏侯 轩辕 端木 独孤 南宫 百里 东郭 呼延 "
    "西门 申屠 太史 澹台 钟离 闻人 赫连 万俟"
)
_SOUNDS_AS_SURNAME = (  # surnames that sound otherwise than the same character in other words
    "单=shan 曾=zeng 解=xie 查=zha 仇=qiu 任=ren 区=ou 朴=piao 盖=ge 翟=zhai 乐=yue 尉迟=yuchi 万俟=moqi 华=hua "
    "折=she 缪=miao 黑=he 那=na 覃=qin 召=shao 员=yun 秘=bi 冼=xian 褚=chu 宓=mi 逄=pang 种=chong 洗=xian 繁=po"
)
_DOUBLE_SURNAMES = frozenset(_DOUBLE.split())
SURNAMES = dict(pair.split("=") for pair in _SOUNDS_AS_SURNAME.split())


@dataclass(frozen=True)
class PersonName:
    """A name as it is compared: `key` equals for equal names, `sound` for names that sound alike.

    `length` counts Chinese characters, 0 for other scripts; `parts` are the words of a name in Latin letters.
    """

    key: str
    sound: str
    length: int = 0
    parts: tuple[str, ...] = ()

    @property
    def is_weak(self) -> bool:
        """Whether many people bear such a name: two Chinese characters, or one word."""
        return self.length == 2 or (not self.length and len(self.parts) == 1)


@lru_cache(maxsize=200_000)
def person_name(value: str | None) -> PersonName | None:
    """A person's name; None where it is hidden, unknown, or says no more than a surname.

    >>> person_name("张 伟"), person_name("欧阳震华先生")
    (PersonName(key='张伟', sound='wei zhang', length=2, parts=()),
    PersonName(key='欧阳震华', sound='ouyang zhenhua', length=4, parts=()))
    >>> person_name("Zhang, Wei").sound, person_name("DR. Anna-Maria  O'Neil").key
    ('wei zhang', 'anna maria oneil')
    >>> person_name("张**"), person_name("王先生"), person_name("李女士"), person_name("未知")
    (None, None, None, None)
    """
    words = known(value)
    if words is None or any(letter.isdigit() for letter in words):
        return None
    chinese = "".join(_CHINESE.findall(words))
    if not chinese:
        return _latin(words)
    bare = _TITLES.sub("", chinese)
    chinese = bare if len(bare) != len(chinese) or len(chinese) < 2 else chinese
    return PersonName(chinese, _sound(chinese), len(chinese)) if len(chinese) >= 2 else None


def _latin(words: str) -> PersonName | None:
    parts = re.findall(r"[^\W\d_]+", re.sub(r"['’`´]", "", words))
    parts = [part for part in parts if part not in _ENGLISH_TITLES]
    if not parts or (len(parts) == 1 and len(parts[0]) < 2):
        return None
    key = " ".join(sorted(parts))
    return PersonName(key, key, 0, tuple(parts))


def _sound(chinese: str) -> str:
    surname = chinese[:2] if chinese[:2] in _DOUBLE_SURNAMES and len(chinese) > 2 else chinese[:1]
    given = chinese[len(surname) :]
    return " ".join(sorted([SURNAMES.get(surname) or _pinyin(surname), _pinyin(given)]))


@lru_cache(maxsize=50_000)
def _pinyin(characters: str) -> str:
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(characters)).replace("ü", "v")
