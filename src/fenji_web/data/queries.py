"""What pages read of data: the journal of imports, and previews as jobs keep them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC
from pathlib import Path
from typing import Any

from fenji_web import library
from fenji_web.library import Text

# Code of a question that a file raises → the mapping option that answers it.
ANSWERED_BY = {
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
COUNTS = ("rows_in", "accepted", "rejected", "duplicates_skipped", "blank")


def journal(workspace_folder: Path) -> list[dict[str, Any]]:
    """Every import, the newest first, as kept beside the originals; undone ones name the entry that took them back."""
    rows = library.kept_journal(workspace_folder / "originals")
    undone = {row["import_id"]: row for row in rows}
    return [
        {
            **row,
            "imported_at": row["imported_at"].replace(tzinfo=UTC),
            "findings": [
                {**one, "problem": Text(*one["problem"]), "fix": Text(*one["fix"])}
                for one in json.loads(row["findings"] or "[]")
            ],
            "changes": json.loads(row["changes"] or "{}"),
            "undo": undone.get(row.get("undone_by")),
        }
        for row in reversed(rows)
        if row.get("undoes") is None
    ]


def entry_of(workspace_folder: Path, import_id: int) -> dict[str, Any] | None:
    """One import of the journal; None where there is no such."""
    return next((row for row in journal(workspace_folder) if row["import_id"] == import_id), None)


def last_entry(workspace_folder: Path) -> int | None:
    """The number of the newest entry, undos among them: what was computed before it is of older data."""
    rows = library.kept_journal(workspace_folder / "originals")
    return max((int(row["import_id"]) for row in rows), default=None)


def said(words: Text) -> dict[str, str]:
    """A text as a job's result keeps it: both languages."""
    return {"en": words.en, "zh": words.zh}


def with_texts(value: Any) -> Any:
    """A job's result with its texts as Text again."""
    if isinstance(value, dict):
        return Text(value["en"], value["zh"]) if set(value) == {"en", "zh"} else {
            name: with_texts(one) for name, one in value.items()
        }  # fmt: skip
    return [with_texts(one) for one in value] if isinstance(value, list) else value


def shape_facts(peeked: Any) -> dict[str, Any]:
    """How the file is read: kind, encoding, sheets, header row."""
    names = ("kind", "encoding", "delimiter", "sheet", "header_row")
    sheets = [*peeked.sheets, *(one for one in peeked.hidden_sheets if one not in peeked.sheets)]
    return {**{name: getattr(peeked, name) for name in names}, "sheets": sheets}


def preview_facts(preview: Any) -> dict[str, Any]:
    """What an import would do: columns with what they become, counts, changes, rows that cannot be taken, findings."""
    names = ("table", "kind", "encoding", "delimiter", "sheet", "header_row", "mistakes", "repeats")
    return {
        "state": "preview",
        **{name: getattr(preview, name) for name in names},
        "counts": {name: getattr(preview, name) for name in COUNTS},
        "columns": [
            {
                "letter": one.letter, "header": one.header, "column": one.column,
                "samples": [list(sample) for sample in one.samples],
            }
            for one in preview.columns
        ],
        "choices": _choices(preview.table),
        "changes": preview.changes,
        "rejects": [
            {
                "row": row.row, "letter": row.letter, "header": row.header, "value": row.value, "detail": row.detail,
                "reason": said(library.words_of(row.code)[0]), "remedy": said(library.words_of(row.code)[1]),
            }
            for row in preview.rejects
        ],
        "findings": [_issue(one) for one in preview.findings],
        "mapping": json.loads(preview.mapping.to_json()),
        "is_saved": preview.is_saved_mapping,
    }  # fmt: skip


def question_facts(refused: Any, peeked: Any, table: str | None, given: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the person must say before the file can be read; None where no answer would help."""
    code = getattr(refused, "code", "MAPPING")
    questions = [one for one in peeked.questions if one.option not in given["options"]]
    is_known = code in ANSWERED_BY or code in ("WHICH_TABLE", "MOSTLY_MISSING")
    if not is_known and not isinstance(refused, library.MappingError):
        return None
    guessed = given.get("columns") or _recognised(peeked.headers, table)
    fed = {header: column for column, header in guessed.items()}
    return {
        "state": "question",
        "code": code,
        "option": ANSWERED_BY.get(code, ""),
        "table": table,
        "problem": said(refused.problem),
        "where": refused.where,
        "fix": said(refused.fix),
        "answers": {one.option: {"choices": list(one.choices), "suggested": one.suggested} for one in questions},
        "columns": [
            {
                "letter": library.column_letter(index), "header": header, "column": fed.get(header),
                "samples": [[row[index], ""] for row in peeked.sample_rows[:3] if index < len(row)],
            }
            for index, header in enumerate(peeked.headers)
        ],
        "choices": _choices(table) if table else [],
        "findings": [_issue(one) for one in peeked.warnings],
        "mapping": {"table": table, "columns": guessed, "options": given["options"]},
    }  # fmt: skip


def _recognised(headers: Sequence[str], table: str | None) -> dict[str, str]:
    """Column → header, as far as the headers are known by themselves."""
    found: dict[str, str] = {}
    for name, column in library.columns_of(table).items() if table else ():
        known = [one for one in headers if library.plain_header(one) in column.headers and one not in found.values()]
        if known:
            found[name] = known[0]
    return found


def _choices(table: str) -> list[dict[str, Any]]:
    """What a column of the file may become, the needed ones first."""
    columns = library.columns_of(table).values()
    listed = [
        {
            "name": one.name,
            "label": said(one.label),
            "is_needed": library.is_needed(table, one) or one.name == "customer_id",
        }
        for one in columns
    ]
    return sorted(listed, key=lambda one: not one["is_needed"])


def _issue(issue: Any) -> dict[str, Any]:
    return {
        "level": issue.level,
        "where": issue.where,
        "code": issue.code,
        "problem": said(issue.problem),
        "fix": said(issue.fix),
    }
