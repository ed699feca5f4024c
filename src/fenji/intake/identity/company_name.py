"""Company names without what varies: legal form, brackets, width, case, spaces."""

from __future__ import annotations

import re

from fenji.intake.identity.marks import known

_FORMS = re.compile(r"(?:股份有限公司|有限责任公司|股份公司|有限公司|有限合伙企业|有限合伙|责任公司|公司)$")
_FORM_WORDS = "ltd limited co company corp corporation inc incorporated llc llp plc gmbh ag sa bv pty pte the"
_ENGLISH_FORMS = frozenset(_FORM_WORDS.split())
_COMPANY = re.compile(
    r"公司|集团|企业|工厂|厂$|事务所|合作社|经营部|商行|超市|门市|中心$|学校|医院|酒店|银行|研究院|研究所|协会|店$"
)
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_BRANCH = re.compile(r"分公司|子公司|分厂|分店|办事处|分行|支行|门店|项目部")


def company_name(value: object) -> str | None:
    """The name two spellings of one company share; None where it is hidden, unknown, or nothing but a legal form.

    A company that became a 股份有限公司 is the same company; a 集团 and a 分公司 are others. Brackets go, what stands
    in them stays: 华为技术(北京) and 北京华为技术 are two companies.

    >>> company_name("深圳市 华强电子（集团）股份有限公司"), company_name("深圳市华强电子(集团)有限公司")
    ('深圳市华强电子集团', '深圳市华强电子集团')
    >>> company_name("ACME Trading Co., Ltd."), company_name("The Acme  Trading Company Limited")
    ('acme trading', 'acme trading')
    >>> company_name("有限公司"), company_name("上海**贸易有限公司")
    (None, None)
    """
    words = known(value)
    if words is None:
        return None
    if not _CHINESE.search(words):
        return _english(words)
    core = "".join(letter for letter in words if letter.isalnum())
    shorter = _FORMS.sub("", core)
    return (_without_english_form(shorter) or None) if shorter != core or len(core) > 1 else None


def is_company(name: object, kind: object) -> bool:
    """Whether a customer is a company: as recorded, else by the name.

    >>> is_company("上海明天贸易有限公司", None), is_company("Acme Ltd", None), is_company("张伟", None)
    (True, True, False)
    >>> is_company("张伟", "company"), is_company("红星小店", "person")
    (True, False)
    """
    if kind in ("person", "company"):
        return kind == "company"
    words = known(name) or ""
    if _CHINESE.search(words):
        return bool(_COMPANY.search(words))
    return bool(set(_tokens(words)) & (_ENGLISH_FORMS - {"the", "sa", "ag", "co"}))


def is_branch(name: object) -> bool:
    """Whether the name is that of a branch, which is a customer of its own.

    >>> is_branch("中国银行上海支行"), is_branch("明天贸易有限公司")
    (True, False)
    """
    return bool(_BRANCH.search(known(name) or ""))


def _english(words: str) -> str | None:
    left = [token for token in _tokens(words.replace("&", " and ")) if token not in _ENGLISH_FORMS]
    return " ".join(left) or None


def _without_english_form(core: str) -> str:
    return re.sub(r"(?:coltd|ltd|inc|llc)$", "", core)


def _tokens(words: str) -> list[str]:
    return re.findall(r"[^\W_]+", words)
