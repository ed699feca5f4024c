"""The editor's pages: fields with a live preview, parts added and removed, proposals, a draft saved."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fenji_web import library
from fenji_web.accounts.access import needs
from fenji_web.editor import forms, pages, queries, services
from fenji_web.editor.access import Editing, begun, going_on
from fenji_web.runs.models import DONE
from fenji_web.runs.queries import job_of
from fenji_web.schemes import services as schemes
from fenji_web.schemes.access import folder_of, keep_draft, person_of, standard_of, unread, wait_for

if TYPE_CHECKING:
    from django.http import HttpRequest

    from fenji_web.library import Scheme


@needs("edit_scheme")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, name: str) -> HttpResponse:
    """The editor; its buttons come here: a part is added, removed or moved, a border found, weights balanced."""
    if (wait := unread(request, name)) is not None:
        return wait
    is_begun = request.method == "GET"
    editing = begun(request, name) if is_begun else going_on(request, name)
    ready = schemes.ready_preview(folder_of(request), name)
    if ready is None:
        back = f"{reverse('editor:edit', args=[name])}?from={editing.start.base}"
        return wait_for(request, "measure", back=back, scheme=name)
    if is_begun:
        return shown(request, editing)
    notice = None
    if editing.typed.get("do") == "suggest":
        scheme = forms.form_of(editing.scheme, editing.typed).scheme
        changes, notice = services.proposed(folder_of(request), ready, scheme, editing.typed)
        return shown(request, replace(editing, typed={**editing.typed, **changes}), notice=notice)
    return shown(request, services.reshaped(editing, editing.typed.get("do", ""), folder_of(request), ready))


@needs("edit_scheme")
@require_POST
def live(request: HttpRequest, name: str) -> HttpResponse:
    """The preview of what stands in the form, and the issues beside its fields."""
    editing = going_on(request, name)
    form = forms.form_of(editing.scheme, editing.typed)
    is_moved = schemes.is_moved(editing.standard, editing.start.newest, editing.start.digest)
    context: dict[str, Any] = {"form": form, "is_moved": is_moved, "standard": editing.standard, "is_live": True}
    if form.scheme is not None:
        context |= _previewed(request, editing, form.scheme)
        context |= _badges(form.scheme)
    response = render(request, "editor/_live.html", context)
    if form.scheme is None:
        response["HX-Reswap"] = "none"  # the last preview stays; problems are put beside the fields
    return response


@needs("edit_scheme")
@require_POST
def save(request: HttpRequest, name: str) -> HttpResponse:
    """Keeps what stands in the form as a draft, by a job; with mistakes the form comes back."""
    editing = going_on(request, name)
    ready = library.preview_file.read_preview_file(folder_of(request), name)
    if ready is not None:
        editing = services.reshaped(editing, "", folder_of(request), ready)  # choices made without a script
    scheme = forms.form_of(editing.scheme, editing.typed).scheme
    if scheme is None or schemes.is_known(editing.standard, scheme):
        notice = None if scheme is None else schemes.known_already(editing.standard, scheme)
        return shown(request, editing, notice=notice, status=422)
    return keep_draft(request, scheme, editing.start)


@needs("see_whole")
@require_GET
def effect(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """What a version would do to those that grade now: for who decides on it, as a part of its page."""
    standard = standard_of(request, name)
    if standard.version(number) is None:
        raise Http404
    context: dict[str, Any] = {"standard": standard, "is_line": "line" in request.GET}
    if schemes.ready_preview(folder_of(request), name) is None:
        context["job"] = schemes.once("measure", person_of(request), scheme=name)
        context["next"] = f"{reverse('schemes:one', args=[name])}?version={number}"
    else:
        context["preview"] = _preview(request, standard, standard.body(number).scheme)
    return render(request, "editor/_effect.html", context)


@needs("edit_scheme")
@require_POST
def metric(request: HttpRequest, name: str) -> HttpResponse:
    """What a metric means, and how the own customers lie along it, before it becomes a criterion."""
    editing = going_on(request, name)
    chosen = editing.typed.get("add_metric", "")
    if chosen not in library.METRICS:
        raise Http404
    found = library.METRICS.get(chosen)
    context: dict[str, Any] = {"metric": found, "standard": editing.standard, "label": found.label}
    ready = library.preview_file.read_preview_file(folder_of(request), name)
    if ready is not None and not queries.is_day(chosen):
        scheme = library.reshaping.with_criterion(editing.scheme, chosen)
        try:
            spread = queries.figure(folder_of(request), ready, scheme, scheme.criteria[-1].name)
            context |= {"spread": spread, "drawing": spread and pages.figure_drawn(spread, ())}
        except LookupError:
            context["job"] = _measuring(request, name, scheme)
    return render(request, "editor/_metric.html", context)


@needs("edit_scheme")
@require_POST
def weights(request: HttpRequest, name: str) -> HttpResponse:
    """Weights proposed by comparing criteria in pairs, or by how the customers' figures spread; nothing is set."""
    editing = going_on(request, name)
    form = forms.form_of(editing.scheme, editing.typed)
    scheme, way = form.scheme or editing.scheme, editing.typed.get("do", "pairs")
    ready = library.preview_file.read_preview_file(folder_of(request), name)
    found: services.Weights | None = None
    if way == "pairs" and len(scheme.criteria) <= library.ahp.MOST_CRITERIA:
        found = services.weights_by_pairs(editing.scheme, editing.typed)
    elif way in ("entropy", "critic") and ready is not None:
        shares = library.proposing.proposed_weights(folder_of(request), ready, scheme, way)  # type: ignore[arg-type]
        found = None if shares is None else services.Weights(shares)
    context = {"found": found, "way": way, "form": form, "standard": editing.standard}
    return render(request, "editor/_proposed_weights.html", context)


