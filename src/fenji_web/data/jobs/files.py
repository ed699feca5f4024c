"""What the worker does with data: previews and imports uploads, takes imports back, looks at quality and standards."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from secrets import token_hex
from typing import Any

from fenji_web import library
from fenji_web.data.queries import STANDARDS, choices_of, issue_facts, preview_facts, said, shape_facts
from fenji_web.library import Text
from fenji_web.runs.services import job
from fenji_web.ui.remedies import for_pages

Progress = Callable[[Text, float], None]
UPLOADS = "uploads"
REJECTS_SHOWN = 100
SAMPLE = "simulated"
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
_UNPACKING = Text("unpacking", "解压")
_NOT_EMPTY = Text("the workspace already has data", "工作区已有数据")
_OWN_WORKSPACE = Text(
    "The sample goes into an empty workspace only. Your data stays as it is.",
    "示例数据只能载入空的工作区；您的数据保持不变。",
)


def uploads_folder(workspace_folder: Path) -> Path:
    """Where uploads wait until they are imported or discarded."""
    return workspace_folder / "web" / UPLOADS


@job("preview_file", label=Text("Preview of a file", "预览文件"), permission="import")
def preview_file(workspace: Any, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """What an upload would become; what it leaves open comes back as a question, a ZIP as its files."""
    path = uploads_folder(workspace.folder) / arguments["kept_as"]
    name, given = arguments["name"], arguments["given"]
    if library.is_archive(path):
        return {"state": "parts", "parts": _unpacked(path, name, progress)}
    options = library.read_options(given.get("options") or {})
    peeked = library.peek(path, options, name=name)
    shape = shape_facts(peeked)
    table = given.get("table")
    try:
        if not table:
            table = library.table_of(path, library.intake_settings(workspace), options if given["options"] else None)
        asked = _asked(workspace, path, name, {**given, "table": table})
        asked = replace(asked, rejects_shown=REJECTS_SHOWN, rejects_to=path.with_suffix(".rejects"))
        preview, _ = library.offer(workspace, asked, lambda _: False, progress)
    except library.IntakeError as refused:
        refused.where = refused.where.replace(path.name, name)
        found = _question(refused, peeked, table, given)
        if found is None:
            raise
        return {**shape, **found}
    return {**shape, **preview_facts(preview)}


@job("import_file", label=Text("Import of a file", "导入文件"), permission="import")
def import_file(workspace: Any, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The upload into the lake, all or nothing or the good rows now; its number and what changed."""
    path = uploads_folder(workspace.folder) / arguments["kept_as"]
    asked = _asked(workspace, path, arguments["name"], arguments["given"], rows=arguments["rows"])
    _, report = library.offer(workspace, asked, None, progress)
    assert report is not None
    for left in (path, path.with_suffix(".rejects")):
        left.unlink(missing_ok=True)  # the original is kept beside the lake now
    return {"import_id": report.import_id, "is_repeat": report.is_repeat, "table": report.table}


