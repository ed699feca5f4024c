"""Findings, the playbook as people read it, and the places where its words are changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from fenji_web import library
from fenji_web.accounts.access import needs
from fenji_web.customers.access import masked
from fenji_web.customers.services import readable
from fenji_web.playbook import pages, services
from fenji_web.runs.models import DONE
from fenji_web.ui.language import lang_of
from fenji_web.ui.reading import graded, reading_of
from fenji_web.ui.remembered import kept
from fenji_web.ui.versions import number_in
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fenji_web.accounts.models import User
    from fenji_web.library import Issue, Playbook, Text
    from fenji_web.playbook.pages import Card, Group
    from fenji_web.ui.reading import Reading

LONGEST = 200_000


@needs("see")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What to do with every tier, stage and segment, and the actions by state."""
    reading = reading_of(request)
    if reading.result is None:
        return render(request, "playbook/none.html")
    book, wrong = services.playbook(reading)
    context = {"groups": _groups(reading, book), "actions": pages.actions(book), "is_wrong": wrong is not None}
    return render(request, "playbook/index.html", context)


@needs("see")
@require_safe
def findings(request: HttpRequest) -> HttpResponse:
    """Every finding of the run shown, the largest prize first."""
    reading = reading_of(request)
    if reading.result is None:
        return render(request, "playbook/none.html")
    of = readable(reading, sees_contact=cast("User", request.user).can("see_contact"))
    found = pages.sentences(services.findings(reading, of), of)
    job = services.looked_into(reading.result.run.id)
    context = {"sentences": found, "run": reading.result.run, "job": job, "is_looked_into": job and job.state == DONE}
    return render(request, "playbook/findings.html", context)


