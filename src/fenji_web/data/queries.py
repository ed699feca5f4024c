"""What pages read of data: the journal of imports, and previews as jobs keep them."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from fenji_web import library
from fenji_web.library import Text
from fenji_web.runs.models import DONE, Job
from fenji_web.ui.remedies import for_pages
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from fenji_web.accounts.models import User

SET_BY = {  # findings that a field of the page answers
    "STATED": "stated_on",
    "STATED_WINDOW": "stated_window",
    "IDENTICAL_LINES": "identical_lines",
    "NEGATIVE_ORDERS": "negative_amount",
}
SAMPLE = "demo"  # the table_name of ready-made data in the journal
STANDARDS = ("value", "hml", "abcd")  # those that are tried on new customers, the suggested one first
TOLD = ("SAVED_MAPPING", "IGNORED_COLUMNS")  # findings that the page says in another place
COUNTS = ("rows_in", "accepted", "rejected", "duplicates_skipped", "blank")


@dataclass(frozen=True)
class Badge:
    """A tier as its badge is drawn, before there is a result that has it."""

    icon: library.Icon
    name: Text


def journal(workspace_folder: Path) -> list[dict[str, Any]]:
    """Every import, the newest first, as kept beside the originals; undone ones name the entry that took them back."""
    rows = library.kept_journal(workspace_folder / "originals")
    undone = {row["import_id"]: row for row in rows}
    return [
        {
            **row,
            "imported_at": row["imported_at"].replace(tzinfo=UTC),
            "findings": [
                {**one, "problem": Text(*one["problem"]), "fix": _fix_of(one)}
                for one in json.loads(row["findings"] or "[]")
            ],
            "changes": json.loads(row["changes"] or "{}"),
            "undo": undone.get(row.get("undone_by")),
        }
        for row in reversed(rows)
        if row.get("undoes") is None
    ]


def _fix_of(finding: Mapping[str, Any]) -> Text:
    """What to do about a finding of an import, at the pages."""
    is_ignored = finding["code"] == "IGNORED_COLUMNS"
    return words("data.ignored_fix") if is_ignored else for_pages(Text(*finding["fix"]))


def entry_of(workspace_folder: Path, import_id: int) -> dict[str, Any] | None:
    """One import of the journal; None where there is no such."""
    return next((row for row in journal(workspace_folder) if row["import_id"] == import_id), None)


def last_entry(workspace_folder: Path) -> int | None:
    """The number of the newest entry, undos among them: what was computed before it is of older data."""
    rows = library.kept_journal(workspace_folder / "originals")
    return max((int(row["import_id"]) for row in rows), default=None)


def computed(person: User, kind: str) -> tuple[Job | None, Job | None]:
    """The newest answer of a kind of job, of anybody; and the person's own job where that is newer."""
    jobs = Job.objects.filter(kind=kind)
    shown = jobs.filter(state=DONE).first()
    own = jobs.filter(created_by=person).first()
    is_newer = own is not None and (shown is None or own.pk > shown.pk)
    return shown, own if is_newer else None


def is_old(answer: Job | None, newest: int | None) -> bool:
    """Whether data came or left since a job looked at it."""
    return answer is not None and (answer.result or {}).get("entry") != newest


def own_job(person: User, kind: str, number: str | None) -> Job | None:
    """The job of that number, where it is the person's own and of that kind."""
    if number is None or not number.isdigit():
        return None
    return Job.objects.filter(pk=number, kind=kind, created_by=person).first()


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


def titles() -> dict[str, Text]:
    """The canonical tables by what people call them."""
    return {name: table.title for name, table in library.CANONICAL.items()}


def template_book(table: str, lang: library.Language) -> io.BytesIO:
    """An empty, explained workbook of a table."""
    with TemporaryDirectory(prefix="fenji-template-") as folder:
        return io.BytesIO(library.write_template(table, Path(folder) / "template.xlsx", lang).read_bytes())


def columns_shown(found: Mapping[str, Any], mistakes: Mapping[int, Text]) -> list[dict[str, Any]]:
    """The file's columns with cells, what those become where that differs, and what is wrong with the choice."""
    return [
        {**column, "index": index, "mistake": mistakes.get(index), "samples": [_sample(*s) for s in column["samples"]]}
        for index, column in enumerate(found["columns"])
    ]


