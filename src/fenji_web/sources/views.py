"""Sources as pages: the list, one with what was found and fetched, set up, tested, mapped, fetched, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fenji_web import library
from fenji_web.accounts.access import needs
from fenji_web.runs.services import enqueue
from fenji_web.sources import queries, services
from fenji_web.sources.forms import TABLES, TLS, SourceForm, typed_of
from fenji_web.sources.models import Connection
from fenji_web.ui.failures import error_parts
from fenji_web.ui.language import current
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from fenji_web.accounts.models import User

_WORDS = {"required": "required", "taken": "name_taken", "line": "one_line"}


@needs("import")
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Where data comes from by itself, and how it went last."""
    return render(request, "sources/index.html", {"lines": queries.lines(), "tab": "sources"})


@needs("import")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new source; it is tested as soon as it is saved."""
    return _form(request, "")


@needs("import")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, name: str) -> HttpResponse:
    """Where a source is, said anew; an empty password leaves the old one."""
    _known(name)
    return _form(request, name)


@needs("import")
@require_GET
def one(request: HttpRequest, name: str) -> HttpResponse:
    """What the source is, what the last test found, what was fetched."""
    values = _known(name)
    known = Connection.objects.filter(name=name).first()
    found = dict(known.found or {}) if known else {}
    fed = {header: column for column, header in {**found.get("mapping", {}), **values.get("columns", {})}.items()}
    table = library.CANONICAL.get(str(values.get("into")))
    shown = {
        "name": name,
        "kind": queries.kind_of(values, known),
        "place": queries.place_of(values, known),
        "into": table.title if table else None,
        "values": values,
        "known": known,
        "found": found,
        "columns": [(header, kind, fed.get(header, "")) for header, kind in found.get("columns", {}).items()],
        "choices": queries.choices_for(table.name) if table else [],
        "look": queries.last_look(name),
        "fetches": queries.fetches_of(name),
        "tab": "sources",
    }
    return render(request, "sources/one.html", shown)


@needs("import")
@require_POST
def test(request: HttpRequest, name: str) -> HttpResponse:
    """Asks whether it answers."""
    _known(name)
    enqueue("check_source", by=_person(request), source=name)
    return redirect("sources:one", name)


@needs("import")
@require_POST
def columns(request: HttpRequest, name: str) -> HttpResponse:
    """Which of its columns fills which of ours."""
    _known(name)
    fed: dict[str, str] = {}
    for header, column in zip(request.POST.getlist("header"), request.POST.getlist("column"), strict=False):
        if column and column in fed:
            messages.error(request, words("sources.column_twice", column=column).say(current()))
            return redirect("sources:one", name)
        if column:
            fed[column] = header
    services.keep_columns(name, fed)
    messages.success(request, words("sources.columns_saved").say(current()))
    return redirect("sources:one", name)


@needs("import")
@require_POST
def fetch(request: HttpRequest, name: str) -> HttpResponse:
    """Fetches what is new, now."""
    _known(name)
    enqueue("fetch_source", by=_person(request), source=name, accepts_changes="accepts_changes" in request.POST)
    return redirect("sources:one", name)


@needs("import")
@require_POST
def remove(request: HttpRequest, name: str) -> HttpResponse:
    """Forgets the source and its credential."""
    _known(name)
    services.remove(name)
    messages.success(request, words("sources.removed", name=name).say(current()))
    return redirect("sources:index")


def _form(request: HttpRequest, name: str) -> HttpResponse:
    error: dict[str, Any] | None = None
    known = Connection.objects.filter(name=name).first() if name else None
    if request.method == "POST":
        typed: Any = {**request.POST.dict(), **({"name": name} if name else {})}
        form = SourceForm(typed, is_new=not name)
        if form.is_valid():
            try:
                made = services.keep(form.cleaned_data, by=_person(request))
            except library.FenjiError as refused:
                error = error_parts(refused)
            else:
                enqueue("check_source", by=_person(request), source=made.name)
                return redirect("sources:one", made.name)
        typed["password"] = ""
    else:
        started = {"kind": services.FOLDER, "into": "orders", "tls": "check", "table": ""}
        typed = typed_of(name, services.written(name), known.place if known else {}) if name else started
        form = SourceForm(typed, is_new=not name)
    is_post = request.method == "POST"
    mistakes = {field: _said(field, str(errors[0].code)) for field, errors in form.errors.as_data().items()}
    shown = {
        "typed": typed, "mistakes": mistakes if is_post else {}, "error": error, "name": name, "kinds": services.KINDS,
        "tables": [library.CANONICAL[one] for one in TABLES], "tls": TLS, "tab": "sources",
    }  # fmt: skip
    return render(request, "sources/form.html", shown, status=422 if is_post else 200)


def _said(field: str, code: str) -> library.Text:
    """What is wrong with a field, in words."""
    named = f"wrong_{field}" if field in ("name", "host", "port", "base_url") else "invalid"
    return words(f"sources.{_WORDS.get(code, named)}")


def _known(name: str) -> dict[str, Any]:
    """The source as it is written; for names that there are none, no page."""
    if name not in {path.stem for path in (services.home() / "sources").glob("*.yaml")}:
        raise Http404
    return services.written(name)


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)
