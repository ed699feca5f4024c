"""Standards from YAML: a company's own files and the ready-made ones; all mistakes at once, with their lines."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from fenji.errors import SchemeIssues, UnknownName
from fenji.language import Text
from fenji.scheme.checks import check_draft
from fenji.scheme.draft import Draft, read_draft
from fenji.scheme.marked import Marked, YamlError, read_marked
from fenji.scheme.mistakes import issue
from fenji.scheme.model import Scheme

_LARGEST = 2_000_000


def read_scheme(source: Path | str) -> Scheme:
    """The grading standard a file (or a text of several lines) describes.

    Every mistake is collected first: SchemeIssues lists them all, each with line, problem and fix. Warnings don't
    stop; `fenji.scheme.checks.check` says them.

    >>> read_scheme("name: mine")
    Traceback (most recent call last):
    ...
    fenji.errors.SchemeIssues: ...
    """
    draft = read_for_checks(source)
    check_draft(draft)
    issues = draft.found()
    if any(found.level == "error" for found in issues):
        raise SchemeIssues(draft.name, issues)
    return Scheme.model_validate(draft.raw)


def read_for_checks(source: Path | str) -> Draft:
    """The draft of a file or text, with mistakes of form noted and nothing judged yet."""
    name, text, refusal = _text(source)
    try:
        marked = Marked() if refusal else read_marked(text)
    except YamlError as error:
        marked = Marked(lines={(): error.line} if error.line else {})
        reason = Text(f"the YAML cannot be read: {error}", f"YAML 格式有误，无法读取：{error}")
        refusal = (reason, Text("Mend this line: indentation, quotes, colons.", "请检查该行的缩进、引号与冒号。"))
    if refusal:
        draft = Draft(name, marked, {})
        draft.add((), issue("unreadable", *refusal))
        return draft
    return read_draft(marked, name)


def standard(name: str) -> Scheme:
    """A ready-made standard by name: value, electronics, abcd, membership, hml.

    >>> standard("abcd").tiers[0].name.say("zh")
    'A级关键客户'
    """
    if name not in standard_names():
        raise UnknownName(Text("ready-made standard", "内置标准"), name, known=standard_names(), where="--scheme")
    return _standard(name)


def standards() -> dict[str, Scheme]:
    """Every ready-made standard by name."""
    return {name: _standard(name) for name in standard_names()}


def standard_text(name: str) -> str:
    """A ready-made standard as its file says it, to copy and change."""
    return (files("fenji.scheme") / "standards" / f"{name}.yaml").read_text("utf-8")


@cache
def standard_names() -> tuple[str, ...]:
    """The names of the ready-made standards, `value` first."""
    folder = files("fenji.scheme") / "standards"
    names = sorted(entry.name.removesuffix(".yaml") for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    return tuple(sorted(names, key=lambda name: name != "value"))


@cache
def _standard(name: str) -> Scheme:
    """Read without the checks: those of the ready-made standards are in the tests."""
    return Scheme.model_validate(read_marked(standard_text(name)).data)


def _text(source: Path | str) -> tuple[str, str, tuple[Text, Text] | None]:
    if isinstance(source, str) and "\n" in source:
        return "scheme", source, None
    path = Path(source)
    if isinstance(source, str) and path.suffix not in {".yaml", ".yml"} and not path.exists():
        return "scheme", source, None
    try:
        if path.stat().st_size > _LARGEST:
            return path.name, "", (Text("the file is too large", "文件过大"), Text("Choose another.", "请换一个文件。"))
        return path.name, path.read_bytes().decode("utf-8-sig"), None
    except UnicodeDecodeError:
        reason = Text("the file is not UTF-8 text", "文件不是 UTF-8 编码的文本")
        return path.name, "", (reason, Text("Save it as UTF-8.", "请另存为 UTF-8。"))
    except OSError:
        return (
            str(path),
            "",
            (Text("there is no such file", "文件不存在或无法读取"), Text("Check the path.", "请检查路径。")),
        )
