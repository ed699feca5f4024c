"""The journey as pages: the map of a run, the editor of stages and touchpoints, versions; finding and drawing is the
worker's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from fenji_web import library
from fenji_web.accounts.access import needs
from fenji_web.journey import services
from fenji_web.journey.forms import Draft
from fenji_web.journey.pages import boards, maps
from fenji_web.runs.models import DONE, Job
from fenji_web.ui.language import current
from fenji_web.ui.reading import graded, reading_of
from fenji_web.ui.versions import number_in, versions_of, yaml_file
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from fenji_web.accounts.models import User
    from fenji_web.library import Issue, Journey

_LONGEST = 200_000


@needs("see_whole")
@require_safe
def shown(request: HttpRequest) -> HttpResponse:
    """The map of the run shown, of all its customers or of a tier or segment; the worker finds it once a run."""
    reading = reading_of(request)
    if reading.result is None:
        return render(request, "journey/nothing.html")
    kept = library.written_file.current(reading.workspace_folder, services.FILE)
    journey, issues = _read(kept.text)
    segmentations = [*library.segmentations_in(reading.workspace_folder)]
    groups = maps.parts(reading.result, segmentations, {})
    asked = request.GET.get("of", "")
    column, _, value = asked.partition("=")
    is_known = any(asked == one for _, choices in groups for one, _, _ in choices)
    where = {column: [value]} if is_known else {}
    context: dict[str, Any] = {
        "groups": maps.parts(reading.result, segmentations, where),
        "asked": asked if is_known else "",
        "issues": issues,
        "here": request.get_full_path(),
    }
    if journey is not None:
        person = cast("User", request.user)
        job = services.walk(person, reading.result, kept.text, where, is_anew="again" in request.GET)
        told = job.result if job.state == DONE else None
        context |= {"job": job, "has_failed": job.state not in (DONE,) and not job.is_open}
        if told is not None and not told.get("is_empty"):
            context |= maps.shown(told, journey)
        context["is_empty"] = bool(told and told.get("is_empty"))
    return render(request, "journey/map.html", context)


@needs("edit_scheme")
@require_safe
def edit(request: HttpRequest) -> HttpResponse:
    """The board as the file has it; a file that cannot be read says what is wrong in it."""
    reading = reading_of(request)
    if reading.result is None:
        return render(request, "journey/nothing.html")
    kept = library.written_file.current(reading.workspace_folder, services.FILE)
    journey, issues = _read(kept.text)
    if journey is None:
        return render(request, "journey/unread.html", {"issues": issues})
    return _board(request, Draft.of(journey, current(), digest=kept.digest), is_whole=True)


@needs("edit_scheme")
@require_POST
def board(request: HttpRequest) -> HttpResponse:
    """The board after a change: something more, less or elsewhere, counted anew from what occurs."""
    draft = Draft.read(request.POST)
    told, before = _told(request), _before(request)
    journey = _journey(draft, before)
    taken = library.assigning.assigned(journey, told["occurs"] if told else [])
    draft = draft.changed(request.POST.get("do", ""), request.POST, boards.waiting(draft, told, taken))
    return _board(request, draft, is_whole=not request.headers.get("HX-Request"))


@needs("edit_scheme")
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """A new version; mistakes bring the board back with them, somebody else's change since brings both texts."""
    folder, person = reading_of(request).workspace_folder, cast("User", request.user)
    digest, note = request.POST.get("digest", "")[:40], request.POST.get("note", "")
    try:
        if "text" in request.POST:
            text = request.POST["text"].replace("\r\n", "\n")[:_LONGEST]
            library.written.read_text(text)
            kept = services.keep(folder, text, expected=digest, by=person, note=note)
        else:
            draft = Draft.read(request.POST)
            journey = _journey(draft, _before(request))
            text = library.written.write_text(journey)
            wrong = [words("journey.nameless")] if draft.nameless else []
            wrong += [_said(one) for one in library.written.mistakes(journey)]
            if wrong:
                return _board(request, draft, is_whole=True, wrong=wrong, status=422)
            kept = services.save(folder, journey, expected=digest, by=person, note=note)
    except library.ChangedMeanwhile:
        return _conflict(request, text, note)
    if request.POST.get("do") == "theirs":  # mine is a version now; theirs becomes the newest again
        theirs = library.written_file.text_of(folder, services.FILE, number_in(request.POST.get("theirs", "")))
        kept = services.keep(folder, theirs, expected=kept.digest, by=person)
    messages.success(request, words("journey.saved", n=kept.number).say(current()))
    return redirect("journey:map")