def missing(found: Mapping[str, Any]) -> Text | None:
    """The needed columns that no heading feeds, where that is what is open."""
    fed = {column["column"] for column in found["columns"]}
    lacking = [one["label"] for one in found["choices"] if one["is_needed"] and one["name"] not in fed]
    if found.get("code") != "MAPPING" or not lacking:
        return None
    return Text(", ".join(one.en for one in lacking), "、".join(one.zh for one in lacking))


def notes_of(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What is worth knowing and not said elsewhere on the page."""
    said_already = {*TOLD, *(row["code"] for row in found.get("rejects", ()))}
    notes = [one for one in found["findings"] if one["code"] not in said_already]
    return [{**one, "fix": _hint(SET_BY[one["code"]])} if one["code"] in SET_BY else one for one in notes]


def _hint(option: str) -> Text:
    """Where on the page the setting is."""
    return words("data.set_by", field=words(f"data.opt_{option}"))


def changes_shown(changes: Mapping[str, Mapping[str, int]]) -> list[dict[str, Any]]:
    """Table by table what an import changed; tables of which nothing changed are left out."""
    return [{"table": table, **counts} for table, counts in changes.items() if any(counts.values())]


def columns_read(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Which heading fed which column in an import."""
    mapping = json.loads(row["mapping"] or "{}")
    if not mapping.get("columns"):
        return []
    known = library.columns_of(mapping["table"])
    return [
        {"header": header, "label": known[name].label if name in known else Text(name, name)}
        for name, header in mapping["columns"].items()
    ]


def tried_standards(result: Mapping[str, Any]) -> dict[str, Any]:
    """The standards tried with shares and badges: the suggested one, and the others."""
    tried = [_standard(with_texts(one)) for one in result["standards"]]
    return {
        "best": tried[0] if tried else None,
        "others": tried[1:],
        "currency": result["currency"],
        "is_totals_only": result["is_totals_only"],
    }


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
        "choices": choices_of(preview.table),
        "changes": preview.changes,
        "rejects": [
            {
                "row": row.row, "letter": row.letter, "header": row.header, "value": row.value,
                "detail": row.detail, "code": row.code,
                "reason": said(library.words_of(row.code)[0]), "remedy": said(library.words_of(row.code)[1]),
            }
            for row in preview.rejects
        ],
        "findings": [issue_facts(one) for one in preview.findings],
        "mapping": json.loads(preview.mapping.to_json()),
        "is_saved": preview.is_saved_mapping,
    }  # fmt: skip


def choices_of(table: str) -> list[dict[str, Any]]:
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


def issue_facts(issue: Any) -> dict[str, Any]:
    """A finding as a job keeps it."""
    return {
        "level": issue.level,
        "where": issue.where,
        "code": issue.code,
        "problem": said(issue.problem),
        "fix": said(for_pages(issue.fix)),
    }


def _sample(cell: str, becomes: str) -> tuple[str, str]:
    """A cell, and what it becomes unless that is the same but for noughts at the end."""
    plain = becomes.rstrip("0").rstrip(".") if "." in becomes else becomes.removesuffix(":00")
    return cell, "" if cell in (becomes, plain) else becomes


def _standard(one: dict[str, Any]) -> dict[str, Any]:
    tiers = [
        {**tier, "revenue": None if tier["revenue"] is None else Decimal(tier["revenue"])} for tier in one["tiers"]
    ]
    revenue = sum((tier["revenue"] or Decimal(0) for tier in tiers), Decimal(0))
    for tier in tiers:
        tier["badge"] = tier["icon"] and Badge(library.Icon.model_validate(_plain(tier["icon"])), tier["name"])
        tier["share"] = Decimal(tier["customers"]) / one["customers"] if one["customers"] else None
        tier["revenue_share"] = tier["revenue"] / revenue if revenue > 0 and tier["revenue"] is not None else None
    for criterion in one["criteria"]:
        criterion["share"] = Decimal(criterion.pop("points")) / 10_000
    return {**one, "tiers": tiers, "as_of": one["as_of"] and date.fromisoformat(one["as_of"])}


def _plain(value: Any) -> Any:
    """Texts back to pairs, as an icon is read."""
    return {name: said(one) if isinstance(one, Text) else one for name, one in value.items()}
