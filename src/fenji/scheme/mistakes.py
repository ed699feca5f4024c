"""A mistake of form, as the reader found it, in words a person can act on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError

from fenji.errors import Issue
from fenji.language import Text, same
from fenji.scores.scorer import SCORERS

Path = tuple[str | int, ...]


def mistakes_of(error: ValidationError, model: type[BaseModel], data: Any) -> list[tuple[Path, Issue]]:
    """The mistakes of one part: where inside of it, and what to do. `where` of each issue is filled in later."""
    return [_mistake(each, model, data) for each in error.errors(include_url=False)]


def _mistake(each: Mapping[str, Any], model: type[BaseModel], data: Any) -> tuple[Path, Issue]:
    path = _inside(each["loc"], data)
    kind, name = str(each["type"]), str(each["loc"][-1]) if each["loc"] else ""
    if kind == "extra_forbidden":
        return path, unknown_key(name, _keys_beside(each["loc"], model))
    if kind == "missing":
        problem = Text(f"'{name}' is missing", f"缺少“{name}”")
        return path, issue("missing", problem, Text(f"Add `{name}: …`.", f"请添加 `{name}: …`。"))
    if kind == "literal_error":
        return path, _not_one_of(name, each)
    said = str(each["msg"]).removeprefix("Value error, ")
    if said.startswith("unknown scorer"):
        return path, unknown_name(Text("scorer", "评分方法"), said.split("'")[1], SCORERS, code="scorer")
    if "is no window" in said:
        return path, issue("window", Text(said.split(":")[0], f"“{each['input']}”不是有效的周期"),
                           Text("Write '90 days', '12 months' or 'all'.", "请写 90 days、12 months 或 all。"))  # fmt: skip
    problem, fix = _SAID.get(kind, (None, None)) if kind != "value_error" else (same(said), None)
    where = Text(f"in `{name}`: ", f"`{name}`：") if name else Text("", "")
    words = problem or same(said)
    shown = Text(where.en + words.en, where.zh + _chinese(words.zh))
    return path, issue("form", shown, fix or Text("Write it as docs/reference/schemes.md shows.",
                                                  "写法见 docs/reference/schemes.md。"))  # fmt: skip


def issue(code: str, problem: Text, fix: Text, *, level: str = "error") -> Issue:
    """An issue whose place is not known yet."""
    assert level in {"error", "warning", "note"}
    return Issue(level=level, where="", problem=problem, fix=fix, code=code)  # type: ignore[arg-type]


def unknown_key(name: str, known: Iterable[str]) -> Issue:
    """A key nobody reads, with the nearest guess."""
    return unknown_name(Text("setting", "设置项"), name, known, code="key")


def unknown_name(kind: Text, name: str, known: Iterable[str], *, code: str) -> Issue:
    """A name that does not exist, with the nearest guess or the whole choice."""
    names = sorted(known)
    near = get_close_matches(name.lower(), names, n=1, cutoff=0.5)
    every = ", ".join(names)
    fix = (
        Text(f"Did you mean '{near[0]}'?", f"是不是“{near[0]}”？")
        if near
        else Text(f"Choose one of: {every}.", f"可选：{every}。")
    )
    return issue(code, Text(f"there is no {kind.en} called '{name}'", f"没有名为“{name}”的{kind.zh}"), fix)


def _not_one_of(name: str, each: Mapping[str, Any]) -> Issue:
    known = [word for word in str(each["ctx"]["expected"]).replace(" or ", ", ").replace("'", "").split(", ")]
    kinds = {"shape": Text("shape", "图标形状"), "pattern": Text("pattern", "图案"), "better": Text("direction", "方向")}
    return unknown_name(kinds.get(name, Text(f"`{name}`", f"“{name}”")), str(each["input"]), known, code=name)


def _inside(loc: tuple[str | int, ...], data: Any) -> Path:
    """The part of pydantic's path that really stands in the file."""
    path: list[str | int] = []
    for step in loc:
        if isinstance(data, Mapping) and step in data:
            data = data[step]
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            continue
        path.append(step)
    return tuple(path)


def _keys_beside(loc: tuple[str | int, ...], model: type[BaseModel]) -> list[str]:
    """The keys that may stand beside an unknown one."""
    holder: type[BaseModel] | None = model
    for step in loc[:-1]:
        named = holder.model_fields.get(str(step)) if holder else None
        annotation = named.annotation if named else None
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            holder = annotation
    fields = holder.model_fields if holder else {}
    return [info.alias or name for name, info in fields.items()]


_SAID: Mapping[str, tuple[Text | None, Text | None]] = {
    "too_short": (Text("too few entries", "内容过少"), None),
    "too_long": (Text("too many entries", "内容过多"), None),
    "string_too_long": (Text("the text is too long", "文字过长"), None),
    "int_parsing": (Text("a whole number is needed", "应为整数"), None),
    "int_type": (Text("a whole number is needed", "应为整数"), None),
    "bool_parsing": (Text("true or false is needed", "应为 true 或 false"), None),
    "bool_type": (Text("true or false is needed", "应为 true 或 false"), None),
    "string_type": (Text("a text is needed", "应为文字"), None),
    "tuple_type": (Text("a list is needed", "应为列表"), None),
    "dict_type": (Text("`key: value` pairs are needed", "应为“键: 值”"), None),
    "greater_than_equal": (Text("the number is too small", "数值过小"), None),
    "less_than_equal": (Text("the number is too large", "数值过大"), None),
}
_CHINESE: Mapping[str, str] = {
    "points are 0 to 100": "分值应为 0 至 100，最多两位小数",
    "a comparison needs one of": "条件需写明 above、at_least、below、at_most、is 或 between 之一",
    "between needs two numbers": "between 需要两个数，小的在前：[5, 10]",
    "between already says": "between 已包含 at_least 与 at_most",
    "a condition is": "条件写作 {metric: …, above: …}、{all: […]}、{any: […]} 或 {not: …}",
    "words are one text": "文字写作一段文本，或 {zh: …, en: …}；含逗号的文字请加引号",
    "a split at a value": "按固定值二分（at: value）才需要、也必须写 value",
    "low must be less": "low 必须小于 high",
    "a number below": "应为小于 10^15、最多六位小数的数字",
    "a number is needed": "应为数字",
    "a scorer is one of": "评分方法写作名称，或 {kind: quantiles, bins: 5}",
}


def _chinese(said: str) -> str:
    if "is no weight" in said:
        return said.split(" is no weight")[0].replace("'", "“", 1).replace("'", "”", 1) + "不是权重：请写 25% 或 0.25"
    if "is no colour" in said:
        return said.split(" is no colour")[0].replace("'", "“", 1).replace("'", "”", 1) + '不是颜色：请写 "#1F6FB2"，加引号'
    if "is no name" in said:
        return said.split(" is no name")[0].replace("'", "“", 1).replace("'", "”", 1) + "不能作名称：以字母或汉字开头"
    return next((words for start, words in _CHINESE.items() if said.startswith(start)), said)
