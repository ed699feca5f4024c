"""What the worker does with sources: looks whether one answers, fetches what is new, fetches and then grades."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.utils import timezone

from fenji_web import library
from fenji_web.library import Text
from fenji_web.runs.services import job
from fenji_web.sources.models import Connection

Progress = Callable[[Text, float], None]
_LOOKING = Text("asking the source", "连接数据来源")


@job("check_source", label=Text("Test of a connection", "测试连接"), permission="import")
def check_source(workspace: Any, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """What the source holds and how its columns would be understood; nothing is fetched."""
    progress(_LOOKING, 0.1)
    with _said_for_pages():
        return _looked(workspace, arguments["source"])


def _looked(workspace: Any, name: str) -> dict[str, Any]:
    source = library.find_source(workspace, name)
    if isinstance(source, library.FolderSource):
        files = library.files_of(workspace, source)
        found: dict[str, Any] = {"files": [path.name for path in files[:20]], "count": len(files)}
    elif isinstance(source, library.DatabaseSource | library.RestSource):
        look, _ = library.look_into(workspace, source, allowed=workspace.settings.outward)
        found = {"columns": dict(look.columns), "rows": look.rows, "is_first_page": look.is_first_page}
        found |= _understood(source, list(look.columns)) if look.columns else {}
    else:
        found = {}
    Connection.objects.filter(name=source.name).update(found=found, looked_at=timezone.now())
    return found


@job("fetch_source", label=Text("Fetching a source", "获取数据"), permission="import")
def fetch_source(workspace: Any, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """What is new comes in as one import; the answer names it."""
    with _said_for_pages():
        source = library.find_source(workspace, arguments["source"])
        brought = library.import_source(
            workspace,
            source,
            accepts_changes=bool(arguments.get("accepts_changes")),
            progress=progress,
            allowed=workspace.settings.outward,
        )
    report = brought.report
    return {
        "rows": brought.rows,
        "import_id": None if report is None else report.import_id,
        "accepted": 0 if report is None else report.accepted,
        "rejected": 0 if report is None else report.rejected,
        "notes": [
            {"problem": _both(one.problem), "where": one.where, "fix": _both(one.fix)}
            for one in brought.findings
            if one.code == "FILE_REFUSED"
        ],
    }


@job("fetch_grade", label=Text("Fetching, then grading", "获取数据并评级"), permission="import")
def fetch_grade(workspace: Any, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """What is new comes in, then every customer is graded; nothing is graded where the source failed."""
    fetched = fetch_source(workspace, arguments, lambda stage, share: progress(stage, share / 2)) or {}
    asked = arguments.get("as_of")
    result = workspace.grade(
        arguments["scheme"],
        as_of=date.fromisoformat(asked) if asked else None,
        progress=lambda stage, share: progress(stage, 0.5 + share / 2),
    )
    return {**fetched, "run": result.run.id, "scheme": result.run.scheme}


@contextmanager
def _said_for_pages() -> Iterator[None]:
    """What a person at a terminal would do about a source is done at its page."""
    try:
        yield
    except library.FileRefused as refused:
        refused.fix = _REMEDIES.get(refused.code, refused.fix)
        raise


def _understood(source: Any, headers: list[str]) -> dict[str, Any]:
    """How the columns would be understood; where that is not enough, what is missing and what is known by itself."""
    try:
        return {"mapping": dict(library.mapping_for(source, headers).columns)}
    except library.FenjiError as refused:
        known: dict[str, str] = {}
        for name, column in library.columns_of(source.into).items():
            mine = [one for one in headers if library.plain_header(one) in column.headers and one not in known.values()]
            known |= {name: mine[0]} if mine else {}
        return {
            "mapping": {name: header for name, header in {**known, **source.columns}.items() if header in headers},
            "problem": {"problem": _both(refused.problem), "where": refused.where, "fix": _both(_MAP)},
        }


_SAY_ANEW = Text(
    "Open the source under Data, choose Change, and say it again, with its password or token.",
    "请在“数据”页打开该来源，点击“修改”，重新填写并输入密码或令牌。",
)
_REMEDIES = {
    "SECRET": _SAY_ANEW,
    "SOURCE_WRONG": _SAY_ANEW,
    "SOURCE_CHANGED": Text(
        "Look at its columns and the mapping, then choose “Take its columns as they are now”.",
        "请核对列与对应关系，然后点击“按现有列结构导入”。",
    ),
}
_MAP = Text("Say below which column is which, and save.", "请在下方指定各列的对应关系并保存。")


def _both(text: Text) -> dict[str, str]:
    return {"en": text.en, "zh": text.zh}
