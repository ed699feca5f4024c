"""The standards' pages: the list, one in words, versions compared, decisions, YAML in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fenji_web import library
from fenji_web.accounts.access import needs
from fenji_web.runs.models import DONE
from fenji_web.runs.queries import job_of
from fenji_web.runs.services import enqueue
from fenji_web.schemes import forms, pages, services
from fenji_web.schemes.access import folder_of, keep_draft, person_of, policy_of, standard_of, unread, wait_for
from fenji_web.schemes.services import WRITTEN

if TYPE_CHECKING:
    from django.http import HttpRequest


@needs("see")
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every standard: those that grade with their versions, and the ready-made ones."""
    found, is_now = services.standards(folder_of(request))
    if found is None:
        return wait_for(request, "read_standards", back=request.get_full_path())
    job = None if is_now else services.once("read_standards", person_of(request))
    cards = [services.card(one) for one in found.standards]
    groups = ([one for one in cards if one.is_used], [one for one in cards if not one.is_used])
    return render(request, "schemes/index.html", {"used": groups[0], "ready": groups[1], "job": job})


@needs("see")
@require_GET
def one(request: HttpRequest, name: str) -> HttpResponse:
    """One standard in words, a version of it with `?version=`; its history; what may be done with it."""
    if (wait := unread(request, name)) is not None:
        return wait
    standard = standard_of(request, name)
    asked = request.GET.get("version", "")
    number = int(asked) if asked.isdecimal() else None
    words, version = services.shown(standard, number)
    if words is None and number:
        raise Http404
    policy = policy_of(request)
    can = {
        "steps": services.steps(person_of(request), version, policy),
        "edit": person_of(request).can("edit_scheme") and services.start_of(standard) is not None,
        "grade": person_of(request).can("grade")
        and version is not None
        and version.state == "published"
        and standard.origin != "drafted",
    }
    page = None if words is None else services.sheet(words)
    _, is_now = services.standards(folder_of(request))
    job = None if is_now else services.once("read_standards", person_of(request))
    published = standard.published
    changes: tuple[library.Text, ...] = ()
    if version is not None and published is not None and published.version != version.version:
        changes = services.changes_of(standard.body(published.version), standard.body(version.version))
    context = {
        "standard": standard, "page": page, "version": version, "can": can, "policy": policy, "job": job,
        "history": pages.history(standard, services.acts_of(standard)), "changes": changes,
        "published": None if published == version else published,
    }  # fmt: skip
    return render(request, "schemes/one.html", context)


@needs("edit_scheme")
@require_POST
def keep(request: HttpRequest, name: str) -> HttpResponse:
    """Keeps a whole standard as a draft: one that was uploaded, or one's own words after a conflict."""
    try:
        scheme = library.load.read_scheme(request.POST.get("text", "") + "\n")
    except library.FenjiError:
        raise Http404 from None  # only checked text is sent here
    if scheme.name != name:
        raise Http404
    newest = request.POST.get("newest", "0")
    start = services.Start(WRITTEN, scheme, int(newest) if newest.isdecimal() else 0, request.POST.get("digest", ""))
    return keep_draft(request, scheme, start)


@needs("see")
@require_GET
def waiting(request: HttpRequest, name: str, job_id: int) -> HttpResponse:
    """A job's bar, and where it leads."""
    job = job_of(person_of(request), job_id)
    if job is None:
        raise Http404
    is_saving = job.kind == "save_standard"
    onward = reverse("schemes:saved", args=[name, job_id]) if is_saving else reverse("schemes:one", args=[name])
    if job.kind == "decide_standard":
        onward += f"?version={job.arguments['version']}"
    if job.state == DONE:
        return redirect(onward)
    return render(request, "schemes/waiting.html", {"job": job, "next": onward, "name": name})


