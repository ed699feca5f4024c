"""Why a customer is lost: chosen from a short list, changed, or taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from fenji_web.accounts.access import needs
from fenji_web.care import forms, queries, services
from fenji_web.care.pages.shown import fields_shown
from fenji_web.care.views.whose import customer_url, face_of, person_of
from fenji_web.ui.language import current
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

STEPS = ("mark", "reopen")


@needs("edit_customer")
@require_http_methods(["GET", "HEAD", "POST"])
def lost(request: HttpRequest, customer_id: str) -> HttpResponse:
    """The reason of churn as it stands, with every word there was; marked, changed or taken back."""
    face = face_of(request, customer_id)
    said = queries.losses_of(customer_id)
    now = said[0] if said and said[0].reason else None
    values = {forms.REASON: now.reason if now else "", forms.WORDS: now.text if now else ""}
    problems: list[dict[str, object]] = []
    if request.method == "POST":
        if request.POST.get("step") not in STEPS:
            raise Http404
        if request.POST["step"] == "reopen":
            services.reopen(customer_id, by=person_of(request))
            return _onward(request, face, "care.lost_reopened")
        values, problems = forms.read_lost(request.POST)
        if not problems:
            services.mark_lost(customer_id, values[forms.REASON], values[forms.WORDS], by=person_of(request))
            return _onward(request, face, "care.lost_done")
    context = {
        "face": face,
        "fields": fields_shown(forms.lost_form(), values, problems),
        "onward": customer_url(face),
        "now": now,
        "now_reason": words(f"care.lost_{now.reason}") if now else "",
        "said": [(one, f"care.lost_{one.reason or 'reopened'}") for one in said],
        "sees_contact": person_of(request).can("see_contact"),
    }
    return render(request, "care/lost.html", context, status=422 if problems else 200)


def _onward(request: HttpRequest, face: dict[str, object], key: str) -> HttpResponse:
    messages.success(request, words(key).say(current()))
    return redirect(customer_url(face) or reverse("care:lost", args=[face["customer_id"]]))