@needs("edit_scheme")
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The picture of what stands on the board: drawn by the worker, shown when it is there."""
    reading, draft = graded(request), Draft.read(request.POST)
    assert reading.result is not None
    text = library.written.write_text(_journey(draft, _before(request)))
    job = services.draw(cast("User", request.user), reading, text, current())
    return render(request, "journey/preview.html", {"job": job, "is_drawn": job.state == DONE})


@needs("edit_scheme")
@require_safe
def preview_picture(request: HttpRequest, key: str) -> HttpResponseBase:
    """A preview."""
    path = services.picture(reading_of(request).workspace_folder, key)
    if path is None:
        raise Http404
    return FileResponse(path.open("rb"), content_type="image/png", headers={"Cache-Control": "private, max-age=3600"})


@needs("see_whole")
@require_safe
def versions(request: HttpRequest) -> HttpResponse:
    """Every version: by whom, when, and what it changed against the one before, or against any other."""
    return _versions(request)


@needs("see_whole")
@require_safe
def version_file(request: HttpRequest, number: int) -> HttpResponse:
    """One version as a file."""
    folder = reading_of(request).workspace_folder
    return yaml_file(library.written_file.text_of(folder, services.FILE, number), f"journey-v{number}.yaml")


@needs("edit_scheme")
@require_POST
def restore(request: HttpRequest, number: int) -> HttpResponse:
    """An earlier version becomes the newest, as a version of its own."""
    folder = reading_of(request).workspace_folder
    text = library.written_file.text_of(folder, services.FILE, number)
    note = words("journey.restored_note", n=number).say(current())
    try:
        kept = services.keep(
            folder, text, expected=request.POST.get("digest", ""), by=cast("User", request.user), note=note
        )
    except library.ChangedMeanwhile:
        return _conflict(request, text, note)
    messages.success(request, words("journey.saved", n=kept.number).say(current()))
    return redirect("journey:versions")


@needs("edit_scheme")
@require_POST
def bring(request: HttpRequest) -> HttpResponse:
    """A file of one's own as the newest version; every mistake is told with its line."""
    brought = request.FILES.get("file")
    text = "" if brought is None else brought.read(_LONGEST + 1).decode("utf-8-sig", "replace").replace("\r\n", "\n")
    journey, issues = _read(text)
    if journey is None or not text.strip():
        return _versions(request, issues=issues, is_bare=not text.strip(), status=422)
    digest, note = request.POST.get("digest", ""), words("journey.brought_note").say(current())
    folder = reading_of(request).workspace_folder
    try:
        kept = services.keep(folder, text, expected=digest, by=cast("User", request.user), note=note)
    except library.ChangedMeanwhile:
        return _conflict(request, text, note)
    messages.success(request, words("journey.saved", n=kept.number).say(current()))
    return redirect("journey:map")


def _versions(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    found = versions_of(reading_of(request).workspace_folder, services.FILE, request.GET)
    lines = services.differences(found.texts.get(found.was, ""), found.texts.get(found.now, ""))
    return render(request, "journey/versions.html", {"found": found, "lines": lines, **more}, status=status)


def _conflict(request: HttpRequest, mine: str, note: str) -> HttpResponse:
    """Somebody else saved meanwhile: the difference is shown, and nothing of either is lost."""
    folder = reading_of(request).workspace_folder
    now = library.written_file.current(folder, services.FILE)
    newest = library.written_file.versions(folder, services.FILE)[0]
    lines = services.differences(now.text, mine)
    context = {"lines": lines, "text": mine, "digest": now.digest, "theirs": newest, "note": note}
    return render(request, "journey/conflict.html", context, status=409)


def _board(
    request: HttpRequest, draft: Draft, *, is_whole: bool, wrong: list[Any] | None = None, status: int = 200
) -> HttpResponse:
    told = _told(request)
    context = boards.board(draft, _journey(draft, _before(request)), told)
    context |= {"wrong": wrong or [], "job": None if told is not None else _job(request)}
    return render(request, "journey/edit.html" if is_whole else "journey/board.html", context, status=status)


def _journey(draft: Draft, before: Journey) -> Journey:
    try:
        return draft.journey(before)
    except ValueError as refused:  # a form nobody's page has sent
        raise Http404 from refused


def _before(request: HttpRequest) -> Journey:
    """The journey as its file says now; the usual one where that cannot be read."""
    kept = library.written_file.current(reading_of(request).workspace_folder, services.FILE)
    return _read(kept.text)[0] or library.usual_journey()


def _told(request: HttpRequest) -> dict[str, Any] | None:
    """What the worker has found of all customers by the file as it is now; what occurs does not depend on it."""
    job = _job(request)
    return job.result if job.state == DONE and job.result and not job.result.get("is_empty") else None


def _job(request: HttpRequest) -> Job:
    reading = graded(request)
    assert reading.result is not None
    known = Job.objects.filter(
        kind=services.WALK, state=DONE, arguments__run=reading.result.run.id, arguments__where={}
    )
    kept = library.written_file.current(reading.workspace_folder, services.FILE)
    text = kept.text if _read(kept.text)[0] is not None else ""
    return known.first() or services.walk(cast("User", request.user), reading.result, text, {})


def _read(text: str) -> tuple[Journey | None, list[Issue]]:
    try:
        return library.written.read_text(text), []
    except library.SchemeIssues as refused:
        return None, list(refused.issues)


def _said(one: Issue) -> Any:
    return library.Text(f"{one.problem.en}. {one.fix.en}", f"{one.problem.zh}。{one.fix.zh}")
