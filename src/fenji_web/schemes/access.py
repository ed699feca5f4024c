"""What the standards' pages know of a request: the folder, who asks, the standard meant, or the job to wait for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from fenji_web.runs.services import enqueue
from fenji_web.schemes.services import once, said_once, standards

if TYPE_CHECKING:
    from pathlib import Path

    from django.http import HttpRequest

    from fenji_web import library
    from fenji_web.accounts.models import User
    from fenji_web.library import Approval, Scheme
    from fenji_web.schemes.services import Start


def folder_of(request: HttpRequest) -> Path:
    """The folder of the workspace."""
    return cast("Path", request.fenji.workspace_folder)  # type: ignore[attr-defined]


def policy_of(request: HttpRequest) -> Approval | None:
    """How versions are approved here; None where nobody is asked."""
    return cast("Approval | None", request.fenji.settings.approval)  # type: ignore[attr-defined]


def person_of(request: HttpRequest) -> User:
    """Who is signed in."""
    return cast("User", request.user)


def wait_for(request: HttpRequest, kind: str, *, back: str, **arguments: Any) -> HttpResponse:
    """The page with the bar of a job, which goes back when it is done."""
    job = once(kind, person_of(request), **arguments)
    return render(request, "schemes/waiting.html", {"job": job, "next": back, "name": arguments.get("scheme")})


def keep_draft(request: HttpRequest, scheme: Scheme, start: Start) -> HttpResponse:
    """Starts the job that keeps a standard as a draft, and leads to its bar."""
    job = enqueue("save_standard", by=person_of(request), scheme=said_once(scheme), base=start.base,
                  newest=start.newest, digest=start.digest,
                  reason=request.POST.get("reason", "").strip()[:500],
                  submit=request.POST.get("do") == "submit")  # fmt: skip
    return redirect("schemes:waiting", scheme.name, job.id)


def unread(request: HttpRequest, name: str) -> HttpResponse | None:
    """The page that waits until standards are read, where this one could not be known yet."""
    found, is_now = standards(folder_of(request))
    if found is not None and (is_now or found.find(name) is not None):
        return None
    return wait_for(request, "read_standards", back=request.get_full_path())


def standard_of(request: HttpRequest, name: str) -> library.standards_file.Standard:
    """A standard by its name; 404 where there is none."""
    found, _ = standards(folder_of(request))
    standard = found.find(name) if found else None
    if standard is None:
        raise Http404
    return standard