@needs("edit_scheme")
@require_GET
def saved(request: HttpRequest, name: str, job_id: int) -> HttpResponse:
    """Where saving led: to the new version, or to somebody else's that was saved first, shown beside one's own."""
    job = job_of(person_of(request), job_id)
    if job is None or job.kind != "save_standard" or not job.result:
        raise Http404
    if not job.result.get("conflict"):
        return redirect(f"{reverse('schemes:one', args=[name])}?version={job.result['version']}")
    standard = standard_of(request, name)
    mine = services.read_back(job.result["mine"])
    theirs = standard.newest
    context = {
        "standard": standard,
        "theirs": theirs,
        "conflict": services.conflict(standard, mine, job.result["base"]),
        "text": library.write_scheme(mine),
        "reason": job.arguments.get("reason", ""),
    }
    return render(request, "schemes/conflict.html", context, status=200 if theirs else 404)


@needs("see")
@require_POST
def decide(request: HttpRequest, name: str, number: int, step: str) -> HttpResponse:
    """A step with a version, as far as the person's role and the version's state allow it."""
    standard = standard_of(request, name)
    policy = policy_of(request)
    if step not in services.steps(person_of(request), standard.version(number), policy):
        raise Http404
    job = enqueue("decide_standard", by=person_of(request), scheme=name, version=number, step=step,
                  reason=request.POST.get("reason", "").strip()[:500])  # fmt: skip
    return redirect("schemes:waiting", name, job.id)


@needs("see")
@require_GET
def compare(request: HttpRequest, name: str) -> HttpResponse:
    """What changed between two versions, in words."""
    if (wait := unread(request, name)) is not None:
        return wait
    standard = standard_of(request, name)
    sides = [request.GET.get(side, "") for side in ("before", "after")]
    numbers = [int(side) if side.isdecimal() else 0 for side in sides]
    if any(standard.version(number) is None for number in numbers):
        raise Http404
    before, after = (standard.body(number) for number in numbers)
    context = {"standard": standard, "before": numbers[0], "after": numbers[1],
               "changes": services.changes_of(before, after)}  # fmt: skip
    return render(request, "schemes/compare.html", context)


@needs("see")
@require_GET
def download(request: HttpRequest, name: str) -> HttpResponse:
    """A version as a YAML file."""
    if (wait := unread(request, name)) is not None:
        return wait
    standard = standard_of(request, name)
    asked = request.GET.get("version", "")
    words, version = services.shown(standard, int(asked) if asked.isdecimal() else None)
    if words is None:
        raise Http404
    scheme = words.scheme if isinstance(words, library.CalibratedScheme) else words
    response = HttpResponse(library.write_scheme(scheme), content_type="application/yaml; charset=utf-8")
    file_name = f"{name}-v{version.version}.yaml" if version else f"{name}.yaml"
    response.headers["Content-Disposition"] = services.attachment(file_name)
    return response


@needs("edit_scheme")
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """A standard as YAML, checked: every mistake with its line, or its words and what it changes."""
    if request.method == "GET":
        return render(request, "schemes/upload.html", {"text": ""})
    file = request.FILES.get("file")
    raw = file.read(forms.LONGEST_FILE + 1) if file else request.POST.get("text", "").encode()
    text, refused = forms.read_upload(raw)
    issues, scheme = ([refused], None) if refused else forms.checked(text)
    context: dict[str, Any] = {"text": text, "issues": forms.lined(issues), "lines": forms.numbered(text, issues)}
    if scheme is not None:
        found, _ = services.standards(folder_of(request))
        standard = found.find(scheme.name) if found else None
        newest = standard.newest if standard else None
        context |= {"scheme": scheme, "sheet": services.sheet(scheme), "newest": newest.version if newest else 0,
                    "digest": newest.written_digest if newest else "", "standard": standard,
                    "changes": services.changes_to(standard, scheme)}  # fmt: skip
    has_errors = any(one.level == "error" for one in issues)
    return render(request, "schemes/upload.html", context, status=422 if has_errors else 200)
