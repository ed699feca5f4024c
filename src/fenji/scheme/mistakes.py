"""A mistake of form, as the reader found it, in words a person can act on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError

from fenji.errors import Issue
from fenji.grades.rule import Comparison
from fenji.language import Text, same
from fenji.metrics.metric import UNITS
from fenji.metrics.row_rule import RowTest
from fenji.scheme.parts import Icon
from fenji.scheme.transitions import Evaluation, Keep, TierTransition, Transitions
from fenji.scores.bands import Band
from fenji.scores.scorer import SCORERS

Path = tuple[str | int, ...]


def mistakes_of(error: ValidationError, model: type[BaseModel], data: Any) -> list[tuple[Path, Issue]]:
    """The mistakes of one part: where inside of it, and what to do. `where` of each issue is filled in later."""
    return [_mistake(each, model, data) for each in error.errors(include_url=False)]


def _mistake(each: Mapping[str, Any], model: type[BaseModel], data: Any) -> tuple[Path, Issue]:
    path = _inside(each["loc"], data)
    kind, name = str(each["type"]), str(each["loc"][-1]) if each["loc"] else ""
    if kind == "extra_forbidden":
        return path, unknown_key(name, _keys_beside(path[:-1] if path and path[-1] == name else path, model, data))
    if kind == "missing":
        problem = Text(f"'{name}' is missing", f"缺少“{name}”")
        return path, issue("missing", problem, Text(f"Add `{name}: …`.", f"请添加 `{name}: …`。"))
    if kind == "literal_error":
        return path, _not_one_of(name, each)
    said = str(each["msg"]).removeprefix("Value error, ")
    named = _misnamed(said, each)
    if named is not None:
        return path, named
    where = Text(f"in `{name}`: ", f"`{name}`：") if name else Text("", "")
    words = _SAID.get(kind, same(said))
    shown = Text(where.en + words.en, where.zh + _chinese(words.zh))
    return path, issue("form", shown, Text("Write it as docs/reference/schemes.md shows.",
                                                  "写法见 docs/reference/schemes.md。"))  # fmt: skip


def _misnamed(said: str, each: Mapping[str, Any]) -> Issue | None:
    """A validator's refusal of a name or window, with a guess; None for any other refusal."""
    if said.startswith("unknown scorer"):
        return unknown_name(Text("scorer", "评分方法"), said.split("'")[1], SCORERS, code="scorer")
    if said.startswith("unknown unit"):
        return unknown_name(Text("unit", "单位"), str(each["input"]), UNITS, code="unit")
    if "is no way to weights" in said:
        return unknown_name(Text("way to find weights", "权重方式"), str(each["input"]), _WEIGHTS_BY, code="weights")
    if "is no window" in said:
        problem = Text(said.split(":", maxsplit=1)[0], f"“{each['input']}”不是有效的周期")
        return issue(
            "window", problem, Text("Write '90 days', '12 months' or 'all'.", "请写 90 days、12 months 或 all。")
        )
    return None


def issue(code: str, problem: Text, fix: Text, *, level: str = "error") -> Issue:
    """An issue whose place is not known yet."""
    assert level in {"error", "warning", "note"}
    return Issue(level=level, where="", problem=problem, fix=fix, code=code)  # type: ignore[arg-type]


def unknown_key(name: str, known: Iterable[str]) -> Issue:
    """A key nobody reads, with the nearest guess."""
    return unknown_name(Text("setting", "设置项"), name, known, code="key")


def unknown_name(kind: Text, name: str, known: Iterable[str], *, code: str) -> Issue:
    """A name that does not exist, with the nearest guess or the whole choice."""
    names = sorted(set(known))
    near = get_close_matches(name.lower(), names, n=1, cutoff=0.5)
    every = ", ".join(names)
    fix = (
        Text(f"Did you mean '{near[0]}'?", f"是不是“{near[0]}”？")
        if near
        else Text(f"Choose one of: {every}.", f"可选：{every}。")
        if names
        else Text("Remove it.", "请删除。")
    )
    return issue(code, Text(f"there is no {kind.en} called '{name}'", f"没有名为“{name}”的{kind.zh}"), fix)


def _not_one_of(name: str, each: Mapping[str, Any]) -> Issue:
    known = str(each["ctx"]["expected"]).replace(" or ", ", ").replace("'", "").split(", ")
    kinds = {
        "shape": Text("shape", "图标形状"),
        "pattern": Text("pattern", "图案"),
        "better": Text("direction", "方向"),
    }
    return unknown_name(kinds.get(name, Text(f"`{name}`", f"“{name}”")), str(each["input"]), known, code=name)


def _inside(loc: tuple[str | int, ...], data: Any) -> Path:
    """The part of pydantic's path that really stands in the file."""
    path: list[str | int] = []
    for step in loc:
        is_there = step in data if isinstance(data, Mapping) else isinstance(data, list) and step in range(len(data))
        if is_there:
            data = data[step]
            path.append(step)
    return tuple(path)


