"""The strategy's editor: the form, its live preview, saving, versions, the file itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from fenji_web import library
from fenji_web.accounts.access import needs
from fenji_web.pictures.forms import LANGS, SIZES
from fenji_web.runs.models import FAILED
from fenji_web.runs.queries import job_under_way
from fenji_web.runs.services import enqueue
from fenji_web.strategy import forms, pages, services
from fenji_web.ui.failures import error_parts
from fenji_web.ui.language import current
from fenji_web.ui.reading import graded, reading_of
from fenji_web.ui.versions import number_in, yaml_file
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from pathlib import Path

    from django.http import HttpRequest, HttpResponseBase

    from fenji_web.accounts.models import User


@needs("edit_scheme")
@require_safe
def edit(request: HttpRequest) -> HttpResponse:
    """The form with what the file says, or the file's text; a file that cannot be read shows its text and mistakes."""
    reading = reading_of(request)
    if reading.result is None:
        return redirect("pictures:index")
    kept = library.written_file.current(reading.workspace_folder, services.FILE)
    return _editor(request, kept.text, kept.digest, is_text=request.GET.get("as") == "yaml")


@needs("edit_scheme")
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """A new version; with mistakes, or where somebody else has saved meanwhile, the form comes back with them."""
    folder, tiers = _folder(request), _tiers(request)
    text, mistakes = _sent(request)
    digest, note = request.POST.get("digest", ""), request.POST.get("note", "")
    is_text = "text" in request.POST
    if mistakes:
        return _editor(request, text, digest, is_text=is_text, mistakes=mistakes, status=422)
    person = cast("User", request.user)
    try:
        kept = services.keep(folder, text, expected=digest, by=person, note=note)
    except library.ChangedMeanwhile:
        return _conflict(request, text, digest, is_text=is_text, tiers=tiers)
    if request.POST.get("do") == "theirs":  # mine is a version now; theirs becomes the newest again
        theirs = library.written_file.text_of(folder, services.FILE, number_in(request.POST.get("theirs", "")))
        kept = services.keep(folder, theirs, expected=kept.digest, by=person, note="")
    messages.success(request, words("strategy.saved", n=kept.number).say(current()))
    return redirect(reverse("strategy:edit") + ("?as=yaml" if is_text else ""))


@needs("edit_scheme")
@require_POST
def logo(request: HttpRequest) -> HttpResponse:
    """A logo for pictures, drawn anew; its name."""
    brought = request.FILES.get("file")
    try:
        name = services.save_logo(_folder(request), b"" if brought is None else brought.read(library.MOST_BYTES + 1))
    except library.DrawError as refused:
        parts = error_parts(refused)
        return JsonResponse({"problem": str(_say(parts["problem"])), "fix": str(_say(parts["fix"]))}, status=422)
    return JsonResponse({"name": name})


@needs("edit_scheme")
@require_POST
def preview(request: HttpRequest) -> JsonResponse:
    """Asks for the picture of what stands in the form: mistakes by field, else where the picture will be."""
    text, mistakes = _sent(request)
    if mistakes:
        return JsonResponse({"mistakes": [pages.mistake(one) for one in mistakes]})
    person, reading = cast("User", request.user), graded(request)
    assert reading.result is not None
    size, lang = request.POST.get("preview-size", ""), request.POST.get("preview-lang", "")
    arguments: dict[str, Any] = {
        "run": reading.result.run.id,
        "scheme": reading.scheme,
        "text": text,
        "size": size if size in SIZES else SIZES[0],
        "lang": lang if lang in LANGS else current(),
        "is_masked": not person.can("see_contact"),
    }
    key = services.preview_key(reading.workspace_folder, arguments)
    services.forget_previews(person, but=key)
    state = _state(request, key)
    if state["state"] == "nothing":
        enqueue(services.PREVIEW, by=person, key=key, **arguments)
        state = _state(request, key)
    return JsonResponse({"mistakes": [], **state})


@needs("edit_scheme")
@require_safe
def preview_state(request: HttpRequest, key: str) -> JsonResponse:
    """How far a preview is."""
    return JsonResponse(_state(request, key))


@needs("edit_scheme")
@require_safe
def preview_picture(request: HttpRequest, key: str) -> HttpResponseBase:
    """A preview."""
    path = services.previews(_folder(request)) / f"{key}.png"
    if not key.isalnum() or not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), content_type="image/png", headers={"Cache-Control": "private, max-age=3600"})


@needs("see_whole")
@require_safe
def versions(request: HttpRequest) -> HttpResponse:
    """Every version: by whom, when, and what it changed; two of them compared."""
    shown = pages.versions(graded(request).workspace_folder, _tiers(request), request.GET)
    return render(request, "strategy/versions.html", shown)


