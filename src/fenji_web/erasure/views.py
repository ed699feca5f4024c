"""Erasure as pages: asking, what would go, confirming, the certificate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fenji_web import library
from fenji_web.accounts.access import needs
from fenji_web.erasure import pages, services
from fenji_web.erasure.forms import Asking, Keeping, is_typed
from fenji_web.erasure.models import Wish
from fenji_web.runs.models import Job
from fenji_web.runs.services import enqueue
from fenji_web.ui.language import current
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from django.http import HttpRequest

    from fenji_web.accounts.models import User

_SHOWN = 200


@needs("erase", "see_whole")
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The erasures, and the form for another; posted, a wish whose preview is made."""
    asking = Asking.read(request.POST if request.method == "POST" else {"customer": request.GET.get("customer", "")})
    if request.method == "POST" and not asking.problems:
        wish = services.ask(asking.customer, asking.reason, by=cast("User", request.user))
        return redirect("erasure:one", wish.pk)
    is_wrong = request.method == "POST"
    shown = list(Wish.objects.select_related("asked_by", "confirmed_by")[:_SHOWN])
    context = {
        "rows": pages.rows(shown),
        "asking": asking,
        "problems": asking.problems if is_wrong else {},
        "tab": "settings_erasure",
    }
    return render(request, "erasure/index.html", context, status=422 if is_wrong else 200)


@needs("erase", "see_whole")
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """How long what is kept, and what would go today; posted, the rules are kept and looked through."""
    folder = Path(settings.FENJI_WORKSPACE)
    kept = library.Rules.read(folder).model_dump()
    keeping = Keeping.read(request.POST if request.method == "POST" else {n: str(v or "") for n, v in kept.items()})
    if request.method == "POST" and keeping.rules is not None:
        keeping.rules.write(folder)
        enqueue("retention_preview", by=cast("User", request.user))
        return redirect("erasure:rules")
    return _rules(request, keeping, status=422 if keeping.problem else 200)


@needs("erase", "see_whole")
@require_POST
def apply_rules(request: HttpRequest) -> HttpResponse:
    """Lets the worker take out what is past its time."""
    enqueue("retention", by=cast("User", request.user))
    return redirect("erasure:rules")


@needs("erase", "see_whole")
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One wish: what goes, the confirmation, the work as it goes on, the certificate."""
    return _page(request, _found(pk))


@needs("erase", "see_whole")
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Lets the worker erase, where the number was typed and the person may."""
    wish = _found(pk)
    if not services.may_confirm(wish, cast("User", request.user), is_double=services.needs_second()):
        raise Http404
    if not is_typed(request.POST, wish.customer_id):
        return _page(request, wish, problem=words("erasure.typed_wrong"), status=422)
    services.confirm(wish, by=cast("User", request.user))
    return redirect("erasure:one", wish.pk)


@needs("erase", "see_whole")
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a wish back."""
    del request
    services.withdraw(_found(pk))
    return redirect("erasure:index")


@needs("erase", "see_whole")
@require_safe
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """The certificate as it was sealed."""
    del request
    path = _certificate(_found(pk))
    return _sent(path.read_bytes(), "application/json", path.name)


@needs("erase", "see_whole")
@require_safe
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """The certificate on one page to print."""
    del request
    path = _certificate(_found(pk))
    told = library.read_certificate(path, library.tombstones.known(Path(settings.FENJI_WORKSPACE)).key)
    return _sent(library.certificate_sheet(told, lang=current()).pdf(), "application/pdf", f"{path.stem}.pdf")


def _rules(request: HttpRequest, keeping: Keeping, *, status: int) -> HttpResponse:
    job = Job.objects.filter(kind__in=("retention_preview", "retention")).first()
    context = {
        "fields": pages.rule_fields(keeping.typed),
        "problem": keeping.problem,
        "job": job,
        "due": pages.due(job.result) if job and job.result else [],
        "is_applied": bool(job and job.result and job.result["is_applied"]),
        "holds": library.holds(Path(settings.FENJI_WORKSPACE)),
        "tab": "settings_erasure",
    }
    return render(request, "erasure/rules.html", context, status=status)


def _page(request: HttpRequest, wish: Wish, *, problem: Any = None, status: int = 200) -> HttpResponse:
    folder, is_double = Path(settings.FENJI_WORKSPACE), services.needs_second()
    may = services.may_confirm(wish, cast("User", request.user), is_double=is_double)
    is_known = bool(wish.number) and (folder / "erasures" / "certificates" / f"{wish.number}.json").is_file()
    told = library.read_certificate(_certificate(wish), library.tombstones.known(folder).key) if is_known else None
    return render(
        request,
        "erasure/one.html",
        {
            "wish": wish,
            "row": pages.rows([wish])[0],
            "stores": pages.stores(wish.found),
            "may_confirm": may,
            "waits_for_second": wish.state == "asked" and is_double and not may,
            "problem": problem,
            "told": told,
            "backups": len(told["backups"]) if told else len(library.backups_before(folder, wish.asked_at)),
            "tab": "settings_erasure",
        },
        status=status,
    )


def _found(pk: int) -> Wish:
    return get_object_or_404(Wish.objects.select_related("asked_by", "confirmed_by", "job"), pk=pk)


def _certificate(wish: Wish) -> Path:
    path = Path(settings.FENJI_WORKSPACE) / "erasures" / "certificates" / f"{wish.number}.json"
    if not wish.number or not path.is_file():
        raise Http404
    return path


def _sent(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="erasure-{name}"'
    return answer