@job("undo_import", label=Text("Undo of an import", "撤销导入"), permission="import")
def undo_import(workspace: Any, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Takes an import back, and later ones that rest on it where that was asked for."""
    progress(Text("taking back", "撤销"), 0.1)
    cascade = bool(arguments.get("cascade"))
    undone = workspace.undo_import(arguments["import_id"], reason=arguments.get("reason", ""), cascade=cascade)
    return {"imports": list(undone.imports), "changes": undone.changes}


@job("load_sample", label=Text("Loading the sample", "载入示例数据"), permission="import")
def load_sample(workspace: Any, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The simulated sample into an empty workspace, which says from then on that its data is simulated."""
    del arguments
    if workspace.imports() or workspace.runs():
        raise library.WorkspaceError(_NOT_EMPTY, where=workspace.settings.name, fix=_OWN_WORKSPACE)
    settings = workspace.settings.model_copy(update={"is_simulated": True})
    settings.write(workspace.folder)
    try:
        workspace.import_demo(SAMPLE, progress=progress)
    except BaseException:
        workspace.settings.write(workspace.folder)
        raise
    return {"import_id": workspace.imports()[-1]["import_id"]}


@job("check_quality", label=Text("Data quality", "数据质量检查"), permission="import")
def check_quality(workspace: Any, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """What is missing, twice, odd, late or without an owner, and what it does to the grades."""
    del arguments
    progress(Text("looking at the data", "检查数据"), 0.1)
    found = library.quality(workspace)
    entries = workspace.imports()
    return {
        "tables": [
            {
                "table": one.table,
                "rows": one.rows,
                "newest": one.newest and one.newest.isoformat(),
                "filled": len(one.filled),
            }
            for one in found.tables
        ],
        "findings": [
            {
                "code": one.code,
                "table": one.table,
                "level": one.level,
                "count": one.count,
                "share": None if one.share is None else str(one.share),
                "problem": said(one.problem),
                "effect": said(for_pages(one.effect)),
            }
            for one in found.findings
        ],
        "entry": entries[-1]["import_id"] if entries else None,
    }


@job("try_standards", label=Text("Suggested standard", "建议的分级标准"), permission="see_whole")
def try_standards(workspace: Any, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """How many customers each tier of the ready-made standards would hold; nothing is saved."""
    del arguments
    tried = []
    for number, name in enumerate(STANDARDS):
        progress(Text("trying {name}", "试算 {name}").fill(name=name), number / len(STANDARDS))
        try:
            tried.append(_tried(workspace, name))
        except library.NothingToGrade:
            raise
        except library.FenjiError:
            if name == STANDARDS[0]:
                raise
    entries = workspace.imports()
    return {
        "standards": tried,
        "currency": workspace.settings.currency,
        "is_totals_only": not workspace.lake.has("orders"),
        "entry": entries[-1]["import_id"] if entries else None,
    }


def _tried(workspace: Any, name: str) -> dict[str, Any]:
    scheme = workspace.scheme(name)
    found = workspace.simulate(scheme, scheme=scheme)
    icons = {tier.key: tier.icon.model_dump(mode="json") for tier in scheme.tiers}
    left_out = found.after.left_out
    return {
        "name": name,
        "title": said(scheme.title),
        "about": said(scheme.about),
        "as_of": found.as_of and found.as_of.isoformat(),
        "customers": found.customers(),
        "criteria": [
            {"label": said(library.label_of(one)), "points": found.after.weights.get(one.name, 0)}
            for one in scheme.criteria
            if one.name not in left_out
        ],
        "left_out": [said(library.label_of(one)) for one in scheme.criteria if one.name in left_out],
        "tiers": [
            {
                "tier": one.tier,
                "name": said(one.name),
                "icon": icons.get(one.tier),
                "customers": one.customers_after,
                "revenue": None if one.net_revenue_after is None else str(Decimal(one.net_revenue_after)),
            }
            for one in found.tiers()
        ],
    }


def _asked(workspace: Any, path: Path, name: str, given: Mapping[str, Any], *, rows: str = "good") -> Any:
    """The upload and how it is to be taken, as the terminal asks for it."""
    settings = library.intake_settings(
        workspace,
        rows=rows,  # type: ignore[arg-type]
        file_is=given.get("file_is") or "partial",
        accepts_missing=bool(given.get("accepts_missing")),
    )
    table, columns, options = given.get("table"), given.get("columns"), given.get("options") or None
    mapping = None
    if columns is not None:
        mapping = {"table": table, "columns": columns, "options": options or {}}
    asked = library.asked_of(workspace, path, table, mapping=mapping, options=options, settings=settings)
    return replace(asked, called=name)


def _unpacked(path: Path, name: str, progress: Progress) -> list[dict[str, Any]]:
    """A ZIP's files as uploads of their own; refused whole where it is damaged or suspicious."""
    progress(_UNPACKING, 0.1)
    parts = []
    try:
        with library.pieces_of(path) as pieces:
            for piece in pieces:
                kept = f"{token_hex(16)}{piece.path.suffix.lower()[:8]}"
                size = piece.path.stat().st_size
                shutil.move(piece.path, path.parent / kept)
                parts.append({"kept_as": kept, "name": piece.path.name, "size": size})
    except library.IntakeError as refused:
        refused.where = name
        raise
    path.unlink(missing_ok=True)
    return parts


def _question(refused: Any, peeked: Any, table: str | None, given: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the person must say before the file can be read; None where no answer would help."""
    code = getattr(refused, "code", "MAPPING")
    questions = [one for one in peeked.questions if one.option not in given["options"]]
    is_known = code in ANSWERED_BY or code in ("WHICH_TABLE", "MOSTLY_MISSING")
    if not is_known and not isinstance(refused, library.MappingError):
        return None
    if questions and code in ("WHICH_TABLE", "MAPPING"):  # an answer may change what the headings are
        code, refused = questions[0].code, questions[0].refusal(refused.where)
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
        "looks": [
            {"choice": choice, "rows": [" · ".join(row) for row in rows[:2]]}
            for one in questions
            for choice, rows in zip(one.choices, one.previews, strict=False)
        ],
        "columns": [
            {
                "letter": library.column_letter(index), "header": header, "column": fed.get(header),
                "samples": [[row[index], ""] for row in peeked.sample_rows[:3] if index < len(row)],
            }
            for index, header in enumerate(peeked.headers)
        ],
        "choices": choices_of(table) if table else [],
        "findings": [issue_facts(one) for one in peeked.warnings],
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