def _keys_beside(path: Path, model: type[BaseModel], data: Any) -> list[str]:
    """The keys that may stand beside an unknown one, whatever it is in: a part, a scorer, a condition."""
    holder: type[BaseModel] = model
    for step in path:
        data = data[step]
        if step == "scorer" and isinstance(data, Mapping) and data.get("kind") in SCORERS:
            holder = SCORERS.get(str(data["kind"]))
        elif step == "where":
            holder = RowTest
        elif step in {"when", "literal", "all", "any", "not"} and holder is not RowTest:
            holder = Comparison
        elif step in _HOLDERS:
            holder = _HOLDERS[str(step)]
        elif holder is Transitions and step != "tiers":
            holder = TierTransition
    trees = ["all", "any", "not"] if holder in (Comparison, RowTest) else []
    also = ["between", *trees] if holder is Comparison else trees
    return [*(info.alias or name for name, info in holder.model_fields.items()), *also]


_HOLDERS: Mapping[str, type[BaseModel]] = {
    "icon": Icon,
    "bands": Band,
    "transitions": Transitions,
    "evaluate": Evaluation,
    "keep": Keep,
}
_WEIGHTS_BY = ("hand", "ahp", "entropy", "critic")
_SAID: Mapping[str, Text] = {
    "too_short": Text("too few entries", "内容过少"),
    "too_long": Text("too many entries", "内容过多"),
    "string_too_long": Text("the text is too long", "文字过长"),
    "int_parsing": Text("a whole number is needed", "应为整数"),
    "int_type": Text("a whole number is needed", "应为整数"),
    "bool_parsing": Text("true or false is needed", "应为 true 或 false"),
    "bool_type": Text("true or false is needed", "应为 true 或 false"),
    "string_type": Text("a text is needed", "应为文字"),
    "tuple_type": Text("a list is needed", "应为列表"),
    "model_type": Text("`key: value` pairs are needed here", "此处应为“键: 值”"),
    "dict_type": Text("`key: value` pairs are needed", "应为“键: 值”"),
    "greater_than_equal": Text("the number is too small", "数值过小"),
    "less_than_equal": Text("the number is too large", "数值过大"),
}
_CHINESE: Mapping[str, str] = {
    "points are 0 to 100": "分值应为 0 至 100，最多两位小数",
    "a comparison needs one of": "条件需写明 above、at_least、below、at_most、is 或 between 之一",
    "between needs two numbers": "between 需要两个数，小的在前：[5, 10]",
    "between already says": "between 已包含 at_least 与 at_most",
    "a condition is": "条件写作 {metric: …, above: …}、{all: […]}、{any: […]} 或 {not: …}",
    "words are one text": "文字写作一段文本，或 {zh: …, en: …}；含逗号的文字请加引号",
    "a badge has room": "徽标最多写 4 个字",
    "a split at a value": "按固定值二分（at: value）才需要、也必须写 value",
    "low must be less": "low 必须小于 high",
    "a number below": "应为小于 10^15、最多六位小数的数字",
    "a number is needed": "应为数字",
    "the matrix of comparisons": "比较矩阵按行书写：[[1, 3], [1/3, 1]]",
    "a unit of its own": "自定单位写作 {zh: 件, en: pieces, decimals: 0}，小数位数为 0、2 或 4",
    "a group is": "写作 group: parent，或 group: {by: parent, subsidiaries: graded}",
    "a test of rows needs": "行条件需写明 is、is_not、one_of、above、at_least、below、at_most 或 known 之一",
    "a condition on rows is": "行条件写作 {column: …, is: …}、{all: […]}、{any: […]} 或 {not: …}",
    "a value is a text": "取值应为文本、数字、日期（2024-06-30）、true 或 false",
    "a scorer is one of": "评分方法写作名称，或 {kind: quantiles, bins: 5}",
}


def _chinese(said: str) -> str:
    """The Chinese words of what a validator said in English."""
    for mark, words in _REFUSED.items():
        given, found, _ = said.partition(mark)
        if found:
            return "“" + given.strip("'") + "”" + words
    return next((words for start, words in _CHINESE.items() if said.startswith(start)), said)


_REFUSED: Mapping[str, str] = {
    " is no weight": "不是权重：请写 25% 或 0.25",
    " is no comparison": "不是比较值：请写 3、1/3 或 0.5",
    " is no grace": "不是宽限期：请写 90 days 或 6 runs",
    " is no number of days": "不是天数：请写 180 days",
    " is no deadline": "不是截止日：按月写 25，按年写 12-31",
    " is no colour": "不是颜色：请写 #1F6FB2 这样的色值，并加引号",
    " is no metric's name": "不能作指标名称：以字母或汉字开头，只含字母、数字与 _",
    " is no name": "不能作名称：以字母或汉字开头",
    " is not a number": "不是数字",
}
