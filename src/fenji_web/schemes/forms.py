"""A standard that is uploaded: its text read, checked, its lines numbered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fenji_web import library
from fenji_web.library import Text

if TYPE_CHECKING:
    from fenji_web.library import Issue, Scheme

LONGEST_FILE = 300_000
_TOO_LARGE = (Text("the file is too large", "文件过大"), Text("At most 300 KB.", "最大 300 KB。"))
_NOT_TEXT = (
    Text("the file is not UTF-8 text", "文件不是 UTF-8 编码的文本"),
    Text("Save it as UTF-8.", "请另存为 UTF-8。"),
)
_SEE = Text("Compare it with a downloaded standard.", "请对照已下载的标准文件。")


def read_upload(raw: bytes) -> tuple[str, Issue | None]:
    """The text of an upload, or why it cannot be read."""
    if len(raw) > LONGEST_FILE:
        return "", library.Issue("error", "", *_TOO_LARGE)
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n"), None
    except UnicodeDecodeError:
        return "", library.Issue("error", "", *_NOT_TEXT)


def checked(text: str) -> tuple[tuple[Issue, ...], Scheme | None]:
    """Every mistake of a standard's text with its line; the standard itself where none is an error."""
    draft = library.load.read_for_checks(f"{text}\n")
    library.checks.check_draft(draft)
    issues = tuple(draft.found())
    if any(one.level == "error" for one in issues):
        return issues, None
    try:
        return issues, library.Scheme.model_validate(draft.raw)
    except ValueError as error:  # a rule over several parts
        reason = str(error).splitlines()[-2 if len(str(error).splitlines()) > 2 else -1].strip()
        problem = Text("the parts do not fit together: {why}", "各部分不一致：{why}").fill(why=reason)
        return (*issues, library.Issue("error", "", problem, _SEE)), None


def lined(issues: Sequence[Issue]) -> list[tuple[Issue, int | None]]:
    """Each issue with its line."""
    return [(one, line_of(one)) for one in issues]


def numbered(text: str, issues: Sequence[Issue]) -> list[tuple[int, str, bool]]:
    """The lines of a text with their numbers, and whether an issue stands there."""
    wrong = {line_of(one) for one in issues}
    return [(number, line, number in wrong) for number, line in enumerate(text.splitlines(), start=1)]


def line_of(one: Issue) -> int | None:
    """The line an issue stands at; None where it has none."""
    _, found, number = one.where.rpartition("line ")
    return int(number) if found and number.isdigit() else None
