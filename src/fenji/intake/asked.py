"""Questions that a file raises and only a person can answer: never guessed, each with the option that answers it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from fenji.errors import FileRefused
from fenji.language import Text

# Code of the question → the mapping option that answers it; a FileRefused with one of these codes is a question.
OPTIONS = {
    "SHEET": "sheet",
    "WHICH_ENCODING": "encoding",
    "HEADER_ROW": "header_row",
    "TWO_ROW_HEADER": "two_row_header",
    "DUPLICATE_HEADER": "unclear_headers",
    "BLANK_HEADER": "unclear_headers",
    "DATE_ORDER": "date_order",
    "CALENDAR": "calendar",
    "DECIMAL_MARK": "decimal_mark",
    "UNITS": "units",
    "NEGATIVE_AMOUNT": "negative_amount",
    "CURRENCY": "currency",
}


@dataclass(frozen=True)
class Question:
    """One thing the file leaves open: what is asked, the option that answers it, the answers, how each would look."""

    code: str
    problem: Text
    fix: Text
    choices: tuple[str, ...] = ()
    suggested: str = ""
    previews: tuple[tuple[tuple[str, ...], ...], ...] = ()

    @property
    def option(self) -> str:
        """The mapping option that answers it."""
        return OPTIONS[self.code]

    def refusal(self, where: str) -> FileRefused:
        """The question as an error that names the option, for where nobody can be asked."""
        return FileRefused(self.code, self.problem, where=where, fix=self.fix)

    def to_json(self) -> dict[str, Any]:
        """The question as the reader's child process hands it over."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Question:
        """The question back."""
        return cls(
            values["code"],
            Text(**values["problem"]),
            Text(**values["fix"]),
            tuple(values["choices"]),
            values["suggested"],
            tuple(tuple(tuple(row) for row in rows) for rows in values["previews"]),
        )


def sheet_question(names: Sequence[str], hidden: Sequence[str]) -> Question:
    """Which of several sheets with data is meant; hidden ones are named as such."""
    every = [*names, *(name for name in hidden if name not in names)]
    en = ", ".join(f"{name} (hidden)" if name in hidden else name for name in every)
    zh = "、".join(f"{name}（隐藏）" if name in hidden else name for name in every)
    return Question(
        "SHEET",
        Text(f"several sheets have data: {en}", f"有多个工作表含数据：{zh}"),
        Text("Name the one that is meant (option sheet: …).", "请指明工作表（选项 sheet: …）。"),
        tuple(every),
        next((name for name in every if name not in hidden), ""),
    )


def encoding_question(choices: Sequence[str], previews: Sequence[Sequence[Sequence[str]]]) -> Question:
    """Which encoding is meant, where the bytes make sense in several; previews stand in the order of the choices."""
    every = ", ".join(choices)
    return Question(
        "WHICH_ENCODING",
        Text(f"the text can be read in several encodings: {every}", f"该文件可按多种文字编码读取：{every}"),
        Text(
            f"Look at both and name the right one (option encoding: {choices[0]}).",
            f"请对照预览并指明编码（选项 encoding: {choices[0]}）。",
        ),
        tuple(choices),
        "",
        tuple(tuple(tuple(row) for row in rows) for rows in previews),
    )


def header_question(row: int, headers: Sequence[str]) -> Question:
    """Whether the row below a title is the header."""
    shown = ", ".join(header for header in headers if header)[:120]
    return Question(
        "HEADER_ROW",
        Text(
            f"there are title rows; the header seems to be row {row}: {shown}",
            f"表头上方有标题行，表头似乎是第 {row} 行：{shown}",
        ),
        Text(f"Confirm it (option header_row: {row}).", f"请确认（选项 header_row: {row}）。"),
        (str(row),),
        str(row),
    )


def two_row_question(row: int, headers: Sequence[str]) -> Question:
    """Whether the header has two rows."""
    shown = ", ".join(header for header in headers if header)[:120]
    return Question(
        "TWO_ROW_HEADER",
        Text(
            f"rows {row} and {row + 1} both look like headers; read together: {shown}",
            f"第 {row} 行和第 {row + 1} 行都像表头，合并后为：{shown}",
        ),
        Text(
            f"Confirm it (option two_row_header: true), or name one row (header_row: {row + 1}).",
            f"请确认（选项 two_row_header: true），或指定单行表头（header_row: {row + 1}）。",
        ),
        ("true", "false"),
        "true",
    )


def duplicate_question(header: str, letters: Sequence[str]) -> Question:
    """What to do where one header stands over several columns."""
    every = ", ".join(letters)
    return Question(
        "DUPLICATE_HEADER",
        Text(f"the header '{header}' stands over several columns ({every})", f"表头“{header}”出现在多列（{every}）"),
        Text(
            "Rename all but one in the file, or tell them apart by their letters (option unclear_headers: letters).",
            "请在文件中改名，或用列号区分（选项 unclear_headers: letters）。",
        ),
        ("letters",),
    )


def blank_question(letters: Sequence[str]) -> Question:
    """What to do with columns that have data and no header."""
    every = ", ".join(letters)
    return Question(
        "BLANK_HEADER",
        Text(f"column {every} has data but no header", f"{every} 列有数据但没有表头"),
        Text(
            "Write a header in the file, or call the column by its letter (option unclear_headers: letters).",
            "请在文件中补写表头，或用列号作表头（选项 unclear_headers: letters）。",
        ),
        ("letters",),
    )
