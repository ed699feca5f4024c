"""Making, keeping and removing reports."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from fenji_web import library
from fenji_web.reports import queries
from fenji_web.reports.models import Keeping, Report
from fenji_web.runs.services import enqueue, stop

if TYPE_CHECKING:
    from fenji_web.accounts.models import User
    from fenji_web.library import Result
    from fenji_web.reports.forms import Wanted


def folder_of(name: str) -> Path:
    """Where a report's files rest."""
    return Path(settings.WEB_FOLDER) / "reports" / name


def page_file(one: Report, number: int) -> Path:
    """One page of a report as a picture."""
    return folder_of(one.folder) / f"page-{number:03}.png"


def pages_of(one: Report) -> list[int]:
    """The numbers of the pages that are there as pictures."""
    return list(range(1, len(list(folder_of(one.folder).glob("page-*.png"))) + 1))


@transaction.atomic
def ask(wanted: Wanted, result: Result, *, by: User) -> Report:
    """Asks the worker for a report; its row is there at once."""
    span, folder = library.read_span(wanted.span), secrets.token_hex(8)
    job = enqueue(
        "report", by=by, run=result.run.id, span=wanted.span, lang=wanted.lang, forms=list(wanted.forms),
        has_names=wanted.has_names, folder=folder,
    )  # fmt: skip
    return Report.objects.create(
        run_id=result.run.id, scheme=result.run.scheme, span=wanted.span, lang=wanted.lang, forms=list(wanted.forms),
        span_name={"en": span.name.en, "zh": span.name.zh}, has_names=wanted.has_names, folder=folder, job=job, by=by,
    )  # fmt: skip


def remove(one: Report) -> None:
    """Removes a report with its files; one that is still being made is stopped."""
    if one.job is not None and one.job.is_open:
        stop(one.job)
    shutil.rmtree(folder_of(one.folder), ignore_errors=True)
    one.delete()


def remove_expired() -> None:
    """Removes reports whose time is over."""
    for one in queries.expired():
        remove(one)


@transaction.atomic
def keep_for(days: int) -> None:
    """Reports are kept for so many days from now on."""
    Keeping.objects.all().delete()
    Keeping.objects.create(days=days)
