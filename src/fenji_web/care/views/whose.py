"""Who asks, about which customer, on which day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.http import Http404
from django.urls import reverse

from fenji_web.care import access, queries, services
from fenji_web.ui.reading import reading_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.http import HttpRequest

    from fenji_web.accounts.models import User


def person_of(request: HttpRequest) -> User:
    """Who asks."""
    return cast("User", request.user)


def face_of(request: HttpRequest, customer_id: str) -> dict[str, Any]:
    """The customer as this person reads it; for one nobody knows there is no page."""
    found = queries.faces(reading_of(request).result, [customer_id], by=person_of(request)).get(customer_id)
    if found is None:
        raise Http404
    return {**found, "shown": access.shown_name(found, sees_contact=person_of(request).can("see_contact"))}


def named(request: HttpRequest, rows: list[Any]) -> list[dict[str, Any]]:
    """Things of customers with the customers' names beside them."""
    sees_contact = person_of(request).can("see_contact")
    faces = queries.faces(reading_of(request).result, (one.customer_id for one in rows), by=person_of(request))
    unnamed: list[dict[str, Any]] = [{"customer_id": one.customer_id, "tier": None} for one in rows]
    seen = [faces.get(one.customer_id, blank) for one, blank in zip(rows, unnamed, strict=True)]
    return [
        {
            "of": one,
            "tier": face["tier"],
            "name": access.shown_name(face, sees_contact=sees_contact),
            "url": reverse("customers:one", args=[one.customer_id]),
        }
        for one, face in zip(rows, seen, strict=True)
    ]


def seen(request: HttpRequest, rows: list[Any]) -> list[Any]:
    """Those things of customers whose customers this person sees."""
    person = person_of(request)
    if not person.is_narrowed:
        return rows
    known = queries.faces(reading_of(request).result, (one.customer_id for one in rows), by=person)
    return [one for one in rows if one.customer_id in known]


def today_of(request: HttpRequest) -> date:
    """This day where the workspace is."""
    return services.today_in(reading_of(request).zone)


def grading_day(request: HttpRequest) -> date:
    """The day of the grades people look at, where there are any; never later than today."""
    result, today = reading_of(request).result, today_of(request)
    return today if result is None else min(result.run.as_of, today)


def customer_url(face: Mapping[str, Any]) -> str:
    """The customer's page, where the run shown has one; else empty."""
    return reverse("customers:one", args=[face["customer_id"]]) if face["is_graded"] else ""
