"""Data as pages: imports, one upload's preview, one import, quality, the suggested standard."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from fenji_web import library
from fenji_web.accounts.access import needs
from fenji_web.data import forms, queries, services
from fenji_web.data.access import upload_of, uploads_of
from fenji_web.runs.models import DONE
from fenji_web.runs.services import enqueue
from fenji_web.ui.failures import error_parts
from fenji_web.ui.first_steps import FLAG, OPEN
from fenji_web.ui.language import current
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from fenji_web.accounts.models import User
    from fenji_web.data.models import Upload

_ROOM = 1 << 20  # a form's own words beside the file in it
_TEMPLATES = ("orders", "customers")


@needs("see_whole")
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every import, what waits to be imported, and where a file is dropped; before the first one, how to begin."""
    return render(request, "data/index.html", _index(request))


@csrf_exempt  # the files must go where the handler puts them, before the form is read; then it is checked
@needs("import")
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """A file comes in and is looked at."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > services.most_bytes() + _ROOM:
        return _refused(request, services.too_large(), status=413)
    request.upload_handlers = [services.IntoUploads(request)]
    return _received(request)


@csrf_protect
def _received(request: HttpRequest) -> HttpResponse:
    came = request.FILES.get("file")
    handler = cast("services.IntoUploads", request.upload_handlers[0])
    if came is None and getattr(handler, "is_too_large", False):
        return _refused(request, services.too_large(), status=413)
    if came is None:
        messages.error(request, words("data.no_file").say(current()))
        return redirect("data:index")
    kept = services.keep_upload(cast("services.Received", came), by=person_of(request))
    return redirect("data:file", kept.token)


@needs("import")
@require_GET
def file(request: HttpRequest, token: str) -> HttpResponse:
    """One upload: being looked at, open questions, its preview, or why it cannot be taken."""
    return _file_page(request, services.take_in(upload_of(person_of(request), token)))


@needs("import")
@require_POST
def read(request: HttpRequest, token: str) -> HttpResponse:
    """Looks at the upload again, read as the person says."""
    found = services.take_in(upload_of(person_of(request), token))
    if found.entry is not None:
        return redirect("data:entry", found.entry)
    if not found.found or "mapping" not in found.found:
        services.start_preview(found, by=person_of(request))
        return redirect("data:file", token)
    said = forms.read_form(request.POST, found.found, found.given)
    if said.mistakes:
        return _file_page(request, found, mistakes=said.mistakes)
    services.start_preview(found, by=person_of(request), given=said.given)
    return redirect("data:file", token)


@needs("import")
@require_POST
def bring(request: HttpRequest, token: str) -> HttpResponse:
    """Imports the upload as previewed; where the form says something else, that is previewed first."""
    found = services.take_in(upload_of(person_of(request), token))
    if found.entry is not None:
        return redirect("data:entry", found.entry)
    if found.is_stale or not found.found or found.found.get("state") != "preview":
        return redirect("data:file", token)
    said = forms.read_form(request.POST, found.found, found.given)
    if said.mistakes:
        return _file_page(request, found, mistakes=said.mistakes)
    if not forms.is_as_previewed(said.given, found.found, found.given):
        services.start_preview(found, by=person_of(request), given=said.given)
        messages.warning(request, words("data.changed_first").say(current()))
        return redirect("data:file", token)
    rows = "all-or-nothing" if request.POST.get("rows") == "all-or-nothing" else "good"
    if rows != "good" and found.found["mistakes"]:
        return _file_page(request, found, refused=found.found["mistakes"])
    services.start_import(found, by=person_of(request), rows=rows)
    return redirect("data:file", token)


@needs("import")
@require_POST
def discard(request: HttpRequest, token: str) -> HttpResponse:
    """The upload goes; nothing was imported."""
    found = upload_of(person_of(request), token)
    services.discard(found)
    messages.success(request, words("data.discarded", file=found.name).say(current()))
    return redirect("data:index")


@needs("import")
@require_GET
def file_rejects(request: HttpRequest, token: str) -> FileResponse:
    """The rows of an upload that cannot be taken, as the library writes them."""
    found = upload_of(person_of(request), token)
    return _download(found.rejects, f"{Path(found.name).stem}-rejects.csv")


@needs("see_whole")
@require_GET
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """One import: counts, what changed, what was noticed, how it was read, and the way back."""
    return _entry_page(request, number)


@needs("import")
@require_GET
def rejects(request: HttpRequest, number: int) -> FileResponse:
    """The rows of an import that could not be taken."""
    folder = (workspace_of(request) / "rejects").resolve()
    row = queries.entry_of(workspace_of(request), number)
    path = Path((row or {}).get("rejects_file") or "/").resolve()
    if path.parent != folder:
        raise Http404
    return _download(path, path.name)


@needs("import")
@require_POST
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Takes an import back; the reason is kept."""
    form = forms.UndoForm(request.POST)
    row = queries.entry_of(workspace_of(request), number)
    if row is None or row["undo"] is not None or row["table_name"] == queries.SAMPLE:
        raise Http404
    if not form.is_valid():
        return _entry_page(request, number, mistake=words("data.undo_reason_needed"), status=422)
    job = enqueue("undo_import", by=person_of(request), import_id=number, **form.cleaned_data)
    return redirect(f"{reverse('data:entry', args=[number])}?job={job.pk}")


