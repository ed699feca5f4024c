"""Files in and out: imports with their reports, lists as files."""

from __future__ import annotations

from pathlib import Path as Folder
from typing import Annotated, Any, Literal

from django.conf import settings
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from ninja import Body, Path, Query, Router
from ninja.params import functions

from fenji_web.api.access import allowed, caller_of, read
from fenji_web.api.forms.customers import Asked
from fenji_web.api.forms.more import Export, ImportList, ImportShown
from fenji_web.api.forms.runs import JobShown
from fenji_web.api.forms.shapes import NO_NUL
from fenji_web.api.services import work
from fenji_web.api.services.arriving import MEDIA_TYPE, Arrived, receive
from fenji_web.api.services.cursors import Cursor, seal, unseal
from fenji_web.api.services.lists import fields_of, view_of
from fenji_web.api.services.problems import Problem
from fenji_web.customers.access import needs_second
from fenji_web.customers.pages.asked import NAME
from fenji_web.customers.queries import summary
from fenji_web.data import queries
from fenji_web.data.models import Upload
from fenji_web.data.services import IMPORT
from fenji_web.runs.access import may_fetch
from fenji_web.runs.models import DONE, Job
from fenji_web.ui.language import current
from fenji_web.ui.reading import reading_of
from fenji_web.ui.words import words

router = Router(tags=["files"])
Table = Literal["orders", "customers", "order_lines", "payments", "products", "interactions", "feedback", "touches"]
Rows = Literal["good", "all-or-nothing"]
Number = Annotated[int, Path(ge=1)]
FILE_NAME = functions.Query(..., min_length=1, max_length=200, pattern=NO_NUL)
_RAW = {"requestBody": {"required": True, "content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}}
_COUNTS = ("rows_in", "accepted", "rejected", "duplicates_skipped", "blank")


@router.get("imports", response=ImportList, url_name="imports")
@allowed("see_whole")
def list_imports(request: HttpRequest, asked: Query[Asked]) -> ImportList:
    """Imports, the newest first."""
    rows, pk = queries.journal(_folder(request)), caller_of(request).pk
    if asked.cursor:
        last = int(unseal(asked.cursor, asked="imports", person_id=pk).after[0])
        rows = [one for one in rows if one["import_id"] < last]
    rows = sorted(rows, key=lambda one: -int(one["import_id"]))
    part = rows[: asked.size]
    more = len(rows) > len(part) and bool(part)
    following = seal(Cursor("", (part[-1]["import_id"],)), asked="imports", person_id=pk) if more else None
    return ImportList(items=[_shown(one) for one in part], next=following)


@router.get("imports/{number}", response=ImportShown, url_name="import")
@allowed("see_whole")
def get_import(request: HttpRequest, number: Number) -> ImportShown:
    """One import: what came, what of it was taken, what was found."""
    row = queries.entry_of(_folder(request), number)
    if row is None:
        raise Problem(404)
    return _shown(row)


@router.post("imports", response={202: JobShown}, url_name="start_import", openapi_extra=_RAW)
@allowed("import")
def start_import(
    request: HttpRequest, file_name: str = FILE_NAME, table: Table | None = None, rows: Rows = "good"
) -> HttpResponse:
    """Imports a file, sent as it is; the job's result names the import."""
    arrived = receive(request, file_name)
    taken = False

    def act() -> Job:
        nonlocal taken
        job = _import(request, arrived, {"table": table} if table else {}, rows)
        taken = True
        return job

    try:
        return work.ask(request, act, body=arrived.digest)
    finally:
        if not taken:  # refused, or sent before: what it asks for is done already
            arrived.path.unlink(missing_ok=True)


@router.post("exports", response={202: JobShown}, url_name="start_export")
@allowed("export")
def start_export(request: HttpRequest, asked: Body[Export]) -> HttpResponse:
    """Writes a list as a file, exactly the customers and fields that the list would show this key."""
    reading, of = read(request, asked.scheme)
    said = QueryDict(mutable=True)
    said["q"], said["sort"] = asked.q, asked.sort
    said.setlist("where", asked.where)
    if asked.tier:
        said.setlist("tier", asked.tier)
    view = view_of(of, said)
    names = fields_of(of, asked.fields)
    if needs_second(of, [NAME, *(of.columns[name] for name in names)], summary(of, view, ()).count):
        raise Problem(422, "needs_second")
    return work.start(
        request, "api_export", scheme=reading.scheme, run=of.result.run.id, query=view.address(), fields=names,
        format=asked.format, lang=current(), scopes=sorted(caller_of(request).scopes),
    )  # fmt: skip


@router.get("exports/{job_id}/file", response={200: bytes}, url_name="export_file")
@allowed("export")
def get_export_file(request: HttpRequest, job_id: Number) -> Any:
    """The file that an export wrote; by a key that may read what is in it."""
    job, caller = work.find(request, job_id), caller_of(request)
    result = job.result or {}
    if job.kind != "api_export" or job.created_by_id != caller.pk:
        raise Problem(404)
    if job.state != DONE:
        raise Problem(409, "under_way", detail=words("api.not_done"))
    if result.get("sees_contact") and not caller.can("see_contact"):
        scope = "see_contact"
        raise Problem(403, "not_allowed", detail=words("api.lacks", scope=scope), scope=scope)
    if not may_fetch(caller, job):
        raise Problem(404)
    path = Folder(settings.FENJI_WORKSPACE) / "web" / "exports" / str(result["file"])
    if not path.is_file():
        raise Problem(410)
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


@transaction.atomic
def _import(request: HttpRequest, arrived: Arrived, given: dict[str, Any], rows: str) -> Job:
    caller = caller_of(request)
    whole = {"options": {}, **given}
    job = work.begin(request, IMPORT, kept_as=arrived.path.name, name=arrived.name, given=whole, rows=rows)
    Upload.objects.create(
        name=arrived.name, kept_as=arrived.path.name, size=arrived.size, given=whole, is_stale=False, job=job,
        brought_by_id=caller.pk,
    )  # fmt: skip
    return job


def _shown(row: dict[str, Any]) -> ImportShown:
    lang = current()
    return ImportShown(
        import_id=row["import_id"],
        file=str(row.get("file_name") or row.get("file") or ""),
        table=row["table_name"],
        imported_at=row["imported_at"],
        actor=row.get("actor"),
        **{name: row.get(name) for name in _COUNTS},
        is_undone=row["undo"] is not None,
        findings=[one["problem"].say(lang) for one in row["findings"]],
    )


def _folder(request: HttpRequest) -> Folder:
    return reading_of(request).workspace_folder
