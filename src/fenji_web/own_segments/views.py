"""Own segments as pages: the list, the form with its live head-count, saving and removing as work for the worker."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from fenji_web import library
from fenji_web.accounts.access import needs
from fenji_web.own_segments import pages, services
from fenji_web.own_segments.forms import Draft, draft_of
from fenji_web.runs.queries import job_of
from fenji_web.runs.services import enqueue
from fenji_web.segments import queries as segment_queries
from fenji_web.segments.pages import segment_rows
from fenji_web.segments.services import trend
from fenji_web.ui.reading import graded, reading_of
from fenji_web.ui.remembered import kept
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fenji_web.accounts.models import User
    from fenji_web.library import OwnFile
    from fenji_web.segments.pages import SegmentRow
    from fenji_web.ui.reading import Reading


@needs("see")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every own segment: its conditions in words, and what the newest run has of it."""
    reading = reading_of(request)
    if reading.result is None:
        return redirect("segments:usual")
    every = {one.name: one for one in library.segmentations_in(reading.workspace_folder)}
    rows = [
        pages.own_row(own, every, reading.currency, _row(reading, own), is_held=_is_held(reading, own))
        for own in services.own_segments(reading.workspace_folder).values()
    ]
    kinds = [one for one in every.values() if one.name in reading.result.columns and one.kind != "rule"]
    asked = request.GET.get("job", "")
    context = {
        "rows": rows,
        "kinds": kinds,
        "previous": reading.result.previous if any(one.row and one.row.entered for one in rows) else None,
        "is_pending": any(one.is_pending for one in rows),
        "job": job_of(cast("User", request.user), int(asked)) if asked.isdecimal() else None,
    }
    return render(request, "own_segments/index.html", context)


@needs("edit_scheme")
@require_safe
def edit(request: HttpRequest, name: str = "") -> HttpResponse:
    """The form: empty for a new segment, else as the file has it."""
    reading = graded(request)
    own = _own(reading, name)
    asked = _asked(request, name)
    draft = Draft() if own is None else draft_of(own, asked)
    if draft is None:
        return render(request, "own_segments/by_hand.html", {"title": own.segmentation.title if own else name})
    return _shown(request, draft, own, is_whole=True)


@needs("edit_scheme")
@require_POST
def form(request: HttpRequest, name: str = "") -> HttpResponse:
    """The form after a change: a line or group more or less, operators that fit, the head-count of now."""
    own = _own(graded(request), name)
    draft = Draft.read(request.POST, name=name).changed(request.POST.get("do", "")).fitted(_asked(request, name))
    return _shown(request, draft, own, is_whole=not request.headers.get("HX-Request"))


@needs("edit_scheme")
@require_POST
def save(request: HttpRequest, name: str = "") -> HttpResponse:
    """Hands a whole form to the worker; one with mistakes comes back with them."""
    reading = graded(request)
    own, asked = _own(reading, name), _asked(request, name)
    draft = Draft.read(request.POST, name=name).fitted(asked)
    taken = {one.name for one in library.segmentations_in(reading.workspace_folder)}
    segment, draft = services.segment_of(draft, asked, taken)
    if not (draft.zh or draft.en):
        segment, draft = None, replace(draft, problem=words("own_segments.needs_name"))
    if segment is None:
        return _shown(request, draft, own, is_whole=True, status=422)
    job = enqueue(
        "save_segment", by=cast("User", request.user), written=segment.written() | {"kind": segment.kind},
        digest=draft.digest,
    )  # fmt: skip
    return redirect(f"{reverse('own_segments:index')}?job={job.pk}")


@needs("edit_scheme")
@require_POST
def remove(request: HttpRequest, name: str) -> HttpResponse:
    """Takes a segment, or a map of segments, away."""
    if name not in library.own_files(reading_of(request).workspace_folder):
        raise Http404
    job = enqueue("remove_segment", by=cast("User", request.user), name=name, digest=request.POST.get("digest", ""))
    return redirect(f"{reverse('own_segments:index')}?job={job.pk}")


def _shown(
    request: HttpRequest, draft: Draft, own: OwnFile | None, *, is_whole: bool, status: int = 200
) -> HttpResponse:
    reading, name = graded(request), draft.name
    asked = _asked(request, name)
    segment, read = services.segment_of(replace(draft, zh=draft.zh or "-"), asked, set())
    held = None if segment is None else services.held(reading, segment)
    result = reading.result
    assert result is not None
    shell = pages.Shell("segment", "own_segments", own, name)
    context: dict[str, Any] = {
        "draft": read if status == 422 else draft,
        "own": own,
        "groups": pages.groups(draft if status == 200 else read, asked, services.suggestions(reading, draft, asked)),
        "menu": pages.menu(asked),
        "live": None if held is None else pages.live(result, held),
        "is_whole_form": segment is not None,
        "shell": shell.said(),
        "form_url": shell.form_url,
        "problem": draft.problem,
    }
    return render(request, "own_segments/edit.html" if is_whole else "own_segments/form.html", context, status=status)


def _row(reading: Reading, own: OwnFile) -> SegmentRow | None:
    """What the newest run has of an own segment; None where it was not made yet."""
    one, result = own.segmentation, reading.result
    if result is None or one.name not in result.columns:
        return None
    cross = kept(reading, ("cross", one.name), lambda found: segment_queries.crossed(found, one.name))
    moved = kept(reading, ("moved", one.name), lambda found: segment_queries.moved(found, one.name))
    return segment_rows(one, cross, moved, trend(reading, one.name))[0]


def _is_held(reading: Reading, own: OwnFile) -> bool:
    """Whether the newest run found as many as the conditions of now find: else they have changed since."""
    row = _row(reading, own)
    found = services.held(reading, cast("Any", own.segmentation))
    return row is not None and (found is None or sum(one.customers for one in found.values()) == row.held.customers)


def _own(reading: Reading, name: str) -> OwnFile | None:
    if not name:
        return None
    found = services.own_segments(reading.workspace_folder).get(name)
    if found is None:
        raise Http404
    return found


def _asked(request: HttpRequest, name: str) -> dict[str, Any]:
    person = cast("User", request.user)
    return services.askable(reading_of(request), sees_contact=person.can("see_contact"), but=name)
