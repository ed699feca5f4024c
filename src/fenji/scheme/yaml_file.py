"""A file that people write in YAML: all mistakes at once, each with its line and what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from fenji.errors import Issue, SchemeIssues
from fenji.language import Text
from fenji.scheme.marked import Marked, YamlError, read_marked
from fenji.scheme.mistakes import Path as Place
from fenji.scheme.mistakes import issue, mistakes_of

Wrong = tuple[Place, Issue]
Written = TypeVar("Written", bound=BaseModel)
_LARGEST = 200_000
_UTF8 = Text("Save it as UTF-8, at most 200,000 bytes.", "请另存为 UTF-8，不超过 200,000 字节。")


def read_written(
    path: Path,
    model: type[Written],
    *,
    of: Text,
    check: Callable[[Written], list[Wrong]] | None = None,
    shown_in: str,
) -> Written:
    """The file's content as `model`; every mistake of form and every one that `check` finds, in the order of lines.

    `of` names what is read in the error, `shown_in` the page that shows how it is written.
    """
    marked = _marked(path, of)
    try:
        found = model.model_validate(marked.data if marked.data is not None else {})
    except ValidationError as refused:
        wrong = [(place, _as_shown(one, shown_in)) for place, one in mistakes_of(refused, model, marked.data or {})]
        raise _issues(path, marked, wrong, of) from refused
    twice = [(place, _twice(place)) for place in marked.twice]
    wrong = twice + (check(found) if check else [])
    if wrong:
        raise _issues(path, marked, wrong, of)
    return found


def _marked(path: Path, of: Text) -> Marked:
    def refusal(problem: Text, fix: Text, line: int | None = None) -> SchemeIssues:
        where = path.name if line is None else f"{path.name} line {line}"
        return SchemeIssues(str(path), [Issue("error", where, problem, fix, "unreadable")], of=of)

    try:
        if path.stat().st_size > _LARGEST:
            raise refusal(Text("the file is too large", "文件过大"), _UTF8)
        return read_marked(path.read_bytes().decode("utf-8-sig"))
    except OSError as absent:
        problem = Text("there is no such file", "文件不存在或无法读取")
        raise refusal(problem, Text("Check the path.", "请检查路径。")) from absent
    except YamlError as unread:
        problem = Text(f"the YAML cannot be read: {unread}", f"YAML 格式有误，无法读取：{unread}")
        mend = Text("Mend this line: indentation, quotes, colons.", "请检查该行的缩进、引号与冒号。")
        raise refusal(problem, mend, unread.line or 1) from unread
    except UnicodeDecodeError as unread:
        raise refusal(Text("the file is not UTF-8 text", "文件不是 UTF-8 编码的文本"), _UTF8) from unread


def _issues(path: Path, marked: Marked, wrong: list[Wrong], of: Text) -> SchemeIssues:
    placed = sorted(((marked.line(place) or 1, one) for place, one in wrong), key=lambda each: each[0])
    issues = [Issue(one.level, f"{path.name} line {line}", one.problem, one.fix, one.code) for line, one in placed]
    return SchemeIssues(str(path), issues, of=of)


def _as_shown(found: Issue, shown_in: str) -> Issue:
    if found.code != "form":
        return found
    return issue("form", found.problem, Text(f"Write it as {shown_in} shows.", f"写法见 {shown_in}。"))


def _twice(place: Place) -> Issue:
    name = str(place[-1]) if place else ""
    return issue("twice", Text(f"'{name}' is written twice", f"“{name}”重复"), Text("Keep one.", "请只保留一个。"))
