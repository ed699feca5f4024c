"""What a file is warned of as a whole: hidden rows and sheets, garbled words, macros, columns that nobody asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from fenji.errors import Issue
from fenji.language import Text, say_count

if TYPE_CHECKING:
    from fenji.intake.mapping import Mapping
    from fenji.intake.staged import Outcome

_WARNINGS = {
    "HIDDEN_ROWS": (
        Text(
            "{n} row{n:s} {n:is|are} hidden or filtered out in the sheet; they are taken as well",
            "有 {n} 行被隐藏或筛选，也已读取",
        ),
        Text("Delete them in the sheet if they are not meant.", "如不需要，请在工作表中删除。"),
    ),
    "HIDDEN_SHEETS": (
        Text("the workbook has hidden sheets: {names}", "工作簿含隐藏工作表：{names}"),
        Text("To import one name it (option sheet: …).", "如需导入，请指明工作表（选项 sheet: …）。"),
    ),
    "MACROS": (
        Text("the workbook has macros or embedded parts; only its data was read", "工作簿含宏或嵌入对象，仅读取数据"),
        Text("Nothing in it was executed.", "其中内容均未执行。"),
    ),
    "EXTERNAL_LINKS": (
        Text("the workbook refers to other files; nothing was fetched", "工作簿引用了外部文件，未访问任何链接"),
        Text("Its cells have the values of the last saving in Excel.", "单元格取自上次在 Excel 中保存的值。"),
    ),
    "LOOKS_GARBLED": (
        Text("{n} cell{n:s} {n:looks|look} garbled (锟斤拷, Ã©, ????)", "有 {n} 个单元格疑似乱码（锟斤拷、Ã©、????）"),
        Text(
            "Export them again from the source; they cannot be repaired here.", "请从来源系统重新导出，此处无法还原。"
        ),
    ),
    "CONTROL_STRIPPED": (
        Text("{n} cell{n:s} {n:has|have} invisible control characters", "有 {n} 个单元格含不可见控制字符"),
        Text("They are left out of the values; the original file keeps them.", "取值时已去除，原始文件保留不变。"),
    ),
    "IGNORED_COLUMNS": (
        Text("columns of the file that are not used: {names}", "文件中未使用的列：{names}"),
        Text("Map those that are needed (columns: …).", "如需使用，请在映射中指明（columns: …）。"),
    ),
}
_NAMED = 20


def file_findings(outcome: Outcome, mapping: Mapping | None, name: str) -> list[Issue]:
    """The warnings of one file, each with its count or its names; without a mapping no column counts as unused."""
    found = [_issue(code, name, n=count) for code, count in outcome.counts.items() if code in _WARNINGS]
    others = [sheet for sheet in outcome.hidden_sheets if sheet != outcome.sheet]
    if others:
        found.append(_issue("HIDDEN_SHEETS", name, names=others))
    if mapping is not None:
        used = {
            *mapping.columns.values(),
            *mapping.options.questions,
            *(rule.column for rule in mapping.options.drop_rows),
        }
        ignored = [header for header in outcome.headers if header and header not in used]
        if ignored:
            found.append(_issue("IGNORED_COLUMNS", name, level="note", names=ignored))
    return found


def _issue(code: str, where: str, *, level: str = "warning", n: int = 0, names: Iterable[str] = ()) -> Issue:
    problem, fix = _WARNINGS[code]
    listed = list(names)
    more = "…" if len(listed) > _NAMED else ""
    said = problem.fill(
        n=Text(say_count(n, "en"), say_count(n, "zh")),
        names=Text(", ".join(listed[:_NAMED]) + more, "、".join(listed[:_NAMED]) + more),
    )
    return Issue("note" if level == "note" else "warning", where, said, fix, code)
