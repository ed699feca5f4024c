"""A map of segments as a form, drawn and checked while it is changed; kept by the worker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from fenji_web import library
from fenji_web.accounts.access import needs
from fenji_web.own_segments.pages import Shell
from fenji_web.own_segments.services import free_name
from fenji_web.runs.models import DONE, FAILED, Job
from fenji_web.runs.services import enqueue
from fenji_web.segment_map import pages
from fenji_web.segment_map.forms import MapDraft
from fenji_web.ui.reading import reading_of
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from fenji_web.accounts.models import User
    from fenji_web.library import Grid, OwnFile
    from fenji_web.ui.reading import Reading

COUNT = "count_cells"


@needs("edit_scheme")
@require_safe
def edit(request: HttpRequest, name: str = "") -> HttpResponse:
    """The form: a copy of the ten named segments to begin with, else as the file has it."""
    own = _own(request, name)
    start = library.rfm_named() if own is None else cast("Grid", own.segmentation)
    draft = MapDraft.of(start, digest=own.digest if own else "", is_copy=own is None)
    if draft is None:
        return render(request, "own_segments/by_hand.html", {"title": start.title})
    run = reading_of(request).result.run  # type: ignore[union-attr]
    if not Job.objects.filter(kind=COUNT, arguments__run=run.id).exclude(state=FAILED).exists():
        enqueue(COUNT, by=cast("User", request.user), run=run.id)
    return _shown(request, draft, own, is_whole=True)


@needs("edit_scheme")
@require_POST
def form(request: HttpRequest, name: str = "") -> HttpResponse:
    """The form after a change: an area more or less, the map drawn and checked."""
    draft = MapDraft.read(request.POST, name=name).changed(request.POST.get("do", ""))
    return _shown(request, draft, _own(request, name), is_whole=not request.headers.get("HX-Request"))


@needs("edit_scheme")
@require_POST
def save(request: HttpRequest, name: str = "") -> HttpResponse:
    """Hands a map that is complete to the worker; one with gaps, overlaps or missing names comes back."""
    own, draft = _own(request, name), MapDraft.read(request.POST, name=name)
    taken = {one.name for one in library.segmentations_in(reading_of(request).workspace_folder)} | {"own", "map"}
    name = name or free_name(draft.en or draft.zh, taken)
    grid = _grid(draft, name)
    if grid is None or draft.nameless or any(one.level == "error" for one in library.check_map(grid)):
        problem = words("segment_map.nameless") if draft.nameless else None
        return _shown(request, draft, own, is_whole=True, problem=problem, status=422)
    written = grid.written() | {"kind": grid.kind}
    job = enqueue("save_segment", by=cast("User", request.user), written=written, digest=draft.digest)
    return redirect(f"{reverse('own_segments:index')}?job={job.pk}")


def _shown(
    request: HttpRequest,
    draft: MapDraft,
    own: OwnFile | None,
    *,
    is_whole: bool,
    problem: Any = None,
    status: int = 200,
) -> HttpResponse:
    grid, name = _grid(draft, draft.name or "new"), draft.name
    heads, shell = _heads(reading_of(request)), Shell("map", "segment_map", own, name)
    context = {
        "draft": draft,
        "own": own,
        "areas": pages.spans(draft),
        "rows": [] if grid is None else pages.drawn(grid, heads),
        "issues": [] if grid is None else library.check_map(grid, heads),
        "is_counted": heads is not None,
        "problem": problem,
        "scores": (1, 2, 3, 4, 5),
        "shell": shell.said(),
        "form_url": shell.form_url,
    }
    return render(request, "segment_map/edit.html" if is_whole else "segment_map/form.html", context, status=status)


def _grid(draft: MapDraft, name: str) -> Grid | None:
    found, _ = library.read_written(draft.written(name))
    return cast("Grid | None", found)


def _heads(reading: Reading) -> Mapping[tuple[int, ...], int] | None:
    """Customers by cell, as the worker has counted them for the run shown; None before that."""
    assert reading.result is not None
    job = Job.objects.filter(kind=COUNT, state=DONE, arguments__run=reading.result.run.id).order_by("-id").first()
    return None if job is None else {(r, f): n for r, f, n in (job.result or {}).get("cells", [])}


def _own(request: HttpRequest, name: str) -> OwnFile | None:
    reading = reading_of(request)
    found = library.own_files(reading.workspace_folder).get(name)
    if reading.result is None or (name and (found is None or found.segmentation.kind != "grid")):
        raise Http404
    return found if name else None