@needs("edit_scheme")
@require_POST
def ideas(request: HttpRequest, name: str) -> HttpResponse:
    """Borders for common aims, each with the head-counts it would give; nothing is set."""
    editing = going_on(request, name)
    scheme = forms.form_of(editing.scheme, editing.typed).scheme
    ready = library.preview_file.read_preview_file(folder_of(request), name)
    found = [] if scheme is None or ready is None else services.ideas(folder_of(request), ready, scheme, editing.typed)
    shown = [(one, queries.effect(folder_of(request), ready, one.scheme) if ready and one.scheme else None)
             for one in found]  # fmt: skip
    return render(request, "editor/_ideas.html", {"ideas": shown, "standard": editing.standard})


@needs("edit_scheme")
@require_GET
def measuring(request: HttpRequest, name: str, job_id: int) -> HttpResponse:
    """How far the measuring of customers is; once it is done the editor's parts ask again."""
    job = job_of(person_of(request), job_id)
    if job is None:
        raise Http404
    response = render(request, "editor/_measuring.html", {"job": job, "name": name})
    if job.state == DONE:
        response["HX-Trigger"] = "measured"
    return response


def settled(request: HttpRequest, editing: Editing) -> Editing:
    """The edit with what was typed taken into the standard, as far as it can be read."""
    ready = schemes.ready_preview(folder_of(request), editing.standard.name)
    return editing if ready is None else services.reshaped(editing, "", folder_of(request), ready)


def shown(request: HttpRequest, editing: Editing, *, notice: Any = None, status: int = 200) -> HttpResponse:
    """The editor as it stands."""
    folder, standard, start = folder_of(request), editing.standard, editing.start
    ready = library.preview_file.read_preview_file(folder, standard.name)
    spreads = {} if ready is None else queries.figures(folder, ready, editing.scheme)
    typed = forms.form_of(editing.scheme, editing.typed).scheme
    now = None if ready is None else library.proposing.calibrated_now(folder, ready, typed or editing.scheme)
    form = forms.form_of(editing.scheme, editing.typed, spreads=spreads, now=now)
    scheme = form.scheme or editing.scheme
    context = {
        "standard": standard, "start": start, "editing": editing, "form": form, "notice": notice,
        "reason": editing.typed.get("reason", ""), "typed": editing.typed, "targets": services.TARGETS,
        "shapes": library.SHAPES, "patterns": library.PATTERNS, "scorers": services.SCORERS,
        "metrics": services.metrics(),
        "pairs": services.pairs_asked(editing.scheme, editing.typed), "ways": services.WAYS,
        "windows": services.windows(scheme),
        "is_moved": schemes.is_moved(standard, start.newest, start.digest),
    }  # fmt: skip
    context |= _badges(scheme) | _previewed(request, editing, scheme)
    context["drawing"] = pages.scores_drawn(context.get("preview"), scheme)
    return render(request, "editor/edit.html", context, status=status)


def _badges(scheme: Scheme) -> dict[str, Any]:
    """How well the tiers' badges are told apart, and what each kind of sight shows of them."""
    return {"looks": library.check_badges(library.badges_of(scheme)), "sights": library.SIGHT_NAMES.items()}


def _previewed(request: HttpRequest, editing: Editing, scheme: Scheme) -> dict[str, Any]:
    """The preview, or the job that measures what it lacks."""
    found = _preview(request, editing.standard, scheme)
    return {"preview": found, "job": None if found else _measuring(request, editing.standard.name, scheme)}


def _preview(request: HttpRequest, standard: Any, scheme: Scheme) -> queries.Preview | None:
    ready = library.preview_file.read_preview_file(folder_of(request), standard.name)
    return None if ready is None else queries.preview(
        folder_of(request), ready, scheme, standard,
        names=person_of(request).can("see_contact"), zone=request.fenji.settings.zone,  # type: ignore[attr-defined]
    )  # fmt: skip


def _measuring(request: HttpRequest, name: str, scheme: Scheme) -> Any:
    under_way = schemes.under_way("measure", person_of(request), scheme=name)
    return under_way or schemes.once("measure", person_of(request), scheme=name, also=schemes.said_once(scheme))