@needs("see_whole")
@require_GET
def quality(request: HttpRequest) -> HttpResponse:
    """What is missing, twice, odd, late or without an owner, and what it does to the grades."""
    shown, job = queries.computed(person_of(request), "check_quality")
    return render(request, "data/quality.html", {
        "found": shown and queries.with_texts(shown.result), "shown": shown, "job": job, "tab": "quality",
        "is_old": queries.is_old(shown, queries.last_entry(workspace_of(request))),
        "titles": queries.titles(), "is_empty": queries.last_entry(workspace_of(request)) is None,
    })  # fmt: skip


@needs("import")
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Looks at the data anew."""
    enqueue("check_quality", by=person_of(request))
    return redirect("data:quality")


@needs("import")
@require_POST
def sample(request: HttpRequest) -> HttpResponse:
    """Loads the simulated sample into the empty workspace, and opens the exercises on it."""
    job = enqueue("load_sample", by=person_of(request))
    request.session[FLAG] = OPEN
    return redirect(f"{reverse('data:index')}?job={job.pk}")


@needs("import")
@require_GET
def template(request: HttpRequest, table: str) -> FileResponse:  # noqa: ARG001 - every view has it
    """An empty, explained workbook to fill in."""
    if table not in _TEMPLATES:
        raise Http404
    return FileResponse(
        queries.template_book(table, current()), as_attachment=True, filename=f"{table}-{current()}.xlsx"
    )


@needs("see_whole")
@require_GET
def standard(request: HttpRequest) -> HttpResponse:
    """How many customers each tier would hold by ready-made standards; it is counted where it was not yet."""
    newest = queries.last_entry(workspace_of(request))
    if newest is None:
        return render(request, "data/standard.html", {"is_empty": True})
    shown, job = queries.computed(person_of(request), "try_standards")
    if shown is not None and queries.is_old(shown, newest):
        shown = None
    if shown is None and (job is None or job.state == DONE):
        job = enqueue("try_standards", by=person_of(request))
    tried = queries.tried_standards(shown.result or {}) if shown else {}
    grading = queries.own_job(person_of(request), "grade", request.GET.get("grading"))
    return render(request, "data/standard.html", {"job": job, "shown": shown, "grading": grading, **tried})


@needs("grade")
@require_POST
def grade(request: HttpRequest) -> HttpResponse:
    """Grades by the standard chosen; then Today."""
    name = request.POST.get("scheme", "")
    if name not in queries.STANDARDS:
        raise Http404
    job = enqueue("grade", by=person_of(request), scheme=name)
    return redirect(f"{reverse('data:standard')}?grading={job.pk}")


def _index(request: HttpRequest) -> dict[str, Any]:
    person, entries = person_of(request), queries.journal(workspace_of(request))
    may = person.can("import")
    waiting = [services.take_in(one) for one in uploads_of(person).filter(entry=None, part_of=None)] if may else []
    return {
        "entries": entries,
        "waiting": [one for one in waiting if not services.is_done(one)],
        "is_empty": not entries,
        "titles": queries.titles(),
        "most": services.most_bytes() >> 20,
        "templates": _TEMPLATES,
        "job": queries.own_job(person_of(request), "load_sample", request.GET.get("job")),
        "tab": "imports",
        "is_sample": any(row["table_name"] == queries.SAMPLE for row in entries),
    }


def _file_page(
    request: HttpRequest, upload: Upload, *, mistakes: dict[int, library.Text] | None = None, refused: int = 0
) -> HttpResponse:
    if upload.entry is not None:
        return redirect("data:entry", upload.entry)
    found = queries.with_texts(upload.found) if upload.found and not upload.is_stale else None
    shown = {"upload": upload, "job": upload.job, "found": found, "titles": queries.titles(), "refused": refused,
             "most": services.most_bytes() >> 20}  # fmt: skip
    if found and found["state"] == "parts":
        shown["parts"] = services.parts_of(upload)
    if found and "mapping" in found:
        shown["fields"], shown["more"] = forms.fields_of(upload.found or {}, upload.given)
        shown["columns"] = queries.columns_shown(found, mistakes or {})
        shown["tables"] = forms.TABLES
        shown["changes"] = queries.changes_shown(found.get("changes", {}))
        shown |= {"notes": queries.notes_of(found), "missing": queries.missing(found)}
    return render(request, "data/file.html", shown, status=422 if mistakes or refused else 200)


def _entry_page(
    request: HttpRequest, number: int, *, mistake: library.Text | None = None, status: int = 200
) -> HttpResponse:
    row = queries.entry_of(workspace_of(request), number)
    if row is None:
        raise Http404
    job = queries.own_job(person_of(request), "undo_import", request.GET.get("job"))
    shown = {
        "row": row, "job": job if row["undo"] is None else None, "mistake": mistake, "titles": queries.titles(),
        "is_sample": row["table_name"] == queries.SAMPLE, "changes": queries.changes_shown(row["changes"]),
        "columns": queries.columns_read(row), "can_undo": row["undo"] is None and person_of(request).can("import"),
    }  # fmt: skip
    return render(request, "data/entry.html", shown, status=status)


def _refused(request: HttpRequest, error: library.FenjiError, *, status: int) -> HttpResponse:
    return render(request, "data/index.html", {**_index(request), "error": error_parts(error)}, status=status)


def _download(path: Path, name: str) -> FileResponse:
    try:
        return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")
    except OSError as gone:
        raise Http404 from gone


def person_of(request: HttpRequest) -> User:
    """Who asks."""
    return cast("User", request.user)


def workspace_of(request: HttpRequest) -> Path:
    """The folder of the workspace."""
    return cast("Path", request.fenji.workspace_folder)  # type: ignore[attr-defined]
