"""New customers, orders, contacts and overrides: typed in a form, checked by the worker, problems beside the field."""

from __future__ import annotations

from secrets import token_hex
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from fenji_web.accounts.access import needs
from fenji_web.care import forms, queries, services
from fenji_web.care.pages.shown import fields_shown
from fenji_web.care.views.whose import customer_url, face_of, grading_day, person_of, today_of
from fenji_web.runs.models import DONE, Job
from fenji_web.runs.services import enqueue
from fenji_web.ui.language import current
from fenji_web.ui.reading import reading_of
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fenji_web.care.forms import Form

RECORD, ASK, CORRECT = "care_record", "ask_override", "care_profile"
_TOKEN_LENGTH = 16


@needs("edit_customer")
@require_http_methods(["GET", "HEAD", "POST"])
def new_customer(request: HttpRequest) -> HttpResponse:
    """A customer typed in."""
    return _form(request, forms.customer_form(), "")


@needs("edit_customer")
@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest, customer_id: str) -> HttpResponse:
    """An order typed in."""
    return _form(request, forms.order_form(), customer_id)


@needs("edit_customer")
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, customer_id: str) -> HttpResponse:
    """A contact typed in, with the next one."""
    return _form(request, forms.contact_form(), customer_id)


@needs("edit_customer")
@require_http_methods(["GET", "HEAD", "POST"])
def override(request: HttpRequest, customer_id: str) -> HttpResponse:
    """A tier asked for by hand."""
    result = reading_of(request).result
    if result is None:
        raise Http404
    return _form(request, forms.override_form(result.scheme.scheme), customer_id)


@needs("edit_customer")
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest, customer_id: str) -> HttpResponse:
    """A customer's own data corrected, by those who may see it."""
    if not person_of(request).can("see_contact"):
        raise Http404
    return _form(request, forms.profile_form(), customer_id)


@needs("edit_customer")
@require_safe
def typed(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of a form: live while it is checked, then back to the customer, or the form with what is wrong."""
    job = Job.objects.filter(pk=pk, kind__in=(RECORD, ASK, CORRECT), created_by=person_of(request)).first()
    if job is None:
        raise Http404
    if job.is_open:
        return render(request, "care/working.html", {"job": job, "next": request.path})
    given, result = job.arguments, job.result or {}
    form = _form_of(request, job)
    if job.state != DONE or result.get("problems"):
        found = result.get("problems", [])
        context = {"values": given["values"], "problems": found, "token": given.get("token", ""), "job": job}
        context["was"] = {**given.get("was", {}), **result.get("seen", {})}
        return _page(request, form, given["customer"], **context)
    done = words(f"care.{form.name}_done").say(current())
    if form.name == "override" and result.get("state") == "waiting":
        done = words("care.override_waits").say(current())
    if result.get("is_same"):
        done = words("care.profile_same").say(current())
    face = face_of(request, given["customer"])
    if onward := customer_url(face):
        messages.success(request, done)
        return redirect(onward)
    context = {"face": face, "done": done, "name": form.name}
    return render(request, "care/typed.html", context)


def _form(request: HttpRequest, form: Form, customer_id: str) -> HttpResponse:
    """The form, empty; or sent: asked of the worker where nothing is wrong at first sight."""
    if customer_id:
        face_of(request, customer_id)
    if request.method != "POST":
        values = _first_values(request, form, customer_id)
        return _page(request, form, customer_id, values=values, problems=[], token="", was=values)
    values, problems = form.read(request.POST)
    token = _token(request.POST.get("token", ""))
    was = {one.name: request.POST.get(f"was-{one.name}", "") for one in form.fields}
    emptied = forms.emptied(form, values, was) if form.name == "profile" else ()
    is_meant = {one.name for one in emptied} <= {*request.POST.get("empties", "").split(",")}
    if problems or not is_meant:
        asked = {"values": values, "problems": problems, "token": token, "was": was}
        return _page(request, form, customer_id, **asked, emptied=() if problems else emptied)
    if values.get(forms.NEXT_DAY):
        values[forms.NEXT_STEP] = values[forms.NEXT_STEP] or words("care.next_default").say(current())
    person, scheme = person_of(request), reading_of(request).scheme
    customer_id = customer_id or f"W-{token[:10].upper()}"
    if form.table is None:
        job = enqueue(ASK, by=person, customer=customer_id, values=values, scheme=scheme)
    elif form.name == "profile":
        job = enqueue(CORRECT, by=person, customer=customer_id, values=values, was=was, token=token)
    else:
        job = services.ask_record(form.name, customer_id, values, token=token, by=person)
    return redirect("care:typed", job.pk)


def _first_values(request: HttpRequest, form: Form, customer_id: str) -> dict[str, str]:
    """What a form shows at first: the customer as pages show them, or what is usual."""
    if form.name == "profile":
        return queries.profile_shown(reading_of(request).result, customer_id, tuple(one.name for one in form.fields))
    return forms.first_values(form, grading_day(request) if form.name == "override" else today_of(request))


def _page(request: HttpRequest, form: Form, customer_id: str, **given: Any) -> HttpResponse:
    """A form with values, and each problem beside the field it is of."""
    is_new = form.name == "customer"
    url = reverse("care:new_customer") if is_new else reverse(f"care:{form.name}", args=[customer_id])
    job, problems = given.get("job"), given["problems"]
    face = None if is_new else face_of(request, customer_id)
    context = {
        "name": form.name,
        "title": words(f"care.{form.name}_title"),
        "about": words(f"care.{form.name}_about"),
        "save": words(f"care.{form.name}_save"),
        "fields": fields_shown(form, given["values"], problems),
        "elsewhere": [one for one in problems if not one["field"]],
        "job": job if job is not None and job.state != DONE else None,
        "was": given.get("was", {}) if form.name == "profile" else {},
        "token": given["token"] or token_hex(_TOKEN_LENGTH // 2),
        "url": url,
        "face": face,
        "onward": reverse("customers:list") if face is None else customer_url(face),
        "emptied": [(form.label(one.name), given["was"][one.name]) for one in given.get("emptied", ())],
        "empties": ",".join(one.name for one in given.get("emptied", ())),
    }
    is_refused = bool(problems or given.get("emptied")) and request.method == "POST"
    return render(request, "care/form.html", context, status=422 if is_refused else 200)


def _form_of(request: HttpRequest, job: Job) -> Form:
    if job.kind == CORRECT:
        return forms.profile_form()
    if job.kind == RECORD:
        from fenji_web.care.jobs import FORMS

        return FORMS[job.arguments["form"]]()
    result = reading_of(request).result
    if result is None:
        raise Http404
    return forms.override_form(result.scheme.scheme)


def _token(given: str) -> str:
    """The form's own number, so that sending it twice makes one row."""
    is_ours = len(given) == _TOKEN_LENGTH and all(sign in "0123456789abcdef" for sign in given)
    return given if is_ours else token_hex(_TOKEN_LENGTH // 2)
