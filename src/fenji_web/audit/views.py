"""The log as a page, and as a file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fenji_web import library
from fenji_web.accounts.access import needs
from fenji_web.audit import pages, queries
from fenji_web.audit.forms import WantedForm

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from fenji_web.audit.models import Event


@needs("audit")
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Who did what, the newest first; whether the log is whole is said by `fenji audit verify`."""
    form = WantedForm(request.GET)
    found = queries.lines(form.wanted(), request.fenji.zone)  # type: ignore[attr-defined]
    before = request.GET.get("before", "")
    shown = list((found.filter(number__lt=int(before)) if before.isdecimal() else found)[: queries.PAGE + 1])
    people, actions = queries.people_and_actions()
    asked = {name: value for name, value in request.GET.items() if name != "before" and value}
    return render(
        request,
        "audit/index.html",
        {
            "lines": pages.lines(shown[: queries.PAGE]),
            "next": shown[queries.PAGE - 1].number if len(shown) > queries.PAGE else None,
            "count": found.count(),
            "form": form,
            "asked": asked,
            "people": people,
            "actions": [(name, pages.action_words(name)) for name in actions],
            "tab": "settings_audit",
        },
    )


@needs("audit")
@require_GET
def download(request: HttpRequest) -> StreamingHttpResponse:
    """The lines asked for as CSV, as they are kept."""
    found = queries.lines(WantedForm(request.GET).wanted(), request.fenji.zone)  # type: ignore[attr-defined]
    answer = StreamingHttpResponse(_written(found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return answer


def _written(found: QuerySet[Event]) -> Iterator[str]:
    yield "\ufeff"
    names = ("number", "at", "who", "role", "address", "action", "subject", "outcome", "facts", "seal")
    rows = found.values_list(*names).iterator(2000)
    customers = queries.customers_named()
    yield _row((*names, "customer"))
    for row in rows:
        said = [json.dumps(one, ensure_ascii=False) if isinstance(one, dict) else str(one) for one in row]
        yield _row([*said, pages.named(row[6], customers) if row[6].startswith("~") else ""])


def _row(cells: tuple[str, ...] | list[str]) -> str:
    made = io.StringIO()
    csv.writer(made).writerow([library.spreadsheet_cell(one) for one in cells])
    return made.getvalue()
