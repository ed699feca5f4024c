"""What is held about one person as an Excel file: a sheet for every part, every value a text that never runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fenji.language import Language, Text
from fenji.tables import CANONICAL
from fenji.workbook.cells import clean

Sheet = tuple[str, Sequence[Mapping[str, Any]]]
_PARTS = {
    "about": Text("About", "说明"),
    "sources": Text("Sources", "数据来源"),
    "grades": Text("Grades", "等级记录"),
    "explanations": Text("Explanations", "等级说明"),
    "recipients": Text("Recipients", "接收方"),
}
_ABOUT = {
    "company": Text("Held by", "处理者"),
    "customer_id": Text("Customer id", "客户ID"),
    "ids": Text("All ids", "全部客户ID"),
    "made_at": Text("Made at (UTC)", "生成时间（UTC）"),
    "made_by": Text("Made with", "生成程序"),
}
_LONGEST = 32_000  # Excel takes 32,767 characters in a cell
_NAME = 31


def write_subject(told: Mapping[str, Any], path: Path, lang: Language) -> Path:
    """Writes the export of `fenji.workspace.subject_export` sheet by sheet; parts without rows have none."""
    return write_sheets(path, _sheets(told, lang), lang)


def write_sheets(path: Path, sheets: Sequence[Sheet], lang: Language) -> Path:
    """Writes rows sheet by sheet under their columns' names; every value is a text."""
    import xlsxwriter

    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), safe) as book:
        bold = book.add_format({"bold": True, "bg_color": "#F1F3F5", "bottom": 1, "valign": "top"})
        plain = book.add_format({"valign": "top", "text_wrap": True})
        taken: set[str] = set()
        for title, rows in sheets:
            sheet = book.add_worksheet(_name(title, taken))
            columns = list(dict.fromkeys(name for row in rows for name in row))
            sheet.freeze_panes(1, 0)
            for at, column in enumerate(columns):
                widest = max([len(column), *(len(_text(row.get(column))) for row in rows[:200])])
                sheet.set_column(at, at, min(max(10, widest + 2), 60))
                sheet.write_string(0, at, clean(column, lang), bold)
            for number, row in enumerate(rows, start=1):
                for at, column in enumerate(columns):
                    sheet.write_string(number, at, clean(_text(row.get(column))[:_LONGEST], lang), plain)
    return path


def _sheets(told: Mapping[str, Any], lang: Language) -> list[Sheet]:
    item, value = Text("Item", "项目").say(lang), Text("Value", "内容").say(lang)
    found: list[Sheet] = [
        (_PARTS["about"].say(lang), [{item: words.say(lang), value: told[name]} for name, words in _ABOUT.items()])
    ]
    for name, rows in told["tables"].items():
        columns = {column.name: column.label.say(lang) for column in CANONICAL[name].columns}
        named = [{columns.get(one, one): given for one, given in row.items()} for row in rows]
        found.append((CANONICAL[name].title.say(lang), named))
    found += [(_PARTS[part].say(lang), told[part]) for part in ("sources", "grades", "explanations", "recipients")]
    for part in ("decisions", "segments", "beside"):
        found += list(told[part].items())
    return [(title, rows) for title, rows in found if rows]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return "\n".join(f"{name}: {_text(one)}" for name, one in value.items() if one is not None)
    if isinstance(value, list | tuple):
        return "\n".join(_text(one) for one in value)
    return str(value)


def _name(title: str, taken: set[str]) -> str:
    """A name Excel takes, once only."""
    plain = "".join(" " if letter in "[]:*?/\\'" else letter for letter in title)[:_NAME].strip() or "-"
    name, number = plain, 2
    while name.casefold() in taken:
        end = f" {number}"
        name, number = plain[: _NAME - len(end)] + end, number + 1
    taken.add(name.casefold())
    return name