@needs("edit_scheme")
@require_POST
def restore(request: HttpRequest, number: int) -> HttpResponse:
    """An earlier version becomes the newest, as a version of its own."""
    folder = _folder(request)
    text = library.written_file.text_of(folder, services.FILE, number)
    note = words("strategy.restored_note", n=number).say(current())
    kept = services.keep(
        folder, text, expected=request.POST.get("digest", ""), by=cast("User", request.user), note=note
    )
    messages.success(request, words("strategy.restored", n=number, new=kept.number).say(current()))
    return redirect("strategy:versions")


@needs("see_whole")
@require_safe
def version_file(request: HttpRequest, number: int) -> HttpResponse:
    """One version as a file."""
    return yaml_file(library.written_file.text_of(_folder(request), services.FILE, number), f"strategy-v{number}.yaml")


@needs("see_whole")
@require_safe
def file(request: HttpRequest) -> HttpResponse:
    """The strategy as a file."""
    return yaml_file(library.written_file.current(_folder(request), services.FILE).text, services.FILE)


def _sent(request: HttpRequest) -> tuple[str, list[forms.Mistake]]:
    """(what was sent as the file's text, its mistakes by field): from the form, or the text itself."""
    folder, tiers = _folder(request), _tiers(request)
    if "text" in request.POST:
        text = request.POST["text"].removeprefix("\ufeff").replace("\r\n", "\n")
        return text, pages.in_text(services.read(text, folder, tiers))
    typed = forms.typed(request.POST)
    text = library.write_strategy(typed.data) if typed.data else ""
    _, wrong = library.check_strategy(typed.data, folder, tiers)
    return text, forms.beside(wrong, typed, tiers)


def _conflict(request: HttpRequest, text: str, digest: str, *, is_text: bool, tiers: list[str]) -> HttpResponse:
    """Somebody else saved meanwhile: both texts are told apart, and nothing of either is lost."""
    folder = _folder(request)
    now = library.written_file.current(folder, services.FILE)
    conflict = pages.conflict(folder, tiers, base=digest, mine=text, theirs=now)
    return _editor(request, text, now.digest, is_text=is_text, status=409, conflict=conflict)


def _editor(
    request: HttpRequest, text: str, digest: str, *, is_text: bool, status: int = 200, **more: Any
) -> HttpResponse:
    reading, tiers = graded(request), _tiers(request)
    assert reading.result is not None
    read = services.read(text, reading.workspace_folder, tiers)
    if request.method == "POST" and not is_text and more.get("mistakes"):
        context = {"shown": forms.as_sent(request.POST), "is_text": False}
    elif is_text or read.strategy is None:
        context = {"is_text": True, "mistakes": pages.in_text(read)}
    else:
        context = {"shown": forms.shown(read.strategy, tiers), "is_text": False}
    context |= {"text": text, "digest": digest, "is_unread": read.strategy is None and bool(text), **more}
    frame = pages.editor(reading.result, reading.workspace_folder, current())
    return render(request, "strategy/edit.html", {**frame, **context}, status=status)


def _state(request: HttpRequest, key: str) -> dict[str, Any]:
    folder, person = _folder(request), cast("User", request.user)
    if (services.previews(folder) / f"{key}.png").is_file():
        services.forget_preview(person, key)
        return {"state": "drawn", "url": reverse("strategy:preview_picture", args=[key])}
    refusal = services.refusal(folder, key)
    if refusal is not None:
        fields = [pages.mistake(one) for one in forms.without_room(_say(refusal["where"]))]
        return {"state": "refused", "problem": _say(refusal["problem"]), "fix": _say(refusal["fix"]), "fields": fields}
    job = services.job_of_preview(person, key)
    if job is None:
        return {"state": "nothing"}
    if job.state == FAILED:
        error = job.error or {}
        job.delete()
        return {"state": "refused", "problem": _say(error.get("problem")), "fix": _say(error.get("fix"))}
    first = job_under_way()
    waits = first is not None and first.kind != services.PREVIEW and not job.stage
    said = words("strategy.waits", job=first.label).say(current()) if waits and first else _say(job.stage)
    return {"state": "drawing", "next": reverse("strategy:preview_state", args=[key]), "said": said}


def _say(text: Any) -> str:
    return library.read_text(text).say(current()) if text else ""


def _tiers(request: HttpRequest) -> list[str]:
    result = graded(request).result
    assert result is not None
    return [tier.key for tier in result.scheme.scheme.tiers]


def _folder(request: HttpRequest) -> Path:
    return reading_of(request).workspace_folder
