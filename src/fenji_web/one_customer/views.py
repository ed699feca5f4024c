"""One customer's page, and what happened with them as a part of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from fenji_web import library
from fenji_web.accounts.access import needs
from fenji_web.care.queries import ownership_of
from fenji_web.customers.access import masked
from fenji_web.customers.pages.listing import cell
from fenji_web.customers.services import readable
from fenji_web.one_customer import queries, services
from fenji_web.one_customer.pages import facts, figures, grade, happened
from fenji_web.one_customer.pages.people import of_people
from fenji_web.playbook.services import of_customer
from fenji_web.ui.language import lang_of, zone
from fenji_web.ui.reading import reading_of
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.http import HttpRequest, HttpResponse

    from fenji_web.accounts.models import User
    from fenji_web.customers.access import Readable
    from fenji_web.library import Timeline
    from fenji_web.one_customer.pages.happened import Happened
    from fenji_web.one_customer.queries import Done
    from fenji_web.ui.reading import Reading

SHOWN = 8  # products, and as many categories


@needs("see")
@require_safe
def page(request: HttpRequest, customer_id: str) -> HttpResponse:
    """One customer: the grade and why, what would change it, figures, what was bought, what happened."""
    reading, of = _read(request)
    if of is None:
        return render(request, "customers/nothing.html")
    timeline = services.timeline_of(reading.workspace_folder, of.result.run)
    try:
        found = of.result.customer(customer_id)
    except library.UnknownCustomer:
        return _elsewhere(request, of, customer_id, timeline)
    row, laid = _of_now(reading, of, found.row)
    lang, why = lang_of(request), found.why()
    compared = tuple(column.name for column in figures.compared(of))
    try:
        kept = [] if timeline is None else timeline.grades(customer_id, of.result.run.scheme)
        bought = [] if timeline is None else timeline.bought(customer_id)
        has_lines = timeline is not None and (bool(bought) or timeline.has_lines())
        told = _told(request, of, row, timeline)
    finally:
        if timeline is not None:
            timeline.engine.close()
    losses = queries.losses([customer_id])
    drawn = figures.figures(of, found.row, services.spreads(reading, row["tier"], compared), kept)
    categories = [one for one in bought if one.sort == "category"]
    context: dict[str, Any] = {
        "row": row,
        "name": row.get("name") if of.sees_contact else masked(row).get("name"),
        "why": why,
        "bars": grade.bars(why),
        "gap": grade.gap(of, found.row),
        "figures": drawn,
        "has_over": any(one.over for one in drawn),
        "has_targets": any(one.target for one in drawn),
        "facts": list(facts.facts(of, row, laid, lang)),
        "corrections": facts.corrected(
            queries.profile_changes(customer_id), sees_contact=of.sees_contact, is_company=row.get("kind") == "company"
        ),
        "lost": losses[0] if losses and losses[0].reason else None,
        "lost_reason": words(f"care.lost_{losses[0].reason}") if losses and losses[0].reason else "",
        "is_masked": not of.sees_contact,
        "score_share": min(row["score"] / 100, 1) if row["score"] is not None else 0,
        "score_width": row["score"],
        "move": None if row["move"] in (None, "same") else cell(of, row, of.columns["move"], lang),
        "history": grade.history(of.result, row, kept, lang),
        "products": [one for one in bought if one.sort == "product"][:SHOWN],
        "categories": categories[:SHOWN],
        "more_categories": categories[0].kinds - len(categories[:SHOWN]) if categories else 0,
        "has_lines": has_lines,
        "advice": of_customer(reading, found.row, lang),
        **told,
    }
    return render(request, "one_customer/page.html", context)


@needs("see")
@require_http_methods(["GET", "HEAD", "POST"])
def timeline(request: HttpRequest, customer_id: str) -> HttpResponse:
    """What happened, as a part of the page: one sort, or what is further back; POST asks for it to be gathered."""
    reading, of = _read(request)
    if of is None:
        raise Http404
    if not of.result.count(where={"customer_id": customer_id}):
        raise Http404
    after = reverse("customers:one", args=[customer_id])
    if request.method == "POST":
        asked = services.ask_for_timeline(of.result.run, by=cast("User", request.user), again="again" in request.POST)
        if request.headers.get("HX-Request"):
            return render(request, "one_customer/ask.html", {"job": asked, "next": after, "customer_id": customer_id})
        return redirect(after)
    if not request.headers.get("HX-Request"):
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        return redirect(f"{after}{query}#timeline")
    row = of.result.customer(customer_id).row
    found = services.timeline_of(reading.workspace_folder, of.result.run)
    try:
        told = _told(request, of, row, found)
    finally:
        if found is not None:
            found.engine.close()
    name = "one_customer/days.html" if "from" in request.GET else "one_customer/timeline.html"
    return render(request, name, {"row": row, **told})


def _told(request: HttpRequest, of: Readable, row: Any, found: Timeline | None) -> dict[str, Any]:
    """What the timeline shows of a customer, from a place on; without the run's file what people did here alone."""
    customer_id, run = row["customer_id"], of.result.run
    what = request.GET.get("what") if request.GET.get("what") in happened.WHATS else None
    first = _number(request.GET.get("from"), 0)
    size = max(happened.PAGE, _number(request.GET.get("shown"), happened.PAGE))
    kept = [] if found is None else found.grades(customer_id, run.scheme)
    ids = [customer_id, *([] if found is None else found.parts(customer_id))]
    typed = services.typed_since(request.fenji, ids, run.snapshot)  # type: ignore[attr-defined]
    people = list(_of_people(request, of, queries.done(ids, typed), row))
    grades = list(happened.of_grades(of, kept, zone()))
    counts = {} if found is None else found.counts(customer_id)
    counts |= {happened.GRADE: len(grades), happened.CARE: len(people)}
    events = []
    if found is not None and what in (None, *happened.DATA):
        events = found.events(customer_id, limit=first + size, what=what)
    things = happened.woven(
        happened.of_data(events, zone(), sees_contact=of.sees_contact),
        grades if what in (None, happened.GRADE) else (),
        people if what in (None, happened.CARE) else (),
        first=first,
        size=size,
    )
    total = sum(counts.values()) if what is None else counts.get(what, 0)
    left = min(total, happened.MOST) - first - len(things)
    return {
        "is_gathered": found is not None,
        "what": what,
        "counts": [(name, _label(name), counts[name]) for name in happened.WHATS if counts.get(name)],
        "days": happened.days(things, _day(request.GET.get("after"))),
        "left": min(max(left, 0), happened.PAGE),
        "next_from": first + len(things),
        "last_day": things[-1].on if things else None,
    }