@needs("see_whole")
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Asks the worker to look into the tables of the run shown."""
    result = graded(request).result
    assert result is not None
    services.look_into(result.run.id, by=cast("User", request.user))
    return redirect("playbook:findings")


@needs("edit_scheme")
@require_safe
def edit(request: HttpRequest, part: str, key: str) -> HttpResponse:
    """The form with the words of one tier, stage or segment."""
    reading = graded(request)
    card, there = _card(reading, part, key), services.now(reading)
    own = card.written if card.is_own else library.same("")
    return _shown(request, card, card.written, {"digest": there.digest, "was": own})


@needs("edit_scheme")
@require_POST
def preview(request: HttpRequest, part: str, key: str) -> HttpResponse:
    """The words being written, with the figures of now."""
    card, said = _card(graded(request), part, key), _said(request)
    context = {"card": card, "said": said.fill(**card.figures), "issues": _issues(request, part, key, said)}
    return render(request, "playbook/live.html", context)


@needs("edit_scheme")
@require_POST
def save(request: HttpRequest, part: str, key: str) -> HttpResponse:
    """Keeps the words, or takes the company's own away; somebody else's change of the same words is shown first."""
    reading, said = graded(request), _said(request)
    card = _card(reading, part, key)
    was = library.Text(request.POST.get("was_en", ""), request.POST.get("was_zh", ""))
    form: dict[str, Any] = {"digest": request.POST.get("digest", ""), "was": was, "note": request.POST.get("note", "")}
    is_back = request.POST.get("do") == "back"
    if not is_back and not (said.zh or said.en):
        return _shown(request, card, said, {**form, "problem": words("playbook.needs_words")}, status=422)
    if not is_back and _issues(request, part, key, said):
        return _shown(request, card, said, form, status=422)
    try:
        theirs = services.keep_words(
            reading,
            (part, key),
            None if is_back else said,
            was=was,
            expected=form["digest"],
            by=cast("User", request.user),
            note=form["note"].strip()[:200] or card.name.say(lang_of(request)),
        )
    except library.SchemeIssues:
        return redirect("playbook:file")
    if theirs is not None:
        again = {**form, "digest": services.now(reading).digest, "was": theirs, "theirs": theirs}
        return _shown(request, card, said, again, status=409)
    messages.success(request, words("playbook.saved").say(lang_of(request)))
    return redirect(f"{reverse('playbook:index')}#{part}-{key}")


@needs("edit_scheme")
@require_safe
def file(request: HttpRequest) -> HttpResponse:
    """The whole file with its versions; `?version=` shows an older one."""
    reading = reading_of(request)
    there, asked = services.now(reading), request.GET.get("version", "")
    text, number = there.text, number_in(asked)
    if asked:
        try:
            text = library.written_file.text_of(reading.workspace_folder, library.PLAYBOOK_FILE, number)
        except library.FenjiError:
            raise Http404 from None
    return _file(request, text, {"digest": there.digest, "number": number})


@needs("edit_scheme")
@require_POST
def preview_file(request: HttpRequest) -> HttpResponse:
    """The text being written: its mistakes, and what it would suggest to a customer."""
    return render(request, "playbook/file_live.html", _looked_at(request, _text(request)))


@needs("edit_scheme")
@require_POST
def save_file(request: HttpRequest) -> HttpResponse:
    """Keeps the whole file; with mistakes, or where somebody else wrote meanwhile, it comes back with them."""
    reading, text = reading_of(request), _text(request)
    form = {"digest": request.POST.get("digest", ""), "note": request.POST.get("note", "")}
    if _looked_at(request, text)["issues"]:
        return _file(request, text, form, status=422)
    try:
        services.keep(
            reading, text, expected=form["digest"], by=cast("User", request.user), note=form["note"].strip()[:200]
        )
    except library.ChangedMeanwhile:
        there = services.now(reading)
        return _file(request, text, {**form, "digest": there.digest, "theirs": there.text}, status=409)
    messages.success(request, words("playbook.saved").say(lang_of(request)))
    return redirect("playbook:file")


def _shown(request: HttpRequest, card: Card, said: Text, form: dict[str, Any], *, status: int = 200) -> HttpResponse:
    issues = [] if status == 200 else _issues(request, card.part, card.key, said)
    context = {"card": card, "words": said, "said": said.fill(**card.figures), "issues": issues, **form}
    context["figures"] = [(name, words(f"playbook.figure_{name}")) for name in pages.FIGURES]
    return render(request, "playbook/edit.html", context, status=status)


def _file(request: HttpRequest, text: str, form: dict[str, Any], *, status: int = 200) -> HttpResponse:
    versions = library.written_file.versions(reading_of(request).workspace_folder, library.PLAYBOOK_FILE)
    result = reading_of(request).result
    tiers = [] if result is None else [tier.key for tier in result.scheme.scheme.tiers]
    context = {"text": text, "versions": versions, "example": pages.example(tiers), **_looked_at(request, text), **form}
    return render(request, "playbook/file.html", context, status=status)


def _looked_at(request: HttpRequest, text: str) -> dict[str, Any]:
    """The mistakes of a text; without any, what it suggests to the customer asked for."""
    reading = reading_of(request)
    asked = request.POST.get("customer", request.GET.get("customer", "")).strip()
    found: dict[str, Any] = {"issues": [], "customer": asked}
    try:
        written = services.read(reading, text)
    except library.SchemeIssues as wrong:
        return {**found, "issues": wrong.issues}
    if not asked or reading.result is None:
        return found
    try:
        row = reading.result.customer(asked).row
    except library.UnknownCustomer:
        return {**found, "is_unknown": True}
    sees = cast("User", request.user).can("see_contact")
    by = replace(services.yardstick(reading), playbook=library.playbook_as_asked(written))
    name = (row if sees else masked(row)).get("name") or asked
    return {**found, "name": name, "advice": services.for_one(row, by, lang_of(request))}


def _issues(request: HttpRequest, part: str, key: str, said: Text) -> list[Issue]:
    """What is wrong with the words of one place."""
    alone = library.WrittenPlaybook().with_words(part, key, said)
    try:
        services.read(reading_of(request), alone.text())
    except library.SchemeIssues as wrong:
        return list(wrong.issues)
    return []


def _groups(reading: Reading, book: Playbook) -> list[Group]:
    result = reading.result
    if result is None:
        raise Http404
    tiers = kept(reading, ("tiers",), lambda found: found.tiers())
    return pages.groups(result, tiers, library.segmentations_in(reading.workspace_folder), book)


def _card(reading: Reading, part: str, key: str) -> Card:
    every = (card for group in _groups(reading, services.playbook(reading)[0]) for card in group.cards)
    found = next((card for card in every if (card.part, card.key) == (part, key)), None)
    if found is None:
        raise Http404
    return found


def _said(request: HttpRequest) -> Text:
    zh, en = (" ".join(request.POST.get(name, "").split()) for name in ("zh", "en"))
    return library.Text(en or zh, zh or en)


def _text(request: HttpRequest) -> str:
    return request.POST.get("text", "").replace("\r\n", "\n")[:LONGEST]