def _of_people(request: HttpRequest, of: Readable, done: Sequence[Done], row: Any) -> Iterator[Happened]:
    sees_notes = request.user.can("see_notes")  # type: ignore[union-attr]
    return of_people(of, done, zone(), is_company=row.get("kind") == "company", sees_notes=sees_notes)


def _elsewhere(request: HttpRequest, of: Readable, customer_id: str, found: Timeline | None) -> HttpResponse:
    """On to the customer whom this one was merged into, where this person sees that one; else there is none."""
    into = None if found is None else found.survivor(customer_id)
    into = into if into is not None and of.result.count(where={"customer_id": into}) else None
    if found is not None:
        found.engine.close()
    if into is None:
        return render(request, "customers/no_customer.html", status=404)
    messages.info(request, words("one_customer.merged_into", was=customer_id).say(lang_of(request)))
    return redirect("customers:one", into)


def _label(name: str) -> str:
    is_new = name in ("payment", happened.GRADE, happened.CARE)
    return f"{'one_customer' if is_new else 'customers'}.what_{name}"


def _of_now(reading: Reading, of: Readable, row: Any) -> tuple[dict[str, Any], dict[str, str]]:
    """The row with the owner of now and with corrections that the run has not seen; those corrections alone."""
    owner, here = ownership_of(of.result, row["customer_id"], row)
    laid: dict[str, str] = {}
    for one in services.typed_since(reading, [row["customer_id"]], of.result.run.snapshot):
        laid |= one.values if one.kind == "profile" else {}
    known = {name: value for name, value in laid.items() if name == "name" or name in of.columns}
    return {**row, **known, "owner": (owner or None) if here is not None else row.get("owner")}, known


def _number(written: str | None, otherwise: int) -> int:
    is_number = written is not None and written.isdecimal() and len(written) < 6
    return min(int(written or 0), happened.MOST) if is_number else otherwise


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written or "")
    except ValueError:
        return None


def _read(request: HttpRequest) -> tuple[Reading, Readable | None]:
    reading = reading_of(request)
    if reading.result is None:
        return reading, None
    sees_contact = request.user.can("see_contact")  # type: ignore[union-attr]
    return reading, readable(reading, sees_contact=sees_contact)
